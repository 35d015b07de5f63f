"""Where the true figure can lie, given how its source states it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from yanzhen.values import Quantity, Relation, Status

ABOUT = Fraction(1, 20)
"""How far 约, 近 and 左右 are taken to reach: a twentieth of the figure (own convention, see docs)."""
_MEASURED = ("CNY", "USD", "HKD", "EUR", "1", "百分点", "倍")


@dataclass(frozen=True, slots=True)
class Interval:
    """``[low, high]``; ``None`` is no bound."""

    low: Fraction | None
    high: Fraction | None

    def meets(self, other: Interval) -> bool:
        """Whether one figure can lie in both."""
        above = self.high is None or other.low is None or other.low <= self.high
        below = self.low is None or other.high is None or self.low <= other.high
        return above and below

    def times(self, other: Interval) -> Interval:
        """The product of two intervals of figures that are not negative."""
        return Interval(_product(self.low, other.low), _product(self.high, other.high))

    def plus(self, other: Interval) -> Interval:
        """The sum of two intervals."""
        low = None if self.low is None or other.low is None else self.low + other.low
        high = None if self.high is None or other.high is None else self.high + other.high
        return Interval(low, high)

    def over(self, other: Interval) -> Interval:
        """The quotient of two intervals of positive figures."""
        low = None if self.low is None or not other.high else self.low / other.high
        high = None if self.high is None or not other.low else self.high / other.low
        return Interval(low, high)


def _product(one: Fraction | None, other: Fraction | None) -> Fraction | None:
    return None if one is None or other is None else one * other


def interval(quantity: Quantity) -> Interval | None:
    """The interval of a known quantity, half a printed step wide on each side where it was rounded.

    >>> interval(Quantity(Decimal(400), None, "家", Relation.ABOVE))
    Interval(low=Fraction(400, 1), high=None)
    """
    if quantity.status is not Status.KNOWN:
        return None
    low = None if quantity.low is None else Fraction(quantity.low)
    high = None if quantity.high is None else Fraction(quantity.high)
    if low is None or high is None or quantity.relation is Relation.RANGE:
        return Interval(low, high)
    slack = _half_step(quantity)
    if quantity.relation is Relation.ABOUT:
        slack = max(slack, abs(low) * ABOUT)
    return Interval(low - slack, high + slack)


def _half_step(quantity: Quantity) -> Fraction:
    """A count of single things is exact; what was measured or written with 万, 亿 was rounded to its step."""
    step = Fraction(quantity.stated_to) if quantity.stated_to is not None else Fraction(0)
    if (
        step <= 1
        and quantity.unit not in _MEASURED
        and quantity.low == (quantity.low or Decimal(0)).to_integral_value()
    ):
        return Fraction(0)
    return step / 2


def printed(value: Fraction | None, unit: str = "") -> str:
    """A figure for a person: 4.34亿元, 32.5%, 18083333元."""
    if value is None:
        return "不限"
    if unit == "1":
        return f"{_rounded(value * 100, 2)}%"
    word = {"CNY": "元", "USD": "美元", "HKD": "港元", "EUR": "欧元"}.get(unit, unit)
    for size, sign in ((10**8, "亿"), (10**4, "万")):
        if abs(value) >= size and (unit in _MEASURED or value % size == 0):
            return f"{_rounded(value / size, 4)}{sign}{word}"
    return f"{_rounded(value, 2)}{word}"


def _rounded(value: Fraction, places: int) -> str:
    figure = (Decimal(value.numerator) / Decimal(value.denominator)).quantize(Decimal(1).scaleb(-places))
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
