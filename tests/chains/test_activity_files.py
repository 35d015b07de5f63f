"""The files that activities come in: encodings, separators, workbooks, column types; what they hold is the same table."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import polars
import pytest
import xlsxwriter

from yanzhen.chains.activities import read_activities
from yanzhen.chains.command import complexity_of_file
from yanzhen.errors import InputError

ROWS = [("01", "0011", 1650.5), ("01", "昌乐轴承", 2.0), ("02", "0011", 3.0)]
TEXT = "region,activity,value\n" + "".join(f"{r},{a},{v}\n" for r, a, v in ROWS)
FRAME = polars.DataFrame(ROWS, schema=["region", "activity", "value"], orient="row")


def held(path: Path) -> list[tuple[object, ...]]:
    return read_activities(path).frame.select("region", "activity", "value").rows()


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (TEXT, "utf-8-sig"),
        (TEXT, "gb18030"),
        (TEXT, "utf-16"),
        (TEXT.replace(",", ";"), "utf-8"),
        (TEXT.replace(",", "\t"), "gb18030"),
        (TEXT.replace("\n", "\r\n") + "\r\n,,\r\n\r\n", "utf-8"),
        (TEXT.replace("region,activity,value", "地区,行业,数值"), "gb18030"),
        (TEXT.replace("1650.5", '"1,650.5"'), "utf-8"),
        (TEXT.replace("1650.5", "１６５０.５"), "utf-8"),
        (TEXT.replace("1650.5", "1.6505e3"), "utf-8"),
    ],
)
def test_a_text_table_however_it_was_saved(tmp_path: Path, text: str, encoding: str) -> None:
    file = tmp_path / "t.csv"
    file.write_bytes(text.encode(encoding))
    assert held(file) == ROWS


@pytest.mark.parametrize(
    "columns",
    [
        [polars.col("region").cast(polars.Categorical)],
        [polars.col("value").cast(polars.Decimal(20, 4))],
        [polars.col("value").cast(polars.Float32)],
        [polars.col("activity").cast(polars.Binary)],
        [polars.lit(date(2024, 12, 31)).alias("period")],
    ],
)
def test_a_parquet_file_of_any_types(tmp_path: Path, columns: list[polars.Expr]) -> None:
    FRAME.with_columns(columns).write_parquet(tmp_path / "t.csv")  # told by its bytes, not by its name
    assert held(tmp_path / "t.csv") == ROWS


def test_whole_floats_are_ids_and_periods_without_a_point(tmp_path: Path) -> None:
    FRAME.with_columns(region=polars.Series([1.0, 1.0, 2.0]), period=2024.0).write_parquet(tmp_path / "t.parquet")
    table = read_activities(tmp_path / "t.parquet")
    assert (table.cells().regions, table.periods) == (("1", "2"), ("2024",))


def test_a_workbook(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "t.xlsx") as book:
        sheet = book.add_worksheet()
        for at, row in enumerate([("地区", "行业", "数值", "年度"), *((*row, 2024) for row in ROWS)], 1):
            sheet.write_row(at, 0, row)
    table = read_activities(tmp_path / "t.xlsx")
    assert held(tmp_path / "t.xlsx") == ROWS
    assert table.periods == ("2024",)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("region,activity,value\na,x,1,650\n", "row 2"),
        ("region,region,activity,value\na,b,x,1\n", "two columns"),
        ("地区,区域,行业,值\na,b,x,1\n", "two columns"),
        ("region,activity,value\na,x,1\n\nb,x,-1\n", "row 4, column value (b, x)"),
        ('region,activity,value\na,x,"1,5"\n', "'1,5'"),
        ("region,activity,value\na,x,5%\n", "'5%'"),
        ("region,activity,value\na,x,1_000\n", "'1_000'"),
        ("region,activity,value\na,x,1e308\n", "at most 1e+200"),
        (" \n", "an empty file"),
        ('{"region": 1}', "a JSON file"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_row(tmp_path: Path, text: str, words: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as error:
        held(file)
    assert words in str(error.value)


@pytest.mark.parametrize("value", [True, date(2024, 1, 1), [1]])
def test_a_column_that_holds_no_numbers_is_refused(tmp_path: Path, value: object) -> None:
    FRAME.with_columns(value=polars.Series([value] * 3)).write_parquet(tmp_path / "t.parquet")
    with pytest.raises(InputError, match="column value"):
        held(tmp_path / "t.parquet")


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    for path in (tmp_path / "gone.csv", tmp_path):
        with pytest.raises(InputError, match="cannot be opened"):
            held(path)


def test_the_last_period_is_the_largest_number(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("region,activity,value,period\na,x,1,9\na,x,2,10\n", encoding="utf-8")
    assert read_activities(file).cells().period == "10"


def answer(path: Path) -> dict[str, list[dict[str, object]]]:
    out: list[str] = []
    complexity_of_file(path, threshold="1", period=None, draws=0, spread=0.2, seed=0, as_json=True, out=out.append)
    return json.loads(out[0])  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "text",
    ["region,activity,value\na,x,1\na,y,2\na,z,3\n", "region,activity,value\na,x,1\nb,x,2\nc,x,3\n"],
)
def test_one_region_or_one_activity_is_refused_by_its_ids(tmp_path: Path, text: str) -> None:
    file = tmp_path / "t.csv"
    file.write_text(text, encoding="utf-8")
    told = answer(file)
    assert (told["regions"], told["activities"], len(told["refused"])) == ([], [], 4)
    assert all("expected: at least 3 of each" in str(one["reason"]) for one in told["refused"])
