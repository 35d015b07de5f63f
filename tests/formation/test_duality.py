"""What no choice can hit, against every choice; and what greedy may choose, against every choice that keeps the limits."""

from __future__ import annotations

from itertools import combinations

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.errors import RefusalError
from yanzhen.formation import leads
from yanzhen.formation.covering import greedy, hit_by
from yanzhen.formation.draws import Sets
from yanzhen.formation.leads import Wish, choose_leads
from yanzhen.formation.limits import Least, Limits, largest_within, planned
from yanzhen.formation.network import network_of

NODES = 8


def sets_of(members: list[list[int]]) -> Sets:
    start = numpy.cumsum([0, *(len(one) for one in members)])
    return Sets(start, numpy.array([node for one in members for node in one], dtype=numpy.int32))


def every_choice(limits: Limits) -> list[tuple[int, ...]]:
    """All that the limits allow: slow, obvious."""
    found = []
    for size in range(1, limits.most + 1):
        for chosen in combinations(range(NODES), size):
            dear = limits.cost is not None and limits.cost[list(chosen)].sum() > limits.budget + 1e-9
            if not dear and all(one.members[list(chosen)].sum() >= one.count for one in limits.least):
                found.append(chosen)
    return found


hits = st.lists(st.lists(st.integers(0, NODES - 1), min_size=1, max_size=5, unique=True), min_size=1, max_size=25)
costs = st.lists(st.sampled_from([1.0, 1.5, 2.0, 4.0]), min_size=NODES, max_size=NODES)
group = st.lists(st.booleans(), min_size=NODES, max_size=NODES)


@st.composite
def limits(draw: st.DrawFn) -> Limits:
    dear = draw(st.booleans())
    least = tuple(Least(numpy.array(draw(group)), draw(st.integers(1, 2))) for _ in range(draw(st.integers(0, 2))))
    budget, cost = (draw(st.sampled_from([2.0, 4.5, 7.0])), numpy.array(draw(costs))) if dear else (None, None)
    return Limits(draw(st.integers(1, 4)), budget, cost, least)


@given(hits, limits())
@settings(deadline=None, max_examples=150)
def test_no_choice_hits_more_than_the_prices_allow_and_greedy_keeps_the_limits(
    members: list[list[int]], within: Limits
) -> None:
    sets, allowed = sets_of(members), every_choice(within)
    if not allowed:
        if within.least:
            with pytest.raises(RefusalError, match="minimum numbers"):
                greedy(sets, NODES, within)
        return
    cover = greedy(sets, NODES, within)
    best = max(hit_by(sets, numpy.array(chosen), NODES) for chosen in allowed)
    assert cover.hit <= best <= min(cover.at_most, cover.nearer())
    assert tuple(sorted(cover.chosen.tolist())) in set(allowed)
    assert cover.hit == hit_by(sets, cover.chosen, NODES)


def test_the_prices_come_nearer_than_the_steps_of_greedy() -> None:
    random = numpy.random.default_rng(3)
    often = 1 / numpy.arange(1, 61)
    drawn = [random.choice(60, random.integers(1, 7), replace=False, p=often / often.sum()) for _ in range(3000)]
    sets = sets_of([one.tolist() for one in drawn])
    cover = greedy(sets, 60, Limits(6))
    assert cover.hit <= cover.nearer() < cover.at_most
    assert cover.nearer() <= 1.03 * cover.hit


def test_a_node_dearer_than_the_budget_adds_nothing_to_the_bound() -> None:
    nodes, part = largest_within(numpy.array([9.0, 5.0, 3.0]), Limits(3, 2.0, numpy.array([8.0, 1.0, 2.0])))
    assert dict(zip(nodes.tolist(), part.round(6).tolist(), strict=True)) == {1: 1.0, 2: 0.5}


def test_one_node_may_keep_two_promises_at_once() -> None:
    both = Limits(1, least=(Least(numpy.array([1, 1, 0], bool), 1), Least(numpy.array([0, 1, 1], bool), 1)))
    assert planned(both) == [1]


def test_minimum_numbers_by_chain_and_township_are_kept_within_a_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    """The two widest firms would spend the budget before the promises are kept."""
    lines = [f"wide{n} f{n}{m} 1" for n in range(3) for m in range(6)] + ["north x 1", "south y 1", "both z 1"]
    network = network_of(lines)
    groups = {"north": frozenset({"north", "both"}), "bearings": frozenset({"south", "both"})}
    wish = Wish(
        3,
        budget=7,
        costs=dict.fromkeys(network.nodes, 2.0) | {"both": 3.0},
        groups=groups,
        least=dict.fromkeys(groups, 1),
    )
    monkeypatch.setattr(leads, "can_enumerate", lambda *_: False)
    assert sorted(choose_leads(network, wish).seeds) == ["both", "wide0", "wide1"]
    with pytest.raises(RefusalError, match="budget of 2"):
        choose_leads(network, Wish(3, budget=2, costs=wish.costs, groups=groups, least=wish.least))
