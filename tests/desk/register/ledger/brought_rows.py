"""Rows of a sheet into the register as an import writes them, without the sheet."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from django.db import transaction

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.register.ledger.entering import Change, Plan, Speaker, enter, plan
from yanzhen.desk.register.ledger.importing import IMPORT, IMPORTED
from yanzhen.desk.register.ledger.office import WHOLE_COUNTRY, Office
from yanzhen.desk.register.ledger.ranks import DEFAULT_RANK
from yanzhen.desk.register.ledger.rows import Waiting, good_row
from yanzhen.desk.register.models import Import
from yanzhen.tables import register_table

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
ACTOR = Actor(None, "test")
A, B, C = "91370725MA3C0AAA1X", "91370725MA3C0BBB1X", "91330110MA3C0CCC1X"


def bring(
    kind: str, *rows: dict[str, Any], source: str = "甲", rank: int | None = None, stated_on: date | None = None,
    now: datetime = NOW, office: Office = WHOLE_COUNTRY, covers: tuple[str, ...] | None = None,
) -> tuple[Import | None, Plan]:  # fmt: skip
    """Write the rows as one sheet whose columns are ``covers`` (all that any row fills, where it is not told)."""
    table = register_table(kind)
    columns = covers or tuple(dict.fromkeys(name for row in rows for name in row))
    headings = {"表1": [[chr(65 + n), name, name, None, "1"] for n, name in enumerate(columns)]}
    with Waiting() as waiting, transaction.atomic():
        waiting.add(good_row(table, "表1", n, row, office) for n, row in enumerate(rows, 2))
        made = plan(table, waiting, Speaker(source, rank, stated_on, headings), office, lambda done: None)
        if made.changes_nothing:
            return None, made
        imported = Import.objects.create(
            kind=kind, sha256=f"{Import.objects.count():064}", file=f"{source}.xlsx", headings=headings, source=source,
            rank=rank or DEFAULT_RANK, stated_on=stated_on or now.date(), by_name="test", recorded_at=now,
            region=office.region, department=office.department, rows=len(rows),
            written=made.count(Change.NEW, Change.CHANGED),
        )  # fmt: skip
        imported.digest = enter(table, waiting, made, imported, lambda done: None)
        imported.save(update_fields=["digest"])
        record_change(ACTOR, IMPORTED, Subject(IMPORT, str(imported.pk)), None, {"digest": imported.digest})
    return imported, made


def firm(code: str, **values: Any) -> dict[str, Any]:
    return {"uscc": code, **values}


def year(code: str, of: int, **values: Any) -> dict[str, Any]:
    return {"uscc": code, "year": of, **values}
