"""Derived figures: exact, down to their cells, unknown where an input is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from brought_rows import A, bring, year
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.desk.register.derived import derived_of
from yanzhen.desk.register.formulas import FORMULAS, Formula, compound
from yanzhen.sources import Cell, Derived
from yanzhen.tables import register_table
from yanzhen.values import Relation, Status


def figures(of=2025, person=None):
    return {figure.formula.name: figure for figure in derived_of(A, of, person)}


def test_every_formula_asks_for_columns_that_there_are():
    columns = {column.name for column in register_table("firm-years").columns if column.kind in ("integer", "exact")}
    for formula in FORMULAS.values():
        assert {one.column for one in formula.inputs} <= columns, formula.name
        assert formula.value(lambda column, back: Fraction(100 - 10 * back)) is not None, formula.name
        assert all((formula.label_zh, formula.label_en, formula.meaning_zh, formula.meaning_en))
        assert formula.unit in ("1", "CNY")


@pytest.mark.django_db
def test_a_share_is_exact_and_leads_to_its_cells():
    made, _ = bring("firm-years", year(A, 2025, revenue="4300", rd_expense="300"))
    ratio = figures()["rd_ratio"]
    assert ratio.value == Fraction(3, 43)
    quantity = ratio.statement.quantity
    assert quantity.relation is Relation.ABOUT and str(quantity.low).startswith("0.0697674418604651")
    source = ratio.statement.source
    assert isinstance(source, Derived) and source.operation == "研发费用占营业收入比重 = rd_expense / revenue"
    assert [one.source for one in source.inputs] == [
        Cell(made.sha256, "表1", 2, "D"), Cell(made.sha256, "表1", 2, "C"),
    ]  # fmt: skip
    assert [one.quantity.low for one in source.inputs] == [3_000_000, 43_000_000]


@pytest.mark.django_db
def test_growth_looks_back():
    bring(
        "firm-years", year(A, 2023, revenue="100"), year(A, 2024, revenue="110"), year(A, 2025, revenue="144")
    )  # fmt: skip
    known = figures()
    assert known["revenue_growth"].value == Fraction(17, 55)
    assert known["revenue_compound_2"].value == Fraction(1, 5)
    assert known["revenue_compound_2"].statement.quantity.low == Decimal("0.2")
    assert figures(2024)["revenue_growth"].value == Fraction(1, 10)


@pytest.mark.django_db
def test_unknown_is_an_answer_with_its_reason():
    bring("firm-years", year(A, 2025, revenue="0", rd_expense="3"), year(A, 2024, net_profit="-5"))
    bring("firm-years", year(A, 2025, net_profit="5"), source="乙")
    known = figures()
    assert known["rd_ratio"].value is None and known["rd_ratio"].meaningless == "zero"
    assert known["profit_growth"].meaningless == "not positive"
    debts = known["debt_ratio"]
    assert debts.value is None and [one.column for one in debts.missing] == ["liabilities", "assets"]
    assert debts.statement.quantity.status is Status.UNKNOWN
    assert known["rd_ratio"].statement.source.inputs, "what is known of it is shown"


@pytest.mark.django_db
def test_only_what_a_person_may_see_is_computed(cast):
    bring("firms", {"uscc": A, "region": "370725"})
    bring("firm-years", year(A, 2025, revenue="2", rd_expense="1"))
    assert figures(person=cast["clerk"])["rd_ratio"].value == Fraction(1, 2)
    assert figures(person=cast["foreign"])["rd_ratio"].value is None


@given(st.fractions(min_value=0), st.integers(1, 4))
def test_compound_growth_undoes_compounding(rate, years):
    assert compound((1 + rate) ** years, Fraction(1), years) == rate


def test_a_root_without_an_end_is_close():
    value = compound(Fraction(2), Fraction(1), 2)
    assert isinstance(value, Decimal) and abs((value + 1) ** 2 - 2) < Decimal("1e-26")


@pytest.mark.parametrize("text", ["__import__('os')", "revenue ** 9", "revenue if revenue else 1", "f(revenue)", "'x'"])
def test_a_formula_holds_nothing_but_arithmetic(text):
    formula = Formula("x", "x", "x", "1", text, "", "")
    with pytest.raises((ValueError, TypeError)):
        formula.inputs  # noqa: B018
        formula.value(lambda column, back: Fraction(1))
