"""A list as a workbook or as CSV, so that no spreadsheet takes a cell for a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import chain
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]
from django.http import Http404, HttpResponse
from django.utils.translation import gettext

from yanzhen.sheets.rows import Counted

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"
CELL_LENGTH = 32_000
WRITING = {"strings_to_formulas": False, "strings_to_urls": False, "constant_memory": True}
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Exported(HttpResponse):
    """A list on its way out, with how many rows it holds: the trail tells them."""

    rows: int | None = None


def exported(form: str, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> Exported:
    """The list as a file of that form (``csv``, ``xlsx``); another form is an address that leads nowhere."""
    if form not in TYPES:
        raise Http404(form)
    lines = Counted(chain([headings], rows))
    written: bytes | str = _csv(lines) if form == "csv" else _xlsx(lines)
    response = Exported(written, content_type=TYPES[form])
    response.rows = lines.passed - 1
    response["Content-Disposition"] = f'attachment; filename="{name}.{form}"'
    return response


def defused(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula.

    >>> defused("=1+1"), defused("gear")
    ("'=1+1", 'gear')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _csv(lines: Iterable[Sequence[Any]]) -> str:
    out = io.StringIO()
    out.write(BYTE_ORDER_MARK)
    csv.writer(out).writerows([_text(cell) for cell in line] for line in lines)
    return out.getvalue()


def _xlsx(lines: Iterable[Sequence[Any]]) -> bytes:
    """Row by row: a list of 100,000 rows is never in memory whole."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, WRITING) as book:
        sheet = book.add_worksheet()
        bold = book.add_format({"bold": True, "bottom": 1})
        columns = 0
        for row, line in enumerate(lines):
            columns = max(columns, len(line))
            for column, cell in enumerate(line):
                _write(sheet, row, column, cell, bold if row == 0 else None)
        sheet.set_column(0, columns - 1, 18)
        sheet.freeze_panes(1, 1)
    return out.getvalue()


def _write(sheet: Any, row: int, column: int, cell: Any, style: Any) -> None:
    if isinstance(cell, (int, float, Decimal)) and not isinstance(cell, bool):
        sheet.write_number(row, column, float(cell), style)
    elif text := _text(cell):
        sheet.write_string(row, column, text if len(text) <= CELL_LENGTH else text[:CELL_LENGTH] + "…", style)


def _text(cell: Any) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return gettext("yes") if cell else gettext("no")
    if isinstance(cell, (int, float, Decimal, date)):
        return str(cell)
    return defused(str(cell))
