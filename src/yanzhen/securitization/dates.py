"""The payment dates of a deal and how much of a year lies between them."""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from yanzhen.errors import InputError, RefusalError
from yanzhen.securitization.calendar import business_days_before, shifted
from yanzhen.securitization.deal import PaymentDates

if TYPE_CHECKING:
    from yanzhen.securitization.rows import Row

STAGES = ("transfer_before", "test_before", "call_before", "support_before")
"""In the order in which they come before the payment day."""


def payment_dates(row: Row | None, periods: int, periods_per_year: int) -> tuple[PaymentDates, ...]:
    """The dated steps of each period; none without a [dates] table."""
    if row is None:
        return ()
    try:
        due = _due_days(row, periods, periods_per_year)
        _in_order(row, due)
        return tuple(_stages(row, day) for day in due)
    except RefusalError as error:
        raise row.error("calendar", error.what, seen=error.seen, expected=error.expected, todo=error.todo) from None


def year_fractions(
    row: Row | None, dates: tuple[PaymentDates, ...], periods: int, periods_per_year: int
) -> tuple[Fraction, ...]:
    """The part of a year that each period's interest is counted for, from due day to due day."""
    rule = row.text("day_count") if row else "periods"
    if row is None or rule == "periods":
        return (Fraction(1, periods_per_year),) * periods
    days = [_required_day(row, "issued_on"), *(step.due for step in dates)]
    count = _act_365 if rule == "act/365" else _thirty_360
    return tuple(count(start, end) for start, end in pairwise(days))


def _due_days(row: Row, periods: int, periods_per_year: int) -> tuple[date, ...]:
    listed = row.days("payments")
    if listed:
        if len(listed) != periods:
            raise row.error("payments", "not one day a period", seen=f"{len(listed)} days", expected=f"{periods}")
        return listed
    if 12 % periods_per_year:
        raise row.error(
            "payments",
            "missing",
            expected="a list of days",
            todo=f"{periods_per_year} periods a year are no whole months",
        )
    months = 12 // periods_per_year
    first = row.day("first_payment_on") or add_months(_required_day(row, "issued_on"), months)
    return tuple(add_months(first, months * number) for number in range(periods))


def _in_order(row: Row, due: tuple[date, ...]) -> None:
    days = (_required_day(row, "issued_on"), *due)
    for before, after in pairwise(days):
        if after <= before:
            raise row.error(
                "payments" if row.has("payments") else "first_payment_on",
                "dates out of order",
                seen=f"{after} after {before}",
                expected="each payment day after the one before and after issue",
                todo="correct the days",
            )
    counts = [row.whole(stage) for stage in STAGES]
    for earlier, later, first, second in zip(STAGES, STAGES[1:], counts, counts[1:], strict=False):
        if first < second:
            raise row.error(
                later,
                "dates out of order",
                seen=f"{earlier} {first}, {later} {second}",
                expected="transfer, test, call, arrival of support, payment",
                todo="correct the business days",
            )


def _stages(row: Row, due: date) -> PaymentDates:
    calendar = row.text("calendar")
    paid = shifted(due, row.text("shift"), calendar)
    transferred, tested, called, arrived = (business_days_before(paid, row.whole(stage), calendar) for stage in STAGES)
    return PaymentDates(due, paid, transferred, tested, called, arrived)


def add_months(day: date, months: int) -> date:
    """The same day some months later, or the month's last day where it has no such day.

    >>> add_months(date(2020, 11, 30), 3)
    datetime.date(2021, 2, 28)
    """
    year, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + year, month + 1
    if year > date.max.year:
        raise RefusalError("a day beyond the calendar", seen=f"{year}", expected=f"at most {date.max.year}")
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def _act_365(start: date, end: date) -> Fraction:
    return Fraction((end - start).days, 365)


def _thirty_360(start: date, end: date) -> Fraction:
    first, last = min(start.day, 30), min(end.day, 30) if start.day >= 30 else end.day
    return Fraction((end.year - start.year) * 360 + (end.month - start.month) * 30 + last - first, 360)


def _required_day(row: Row, key: str) -> date:
    day = row.day(key)
    if day is None:
        raise InputError(f"{row.place.of(key)}: missing", expected="a day")
    return day
