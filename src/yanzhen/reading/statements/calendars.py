"""Days, months, quarters and plan years as periods."""

from __future__ import annotations

import calendar
from datetime import date, timedelta

from yanzhen.values import Period

_PLANS = {
    "八五": 1991,
    "九五": 1996,
    "十五": 2001,
    "十一五": 2006,
    "十二五": 2011,
    "十三五": 2016,
    "十四五": 2021,
    "十五五": 2026,
}


def month_end(year: int, month: int) -> date:
    """The last day of the month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def months(year: int, first: int, last: int) -> Period:
    """From the first day of one month to the last of another."""
    return Period(date(year, first, 1), month_end(year, last))


def whole_year(year: int) -> Period:
    """The calendar year."""
    return months(year, 1, 12)


def plan_years(name: str) -> Period | None:
    """The five years of a national plan (十三五: 2016 to 2020).

    >>> plan_years("十三五").end.year
    2020
    """
    first = _PLANS.get(name)
    return None if first is None else Period(date(first, 1, 1), date(first + 4, 12, 31))


def third_of_month(year: int, month: int, part: str) -> Period:
    """上旬, 中旬, 下旬, 底: the days that the words name; 初 names no fixed days and is the whole month."""
    last = month_end(year, month)
    first, end = {
        "上旬": (1, 10),
        "中旬": (11, 20),
        "下旬": (21, last.day),
        "底": (last.day,) * 2,
        "末": (last.day,) * 2,
    }.get(part, (1, last.day))
    return Period(date(year, month, first), date(year, month, end))


def moved(day: date, amount: int, unit: str) -> date:
    """``day`` moved by years, months, weeks or days; the end of a short month stays its end."""
    if unit in ("天", "日"):
        return day + timedelta(days=amount)
    if unit in ("周", "星期"):
        return day + timedelta(weeks=amount)
    total = day.year * 12 + day.month - 1 + amount * (12 if unit == "年" else 1)
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def valid_day(year: int, month: int, day: int) -> date | None:
    """The day, ``None`` where the calendar has none (2月30日)."""
    if not 1 <= year <= 9999 or not 1 <= month <= 12 or not 1 <= day <= calendar.monthrange(year, month)[1]:
        return None
    return date(year, month, day)
