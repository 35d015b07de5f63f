"""The queue of pages to read, and what a person may ask of a page."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext_noop as _

from yanzhen.desk.queue import Queue
from yanzhen.desk.reading.child import Trouble
from yanzhen.desk.reading.models import ReadingJob
from yanzhen.desk.register.models import Contest, Decision

LEASE = timedelta(seconds=30)
MOST_ATTEMPTS = 3
State = ReadingJob.State
QUEUE = Queue(
    model=ReadingJob,
    running=State.READING,
    about="document",
    lease=LEASE,
    most_attempts=MOST_ATTEMPTS,
    taken_at="started_at",
    lost={
        "what": _("the reader ended unexpectedly"),
        "expected": _("a page that can be read within the limits of memory"),
        "todo": _("split the file, or ask the administrator to look at the worker's log; then read it again"),
    },
)


def fail(job: ReadingJob, trouble: Trouble, *, now: datetime) -> bool:
    """The page cannot be read, and says why; a person may ask again."""
    return QUEUE.fail(job, _columns(trouble), now=now)


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


def _columns(trouble: Trouble) -> dict[str, str]:
    return {"what": trouble.what, "seen": trouble.seen, "expected": trouble.expected, "todo": trouble.todo}
