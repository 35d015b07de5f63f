"""The parts of one printed date, completed from the date before it and the day of publication."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from yanzhen.reading.statements.calendars import (
    month_end,
    months,
    moved,
    plan_years,
    third_of_month,
    valid_day,
    whole_year,
)
from yanzhen.reading.statements.numerals import chinese_value
from yanzhen.values import Period

_YEAR_DIGITS = {sign: str(value) for value, sign in enumerate("零一二三四五六七八九")} | {"〇": "0"}
_WEEKDAYS = {sign: day for day, sign in enumerate("一二三四五六日")} | {"天": 6}
_HALF_YEAR = timedelta(days=183)
_RELATIVE_YEARS = {"今年": 0, "去年": -1, "前年": -2, "明年": 1, "本年": 0, "本年度": 0}
_RELATIVE_DAYS = {"昨天": -1, "昨日": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "前天": -2, "前日": -2}


@dataclass(frozen=True, slots=True)
class Parts:
    """What is printed of a date, by the group names of its pattern; empty where it is not printed."""

    groups: tuple[tuple[str, str], ...] = ()
    year: int | None = None
    month: int | None = None
    day: date | None = None

    @classmethod
    def of(cls, match: re.Match[str]) -> Parts:
        """The printed parts."""
        return cls(tuple((name, value) for name, value in match.groupdict().items() if value))

    def get(self, name: str) -> str | None:
        """The printed words of a part."""
        return dict(self.groups).get(name)

    def number(self, name: str) -> int | None:
        """A part as a number, in digits or Chinese numerals."""
        word = self.get(name)
        if word is None:
            return None
        if word.isdecimal():
            return int(word)
        value = chinese_value(word)
        return None if value is None else int(value)

    def only_day(self) -> Parts:
        """What the next sentence may still refer to (当日)."""
        return Parts(day=self.day)


def resolve(
    kind: str, parts: Parts, last: Parts, published: date | None, latest: date | None, future: bool
) -> tuple[Period | None, Parts]:
    """The period of one date and what it lends to the next."""
    year = _printed_year(parts, "", last, published)
    if year is None and kind in ("day", "days", "month", "months", "span"):
        year = last.year or _year_by_page(kind, parts, latest, future)
    period = _period(kind, parts, year, last, published, latest, future)
    single = period.start if period and period.start == period.end else None
    month = parts.number("m2") or parts.number("m") or last.month
    explicit = _printed_year(parts, "2", last, published) or year
    return period, replace(
        last,
        year=explicit or last.year,
        month=month,
        day=single or (period.end if period and kind == "days" else last.day),
    )


def _printed_year(parts: Parts, mark: str, last: Parts, published: date | None) -> int | None:
    if parts.get("y" + mark):
        return parts.number("y" + mark)
    chinese = parts.get("c" + mark)
    if chinese:
        return int("".join(_YEAR_DIGITS[sign] for sign in chinese))
    relative = parts.get("r" + mark)
    if relative == "当年":
        return last.year
    return published.year + _RELATIVE_YEARS[relative] if relative and published else None


def _year_by_page(kind: str, parts: Parts, latest: date | None, future: bool) -> int | None:
    """The year that brings the date nearest to the page.

    A date more than half a year ahead is of the year before (a page of January speaks of 12月), one that
    lies ahead as far back with 将 in front is of the next; a quarter or half that has hardly begun was last year's.
    """
    if latest is None or any(parts.get(name) for name in ("r", "y", "c")):
        return None
    period = _period(kind, parts, latest.year, Parts(), latest, latest, future)
    if period is None or period.start is None or period.end is None:
        return latest.year
    if period.start > latest + _HALF_YEAR or (
        kind == "span" and not future and _hardly_begun(period.start, period.end, latest)
    ):
        return latest.year - 1
    return latest.year + 1 if future and period.end < latest - _HALF_YEAR else latest.year


def _hardly_begun(start: date, end: date, latest: date) -> bool:
    return start <= latest and latest - start < (end - start) / 2


def _period(
    kind: str, parts: Parts, year: int | None, last: Parts, published: date | None, latest: date | None, future: bool
) -> Period | None:
    if kind in ("relative", "relative_day"):
        return _relative(parts, last, published, latest)
    if kind == "bare_day":
        return _bare_day(parts, last, published, latest, future)
    if kind == "recent":
        return _recent(parts, latest)
    if kind == "plan":
        return _plan(parts)
    if kind == "decade":
        return _decade(parts)
    return None if year is None else _in_year(kind, parts, year)


def _in_year(kind: str, parts: Parts, year: int) -> Period | None:
    if kind in ("iso", "day"):
        day = valid_day(year, parts.number("m") or 0, parts.number("d") or 0)
        return Period(day, day) if day else None
    if kind == "days":
        return _days(parts, year)
    if kind in ("months", "month"):
        return _months(parts, year)
    if kind == "years":
        last_year = parts.number("y2") or year
        return Period(date(year, 1, 1), date(last_year, 12, 31)) if year <= last_year else None
    return _span(parts, year) if kind == "span" else _year_edge(parts, year)


def _days(parts: Parts, year: int) -> Period | None:
    month = parts.number("m") or 0
    first = valid_day(year, month, parts.number("d") or 0)
    month2 = parts.number("m2") or month
    year2 = parts.number("y2") or (year + 1 if month2 < month else year)
    last = valid_day(year2, month2, parts.number("d2") or 0)
    return Period(first, last) if first and last and first <= last else None


def _months(parts: Parts, year: int) -> Period | None:
    first, last = parts.number("m") or 0, parts.number("m2")
    if not 1 <= first <= 12:
        return None
    if last is None:
        part = parts.get("part")
        return third_of_month(year, first, part) if part else months(year, first, first)
    year2 = parts.number("y2") or (year + 1 if last < first else year)
    return Period(date(year, first, 1), month_end(year2, last)) if (year, first) <= (year2, last) else None


def _span(parts: Parts, year: int) -> Period | None:
    first_months, first_quarters = parts.number("fm"), parts.number("fq")
    if first_months:
        return months(year, 1, first_months) if first_months <= 12 else None
    if first_quarters:
        return months(year, 1, 3 * first_quarters)
    if parts.get("h"):
        return months(year, 1, 6) if parts.get("h") == "上半年" else months(year, 7, 12)
    quarter = parts.number("q") or 1
    last = parts.number("q2") or quarter
    return months(year, 3 * quarter - 2, 3 * last) if quarter <= last else None


def _year_edge(parts: Parts, year: int) -> Period | None:
    edge = parts.get("edge") or ""
    if edge.endswith(("末", "底")):
        return Period(date(year, 12, 31), date(year, 12, 31))
    return whole_year(year)


def _relative(parts: Parts, last: Parts, published: date | None, latest: date | None) -> Period | None:
    word = parts.get("word") or ""
    if word in ("当日", "当天"):
        return Period(last.day, last.day) if last.day else None
    if word == "同年":
        return whole_year(last.year) if last.year else None
    if published is None or latest is None:
        return None
    if "月" in word:
        month = moved(published.replace(day=1), {"上": -1, "本": 0, "下": 1}[word[0]], "月")
        if parts.get("d"):
            return _days_of(month, parts)
        return third_of_month(month.year, month.month, parts.get("part") or "")
    if published != latest:
        return None
    if "周" in word:
        monday = (
            published - timedelta(days=published.weekday()) + timedelta(weeks={"上": -1, "本": 0, "下": 1}[word[0]])
        )
        if word[-1] in _WEEKDAYS:
            monday += timedelta(days=_WEEKDAYS[word[-1]])
            return Period(monday, monday)
        return Period(monday, monday + timedelta(days=6))
    day = published + timedelta(days=_RELATIVE_DAYS[word])
    return Period(day, day)


def _days_of(month: date, parts: Parts) -> Period | None:
    """本月20日, 上月3日至5日."""
    first = valid_day(month.year, month.month, parts.number("d") or 0)
    last = valid_day(month.year, month.month, parts.number("d2") or parts.number("d") or 0)
    return Period(first, last) if first and last and first <= last else None


def _bare_day(parts: Parts, last: Parts, published: date | None, latest: date | None, future: bool) -> Period | None:
    """26日: of the month named before it in the sentence, else of the page's month or the one before."""
    first = parts.number("d") or 0
    if last.month and last.year:
        year, month = last.year, last.month
    elif published is None or latest is None or (published.month, published.year) != (latest.month, latest.year):
        return None
    else:
        past = published == latest and first > published.day and not future
        base = moved(published.replace(day=1), -1 if past else 0, "月")
        year, month = base.year, base.month
    start, end = valid_day(year, month, first), valid_day(year, month, parts.number("d2") or first)
    return Period(start, end) if start and end and start <= end else None


def _recent(parts: Parts, latest: date | None) -> Period | None:
    amount, unit = parts.number("n"), parts.get("u") or "年"
    if latest is None or not amount:
        return None
    ahead = bool(parts.get("next"))
    other = moved(latest, amount if ahead else -amount, unit)
    return Period(latest, other) if ahead else Period(other, latest)


def _plan(parts: Parts) -> Period | None:
    years, when = plan_years(parts.get("plan") or ""), parts.get("when") or ""
    if years is None or years.start is None or years.end is None:
        return None
    if when.endswith("末") or when == "收官之年":
        return whole_year(years.end.year)
    return (
        whole_year(years.start.year) if when == "开局之年" else Period(years.start, None) if when == "以来" else years
    )


def _decade(parts: Parts) -> Period | None:
    century = parts.get("century") or "上"
    base = {"上": 1900, "上个": 1900, "本": 2000}.get(century)
    base = base if base is not None else ((parts.number("century") or 20) - 1) * 100
    start = base + (parts.number("decade") or 0)
    return Period(date(start, 1, 1), date(start + 9, 12, 31))
