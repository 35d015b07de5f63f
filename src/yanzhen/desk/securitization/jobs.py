"""The queue of full pricings: who holds which, for how long, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop as _

from yanzhen.desk.securitization.models import PricingJob

if TYPE_CHECKING:
    from yanzhen.desk.securitization.models import DealVersion

LEASE = timedelta(minutes=15)
"""Longer than one piece of a pricing takes, even with thousands of firms: a lease is renewed between pieces."""
MOST_ATTEMPTS = 2
State = PricingJob.State
ENDED_TWICE = _("the pricing ended unexpectedly")
LOOK = _("ask for fewer paths, or ask the administrator to look at the worker's log")


def ask(version: DealVersion, paths: int, by_name: str, *, now: datetime) -> PricingJob:
    """Have the version priced; one that already waits with as many paths is that one."""
    waiting = PricingJob.objects.filter(version=version, paths=paths, state__in=(State.WAITING, State.RUNNING)).first()
    return waiting or PricingJob.objects.create(version=version, paths=paths, asked_by=by_name[:150], asked_at=now)


def claim_next(worker: str, *, now: datetime) -> PricingJob | None:
    """Take the pricing that waits longest; one whose worker was lost counts as waiting."""
    for job in _ready(now).order_by("asked_at", "pk")[:20]:
        if job.attempts >= MOST_ATTEMPTS:
            _give_up(job, now)
        elif _take(job, worker, now):
            return PricingJob.objects.select_related("version").get(pk=job.pk)
    return None


def tell(job: PricingJob, done: int, total: int, *, now: datetime) -> bool:
    """How far it is; holds it longer. False: it was stopped, or another has it."""
    return bool(_held(job).update(done=done, total=total, lease_until=now + LEASE))


def finish(job: PricingJob, priced: dict[str, Any], *, now: datetime) -> bool:
    """It is priced; False: it is no longer ours, and nothing is kept."""
    ended = {"state": State.DONE, "finished_at": now, "worker": "", "lease_until": None}
    return bool(_held(job).update(priced=priced, done=F("total"), **ended))


def fail(job: PricingJob, trouble: dict[str, str], *, now: datetime) -> bool:
    """It cannot be priced, and says why."""
    ended = {"state": State.FAILED, "finished_at": now, "worker": "", "lease_until": None}
    return bool(_held(job).update(**ended, **trouble))


def stop(job: PricingJob, *, now: datetime) -> bool:
    """Ask no more for it."""
    running = PricingJob.objects.filter(pk=job.pk, state__in=(State.WAITING, State.RUNNING))
    return bool(running.update(state=State.STOPPED, finished_at=now, worker="", lease_until=None))


def _ready(now: datetime) -> QuerySet[PricingJob]:
    return PricingJob.objects.filter(Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=now))


def _take(job: PricingJob, worker: str, now: datetime) -> bool:
    seen = PricingJob.objects.filter(
        pk=job.pk, state=job.state, worker=job.worker, attempts=job.attempts, lease_until=job.lease_until
    )
    taken = {"state": State.RUNNING, "worker": worker, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
    return bool(seen.update(**taken))


def _held(job: PricingJob) -> QuerySet[PricingJob]:
    return PricingJob.objects.filter(pk=job.pk, state=State.RUNNING, worker=job.worker)


def _give_up(job: PricingJob, now: datetime) -> None:
    trouble = {"what": ENDED_TWICE, "seen": f"{job.attempts} ×", "expected": "", "todo": LOOK}
    ended = {"state": State.FAILED, "finished_at": now, "worker": "", "lease_until": None}
    PricingJob.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts).update(**ended, **trouble)
