"""A table of the register as a file, with the cell that says each value where that is wanted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import islice, tee
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_noop

from yanzhen.desk.register.ledger.asof import RowAt, end_of, merged_at, rows_at
from yanzhen.desk.register.ledger.merging import Merged, merge
from yanzhen.desk.register.ledger.models import Import
from yanzhen.desk.register.ledger.said import Cells
from yanzhen.desk.register.ledger.voices import Imports, live_voices
from yanzhen.sheets.export import write_export
from yanzhen.sources import Cell
from yanzhen.tables import Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

PIECE = 2000
TAKEN_OUT = gettext_noop("table")
"""What the trail calls a table that was exported."""
Sourced = tuple[Mapping[str, Any], Mapping[str, Cell]]


def export_table(
    table: Table,
    path: Path,
    *,
    as_of: date | None = None,
    known: date | None = None,
    person: Person | None = None,
    with_sources: bool = False,
) -> int:
    """Write the table to ``path`` by its ending (.csv, .xlsx, .parquet), as :func:`~asof.rows_at` gives it; how many rows there were.

    Raises:
        InputError: the ending is none of the three.
    """
    if not with_sources:
        return write_export(
            (row.values for row in rows_at(table, as_of=as_of, known=known, person=person)), table, path
        )
    values, cells = tee(sourced_rows(table, as_of=as_of, known=known, person=person))
    files = dict(Import.objects.filter(kind=table.name).order_by("pk").values_list("sha256", "file"))
    told = (sources for _, sources in cells)
    return write_export((row for row, _ in values), table, path, sources=told, file_names=files)


def sourced_rows(
    table: Table, *, as_of: date | None = None, known: date | None = None, person: Person | None = None
) -> Iterator[Sourced]:
    """Each row's values with the cell that says each of them."""
    imports = Imports()
    cells = Cells(imports)
    found = _merged(table, known, person, imports)
    while piece := list(islice(found, PIECE)):
        cells.fetch(one for _, one in piece)
        for row, one in piece:
            if row.is_true_on(as_of):
                yield one.values, {column: cells.of(one, column) for column in one.chosen}


def _merged(
    table: Table, known: date | None, person: Person | None, imports: Imports
) -> Iterator[tuple[RowAt, Merged]]:
    if known is not None:
        yield from merged_at(table, end_of(known), person)
        return
    rows = rows_at(table, person=person)
    while piece := list(islice(rows, PIECE)):
        voices = live_voices(table.name, [row.key for row in piece], imports)
        for row in piece:
            if (one := merge(voices.get(row.key, []))) is not None:
                yield row, one
