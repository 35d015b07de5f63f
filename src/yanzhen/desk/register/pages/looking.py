"""What a sheet holds before it is checked: its columns, what each may mean, a few of its values, and which table it is of.

This runs in the process that is bounded in memory and time, never in the web server.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from yanzhen.errors import InputError
from yanzhen.sheets.book import Sheet
from yanzhen.sheets.headers import HeadColumn, Heading, find_heading
from yanzhen.sheets.opening import open_book
from yanzhen.sheets.rows import RawCell
from yanzhen.tables import Table

SAMPLES = 5
MOST_SHEETS = 40
MOST_COLUMNS = 300
MOST_LETTERS = 60


@dataclass(frozen=True, slots=True)
class LookedColumn:
    """One column of the file: its header, the key that it is known by, what it may mean, and its first values."""

    letter: str
    header: str
    key: str
    unit: str
    suggestions: tuple[str, ...]
    samples: tuple[str, ...]
    near: bool = False
    """A province or city, which only says in which of them a county lies: nobody needs to say what it means."""


@dataclass(frozen=True, slots=True)
class LookedSheet:
    """One sheet with its columns; ``trouble`` says why it has none."""

    name: str
    header_rows: tuple[int, ...]
    columns: tuple[LookedColumn, ...]
    trouble: str = ""

    @property
    def known(self) -> int:
        return sum(bool(column.key) for column in self.columns)


def look(path: Path, table: Table, mapping: Mapping[str, str], *, sheet: str = "") -> list[LookedSheet]:
    """Each sheet of the file (or the one that was chosen) with its columns, as the table knows them."""
    book = open_book(path)
    wanted = [one for one in book.sheets if not sheet or one.name == sheet]
    return [_looked(one, table, mapping) for one in wanted[:MOST_SHEETS]]


def guess(path: Path, tables: tuple[Table, ...]) -> str:
    """The table of which the file's sheets have most columns, its key among them; nothing where no sheet has a key."""
    book = open_book(path)
    best, name = 0.0, ""
    for sheet in book.sheets[:MOST_SHEETS]:
        for table in tables:
            score = _score(sheet, table)
            if score > best:
                best, name = score, table.name
    return name


def as_json(sheets: list[LookedSheet]) -> dict[str, Any]:
    """As the job keeps it."""
    return {"sheets": [asdict(sheet) for sheet in sheets]}


def from_json(looked: Mapping[str, Any]) -> list[LookedSheet]:
    """Back again."""
    return [_sheet(one) for one in looked.get("sheets", ())]


def unknown_headers(sheets: list[LookedSheet], mapping: Mapping[str, str]) -> list[LookedColumn]:
    """The columns of which nobody has said yet what they mean, each header once."""
    found: dict[str, LookedColumn] = {}
    for sheet in sheets:
        for column in sheet.columns:
            if column.header and not (column.key or column.near) and column.header not in mapping:
                found.setdefault(column.header, column)
    return list(found.values())


def _sheet(one: Mapping[str, Any]) -> LookedSheet:
    columns = tuple(
        LookedColumn(**{**column, "suggestions": tuple(column["suggestions"]), "samples": tuple(column["samples"])})
        for column in one["columns"]
    )
    return LookedSheet(one["name"], tuple(one["header_rows"]), columns, one["trouble"])


def _looked(sheet: Sheet, table: Table, mapping: Mapping[str, str]) -> LookedSheet:
    try:
        heading = find_heading(sheet, table, mapping=mapping)
    except InputError as error:
        return LookedSheet(sheet.name, (), (), error.seen)
    samples = _samples(sheet, heading)
    columns = tuple(_column(one, heading, samples.get(one.position, ())) for one in heading.columns[:MOST_COLUMNS])
    return LookedSheet(sheet.name, heading.rows, columns)


def _column(column: HeadColumn, heading: Heading, samples: tuple[str, ...]) -> LookedColumn:
    return LookedColumn(
        column.letter,
        column.header,
        column.key or "",
        column.unit or "",
        tuple(heading.suggestions.get(column.header, ())),
        samples,
        column.near,
    )


def _samples(sheet: Sheet, heading: Heading) -> dict[int, tuple[str, ...]]:
    """The first filled cells of each column below the header."""
    found: dict[int, list[str]] = {}
    last = max(heading.rows, default=0)
    rows = (cells for number, cells in sheet.rows() if number > last)
    for cells in islice(rows, 50):
        for position, cell in enumerate(cells):
            held = found.setdefault(position, [])
            if cell not in (None, "") and len(held) < SAMPLES:
                held.append(_shown(cell)[:MOST_LETTERS])
    return {position: tuple(held) for position, held in found.items()}


def _shown(cell: RawCell) -> str:
    """As a spreadsheet shows it: every number of a workbook comes as one with a point."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _score(sheet: Sheet, table: Table) -> float:
    try:
        heading = find_heading(sheet, table)
    except InputError:
        return 0.0
    keys = heading.keys()
    required = {column.name for column in table.columns if column.required}
    if not required <= keys:
        return 0.0
    known = len(keys)
    return known + known / max(1, len(heading.columns))
