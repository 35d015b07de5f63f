"""The multi-criteria choice and how stable its order is."""

from __future__ import annotations

import pytest

from yanzhen.chains.choosing import Criterion, ranked_choice
from yanzhen.errors import InputError, RefusalError

SIZE = Criterion("size", {"steel": 9.0, "drones": 1.0, "drugs": 5.0}, 1)
GROWTH = Criterion("growth", {"steel": -0.1, "drones": 0.6, "drugs": 0.2}, 1)


def test_one_who_is_best_in_all_is_first_whatever_the_weights() -> None:
    both = (SIZE, Criterion("output", {"steel": 3.0, "drones": 1.0, "drugs": 2.0}, 5))
    first = ranked_choice(both, top=1)[0]
    assert (first.candidate, first.score, first.rank_low, first.rank_high, first.first) == ("steel", 1.0, 1, 1, 1.0)


def test_an_order_that_hangs_on_the_weights_says_so() -> None:
    by_name = {row.candidate: row for row in ranked_choice((SIZE, GROWTH), top=1)}
    assert by_name["steel"].rank_low == 1
    assert by_name["steel"].rank_high == 3
    assert 0.2 < by_name["steel"].first < 0.8


def test_heavier_growth_favours_what_grows() -> None:
    heavy = Criterion("growth", GROWTH.values, 9)
    assert ranked_choice((SIZE, heavy), spread=0)[0].candidate == "drones"


def test_less_may_be_better() -> None:
    risk = Criterion("break risk", {"steel": 1.0, "drones": 5.0, "drugs": 3.0}, 1, more=False)
    assert ranked_choice((risk,), spread=0)[0].candidate == "steel"


def test_an_unknown_value_is_left_out_and_named() -> None:
    growth = Criterion("growth", {"steel": None, "drones": 0.6, "drugs": 0.2}, 1)
    steel = next(row for row in ranked_choice((SIZE, growth)) if row.candidate == "steel")
    assert (steel.unknown, steel.score) == (("growth",), 1.0)


def test_the_same_seed_the_same_answer() -> None:
    assert ranked_choice((SIZE, GROWTH), seed=4) == ranked_choice((SIZE, GROWTH), seed=4)


def test_what_cannot_be_chosen_from_is_refused() -> None:
    with pytest.raises(InputError, match="weights"):
        ranked_choice((Criterion("size", SIZE.values, 0),))
    with pytest.raises(RefusalError, match="at least two"):
        ranked_choice((Criterion("size", {"steel": 1.0}, 1),))
    with pytest.raises(RefusalError, match="no criterion has a value"):
        ranked_choice((Criterion("size", {"steel": 1.0, "drones": None}, 1),))
