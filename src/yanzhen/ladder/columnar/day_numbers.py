"""Days as the whole numbers that a columnar engine compares: days since 1970, and YYYYMMDD."""

from __future__ import annotations

from datetime import date, timedelta

EPOCH = date(1970, 1, 1)
"""A day is held as the number of days since then."""


def pack(day: date) -> int:
    """The day as YYYYMMDD."""
    return day.year * 10000 + day.month * 100 + day.day


def day_of(number: int) -> date:
    """The day of this number."""
    return EPOCH + timedelta(days=number)


def days(day: date) -> int:
    """The number of this day."""
    return (day - EPOCH).days


def first_day_from(number: int) -> date:
    """The first day whose YYYYMMDD is at least this number (which may name no day, such as 20230229)."""
    year, rest = divmod(number, 10000)
    month, day = divmod(rest, 100)
    if not date.min.year <= year <= date.max.year:
        return date.min if year < date.min.year else date.max
    for following in (
        date(year, month, d) for d in range(max(day, 1), 32) if 1 <= month <= 12 and _exists(year, month, d)
    ):
        return following
    year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, max(month, 1), 1)


def _exists(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True
