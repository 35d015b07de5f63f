"""What a firm pulls, against worlds written out; the firm network behind it."""

from __future__ import annotations

from datetime import date
from itertools import product
from math import prod

import pytest

from yanzhen.errors import InputError
from yanzhen.formation import pull
from yanzhen.formation.firms import FirmLink, arcs_of, kinds, network_of_arcs
from yanzhen.formation.network import Network, network_of
from yanzhen.formation.pull import fitted, pull_of, pulls

FLOCK = network_of(["lead a 0.5", "lead b 0.2", "a c 0.8", "b c 0.4"])


def expected_reach(network: Network, firm: str) -> float:
    arcs = list(zip(network.source.tolist(), network.target.tolist(), network.probability.tolist(), strict=True))
    total = 0.0
    for live in product((True, False), repeat=len(arcs)):
        reached = {network.nodes.index(firm)}
        while more := {t for on, (s, t, _) in zip(live, arcs, strict=True) if on and s in reached} - reached:
            reached |= more
        total += prod(p if on else 1 - p for on, (_, _, p) in zip(live, arcs, strict=True)) * (len(reached) - 1)
    return total


def test_the_reach_is_that_of_all_worlds() -> None:
    pull = pull_of(FLOCK, "lead", draws=40_000)
    assert pull.low <= expected_reach(FLOCK, "lead") <= pull.high
    assert pull.high - pull.low < 0.05


def test_through_whom_is_what_is_lost_when_the_arc_is_cut() -> None:
    through = dict(pull_of(FLOCK, "lead", draws=40_000).through)
    without_a = network_of(["lead b 0.2", "a c 0.8", "b c 0.4"])
    assert through["a"] == pytest.approx(expected_reach(FLOCK, "lead") - expected_reach(without_a, "lead"), abs=0.03)
    assert through["a"] > through["b"] > 0


def test_the_threshold_model_reaches_what_its_live_arcs_say() -> None:
    """c follows a with 0.8 or b with 0.2, never both: lead reaches a (0.5), b (0.2), and c through either."""
    network = network_of(["lead a 0.5", "lead b 0.2", "a c 0.8", "b c 0.2"])
    pull = pull_of(network, "lead", model="threshold", draws=60_000)
    assert pull.reach == pytest.approx(0.5 + 0.2 + 0.5 * 0.8 + 0.2 * 0.2, abs=0.02)


def test_shares_above_one_are_no_thresholds() -> None:
    with pytest.raises(InputError, match="firm c"):
        pull_of(FLOCK, "lead", model="threshold")


def test_the_furthest_reach_first() -> None:
    ranked = pulls(FLOCK)
    assert [one.firm for one in ranked] == ["lead", "a", "b", "c"]
    assert ranked[-1].mean == 0
    with pytest.raises(InputError, match="nobody"):
        pulls(FLOCK, ["nobody"])


def test_a_customer_pulls_its_supplier_and_an_owner_what_it_owns() -> None:
    arcs = arcs_of([FirmLink("mill", "plant", "supplies"), FirmLink("group", "plant", "owns")])
    assert [(arc.leader, arc.follower) for arc in arcs] == [("group", "plant"), ("plant", "mill")]


def test_a_co_patent_pulls_both_ways_and_links_add_up_as_chances() -> None:
    arcs = arcs_of([FirmLink("x", "y", "co_files"), FirmLink("x", "y", "owns")], chances={"owns": 0.5, "co_files": 0.2})
    assert {(arc.leader, arc.follower): round(arc.chance, 10) for arc in arcs} == {("x", "y"): 0.6, ("y", "x"): 0.2}


def test_weights_share_the_kind_s_chance_out_by_the_largest() -> None:
    links = [FirmLink("s", "big", "supplies", 90.0), FirmLink("s", "small", "supplies", 30.0)]
    chances = {arc.leader: arc.chance for arc in arcs_of(links, by_weight=True)}
    assert chances["big"] == pytest.approx(kinds()["supplies"].chance)
    assert chances["small"] == pytest.approx(kinds()["supplies"].chance / 3)


def test_only_links_of_the_day() -> None:
    link = FirmLink("x", "y", "owns", since=date(2020, 1, 1), until=date(2020, 12, 31))
    assert arcs_of([link], on=date(2020, 12, 31))
    assert not arcs_of([link], on=date(2021, 1, 1))
    assert network_of_arcs(arcs_of([link], on=date(2021, 1, 1)), ["x", "y"]).nodes == ("x", "y")


@pytest.mark.parametrize(
    ("link", "words"),
    [(FirmLink("x", "y", "befriends"), "befriends"), (FirmLink("x", "y", "owns", -1.0), "weight")],
)
def test_a_link_that_cannot_be_is_named(link: FirmLink, words: str) -> None:
    with pytest.raises(InputError, match=words):
        arcs_of([link])
    with pytest.raises(InputError, match="chance of owns"):
        arcs_of([], chances={"owns": 2.0})


def test_draws_held_in_pieces_are_the_same_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    for model in ("cascade", "threshold"):
        whole = pull_of(fitted(FLOCK, model), "lead", model=model, draws=50, seed=3)
        monkeypatch.setattr(pull, "MOST_CELLS", 7)
        assert pull_of(fitted(FLOCK, model), "lead", model=model, draws=50, seed=3) == whole
        monkeypatch.undo()
    with pytest.raises(InputError, match="draws"):
        pull_of(FLOCK, "lead", draws=1)
