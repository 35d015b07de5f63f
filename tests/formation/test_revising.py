"""A search that goes on after an arc has changed equals a search from nothing, to the last digit."""

from __future__ import annotations

from dataclasses import replace

import numpy
import pytest

from yanzhen.errors import InputError
from yanzhen.formation import leads, walks
from yanzhen.formation.draws import reverse_sets
from yanzhen.formation.leads import Wish, choose_leads
from yanzhen.formation.network import Network, network_of
from yanzhen.formation.revising import changed_heads, revised, search

FEW = Wish(5, seed=3, most_sets=50_000)


def network(seed: int = 4, nodes: int = 300, arcs: int = 1500) -> Network:
    random = numpy.random.default_rng(seed)
    pairs = sorted({(int(a), int(b)) for a, b in random.integers(0, nodes, (arcs, 2)) if a != b})
    heads = numpy.bincount([b for _, b in pairs], minlength=nodes)
    return network_of([f"{nodes} {len(pairs)}", *(f"{a} {b} {1 / heads[b]}" for a, b in pairs)])


def without(one: Network, arc: int) -> Network:
    kept = numpy.arange(len(one.source)) != arc
    return replace(one, source=one.source[kept], target=one.target[kept], probability=one.probability[kept])


def changes(one: Network) -> dict[str, Network]:
    chance = one.probability.copy()
    chance[7] /= 2
    more = replace(
        one,
        source=numpy.append(one.source, numpy.int32(3)),
        target=numpy.append(one.target, numpy.int32(5)),
        probability=numpy.append(one.probability, 0.9),
    )
    return {"weaker": replace(one, probability=chance), "gone": without(one, 11), "new": more, "same": one}


@pytest.mark.parametrize("change", ["weaker", "gone", "new", "same"])
@pytest.mark.parametrize("wish", [FEW, Wish(3, epsilon=0.2), replace(FEW, k=4, targets=frozenset(range(100)))])
def test_a_revision_equals_a_search_from_nothing(change: str, wish: Wish) -> None:
    before = network()
    after = changes(before)[change]
    found = revised(search(before, wish), after)
    assert found.choice == choose_leads(after, wish)
    held = sum(pool.count for pool in found.pools)
    assert (found.redrawn == 0) is (change == "same")
    assert found.redrawn < held / 2


def test_the_kept_sets_are_those_of_a_fresh_draw() -> None:
    before = network()
    after = changes(before)["weaker"]
    found = revised(search(before, FEW), after)
    fresh = reverse_sets(
        after.inward(), numpy.arange(after.size, dtype=numpy.int32), first=0, count=found.pools[0].count, seed=6
    )
    assert numpy.array_equal(found.pools[0].start, fresh.start)
    assert numpy.array_equal(found.pools[0].members, fresh.members)


def test_another_wish_may_go_on_from_the_same_sets() -> None:
    before = search(network(), replace(FEW, seed=0))
    wish = Wish(9, epsilon=0.1)
    assert revised(before, before.network, wish).choice == choose_leads(before.network, wish)


def test_changed_heads_are_the_ends_of_changed_arcs() -> None:
    before = network()
    for name, arc in (("weaker", 7), ("gone", 11)):
        after = changes(before)[name]
        assert numpy.flatnonzero(changed_heads(before, after)).tolist() == [int(before.target[arc])]
    assert not changed_heads(before, before).any()


def test_other_nodes_or_another_seed_are_refused() -> None:
    before = search(network(), Wish(2, epsilon=0.3))
    with pytest.raises(InputError, match="from nothing"):
        revised(before, network(nodes=301))
    with pytest.raises(InputError, match="from nothing"):
        revised(before, before.network, Wish(2, seed=1))


@pytest.mark.parametrize(("arcs", "chance"), [(400, 0.0025), (40, 0.1), (5, 0.2), (60, 0.5)])
def test_even_arcs_pass_as_often_by_the_short_way_as_one_by_one(
    arcs: int, chance: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One node with even arcs: how many pass is binomial by a table, by leaps (60 arcs of 0.5) and one by one."""
    star = network_of([f"{at} 0 {chance}" for at in range(1, arcs + 1)])
    root, drawn, expected = numpy.zeros(1, dtype=numpy.int32), [], arcs * chance
    for uneven in (False, True):
        if uneven:
            monkeypatch.setattr(
                walks, "_extremes", lambda _start, _chance, nodes: (numpy.zeros(len(nodes)), numpy.ones(len(nodes)))
            )
        sets = reverse_sets(star.inward(), root, first=0, count=40_000, seed=1)
        sizes = numpy.diff(sets.start) - 1
        variance = expected * (1 - chance)
        assert abs(sizes.mean() - expected) < 5 * (variance / 40_000) ** 0.5
        assert abs(sizes.var() / variance - 1) < 0.06
        counts = numpy.bincount(sets.members, minlength=arcs + 1)[1:]
        assert abs(counts - 40_000 * chance).max() < 6 * (40_000 * chance) ** 0.5
        drawn.append(sets.members)
    assert not numpy.array_equal(*drawn)


def test_the_free_choice_is_the_limited_one_without_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    one = network(9)
    monkeypatch.setattr(leads, "FIRST_SETS", 512)
    free = choose_leads(one, replace(FEW, k=6))
    costly = choose_leads(one, replace(FEW, k=6, budget=6.0, costs=dict.fromkeys(one.nodes, 1.0)))
    assert free.seeds == costly.seeds
    assert free.upper_bound == pytest.approx(costly.upper_bound)
