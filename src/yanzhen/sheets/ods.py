"""OpenDocument sheets, read as a stream; what says that it is repeated a million times is counted before it is repeated."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import cast
from xml.etree.ElementTree import Element, ParseError, XMLPullParser

from yanzhen.errors import InputError
from yanzhen.sheets.archive import Part, pieces, whole
from yanzhen.sheets.book import Book, Rows, Sheet, SheetNotes
from yanzhen.sheets.limits import MIB, Limits
from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.xlsx import refuse_declarations, unreadable

_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")
_ROW_BYTES = 16 * MIB
_ERRORS = ("#", "Err:")


@dataclass(slots=True)
class _Table:
    """What is gathered of one sheet in the first pass."""

    name: str
    hidden_rows: set[int] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)
    without_value: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: set[tuple[int, int]] = field(default_factory=set)

    def notes(self) -> SheetNotes:
        return SheetNotes(
            hidden_rows=frozenset(self.hidden_rows),
            formulas=frozenset(self.formulas),
            without_value=frozenset(self.without_value),
            errors=self.errors,
            percents=frozenset(self.percents),
        )


@dataclass(frozen=True, slots=True)
class _Row:
    table: int
    name: str
    number: int
    repeated: int
    hidden: bool
    cells: tuple[tuple[RawCell, Element | None], ...]


def open_ods(path: Path, parts: dict[str, Part], limits: Limits) -> Book:
    """The book in an .ods file."""
    manifest = parts.get("META-INF/manifest.xml")
    if manifest and b"encryption-data" in whole(path, manifest):
        raise InputError(
            f"{path.name} is locked by a password",
            seen="an encrypted file",
            expected="one without",
            todo="save it without",
        )
    content = parts.get("content.xml")
    if content is None:
        raise unreadable(path, "an OpenDocument file without content")
    tables: dict[int, _Table] = {}
    total = 0
    for row in _each_row(path, content, limits):
        table = tables.setdefault(row.table, _Table(row.name))
        total += len(row.cells) * row.repeated
        if total > limits.cells or len(tables) > limits.sheets or row.number + row.repeated > limits.rows + 1:
            raise InputError(
                f"{path.name}, sheet {row.name}, row {row.number}",
                seen=f"{total} cells",
                expected=f"at most {limits.cells} cells and {limits.rows} rows",
                todo="delete what is filled down beyond the table",
            )
        _gather(row, table)
    return Book(path, "ods", tuple(_sheet(path, content, limits, index, table) for index, table in tables.items()))


def _sheet(path: Path, content: Part, limits: Limits, index: int, table: _Table) -> Sheet:
    return Sheet(table.name, table.notes(), _rows(path, content, limits, index))


def _rows(path: Path, content: Part, limits: Limits, index: int) -> Callable[[], Rows]:
    def rows() -> Rows:
        for row in _each_row(path, content, limits):
            if row.table > index:
                return
            if row.table == index:
                cells = [value for value, _ in row.cells]
                for number in range(row.number, row.number + row.repeated):
                    yield number, cells

    return rows


def _gather(row: _Row, table: _Table) -> None:
    if row.hidden:
        table.hidden_rows.update(range(row.number, row.number + row.repeated))
    for column, (value, cell) in enumerate(row.cells):
        if cell is None:
            continue
        place = (row.number, column)
        if cell.get(f"{_TABLE}formula"):
            table.formulas.add(place)
            if value is None and cell.get(f"{_OFFICE}value-type") != "string":
                table.without_value.add(place)
        if cell.get(f"{_OFFICE}value-type") == "percentage":
            table.percents.add(place)
        if isinstance(value, str) and cell.get(f"{_TABLE}formula") and value.startswith(_ERRORS):
            table.errors[place] = value


def _each_row(path: Path, content: Part, limits: Limits) -> Iterator[_Row]:
    """Rows with something in them; rows are numbered from 1 within their sheet."""
    parser: XMLPullParser[Element] = XMLPullParser(("start", "end"))
    table, name, number, fed = -1, "", 1, 0
    holder: Element | None = None
    try:
        for index, piece in enumerate(pieces(path, content)):
            if index == 0:
                refuse_declarations(path, content.name, piece[: 64 * 1024])
            for start in range(0, len(piece), MIB):
                parser.feed(piece[start : start + MIB])
                fed += MIB
                for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
                    if event == "start" and element.tag == f"{_TABLE}table":
                        table, name, number, holder = table + 1, element.get(f"{_TABLE}name", ""), 1, element
                    elif event == "end" and element.tag == f"{_TABLE}table-row" and holder is not None:
                        row = _row(element, table, name, number, limits)
                        number, fed = number + row.repeated, 0
                        if row.cells:
                            yield row
                        element.clear()
                        holder.clear()
                if fed > _ROW_BYTES and holder is not None:
                    raise unreadable(path, "a row of more than 16 MiB")
        parser.close()
    except (ParseError, ValueError, OverflowError) as fault:
        raise unreadable(path, f"{content.name}: {fault}") from fault


def _row(element: Element, table: int, name: str, number: int, limits: Limits) -> _Row:
    cells: list[tuple[RawCell, Element | None]] = []
    empty = 0
    for cell in element:
        if cell.tag not in _CELLS:
            continue
        times = int(cell.get(f"{_TABLE}number-columns-repeated", "1"))
        value = _value(cell)
        if value is None and not cell.get(f"{_TABLE}formula"):
            empty += times
            continue
        if len(cells) + empty + times > limits.columns:
            raise InputError(
                f"sheet {name}, row {number}",
                seen=f"{len(cells) + empty + times} columns",
                expected=f"at most {limits.columns}",
                todo="delete what stands far from the table",
            )
        cells += [(None, None)] * empty + [(value, cell)] * times
        empty = 0
    visibility = element.get(f"{_TABLE}visibility", "visible")
    repeated = int(element.get(f"{_TABLE}number-rows-repeated", "1"))
    return _Row(table, name, number, repeated, visibility != "visible", tuple(cells))


def _value(cell: Element) -> RawCell:
    kind = cell.get(f"{_OFFICE}value-type", "")
    if kind in ("float", "currency", "percentage"):
        return float(cell.get(f"{_OFFICE}value", "nan"))
    if kind == "boolean":
        return cell.get(f"{_OFFICE}boolean-value") == "true"
    if kind == "date":
        return datetime.fromisoformat(cell.get(f"{_OFFICE}date-value", "")[:19])
    paragraphs = ["".join(part.itertext()) for part in cell if part.tag == f"{_TEXT}p"]
    return "\n".join(paragraphs) or None
