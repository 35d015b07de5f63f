"""What the page's own arithmetic says of its figures.

A check is made only where its inputs belong together by their words: a false contradiction is worse than
none. Every sum is exact (:class:`fractions.Fraction`), and a figure counts with the interval that its
relation words and its printed step leave it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from itertools import pairwise

from yanzhen.reading.statements.checked import Checked, Finding
from yanzhen.reading.statements.folding import fold
from yanzhen.reading.statements.found import Paragraph, Reading
from yanzhen.reading.statements.intervals import Interval, printed
from yanzhen.reading.statements.shares import check_shares
from yanzhen.values import Answer

_EACH = re.compile(r"每(?:一)?(?P<classifier>[家个名位户件项支村亩栋台])")
_WEEKDAYS = "一二三四五六日"
_WEEKDAY = re.compile(r"\((?:星期|周)([一二三四五六日天])\)")
_REVERSED = re.compile(r"(?:(\d{1,2})月)?(\d{1,2})日?\D{1,3}(?:(\d{1,2})月)?(\d{1,2})日")
_PASSING = ("年", "天", "日", "小时", "大")
_PAST = re.compile(r"已于|已经|曾于|举行了|召开了|发布了|成立于|建成于|开业于")
_FUTURE = re.compile(r"将|拟|预计|计划|力争|前|起|届时|截止|目标")


def check_page(
    readings: Sequence[Reading], paragraphs: Sequence[Paragraph], *, published: date | None = None
) -> list[Finding]:
    """The checks that the statements of one page allow, in no order of weight.

    ``readings`` are those of :func:`~yanzhen.reading.statements.read_statements` for ``paragraphs``;
    :attr:`Finding.inputs` index into them.
    """
    folded = [fold(paragraph.text) for paragraph in paragraphs]
    checked = [Checked(place, reading, folded[reading.paragraph]) for place, reading in enumerate(readings)]
    findings: list[Finding] = []
    for article in dict.fromkeys(reading.article for reading in readings):
        own = [item for item in checked if item.reading.article == article]
        for check in (_totals_of_each, _parts_of_totals, check_shares, _told_twice, _growth):
            findings += check(own)
        findings += _dates(own, published)
    return list({(finding.what, finding.reasons): finding for finding in reversed(findings)}.values())[::-1]


def _totals_of_each(items: list[Checked]) -> Iterator[Finding]:
    """每家600万至3200万 against 24家 and 4.34亿元 of one sentence."""
    for each in items:
        scope = _EACH.match(each.reading.scope or "")
        if not scope or not each.is_money or each.reading.direction:
            continue
        for count, total in pairwise(items):
            if count.unit == scope["classifier"] and total.is_money and total.is_plain and _belong(count, total, each):
                yield _total_of_each(count, total, each)


def _belong(count: Checked, total: Checked, each: Checked) -> bool:
    """The count stands right before its total in one sentence, and both before what each gets."""
    if not count.is_plain or not count.same_sentence(total) or total.index >= each.index:
        return False
    between = total.text[count.reading.end : total.reading.start]
    return (
        len(between) <= 24
        and not re.search("[,。;]", between)
        and each.reading.paragraph - total.reading.paragraph <= 6
    )


def _total_of_each(count: Checked, total: Checked, each: Checked) -> Finding:
    number, share, whole = count.known_interval, each.known_interval, total.known_interval
    product = number.times(share)
    fits = product.meets(whole)
    mean = whole.over(number)
    low, high = printed(product.low, "CNY"), printed(product.high, "CNY")
    reasons = (
        f"{count.words} × {each.words} = {low}至{high}，{'含' if fits else '不含'}{total.words}",
        f"平均每{count.unit}{printed(_middle(mean), 'CNY')}",
    )
    answer = Answer.MET if fits else Answer.UNMET
    return Finding(
        f"{count.words}各得{each.words}，合计是否可为{total.words}",
        answer,
        (count.index, each.index, total.index),
        reasons,
    )


def _middle(span: Interval) -> Fraction | None:
    return None if span.low is None or span.high is None else (span.low + span.high) / 2


def _parts_of_totals(items: list[Checked]) -> Iterator[Finding]:
    """A total and what 其中 takes out of it."""
    for place, first in enumerate(items):
        if not first.opens_parts or not first.is_plain:
            continue
        total = next((item for item in reversed(items[:place]) if item.is_plain and item.unit == first.unit), None)
        if total is None or not total.near(first) or total.opens_parts:
            continue
        parts = [first, *_further_parts(items[place + 1 :], first)]
        yield from _parts_finding(total, parts)


def _further_parts(items: list[Checked], first: Checked) -> Iterator[Checked]:
    """The parts that follow in the list that 其中 opened, up to the next whole."""
    for item in items:
        if not item.same_sentence(first) or item.reading.scope not in (None, "其中"):
            return
        if item.is_plain and item.unit == first.unit:
            yield item


def _parts_finding(total: Checked, parts: list[Checked]) -> Iterator[Finding]:
    summed = Interval(Fraction(0), Fraction(0))
    for part in parts:
        summed = summed.plus(part.known_interval)
    whole = total.known_interval
    if summed.low is None or whole.high is None:
        return
    written = " + ".join(part.words for part in parts)
    answer, verdict = Answer.MET, "等于" if summed.meets(whole) else "不超过"
    if summed.low > whole.high:
        if len(parts) > 1 and summed.low > whole.high * 6 / 5:
            return
        answer, verdict = Answer.UNMET, "超过"
    inputs = (total.index, *(part.index for part in parts))
    yield Finding(
        f"其中各项是否不超过总数{total.words}",
        answer,
        inputs,
        (f"{written} = {printed(_middle(summed), total.unit)}，{verdict}{total.words}",),
    )


def _told_twice(items: list[Checked]) -> Iterator[Finding]:
    """One figure in two sentences: equal, or at odds."""
    told: dict[tuple[str, str], list[Checked]] = {}
    for item in items:
        if item.is_plain and item.reading.property and not item.is_range and item.unit not in _PASSING:
            told.setdefault((item.reading.property, item.unit), []).append(item)
    for group in told.values():
        for one, other in pairwise(group):
            if not one.same_sentence(other):
                yield from _twice(one, other)


def _twice(one: Checked, other: Checked) -> Iterator[Finding]:
    same = one.known_interval.meets(other.known_interval)
    equal = same and one.reading.quantity == other.reading.quantity
    if not equal and not _surely_same(one, other):
        return
    what = f"{one.reading.property}两次印出是否一致"
    reason = f"{one.words}与{other.words}{'一致' if same else '不一致'}"
    yield Finding(what, Answer.MET if same else Answer.UNMET, (one.index, other.index), (reason,))


def _surely_same(one: Checked, other: Checked) -> bool:
    """Same owner, same days, same scope: only then may a difference be called one."""
    a, b = one.reading, other.reading
    return bool(
        a.subject
        and a.subject == b.subject
        and a.period
        and a.period == b.period
        and a.scope == b.scope
        and len(a.property or "") >= 3
    )


def _growth(items: list[Checked]) -> Iterator[Finding]:
    """A printed growth rate against the two years' levels."""
    for rate in items:
        if rate.unit != "1" or rate.reading.direction is None or rate.reading.share_of is not None:
            continue
        level = next(
            (
                item
                for item in reversed(items[: rate.place_in(items)])
                if item.is_plain and item.same_thing(rate) and item.unit != "1"
            ),
            None,
        )
        base = level and next((item for item in items if item.is_year_before(level)), None)
        if level and base:
            yield _growth_finding(rate, level, base)


