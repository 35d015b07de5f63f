"""Exact ranges: what an amount can be while some of its figures are unknown.

``Range(3, 3)`` is the number 3, ``Range(0, None)`` any number from 0 up. An amount that divides by something that may be
zero may be undefined (``sound`` is false); every comparison of it is then unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from yanzhen.values import Answer

End = Fraction | None
"""A number, or ``None`` for no end on that side."""


@dataclass(frozen=True, slots=True)
class Range:
    """All numbers from ``low`` to ``high``, both included.

    >>> Range(Fraction(1), Fraction(2)) + exactly(3)
    Range(low=Fraction(4, 1), high=Fraction(5, 1), sound=True)
    """

    low: End
    high: End
    sound: bool = True

    @property
    def exact(self) -> Fraction | None:
        """The number, where it is one."""
        return self.low if self.sound and self.low is not None and self.low == self.high else None

    def __add__(self, other: Range) -> Range:
        if self.low is self.high and other.low is other.high:  # two numbers (or two times anything)
            total = _plus(self.low, other.low)
            return Range(total, total, self.sound and other.sound)
        return Range(_plus(self.low, other.low), _plus(self.high, other.high), self.sound and other.sound)

    def __neg__(self) -> Range:
        if self.low is self.high:
            opposite = _minus(self.low)
            return Range(opposite, opposite, self.sound)
        return Range(_minus(self.high), _minus(self.low), self.sound)

    def __sub__(self, other: Range) -> Range:
        return self + -other

    def __mul__(self, other: Range) -> Range:
        if self.low is self.high and other.low is other.high and self.low is not None and other.low is not None:
            product = self.low * other.low
            return Range(product, product, self.sound and other.sound)
        corners = [_times(a, b) for a in _ends(self) for b in _ends(other)]
        return _from_ends(corners, self.sound and other.sound)

    def __truediv__(self, other: Range) -> Range:
        sound = self.sound and other.sound
        if self.low is self.high and other.low is other.high and self.low is not None and other.low:
            quotient = self.low / other.low
            return Range(quotient, quotient, sound)
        if (other.low is not None and other.low > 0) or (other.high is not None and other.high < 0):
            return self * Range(*sorted_ends(_inverse(other.high), _inverse(other.low)), sound)
        if other.low == 0 and other.high == 0:
            return Range(None, None, sound=False)
        return _over_zero(self, other)


@lru_cache(maxsize=1024)
def exactly(number: int | Fraction) -> Range:
    """One number; small ones are asked for again and again."""
    fraction = Fraction(number)
    return Range(fraction, fraction)


ANYTHING = Range(None, None)
UNDEFINED = Range(None, None, sound=False)


def hull(ranges: Iterable[Range]) -> Range:
    """The smallest range around all of these."""
    parts = list(ranges)
    if len(parts) == 1:
        return parts[0]
    lows, highs = [part.low for part in parts], [part.high for part in parts]
    low = None if None in lows else min(low for low in lows if low is not None)
    high = None if None in highs else max(high for high in highs if high is not None)
    return Range(low, high, all(part.sound for part in parts))


def largest(ranges: Iterable[Range]) -> Range:
    """The range of the largest of these."""
    parts = list(ranges)
    lows = [part.low for part in parts if part.low is not None]
    highs = [part.high for part in parts]
    high = None if None in highs else max(high for high in highs if high is not None)
    return Range(max(lows) if lows else None, high, all(part.sound for part in parts))


def smallest(ranges: Iterable[Range]) -> Range:
    """The range of the smallest of these."""
    return -largest(-part for part in ranges)


def compared(relation: str, left: Range, right: Range) -> Answer:
    """Whether the relation holds for all, none or some of the numbers that the two can be.

    >>> compared(">=", exactly(3), Range(Fraction(0), Fraction(3))).value
    'met'
    """
    if not (left.sound and right.sound):
        return Answer.UNKNOWN
    return _TESTS[relation](left, right)


def _at_least(left: Range, right: Range) -> Answer:
    if left.low is not None and right.high is not None and _not_below(left.low, right.high):
        return Answer.MET
    if left.high is not None and right.low is not None and not _not_below(left.high, right.low):
        return Answer.UNMET
    return Answer.UNKNOWN


def _not_below(one: Fraction, other: Fraction) -> bool:
    """``one >= other`` in whole numbers: a Fraction's own comparison asks first what it is compared with, which costs thrice as much."""
    (above, below), (over, under) = one.as_integer_ratio(), other.as_integer_ratio()
    return above * under >= over * below


def _equal(left: Range, right: Range) -> Answer:
    return _at_least(left, right) & _at_least(right, left)


_TESTS: dict[str, Callable[[Range, Range], Answer]] = {
    ">=": _at_least,
    "<=": lambda left, right: _at_least(right, left),
    "<": lambda left, right: ~_at_least(left, right),
    ">": lambda left, right: ~_at_least(right, left),
    "=": _equal,
    "!=": lambda left, right: ~_equal(left, right),
}

_Corner = Fraction | float
"""A finite corner is a Fraction; the two floats that occur are the infinities."""


def _ends(values: Range) -> tuple[_Corner, _Corner]:
    low = -_INFINITE if values.low is None else values.low
    return low, _INFINITE if values.high is None else values.high


_INFINITE = float("inf")


def _times(one: _Corner, other: _Corner) -> _Corner:
    if one == 0 or other == 0:
        return Fraction(0)  # zero times anything that a figure can be is zero
    if isinstance(one, Fraction) and isinstance(other, Fraction):
        return one * other
    return _INFINITE if (one > 0) is (other > 0) else -_INFINITE


def _from_ends(corners: list[_Corner], sound: bool) -> Range:
    low, high = min(corners), max(corners)
    return Range(low if isinstance(low, Fraction) else None, high if isinstance(high, Fraction) else None, sound)


def _over_zero(top: Range, bottom: Range) -> Range:
    """A quotient whose denominator may be zero: what it is where it is defined, and not sound."""
    if top.low == 0 and top.high == 0:
        return Range(Fraction(0), Fraction(0), sound=False)
    if bottom.low == 0 and top.low is not None and top.low >= 0:
        least = Fraction(0) if bottom.high is None else top.low / bottom.high
        return Range(least, None, sound=False)
    return UNDEFINED


def _plus(one: End, other: End) -> End:
    return None if one is None or other is None else one + other


def _minus(end: End) -> End:
    return None if end is None else -end


def _inverse(end: End) -> Fraction:
    return Fraction(0) if end is None else 1 / end


def sorted_ends(one: Fraction, other: Fraction) -> tuple[Fraction, Fraction]:
    """The two in order."""
    return (one, other) if one <= other else (other, one)
