"""The ranges of :mod:`yanzhen.ladder.ranges`, for a whole column of firms: ends that are fractions of integers.

A span's ends mean nothing where it is not ``sound`` (a division by what may be zero): every comparison is unknown there, and the
points of a criterion are 0 to its maximum.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from math import gcd

from yanzhen.errors import RefusalError
from yanzhen.ladder.columnar import nodes
from yanzhen.ladder.columnar.choices import choose
from yanzhen.ladder.columnar.nodes import FALSE, TRUE, Node, at_least, both, const, either, negation, product

ONE = const(1)


@dataclass(frozen=True, slots=True)
class End:
    """``factor × top ÷ bottom`` where it is ``finite``, no end elsewhere; the factor and the bottom are above zero."""

    factor: Fraction
    top: Node
    bottom: Node = ONE
    finite: Node = TRUE

    @property
    def number(self) -> Fraction | None:
        """The constant that it is, if it is one."""
        if self.finite is not TRUE or self.top.value is None or self.bottom is not ONE:
            return None
        return self.factor * self.top.value

    @property
    def never_negative(self) -> bool:
        return self.finite is TRUE and self.top.low >= 0


@dataclass(frozen=True, slots=True)
class Span:
    """All numbers from ``low`` to ``high``."""

    low: End
    high: End
    sound: Node = TRUE

    def __add__(self, other: Span) -> Span:
        return Span(_plus(self.low, other.low), _plus(self.high, other.high), both(self.sound, other.sound))

    def __neg__(self) -> Span:
        return Span(_minus(self.high), _minus(self.low), self.sound)

    def __sub__(self, other: Span) -> Span:
        return self + -other

    def __mul__(self, other: Span) -> Span:
        for one, rest in ((self, other), (other, self)):
            number = one.low.number
            if number is not None and number == one.high.number:
                return _times(rest, number, one.sound)
        if not (self.low.never_negative and other.low.never_negative):
            raise RefusalError("product", expected="amounts that cannot be negative, or a number beside one that can")
        sound = both(self.sound, other.sound)
        return Span(_product(self.low, other.low), _product(self.high, other.high), sound)

    def __truediv__(self, other: Span) -> Span:
        above = both(other.low.finite, at_least(other.low.top, ONE))
        below = both(other.high.finite, at_least(const(-1), other.high.top))
        sound = both(self.sound, other.sound, either(above, below))
        found = _divided(self, other)
        if below is not FALSE:
            turned = _divided(-self, -other)
            found = Span(end_if(below, turned.low, found.low), end_if(below, turned.high, found.high))
        return Span(found.low, found.high, sound)


def number(value: Fraction | int) -> Span:
    """One number."""
    end = end_of(Fraction(value))
    return Span(end, end)


def end_of(value: Fraction) -> End:
    """A constant end."""
    if value < 0:
        return End(-value, const(-1))
    return End(value, ONE) if value else End(Fraction(1), const(0))


NO_END = End(Fraction(1), const(0), ONE, FALSE)


def span_if(test: Node, then: Span, otherwise: Span) -> Span:
    """The span on the side that the test decides."""
    sound = either(both(test, then.sound), both(negation(test), otherwise.sound))
    return Span(end_if(test, then.low, otherwise.low), end_if(test, then.high, otherwise.high), sound)


def counted(part: Span, sure: Node, maybe: Node) -> Span:
    """The part where it surely counts, the part or 0 where it may, 0 elsewhere."""
    zero = number(0)
    return span_if(sure, part, span_if(maybe, hull(part, zero), zero))


def between(met: Node, unmet: Node, own: Span, rest: Span) -> Span:
    """The one where its test is met, the other where it is unmet, what lies around both where it is unknown."""
    around = hull(own, rest)
    sound = either(both(met, own.sound), both(unmet, rest.sound), around.sound)
    return Span(
        _end_between(met, unmet, own.low, rest.low, around.low),
        _end_between(met, unmet, own.high, rest.high, around.high),
        sound,
    )


def _end_between(met: Node, unmet: Node, own: End, rest: End, around: End) -> End:
    if around == own:
        return end_if(unmet, rest, own)
    return end_if(met, own, end_if(unmet, rest, around))


def end_if(test: Node, then: End, otherwise: End) -> End:
    """The end on the side that the test decides."""
    if test is TRUE or then == otherwise:
        return then
    if test is FALSE:
        return otherwise
    finite = either(both(test, then.finite), both(negation(test), otherwise.finite))
    if otherwise.finite is FALSE:  # what stands there is not read
        return End(then.factor, then.top, then.bottom, finite)
    if then.finite is FALSE:
        return End(otherwise.factor, otherwise.top, otherwise.bottom, finite)
    factor, one, other = _common(then, otherwise)
    return End(factor, choose(test, one, other), choose(test, then.bottom, otherwise.bottom), finite)


def hull(one: Span, other: Span) -> Span:
    """The smallest span around both."""
    low = _extreme(one.low, other.low, largest=False)
    high = _extreme(one.high, other.high, largest=True)
    return Span(
        End(low.factor, low.top, low.bottom, both(one.low.finite, other.low.finite)),
        End(high.factor, high.top, high.bottom, both(one.high.finite, other.high.finite)),
        both(one.sound, other.sound),
    )


def largest(parts: list[Span]) -> Span:
    """The range of the largest."""
    return reduce(_larger, parts)


def smallest(parts: list[Span]) -> Span:
    """The range of the smallest."""
    return -largest([-part for part in parts])


def _larger(one: Span, other: Span) -> Span:
    """An open lower end gives way to the other's; an open upper end stays open."""
    reached = _extreme(one.low, other.low, largest=True)
    low = end_if(both(one.low.finite, other.low.finite), reached, end_if(one.low.finite, one.low, other.low))
    high = _extreme(one.high, other.high, largest=True)
    return Span(
        low,
        End(high.factor, high.top, high.bottom, both(one.high.finite, other.high.finite)),
        both(one.sound, other.sound),
    )


