"""A file on the desk between its upload and the decision to import it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.register.ledger.importing import Order
from yanzhen.desk.register.ledger.kept import clear_unnamed, keep_file, kept_path
from yanzhen.desk.register.ledger.models import SheetDraft
from yanzhen.desk.register.ledger.office import Office

DRAFT_DAYS = 7


def keep_draft(
    office: Office, kind: str, file: str, chunks: Iterator[bytes], actor: Actor, *, now: datetime, **chosen: Any
) -> SheetDraft:
    """Keep the file and what is chosen so far (``source``, ``rank``, ``stated_on``, ``sheet``, ``mapping``)."""
    kept = keep_file(chunks)
    return SheetDraft.objects.create(
        kind=kind,
        sha256=kept.sha256,
        file=file[:255],
        size=kept.size,
        by=office.person,
        by_name=actor.name[:150],
        at=now,
        region=office.region,
        department=office.department,
        **chosen,
    )


def order_of(draft: SheetDraft, *, good_rows: bool = False, dry_run: bool = False) -> Order:
    """What the draft asks to be imported."""
    return Order(
        kind=draft.kind,
        path=kept_path(draft.sha256),
        file=draft.file,
        source=draft.source,
        rank=draft.rank,
        stated_on=draft.stated_on,
        mapping=draft.mapping,
        sheet=draft.sheet or None,
        good_rows=good_rows,
        dry_run=dry_run,
    )


def drop_draft(draft: SheetDraft) -> None:
    """The draft is decided or given up; its file goes where nothing else names it."""
    draft.delete()
    clear_unnamed(draft.sha256)


def sweep_drafts(*, now: datetime) -> int:
    """Drop the drafts that nobody decided on for a week; gives how many."""
    old = list(SheetDraft.objects.filter(at__lt=now - timedelta(days=DRAFT_DAYS)))
    for draft in old:
        drop_draft(draft)
    return len(old)
