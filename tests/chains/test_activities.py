"""The table of activities: what passes, and what is refused by name."""

from __future__ import annotations

from pathlib import Path

import polars
import pytest

from yanzhen.chains.activities import ActivityTable, activity_table, read_activities
from yanzhen.errors import InputError


def rows(*cells: tuple[object, ...], columns: tuple[str, ...] = ("region", "activity", "value")) -> polars.DataFrame:
    return polars.DataFrame(list(cells), schema=list(columns), orient="row", strict=False)


def written(folder: Path, text: str) -> ActivityTable:
    file = folder / "table.csv"
    file.write_text(text, encoding="utf-8")
    return read_activities(file)


def test_zeros_are_kept_as_ids_and_not_as_cells() -> None:
    cells = activity_table(rows(("a", "x", 1), ("b", "x", 0), ("a", "y", 2.5))).cells()
    assert cells.regions == ("a", "b")
    assert cells.dense().tolist() == [[1, 2.5], [0, 0]]


def test_codes_keep_their_leading_zeros(tmp_path: Path) -> None:
    assert written(tmp_path, "region,activity,value\n01,0011,3\n").cells().activities == ("0011",)


def test_a_byte_order_mark_and_other_columns_are_no_trouble(tmp_path: Path) -> None:
    assert written(tmp_path, "\ufeffRegion,activity,value,note\na,x,3,n\n").cells().regions == ("a",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("region,activity,value\na,x,1\na,x,1\n", "a, activity x"),
        ("region,activity,value\na,x,1\nb,x,-2\n", "row 3, column value (b, x)"),
        ("region,activity,value\na,x,many\n", "'many'"),
        ("region,activity,value\na,x,\n", "column value"),
        ("region,activity,value\na,x,nan\n", "'nan'"),
        ("region,activity,value\na,x,inf\n", "'inf'"),
        ("region,activity,value\n,x,1\n", "column region"),
        ("region,sector,value\na,x,1\n", "column activity"),
        ("", "table.csv"),
    ],
)
def test_what_cannot_be_used_is_named(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError) as error:
        written(tmp_path, text).cells()
    assert words in str(error.value)


def test_the_last_period_is_taken_unless_another_is_named() -> None:
    table = activity_table(
        rows(("a", "x", 1, 2023), ("a", "x", 2, 2024), columns=("region", "activity", "value", "period"))
    )
    assert (table.cells().period, table.cells().value.tolist()) == ("2024", [2.0])
    assert table.cells("2023").value.tolist() == [1.0]
    with pytest.raises(InputError, match="2023, 2024"):
        table.cells("2022")


def test_a_pair_may_stand_in_two_periods_but_not_twice_in_one() -> None:
    columns = ("region", "activity", "value", "period")
    with pytest.raises(InputError, match="period 2024"):
        activity_table(rows(("a", "x", 1, 2024), ("a", "x", 1, 2024), ("a", "x", 1, 2023), columns=columns))


def test_a_parquet_file_does_as_well(tmp_path: Path) -> None:
    rows(("a", "x", 1), ("b", "y", 2)).write_parquet(tmp_path / "t.parquet")
    assert read_activities(tmp_path / "t.parquet").cells().value.tolist() == [1.0, 2.0]


def test_a_file_that_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "t.parquet").write_bytes(b"PK\x03\x04 no table")
    with pytest.raises(InputError, match=r"t\.parquet"):
        read_activities(tmp_path / "t.parquet")
