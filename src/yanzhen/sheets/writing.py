"""Workbooks that are never seen half written."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.format import Format  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from yanzhen.errors import InputError
from yanzhen.sheets.rows import RawCell

DAY = {"num_format": "yyyy-mm-dd"}
_TEXT_MOST = 32_767
_DIGITS_MOST = 15
_FIRST_DAY = date(1900, 3, 1)
"""Before it, Excel's day numbers are off by one."""


@contextmanager
def drafted(path: Path) -> Iterator[Path]:
    """A file beside ``path`` that takes its place when all went well.

    Raises :class:`~yanzhen.errors.InputError` where it cannot be written.
    """
    draft = path.with_name(f".{path.stem}.{os.getpid()}.part{path.suffix}")
    try:
        draft.touch()
        yield draft
        draft.replace(path)
    except (OSError, xlsxwriter.exceptions.FileCreateError) as fault:
        raise InputError(
            f"{path} cannot be written",
            seen=getattr(fault, "strerror", None) or str(fault),
            expected="a place that may be written to",
            todo="choose another file, or close it where it is open",
        ) from fault
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


@contextmanager
def workbook(path: Path) -> Iterator[xlsxwriter.Workbook]:
    """A new workbook whose rows are written in order; texts stay texts."""
    plain = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with drafted(path) as draft:
        book = xlsxwriter.Workbook(str(draft), {"constant_memory": True, "remove_timezone": True, **plain})
        try:
            yield book
        finally:
            book.close()


def write_cell(
    sheet: Worksheet, row: int, column: int, cell: RawCell, day: Format, style: Format | None = None
) -> None:
    """The cell as what it is; numbers that a spreadsheet would round (more than 15 digits) and days before 1900-03 as texts."""
    if cell is None or cell == "":
        if style:
            sheet.write_blank(row, column, None, style)
    elif isinstance(cell, bool):
        sheet.write_boolean(row, column, cell, style)
    elif isinstance(cell, int | float | Decimal):
        _write_number(sheet, row, column, cell, style)
    elif isinstance(cell, date):
        _write_day(sheet, row, column, cell, style or day)
    else:
        text = str(cell)
        sheet.write_string(row, column, text if len(text) <= _TEXT_MOST else text[: _TEXT_MOST - 1] + "…", style)


def _write_number(sheet: Worksheet, row: int, column: int, number: float | Decimal, style: Format | None) -> None:
    digits = 0 if isinstance(number, float) else len(Decimal(number).normalize().as_tuple().digits)
    if digits > _DIGITS_MOST or (isinstance(number, float) and not abs(number) < 1e300):
        sheet.write_string(row, column, format(number, "f"), style)
    else:
        sheet.write_number(row, column, number, style)


def _write_day(sheet: Worksheet, row: int, column: int, day: date, style: Format) -> None:
    if (day.date() if isinstance(day, datetime) else day) < _FIRST_DAY:
        sheet.write_string(row, column, day.isoformat(), style)
    else:
        sheet.write_datetime(row, column, day if isinstance(day, datetime) else datetime.combine(day, time()), style)
