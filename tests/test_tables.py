"""The one gate: what passes, and what is refused with the column, the row, the value, and what to do."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import InputError
from yanzhen.tables import STATEMENTS, TABLES, Column, Table, check, main, tables_page
from yanzhen.values import Relation, Status

FIRMS = Table(
    name="firms",
    label_zh="企业",
    meaning_en="Firms.",
    key=("uscc", "year"),
    columns=(
        Column(name="uscc", kind="text", label_zh="代码", meaning_zh="", meaning_en="code", required=True),
        Column(
            name="year",
            kind="integer",
            label_zh="年度",
            meaning_zh="",
            meaning_en="year",
            required=True,
            low=Decimal(1949),
        ),
        Column(
            name="revenue",
            kind="exact",
            label_zh="营收",
            meaning_zh="",
            meaning_en="revenue",
            unit="万元",
            low=Decimal(0),
        ),
        Column(name="score", kind="number", label_zh="得分", meaning_zh="", meaning_en="score", high=Decimal(100)),
        Column(name="size", kind="text", label_zh="规模", meaning_zh="", meaning_en="size", choices=("large", "small")),
        Column(name="since", kind="date", label_zh="设立", meaning_zh="", meaning_en="founded"),
        Column(name="listed", kind="flag", label_zh="上市", meaning_zh="", meaning_en="listed"),
    ),
)
GOOD: dict[str, list[Any]] = {
    "uscc": ["A", "B"],
    "year": [2024, 2025],
    "revenue": [Decimal("1.5"), None],
    "score": [99.5, None],
    "size": ["large", None],
    "since": [date(2012, 3, 1), None],
    "listed": [True, None],
}


def frame(**changes: list[Any]) -> polars.DataFrame:
    return polars.DataFrame(GOOD | changes, strict=False)


class OnlyArrow:
    """A table that offers nothing but the Arrow PyCapsule interface, as a foreign library's would."""

    def __init__(self, table: polars.DataFrame) -> None:
        self.table = table

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table.__arrow_c_stream__(requested_schema)


def test_a_good_table_passes_with_its_columns_in_order_and_type() -> None:
    checked = check(frame().select(reversed(list(GOOD))), FIRMS)
    assert checked.columns == list(GOOD)
    assert checked.schema["revenue"] == polars.Decimal(38, 10)
    assert checked.schema["year"] == polars.Int64
    assert checked.rows()[0][:3] == ("A", 2024, Decimal("1.5"))
    assert checked.null_count().row(0) == (0, 0, 1, 1, 1, 1, 1)


def test_any_arrow_table_is_taken() -> None:
    assert check(OnlyArrow(frame()), FIRMS).equals(check(frame(), FIRMS))


@pytest.mark.parametrize("library", ["pandas", "pyarrow", "duckdb"])
def test_tables_of_other_libraries_are_taken(library: str) -> None:
    module = pytest.importorskip(library, reason=f"{library} is not installed; test_any_arrow_table_is_taken stands in")
    pytest.importorskip("pyarrow", reason="pandas and duckdb need pyarrow for Arrow")
    arrow = frame().to_arrow()
    table = {
        "pandas": lambda: arrow.to_pandas(),
        "pyarrow": lambda: arrow,
        "duckdb": lambda: module.from_arrow(arrow),
    }[library]()
    assert check(table, FIRMS).rows() == check(frame(), FIRMS).rows()


def test_chinese_headers_other_columns_and_missing_optional_ones() -> None:
    table = polars.DataFrame({"备注": ["x"], "代码": ["A"], "年度": [2025]})
    checked = check(table, FIRMS)
    assert checked.columns == [*GOOD, "备注"]
    assert checked.row(0, named=True)["revenue"] is None


def test_whole_floats_are_whole_numbers_and_midnights_are_days() -> None:
    checked = check(frame(year=[2024.0, 2025.0], since=[datetime(2012, 3, 1), None]), FIRMS)
    assert checked["year"].to_list() == [2024, 2025]
    assert checked["since"][0] == date(2012, 3, 1)


