"""Lead and lag against shuffled days: pull is found where it is, and not where it is not."""

from __future__ import annotations

from datetime import date, timedelta

import numpy
import pytest

from yanzhen.errors import InputError, RefusalError
from yanzhen.formation.firms import FirmLink
from yanzhen.formation.timing import Move, Timing, first_investments, followings, lead_timings, timing

START = date(2015, 1, 1)


def moves_of(days: dict[str, int], kind: str = "adopted") -> list[Move]:
    return [Move(firm, kind, START + timedelta(days=int(day))) for firm, day in days.items()]


def drawn(seed: int, *, pull: bool, pairs: int = 60) -> Timing:
    random = numpy.random.default_rng(seed)
    leads = {f"lead {i}": int(random.integers(0, 3000)) for i in range(pairs)}
    after = {
        f"firm {i}": leads[f"lead {i}"] + int(random.integers(30, 300)) if pull else int(random.integers(0, 3300))
        for i in range(pairs)
    }
    return timing([(f"lead {i}", f"firm {i}") for i in range(pairs)], moves_of(leads | after), seed=seed, shuffles=400)


def test_followers_that_move_within_a_year_are_found() -> None:
    found = drawn(1, pull=True)
    assert (found.pairs, found.followed, found.called) == (60, 60, "more often than chance")
    assert found.followed > found.high
    assert found.median_lag_days is not None
    assert 100 < found.median_lag_days < 230


def test_chance_is_called_pull_about_as_rarely_as_the_level_says() -> None:
    called = [drawn(seed, pull=False, pairs=30).p <= 0.05 for seed in range(100)]
    assert sum(called) <= 12  # 5 expected; 12 or more has a chance of 0.004 at the level


def test_only_the_first_move_counts_and_kinds_stay_apart() -> None:
    arcs = [("a", f"b{i}") for i in range(6)]
    moves = (
        moves_of({"a": 100, **{f"b{i}": 200 for i in range(6)}}) + moves_of({"a": 300}) + moves_of({"a": 250}, "filed")
    )
    assert timing(arcs, moves, shuffles=100).pairs == 6


def test_too_few_pairs_are_refused() -> None:
    with pytest.raises(RefusalError, match="at least 5"):
        timing([("a", "b")], moves_of({"a": 1, "b": 2}))


def test_a_window_that_cannot_be_is_named() -> None:
    with pytest.raises(InputError, match="window 0"):
        timing([], [], window_days=0)


def flocks(seed: int, pulling: int, leads: int = 12, each: int = 15) -> tuple[list[tuple[str, str]], list[Move]]:
    """Leads with followers of their own; those of the first few move within the year, those of the others at any time."""
    random = numpy.random.default_rng(seed)
    arcs, days = [], {}
    for n in range(leads):
        days[f"lead {n}"] = int(random.integers(0, 3000))
        for m in range(each):
            arcs.append((f"lead {n}", f"firm {n}.{m}"))
            soon = days[f"lead {n}"] + int(random.integers(30, 300))
            days[f"firm {n}.{m}"] = soon if n < pulling else int(random.integers(0, 3300))
    return arcs, moves_of(days)


def test_each_lead_is_tested_on_its_own_and_told_from_the_others() -> None:
    arcs, moves = flocks(2, pulling=2)
    found = lead_timings(arcs, moves, shuffles=500)
    assert {one.leader for one in found if one.called == "more often than chance"} == {"lead 0", "lead 1"}
    assert {(one.pairs, one.followed) for one in found[:2]} == {(15, 15)}


def test_many_leads_without_pull_seldom_give_one_by_coincidence() -> None:
    called = [any(one.p <= 0.05 for one in lead_timings(*flocks(seed, pulling=0), shuffles=300)) for seed in range(25)]
    assert sum(called) <= 6  # at most 1.25 expected, for all twelve leads of a draw together


def test_a_lead_with_few_followers_is_not_tested() -> None:
    assert lead_timings([("a", "b")], moves_of({"a": 1, "b": 2})) == ()


def test_who_moved_after_whom_is_listed_with_its_sources() -> None:
    day = date(2020, 1, 1)
    moves = [
        Move("a", "title", day, "7"),
        Move("b", "title", day + timedelta(9), "8"),
        Move("c", "title", day + timedelta(400), "9"),
    ]
    moves += [Move("b", "title", day + timedelta(30), "10"), Move("a", "patent", day, "11")]
    (one,) = followings([("a", "b"), ("a", "c"), ("b", "a")], moves)
    assert (one.leader, one.follower, one.lag, one.led.source, one.followed.source) == ("a", "b", 9, "7", "8")


def test_an_investment_is_the_move_of_its_owner() -> None:
    links = [
        FirmLink("owner", "owned", "owns", said="f", since=START),
        FirmLink("owner", "other", "owns"),
        FirmLink("a", "b", "supplies", since=START),
    ]
    assert first_investments(links) == [Move("owner", "investment", START, "f")]


def test_leads_that_are_merely_early_are_not_called_a_pull() -> None:
    """Every lead moves in the first three years and every other firm later, whomever it is linked to."""
    random, called = numpy.random.default_rng(5), 0
    for seed in range(20):
        leads = {f"lead {n}": int(random.integers(0, 1000)) for n in range(40)}
        others = {f"firm {n}": int(random.integers(600, 1800)) for n in range(80)}
        arcs = [(f"lead {random.integers(40)}", f"firm {random.integers(80)}") for _ in range(100)]
        called += timing(arcs, moves_of(leads | others), shuffles=300, seed=seed).p <= 0.05
    assert called <= 4  # 1 expected
