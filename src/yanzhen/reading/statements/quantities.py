"""Every figure of a text with its value, relation and unit."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yanzhen.reading.statements.dates import date_spans
from yanzhen.reading.statements.folding import fold
from yanzhen.reading.statements.found import FoundQuantity, NameMention
from yanzhen.reading.statements.halves import find_halves
from yanzhen.reading.statements.measures import Measure, read_measure
from yanzhen.reading.statements.namings import Mask, naming_spans
from yanzhen.reading.statements.numerals import tidy
from yanzhen.reading.statements.ranges import is_change, read_range, with_shared_unit
from yanzhen.reading.statements.relations import Related, relate
from yanzhen.values import Quantity, Relation

_CANDIDATE = re.compile(r"\d|[一二两三四五六七八九十百千万亿数几]")
_INDEX = re.compile(
    r"(?:(?:指数|指数[(A-Za-z)]+|系数|综合得分|评分)(?:[(][^()]{1,12}[)])?(?:为|达|达到|是|升至|降至|回升至|回落至|报|收于|录得)+"
    r"|(?:收入比|性别比|抚养比|市盈率|容积率|恩格尔系数|基尼系数)(?:为|达|是|达到|由|不[高低]于|不超过|不小于|不大于)*)$"
)
_STRONG = ("money", "ratio", "points", "times", "physical", "duration")
_ONE_TIMES = re.compile(r"(?:增长|提高|增加|翻|扩大|提升|高出?|多出?|超过|近|约|增|快|上涨|达|不止)(?:了|到)?$")
_TURNED = re.compile(r"翻(?:了|上|了近|了约)?$")
_SCORED = re.compile(r"(?:得分|评分|均分|总分|分数|满意度|成绩|考核|考|打|得|满分|扣|加|指数|计|线|评价)[^,。;]{0,8}$")
_HELD = re.compile(r"(?:举办|开展|开设|组织|培训|出版|播出|推出|制作|发行|刊发|累计|开班)[^,。;]{0,16}$")
_NAMED_SPAN = re.compile(r"(?:行动|规划|计划|攻坚|级|制|期|之久|内生|一遇|一次|一度|前|后|抗战|之痒)")


def find_quantities(text: str, names: Iterable[NameMention] = ()) -> list[FoundQuantity]:
    """The figures of ``text`` in order; dates, ordinals and numbers that name things are none.

    >>> [str(found.quantity.low) + found.quantity.unit for found in find_quantities("２４家企业获4.34亿元，第３届论坛")]
    ['24家', '434000000CNY']
    """
    folded = fold(text)
    mask = Mask(len(folded), [*naming_spans(folded, names), *date_spans(folded)])
    found = [*_scan(folded, mask), *(half for half in find_halves(folded) if not mask.touches(half.start, half.end))]
    return sorted(found, key=lambda item: item.start)


def _scan(text: str, mask: Mask) -> Iterator[FoundQuantity]:
    position = 0
    while match := _CANDIDATE.search(text, position):
        position = match.end()
        if mask.covers(match.start()):
            continue
        measure = read_measure(text, match.start())
        if measure is None:
            position = _behind_digits(text, match.start())
        elif mask.touches(match.start(), measure.number.end):
            position = measure.number.end
        else:
            found = _found(text, measure, mask)
            position = max(position, found.end if found else measure.number.end)
            if found:
                yield found


def _behind_digits(text: str, start: int) -> int:
    """Past a number that is none, so that its tail is not read as another."""
    match = re.compile(r"[\d.,]*\d|.").match(text, start)
    return match.end() if match else start + 1


def _found(text: str, measure: Measure, mask: Mask) -> FoundQuantity | None:
    span = read_range(text, measure)
    if span is not None and not mask.touches(measure.start, span.end):
        related = relate(text, span.low, span.end)
        return FoundQuantity(related.start, related.end, span.quantity(), span.low.kind, measure.start, span.end)
    measure = with_shared_unit(text, measure)
    related = relate(text, measure, measure.end)
    if not _is_told(text, measure, related):
        return None
    change = "change" if is_change(text, measure) else "plain"
    return FoundQuantity(
        related.start,
        related.end,
        _quantity(measure, related.relation),
        measure.kind,
        measure.number.start,
        measure.end,
        change,
    )


def _quantity(measure: Measure, relation: Relation) -> Quantity:
    low, high, unit, step = measure.number.low, measure.number.high, measure.unit or "", measure.number.step
    if relation in (Relation.ABOVE, Relation.AT_LEAST):
        return Quantity(tidy(low), None, unit, relation, stated_to=step)
    if relation in (Relation.BELOW, Relation.AT_MOST):
        return Quantity(None, tidy(low if high is None else high), unit, relation, stated_to=step)
    if high is not None and high > low:
        relation = Relation.RANGE
    return Quantity(tidy(low), tidy(low if high is None else high), unit, relation, stated_to=step)


def _is_told(text: str, measure: Measure, related: Related) -> bool:
    if measure.kind == "bare":
        return _is_bare_told(text, measure)
    if measure.unit == "番":
        return bool(_TURNED.search(text, max(0, measure.start - 3), measure.start))
    if measure.unit == "分":
        return bool(_SCORED.search(text, max(0, measure.start - 16), measure.start))
    if measure.unit == "期":
        return bool(_HELD.search(text, max(0, measure.start - 20), measure.start))
    if not measure.number.chinese:
        return True
    return _is_chinese_told(text, measure, related)


def _is_bare_told(text: str, measure: Measure) -> bool:
    """Without a unit only what a magnitude or an index marks as a figure."""
    number = measure.number
    if text.startswith("级", measure.end):
        return False
    if number.chinese:
        return number.more and not number.bare and number.magnitude >= 10_000
    return number.magnitude >= 10_000 or bool(_INDEX.search(text, max(0, measure.start - 24), measure.start))


def _is_chinese_told(text: str, measure: Measure, related: Related) -> bool:
    number, bound = measure.number, related.relation is not Relation.EQUAL
    if number.fraction:
        return True
    if number.bare:
        return bound
    if measure.unit == "大" and not number.lone:
        return False
    if (
        measure.kind == "duration"
        and len(measure.unit or "") == 1
        and _NAMED_SPAN.match(text, related.end)
        and not bound
    ):
        return False
    if number.lone and number.low == 1:
        return _is_one_told(text, measure, bound)
    return measure.lone_allowed or bound or not number.lone


def _is_one_told(text: str, measure: Measure, bound: bool) -> bool:
    """一 counts one thing, which is no figure, but for bounds of measures, 一倍 and 一个百分点."""
    if measure.kind == "points":
        return True
    if measure.kind == "times":
        return bool(_ONE_TIMES.search(text, max(0, measure.start - 4), measure.start))
    return bound and measure.kind in _STRONG and not text.startswith("一个", measure.start - 1)
