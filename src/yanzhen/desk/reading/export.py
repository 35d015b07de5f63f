"""Statements with their sources as a workbook or as CSV: what the screen lists, no more."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import xlsxwriter  # type: ignore[import-untyped]
from django.db.models import QuerySet
from django.utils.translation import gettext, gettext_noop

from yanzhen.desk.register.figures import plain
from yanzhen.desk.register.models import Statement
from yanzhen.desk.register.words import RELATIONS

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

COLUMNS: tuple[tuple[str, str, int], ...] = (
    ("pk", gettext_noop("Number"), 8),
    ("subject_text", gettext_noop("Subject"), 24),
    ("property", gettext_noop("Property"), 20),
    ("relation", gettext_noop("Relation"), 9),
    ("low", gettext_noop("Lower"), 16),
    ("high", gettext_noop("Upper"), 16),
    ("unit", gettext_noop("Unit"), 8),
    ("status", gettext_noop("Figure is"), 10),
    ("direction", gettext_noop("Direction"), 9),
    ("ranking", gettext_noop("Ranking"), 10),
    ("period_start", gettext_noop("Period from"), 11),
    ("period_end", gettext_noop("Period until"), 11),
    ("scope", gettext_noop("Scope"), 24),
    ("other_scope", gettext_noop("Other reading of the scope"), 24),
    ("share_of", gettext_noop("Share of"), 16),
    ("standing", gettext_noop("Standing"), 10),
    ("corrected", gettext_noop("Corrected by a person"), 10),
    ("decided_by", gettext_noop("Decided by"), 16),
    ("decided_at", gettext_noop("Decided at"), 17),
    ("origin", gettext_noop("Read by"), 10),
    ("source__document__file", gettext_noop("File"), 28),
    ("source__document__published", gettext_noop("Published"), 11),
    ("source__document__sha256", gettext_noop("SHA-256"), 16),
    ("source__start", gettext_noop("Character from"), 10),
    ("source__end", gettext_noop("Character to"), 10),
    ("source__page", gettext_noop("Page"), 6),
    ("source__article_title", gettext_noop("Article"), 28),
    ("source__quote", gettext_noop("Quote"), 48),
    ("source__context", gettext_noop("Sentence"), 60),
)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
BYTE_ORDER_MARK = "\ufeff"
CELL_LENGTH = 32_000


def as_csv(rows: QuerySet[Statement], most: int) -> Iterator[str]:
    """The lines of a CSV file that spreadsheets open as UTF-8."""
    line = io.StringIO()
    write = csv.writer(line).writerow
    yield BYTE_ORDER_MARK
    for cells in _lines(rows, most):
        write([_text(cell) for cell in cells])
        yield line.getvalue()
        line.seek(0)
        line.truncate()


def as_xlsx(rows: QuerySet[Statement], most: int) -> bytes:
    """A workbook: header frozen, filters on, figures as numbers where a spreadsheet can hold all their digits."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}) as book:
        sheet = book.add_worksheet(gettext("Statements"))
        bold = book.add_format({"bold": True, "bottom": 1})
        last = 0
        for last, cells in enumerate(_lines(rows, most)):
            for column, cell in enumerate(cells):
                _write(sheet, last, column, cell, bold if last == 0 else None)
        for column, (_, _, width) in enumerate(COLUMNS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 3)
        sheet.autofilter(0, 0, last, len(COLUMNS) - 1)
    return out.getvalue()


def defused(text: str) -> str:
    """The text so that no spreadsheet takes it for a formula.

    >>> defused("=1+1"), defused("640多")
    ("'=1+1", '640多')
    """
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _lines(rows: QuerySet[Statement], most: int) -> Iterator[Iterable[Any]]:
    yield [gettext(label) for _, label, _ in COLUMNS]
    relations = {sign: str(word) for sign, word in RELATIONS.items()}
    relation = [column for column, _, _ in COLUMNS].index("relation")
    for row in rows.values_list(*(column for column, _, _ in COLUMNS))[:most].iterator(chunk_size=2_000):
        # A lone = would begin a formula: the relation is told in a word.
        yield [*row[:relation], relations.get(row[relation], ""), *row[relation + 1 :]]


def _text(cell: Any) -> str:
    """The cell as text that no spreadsheet runs."""
    if cell is None or cell is False:
        return ""
    if isinstance(cell, Decimal):
        return plain(cell)
    if hasattr(cell, "isoformat"):
        return cell.isoformat(*((" ", "minutes") if hasattr(cell, "hour") else ()))  # type: ignore[no-any-return]
    return str(cell) if isinstance(cell, int) and not isinstance(cell, bool) else defused(_one(cell))


def _one(cell: Any) -> str:
    return gettext("yes") if cell is True else str(cell)


def _write(sheet: Worksheet, row: int, column: int, cell: Any, style: Any) -> None:
    is_number = isinstance(cell, (int, Decimal)) and not isinstance(cell, bool)
    if is_number and Decimal(repr(float(cell))) == cell:
        sheet.write_number(row, column, float(cell), style)
    elif text := _text(cell):
        sheet.write_string(row, column, text[:CELL_LENGTH], style)
