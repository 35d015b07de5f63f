"""Workbooks of firms made from a seed: 40 columns of the table ``firms``, every code well formed."""

from __future__ import annotations

import random
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from yanzhen.codes import industries, regions, uscc
from yanzhen.tables import Column, register_table

FIRMS = register_table("firms")
COLUMNS = 40


def make_firms(path: Path, rows: int, *, seed: int = 6) -> Path:
    """An .xlsx of that many firms under the Chinese headers, one cell in twenty empty."""
    chance = random.Random(seed)
    columns = [column for column in FIRMS.columns if column.name != "department"][:COLUMNS]
    places = [each.code for each in regions.every_region() if each.level == "county"]
    trades = [each.code for each in industries.every_industry() if each.level == "class"]
    book = xlsxwriter.Workbook(str(path), {"constant_memory": rows > 50_000})
    sheet = book.add_worksheet("企业")
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for position, column in enumerate(columns):
        sheet.write_string(0, position, column.label_zh + (f"（{column.unit}）" if column.unit else ""))
    for row in range(1, rows + 1):
        for position, column in enumerate(columns):
            if column.required or chance.random() > 0.05:
                _write(sheet, row, position, _cell(column, row, chance, places, trades), day)
    book.close()
    return path


def _write(sheet: xlsxwriter.workbook.Worksheet, row: int, position: int, value: object, day: object) -> None:
    if isinstance(value, date):
        sheet.write_datetime(row, position, value, day)
    else:
        sheet.write(row, position, value)


def _cell(column: Column, row: int, chance: random.Random, places: list[str], trades: list[str]) -> str | float | date:
    if column.codes == "uscc":
        return code_of(row, chance.choice(places))
    if column.codes == "region":
        return chance.choice(places)
    if column.codes == "industry":
        return chance.choice(trades)
    if column.codes == "strategic":
        return chance.choice(("1.1", "2.3", "3.6", "4.1"))
    if column.choices:
        return chance.choice(column.choice_labels)
    if column.kind == "date":
        return date(2000, 1, 1) + timedelta(days=chance.randrange(9000))
    if column.kind == "flag":
        return chance.choice("是否")
    if column.kind == "integer":
        return float(chance.randrange(1, 500))
    return round(chance.uniform(0, 100), 2) if column.kind == "exact" else f"某某{column.label_zh}{row % 997}"


def code_of(number: int, region: str) -> str:
    """A well-formed unified social credit code."""
    organisation = f"{number:08d}"
    start = f"91{region}{organisation}{uscc.organisation_check(organisation)}"
    return start + uscc.check_character(start)
