"""A number with its unit: 24家, 4.34亿元, 33微克/立方米, 两个半小时, 零下10摄氏度, 近七成."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal

from yanzhen.reading.statements.found import FigureKind
from yanzhen.reading.statements.lexicons import UnitWord, units
from yanzhen.reading.statements.numerals import Numeral, chinese_value, read_numeral

_PER = re.compile(r" ?[/／] ?|每")
_PER_UNIT = re.compile(
    r"(?:100|万|百)?(?:标准立方米|立方米|平方米|平方公里|千瓦时|千瓦|公里|公顷|小时|分钟|摄氏度|人次|个月|千克|公斤|毫升|吨|亩|年|月|日|天|人|户|次|台|辆|件|升|克|秒|斤|头|只|株|家|套|栋|棵|桶|度|米|时|周|kg|km|kWh|m3|m³|m2|m²|ml|mL|L|h|s|d|a|t|g)(?![A-Za-z])"
)
_PERCENT = re.compile(r" ?(?:%|％)")
_PERMILLE = re.compile(r" ?‰")
_TENTHS = re.compile(r"成(?![立为果功员长本都交熟品效就人语套群批渝才份渣型片因活绩材千百形年家药分衣像了规])")
_TENTHS_AND = re.compile(r"[一二三四五六七八九](?![个家名项成月年天号亩十百千万亿种类是、])")
_BEHIND_UNIT = re.compile(r"(?:多|余)(?![元样种次方数家个层维边媒功云点半式处地项少名位人杭姚额力])")
_HALF_UNIT = re.compile(r"半(?![径岛导自封成壁山数月载])")
_COUNTED_HALF = re.compile(r"个半(?P<unit>小时|月|学期|世纪|百分点|钟头|交易日)")
_MONEY_SIGN = re.compile(r"(?P<sign>US\$|HK\$|[$¥￥€£]|RMB|USD) ?$")
_SIGNS = {
    "US$": "USD",
    "$": "USD",
    "USD": "USD",
    "HK$": "HKD",
    "¥": "CNY",
    "￥": "CNY",
    "RMB": "CNY",
    "€": "EUR",
    "£": "GBP",
}
_NAMED_MONEY = re.compile(r"(港币|港元|美元|美金|欧元|日元|英镑|澳元|加元|新台币)(?:约|近|超|共)? ?$")
_BELOW_ZERO = re.compile(r"(?:零下|负|(?<![\dA-Za-z%万亿元年月日℃)])[-])$")
_COUNTED_MORE = re.compile(r"个(?:多|余)(?P<unit>小时|月|星期|世纪|百分点|工作日|学时|课时|季度|钟头|礼拜)")
_KINDS: dict[str, FigureKind] = {"noun": "count", "money": "money", "points": "points", "times": "times"}
_HEADED = re.compile(
    r"(?:(?![的至到和与以为了是在不有将从由等])[\u4e00-\u9fff]){1,6}?(?P<head>人口|群众|居民|农民|职工|学生|党员|企业|家庭|用户|劳动力|游客)"
)
_SHORT_NOUN = re.compile(r"[\u4e00-\u9fff]{2,4}?(?=[,。;、:!?)”\"]|$)")
_NO_NOUN = re.compile(
    r"[的至到等和与以为了是在不有将从由对又再则就也还或及及其之后前内外上下左右之所比多余几来]|年|月|日|号|分|成|时|周|级|期|届|代|线|度"
)


@dataclass(frozen=True, slots=True)
class Measure:
    """A numeral and its unit, before relation words; ``unit`` is ``None`` where none is printed."""

    start: int
    end: int
    number: Numeral
    unit: str | None
    kind: FigureKind
    lone_allowed: bool = True
    more: bool = False
    signed: bool = False
    scale: Decimal = Decimal(1)


def read_measure(text: str, start: int, mark: int | None = None) -> Measure | None:
    """The measure whose digits start at ``start`` of a folded text.

    ``mark`` is where the text that may hold its sign begins (a range's second figure looks no further back
    than the range's sign).
    """
    number = read_numeral(text, start)
    if number is None:
        return None
    measure = _with_unit(text, number)
    return None if measure is None else signed(text, measure, mark or 0)


def _with_unit(text: str, number: Numeral) -> Measure | None:
    at = number.end
    for pattern, divisor in ((_PERCENT, 100), (_PERMILLE, 1000)):
        match = pattern.match(text, at)
        if match:
            scale = Decimal(1) / divisor
            return Measure(
                number.start, match.end(), number.scaled(scale), "1", "ratio", True, number.more, scale=scale
            )
    if number.fraction:
        return Measure(number.start, at, number, "1", "ratio", True, number.more)
    tenths = _TENTHS.match(text, at)
    if tenths and number.low <= 10:
        return _tenths(text, number, tenths.end())
    for read in (_counted_more, _counted_half, _united, _fronted, _headed, _short_noun):
        found = read(text, number)
        if found is not None:
            return found
    if text[at : at + 1].isascii() and text[at : at + 1].isalpha():
        return None
    return Measure(number.start, at, number, None, "bare", False, number.more)


def _tenths(text: str, number: Numeral, end: int) -> Measure:
    half = _HALF_UNIT.match(text, end)
    number = _plus_half(number) if half else number
    end = half.end() if half else end
    digit = None if half else _TENTHS_AND.match(text, end)
    if digit:
        number, end = _plus_tenths(number, digit[0]), digit.end()
    more = _BEHIND_UNIT.match(text, end)
    told = replace(number.scaled(Decimal("0.1")), lone=False)
    return Measure(
        number.start,
        more.end() if more else end,
        told,
        "1",
        "ratio",
        True,
        number.more or bool(more),
        scale=Decimal("0.1"),
    )


def _plus_tenths(number: Numeral, digit: str) -> Numeral:
    """九成五 is 0.95."""
    figure = number.low + (chinese_value(digit) or Decimal(0)) / 10
    return replace(number, low=figure, high=figure, step=Decimal("0.1"))


def _plus_half(number: Numeral) -> Numeral:
    high = None if number.high is None else number.high + Decimal("0.5")
    return replace(number, low=number.low + Decimal("0.5"), high=high, step=Decimal("0.5"))


def _counted_more(text: str, number: Numeral) -> Measure | None:
    """1个多小时, 3个多月."""
    match = _COUNTED_MORE.match(text, _after_space(text, number.end))
    return match and Measure(number.start, match.end(), number, _counted_unit(match["unit"]), "duration", True, True)


def _counted_half(text: str, number: Numeral) -> Measure | None:
    """两个半小时, 一个半月."""
    match = _COUNTED_HALF.match(text, _after_space(text, number.end))
    return match and Measure(
        number.start, match.end(), replace(_plus_half(number), lone=False), _counted_unit(match["unit"]), "duration"
    )


def _counted_unit(word: str) -> str:
    return {"月": "个月", "钟头": "小时", "礼拜": "星期"}.get(word, word)


def _united(text: str, number: Numeral) -> Measure | None:
    found = units().read(text, _after_space(text, number.end))
    if found is None:
        return None
    word, end = found
    half = word.kind == "duration" and _HALF_UNIT.match(text, end)
    if half:
        number, end = replace(_plus_half(number), lone=False), half.end()
    more = _BEHIND_UNIT.match(text, end) if word.kind not in ("count", "noun") else None
    unit, end = _per(text, word, more.end() if more else end)
    unit = _foreign(text, number.start) or unit if unit == "CNY" else unit
    kind = _KINDS.get(word.kind, word.kind)
    return Measure(number.start, end, number, unit, kind, word.lone, number.more or bool(more))  # type: ignore[arg-type]


def _foreign(text: str, start: int) -> str | None:
    """港币500万元: the currency stands in front."""
    named = _NAMED_MONEY.search(text, max(0, start - 6), start)
    return units().words[named[1]].unit if named else None


def _per(text: str, word: UnitWord, end: int) -> tuple[str, int]:
    """微克/立方米; money by the piece keeps its printed unit (元/吨)."""
    per = _PER.match(text, end)
    below = per and _PER_UNIT.match(text, per.end())
    if not per or not below or (per[0] == "每" and word.kind != "physical"):
        return word.unit, end
    return f"{word.word}/{below[0]}", below.end()


def _fronted(text: str, number: Numeral) -> Measure | None:
    """$1.2亿, ¥500."""
    sign = _MONEY_SIGN.search(text, max(0, number.start - 4), number.start)
    return sign and Measure(sign.start(), number.end, number, _SIGNS[sign["sign"]], "money", True, number.more)


def _headed(text: str, number: Numeral) -> Measure | None:
    """近1亿农村贫困人口: the head of the noun phrase is the unit."""
    if number.magnitude < 10_000 and not number.more:
        return None
    match = _HEADED.match(text, number.end)
    return match and Measure(number.start, match.end(), number, match["head"], "count", False, number.more)


def _short_noun(text: str, number: Numeral) -> Measure | None:
    """A noun up to the next stop, where neither classifier nor known noun stands (300余藏品。)."""
    if number.chinese and not number.more:
        return None
    match = _SHORT_NOUN.match(text, number.end)
    if match is None or _NO_NOUN.search(match[0]) or not (number.more or number.magnitude >= 1000 or number.low >= 10):
        return None
    return Measure(number.start, match.end(), number, match[0], "count", False, number.more)


def _after_space(text: str, position: int) -> int:
    return position + 1 if text[position : position + 1] == " " else position


def signed(text: str, measure: Measure, mark: int) -> Measure:
    """零下10摄氏度, -5℃, -3.2%."""
    if measure.kind not in ("physical", "ratio"):
        return measure
    sign = _BELOW_ZERO.search(text, max(mark, measure.start - 3), measure.start)
    if sign is None or (sign[0] == "零下" and measure.kind != "physical"):
        return measure
    number = measure.number
    return replace(measure, start=sign.start(), signed=True, number=replace(number.scaled(-1), high=-number.low))
