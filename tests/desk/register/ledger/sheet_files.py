"""Files to import: codes whose check characters are right, CSV and Excel."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import xlsxwriter

from yanzhen.codes.uscc import check_character

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)


def code(number: int, region: str = "370725") -> str:
    """A unified social credit code without fault."""
    digits = f"{number:08d}"
    rest = (11 - sum(int(d) * w for d, w in zip(digits, _WEIGHTS, strict=True)) % 11) % 11
    body = f"91{region}{digits}{'X' if rest == 10 else rest}"
    return body + check_character(body)


def write_csv(path: Path, rows: Iterable[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def write_xlsx(path: Path, rows: Iterable[Sequence[object]], sheet: str = "Sheet1") -> Path:
    with xlsxwriter.Workbook(path) as book:
        made = book.add_worksheet(sheet)
        for number, row in enumerate(rows):
            made.write_row(number, 0, row)
    return path


def firms(count: int, region: str = "370725") -> list[list[object]]:
    head = ["统一社会信用代码", "企业名称", "行政区划代码", "成立日期"]
    return [head, *([code(n, region), f"示例{n}号厂", region, "2012-03-01"] for n in range(1, count + 1))]


def years(count: int, revenue: str = "4300") -> list[list[object]]:
    return [
        ["uscc", "year", "营业收入（万元）", "employees"],
        *([code(n), 2025, revenue, 80] for n in range(1, count + 1)),
    ]
