"""Chinese business days, and how a payment day that is none is moved.

A business day is a weekday outside the holidays of ``holidays.csv`` (the State Council's yearly notices). The weekends on
which offices work to make up for a holiday are no business days: the exchanges and the clearing house are closed then.
A notice comes out in the November before its year: the calendar ``announced`` takes the weekends alone for years after the
last one, whose payment days must be looked at again then.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from functools import cache
from importlib.resources import files

from yanzhen.errors import RefusalError


def is_business_day(day: date, calendar: str = "china") -> bool:
    """Whether payments are made on that day; a year that the table does not cover is refused.

    >>> is_business_day(date(2020, 10, 8)), is_business_day(date(2020, 10, 9))
    (False, True)
    >>> is_business_day(date(2020, 10, 10))  # a Saturday on which offices worked
    False
    """
    if calendar == "none":
        return True
    years = covered_years()
    if day.year not in years and calendar == "announced" and day.year > min(years):
        return day.weekday() < 5
    if day.year not in years:
        raise RefusalError(
            f"no holidays are known for {day.year}",
            seen=day.isoformat(),
            expected=f"{min(years)} to {max(years)}",
            todo='set calendar = "announced" in [dates] (weekends alone in years whose notice is not out), or "none"',
        )
    return day.weekday() < 5 and day not in holidays()


def shifted(day: date, rule: str, calendar: str = "china") -> date:
    """The business day on which a payment due on ``day`` is made.

    Rules: ``none``, ``next``, ``previous``, ``modified_next`` (the next one, or the one before if that is in another month).

    >>> shifted(date(2022, 1, 31), "next"), shifted(date(2022, 1, 31), "modified_next")
    (datetime.date(2022, 2, 7), datetime.date(2022, 1, 28))
    """
    if rule == "none":
        return day
    after = _moved(day, 1, calendar)
    if rule == "next" or (rule == "modified_next" and after.month == day.month):
        return after
    return _moved(day, -1, calendar)


def business_days_before(day: date, count: int, calendar: str = "china") -> date:
    """The business day ``count`` business days before ``day``.

    >>> business_days_before(date(2020, 10, 12), 2)
    datetime.date(2020, 9, 30)
    """
    for _ in range(count):
        day = _moved(day - timedelta(1), -1, calendar)
    return day


@cache
def holidays() -> frozenset[date]:
    """Every day of every holiday in the table."""
    text = files("yanzhen.securitization").joinpath("holidays.csv").read_text(encoding="utf-8")
    found: set[date] = set()
    for row in csv.DictReader(text.splitlines()):
        first, last = date.fromisoformat(row["first"]), date.fromisoformat(row["last"])
        found |= {first + timedelta(number) for number in range((last - first).days + 1)}
    return frozenset(found)


@cache
def covered_years() -> frozenset[int]:
    """The years whose holidays the table holds: those in which the National Day holiday stands."""
    return frozenset(day.year for day in holidays() if (day.month, day.day) == (10, 1))


def _moved(day: date, step: int, calendar: str) -> date:
    while not is_business_day(day, calendar):
        day += timedelta(step)
    return day
