"""A page as JSON and back."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import example_page
import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.errors import InputError
from yanzhen.reading.encode import figure_json, page_from_json, page_json
from yanzhen.reading.page import Page, PageStatement
from yanzhen.reading.schema import page_schema
from yanzhen.values import Period, Quantity, Relation, Status

FIGURES = st.decimals(allow_nan=False, allow_infinity=False, places=6) | st.decimals(
    allow_nan=False, allow_infinity=False
)


@st.composite
def quantities(draw: st.DrawFn) -> Quantity:
    relation = draw(st.sampled_from(Relation))
    status = draw(st.sampled_from(Status))
    unit = draw(st.sampled_from(["CNY", "1", "家", ""]))
    if status is not Status.KNOWN:
        return Quantity(None, None, unit, relation, status)
    low, high = sorted((draw(FIGURES), draw(FIGURES)))
    if relation in (Relation.ABOVE, Relation.AT_LEAST):
        return Quantity(low, None, unit, relation)
    if relation in (Relation.BELOW, Relation.AT_MOST):
        return Quantity(None, high, unit, relation)
    return Quantity(low, high, unit, relation, stated_to=draw(st.none() | st.just(Decimal(1))))


PERIODS = st.builds(lambda days: Period(*sorted(days)), st.tuples(st.dates(), st.dates())) | st.builds(
    Period, st.dates(), st.none()
)
STATEMENTS = st.builds(
    PageStatement,
    article=st.none() | st.integers(1, 9),
    subject=st.none() | st.text(max_size=5),
    property=st.none() | st.text(max_size=5),
    quantity=st.none() | quantities(),
    period=st.none() | PERIODS,
    scope=st.none() | st.text(max_size=5),
    quote=st.text(max_size=9),
    span=st.tuples(st.integers(0, 9), st.integers(9, 99)),
    origin=st.sampled_from(["grammar", "model: m"]),
    direction=st.sampled_from([None, "up", "down"]),
    sentence=st.none() | st.just((0, 3)),
)


def page_of(statements: list[PageStatement]) -> Page:
    return replace(example_page.page(), statements=tuple(statements))


def through_json(page: Page) -> Any:
    return json.loads(json.dumps(page_json(page), ensure_ascii=False, allow_nan=False))


def test_the_page_comes_back_the_same() -> None:
    assert page_from_json(through_json(example_page.page())) == example_page.page()


@given(st.lists(STATEMENTS, max_size=3))
def test_any_statement_comes_back_the_same_and_fits_the_schema(statements: list[PageStatement]) -> None:
    written = through_json(page_of(statements))
    assert page_from_json(written) == page_of(statements)
    jsonschema.validate(written, page_schema())


def test_it_is_written_as_the_contract_says() -> None:
    written = through_json(example_page.page())
    assert next(iter(written)) == "schema_version"
    assert written["statements"][2]["quantity"] == {
        "low": 0.8,
        "high": None,
        "unit": "1",
        "relation": ">=",
        "status": "known",
    }
    assert written["statements"][3]["quantity"]["low"] == 434000000
    assert written["statements"][7]["quantity"] == {
        "low": None,
        "high": None,
        "unit": "1",
        "relation": "=",
        "status": "truncated",
    }
    assert written["statements"][0]["period"] == {"start": "2026-09-12", "end": "2026-09-12"}
    assert written["statements"][0]["quantity"] is None
    assert written["corrections"][0]["span"] == list(example_page.at("目 己"))
    assert written["checks"][0]["answer"] == "met"


@pytest.mark.parametrize(
    ("figure", "written"),
    [
        ("640", 640),
        ("640.00", 640),
        ("6E+2", 600),
        ("0.7", 0.7),
        ("-0.05", -0.05),
        ("0.12345678901234567890", "0.12345678901234567890"),
        ("1E+30", "1E+30"),
        ("123456789012.01", 123456789012.01),
    ],
)
def test_figures_are_numbers_only_where_that_loses_nothing(figure: str, written: object) -> None:
    assert figure_json(Decimal(figure)) == written
    assert type(figure_json(Decimal(figure))) is type(written)


@given(FIGURES)
def test_no_figure_is_changed(figure: Decimal) -> None:
    assert Decimal(str(json.loads(json.dumps(figure_json(figure))))) == figure


def test_keys_of_a_newer_version_are_passed_over() -> None:
    written = through_json(example_page.page())
    written["mood"] = "calm"
    written["statements"][0]["weight"] = 3
    assert page_from_json(written) == example_page.page()


@pytest.mark.parametrize(
    ("spoil", "place"),
    [
        (lambda page: page.pop("document"), "document"),
        (lambda page: page["statements"][3]["quantity"].update(low=5e8), "statements.3.quantity"),
        (lambda page: page["statements"][3]["quantity"].update(relation="about"), "statements.3.quantity.relation"),
        (lambda page: page["articles"][0].update(kind="poem"), "articles.0.kind"),
        (lambda page: page["statements"][0]["period"].update(start="2020-02-30"), "statements.0.period.start"),
    ],
)
def test_what_is_no_page_is_named_with_its_place(spoil: Any, place: str) -> None:
    written = through_json(example_page.page())
    spoil(written)
    with pytest.raises(InputError) as error:
        page_from_json(written)
    assert f"at {place}" in error.value.what


def test_a_type_that_json_does_not_know_is_refused() -> None:
    page = replace(example_page.page(), warnings=(object(),))  # type: ignore[arg-type]
    with pytest.raises(TypeError, match="holds no object"):
        page_json(page)


def test_days_are_iso() -> None:
    page = page_of([example_page.statement("24家", None, "x", None, period=Period(date(987, 1, 2), None))])
    assert through_json(page)["statements"][0]["period"] == {"start": "0987-01-02", "end": None}
