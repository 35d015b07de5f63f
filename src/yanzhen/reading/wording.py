"""Figures, periods and statements in words, Chinese or English, never rounder than their source."""

from __future__ import annotations

import calendar
from decimal import Decimal
from typing import TYPE_CHECKING, Literal

from yanzhen.values import Answer, Period, Quantity, Relation, Status, as_fraction

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from yanzhen.reading.page import Page, PageStatement

Language = Literal["zh", "en"]

SIGNS = {
    Relation.ABOUT: "≈",
    Relation.ABOVE: ">",
    Relation.AT_LEAST: "≥",
    Relation.BELOW: "<",
    Relation.AT_MOST: "≤",
}
NOT_READ: dict[Language, dict[Status, str]] = {
    "zh": {Status.TRUNCATED: "未知（原文到此断开）", Status.UNKNOWN: "未知"},
    "en": {Status.TRUNCATED: "unknown (the source breaks off here)", Status.UNKNOWN: "unknown"},
}
DIRECTIONS: dict[Language, dict[str, str]] = {
    "zh": {"up": "升 ", "down": "降 "},
    "en": {"up": "up ", "down": "down "},
}
LARGE: dict[Language, tuple[tuple[Decimal, str], ...]] = {
    "zh": ((Decimal(10**8), "亿"), (Decimal(10**4), "万")),
    "en": ((Decimal(10**9), " billion"), (Decimal(10**6), " million")),
}
UNITS_IN_ENGLISH = {
    "百分点": "percentage points",
    "天": "days",
    "日": "days",
    "个月": "months",
    "年": "years",
    "小时": "hours",
    "分钟": "minutes",
    "秒": "seconds",
    "人": "persons",
}
PLACES_IN_LARGE = 4
"""A large figure that needs more decimals of 亿 or 万 is written out instead."""


def format_quantity(quantity: Quantity, language: Language = "zh") -> str:
    """The figure as a reader writes it, its bound or approximation before it.

    Money and large counts are written in 万 and 亿 where that takes at most four decimals, with the
    digits that the source gave; a bound is never dropped and what was not read is never a number.

    >>> format_quantity(Quantity(Decimal(640), None, "家", Relation.ABOVE))
    '>640家'
    >>> format_quantity(Quantity(Decimal("0.8"), None, "1", Relation.AT_LEAST))
    '≥80%'
    >>> format_quantity(Quantity(Decimal(6000000), Decimal(32000000), "CNY", Relation.RANGE))
    '600万–3,200万元'
    >>> format_quantity(Quantity(Decimal(434000000), Decimal(434000000), "CNY"), "en")
    'CNY 434 million'
    >>> format_quantity(Quantity(None, None, "1", status=Status.TRUNCATED))
    '未知（原文到此断开）'
    """
    if quantity.status is not Status.KNOWN:
        return NOT_READ[language][quantity.status]
    ends = [end for end in (quantity.low, quantity.high) if end is not None]
    figures = [_figure(end, quantity, language) for end in dict.fromkeys(ends)]
    joined = _between(ends, language).join(figures)
    return SIGNS.get(quantity.relation, "") + _with_unit(joined, quantity.unit, language)


def format_period(period: Period, language: Language = "zh") -> str:
    """The days, as whole years, months or days where they are such.

    >>> from datetime import date
    >>> format_period(Period(date(2020, 9, 1), date(2020, 9, 30)))
    '2020年9月'
    >>> format_period(Period(date(2020, 9, 5), None), "en")
    'from 2020-09-05'
    """
    start, end = period.start, period.end
    if start is None and end is None:
        return NOT_READ[language][Status.UNKNOWN]
    if start is None or end is None:
        return _half_open(start, end, language)
    whole = _whole(start, end, language)
    if whole:
        return whole
    return f"{_day(start, language)}{'至' if language == 'zh' else ' to '}{_day(end, language)}"


def format_statement(statement: PageStatement, language: Language = "zh") -> str:
    """What the statement says: its figure, else its ranking, else its days."""
    if statement.quantity is not None:
        direction = statement.direction if statement.quantity.status is Status.KNOWN else None
        return DIRECTIONS[language].get(direction or "", "") + format_quantity(statement.quantity, language)
    if statement.ranking:
        return statement.ranking
    return format_period(statement.period or Period(None, None), language)


