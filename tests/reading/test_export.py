"""A page's statements as a table."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import example_page
import polars
import pytest

from yanzhen.errors import InputError
from yanzhen.reading.export import statements_table
from yanzhen.tables import STATEMENTS, check
from yanzhen.values import Quantity, exactly


def test_one_row_a_statement_with_its_source() -> None:
    table = statements_table(example_page.page())
    assert table.height == len(example_page.statements())
    assert table.columns == [column.name for column in STATEMENTS.columns]
    row = table.row(3, named=True)
    assert (row["number"], row["article"], row["article_title"]) == (4, 1, "云溪县：小园区里长出大产业")
    assert (row["low"], row["high"], row["unit"], row["relation"]) == (434000000, 434000000, "CNY", "=")
    assert (row["start"], row["end"]) == example_page.at("４.３４亿元")
    assert (row["sha256"], row["file"]) == (example_page.SHA256, "云溪日报.txt")


def test_bounds_unread_figures_and_days() -> None:
    table = statements_table(example_page.page())
    assert table.row(1, named=True)["high"] is None
    assert table.row(2, named=True)["low"] == Decimal("0.8")
    assert table.row(7, named=True)["status"] == "truncated"
    assert table.row(7, named=True)["low"] is None
    assert table.row(0, named=True)["status"] is None
    assert table.row(0, named=True)["period_start"] == date(2026, 9, 12)


def test_an_empty_page_gives_the_header() -> None:
    table = statements_table(replace(example_page.page(), statements=()))
    assert table.height == 0
    assert table.schema["low"] == polars.Decimal(38, 10)


def test_it_passes_the_gate_again_and_two_pages_together_too() -> None:
    table = statements_table(example_page.page())
    assert check(table, STATEMENTS).equals(table)
    other = statements_table(
        replace(example_page.page(), document=replace(example_page.page().document, sha256="c" * 64))
    )
    assert check(polars.concat([table, other]), STATEMENTS).height == 2 * table.height
    with pytest.raises(InputError, match="key sha256, number, row 1"):
        check(polars.concat([table, table]), STATEMENTS)


def with_figure(figure: str) -> Quantity:
    return exactly(Decimal(figure), "g")


def test_a_figure_that_the_table_would_round_is_refused() -> None:
    statement = example_page.statement("24家", None, "x", with_figure("0.00000000001"))
    with pytest.raises(InputError, match="seen: 1E-11"):
        statements_table(replace(example_page.page(), statements=(statement,)))
    statement = example_page.statement("24家", None, "x", with_figure("0.0000000001"))
    assert statements_table(replace(example_page.page(), statements=(statement,)))["low"][0] == Decimal("1E-10")
