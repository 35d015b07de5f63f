"""Exact numbers as people read them and as JSON holds them."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Decimal, localcontext
from fractions import Fraction

from yanzhen.ladder.ranges import Range

PLACES = 2
"""Decimals shown of a number without an end; more where the rounded number would lie on the other side of its threshold."""
MOST_PLACES = 12
JSON_DIGITS = 15
"""Digits that every JSON reader keeps."""


def finite(number: Fraction) -> Decimal | None:
    """The number as a decimal, where it has an end.

    >>> finite(Fraction(1, 8)), finite(Fraction(1, 3))
    (Decimal('0.125'), None)
    """
    rest = number.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return None
    with localcontext() as context:
        context.prec = 200
        return Decimal(number.numerator) / Decimal(number.denominator)


def rounded(number: Fraction, places: int) -> Decimal:
    """The nearest decimal with so many places."""
    with localcontext() as context:
        context.prec = 200
        exact = Decimal(number.numerator) / Decimal(number.denominator)
        return exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_EVEN)


def shown(number: Fraction, *, percent: bool = False, beside: Fraction | None = None) -> str:
    """The number in words' company; never rounded onto or across the threshold ``beside`` it.

    >>> shown(Fraction(300, 4300), percent=True), shown(Fraction(1499999, 10000000), percent=True, beside=Fraction(15, 100))
    ('6.98%', '14.99999%')
    """
    scale = 100 if percent else 1
    value, sign = number * scale, "%" if percent else ""
    exact = finite(value)
    if exact is not None and -int(exact.as_tuple().exponent) <= PLACES:
        return _plain(exact) + sign
    for places in range(PLACES, MOST_PLACES):
        near = rounded(value, places)
        if beside is None or number == beside or (Fraction(near) != beside * scale):
            return _plain(near) + sign
    return f"{value}{sign}"


def shown_range(values: Range, *, percent: bool = False, beside: Fraction | None = None) -> tuple[str, str]:
    """The range in Chinese and in English."""
    if not values.sound and values.low is None and values.high is None:
        return "无法计算", "undefined"
    low = "" if values.low is None else shown(values.low, percent=percent, beside=beside)
    high = "" if values.high is None else shown(values.high, percent=percent, beside=beside)
    if values.exact is not None:
        return low, low
    if low and high:
        return f"{low}～{high}", f"{low} to {high}"
    if low:
        return f"{low} 以上", f"{low} or more"
    return (f"{high} 以下", f"{high} or less") if high else ("未知", "unknown")


def json_number(number: Fraction | None) -> int | float | str | None:
    """The number for JSON: whole, a decimal that every reader keeps, or ``"a/b"``.

    >>> json_number(Fraction(3)), json_number(Fraction(5, 2)), json_number(Fraction(1, 3))
    (3, 2.5, '1/3')
    """
    if number is None:
        return None
    if number.denominator == 1:
        return number.numerator
    exact = finite(number)
    if exact is None:
        return f"{number.numerator}/{number.denominator}"
    return float(exact) if len(exact.as_tuple().digits) <= JSON_DIGITS else _plain(exact)


def decimal_beside(number: Fraction | None) -> float | None:
    """The nearest floating-point number to a number that JSON holds as ``"a/b"``; None for others."""
    return float(number) if number is not None and finite(number) is None else None


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
