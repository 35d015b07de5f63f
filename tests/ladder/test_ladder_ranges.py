"""Exact ranges hold every number that their parts can give, and no comparison says more than holds for all of them."""

from __future__ import annotations

import operator
from collections.abc import Callable
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.ladder.ranges import Range, compared, exactly, hull, largest, smallest
from yanzhen.values import Answer

NUMBERS = st.one_of(st.integers(-4, 4).map(Fraction), st.fractions(-50, 50, max_denominator=12))
ENDS = st.one_of(st.none(), NUMBERS)


@st.composite
def ranges_with_a_member(draw: st.DrawFn) -> tuple[Range, Fraction]:
    member = draw(NUMBERS)
    below, above = (draw(st.one_of(st.none(), st.fractions(0, 9, max_denominator=6))) for _ in range(2))
    if draw(st.booleans()):
        return Range(member, member), member
    return Range(None if below is None else member - below, None if above is None else member + above), member


def _holds(values: Range, number: Fraction) -> bool:
    return (values.low is None or values.low <= number) and (values.high is None or number <= values.high)


@pytest.mark.parametrize(
    "sign", [operator.add, operator.sub, operator.mul, operator.truediv], ids=lambda sign: sign.__name__
)
@given(one=ranges_with_a_member(), other=ranges_with_a_member())
def test_arithmetic_holds_what_its_parts_can_give(
    sign: Callable[[object, object], object], one: tuple[Range, Fraction], other: tuple[Range, Fraction]
) -> None:
    found = sign(one[0], other[0])
    assert isinstance(found, Range)
    if sign is operator.truediv and other[1] == 0:
        assert not found.sound
    else:
        value = sign(one[1], other[1])
        assert isinstance(value, Fraction) and _holds(found, value)


@pytest.mark.parametrize("relation", [">=", ">", "<=", "<", "=", "!="])
@given(one=ranges_with_a_member(), other=ranges_with_a_member())
def test_a_comparison_that_is_decided_holds_for_the_members(
    relation: str, one: tuple[Range, Fraction], other: tuple[Range, Fraction]
) -> None:
    signs = {
        ">=": operator.ge,
        ">": operator.gt,
        "<=": operator.le,
        "<": operator.lt,
        "=": operator.eq,
        "!=": operator.ne,
    }
    found = compared(relation, one[0], other[0])
    truth = signs[relation](one[1], other[1])
    assert found in (Answer.UNKNOWN, Answer.MET if truth else Answer.UNMET)
    if one[0].exact is not None and other[0].exact is not None:
        assert found is not Answer.UNKNOWN


@given(st.lists(ranges_with_a_member(), min_size=1, max_size=4))
def test_the_extremes_and_the_hull_hold_theirs(parts: list[tuple[Range, Fraction]]) -> None:
    ranges, members = [part[0] for part in parts], [part[1] for part in parts]
    assert _holds(largest(ranges), max(members)) and _holds(smallest(ranges), min(members))
    assert all(_holds(hull(ranges), member) for member in members)


def test_zero_in_the_denominator_is_undefined_and_decides_nothing() -> None:
    assert not (exactly(1) / exactly(0)).sound
    maybe = exactly(1) / Range(Fraction(0), Fraction(4))
    assert maybe == Range(Fraction(1, 4), None, sound=False)
    assert compared(">=", maybe, exactly(0)) is Answer.UNKNOWN
    assert exactly(1) / Range(Fraction(2), None) == Range(Fraction(0), Fraction(1, 2))
    assert exactly(6) / Range(Fraction(-3), Fraction(-2)) == Range(Fraction(-3), Fraction(-2))
