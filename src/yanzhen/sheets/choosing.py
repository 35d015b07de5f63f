"""Which sheets of a book hold a table."""

from __future__ import annotations

from collections.abc import Mapping

from yanzhen.errors import InputError
from yanzhen.sheets.book import Book, Sheet
from yanzhen.sheets.headers import Heading, find_heading
from yanzhen.sheets.names import plain
from yanzhen.tables import TABLES, Table

TEMPLATE_SHEETS = frozenset(plain(name) for name in ("说明", "代码", "Notes", "Codes", "汇总", "Summary"))
"""Sheets of our own templates and error workbooks that hold no rows."""

Chosen = tuple[tuple[Sheet, Heading], ...]


def chosen_sheets(
    book: Book, table: Table, mapping: Mapping[str, str] | None, sheet: str | None
) -> tuple[Chosen, tuple[Sheet, ...]]:
    """The sheets to read with their headings, and those left out.

    The sheet that was asked for; else those named after the table; else those whose header has a required column or two others.
    Raises :class:`~yanzhen.errors.InputError` where there is none.
    """
    wanted = _wanted(book, table, sheet)
    tried = [(each, find_heading(each, table, mapping=mapping)) for each in wanted if _filled(each)]
    sure = len(wanted) == 1
    chosen = tuple((each, heading) for each, heading in tried if _fits(heading, table, sure=sure))
    if not chosen:
        raise _none(book, table, tried)
    left = tuple(each for each, heading in tried if not _fits(heading, table, sure=sure))
    return chosen, left


def _wanted(book: Book, table: Table, sheet: str | None) -> list[Sheet]:
    if sheet is not None:
        found = [each for each in book.sheets if each.name == sheet]
        if not found:
            names = ", ".join(each.name for each in book.sheets)
            raise InputError(
                f"{book.path.name}, sheet {sheet}", seen="no such sheet", expected=names, todo="choose one"
            )
        return found
    named = [each for each in book.sheets if plain(each.name) in (plain(table.name), plain(table.label_zh))]
    if named or len(book.sheets) == 1:
        return named or list(book.sheets)
    others = {plain(name) for other in TABLES for name in (other.name, other.label_zh)} | TEMPLATE_SHEETS
    return [each for each in book.sheets if plain(each.name) not in others] or list(book.sheets)


def _fits(heading: Heading, table: Table, *, sure: bool) -> bool:
    keys = heading.keys()
    required = {column.name for column in table.columns if column.required}
    return bool(keys & required) or len(keys) >= (1 if sure else 2)


def _filled(sheet: Sheet) -> bool:
    return any(any(cell not in (None, "") for cell in cells) for _, cells in sheet.rows())


def _none(book: Book, table: Table, tried: list[tuple[Sheet, Heading]]) -> InputError:
    headers = [column.header for _, heading in tried for column in heading.columns][:12]
    required = ", ".join(f"{column.label_zh} ({column.name})" for column in table.columns if column.required)
    return InputError(
        f"{book.path.name}: no sheet with a header of the table {table.name} ({table.label_zh})",
        seen=", ".join(header[:40] for header in headers) or "no filled cell",
        expected=f"a row of headers with {required}",
        todo=f"use the headers of the template (yanzhen template {table.name} --out F.xlsx), or say which column is which",
    )
