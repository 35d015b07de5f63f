"""Two figures that belong together: 600万至3200万元, 3-5%, 十万元以上一百万元以下, 三、四家, 91.4、35.2万头."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from yanzhen.reading.statements.measures import Measure, read_measure, signed
from yanzhen.reading.statements.numerals import tidy
from yanzhen.values import Quantity, Relation

_SIGN = re.compile(r" ?(?:[-–—~～]{1,2}|至(?![少今于])|到(?![位达目])) ?(?P<zero>零下|负)?")
_UP_AND_DOWN = re.compile(r"(?:及)?以上[,、]?(?:至|到|不足|不满|未满)?")
_DOWN = re.compile(r"以下|以内")
_FROM = re.compile(r"(?:从|由)[^,。;:、]{0,14}$")
_BETWEEN = re.compile(r"(?:不等|之间|的?区间|范围)")
_CHANGE_TO = re.compile(
    r" ?[^,。;:、\d]{0,14}?(?:到|至|为|成)(?:了|约|近|现在的|目前的|如今的|今年的|去年的)*(?:超过|突破|近|约)?\d"
)
_LARGE = re.compile(r"[万亿]+(?=[多余几]?$)")
_NO_SHARED = ("年", "日", "个", "级")
_LIST = re.compile(r" ?(?:[、,]|和|及|与|以及) ?")
_EACH = re.compile(r"(?:分别|依次|各为|各自)[^。;!?]{0,60}$")


@dataclass(frozen=True, slots=True)
class FigureRange:
    """A range of two measures of one unit; ``end`` is behind the last word that belongs to it."""

    low: Measure
    high: Measure
    end: int

    def quantity(self) -> Quantity:
        """The range as a quantity."""
        bounds = sorted((self.low.number.low, self.high.number.high or self.high.number.low))
        return Quantity(
            tidy(bounds[0]), tidy(bounds[1]), self.high.unit or "", Relation.RANGE, stated_to=self.high.number.step
        )


def read_range(text: str, first: Measure) -> FigureRange | None:
    """The range that starts with ``first``, ``None`` where it stands alone."""
    return _through(text, first) or _from_up_to(text, first) or _one_or_next(text, first)


def _through(text: str, first: Measure) -> FigureRange | None:
    sign = _SIGN.match(text, first.end)
    second = sign and read_measure(text, sign.end(), sign.end() - len(sign["zero"] or ""))
    if not sign or not second or (second.unit is None and not _both_large(first, second)):
        return None
    if sign[0].strip() in ("到", "至") and _is_from(text, first) and not _BETWEEN.match(text, second.end):
        return None
    return _joined(text, first, second)


def _both_large(first: Measure, second: Measure) -> bool:
    """600万至3200万 needs no unit to be a range."""
    return first.number.magnitude >= 10_000 and second.number.magnitude >= 10_000


def _joined(text: str, first: Measure, second: Measure) -> FigureRange | None:
    low = _carried(text, first, second)
    if low is None:
        return None
    if low.number.low > second.number.low and not (low.signed or second.signed):
        return None
    return FigureRange(low, second, second.end)


def _carried(text: str, first: Measure, second: Measure) -> Measure | None:
    """The first figure under the second's unit, and its 万 or %."""
    if first.unit is not None:
        return first if first.unit == second.unit else None
    number = first.number.scaled(second.scale)
    large = _LARGE.search(text, second.number.start, second.number.end)
    if large and first.number.magnitude < 10_000:
        size = _size(large[0])
        if first.number.low < second.number.low / size:
            number = number.scaled(size)
    return signed(text, replace(first, number=number, unit=second.unit, kind=second.kind, lone_allowed=True), 0)


def _size(signs: str) -> int:
    return int("1" + "0" * (4 * signs.count("万") + 8 * signs.count("亿")))


def _is_from(text: str, first: Measure) -> bool:
    return bool(_FROM.search(text, max(0, first.start - 18), first.start))


def is_change(text: str, measure: Measure) -> bool:
    """Whether the figure is where a change starts (从7天缩短到1天)."""
    return _is_from(text, measure) and bool(_CHANGE_TO.match(text, measure.end))


def _from_up_to(text: str, first: Measure) -> FigureRange | None:
    """十万元以上一百万元以下: one range, both ends included."""
    sign = _UP_AND_DOWN.match(text, first.end)
    second = sign and read_measure(text, sign.end())
    down = second and _DOWN.match(text, second.end)
    if not second or not down:
        return None
    joined = _joined(text, first, second)
    return joined and replace(joined, end=down.end())


def _one_or_next(text: str, first: Measure) -> FigureRange | None:
    """三、四家: neighbouring single digits."""
    if first.unit is not None or not 1 <= first.number.low <= 8 or text[first.end : first.end + 1] != "、":
        return None
    second = read_measure(text, first.end + 1)
    if not second or second.unit is None or second.number.low != first.number.low + 1:
        return None
    if text[first.start - 1 : first.start] in ("、", "第") or _EACH.search(text, max(0, first.start - 70), first.start):
        return None
    return _joined(text, first, second)


def with_shared_unit(text: str, measure: Measure) -> Measure:
    """分别存栏91.4、35.2万头: a figure without a unit takes that of the last in its list."""
    if measure.kind != "bare" or measure.number.chinese:
        return measure
    each = _EACH.search(text, max(0, measure.start - 70), measure.start)
    if not each and (measure.number.low < 10 or text[measure.end : measure.end + 1] != "、"):
        return measure
    last = _last_of_list(text, measure.end)
    if last is None or (last.unit in _NO_SHARED and not each):
        return measure
    return _carried_list(text, measure, last)


def _last_of_list(text: str, at: int) -> Measure | None:
    """The first measure with a unit behind the figures of a list."""
    for _ in range(8):
        sign = _LIST.match(text, at)
        following = sign and read_measure(text, sign.end())
        if not following or following.unit is not None:
            return following or None
        at = following.end
    return None


def _carried_list(text: str, measure: Measure, last: Measure) -> Measure:
    number, large = measure.number.scaled(last.scale), _LARGE.search(text, last.number.start, last.number.end)
    if large and measure.number.magnitude < 10_000:
        number = number.scaled(_size(large[0]))
    return replace(measure, number=number, unit=last.unit, kind=last.kind)
