"""Every cell of a book against its table, in chunks.

Errors make a row bad: a code that cannot be, an unknown region or industry, a day that does not exist or lies ahead, a missing key field, and
a cell that cannot be read as what its column holds (the value would be lost). All else is a warning or a note.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path

from yanzhen.sheets.book import Book, Sheet
from yanzhen.sheets.choosing import chosen_sheets
from yanzhen.sheets.crossing import Crossing
from yanzhen.sheets.findings import Finding
from yanzhen.sheets.keys import SeenKeys
from yanzhen.sheets.opening import open_book
from yanzhen.sheets.rows import CheckedRow, Chunk
from yanzhen.sheets.sheet_check import SheetCheck
from yanzhen.sheets.wording import new_finding
from yanzhen.tables import Table

ROWS_PER_CHUNK = 5000


def check_book(
    book: Book, table: Table, *, today: date, mapping: Mapping[str, str] | None = None, sheet: str | None = None
) -> Iterator[Chunk]:
    """The rows of the book in chunks of up to 5000, each with what was found.

    ``mapping`` is header -> key as a person confirmed it, ``sheet`` the only sheet to read. Notes on many cells of a column come in the last
    chunk of their sheet. A row with an error finding is bad, even where the finding comes in a later chunk than the row (the same key
    twice).

    Raises :class:`~yanzhen.errors.InputError` where no sheet has a header of the table.
    """
    chosen, left_out = chosen_sheets(book, table, mapping, sheet)
    seen, crossing = SeenKeys(table), Crossing(table)
    for each, heading in chosen:
        check = SheetCheck(book, each, heading, table, today, seen, crossing)
        yield from check.chunks(ROWS_PER_CHUNK)
    if left_out:
        yield Chunk((), tuple(_left_out(each) for each in left_out))


def read_table(
    path: Path, table: Table, *, today: date, sheet: str | None = None
) -> tuple[tuple[CheckedRow, ...], tuple[Finding, ...]]:
    """All rows of a file, and all findings, in the order in which they were made."""
    rows: list[CheckedRow] = []
    findings: list[Finding] = []
    for chunk in check_book(open_book(path), table, today=today, sheet=sheet):
        rows += chunk.rows
        findings += chunk.findings
    return tuple(rows), tuple(findings)


def _left_out(sheet: Sheet) -> Finding:
    return new_finding("sheet-skipped", sheet=sheet.name, row=1, column="", value="")
