"""What somebody may give by mistake to ``yanzhen score --engine``: each is named, with what to do; none is judged as something else."""

from __future__ import annotations

import json
import sys
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from yanzhen.cli import main
from yanzhen.errors import InputError
from yanzhen.ladder.columnar.command import score_table
from yanzhen.ladder.columnar.table import open_table
from yanzhen.ladder.shelf import shelf_of

ZJ26 = shelf_of(()).book("zj26")
ON = date(2026, 6, 17)
OK: dict[str, Any] = {"uscc": ["a", "b"], "name": ["甲", "乙"], "revenue@t": [1500, 10]}


def _written(folder: Path, name: str = "firms.parquet", /, **columns: Any) -> Path:
    """A table of two firms; a column of None is left out."""
    found = {key: value for key, value in {**OK, **columns}.items() if value is not None}
    pl.DataFrame(found).write_parquet(folder / name)
    return folder / name


def _score(files: list[Path], **options: Any) -> tuple[str, str]:
    out: list[str] = []
    said: list[str] = []
    options = {"engine": "polars", "language": "en", **options}
    score_table(ZJ26, files, ON, "new", out=out.append, say=said.append, **options)
    return "".join(out), "\n".join(said)


@pytest.mark.parametrize(
    ("other", "expected"),
    [
        ({"assets@t": [1, 2]}, "column assets@t; seen: none in firms.parquet, Int64 in other.parquet"),
        ({"revenue@t": [1.5, 2.0]}, "column revenue@t; seen: Int64 in firms.parquet, Float64 in other.parquet"),
        ({"revenue@t": ["x", "1"]}, "column revenue@t; seen: Int64 in firms.parquet, String in other.parquet"),
        ({"name": None}, "column name; seen: String in firms.parquet, none in other.parquet"),
    ],
)
def test_files_that_are_not_alike(other: dict[str, Any], expected: str, tmp_path: Path) -> None:
    with pytest.raises(InputError) as refused:
        open_table([_written(tmp_path), _written(tmp_path, "other.parquet", **other)], ZJ26)
    assert expected in str(refused.value)


def test_files_whose_money_is_not_alike(tmp_path: Path) -> None:
    pl.DataFrame(OK).write_parquet(tmp_path / "yuan.parquet", metadata={"money_unit": "元"})
    files = [_written(tmp_path), tmp_path / "yuan.parquet"]
    with pytest.raises(InputError, match=r"万元 in .*firms\.parquet, 元 in .*yuan\.parquet"):
        open_table(files, ZJ26)
    assert open_table(files, ZJ26, money_unit="元").stored["revenue@t"].unit == Fraction(1, 10000)


def test_one_file_twice_and_two_kinds(tmp_path: Path) -> None:
    path = _written(tmp_path)
    pl.DataFrame(OK).write_ipc(tmp_path / "firms.arrow")
    with pytest.raises(InputError, match="one file twice"):
        open_table([path, tmp_path / "." / "firms.parquet"], ZJ26)
    with pytest.raises(InputError, match="two kinds"):
        open_table([path, tmp_path / "firms.arrow"], ZJ26)
    with pytest.raises(InputError, match=r"duckdb; seen: firms\.arrow; expected: Parquet"):
        _score([tmp_path / "firms.arrow"], engine="duckdb")


def test_names_are_no_patterns(tmp_path: Path) -> None:
    files = [_written(tmp_path, "a[1].parquet"), _written(tmp_path, "b*.parquet", uscc=["c", "d"])]
    _written(tmp_path, "a1.parquet"), _written(tmp_path, "bc.parquet")
    for engine in ("polars", "duckdb"):
        target = tmp_path / f"{engine}.csv"
        _score(files, engine=engine, target=target)
        assert pl.read_csv(target)["uscc"].to_list() == ["a", "b", "c", "d"]


def test_a_table_of_something_else_and_names_that_differ_in_case(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"seen: uscc, name, weather; expected: some of those that zj26 reads"):
        open_table([_written(tmp_path, **{"revenue@t": None, "weather": ["fair", "foul"]})], ZJ26)
    with pytest.raises(InputError, match="seen: revenue@t and Revenue@T"):
        open_table([_written(tmp_path, **{"Revenue@T": [1, 2]})], ZJ26)
    assert open_table([_written(tmp_path, weather=[1, 2], Weather=[1, 2])], ZJ26).unused == ("weather", "Weather")


def test_codes_that_are_missing_numbers_or_there_twice(tmp_path: Path) -> None:
    assert "uscc: no such column" in _score([_written(tmp_path, uscc=None)])[1]
    assert "uscc: a stands in more than one row" in _score([_written(tmp_path, uscc=["a", "a"])])[1]
    printed, said = _score([_written(tmp_path, uscc=[1, None])], as_json=True)
    assert [firm["uscc"] for firm in json.loads(printed)["firms"]] == ["1", ""]
    assert "uscc" not in said


def test_an_empty_table_gives_an_empty_answer(tmp_path: Path) -> None:
    path = tmp_path / "none.parquet"
    pl.DataFrame(OK).head(0).write_parquet(path)
    assert json.loads(_score([path], as_json=True)[0])["firms"] == []
    assert "firms 0" in _score([path], engine="duckdb")[0]


@pytest.mark.parametrize("name", ["flat.csv", "企业.csv", "企业.xlsx"])
def test_a_flat_table_in_a_sheet_is_not_read_as_firms_without_figures(name: str, tmp_path: Path) -> None:
    firms = pl.DataFrame(OK)
    (firms.write_excel if name.endswith("xlsx") else firms.write_csv)(tmp_path / name)
    with pytest.raises(InputError, match=r"a flat table in a sheet: revenue@t"):
        _score([tmp_path / name])


def test_parquet_files_by_kind_are_read_together(tmp_path: Path) -> None:
    pl.DataFrame({"uscc": ["91330110MA27XL3B5T"], "name": ["甲"]}).write_parquet(tmp_path / "firms.parquet")
    years = {"uscc": ["91330110MA27XL3B5T"], "year": [2025], "revenue": [1500]}
    pl.DataFrame(years).write_parquet(tmp_path / "firm-years.parquet")
    printed, _ = _score([tmp_path / "firms.parquet", tmp_path / "firm-years.parquet"], as_json=True)
    (firm,) = json.loads(printed)["firms"]
    assert {c["id"]: c["answer"] for c in firm["criteria"]}["zj26.2a"] == "met"


def test_where_a_result_cannot_be_written(tmp_path: Path) -> None:
    path = _written(tmp_path)
    before = path.read_bytes()
    for target, expected in ((tmp_path / "no" / "x.csv", "a folder that is there"), (path, "a file of its own")):
        with pytest.raises(InputError, match=expected):
            _score([path], target=target)
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["zj26", "--money-unit", "圆"], "--money-unit; seen: 圆; expected: one of 元"),
        (["zj22"], "use zj26, which is in force then"),
        (["all"], "judge by one book at a time"),
        (["zz"], "zj26"),
    ],
)
def test_the_command_ends_with_2_and_says_why(
    arguments: list[str], expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    book, *options = arguments
    asked = ["score", book, str(_written(tmp_path)), "--on", "2026-06-17", "--engine", "polars", *options]
    assert main(asked) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert expected in printed.err


def test_without_pyspark_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(InputError, match=r"pyspark is not installed; expected: .*Java 17.*use --engine polars"):
        _score([_written(tmp_path)], engine="spark")