@pytest.mark.parametrize(
    ("changes", "what", "seen", "expected"),
    [
        ({"uscc": ["A", None]}, "column uscc, row 2", "nothing", "a value: code"),
        ({"uscc": ["A", "  "]}, "column uscc, row 2", "'  '", "a value: code"),
        ({"uscc": [1, 2]}, "column uscc, row 1", "1 (Int64)", "text"),
        ({"year": ["2024", "2025"]}, "column year, row 1", "'2024' (String)", "whole number"),
        ({"year": [2024, 2025.5]}, "column year, row 2", "2025.5", "whole number"),
        ({"year": [2024, 1066]}, "column year, row 2", "1066", "at least 1949"),
        ({"revenue": [1.0, float("nan")]}, "column revenue, row 2", "nan", "a finite number"),
        ({"score": [float("inf"), 1.0]}, "column score, row 1", "inf", "a finite number"),
        ({"score": [100.1, 100.2]}, "column score, row 1", "100.1, and 1 more rows like it", "at most 100"),
        ({"revenue": [Decimal(-1), None]}, "column revenue, row 1", "Decimal('-1')", "at least 0, in 万元"),
        ({"revenue": [True, None]}, "column revenue, row 1", "True (Boolean)", "exact decimal"),
        ({"size": ["large", "huge"]}, "column size, row 2", "'huge'", "one of large, small"),
        ({"since": ["2012-03-01", None]}, "column since, row 1", "'2012-03-01' (String)", "day"),
        ({"since": [datetime(2012, 3, 1, 9), None]}, "column since, row 1", "datetime", "day"),
        ({"listed": [1, 0]}, "column listed, row 1", "1 (Int64)", "yes or no"),
        ({"uscc": ["A", "A"], "year": [2025, 2025]}, "key uscc, year, row 1", "'A', 2025 in 2 rows", "each key once"),
    ],
)
def test_what_is_wrong_is_named_in_one_message(
    changes: dict[str, list[Any]], what: str, seen: str, expected: str
) -> None:
    with pytest.raises(InputError) as error:
        check(frame(**changes), FIRMS)
    assert error.value.what == f"table firms, {what}"
    assert seen in error.value.seen
    assert expected in error.value.expected
    assert error.value.todo


def test_a_required_column_that_is_missing() -> None:
    with pytest.raises(InputError, match=r"column year; seen: no such column among uscc, .*; expected: year or 年度"):
        check(frame().drop("year"), FIRMS)
    with pytest.raises(InputError, match="none at all"):
        check(polars.DataFrame(), FIRMS)


def test_a_slip_in_an_optional_name_is_not_passed_over() -> None:
    with pytest.raises(InputError, match=r"column revenues.*rename it to revenue"):
        check(frame().rename({"revenue": "revenues"}), FIRMS)
    assert "revenues" in check(frame().with_columns(revenues=1), FIRMS).columns


@pytest.mark.parametrize("table", [[{"uscc": "A"}], {"uscc": ["A"]}, None, polars.LazyFrame(GOOD)])
def test_what_is_no_arrow_table_is_refused(table: object) -> None:
    with pytest.raises(InputError, match="an Arrow-compatible table"):
        check(table, FIRMS)


def test_decimals_are_not_rounded() -> None:
    with pytest.raises(InputError, match="column revenue, row 1"):
        check(frame(revenue=[Decimal("1E-11"), None]), FIRMS)
    assert check(frame(revenue=[0.1, None]), FIRMS)["revenue"][0] == Decimal("0.1")


@given(st.lists(st.decimals(0, 10**12, places=4), min_size=1, max_size=5))
def test_exact_figures_pass_unchanged_whether_decimal_or_float(figures: list[Decimal]) -> None:
    rows = {"uscc": [str(i) for i in range(len(figures))], "year": [2025] * len(figures)}
    exact = polars.DataFrame(rows | {"revenue": polars.Series(figures, dtype=polars.Decimal(38, 4))})
    assert check(exact, FIRMS)["revenue"].to_list() == figures


@given(st.lists(st.tuples(st.sampled_from("ABC"), st.integers(2000, 2003)), max_size=6))
def test_keys_pass_exactly_when_they_differ(keys: list[tuple[str, int]]) -> None:
    table = polars.DataFrame(keys, schema={"uscc": polars.String, "year": polars.Int64}, orient="row")
    if len(set(keys)) == len(keys):
        assert check(table, FIRMS).height == len(keys)
    else:
        with pytest.raises(InputError, match="key uscc, year"):
            check(table, FIRMS)


def test_a_table_is_defined_without_contradiction() -> None:
    column = FIRMS.columns[2]
    with pytest.raises(ValueError, match="name or label twice"):
        Table(name="t", label_zh="", meaning_en="", columns=(column, column), key=())
    with pytest.raises(ValueError, match="made of its columns, one of them required"):
        Table(name="t", label_zh="", meaning_en="", columns=(column,), key=("revenue",))
    assert FIRMS.column("size").choices == ("large", "small")


def test_the_statements_table_speaks_the_words_of_the_values() -> None:
    assert STATEMENTS.column("relation").choices == tuple(relation.value for relation in Relation)
    assert STATEMENTS.column("status").choices == tuple(status.value for status in Status)
    assert all(column.meaning_zh and column.meaning_en for table in TABLES for column in table.columns)


def test_the_documentation_has_not_drifted(tmp_path: Path) -> None:
    written = Path(__file__).parents[1] / "docs" / "tables.md"
    assert written.read_text(encoding="utf-8") == tables_page(), "run: python -m yanzhen.tables"
    assert main([str(tmp_path / "tables.md")]) == 0
    assert (tmp_path / "tables.md").read_text(encoding="utf-8") == tables_page()