def reaches(left: End, right: End) -> Node:
    """left ≥ right where both have an end, by cross-multiplication."""
    _, one, other = _common(left, right)
    return both(left.finite, right.finite, at_least(product(one, right.bottom), product(other, left.bottom)))


def falls_short(left: End, right: End) -> Node:
    """left < right where both have an end."""
    _, one, other = _common(left, right)
    short = negation(at_least(product(one, right.bottom), product(other, left.bottom)))
    return both(left.finite, right.finite, short)


def _common(one: End, other: End) -> tuple[Fraction, Node, Node]:
    """The two tops over one factor; a top of zero takes any."""
    if one.top.value == 0 or other.top.value == 0:
        factor = other.factor if one.top.value == 0 else one.factor
        return factor, one.top, other.top
    a, b = one.factor, other.factor
    factor = Fraction(gcd(a.numerator * b.denominator, b.numerator * a.denominator), a.denominator * b.denominator)
    return factor, nodes.scaled(one.top, int(a / factor)), nodes.scaled(other.top, int(b / factor))


def _plus(one: End, other: End) -> End:
    factor, left, right = _common(one, other)
    finite = both(one.finite, other.finite)
    if one.bottom is other.bottom:
        return End(factor, nodes.total([(1, left), (1, right)]), one.bottom, finite)
    top = nodes.total([(1, product(left, other.bottom)), (1, product(right, one.bottom))])
    return End(factor, top, product(one.bottom, other.bottom), finite)


def _minus(end: End) -> End:
    return End(end.factor, nodes.scaled(end.top, -1), end.bottom, end.finite)


def _times(span: Span, by: Fraction, sound: Node) -> Span:
    sound = both(span.sound, sound)
    if by == 0:
        return Span(end_of(by), end_of(by), sound)
    low, high = (span.low, span.high) if by > 0 else (_minus(span.high), _minus(span.low))
    return Span(_scaled(low, abs(by)), _scaled(high, abs(by)), sound)


def _scaled(end: End, by: Fraction) -> End:
    return End(end.factor * by, end.top, end.bottom, end.finite)


def _product(one: End, other: End) -> End:
    """Of two ends that are not negative; zero times an open end is zero."""
    finite = either(both(one.finite, other.finite), _is_zero(one), _is_zero(other))
    return End(one.factor * other.factor, product(one.top, other.top), product(one.bottom, other.bottom), finite)


def _is_zero(end: End) -> Node:
    return both(end.finite, nodes.equal(end.top, const(0)))


def _divided(top: Span, bottom: Span) -> Span:
    """By a span above zero: an end goes towards zero over the bottom's high, away from it over its low."""
    least = both(top.low.finite, at_least(top.low.top, const(0)))
    low = end_if(least, _ratio(top.low, bottom.high), _ratio(top.low, bottom.low))
    under = both(top.high.finite, at_least(const(-1), top.high.top))
    high = end_if(under, _ratio(top.high, bottom.high), _ratio(top.high, bottom.low))
    return Span(low, high)


def _ratio(top: End, bottom: End) -> End:
    """A finite end over one that is above zero; over an open one it is zero."""
    found = End(
        top.factor / bottom.factor, product(top.top, bottom.bottom), product(top.bottom, bottom.top), top.finite
    )
    if bottom.finite is TRUE:
        return found
    zero = End(found.factor, const(0), ONE, top.finite)
    return end_if(bottom.finite, found, zero)


def _extreme(one: End, other: End, *, largest: bool) -> End:
    """The larger or smaller; the end itself where the bounds already tell which it is."""
    factor, left, right = _common(one, other)
    if one.bottom is other.bottom:
        picked = (nodes.largest if largest else nodes.smallest)(left, right)
        if picked is left or picked is right:
            chosen = one if picked is left else other
            return End(chosen.factor, chosen.top, chosen.bottom)
        return End(factor, picked, one.bottom)
    wins = at_least(product(left, other.bottom), product(right, one.bottom))
    wins = wins if largest else negation(wins)
    return end_if(wins, End(one.factor, one.top, one.bottom), End(other.factor, other.top, other.bottom))
