"""What is at stake when a firm leaves."""

from __future__ import annotations

from collections import Counter
from itertools import pairwise
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import InputError
from yanzhen.formation.leaving import MOST_TRIED, Dependence, leaving

CHAIN = [Dependence("b", "lead", 0.5), Dependence("c", "b", 0.4), Dependence("d", "elsewhere", 0.9)]


def test_first_and_later_rounds() -> None:
    told = leaving("lead", CHAIN, {"lead": 100.0, "b": 80.0, "c": 50.0, "d": 70.0})
    assert (told.own, told.first_round, told.later_rounds) == (100.0, 40.0, pytest.approx(0.5 * 0.4 * 50))
    assert [(one.firm, one.share, one.round) for one in told.exposed] == [("b", 0.5, 1), ("c", pytest.approx(0.2), 2)]
    assert told.unknown == 0


def test_the_cheapest_guard_saves_what_it_says() -> None:
    told = leaving("lead", CHAIN, {"b": 80.0, "c": 50.0})
    guard = told.guards[0]
    assert (guard.firm, guard.on, guard.saved) == ("b", "lead", pytest.approx(50.0))
    without = leaving("lead", [one for one in CHAIN if one.firm != "b"], {"b": 80.0, "c": 50.0})
    assert told.first_round + told.later_rounds - guard.saved == pytest.approx(
        without.first_round + without.later_rounds
    )


def test_an_unknown_output_is_counted_and_not_taken_for_zero() -> None:
    told = leaving("lead", CHAIN, {"b": 80.0})
    assert (told.own, told.unknown) == (None, 1)


def test_a_ring_settles_and_nobody_loses_more_than_all() -> None:
    ring = [Dependence("a", "lead", 0.5), Dependence("a", "b", 0.5), Dependence("b", "a", 1.0)]
    told = leaving("lead", ring, {"a": 10.0, "b": 10.0})
    assert [one.share for one in told.exposed] == [pytest.approx(1.0), pytest.approx(1.0)]
    assert told.first_round + told.later_rounds == pytest.approx(20.0, abs=1e-5)


@given(
    st.lists(
        st.tuples(st.integers(0, 5), st.integers(0, 5), st.floats(0.01, 0.3)), max_size=12, unique_by=lambda t: t[:2]
    )
)
def test_a_further_dependence_never_lessens_the_loss(arcs: list[tuple[int, int, float]]) -> None:
    told = [Dependence(f"f{a}", f"f{b}", share) for a, b, share in arcs if a != b]
    told = [one for one in told if sum(other.share for other in told if other.firm == one.firm) <= 1]
    outputs = {f"f{i}": 10.0 for i in range(6)}
    losses = [leaving("f0", told[:n], outputs) for n in range(len(told) + 1)]
    totals = [one.first_round + one.later_rounds for one in losses]
    assert all(after >= before - 1e-6 for before, after in pairwise(totals))


@pytest.mark.parametrize(
    ("dependences", "words"),
    [
        ([Dependence("a", "b", 1.5)], "dependence of a on b"),
        ([Dependence("a", "a", 0.5)], "another firm"),
        ([Dependence("a", "b", 0.2), Dependence("a", "b", 0.3)], "twice"),
        ([Dependence("a", "b", 0.7), Dependence("a", "c", 0.7)], "at most 1"),
    ],
)
def test_dependences_that_cannot_be_are_named(dependences: list[Dependence], words: str) -> None:
    with pytest.raises(InputError, match=words):
        leaving("b", dependences, {})


def test_the_guards_are_those_of_trying_every_dependence() -> None:
    """On a network with more dependences than are tried, the best is the one that a loop over all finds."""
    random = Random(4)
    pairs = {(f"f{random.randint(1, 60)}", f"f{random.randint(0, 20)}") for _ in range(260)}
    number = Counter(firm for firm, on in pairs if firm != on)
    told = [Dependence(firm, on, 0.9 / number[firm]) for firm, on in sorted(pairs) if firm != on]
    outputs = {f"f{n}": float(random.randint(10, 5000)) for n in range(61)}
    whole = leaving("f0", told, outputs, guards=3)
    assert len(told) > 2 * MOST_TRIED

    def left(at: int) -> float:
        loss = leaving("f0", told[:at] + told[at + 1 :], outputs, guards=0)
        return loss.first_round + loss.later_rounds

    total = whole.first_round + whole.later_rounds
    saved = {(one.firm, one.on): total - left(at) for at, one in enumerate(told)}
    best = sorted(saved.values(), reverse=True)[:3]
    assert [guard.saved for guard in whole.guards] == pytest.approx(best, rel=1e-6)
    assert whole.guards[0].placed == pytest.approx(0.9 / number[whole.guards[0].firm] * outputs[whole.guards[0].firm])
    assert all(guard.worth >= 1 - 1e-9 for guard in whole.guards), "what is placed is saved at least"
