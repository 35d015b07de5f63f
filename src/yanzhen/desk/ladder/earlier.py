"""A firm as the register knew it on an earlier day, made from the records of the time; each figure with the cell that said it then."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q

from yanzhen.desk.ladder.held import FIRMS, LISTED, Held, HeldCell, Read, held_of, told_apart, told_whole
from yanzhen.desk.register.ledger.asof import RowAt, end_of, merged_at
from yanzhen.desk.register.ledger.merging import Merged
from yanzhen.desk.register.ledger.said import Cells
from yanzhen.desk.register.ledger.voices import Imports
from yanzhen.desk.register.models import ENTRIES
from yanzhen.desk.register.pages.kinds import table_of
from yanzhen.ladder.firm_tables import KINDS, TableRow
from yanzhen.tables import Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

Then = tuple[RowAt, Merged]


def firm_then(uscc: str, person: Person, on: date, known: date) -> Held | None:
    """The firm by what was recorded by the end of ``known``; nothing where the person may not see it, or it was not known yet.

    What a table means that has no row of the firm is as the office says it now.
    """
    found = {kind: list(_rows_then(table_of(kind), uscc, person, known)) for kind in KINDS}
    if not found[FIRMS]:
        return None
    row = found[FIRMS][0][0]
    given = told_whole([row.region], person)[row.region]
    rows = {
        kind: list(_with_sources(kind, then, person))
        for kind, then in found.items()
        if then or kind in given or kind not in LISTED
    }
    place = (uscc, str(row.values.get("name") or ""), row.region, row.department, str(row.values.get("industry") or ""))
    return held_of(Read(*place, rows, ""), on)


def _rows_then(table: Table, uscc: str, person: Person, known: date) -> Iterator[Then]:
    """The firm's rows of the table; a key names the code first, or, of a right, last."""
    named = Q(key__startswith=uscc) if table.key[0] == table.subject else Q(key__contains=uscc)
    for row, merged in merged_at(table, end_of(known), person, only=named):
        if row.subject == uscc:
            yield row, merged


def _with_sources(kind: str, then: list[Then], person: Person) -> Iterator[TableRow]:
    table, cells = table_of(kind), Cells(Imports())
    cells.fetch(merged for _, merged in then)
    entries = ENTRIES[kind].objects.visible_to(person).filter(key__in=[row.key for row, _ in then])
    now = dict(entries.values_list("key", "pk"))
    for row, merged in then:
        told, entry = told_apart(table, row.values), now.get(row.key, 0)
        places = {name: cells.of(merged, name) for name in merged.chosen}
        yield TableRow(
            row.values,
            {
                name: HeldCell(cell.sha256, cell.sheet, cell.row, cell.column, kind, entry, name, told)
                for name, cell in places.items()
            },
        )
