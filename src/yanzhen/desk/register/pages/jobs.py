"""The queue of sheets: what is asked of a draft, and what checking it found. An import writes all of its rows or none, so that one that is
taken up again finds either nothing or everything done.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils.translation import gettext_noop as _

from yanzhen.desk.queue import Queue
from yanzhen.desk.register.models import Import, SheetDraft
from yanzhen.desk.register.pages.models import SheetFinding, SheetJob

LEASE = timedelta(minutes=3)
"""Longer than the database may be held by one import: a lease cannot be renewed while it is."""
MOST_ATTEMPTS = 2
State, Act = SheetJob.State, SheetJob.Act
BATCH = 2_000
QUEUE = Queue(
    model=SheetJob,
    about="draft",
    lease=LEASE,
    most_attempts=MOST_ATTEMPTS,
    same=("version",),
    lost={
        "what": _("the sheet could not be checked within the limits of memory and time"),
        "expected": _("a sheet of some hundred thousand rows at most"),
        "todo": _("split the file and bring its parts"),
    },
)


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
