"""The queue of sheets: who holds which, for how long, and what became of it.

As with documents, a worker holds a sheet by a lease that it renews; when the worker is gone, another takes the sheet. An import writes all
of its rows or none, so that one that is taken up again finds either nothing or everything done.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max, Q, QuerySet
from django.utils.translation import gettext_noop as _

from yanzhen.desk.register.models import Import, SheetDraft
from yanzhen.desk.register.pages.models import SheetFinding, SheetJob

LEASE = timedelta(minutes=3)
"""Longer than the database may be held by one import: a lease cannot be renewed while it is."""
MOST_ATTEMPTS = 2
State, Act = SheetJob.State, SheetJob.Act
BATCH = 2_000


def ask(draft: SheetDraft, act: SheetJob.Act, *, now: datetime, **chosen: Any) -> SheetJob:
    """Have the draft looked at, checked or imported; what was asked before is forgotten."""
    fresh = {
        "act": act, "state": State.WAITING, "attempts": 0, "worker": "", "lease_until": None, "asked_at": now, "finished_at": None,
        "import_pk": None, "what": "", "seen": "", "expected": "", "todo": "", **chosen,
    }  # fmt: skip
    with transaction.atomic():
        job, made = SheetJob.objects.get_or_create(draft=draft, defaults=fresh)
        if not made:
            SheetJob.objects.filter(pk=job.pk).update(version=F("version") + 1, **fresh)
        return SheetJob.objects.get(pk=job.pk)


def claim_next(worker: str, *, now: datetime) -> SheetJob | None:
    """Take the sheet that waits longest; one whose worker was lost counts as waiting."""
    for job in _ready(now).order_by("asked_at", "pk")[:20]:
        if job.attempts >= MOST_ATTEMPTS:
            _give_up(job, now)
        elif _take(job, worker, now):
            return SheetJob.objects.select_related("draft").get(pk=job.pk)
    return None


def renew(job: SheetJob, *, now: datetime) -> bool:
    """Hold the sheet longer; False when it was stopped or another has it."""
    return bool(held(job).update(lease_until=now + LEASE))


def finish(job: SheetJob, *, now: datetime, **found: Any) -> bool:
    """It is done; False: it is no longer ours."""
    return bool(held(job).update(state=State.DONE, finished_at=now, worker="", lease_until=None, **found))


def fail(job: SheetJob, trouble: dict[str, str], *, now: datetime) -> bool:
    """It cannot be done, and says why."""
    return bool(held(job).update(state=State.FAILED, finished_at=now, worker="", lease_until=None, **trouble))


def put_back(job: SheetJob, *, counted: bool = True) -> bool:
    """It waits again: its process ended unexpectedly, or the worker is told to end (then the attempt does not count)."""
    attempts = job.attempts if counted else job.attempts - 1
    return bool(held(job).update(state=State.WAITING, worker="", lease_until=None, attempts=attempts))


def stop(job: SheetJob, *, now: datetime) -> bool:
    """Ask no more for it; a worker at it lets go within a second or two, and nothing is written."""
    running = SheetJob.objects.filter(pk=job.pk, state__in=(State.WAITING, State.RUNNING))
    return bool(running.update(state=State.STOPPED, finished_at=now, worker="", lease_until=None))


def held(job: SheetJob) -> QuerySet[Any]:
    """The job, if it is still this worker's."""
    return SheetJob.objects.filter(pk=job.pk, state=State.RUNNING, worker=job.worker, version=job.version)


def keep_findings(job: SheetJob, findings: list[dict[str, Any]]) -> None:
    """What checking found, in place of what an earlier check did."""
    with transaction.atomic():
        SheetFinding.objects.filter(job=job).delete()
        rows = (SheetFinding(job_id=job.pk, number=number, **one) for number, one in enumerate(findings))
        SheetFinding.objects.bulk_create(rows, batch_size=BATCH)


def register_state(kind: str) -> str:
    """Names the state of a table: it is another one after each import and each undoing."""
    rows = Import.objects.filter(kind=kind)
    last = rows.aggregate(last=Max("pk"), undone=Max("undone_at"))
    undone = last["undone"].isoformat() if last["undone"] else ""
    return f"{last['last'] or 0} {undone}"[:64]


def _ready(now: datetime) -> QuerySet[Any]:
    return SheetJob.objects.filter(Q(state=State.WAITING) | Q(state=State.RUNNING, lease_until__lt=now))


def _take(job: SheetJob, worker: str, now: datetime) -> bool:
    seen = SheetJob.objects.filter(
        pk=job.pk, state=job.state, worker=job.worker, attempts=job.attempts, lease_until=job.lease_until
    )
    taken = {"state": State.RUNNING, "worker": worker, "lease_until": now + LEASE, "attempts": F("attempts") + 1}
    return bool(seen.update(**taken))


def _give_up(job: SheetJob, now: datetime) -> None:
    trouble = {
        "what": _("the sheet could not be checked within the limits of memory and time"),
        "seen": f"{job.attempts} ×",
        "expected": _("a sheet of some hundred thousand rows at most"),
        "todo": _("split the file and bring its parts"),
    }
    fields = {"state": State.FAILED, "finished_at": now, "worker": "", "lease_until": None, **trouble}
    SheetJob.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts).update(**fields)
