"""A file's rows, checked cell by cell, on their way into the register."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from yanzhen.desk.register.ledger.mapping import has_mapping, mapping_for
from yanzhen.desk.register.ledger.office import Office
from yanzhen.desk.register.ledger.rows import Waiting, good_row
from yanzhen.errors import InputError
from yanzhen.sheets.book import Book
from yanzhen.sheets.checking import check_book
from yanzhen.sheets.choosing import chosen_sheets
from yanzhen.sheets.findings import Finding
from yanzhen.sheets.headers import Heading, find_heading
from yanzhen.sheets.opening import open_book
from yanzhen.sheets.rows import CheckedRow, Chunk
from yanzhen.tables import Table

MOST_FINDINGS = 50_000
"""Findings of one file that are told; further ones are counted."""


Place = tuple[str, int]
"""A row: its sheet, and its number as a spreadsheet shows it."""


class Wanted(Protocol):
    """The file, and which of its sheets and headers mean what."""

    @property
    def path(self) -> Path: ...
    @property
    def mapping(self) -> Mapping[str, str]: ...
    @property
    def sheet(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Checked:
    """How many rows there are, which findings, and the heading of each sheet as the register keeps it."""

    rows: int
    good: int
    findings: tuple[Finding, ...]
    findings_left_out: int
    headings: dict[str, list[list[Any]]]
    late: frozenset[Place]
    """Where an error was found after the row had passed as good: a later row has its key too."""


def check_file(
    wanted: Wanted, table: Table, waiting: Waiting, office: Office, *, today: date, progress: Callable[[str, int], None]
) -> Checked:
    """Check the file; its good rows are put into ``waiting``."""
    book = open_book(wanted.path)
    mapping = {**remembered(book, table, office), **wanted.mapping}
    found = headings(book, table, mapping, wanted.sheet)
    _refuse_unknown_headers(wanted.mapping, found)
    rows = good = left_out = 0
    findings: list[Finding] = []
    late: set[Place] = set()
    for chunk in check_book(book, table, today=today, mapping=mapping, sheet=wanted.sheet):
        rows += len(chunk.rows)
        kept = [row for row in chunk.rows if not row.bad]
        good += len(kept)
        waiting.add(_good(row, table, office) for row in kept)
        late |= _wrong(chunk) - {(row.sheet, row.row) for row in chunk.rows if row.bad}
        room = MOST_FINDINGS - len(findings)
        findings.extend(chunk.findings[:room])
        left_out += max(0, len(chunk.findings) - room)
        progress("checked", rows)
    stored = {name: _stored(heading) for name, heading in found.items()}
    return Checked(rows, good, tuple(findings), left_out, stored, frozenset(late))


def remembered(book: Book, table: Table, office: Office) -> dict[str, str]:
    """Header to column, as this office confirmed it before for sheets with these headers."""
    mapping: dict[str, str] = {}
    if not has_mapping(office, table.name):  # reading the top of every sheet once more is not free
        return mapping
    for sheet in book.sheets:
        mapping |= mapping_for(office, table.name, headers_of(find_heading(sheet, table)))
    return mapping


def headings(book: Book, table: Table, mapping: Mapping[str, str], sheet: str | None = None) -> dict[str, Heading]:
    """The heading of each sheet that holds the table.

    Raises:
        InputError: none does.
    """
    chosen, _left = chosen_sheets(book, table, mapping, sheet)
    return {one.name: heading for one, heading in chosen}


def headers_of(heading: Heading) -> list[str]:
    """What the columns of a sheet are called in it."""
    return [column.header for column in heading.columns]


def _wrong(chunk: Chunk) -> set[Place]:
    """The rows, and other places, of which an error was found in this chunk."""
    return {(one.sheet, one.row) for one in chunk.findings if one.severity == "error"}


def _refuse_unknown_headers(mapping: Mapping[str, str], found: Mapping[str, Heading]) -> None:
    known = {header for heading in found.values() for header in headers_of(heading)}
    for header in mapping:
        if header not in known:
            raise InputError("header", seen=header, expected="one of " + ", ".join(sorted(known)), todo="correct it")


def _good(row: CheckedRow, table: Table, office: Office) -> Any:
    return good_row(table, row.sheet, row.row, row.values, office)


def _stored(heading: Heading) -> list[list[Any]]:
    return [[c.letter, c.key, c.header, c.unit, format(c.factor, "f")] for c in heading.columns]
