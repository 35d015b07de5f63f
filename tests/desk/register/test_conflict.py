"""Two figures contradict each other only when no figure satisfies both."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.desk.register.conflict import Claim, Interval, allowed, conflict


def claim(relation: str, low=None, high=None, **more) -> Claim:
    low, high = (None if end is None else Decimal(str(end)) for end in (low, high))
    if relation in "=≈":
        high = low
    return Claim(low, high, relation, more.pop("unit", "家"), **more)


@pytest.mark.parametrize(
    ("one", "other", "contradicts"),
    [
        (claim(">", 640), claim("=", 638), True),
        (claim(">", 640), claim("=", 640), True),
        (claim(">=", 640), claim("=", 640), False),
        (claim(">", 640), claim(">", 700), False),
        (claim("<=", high=300), claim(">=", 300), False),
        (claim("<", high=300), claim(">=", 300), True),
        (claim("range", 600, 3200), claim("=", 700), False),
        (claim("range", 600, 3200), claim("=", 599), True),
        (claim("range", 1, 5), claim("range", 6, 9), True),
        (claim("≈", 1200), claim("=", 1180), False),
        (claim("≈", 1200), claim("=", 1000), True),
        (claim("=", 24), claim("=", 25), True),
        (claim("=", 24), claim("=", 25, unit="人"), False),
        (claim("=", 24), Claim(None, None, "=", "家"), False),
    ],
)
def test_relations(one, other, contradicts):
    assert bool(conflict(one, other)) is bool(conflict(other, one)) is contradicts


def test_what_was_rounded_allows_what_it_rounds():
    stated = claim("=", 434_000_000, unit="CNY", stated_to=Decimal(1_000_000))
    assert not conflict(stated, claim("=", 433_600_000, unit="CNY"))
    assert conflict(stated, claim("=", 430_000_000, unit="CNY"))
    counted = claim("=", 24, stated_to=Decimal(1))
    assert conflict(counted, replace(counted, low=Decimal("24.4"), high=Decimal("24.4")))


def test_only_the_same_days_and_scope_are_compared():
    first = claim("=", 1, start=date(2019, 1, 1), end=date(2019, 12, 31), scope="全县")
    later = claim("=", 2, start=date(2020, 1, 1), end=date(2020, 12, 31), scope="全县")
    assert not conflict(first, later)
    assert conflict(first, replace(later, start=None, end=None))
    assert conflict(first, replace(first, low=Decimal(2), high=Decimal(2), scope=""))
    assert not conflict(first, replace(first, low=Decimal(2), high=Decimal(2), scope="城区"))


def test_a_document_that_tells_a_scope_for_one_of_two_means_two_figures():
    this_year, so_far = claim("=", 2, sentence=("1", 10)), claim("=", 3, scope="累计", sentence=("1", 90))
    assert not conflict(this_year, so_far)
    assert conflict(this_year, replace(so_far, sentence=("2", 90)))


def test_a_sentence_does_not_contradict_itself_and_up_is_not_down():
    place = ("1", 10)
    assert not conflict(claim("=", 3, sentence=place), claim("=", 5, sentence=place))
    assert conflict(claim("=", 5, direction="up"), claim("=", 5, direction="down"))
    assert not conflict(claim("=", 5, direction="up"), claim("=", 9))


figures = st.integers(-50, 50)
claims = st.one_of(
    figures.map(lambda x: claim("=", x)),
    figures.map(lambda x: claim(">", x)),
    figures.map(lambda x: claim(">=", x)),
    figures.map(lambda x: claim("<", high=x)),
    figures.map(lambda x: claim("<=", high=x)),
    st.tuples(figures, st.integers(0, 30)).map(lambda t: claim("range", t[0], t[0] + t[1])),
)


def holds(interval: Interval, x: Decimal) -> bool:
    above = interval.low is None or (x >= interval.low if interval.low_in else x > interval.low)
    return above and (interval.high is None or (x <= interval.high if interval.high_in else x < interval.high))


@given(claims, claims)
def test_it_agrees_with_trying_every_half(one, other):
    """The slow, obvious way: is there any figure that both allow?"""
    tries = [Decimal(x) / 2 for x in range(-400, 401)]
    both = any(holds(allowed(one), x) and holds(allowed(other), x) for x in tries)
    assert bool(conflict(one, other)) is not both