def page_text(page: Page) -> str:
    """The page for a terminal: each article with what it states, then checks and what could not be done."""
    lines = [f"{page.document.file}  {page.document.published or '日期未知'}  {page.document.characters:,} 字符"]
    for number, article in enumerate(page.articles, 1):
        names = "、".join(f"{byline.role} {byline.name}".strip() for byline in article.bylines)
        lines += ["", f"{number}  {article.title or '（无题）'}" + (f"  （{names}）" if names else "")]
        lines += [_line(statement) for statement in page.statements if statement.article == article.id]
    known = {article.id for article in page.articles}
    lines += [_line(statement) for statement in page.statements if statement.article not in known]
    lines += ["", *_remarks(page)]
    return "\n".join(lines).rstrip() + "\n"


def _line(statement: PageStatement) -> str:
    subject = " · ".join(part for part in (statement.subject, statement.property, statement.scope) if part)
    place = f"[{statement.span[0]}, {statement.span[1]})"
    return f"   {format_statement(statement)}\t{subject}\t{place}"


def _remarks(page: Page) -> Iterator[str]:
    answers = {Answer.MET: "相符", Answer.UNMET: "不符", Answer.UNKNOWN: "未定"}
    yield from (f"核算  {check.what}：{answers[check.answer]}" for check in page.checks)
    yield from (f"更正  {fix.seen} → {fix.read}  [{fix.span[0]}, {fix.span[1]})" for fix in page.corrections)
    yield from (f"未归位  {piece.text}  [{piece.span[0]}, {piece.span[1]})" for piece in page.unplaced)
    yield from (f"提示  {warning}" for warning in page.warnings)


def _between(ends: list[Decimal], language: Language) -> str:
    if any(end < 0 for end in ends):
        return "至" if language == "zh" else " to "
    return "–"


def _figure(figure: Decimal, quantity: Quantity, language: Language) -> str:
    if quantity.unit == "1":
        if (fraction := as_fraction(figure)) is not None:
            return str(fraction)
        return _digits(figure * 100, _stated(quantity, Decimal("0.01"))) + "%"
    for scale, word in LARGE[language]:
        if abs(figure) >= scale and _places(figure / scale) <= _most_places(quantity):
            return _digits(figure / scale, _stated(quantity, scale)) + word
    return _digits(figure, _stated(quantity, Decimal(1)))


def _most_places(quantity: Quantity) -> int:
    """Counts read worse than money in fractions of 万: 12345家 stays as it is."""
    return PLACES_IN_LARGE if quantity.unit == "CNY" else 2


def _stated(quantity: Quantity, scale: Decimal) -> int:
    """How many decimals of ``scale`` the source gave."""
    return _places(quantity.stated_to / scale) if quantity.stated_to else 0


def _places(figure: Decimal) -> int:
    exponent = figure.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _digits(figure: Decimal, stated: int) -> str:
    return f"{figure:,.{max(_places(figure), stated)}f}"


def _with_unit(figures: str, unit: str, language: Language) -> str:
    if unit == "1":
        return figures
    if unit == "CNY":
        return f"{figures}元" if language == "zh" else f"CNY {figures}"
    if language == "en":
        return f"{figures} {UNITS_IN_ENGLISH.get(unit, unit)}".rstrip()
    if unit == "百分点":
        return f"{figures}个百分点"
    return f"{figures} {unit}" if unit[:1].isascii() and unit[:1].isalpha() else figures + unit


def _whole(start: date, end: date, language: Language) -> str | None:
    if start == end:
        return _day(start, language)
    if end.day != calendar.monthrange(end.year, end.month)[1] or start.day != 1:
        return None
    if (start.month, end.month) == (1, 12):
        return _pair(str(start.year), str(end.year), "年", language)
    if start.year == end.year:
        year = f"{start.year}年" if language == "zh" else f"{start.year}-"
        width = "d" if language == "zh" else "02d"
        return year + _pair(f"{start.month:{width}}", f"{end.month:{width}}", "月", language, f"{start.year}-")
    return None


def _pair(first: str, last: str, word: str, language: Language, again: str = "") -> str:
    if language == "en":
        return first if first == last else f"{first} to {again}{last}"
    return (first if first == last else f"{first}–{last}") + word


def _half_open(start: date | None, end: date | None, language: Language) -> str:
    if start is not None:
        return f"{_day(start, language)}起" if language == "zh" else f"from {_day(start, language)}"
    assert end is not None
    return f"至{_day(end, language)}" if language == "zh" else f"until {_day(end, language)}"


def _day(day: date, language: Language) -> str:
    return f"{day.year}年{day.month}月{day.day}日" if language == "zh" else day.isoformat()
