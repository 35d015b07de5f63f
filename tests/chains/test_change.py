"""Shift-share adds up, entries and exits are told."""

from __future__ import annotations

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.chains.activities import Cells, activity_table
from yanzhen.chains.change import shift_share, turns
from yanzhen.errors import RefusalError

FIGURES = st.dictionaries(
    st.tuples(st.sampled_from("rst"), st.sampled_from("abcd")), st.integers(0, 500), min_size=1, max_size=12
)


def cells(figures: dict[tuple[str, str], int]) -> Cells:
    rows = [(region, activity, value) for (region, activity), value in figures.items()]
    return activity_table(polars.DataFrame(rows, schema=["region", "activity", "value"], orient="row")).cells()


@given(FIGURES, FIGURES)
def test_the_parts_add_up_to_the_change(before: dict[tuple[str, str], int], after: dict[tuple[str, str], int]) -> None:
    if not sum(before.values()):
        with pytest.raises(RefusalError, match="first period"):
            shift_share(cells(before), cells(after))
        return
    for row in shift_share(cells(before), cells(after)):
        change = sum(after.get((row.region, a), 0) - before.get((row.region, a), 0) for a in "abcd")
        assert row.change == pytest.approx(change)
        assert row.whole + row.mix + row.own + row.new == pytest.approx(change, abs=1e-6)


def test_a_region_that_grows_as_its_activities_do_owes_nothing_to_itself() -> None:
    before = cells({("r", "a"): 100, ("r", "b"): 50, ("s", "a"): 300, ("s", "b"): 100})
    after = cells({("r", "a"): 150, ("r", "b"): 50, ("s", "a"): 450, ("s", "b"): 100})
    first, second = shift_share(before, after)
    assert (first.own, second.own) == (pytest.approx(0), pytest.approx(0))
    assert first.mix < 0 < second.mix  # s has more of a, which grows


def test_an_activity_without_a_base_stands_apart() -> None:
    rows = shift_share(cells({("r", "a"): 10, ("s", "a"): 10}), cells({("r", "a"): 10, ("r", "z"): 7, ("s", "a"): 10}))
    assert (rows[0].new, rows[1].new) == (7, 0)


def test_entries_and_exits() -> None:
    before = cells({("r", "a"): 9, ("r", "b"): 1, ("s", "a"): 1, ("s", "b"): 9})
    after = cells({("r", "a"): 1, ("r", "b"): 9, ("s", "a"): 9, ("s", "b"): 1})
    told = {(turn.region, turn.activity, turn.entered) for turn in turns(before, after)}
    assert told == {("r", "b", True), ("s", "a", True), ("r", "a", False), ("s", "b", False)}
