"""Flat tables that somebody made: what is taken, what is refused with its column and meaning, and the command around them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.ladder.columnar.edge_firms import edge_firms

from yanzhen.errors import InputError, RefusalError
from yanzhen.ladder.columnar.bounds import bounds_of
from yanzhen.ladder.columnar.command import flat_template, score_table
from yanzhen.ladder.columnar.compiling import compile_book
from yanzhen.ladder.columnar.flat import flatten
from yanzhen.ladder.columnar.naming import columns_of
from yanzhen.ladder.columnar.on_polars import judged
from yanzhen.ladder.columnar.table import open_table, table_of
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.judge import judge
from yanzhen.ladder.shelf import shelf_of

SHELF = shelf_of(())
ZJ26 = SHELF.book("zj26")
ON = date(2026, 6, 17)


def _score(files: list[Path], **options: Any) -> tuple[str, list[str]]:
    printed: list[str] = []
    said: list[str] = []
    book = options.pop("book", ZJ26)
    options.setdefault("engine", "polars")
    assert score_table(book, files, ON, "new", out=printed.append, say=said.append, **options) == 0
    return "".join(printed), said


def _rows(book: str, firms: pl.DataFrame, **options: Any) -> list[dict[str, Any]]:
    table = table_of(firms, SHELF.book(book), **options)
    program = compile_book(SHELF.book(book), ON, "new", table.stored)
    return list(judged(table.frame, program, table.head).collect().iter_rows(named=True))


def test_a_column_that_is_not_there_is_unknown_and_named(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    pl.DataFrame({"uscc": ["1"], "revenue@t": [2000], "weather": ["fair"]}).write_parquet(path)
    printed, said = _score([path], as_json=True, language="en")
    firm = json.loads(printed)["firms"][0]
    assert firm["answer"] == "unknown"
    assert {c["id"]: c["answer"] for c in firm["criteria"]}["zj26.2a"] == "met"
    assert any(line.startswith("assets@t: no such column, taken as unknown: total assets") for line in said)
    assert any("columns not used: weather" in line for line in said)


@pytest.mark.parametrize(
    ("column", "values", "expected"),
    [
        ("revenue@t", ["many"], "revenue@t is String, expected integers"),
        ("clean_record", [1], "clean_record is Int64, expected true and false"),
        ("segment_since", ["2020-01-01"], "segment_since is String, expected dates"),
        ("industry", [35], "industry is Int64, expected texts"),
        ("revenue@t", [0.1 + 0.2], "doubles that are no decimals"),
        ("revenue@t", [float("nan")], "doubles that are no decimals"),
        ("revenue@t", [float("inf")], "doubles that are no decimals"),
    ],
)
def test_a_column_of_the_wrong_kind_is_refused(column: str, values: list[Any], expected: str) -> None:
    with pytest.raises(InputError, match=column) as refused:
        table_of(pl.DataFrame({column: values}), ZJ26)
    assert expected in str(refused.value)


def test_numbers_are_exact_however_they_are_stored() -> None:
    """1500万元 is the line: a ten-thousandth below it is below, in integers, decimals and doubles, in 元 and 万元."""
    stored: list[tuple[pl.Series, str]] = [
        (pl.Series([14_999_999, 15_000_000]), "元"),
        (pl.Series([Decimal("1499.9999"), Decimal("1500")], dtype=pl.Decimal(20, 4)), "万元"),
        (pl.Series([1499.9999, 1500.0]), "万元"),
        (pl.Series([1499, 1500], dtype=pl.UInt16), "万元"),
        (pl.Series([14_999, 15_000], dtype=pl.Int32), "千元"),
        (pl.Series([0.14999999, 0.15]).cast(pl.Decimal(12, 8)), "亿元"),
    ]
    for series, unit in stored:
        firms = pl.DataFrame({"revenue@t": series, "equity.amount.qualified.paid_in.recent(2)": [0, 0]})
        assert [row["zj26.2a"] for row in _rows("zj26", firms, money_unit=unit)] == ["unmet", "met"], (series, unit)


def test_the_unit_that_a_file_names_counts(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    firms = pl.DataFrame({"revenue@t": [15_000_000], "equity.amount.qualified.paid_in.recent(2)": [0]})
    firms.write_parquet(path, metadata={"money_unit": "元"})
    assert open_table([path], ZJ26).stored["revenue@t"].factor == Decimal(1) / 10000
    firms.write_parquet(path)
    assert open_table([path], ZJ26, money_unit="元").stored["revenue@t"].factor == Decimal(1) / 10000
    with pytest.raises(InputError, match="亿元"):
        open_table([path], ZJ26, money_unit="圆")


def test_amounts_beyond_128_bits_are_refused_with_the_criterion() -> None:
    huge = pl.Series([Decimal(1), Decimal(10) ** 24], dtype=pl.Decimal(38, 0))
    table = table_of(pl.DataFrame({f"main_revenue@t{year}": huge for year in ("", "-1", "-2")}), SHELF.book("xj22"))
    with pytest.raises(RefusalError, match=r"rulebook xj22, .*38 digits"):
        compile_book(SHELF.book("xj22"), ON, "new", table.stored)


def test_amounts_that_need_128_bits_are_exact() -> None:
    """Growth of 5 % to the fen, of a firm of a billion 万元: the product needs more than 64 bits."""
    base = 10**9
    firms = pl.DataFrame(
        {
            "main_revenue@t-2": [base, base],
            "main_revenue@t-1": [base, base],
            "main_revenue@t": [base * 11 // 10, base * 11 // 10 - 1],
        }
    )
    assert [row["xj22.1c"] for row in _rows("xj22", firms)] == ["met", "unmet"]


def test_bounds_are_those_of_the_rows_with_and_without_footers(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    firms = flatten(edge_firms(ZJ26, 3, 80, ON), ZJ26, ON)
    firms.write_parquet(path, row_group_size=7)
    columns = [
        column for column in columns_of(ZJ26) if column.name in firms.columns and column.kind in ("number", "day")
    ]
    lazy = pl.scan_parquet(path)
    assert bounds_of(lazy, [path], columns, firms.schema) == bounds_of(lazy, [], columns, firms.schema)


def test_a_title_a_count_and_experts_pass_through_the_table() -> None:
    firm = read_firm(
        {
            "name": "甲",
            "titles": [
                {"title": "创新型中小企业", "valid_from": "2024-01-01", "valid_to": "2026-06-17"},
                {"title": "科技型中小企业", "valid_from": "2024-01-01", "valid_to": None},
            ],
            "ip": [
                {"class": "I", "main_product": True, "applied": True},
                {"class": "I", "main_product": True, "applied": True, "benefit": True},
            ],
            "equity": [{"year": 2025, "qualified": True, "paid_in": True}],
        }
    )
    row = flatten([firm], ZJ26, ON).row(0, named=True)
    assert row["title.创新型中小企业"] is True
    assert row["title.科技型中小企业"] is None
    ip = "ip.I.valid.main_product.applied.benefit"
    assert (row[ip], row[f"{ip}.low"], row[f"{ip}.high"]) == (None, 1, 2)
    equity = "equity.amount.qualified.paid_in.recent(2)"
    assert (row[equity], row[f"{equity}.low"], f"{equity}.high" in row) == (None, 0, False)


def test_firms_of_any_file_are_flattened_first(tmp_path: Path) -> None:
    kx = SHELF.book("kx")
    entry = {
        "uscc": "X",
        "name": "甲",
        "years": {"2025": {"employees": 80, "tech_staff": 24, "sales": 4200, "rd_expense": 300, "cost_expense": 3360}},
    }
    path = tmp_path / "firms.json"
    path.write_text(json.dumps({"firms": [entry]}, ensure_ascii=False), encoding="utf-8")
    printed, _ = _score([path], book=kx, as_json=True)
    told = judge(kx, read_firm(entry), ON)
    firm = json.loads(printed)["firms"][0]
    assert firm["answer"] == str(told.answer)
    assert told.score is not None
    assert (firm["score"]["low"], firm["score"]["high"]) == (told.score.low, told.score.high)


@pytest.mark.parametrize("engine", ["polars", "duckdb"])
@pytest.mark.parametrize("ending", [".parquet", ".csv", ".json"])
def test_the_result_as_a_file(engine: str, ending: str, tmp_path: Path) -> None:
    path, target = tmp_path / "f.parquet", tmp_path / f"out{ending}"
    pl.DataFrame({"uscc": ["1", "2"], "revenue@t": [1500, 10], "clean_record": [True, False]}).write_parquet(path)
    printed, _ = _score([path], engine=engine, target=target)
    assert printed == ""
    if ending == ".json":
        answers = [firm["answer"] for firm in json.loads(target.read_text(encoding="utf-8"))["firms"]]
    else:
        read: Callable[[Path], pl.DataFrame] = pl.read_parquet if ending == ".parquet" else pl.read_csv
        answers = read(target)["answer"].cast(pl.String).to_list()
    assert answers == ["unknown", "unmet"]
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(["f.parquet", target.name])


def test_without_a_target_the_answers_are_counted(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    pl.DataFrame({"clean_record": [True, False, None], "not_listed": [True, True, True]}).write_parquet(path)
    printed, _ = _score([path])
    assert "firms 3" in printed
    assert "zj26.veto  met 1  unmet 1  unknown 1" in printed


@pytest.mark.parametrize(("name", "expected"), [("f.txt", "one flat table"), ("absent.parquet", "no such file")])
def test_a_file_that_is_no_table_is_refused(name: str, expected: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=expected):
        open_table([tmp_path / name], ZJ26)


def test_a_broken_table_and_a_bad_target_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "f.parquet"
    path.write_bytes(b"no parquet")
    with pytest.raises(InputError, match=r"f\.parquet"):
        open_table([path], ZJ26)
    with pytest.raises(InputError, match=r"\.csv"):
        _score([path], target=tmp_path / "out.txt")


def test_the_template_names_every_column(tmp_path: Path) -> None:
    printed: list[str] = []
    assert flat_template("zj26", (), None, out=printed.append, say=printed.append) == 0
    rows = list(csv.DictReader(io.StringIO("".join(printed))))
    assert [row["column"] for row in rows][2:] == [column.name for column in columns_of(ZJ26)]
    assert all(row["meaning_zh"] and row["meaning_en"] and row["source"] for row in rows)
    by_name = {row["column"]: row for row in rows}
    assert by_name["revenue@t"]["unit"] == "万元"
    assert by_name["ip.I.valid.main_product.applied.benefit"]["optional"] == "false"
    assert flat_template("zj26", (), tmp_path / "t.csv", out=printed.append, say=printed.append) == 0
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()[1].startswith("uscc")
    with pytest.raises(InputError, match="kx"):
        flat_template(None, (), None, out=printed.append, say=printed.append)
