"""The choice of leads against enumeration, and its certificate."""

from __future__ import annotations

import math
from itertools import combinations, product
from pathlib import Path

import numpy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yanzhen.errors import InputError, RefusalError
from yanzhen.formation import draws, leads
from yanzhen.formation.leads import Choice, Wish, choose_leads
from yanzhen.formation.network import Network, network_of

NETHEPT = Path(__file__).parents[3] / "shared" / "data" / "networks" / "nethept-wc.txt"


def true_spread(network: Network, seeds: tuple[int, ...]) -> float:
    """Every set of live arcs, one after the other: slow, obvious."""
    arcs = list(zip(network.source.tolist(), network.target.tolist(), network.probability.tolist(), strict=True))
    total = 0.0
    for live in product((True, False), repeat=len(arcs)):
        chance = math.prod(p if on else 1 - p for on, (_, _, p) in zip(live, arcs, strict=True))
        reached = set(seeds)
        while True:
            more = {t for on, (s, t, _) in zip(live, arcs, strict=True) if on and s in reached} - reached
            if not more:
                break
            reached |= more
        total += chance * len(reached)
    return total


def small(seed: int, nodes: int = 6, arcs: int = 8) -> Network:
    random = numpy.random.default_rng(seed)
    pairs = [(i, j) for i in range(nodes) for j in range(nodes) if i != j]
    chosen = random.choice(len(pairs), arcs, replace=False)
    lines = [f"{pairs[at][0]} {pairs[at][1]} {random.choice([0.1, 0.5, 0.9, 1.0])}" for at in chosen]
    return network_of([f"{nodes} {arcs}", *lines])


def by_sampling(network: Network, wish: Wish, monkeypatch: pytest.MonkeyPatch) -> Choice:
    monkeypatch.setattr(leads, "can_enumerate", lambda *_: False)
    return choose_leads(network, wish)


@given(st.integers(0, 5_000), st.integers(1, 3))
@settings(deadline=None, max_examples=25)
def test_a_small_network_is_answered_exactly(seed: int, k: int) -> None:
    network = small(seed)
    choice = choose_leads(network, Wish(k))
    best = max(true_spread(network, chosen) for chosen in combinations(range(6), k))
    assert choice.spread == pytest.approx(best, abs=1e-12)
    assert true_spread(network, choice.seeds) == pytest.approx(best, abs=1e-12)  # type: ignore[arg-type]
    assert (choice.ratio, choice.spread_se, choice.confidence) == (1.0, 0.0, 1.0)


@pytest.mark.parametrize("seed", range(6))
def test_the_certificate_holds_where_the_truth_is_known(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    network = small(seed)
    best = max(true_spread(network, chosen) for chosen in combinations(range(6), 2))
    choice = by_sampling(network, Wish(2, seed=seed), monkeypatch)
    truth = true_spread(network, choice.seeds)  # type: ignore[arg-type]
    assert choice.lower_bound <= truth
    assert best <= choice.upper_bound
    assert choice.ratio >= 0.8
    assert abs(choice.spread - truth) <= 5 * choice.spread_se + 1e-9
    assert truth >= (1 - 1 / math.e) * best


def test_the_same_answer_for_any_number_of_threads(monkeypatch: pytest.MonkeyPatch) -> None:
    random = numpy.random.default_rng(4)
    pairs = {(int(a), int(b)) for a, b in random.integers(0, 400, (1600, 2)) if a != b}
    network = network_of([f"{a} {b} 0.1" for a, b in sorted(pairs)])
    answers = []
    for threads in (1, 3):
        monkeypatch.setattr(draws, "threads", lambda threads=threads: threads)
        answers.append(choose_leads(network, Wish(5, seed=9, most_sets=150_000)))
    assert answers[0] == answers[1]
    assert answers[0].ratio >= 0.8


def test_epsilon_asks_for_its_own_guarantee(monkeypatch: pytest.MonkeyPatch) -> None:
    choice = by_sampling(small(3), Wish(2, epsilon=0.2), monkeypatch)
    assert choice.ratio >= 1 - 1 / math.e - 0.2
    assert "certified" in choice.reached


def test_a_budget_is_kept_and_the_best_within_it_found() -> None:
    network = network_of(["hub a 1", "hub b 1", "hub c 1", "x y 1", "z w 1"])
    costs = {node: 5.0 if node == "hub" else 1.0 for node in network.nodes}
    poor = choose_leads(network, Wish(3, budget=3, costs=costs))
    assert set(poor.seeds) >= {"x", "z"}
    assert poor.spread == 5
    rich = choose_leads(network, Wish(3, budget=7, costs=costs))
    assert rich.seeds[0] == "hub"
    assert rich.spread == 8


def test_a_budget_by_sampling_is_bounded_by_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    network = small(11)
    costs = {node: 1.0 + node / 2 for node in network.nodes}  # type: ignore[operator]
    exact = choose_leads(network, Wish(3, budget=5, costs=costs))
    found = by_sampling(network, Wish(3, budget=5, costs=costs), monkeypatch)
    assert sum(costs[node] for node in found.seeds) <= 5
    assert found.lower_bound <= exact.spread <= found.upper_bound


def test_minimum_shares_by_group_are_met(monkeypatch: pytest.MonkeyPatch) -> None:
    network = network_of(["big a 1", "big b 1", "bigger c 1", "bigger d 1", "bigger e 1", "lone f 0.5"])
    wish = Wish(2, groups={"north": frozenset({"lone", "f"})}, least={"north": 1})
    assert set(choose_leads(network, wish).seeds) == {"bigger", "lone"}
    assert set(by_sampling(network, wish, monkeypatch).seeds) == {"bigger", "lone"}


def test_only_targets_count(monkeypatch: pytest.MonkeyPatch) -> None:
    network = network_of(["wide a 1", "wide b 1", "wide c 1", "narrow s 1"])
    assert choose_leads(network, Wish(1)).seeds == ("wide",)
    wish = Wish(1, targets=frozenset({"s"}))
    assert choose_leads(network, wish).seeds[0] in ("narrow", "s")
    assert by_sampling(network, wish, monkeypatch).spread == 1


@pytest.mark.parametrize(
    ("wish", "words"),
    [
        (Wish(0), "-k"),
        (Wish(99), "1 to 6"),
        (Wish(1, epsilon=0.7), "--epsilon"),
        (Wish(1, budget=1, costs={0: 1}), "no cost for 1"),
        (Wish(1, least={"north": 2}), "at most k"),
        (Wish(2, least={"north": 1}), "group north"),
        (Wish(2, targets=frozenset({"nobody"})), "targets"),
    ],
)
def test_a_wish_that_cannot_be_is_named(wish: Wish, words: str) -> None:
    with pytest.raises(InputError) as error:
        choose_leads(small(1), wish)
    assert words in str(error.value)


def test_a_budget_below_the_cheapest_is_refused() -> None:
    with pytest.raises(RefusalError, match="cheapest"):
        choose_leads(small(1), Wish(1, budget=1, costs=dict.fromkeys(range(6), 2.0)))


@pytest.mark.skipif(not NETHEPT.is_file(), reason="the shared networks are not here")
def test_nethept_reaches_what_imm_is_published_to_reach() -> None:
    """k = 50, weighted cascade: 1,294 to 1,298 (IMM, Tang, Shi and Xiao, SIGMOD 2015)."""
    choice = choose_leads(network_of(NETHEPT.read_text().splitlines()), Wish(50))
    assert 1294 * 0.98 <= choice.spread <= 1298 * 1.02
    assert choice.ratio >= 0.8
