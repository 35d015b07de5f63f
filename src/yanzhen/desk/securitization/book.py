"""A report as a workbook: one sheet a table, no cell that a spreadsheet would run."""

from __future__ import annotations

import io
import re
from typing import TYPE_CHECKING

import xlsxwriter  # type: ignore[import-untyped]
from django.utils.translation import gettext

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.desk.securitization.report import Report, Row

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
CELL_LENGTH = 32_000
NUMBER = re.compile(r"-?\d{1,3}(?:,\d{3})*(?:\.\d+)?|-?\d+(?:\.\d+)?(?:e-?\d+)?")
MOST_DIGITS = 15
"""Digits that a spreadsheet's number keeps; a longer one stays text."""


def as_xlsx(report: Report) -> bytes:
    """A cover and one sheet a table; a figure with an error takes two cells, value and standard error."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        bold = book.add_format({"bold": True, "bottom": 1})
        cover = book.add_worksheet(_sheet_name(gettext("Report"), 0))
        for place, line in enumerate((report.title, *report.lines)):
            cover.write_string(place, 0, defused(line), bold if place == 0 else None)
        for number, table in enumerate(report.tables, 1):
            sheet = book.add_worksheet(_sheet_name(table.title, number))
            for column, cell in enumerate(_headers(table.headers, table.rows)):
                sheet.write_string(0, column, defused(cell), bold)
                sheet.set_column(column, column, 18)
            for place, row in enumerate(table.rows, 1):
                _write(sheet, place, list(_cells(row, table.rows)))
            sheet.write_string(len(table.rows) + 2, 0, defused(table.source))
            sheet.freeze_panes(1, 1)
    return out.getvalue()


def defused(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula.

    >>> defused("=1+1"), defused("640多")
    ("'=1+1", '640多')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _errors(rows: tuple[Row, ...]) -> set[int]:
    """Columns that hold figures with a standard error."""
    return {column for row in rows for column, cell in enumerate(row) if " ± " in cell}


def _headers(headers: Row, rows: tuple[Row, ...]) -> Iterator[str]:
    split = _errors(rows)
    for column, header in enumerate(headers):
        yield header
        if column in split:
            yield gettext("standard error")


def _cells(row: Row, rows: tuple[Row, ...]) -> Iterator[str]:
    split = _errors(rows)
    for column, cell in enumerate(row):
        value, _sign, error = cell.partition(" ± ")
        yield value
        if column in split:
            yield error


def _write(sheet: object, place: int, cells: list[str]) -> None:
    for column, cell in enumerate(cells):
        digits = sum(letter.isdigit() for letter in cell)
        if NUMBER.fullmatch(cell) and digits <= MOST_DIGITS:
            sheet.write_number(place, column, float(cell.replace(",", "")))  # type: ignore[attr-defined]
        elif cell:
            sheet.write_string(place, column, defused(cell)[:CELL_LENGTH])  # type: ignore[attr-defined]


def _sheet_name(title: str, number: int) -> str:
    """At most 31 characters, none of those that a sheet's name may not hold."""
    plain = re.sub(r"[\[\]:*?/\\']", " ", title).strip()
    return f"{number} {plain}"[:31].strip() if number else plain[:31]
