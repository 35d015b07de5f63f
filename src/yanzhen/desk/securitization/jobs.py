"""The queue of full pricings: who holds which, for how long, and what became of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext_noop as _

from yanzhen.desk.queue import Queue
from yanzhen.desk.securitization.models import PricingJob

if TYPE_CHECKING:
    from yanzhen.desk.securitization.models import DealVersion

LEASE = timedelta(minutes=15)
"""Longer than one piece of a pricing takes, even with thousands of firms: a lease is renewed between pieces."""
MOST_ATTEMPTS = 2
State = PricingJob.State
ENDED_TWICE = _("the pricing ended unexpectedly")
LOOK = _("ask for fewer paths, or ask the administrator to look at the worker's log")
QUEUE = Queue(
    model=PricingJob,
    about="version",
    lease=LEASE,
    most_attempts=MOST_ATTEMPTS,
    lost={"what": ENDED_TWICE, "expected": "", "todo": LOOK},
)


def ask(version: DealVersion, paths: int, by_name: str, *, now: datetime) -> PricingJob:
    """Have the version priced; one that already waits with as many paths is that one."""
    waiting = PricingJob.objects.filter(version=version, paths=paths, state__in=(State.WAITING, State.RUNNING)).first()
    return waiting or PricingJob.objects.create(version=version, paths=paths, asked_by=by_name[:150], asked_at=now)


def tell(job: PricingJob, done: int, total: int, *, now: datetime) -> bool:
    """How far it is; holds it longer. False: it was stopped, or another has it."""
    return QUEUE.renew(job, now=now, done=done, total=total)


def finish(job: PricingJob, priced: dict[str, Any], *, now: datetime) -> bool:
    """It is priced; False: it is no longer ours, and nothing is kept."""
    return QUEUE.finish(job, now=now, priced=priced, done=F("total"))
