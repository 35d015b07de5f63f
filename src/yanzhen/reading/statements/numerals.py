"""Numbers as Chinese text writes them: 4.34亿, 3千多, 两万五千, 十几, 数十, 上百, 百分之三十, 三分之一.

A vague number has an honest reading, never a rounder one: 十几 is 11 to 19, 二十几 is 21 to 29, 三五 is 3 to
5, and 数 or 几 in front of a magnitude means at least two of it (数十 is 20 or more).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SMALL = {"十": 10, "百": 100, "千": 1000}
_LARGE = {"万": 10**4, "亿": 10**8}
_ARABIC = r"(?<![\d.])(?:\d{1,3}(?:,\d{3})+(?![\d])|\d{1,3}(?: \d{3})+(?!\d)|\d+)(?:\. ?\d+)?"
_MAGNITUDE = r"(?:[十百千]?万亿|[十百千]?[万亿]|[十百千](?![瓦米克伏帕卡焦赫]))"

ARABIC = re.compile(
    rf"(?P<number>{_ARABIC})(?P<plus>\+)?(?: ?(?P<first>[多余几来]|个[多余](?=[万亿]))?(?P<magnitude>{_MAGNITUDE})(?!分[之点]))?"
    rf"(?P<rest>(?:\d+(?:\.\d+)?{_MAGNITUDE})*)(?P<more>[多余几来+])?(?P<again>[万亿])?"
)
CHINESE = re.compile(
    r"(?P<head>[数几](?=[十百千万亿]))?(?P<body>[一二两三四五六七八九十百千万亿零〇]+(?:点[一二三四五六七八九零〇]+)?)"
    r"(?P<few>几)?(?P<more>[多余来])?(?P<again>(?<=[几多余来])[十百千]?万亿|(?<=[几多余来])[十百千]?[万亿])?(?P<late>(?<=[万亿])[多余])?"
)
_PART = r"(?:\d+(?:\.\d+)?|[一二两三四五六七八九十百千零〇]+(?:点[一二三四五六七八九零〇]+)?)"
FRACTION = re.compile(
    rf"(?P<below>{_PART}|万)分之(?P<above>{_PART}|几十?|百)(?P<more>[多余])?|(?P<slash>\d{{1,2}}/\d{{1,3}})(?![\d/.])"
)
_PART_NUMBER = re.compile(rf"(\d+(?:\.\d+)?)({_MAGNITUDE})")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text: ``low`` = ``high`` where it is exact, ``high`` is ``None`` for 数十.

    ``more`` says that 多, 余 or + follows, ``about`` that 来 does. ``magnitude`` is what 万, 亿 multiplied by
    (1 without), ``step`` the step to which the number is stated, ``lone`` a single Chinese numeral,
    ``bare`` a magnitude without a digit (百, 万), ``chinese`` a number in Chinese numerals.
    """

    start: int
    end: int
    low: Decimal
    high: Decimal | None
    magnitude: int = 1
    step: Decimal = Decimal(1)
    more: bool = False
    about: bool = False
    lone: bool = False
    bare: bool = False
    chinese: bool = False
    fraction: bool = False

    def scaled(self, factor: Decimal | int) -> Numeral:
        """The number times ``factor``."""
        factor = Decimal(factor)
        high = None if self.high is None else self.high * factor
        return replace(self, low=self.low * factor, high=high, step=abs(self.step * factor))


def chinese_value(text: str) -> Decimal | None:
    """The value of a Chinese numeral, ``None`` where it is none (一二三, 五百千).

    >>> chinese_value("两万五千"), chinese_value("三百二十"), chinese_value("一二三")
    (Decimal('25000'), Decimal('320'), None)
    """
    whole, _, decimals = text.partition("点")
    value = _whole(whole)
    if value is None or not decimals:
        return None if value is None or text.endswith("点") else Decimal(value)
    return Decimal(value) + Decimal("0." + "".join(str(_DIGITS[c]) for c in decimals))


def _whole(text: str) -> int | None:
    """万 and 亿 first, then what stands between them; 两万五 is 25000."""
    if not text:
        return None
    for sign, size in (("亿", 10**8), ("万", 10**4)):
        head, found, tail = text.rpartition(sign) if sign == "亿" else text.partition(sign)
        if found:
            return _joined(head, size, tail)
    return _below_wan(text)


def _joined(head: str, size: int, tail: str) -> int | None:
    upper = _whole(head) if head else 1
    if upper is None:
        return None
    if len(tail) == 1 and tail in _DIGITS:
        return upper * size + _DIGITS[tail] * size // 10
    lower = _whole(tail.lstrip("零〇")) if tail.strip("零〇") else 0
    return None if lower is None or lower >= size else upper * size + lower


def _below_wan(text: str) -> int | None:
    total, digit, last = 0, None, 10_000
    for position, sign in enumerate(text):
        if sign in _SMALL:
            size = _SMALL[sign]
            if size >= last or digit == 0:
                return None
            total += (1 if digit is None else digit) * size
            digit, last = None, size
        elif _DIGITS[sign] == 0 and position and digit is None:
            continue
        elif digit is not None:
            return None
        else:
            digit = _DIGITS[sign]
            if position and text[position - 1] in _SMALL and position == len(text) - 1 and last > 10:
                digit = digit * last // 10
    return total + (digit or 0)


