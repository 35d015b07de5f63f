"""Withheld cells are ranges: the printed 0 is never used, and a value within the bounds never falls outside the answer."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy
import polars
import pytest

from yanzhen.chains.command import complexity_of_file
from yanzhen.chains.complexity import complexity
from yanzhen.chains.withheld import bounded_cells, complexity_within
from yanzhen.errors import InputError

SHARED = Path(__file__).parents[3] / "shared" / "data" / "us-states-industries" / "employment-2000-2011.parquet"


def table(width: float) -> polars.DataFrame:
    random = numpy.random.default_rng(1)
    able, hard = numpy.sort(random.normal(0, 1, 12)), numpy.sort(random.normal(0.3, 1, 18))
    matrix = numpy.ceil(100 * numpy.exp(2 * numpy.minimum(able[:, None] - hard[None, :], 1)))
    rows = []
    for i, j in numpy.ndindex(matrix.shape):
        spread = width * matrix[i, j] if (i + j) % 3 == 0 else 0.0
        rows.append((f"r{i:02}", f"a{j:02}", matrix[i, j] - spread, matrix[i, j] + spread))
    return polars.DataFrame(rows, schema=["region", "activity", "value_low", "value_high"], orient="row")


def test_without_withheld_cells_it_is_the_plain_answer() -> None:
    cells = bounded_cells(table(0))
    found = complexity_within(cells, completions=5)
    plain = complexity(cells.middle)
    assert (found.withheld, found.completions) == (0, 7)
    assert [region.eci for region in found.answer.regions] == [region.eci for region in plain.regions]
    assert all(region.rank_low == region.rank == region.rank_high for region in found.answer.regions)
    assert all(high - low < 1e-7 for low, high in found.indices.values())


def test_wider_bounds_make_wider_ranges() -> None:
    narrow, wide = (complexity_within(bounded_cells(table(width)), completions=60) for width in (0.05, 0.9))
    widths = [sum(high - low for low, high in found.indices.values()) for found in (narrow, wide)]
    assert 0 < widths[0] < widths[1]


def test_the_answers_of_the_drawn_completions_lie_inside() -> None:
    cells = bounded_cells(table(0.5))
    found = complexity_within(cells, completions=40, seed=2)
    for value in (cells.low, cells.high, (cells.low + cells.high) / 2):
        kept = value > 0
        corner = replace(cells.middle, row=cells.middle.row[kept], column=cells.middle.column[kept], value=value[kept])
        for region in complexity(corner).regions:
            low, high = found.indices["region", region.id]
            assert low - 1e-7 <= region.eci <= high + 1e-7
    assert found == complexity_within(cells, completions=40, seed=2)
    assert found.indices != complexity_within(cells, completions=40, seed=3).indices


def test_a_lower_bound_of_zero_is_kept_and_the_printed_zero_not_read(tmp_path: Path) -> None:
    frame = (
        table(0.3)
        .with_columns(value=polars.lit(0))
        .with_columns(value_low=polars.when(polars.col("region") == "r03").then(0).otherwise(polars.col("value_low")))
    )
    frame.write_csv(tmp_path / "t.csv")
    told: list[str] = []
    assert (
        complexity_of_file(
            tmp_path / "t.csv", threshold="1", period=None, draws=20, spread=0.2, seed=0, as_json=True, out=told.append
        )
        == 0
    )
    answer = json.loads(told[0])
    row = next(row for row in answer["regions"] if row["id"] == "r03")
    assert row["diversity"] > 0
    assert row["eci_low"] <= row["eci"] <= row["eci_high"]
    assert answer["withheld"] == int((frame["value_low"] < frame["value_high"]).sum())
    assert answer["intervals"]["completions"] == 22
    assert any("other completions may lie outside" in warning for warning in answer["warnings"])


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (5, 3, "value_low 5 above value_high 3"),
        (5, None, "value_high"),
        (-1, 3, "value_low"),
    ],
)
def test_bounds_that_cannot_be_are_named(low: int, high: int | None, words: str) -> None:
    frame = polars.DataFrame(
        {"region": ["a", "b"], "activity": ["x", "x"], "value_low": [1, low], "value_high": [1, high]}
    )
    with pytest.raises(InputError, match="row 3") as error:
        bounded_cells(frame)
    assert words in str(error.value)


def test_one_bound_alone_is_refused(tmp_path: Path) -> None:
    table(0.1).drop("value_high").write_csv(tmp_path / "t.csv")
    with pytest.raises(InputError, match="column value_high"):
        complexity_of_file(
            tmp_path / "t.csv", threshold="1", period=None, draws=2, spread=0.2, seed=0, as_json=True, out=print
        )


@pytest.mark.skipif(not SHARED.is_file(), reason="the shared employment data are not here")
def test_withheld_cells_of_the_states_widen_the_ranks() -> None:
    """County Business Patterns 2011, four-digit industries: 18 % of the cells print 0 and a letter for their class."""
    frame = polars.read_parquet(SHARED).filter(polars.col("year") == 2011)
    states = frame.filter(polars.col("naics").str.len_chars() == 4).select(
        region="state_fips", activity="naics", value_low="employment_low", value_high=polars.col("employment_high").fill_null(200_000)
    )  # fmt: skip
    cells = bounded_cells(states)
    assert cells.withheld / len(cells.low) == pytest.approx(0.18, abs=0.01)
    found = complexity_within(cells, Fraction(1), completions=60)
    assert len(found.answer.regions) == 51
    assert any(region.rank_low != region.rank_high for region in found.answer.regions)
    everything = frame.filter(polars.col("naics") == "")
    assert everything["employment_printed"].sum() == 113_425_965
    assert everything["establishments"].sum() == 7_354_043
