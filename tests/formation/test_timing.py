"""Lead and lag against shuffled days: pull is found where it is, and not where it is not."""

from __future__ import annotations

from datetime import date, timedelta

import numpy
import pytest

from yanzhen.errors import InputError, RefusalError
from yanzhen.formation.timing import Move, Timing, timing

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
