"""The old binary format of Excel (up to 2003), read cell by cell, so that a cell far out costs nothing."""

from __future__ import annotations

import io
import struct
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import xlrd  # type: ignore[import-untyped]
from xlrd import XL_CELL_BOOLEAN, XL_CELL_DATE, XL_CELL_ERROR, XL_CELL_NUMBER, XL_CELL_TEXT
from xlrd.biffh import error_text_from_code  # type: ignore[import-untyped]

from yanzhen.errors import InputError
from yanzhen.sheets.book import Book, Rows, Sheet, SheetNotes
from yanzhen.sheets.limits import Limits
from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.xlsx import unreadable

_LOCKED = "EncryptedPackage".encode("utf-16-le")
_FAULTS = (
    xlrd.XLRDError,
    xlrd.compdoc.CompDocError,
    struct.error,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    NotImplementedError,
    RecursionError,
    MemoryError,
)
"""What the reader raises on bytes that are no workbook."""


def open_xls(path: Path, limits: Limits) -> Book:
    """The book in an .xls file.

    Raises :class:`~yanzhen.errors.InputError` also for an .xlsx that is locked by a password, which comes in the same container.
    """
    content = path.read_bytes() if path.stat().st_size <= limits.old_format_bytes else b""
    if not content:
        raise InputError(
            path.name,
            seen=f"{path.stat().st_size} bytes in the old .xls format",
            expected=f"at most {limits.old_format_bytes}",
            todo="save it as .xlsx",
        )
    if _LOCKED in content:
        raise locked(path)
    try:
        book = xlrd.open_workbook(file_contents=content, logfile=io.StringIO(), formatting_info=True, ragged_rows=True)
    except xlrd.XLRDError as fault:
        raise (locked(path) if "encrypted" in str(fault) else unreadable(path, str(fault))) from fault
    except _FAULTS as fault:
        raise unreadable(path, f"{type(fault).__name__}: {fault}") from fault
    sheets = tuple(_sheet(sheet, book) for sheet in book.sheets()[: limits.sheets])
    return Book(path, "xls", sheets, bool(book.datemode))


def locked(path: Path) -> InputError:
    """The message for a workbook with a password."""
    return InputError(
        f"{path.name} is locked by a password",
        seen="an encrypted workbook",
        expected="one without a password",
        todo="open it in Excel or WPS, take the password off (文件 → 信息 → 保护工作簿), and save it",
    )


def _sheet(sheet: xlrd.sheet.Sheet, book: xlrd.Book) -> Sheet:
    errors: dict[tuple[int, int], str] = {}
    percents: set[tuple[int, int]] = set()
    shown_as_percent = {
        index for index, style in enumerate(book.xf_list) if "%" in book.format_map[style.format_key].format_str
    }
    for row in range(sheet.nrows):
        for column, (kind, style) in enumerate(zip(sheet.row_types(row), sheet._cell_xf_indexes[row], strict=False)):
            if kind == XL_CELL_ERROR:
                errors[row + 1, column] = error_text_from_code.get(sheet.cell_value(row, column), "#N/A")
            elif kind == XL_CELL_NUMBER and style in shown_as_percent:
                percents.add((row + 1, column))
    notes = SheetNotes(
        hidden=bool(sheet.visibility),
        hidden_rows=frozenset(row + 1 for row, info in sheet.rowinfo_map.items() if info.hidden),
        errors=errors,
        percents=frozenset(percents),
        merged=tuple((top + 1, left, bottom, right - 1) for top, bottom, left, right in sheet.merged_cells),
    )
    return Sheet(sheet.name, notes, _rows(sheet, book.datemode))


def _rows(sheet: xlrd.sheet.Sheet, datemode: int) -> Callable[[], Rows]:
    def rows() -> Iterator[tuple[int, list[RawCell]]]:
        for row in range(sheet.nrows):
            cells = zip(sheet.row_types(row), sheet.row_values(row), strict=True)
            yield row + 1, [_value(kind, value, datemode) for kind, value in cells]

    return rows


def _value(kind: int, value: str | float, datemode: int) -> RawCell:
    if kind in (XL_CELL_TEXT, XL_CELL_NUMBER):
        return value
    if kind == XL_CELL_BOOLEAN:
        return bool(value)
    if kind == XL_CELL_DATE:
        return _day(float(value), datemode)
    return None


def _day(serial: float, datemode: int) -> datetime | float:
    try:
        day: datetime = xlrd.xldate_as_datetime(serial, datemode)
    except (xlrd.xldate.XLDateError, ValueError, OverflowError):
        return serial
    return day