def read_numeral(text: str, start: int) -> Numeral | None:
    """The number that starts at ``start`` of a folded text, ``None`` where there is none."""
    for read in (_read_fraction, _read_arabic, _read_chinese):
        found = read(text, start)
        if found is not None:
            return found
    return None


def _read_fraction(text: str, start: int) -> Numeral | None:
    match = FRACTION.match(text, start)
    if match is None:
        return None
    if match["slash"]:
        above, below = (int(part) for part in match["slash"].split("/"))
        return _fraction(match, Fraction(above, below), exact=below == 0) if 0 < above < below else None
    below_value = Fraction(10_000) if match["below"] == "万" else _part(match["below"])
    if not below_value or match["above"].startswith("几"):
        return None
    return _fraction(match, (_part(match["above"]) or Fraction(0)) / below_value)


def _fraction(match: re.Match[str], value: Fraction, exact: bool = True) -> Numeral:
    number = Decimal(value.numerator) / Decimal(value.denominator)
    more = bool(match["more"])
    return Numeral(
        match.start(), match.end(), number, number, step=Decimal("0.01"), more=more, chinese=True, fraction=True
    )


def _part(text: str) -> Fraction | None:
    if text[0].isdigit():
        return Fraction(text)
    value = chinese_value(text)
    return None if value is None else Fraction(value)


def _read_arabic(text: str, start: int) -> Numeral | None:
    match = ARABIC.match(text, start)
    if match is None:
        return None
    number = re.sub("[, ]", "", match["number"])
    size = _size(match["magnitude"]) * _size(match["again"])
    value, step = Decimal(number) * size, _step(number) * size
    for figure, sign in _PART_NUMBER.findall(match["rest"]):
        value, step = value + Decimal(figure) * _size(sign), _step(figure) * _size(sign)
    marks = {(match["first"] or "")[-1:], match["more"] or ""} - {""}
    end = match.end()
    if marks == {"来"} and not match["magnitude"] and not number.endswith("0"):
        marks, end = set(), end - 1
    found = Numeral(
        start,
        end,
        value,
        value,
        size,
        step,
        more=bool(match["plus"]) or bool(marks & set("多余+")),
        about="来" in marks,
    )
    return replace(found, high=value + step * 9, low=value + step) if "几" in marks and number.endswith("0") else found


def _step(number: str) -> Decimal:
    return Decimal(1).scaleb(-len(number.partition(".")[2]))


def _size(sign: str | None) -> int:
    """The magnitude of 万, 千万, 万亿; 1 for none."""
    size = 1
    for character in sign or "":
        size *= _SMALL.get(character) or _LARGE[character]
    return size


def _read_chinese(text: str, start: int) -> Numeral | None:
    match = CHINESE.match(text, start)
    if match is None:
        return None
    body, again = match["body"], _size(match["again"])
    if match["head"]:
        return _at_least_two(match, body, again)
    neighbours = _neighbours(body)
    if neighbours:
        low, high, size = neighbours
        return Numeral(start, match.end(), low * again, high * again, size * again, Decimal(size * again), chinese=True)
    value = chinese_value(body)
    if value is None:
        return None
    return _chinese_numeral(match, value, again)


def _chinese_numeral(match: re.Match[str], value: Decimal, again: int) -> Numeral | None:
    body, marks = match["body"], {match["more"], match["late"]} - {None}
    end = match.end()
    if marks == {"来"} and not body.endswith(("十", "百")):
        marks, end = set(), match.end("body")
    low = high = value * again
    step = Decimal(_last_size(body)) * again
    if match["few"]:
        if not body.endswith(("十", "百", "千", "万")):
            return None
        unit = Decimal(max(_last_size(body) // 10, 1)) * again
        low, high = low + unit, low + unit * 9
    bare = body[0] in "百千万亿" and not match["few"]
    lone = len(body) == 1 and body in _DIGITS and not marks and again == 1
    return Numeral(
        match.start(),
        end,
        low,
        high,
        _last_size(body) * again,
        step,
        bool(marks & set("多余+")),
        "来" in marks,
        lone,
        bare,
        True,
    )


def _last_size(body: str) -> int:
    """The magnitude of the last sign: 三百二十 is stated to tens, 两万五 to thousands."""
    return _size(re.search(r"[十百千万亿]*$", body)[0]) if body[-1] in "十百千万亿" else 1  # type: ignore[index]


def _at_least_two(match: re.Match[str], body: str, again: int) -> Numeral | None:
    """数十, 几百万: at least two of the magnitude."""
    if any(sign in _DIGITS for sign in body):
        return None
    size = _size(body) * again
    return Numeral(match.start(), match.end(), Decimal(2 * size), None, size, Decimal(size), chinese=True)


def tidy(figure: Decimal) -> Decimal:
    """The figure without trailing zeros or an exponent."""
    whole = figure.to_integral_value()
    return whole.quantize(Decimal(1)) if whole == figure and abs(whole) < Decimal(10) ** 27 else figure.normalize()


def _neighbours(body: str) -> tuple[Decimal, Decimal, int] | None:
    """三五, 七八十, 两三百: a range of two single digits; 一二 and 零 are none."""
    match = re.fullmatch(r"([一二两三四五六七八])([二两三四五六七八九])([十百千万亿]*)", body)
    if match is None:
        return None
    low, high, size = _DIGITS[match[1]], _DIGITS[match[2]], _size(match[3])
    if not 0 < high - low <= 2:
        return None
    return Decimal(low * size), Decimal(high * size), size
