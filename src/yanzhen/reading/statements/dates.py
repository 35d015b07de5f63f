"""Dates and spans of days, resolved against the day on which the page was published.

What the text and the page leave open stays open: without a published date 9月1日 has no period.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from yanzhen.reading.statements.calendars import month_end
from yanzhen.reading.statements.date_parts import Parts, resolve
from yanzhen.reading.statements.date_patterns import (
    AFTER,
    ANY,
    AS_OF,
    COMPARED,
    COMPARISON,
    COMPILED,
    EVERY,
    FUTURE,
    NOT_A_DAY,
)
from yanzhen.reading.statements.folding import fold
from yanzhen.reading.statements.found import FoundDate
from yanzhen.reading.statements.namings import TITLE, Mask
from yanzhen.values import Period

_SENTENCE_END = re.compile("[。!?;\n]")
_WEEKDAY = re.compile(r" ?\((?:星期|周)[一二三四五六日天]\)")
_RECENT_FOLLOWS = re.compile("来|间|里|以来|中|内|的|,|,?全|共|累计|,")
_RECENT_PLACE = re.compile(r"(?:^|[,。;:、(“\"\s从在据])$")
_RESOLUTIONS = {
    "iso": "day",
    "days": "day",
    "day": "day",
    "bare_day": "day",
    "relative_day": "day",
    "months": "month",
    "month": "month",
    "span": "span",
    "year": "year",
    "years": "year",
}


@dataclass(frozen=True, slots=True)
class DateContext:
    """When the page was published, and how finely that is known (``day``, ``month`` or ``year``).

    ``published`` is the first day of the month or year where only that is known.
    """

    published: date | None = None
    resolution: str = "day"

    @property
    def latest(self) -> date | None:
        """The last day on which the page can have been published."""
        if self.published is None or self.resolution == "day":
            return self.published
        month = self.published.month if self.resolution == "month" else 12
        return month_end(self.published.year, month)


def date_spans(text: str) -> list[tuple[int, int]]:
    """Where dates stand in a folded text; their numbers are no quantities."""
    spans = [match.span() for _, match in _matches(text)]
    return spans + [match.span() for match in COMPARISON.finditer(text)]


def find_dates(text: str, context: DateContext) -> list[FoundDate]:
    """The dates of ``text`` in order; ``period`` is ``None`` where the year cannot be known.

    >>> [found.period.end.isoformat() for found in find_dates("8月28至30日", DateContext(date(2020, 9, 2)))]
    ['2020-08-30']
    """
    folded, found, last, sentence = fold(text), [], Parts(), 0
    titles = Mask(len(folded), [title.span() for title in TITLE.finditer(folded)])
    for kind, match in _matches(folded):
        if titles.covers(match.start()):
            continue
        end_before = [stop.end() for stop in _SENTENCE_END.finditer(folded, sentence, match.start())]
        if end_before:
            sentence, last = end_before[-1], last.only_day()
        parts = Parts.of(match)
        period, last = resolve(
            kind, parts, last, context.published, context.latest, _is_future(folded, sentence, match)
        )
        found.append(_found(folded, kind, match, period, context))
    return found


def _matches(text: str) -> Iterator[tuple[str, re.Match[str]]]:
    for any_match in ANY.finditer(text):
        kind = str(any_match.lastgroup)
        match = COMPILED[kind].match(text, any_match.start())
        if match is not None and _is_date(text, kind, match):
            yield kind, match


def _is_date(text: str, kind: str, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 6) : match.start()]
    if kind == "bare_day":
        return not NOT_A_DAY.search(before)
    if kind == "recent" and match["near"]:
        return bool(_RECENT_PLACE.search(before) or _RECENT_FOLLOWS.match(text, match.end()))
    if kind == "year":
        return not (match["r"] and COMPARISON.match(text, match.start()) and text.startswith("同期", match.end()))
    return kind != "decade" or match["century"] is not None or match["decade"][0] in "3456789三四五六七八九"


def _is_future(text: str, sentence: int, match: re.Match[str]) -> bool:
    return bool(
        FUTURE.search(text, max(sentence, match.start() - 24), match.start())
        or FUTURE.search(text, match.end(), match.end() + 12)
    )


def _found(text: str, kind: str, match: re.Match[str], period: Period | None, context: DateContext) -> FoundDate:
    as_of = AS_OF.search(text, max(0, match.start() - 8), match.start())
    after = AFTER.match(text, match.end())
    start = as_of.start() if as_of else match.start()
    weekday = _WEEKDAY.match(text, match.end())
    end = after.end() if after else weekday.end() if weekday else match.end()
    compared = bool(COMPARED.search(text, max(0, match.start() - 2), match.start()))
    if EVERY.search(text, max(0, match.start() - 8), match.start()):
        period = None
    resolution = "reversed" if kind == "days" and _is_reversed(match) else _RESOLUTIONS.get(kind, kind)
    return FoundDate(start, end, _bounded(period, as_of, after, context), resolution, compared)


def _is_reversed(match: re.Match[str]) -> bool:
    """Whether days of one month stand in the wrong order (30日至12日)."""
    parts = Parts.of(match)
    same_month = parts.get("y2") is None and parts.number("m2") in (None, parts.number("m"))
    return same_month and (parts.number("d2") or 0) < (parts.number("d") or 0)


def _bounded(
    period: Period | None, as_of: re.Match[str] | None, after: re.Match[str] | None, context: DateContext
) -> Period | None:
    """以来 runs to the published day, 起 is open, 前 and 截至 end with the day."""
    if period is None:
        return None
    if after and after["since"]:
        end = context.latest
        return Period(period.start, end if end and period.start and end >= period.start else None)
    if as_of or (after and after["until"]):
        return Period(None, period.end)
    return Period(period.start, None) if after and after["on"] else period
