"""The evidence for choosing industries, each figure against its own formula."""

from __future__ import annotations

import numpy
import polars
import pytest

from yanzhen.chains.activities import ActivityTable, activity_table
from yanzhen.chains.choosing import ranked_choice
from yanzhen.chains.industries import criteria_of, industries
from yanzhen.errors import InputError

COLUMNS = ["region", "activity", "value", "period"]


def table() -> ActivityTable:
    random = numpy.random.default_rng(8)
    rows = []
    for period in ("2020", "2025"):
        for r in range(9):
            for a in range(12):
                if a <= r + 3:
                    rows.append((f"r{r}", f"a{a:02}", float(random.integers(1, 200)), period))
    return activity_table(polars.DataFrame(rows, schema=COLUMNS, orient="row"))


def test_quotients_and_changes_are_those_of_the_table() -> None:
    told = {one.activity: one for one in industries(table(), "r5", before="2020")}
    now, then = table().cells("2025"), table().cells("2020")
    matrix, old = now.dense(), then.dense()
    for column, name in enumerate(now.activities):
        own, whole = matrix[5, column] / matrix[5].sum(), matrix[:, column].sum() / matrix.sum()
        assert told[name].quotient == pytest.approx(own / whole)
        assert told[name].has == (own / whole >= 1 and matrix[5, column] > 0)
        if old[5, column]:
            assert told[name].change == pytest.approx(matrix[5, column] / old[5, column] - 1)
        else:
            assert told[name].change is None


def test_held_at_counts_thresholds() -> None:
    for one in industries(table(), "r8"):
        assert one.held_at == sum(one.quotient >= t and one.value > 0 for t in (0.5, 0.75, 1.0, 1.25, 1.5))


def test_what_a_region_lacks_may_gain_and_what_it_has_does_not() -> None:
    told = industries(table(), "r5")
    assert all(one.gain == 0 for one in told if one.has and one.gain is not None)
    assert any(one.gain for one in told if not one.has)


def test_an_entry_is_new_at_the_threshold() -> None:
    rows = [
        ("r", "a", 5, 1),
        ("r", "b", 1, 1),
        ("s", "a", 1, 1),
        ("s", "b", 5, 1),
        ("r", "a", 1, 2),
        ("r", "b", 5, 2),
        ("s", "a", 5, 2),
        ("s", "b", 1, 2),
    ]
    told = industries(activity_table(polars.DataFrame(rows, schema=COLUMNS, orient="row")), "r", before="1")
    assert {one.activity: one.entered for one in told} == {"a": False, "b": True}
    assert {one.pci for one in told} == {None}  # two by two is refused


def test_the_choice_runs_on_these_rows() -> None:
    told = industries(table(), "r5")
    ranked = ranked_choice(criteria_of(told, {"density": 2, "pci": 1}))
    assert {one.candidate for one in ranked} == {one.activity for one in told}
    with pytest.raises(InputError, match="one of quotient"):
        criteria_of(told, {"beauty": 1})


def test_an_unknown_region_names_those_there() -> None:
    with pytest.raises(InputError, match="r0, r1"):
        industries(table(), "nowhere")
