"""Shares against their totals, their parts and each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from yanzhen.reading.statements.checked import Checked, Finding
from yanzhen.reading.statements.intervals import printed
from yanzhen.values import Answer

_TOTAL_WORDS = re.compile(r"总值|总额|总量|总数|总面积|总|的|数量|全国|全省|全市|全县|全区|我国|我省|我市|[全该本]")
_LIKELY = Fraction(3, 2)


def check_shares(items: list[Checked]) -> Iterator[Finding]:
    """Shares above the whole, against a printed total, and of one total together."""
    shares = [item for item in items if item.reading.share_of is not None and item.unit == "1"]
    for share in shares:
        yield from _above_whole(share)
        total = _total(share, items)
        if total is not None:
            yield from _against_total(share, total, items)
    yield from _together(shares)


def _above_whole(share: Checked) -> Iterator[Finding]:
    low = share.known_interval.low
    if low is not None and low > 1:
        yield Finding("占比是否不超过百分之百", Answer.UNMET, (share.index,), (f"{share.words}超过100%",))


def _total(share: Checked, items: list[Checked]) -> Checked | None:
    """The one printed level of what the share is of; ``None`` where there is none or more than one."""
    of = _core(share.reading.share_of)
    if len(of) < 2:
        return None
    found = [item for item in items if item.is_plain and _core(item.reading.property) == of and _same_days(item, share)]
    found = [item for item in found if item.reading.subject in (None, share.reading.subject)] or found
    distinct = {(item.reading.quantity.low, item.reading.quantity.high) for item in found if item.reading.quantity}
    return found[0] if len(distinct) == 1 else None


def _core(words: str | None) -> str:
    return _TOTAL_WORDS.sub("", words or "")


def _same_days(one: Checked, other: Checked) -> bool:
    return one.reading.period is None or other.reading.period is None or one.reading.period == other.reading.period


def _against_total(share: Checked, total: Checked, items: list[Checked]) -> Iterator[Finding]:
    part = _part(share, total, items)
    computed = total.known_interval.times(share.known_interval)
    written = f"{total.words} × {share.words} = {_span(computed.low, computed.high, total.unit)}"
    inputs = (share.index, total.index)
    if part is None:
        if not total.near(share):
            return
        bound = "，总数只有下限，故占数也只有下限" if computed.high is None else ""
        yield Finding(
            f"{share.words}的占数", Answer.UNKNOWN, inputs, (written + bound, "页内没有印出部分之数，无从核对")
        )
        return
    fits = part.known_interval.over(total.known_interval).meets(share.known_interval)
    if not fits and not _is_likely(part, total, share):
        return
    quotient = part.known_interval.over(total.known_interval)
    reason = f"{part.words} ÷ {total.words} = {_span(quotient.low, quotient.high, '1')}，印为{share.words}"
    answer = Answer.MET if fits else Answer.UNMET
    yield Finding("占比是否与部分和总数相符", answer, (*inputs, part.index), (reason,))


def _span(low: Fraction | None, high: Fraction | None, unit: str) -> str:
    if low == high:
        return printed(low, unit)
    if high is None:
        return f"{printed(low, unit)}以上"
    return f"{printed(low, unit)}至{printed(high, unit)}"


def _part(share: Checked, total: Checked, items: list[Checked]) -> Checked | None:
    """The level before the share in its sentence, in the total's unit."""
    before = items[: share.place_in(items)]
    found = next((item for item in reversed(before) if item.is_plain and item.same_sentence(share)), None)
    if found is None or found.unit != total.unit or found.index == total.index:
        return None
    between = share.text[found.reading.end : share.reading.start]
    return found if not re.search("[。;]|其中|分别", between) else None


def _is_likely(part: Checked, total: Checked, share: Checked) -> bool:
    """A quotient far off says that the figures do not belong together, unless one sentence holds them."""
    if total.same_sentence(share):
        return True
    quotient, told = part.known_interval.over(total.known_interval), share.known_interval
    if None in (quotient.low, quotient.high, told.low, told.high):
        return False
    return told.low / _LIKELY <= quotient.high and quotient.low <= told.high * _LIKELY  # type: ignore[operator]


def _together(shares: list[Checked]) -> Iterator[Finding]:
    """The shares of one total in one sentence: never more than the whole."""
    groups: dict[tuple[int, int, str], list[Checked]] = {}
    for share in shares:
        of = _core(share.reading.share_of)
        if of and not share.opens_parts and not share.is_bound:
            groups.setdefault((share.reading.paragraph, share.reading.sentence_start, of), []).append(share)
    for group in groups.values():
        if len(group) > 1:
            yield from _sum_of_shares(group)


def _sum_of_shares(group: list[Checked]) -> Iterator[Finding]:
    low = sum((share.known_interval.low or Fraction(0) for share in group), Fraction(0))
    high = sum((share.known_interval.high or Fraction(0) for share in group), Fraction(0))
    if low > 1 or low <= 1 <= high:
        written = " + ".join(share.words for share in group)
        reason = f"{written} = {_span(low, high, '1')}"
        answer = Answer.UNMET if low > 1 else Answer.MET
        yield Finding("各项占比之和是否不超过百分之百", answer, tuple(share.index for share in group), (reason,))
