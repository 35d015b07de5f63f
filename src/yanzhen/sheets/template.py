"""The empty workbook of a table: typed columns, drop-downs, a sample row, and sheets that explain every column and list the codes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import xlsxwriter  # type: ignore[import-untyped]
from xlsxwriter.worksheet import Worksheet  # type: ignore[import-untyped]

from yanzhen.codes import industries, regions, strategic
from yanzhen.sheets.aside import SAMPLE_WORDS
from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.units import unit_of
from yanzhen.sheets.writing import DAY, workbook, write_cell
from yanzhen.tables import EXACT_PLACES, Column, Table

_ROWS = 20_000
"""Rows below the header that have drop-downs and formats."""
_SAMPLE_CODES = {
    "uscc": "91330110MA2CCBBB73",
    "region": "330110",
    "industry": "C3562",
    "strategic": "1.2",
    "ipc": "H01M10/0525",
    "firm": "91330110MA2CCBBB73",
}
_LIST_MOST = 250
"""Characters of a drop-down that Excel takes."""


@dataclass(frozen=True, slots=True)
class _Words:
    notes: str
    codes: str
    yes_no: tuple[str, str]
    heads: tuple[str, ...]
    kinds: dict[str, str]
    required: str
    above: tuple[str, ...]


_WORDS = {
    "zh": _Words(
        "说明",
        "代码",
        ("是", "否"),
        ("键", "表头", "含义", "Meaning", "单位", "必填", "类型", "可填"),
        {"text": "文本", "integer": "整数", "number": "数", "exact": "数", "date": "日期", "flag": "是/否"},
        "必填",
        (
            "{label}：{meaning}",
            "第一张表填数据，一行一条；首列以“示例”开头的行不会导入，可以删去。",
            "空着的单元格是“未知”，不是零。表头可以改单位，如（元）（亿元），导入时按表头换算；不认识的列不导入。",
            "日期写到日（2021-05-01）；代码按文本填写。",
        ),
    ),
    "en": _Words(
        "Notes",
        "Codes",
        ("yes", "no"),
        ("key", "header", "meaning", "含义", "unit", "required", "kind", "allowed"),
        {
            "text": "text",
            "integer": "whole number",
            "number": "number",
            "exact": "number",
            "date": "day",
            "flag": "yes/no",
        },
        "required",
        (
            "{name}: {meaning_en}",
            "The first sheet holds the rows. A row whose first column begins with “Sample” is not imported and may be deleted.",
            "An empty cell is unknown, not zero. The unit in a header may be changed, such as (元) or (亿元); unknown columns are left out.",
            "Write days in full (2021-05-01), and codes as text.",
        ),
    ),
}


def write_template(table: Table, path: Path, *, language: str = "zh") -> None:
    """The workbook to fill in, in ``zh`` (Chinese labels) or ``en`` (English keys).

    Raises :class:`~yanzhen.errors.InputError` where ``path`` cannot be written.
    """
    words = _WORDS[language]
    with workbook(path) as book:
        rows = book.add_worksheet(table.label_zh if language == "zh" else table.name)
        notes = book.add_worksheet(words.notes)
        lists = _lists(table)
        codes = book.add_worksheet(words.codes) if lists else None
        _write_rows(book, rows, table, language)
        _write_notes(book, notes, table, language)
        if codes:
            _write_lists(book, codes, lists)


def header_of(column: Column, language: str) -> str:
    """The header of a column in a template.

    >>> from yanzhen.tables import register_table
    >>> revenue = register_table("firm-years").column("revenue")
    >>> header_of(revenue, "zh"), header_of(revenue, "en")
    ('营业收入（万元）', 'revenue (10k CNY)')
    """
    unit = unit_of(column.unit) if column.unit else None
    if unit is None or unit.dimension == "year":
        return column.label_zh if language == "zh" else column.name
    return f"{column.label_zh}（{column.unit}）" if language == "zh" else f"{column.name} ({unit.english or unit.word})"


def _write_rows(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table, language: str) -> None:
    head = book.add_format({"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "top"})
    needed = book.add_format(
        {"bold": True, "bg_color": "#E8EEF4", "bottom": 1, "text_wrap": True, "valign": "top", "font_color": "#B02A37"}
    )
    for position, column in enumerate(table.columns):
        sheet.set_column(position, position, _width(column), book.add_format(_format(column)))
        _limit(sheet, position, column, language)
    for position, column in enumerate(table.columns):
        sheet.write_string(0, position, header_of(column, language), needed if column.required else head)
    marked = next(column.name for column in table.columns if column.required and column.kind == "text")
    for position, column in enumerate(table.columns):
        cell = _sample(column, language)
        if column.name == marked:
            cell = f"{SAMPLE_WORDS[language]} {cell}"
        grey = book.add_format({"italic": True, "font_color": "#6C757D", **_format(column)})
        write_cell(sheet, 1, position, cell, grey, grey)
    sheet.freeze_panes(1, 1)


def _limit(sheet: Worksheet, position: int, column: Column, language: str) -> None:
    """A drop-down, or a hint of what belongs here; nothing is forbidden, the import tells."""
    options = _options(column, language)
    rule: dict[str, object] = {"error_type": "information", "ignore_blank": True}
    if options and len(",".join(options)) <= _LIST_MOST:
        rule |= {"validate": "list", "source": list(options)}
    elif column.kind == "date":
        rule |= {"validate": "date", "criteria": ">=", "value": date(1900, 3, 1)}
    elif column.kind == "integer":
        low = int(column.low) if column.low is not None else -(10**9)
        rule |= {"validate": "integer", "criteria": "between", "minimum": low, "maximum": int(column.high or 10**12)}
    else:
        return
    sheet.data_validation(2, position, _ROWS, position, rule)


def _options(column: Column, language: str) -> tuple[str, ...]:
    if column.kind == "flag":
        return _WORDS[language].yes_no
    return column.choice_labels if language == "zh" and column.choice_labels else column.choices


def _sample(column: Column, language: str) -> RawCell:
    if column.codes:
        return _SAMPLE_CODES[column.codes]
    if options := _options(column, language):
        return options[0]
    if column.kind == "date":
        return date(2024, 5, 1)
    if column.kind == "integer":
        return 2024 if column.unit == "年" else 3
    return Decimal("12.5") if column.kind in ("exact", "number") else _sample_text(column, language)


def _sample_text(column: Column, language: str) -> str:
    return f"某{column.label_zh}" if language == "zh" else f"some {column.name.replace('_', ' ')}"


def _format(column: Column) -> dict[str, str]:
    if column.kind == "date":
        return DAY
    return {"num_format": {"text": "@", "integer": "0"}.get(column.kind, "General")}


def _width(column: Column) -> int:
    return 22 if column.codes in ("uscc", "firm") else max(12, min(2 * len(column.label_zh) + 8, 30))


def _write_notes(book: xlsxwriter.Workbook, sheet: Worksheet, table: Table, language: str) -> None:
    words = _WORDS[language]
    bold = book.add_format({"bold": True, "bottom": 1})
    wrap = book.add_format({"text_wrap": True, "valign": "top"})
    for position, width in enumerate((18, 24, 44, 44, 10, 8, 12, 40)):
        sheet.set_column(position, position, width, wrap)
    known = {"label": table.label_zh, "name": table.name, "meaning": table.meaning_zh, "meaning_en": table.meaning_en}
    for row, line in enumerate(words.above):
        sheet.write_string(row, 0, line.format(**known))
    top = len(words.above) + 1
    for position, head in enumerate(words.heads):
        sheet.write_string(top, position, head, bold)
    for row, column in enumerate(table.columns, start=top + 1):
        meanings = (column.meaning_zh, column.meaning_en)
        cells = (
            column.name,
            header_of(column, language),
            *(meanings if language == "zh" else meanings[::-1]),
            column.unit or "",
            words.required if column.required else "",
            words.kinds[column.kind],
            _allowed(column, language),
        )
        for position, cell in enumerate(cells):
            sheet.write_string(row, position, cell, wrap)


def _allowed(column: Column, language: str) -> str:
    if column.choices and column.choice_labels != column.choices:
        return "; ".join(
            f"{label} ({choice})" for choice, label in zip(column.choices, column.choice_labels, strict=True)
        )
    if options := _options(column, language):
        return "; ".join(options)
    bounds = [
        f"≥ {column.low}" if column.low is not None else "",
        f"≤ {column.high}" if column.high is not None else "",
    ]
    if any(bounds):
        return ", ".join(bound for bound in bounds if bound)
    places = {"zh": f"至多 {EXACT_PLACES} 位小数", "en": f"at most {EXACT_PLACES} decimals"}
    return places[language] if column.kind == "exact" else ""


def _lists(table: Table) -> dict[str, Iterator[tuple[str, str]]]:
    """The code lists that the table's columns are of."""
    used = {column.codes for column in table.columns}
    lists = {
        "region": ("GB/T 2260 行政区划", ((each.code, each.name) for each in regions.every_region())),
        "industry": ("GB/T 4754-2017 国民经济行业", ((each.code, each.name) for each in industries.every_industry())),
        "strategic": ("战略性新兴产业 2018", ((each.code, each.name) for each in strategic.every_strategic())),
    }
    return {title: iter(rows) for codes, (title, rows) in lists.items() if codes in used}


def _write_lists(book: xlsxwriter.Workbook, sheet: Worksheet, lists: dict[str, Iterator[tuple[str, str]]]) -> None:
    bold, text = book.add_format({"bold": True, "bottom": 1}), book.add_format({"num_format": "@"})
    columns = [(title, list(rows)) for title, rows in lists.items()]
    for index, (title, _) in enumerate(columns):
        sheet.set_column(index * 3, index * 3, 12, text)
        sheet.set_column(index * 3 + 1, index * 3 + 1, 30, text)
        sheet.write_string(0, index * 3, title, bold)
    for row in range(max(len(rows) for _, rows in columns)):
        for index, (_, rows) in enumerate(columns):
            if row < len(rows):
                sheet.write_string(row + 1, index * 3, rows[row][0], text)
                sheet.write_string(row + 1, index * 3 + 1, rows[row][1], text)
    sheet.freeze_panes(1, 0)
