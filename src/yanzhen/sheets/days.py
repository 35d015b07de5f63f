"""Days as people write them in cells."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta

from yanzhen.sheets.numbers import PLACEHOLDERS, half_width
from yanzhen.sheets.rows import RawCell
from yanzhen.sheets.trouble import CellFault, Read, trouble

_WRITTEN = re.compile(
    r"(\d{4})\s*(?:[-/.年]|\s)\s*(\d{1,2})\s*(?:[-/.月]|\s)\s*(\d{1,2})\s*[日号]?(?:[t\s]+\d{1,2}(?::\d{2}){1,2}(?:\.\d+)?z?)?"
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})\s*[-/.年]\s*(?:\d{1,2}\s*月?)?|\d{4}")
_OPEN_END = frozenset(("长期", "永久", "无固定期限", "长期有效", "至今", "永续", "无期限"))
_FIRST_SERIAL, _LAST_SERIAL = 1, 2_958_465
_EARLY = date(1900, 1, 2)


def day_reader(today: date | None, *, from_1904: bool) -> Callable[[RawCell | CellFault], Read]:
    """What reads the cells of a date column into ``2021-05-01``; with ``today``, later days are errors."""
    latest = today or date.max
    memo: dict[str, Read] = {}

    def read(cell: RawCell | CellFault) -> Read:
        if type(cell) is datetime:
            cell = cell.date()
        if type(cell) is date:
            return cell.isoformat() if _EARLY <= cell <= latest else _doubted(cell, latest)
        if cell is None or cell == "":
            return None
        if isinstance(cell, str):
            if cell not in memo:
                if len(memo) > 50_000:
                    memo.clear()
                memo[cell] = _written(cell, latest, from_1904)
            return memo[cell]
        if isinstance(cell, float | int) and not isinstance(cell, bool):
            return _numbered(cell, latest, from_1904)
        return trouble(cell.code) if isinstance(cell, CellFault) else trouble("not-a-day")

    return read


def _written(text: str, latest: date, from_1904: bool) -> Read:
    text = half_width(text)
    if not text:
        return None
    if text in PLACEHOLDERS or text in _OPEN_END:
        return trouble("placeholder")
    if found := _WRITTEN.fullmatch(text) or _COMPACT.fullmatch(text):
        year, month, day = (int(part) for part in found.groups())
        return _day(year, month, day, latest)
    if _MONTH.fullmatch(text):
        return trouble("day-incomplete")
    if re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        return _numbered(float(text), latest, from_1904)
    return trouble("not-a-day")


def _numbered(number: float, latest: date, from_1904: bool) -> Read:
    """20210501, or the days since the end of 1899 (1904 in old Macintosh books)."""
    if number == int(number) and 18_000_101 <= number <= 22_991_231:
        return _written(str(int(number)), latest, from_1904)
    if 1900 <= number <= 2200 and number == int(number):
        return trouble("day-incomplete")
    if not _FIRST_SERIAL <= number <= _LAST_SERIAL:
        return trouble("not-a-day")
    start = date(1904, 1, 1) if from_1904 else date(1899, 12, 30)
    day = start + timedelta(days=int(number))
    return trouble("serial-day", day.isoformat()) if _EARLY <= day <= latest else _doubted(day, latest)


def _day(year: int, month: int, day: int, latest: date) -> Read:
    try:
        found = date(year, month, day)
    except ValueError:
        return trouble("no-such-day")
    return found.isoformat() if _EARLY <= found <= latest else _doubted(found, latest)


def _doubted(day: date, latest: date) -> Read:
    if day > latest:
        return trouble("day-ahead", today=latest.isoformat())
    return trouble("day-early", day.isoformat())
