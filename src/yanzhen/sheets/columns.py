"""The readers of a sheet's columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal

from yanzhen.sheets.book import Book, Sheet
from yanzhen.sheets.coded import (
    firm_reader,
    industry_reader,
    ipc_reader,
    region_near,
    region_reader,
    strategic_reader,
    uscc_reader,
)
from yanzhen.sheets.crossing import happened
from yanzhen.sheets.days import day_reader
from yanzhen.sheets.headers import HeadColumn, Heading
from yanzhen.sheets.numbers import decimal_of, number_reader
from yanzhen.sheets.rows import RawCell, Value
from yanzhen.sheets.texts import choice_reader, flag_reader, text_reader
from yanzhen.sheets.trouble import CellFault, Read, Trouble
from yanzhen.sheets.wording import severity_of
from yanzhen.tables import Column, Table

Found = list[tuple[int, str, dict[str, str]]]
"""Of a chunk: the index of the row, the code, the parameters."""


class ColumnReader:
    """Reads one column, many cells at a time."""

    def __init__(self, column: Column, head: HeadColumn, table: Table, sheet: Sheet, today: date, book: Book) -> None:
        self.column, self.key, self.header, self.position = column, column.name, head.header, head.position
        self.required = column.required
        self.near: tuple[int, ...] = ()
        self.first_row, self.first_value = 0, ""
        self._unreadable = head.fault in ("unit-foreign", "unit-other")
        self._latest = today if column.unit == "年" and column.kind == "integer" else None
        self._key_bounds = column.name in table.key and column.kind == "integer"
        self._percents = _percents(sheet, head, column)
        self._own_percent = column.unit == "%" and head.factor == 1
        self._largest: Decimal | None = None
        self._read = _reader(column, head, table, today, book)
        self._words = {
            "label": column.label_zh,
            "meaning_zh": column.meaning_zh,
            "meaning_en": column.meaning_en,
        }

    def read(
        self, cells: Sequence[RawCell | CellFault], rows: Sequence[int], near: Sequence[str]
    ) -> tuple[list[Value | None], Found]:
        """The values, and what is to be said of them."""
        if self._unreadable:
            return [None] * len(cells), []
        found: Found = []
        values = self._values(cells, rows, near, found)
        if Trouble in set(map(type, values)):
            for index, value in enumerate(values):
                if type(value) is Trouble:
                    values[index] = value.value
                    found += [(index, code, parameters) for code, parameters in value.faults]
        kept: list[Value | None] = values  # type: ignore[assignment]
        if self.required and None in kept:
            self._missing(kept, found)
        if self._latest:
            self._years(kept, found, self._latest)
        if self._own_percent:
            self._measure(kept, rows)
        return kept, found

    def looks_like_fractions(self) -> bool:
        """Whether a column in per cent holds nothing above 1: 0.125 where 12.5 was meant."""
        return self._largest is not None and 0 < self._largest <= 1

    def _values(
        self, cells: Sequence[RawCell | CellFault], rows: Sequence[int], near: Sequence[str], found: Found
    ) -> list[Read]:
        if near:
            return [region_near(cell, beside) for cell, beside in zip(cells, near, strict=True)]
        if self._percents:
            shares = {
                i: c
                for i, (c, row) in enumerate(zip(cells, rows, strict=True))
                if type(c) is float and row in self._percents
            }
            values = [self._read(cell) for cell in cells]
            for index, cell in shares.items():
                values[index] = self._read(decimal_of(cell) * 100)
            found += [(index, "percent-cell", {}) for index in shares]
            return values
        values = list(map(self._read, cells))
        if self._key_bounds:
            return [_harder(value) if type(value) is Trouble else value for value in values]
        return values

    def _missing(self, values: Sequence[Value | None], found: Found) -> None:
        told = {index for index, code, _ in found if severity_of(code) == "error"}
        found += [
            (index, "missing", self._words) for index, value in enumerate(values) if value is None and index not in told
        ]

    def _years(self, values: Sequence[Value | None], found: Found, today: date) -> None:
        for index, value in enumerate(values):
            if value is not None and int(value) > today.year:
                found.append((index, "year-ahead", {"today": str(today.year)}))

    def _measure(self, values: Sequence[Value | None], rows: Sequence[int]) -> None:
        for row, value in zip(rows, values, strict=True):
            if value is not None:
                if not self.first_row:
                    self.first_row, self.first_value = row, str(value)
                self._largest = max(self._largest or Decimal(0), abs(Decimal(value)))


def column_readers(heading: Heading, table: Table, sheet: Sheet, today: date, book: Book) -> tuple[ColumnReader, ...]:
    """The readers of the columns that are of the table, in its order."""
    by_key = {head.key: head for head in heading.columns if head.key}
    readers = tuple(
        ColumnReader(column, by_key[column.name], table, sheet, today, book)
        for column in table.columns
        if column.name in by_key
    )
    near = tuple(head.position for head in heading.columns if head.near)
    for reader in readers:
        if reader.column.codes == "region":
            reader.near = near
    return readers


def _reader(
    column: Column, head: HeadColumn, table: Table, today: date, book: Book
) -> Callable[[RawCell | CellFault], Read]:
    coded = {
        "uscc": uscc_reader,
        "region": region_reader,
        "industry": industry_reader,
        "strategic": strategic_reader,
        "ipc": ipc_reader,
    }
    if column.codes in coded:
        return coded[column.codes]()
    if column.codes == "firm":
        return firm_reader(defused=book.format == "csv")
    if column.choices:
        return choice_reader(column, table.name)
    if column.kind in ("exact", "integer", "number"):
        return number_reader(column, head.factor)
    if column.kind == "date":
        return day_reader(today if column.name in happened(table.name) else None, from_1904=book.counts_from_1904)
    return flag_reader() if column.kind == "flag" else text_reader(defused=book.format == "csv")


def _percents(sheet: Sheet, head: HeadColumn, column: Column) -> frozenset[int]:
    """The rows whose cell the sheet shows as per cent, in a column that counts in per cent."""
    if column.unit != "%":
        return frozenset()
    return frozenset(row for row, position in sheet.notes.percents if position == head.position)


def _harder(found: Trouble) -> Trouble:
    """A year that is part of the key must be one."""
    faults = tuple(("key-out-of-bounds" if code == "out-of-bounds" else code, words) for code, words in found.faults)
    return Trouble(found.value, faults)
