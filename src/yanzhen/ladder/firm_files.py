"""Firms from files: JSON, an Excel book with sheets named by kind, or CSV and Parquet files named by kind."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from yanzhen.errors import InputError
from yanzhen.ladder.catalogue import Words
from yanzhen.ladder.firm import Firm, Warned
from yanzhen.ladder.firm_json import parse_firms
from yanzhen.ladder.firm_tables import KINDS, TableRow, firms_of_rows
from yanzhen.sources import Cell
from yanzhen.tables import REGISTER_TABLES, Table

SPOKEN = {table.name: table for table in REGISTER_TABLES if table.name in KINDS}
NAMES = {name: table for table in SPOKEN.values() for name in (table.name, table.label_zh)}
PASSED_OVER = {name for table in REGISTER_TABLES if table.name not in KINDS for name in (table.name, table.label_zh)}
TAKEN_AS_WRITTEN = "uscc-"
"""Findings of this kind do not stop judging: a code with a slip still says which rows belong together."""
LEFT_UNKNOWN = ("industry-", "region-", "strategic-", "ipc-", "text-", "key-twice", "key-out-of-bounds")
"""Errors that leave the cell unknown, or two rows in conflict, with a warning."""


def read_firm_files(paths: Sequence[Path], on: date, today: date) -> tuple[Firm, ...]:
    """The firms of all files: those of JSON files in their order, then those of the tables, read together.

    ``on`` is the day of judging; a day in a table is wrong only where it lies after both that and ``today``. Tables of the register that no rule
    reads (links, products, people) are passed over.
    """
    firms: list[Firm] = []
    tables: dict[str, list[TableRow]] = {}
    notes: list[Warned] = []
    for path in paths:
        if path.suffix.lower() == ".json":
            firms += parse_firms(_text(path), file=path.name)
        else:
            for kind, rows, warned in _tables(path, max(on, today)):
                tables.setdefault(kind, []).extend(rows)
                notes += warned
    if tables:
        firms += [replace(firm, warnings=(*firm.warnings, *_own(notes, firm))) for firm in firms_of_rows(tables, on)]
    return _told_twice(firms)


def _told_twice(firms: Sequence[Firm]) -> tuple[Firm, ...]:
    """Firms that stand there twice are judged twice, and both say so."""
    codes = [firm.uscc for firm in firms]
    told = [
        replace(
            firm,
            warnings=(
                *firm.warnings,
                Warned(
                    "uscc",
                    Words(f"代码 {firm.uscc} 出现 {times} 次", f"the code {firm.uscc} stands there {times} times"),
                ),
            ),
        )
        if firm.uscc and (times := codes.count(firm.uscc)) > 1
        else firm
        for firm in firms
    ]
    return tuple(told)


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(path.name, seen=f"byte {error.start}", expected="UTF-8", todo="save it as UTF-8") from error
    except OSError as error:
        raise InputError(
            path.name, seen=error.strerror or str(error), expected="a file that can be read", todo="check the path"
        ) from error


_Found = tuple[str, list[TableRow], list[Warned]]


def _tables(path: Path, today: date) -> Iterator[_Found]:
    if path.suffix.lower() != ".xlsx" and path.stem in PASSED_OVER:
        return
    if path.suffix.lower() == ".parquet":
        yield _parquet(path)
        return
    from yanzhen.sheets.opening import open_book

    book = open_book(path)
    by_sheet = len(book.sheets) > 1 or any(sheet.name in NAMES for sheet in book.sheets)
    found = [(sheet.name, NAMES[sheet.name]) for sheet in book.sheets if sheet.name in NAMES] if by_sheet else []
    if not found:
        found = [(book.sheets[0].name, _named(path))]
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    for sheet, table in found:
        yield _checked(book, sheet, table, today, sha256)


def _named(path: Path) -> Table:
    if path.stem not in NAMES:
        raise InputError(
            path.name,
            seen=path.stem,
            expected="a file or sheets named by kind: "
            + ", ".join(f"{table.name} ({table.label_zh})" for table in SPOKEN.values()),
            todo="rename the file or its sheets; JSON ends with .json",
        )
    return NAMES[path.stem]


def _checked(book: Any, sheet: str, table: Table, today: date, sha256: str) -> _Found:
    from yanzhen.sheets.checking import check_book
    from yanzhen.sheets.headers import find_heading

    source = next(each for each in book.sheets if each.name == sheet)
    headers = {column.key: column.header for column in find_heading(source, table).columns if column.key}
    rows: list[TableRow] = []
    warned: list[Warned] = []
    for chunk in check_book(book, table, today=today, sheet=sheet):
        codes = {}
        for finding in chunk.findings:
            if finding.code.startswith(TAKEN_AS_WRITTEN):
                codes[finding.row] = finding.value
            elif finding.severity == "error":
                warned.append(_refused_or_warned(finding, book.path))
        for row in chunk.rows:
            values = {**({"uscc": codes[row.row]} if row.row in codes else {}), **row.values}
            cells = {key: Cell(sha256, sheet, row.row, headers.get(key, key)) for key in values}
            rows.append(TableRow(values, cells))
    return table.name, rows, warned


def _refused_or_warned(finding: Any, path: Path) -> Warned:
    """What a cell's error means here: some leave a figure unknown, the others stop."""
    place = f"{path.name}, sheet {finding.sheet}, row {finding.row}" + (
        f", column {finding.column}" if finding.column else ""
    )
    if not finding.code.startswith(LEFT_UNKNOWN):
        raise InputError(
            place,
            seen=finding.value,
            expected=finding.expected,
            todo=finding.todo or "correct the cell, or leave it empty where it is unknown",
        )
    return Warned(place, Words(finding.message, f"{finding.message} ({finding.value})"))


def _own(notes: Sequence[Warned], firm: Firm) -> Iterator[Warned]:
    """The warnings about rows from which one of the firm's figures comes."""
    rows = {(source.sheet, source.row) for source in firm.sources.values() if isinstance(source, Cell)}
    for note in notes:
        if any(f"sheet {sheet}, row {row}" in note.figure for sheet, row in rows):
            yield note


def _parquet(path: Path) -> _Found:
    import polars

    from yanzhen.tables import check

    table = _named(path)
    try:
        frame = polars.read_parquet(path)
    except (polars.exceptions.PolarsError, OSError) as error:
        raise InputError(
            path.name, seen=str(error).splitlines()[0], expected="a Parquet file", todo="check the file"
        ) from error
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    rows = []
    for number, row in enumerate(check(frame, table).iter_rows(named=True), start=1):
        values = {column: value for column, value in row.items() if value is not None}
        rows.append(TableRow(values, {column: Cell(sha256, table.name, number, column) for column in values}))
    return table.name, rows, []