def _growth_finding(rate: Checked, level: Checked, base: Checked) -> Finding:
    ratio = level.known_interval.over(base.known_interval)
    sign = 1 if rate.reading.direction == "up" else -1
    bounds = sorted(sign * (bound - 1) for bound in (ratio.low, ratio.high) if bound is not None)
    computed = Interval(bounds[0] if bounds else None, bounds[-1] if len(bounds) == 2 else None)
    fits = computed.meets(rate.known_interval)
    reason = f"{level.words} ÷ {base.words} - 1 = {printed(_middle(computed), '1')}，印为{rate.words}"
    return Finding(
        "增长率是否与两年数值相符",
        Answer.MET if fits else Answer.UNMET,
        (rate.index, level.index, base.index),
        (reason,),
    )


def _dates(items: list[Checked], published: date | None) -> Iterator[Finding]:
    for item in items:
        if item.reading.quantity is None and item.reading.ranking is None:
            yield from _weekday(item)
            yield from _reversed(item)
            yield from _after_page(item, published)


def _weekday(item: Checked) -> Iterator[Finding]:
    match, period = _WEEKDAY.search(item.words), item.reading.period
    if match is None or period is None or period.start is None:
        return
    day = period.end or period.start
    true = _WEEKDAYS[day.weekday()]
    fits = match[1].replace("天", "日") == true
    yield Finding(
        "日期与星期是否相符", Answer.MET if fits else Answer.UNMET, (item.index,), (f"{day.isoformat()}是星期{true}",)
    )


def _reversed(item: Checked) -> Iterator[Finding]:
    match = _REVERSED.search(item.words)
    if match is None or item.reading.period is not None:
        return
    first, last = (match[1], match[2]), (match[3] or match[1], match[4])
    if first[0] and int(last[0]) == int(first[0]) and int(last[1]) < int(first[1]):
        yield Finding("起止日期是否先后有序", Answer.UNMET, (item.index,), (f"{item.words}止于起日之前",))


def _after_page(item: Checked, published: date | None) -> Iterator[Finding]:
    period = item.reading.period
    if published is None or period is None or period.start is None or period.start <= published:
        return
    sentence = item.text[item.reading.sentence_start : item.reading.sentence_end]
    if _PAST.search(sentence) and not _FUTURE.search(sentence):
        reason = f"所述已发生，但{period.start.isoformat()}晚于见报日{published.isoformat()}"
        yield Finding("已发生的事是否早于见报日", Answer.UNMET, (item.index,), (reason,))
