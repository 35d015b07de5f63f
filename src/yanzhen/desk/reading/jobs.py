"""The queue of pages to read: who holds which, for how long, and what became of it.

A worker holds a page by a lease that it renews. When the worker is gone, even by ``kill -9``, the lease runs
out and another takes the page; what a page gave is written with the job's end in one transaction, so that it is
there whole or not at all.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_noop as _

from yanzhen.desk.reading.child import Trouble
from yanzhen.desk.reading.models import ReadingJob
from yanzhen.desk.register.models import Contest, Decision

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3
State = ReadingJob.State


def claim_next(worker: str, *, now: datetime) -> ReadingJob | None:
    """Take the page that waits longest; a page whose worker was lost counts as waiting."""
    for job in _ready(now).order_by("asked_at", "pk")[:20]:
        if job.attempts >= MOST_ATTEMPTS:
            _give_up(job, now)
        elif _take(job, worker, now):
            return ReadingJob.objects.select_related("document").get(pk=job.pk)
    return None


def renew(job: ReadingJob, *, now: datetime) -> bool:
    """Hold the page longer; False when it was stopped or another worker has it."""
    return bool(_held(job).update(lease_until=now + LEASE))


def finish(job: ReadingJob, *, now: datetime) -> bool:
    """The page is read; call it in the transaction that keeps what the page gave. False: it is no longer ours."""
    return bool(_held(job).update(state=State.DONE, finished_at=now, worker="", lease_until=None))


def fail(job: ReadingJob, trouble: Trouble, *, now: datetime) -> bool:
    """The page cannot be read, and says why; a person may ask again."""
    return bool(
        _held(job).update(state=State.FAILED, finished_at=now, worker="", lease_until=None, **_columns(trouble))
    )


def put_back(job: ReadingJob, *, counted: bool = True) -> bool:
    """The page waits again: its reader crashed, or the worker is told to end (then the attempt does not count)."""
    attempts = job.attempts if counted else job.attempts - 1
    return bool(_held(job).update(state=State.WAITING, worker="", lease_until=None, attempts=attempts))


def stop(job: ReadingJob, *, now: datetime) -> bool:
    """Ask no more for the page; a worker that reads it lets go within a second or two."""
    running = ReadingJob.objects.filter(pk=job.pk, state__in=(State.WAITING, State.READING))
    return bool(running.update(state=State.STOPPED, finished_at=now, worker="", lease_until=None))


def ask_again(job: ReadingJob, given_date: str, *, now: datetime) -> bool:
    """Read the page anew, from the first attempt; one that was read only while no person has decided about it."""
    ended = ReadingJob.objects.filter(pk=job.pk, state__in=(State.FAILED, State.STOPPED, State.DONE))
    if not is_untouched(job):
        return False
    fresh = {"state": State.WAITING, "attempts": 0, "asked_at": now, "started_at": None, "finished_at": None}
    return bool(ended.update(**fresh, given_date=given_date, **_columns(Trouble(""))))


def is_untouched(job: ReadingJob) -> bool:
    """Whether no person has decided about or contested a statement of the page."""
    decided = Decision.objects.filter(statement__source__document=job.document_id)
    contested = Contest.objects.filter(statement__source__document=job.document_id)
    return not decided.exists() and not contested.exists()


def _ready(now: datetime) -> QuerySet[ReadingJob]:
    return ReadingJob.objects.filter(Q(state=State.WAITING) | Q(state=State.READING, lease_until__lt=now))


def _take(job: ReadingJob, worker: str, now: datetime) -> bool:
    seen = ReadingJob.objects.filter(
        pk=job.pk, state=job.state, worker=job.worker, attempts=job.attempts, lease_until=job.lease_until
    )
    return bool(
        seen.update(
            state=State.READING, worker=worker, lease_until=now + LEASE, attempts=F("attempts") + 1, started_at=now
        )
    )


def _give_up(job: ReadingJob, now: datetime) -> None:
    trouble = Trouble(
        _("the reader ended unexpectedly"),
        seen=f"{job.attempts} ×",
        expected=_("a page that can be read within the limits of memory"),
        todo=_("split the file, or ask the administrator to look at the worker's log; then read it again"),
    )
    fields = {"state": State.FAILED, "finished_at": now, "worker": "", "lease_until": None, **_columns(trouble)}
    ReadingJob.objects.filter(pk=job.pk, state=job.state, attempts=job.attempts).update(**fields)


def _held(job: ReadingJob) -> QuerySet[ReadingJob]:
    return ReadingJob.objects.filter(pk=job.pk, state=State.READING, worker=job.worker, attempts=job.attempts)


def _columns(trouble: Trouble) -> dict[str, str]:
    return {"what": trouble.what, "seen": trouble.seen, "expected": trouble.expected, "todo": trouble.todo}
