"""The sheet: a code, a name, a county, 27 numbers of which 5 % are empty, 7 short texts, 3 days; ``random.Random(6)``."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from yanzhen.codes.uscc import ALPHABET, check_character

NUMBERS, TEXTS, DAYS = 27, 7, 3
EMPTY = 0.05
COUNTIES = ("370725", "370783", "330110", "330182", "371312", "371322")
WORDS = "智能装备新材料生物医药电子信息节能环保纸业精密制造数控机床传感器"
HEADERS = (
    "统一社会信用代码",
    "企业名称",
    "行政区划代码",
    *(f"指标{n}" for n in range(1, NUMBERS + 1)),
    *(f"说明{n}" for n in range(1, TEXTS + 1)),
    *(f"日期{n}" for n in range(1, DAYS + 1)),
)
OWN_HEAD = "name,label_zh,kind,unit,required,low,high,choices,codes,listed,meaning_zh,meaning_en\n"
Row = tuple[object, ...]


def rows(count: int) -> Iterator[Row]:
    """The rows, the same each time."""
    chance = random.Random(6)
    for number in range(count):
        numbers = [None if chance.random() < EMPTY else round(chance.uniform(0, 1e6), 2) for _ in range(NUMBERS)]
        texts = ["".join(chance.choices(WORDS, k=chance.randint(2, 8))) for _ in range(TEXTS)]
        days = [date(2000, 1, 1) + timedelta(days=chance.randrange(9000)) for _ in range(DAYS)]
        county = chance.choice(COUNTIES)
        yield (_code(county, number), f"示例第{number}号{texts[0]}有限公司", county, *numbers, *texts, *days)


def write_sheet(path: Path, count: int) -> None:
    """The sheet as an Excel file."""
    with xlsxwriter.Workbook(path, {"constant_memory": count > 50_000}) as book:
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet = book.add_worksheet("企业")
        sheet.write_row(0, 0, HEADERS)
        for at, row in enumerate(rows(count), 1):
            for column, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(at, column, value, day)  # type: ignore[arg-type]
                elif value is not None:
                    sheet.write(at, column, value)


def write_own_columns(home: Path) -> None:
    """The 37 columns that our table of firms does not have, as an office's own."""
    (home / "columns").mkdir(parents=True, exist_ok=True)
    lines = [f"n{n},指标{n},exact,,,,,,,,,\n" for n in range(1, NUMBERS + 1)]
    lines += [f"t{n},说明{n},text,,,,,,,,,\n" for n in range(1, TEXTS + 1)]
    lines += [f"d{n},日期{n},date,,,,,,,,,\n" for n in range(1, DAYS + 1)]
    (home / "columns" / "firms.csv").write_text(OWN_HEAD + "".join(lines), encoding="utf-8")


def _code(county: str, number: int) -> str:
    """A unified social credit code whose two check characters are right."""
    digits = f"{number:08d}"
    weights = (3, 7, 9, 10, 5, 8, 4, 2)
    rest = (11 - sum(int(d) * w for d, w in zip(digits, weights, strict=True)) % 11) % 11
    body = f"91{county}{digits}{'X' if rest == 10 else rest}"
    code = body + check_character(body)
    assert set(code) <= set(ALPHABET + string.digits)
    return code
