"""The books against a second, slow reading of the same tables (``slow_tables``), on random firms of which everything is known."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st
from slow_tables import (
    SME_LINES,
    cx_passes,
    cx_points,
    gx_ranges,
    sme_class,
    xj22_rd,
    xj26_figures,
    zj22_points,
)

from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.judge import class_label
from yanzhen.ladder.shelf import Shelf
from yanzhen.ladder.sight import Sight
from yanzhen.values import Answer

SHELF = Shelf()
ON, LAST_OF_63 = date(2026, 5, 1), date(2026, 3, 31)
T = 2025
ROUND = st.sampled_from(
    [100, 200, 300, 400, 500, 1000, 2000, 3000, 4000, 5000, 5500, 6000, 7000, 7500, 8000, 9000, 10000]
)
AMOUNT = st.builds(lambda at, off: max(1, at + off), ROUND, st.sampled_from([-1, 0, 0, 0, 1]) | st.integers(-100, 100))
"""Amounts that often lie exactly on a band's edge, or one unit off it."""
DAY = st.dates(date(2010, 1, 1), date(2026, 3, 1)).map(date.isoformat)

RIGHT = st.fixed_dictionaries(
    {
        "class": st.sampled_from(["I", "II"]),
        "acquired": st.sampled_from(["own", "transfer", "gift", "merger", "licence"]),
        "transferred_on": DAY,
        "granted": DAY,
        "main_product": st.booleans(),
        "high_value": st.booleans(),
        "valid": st.booleans(),
        "used_for_gx": st.booleans(),
    }
).flatmap(
    lambda right: st.sampled_from(
        ["software_copyright", "utility_model", "design"] if right["class"] == "II" else ["invention"]
    ).map(lambda kind: {**right, "type": kind})
)
YEAR = st.fixed_dictionaries(
    dict.fromkeys(
        (
            "revenue",
            "main_revenue",
            "sales",
            "rd_expense",
            "assets",
            "liabilities",
            "net_profit",
            "employees",
            "rd_staff",
        ),
        AMOUNT,
    )
)
FIRM = st.fixed_dictionaries(
    {
        "uscc": st.just("91330100000000000X"),
        "name": st.just("例"),
        "registered_on": st.just("2010-01-01"),
        "segment_since": DAY,
        "industry": st.just("C3562"),
        "years": st.fixed_dictionaries({str(year): YEAR for year in (T - 2, T - 1, T)}),
        "ip": st.lists(RIGHT, max_size=6),
        "transformations": st.fixed_dictionaries({str(year): st.integers(0, 7) for year in (T - 2, T - 1, T)}),
        "strategic_field": st.booleans(),
        "field_class": st.sampled_from("ABC"),
        "digital_level": st.integers(0, 4),
        "quality_items": st.integers(0, 4),
        "province_points": st.integers(0, 15),
        "institutions": st.lists(
            st.fixed_dictionaries({"level": st.sampled_from(["national", "provincial", "municipal", "county"])}),
            max_size=2,
        ),
        "equity": st.lists(
            st.fixed_dictionaries(
                {
                    "year": st.integers(T - 3, T + 1),
                    "amount": AMOUNT,
                    "qualified": st.booleans(),
                    "paid_in": st.booleans(),
                }
            ),
            max_size=3,
        ),
        "titles": st.just([]),
        "awards": st.just([]),
        "standards": st.just([]),
    }
)


def judged(book: str, firm: dict[str, Any], on: date, applicant: str = "new") -> Sight:
    """What the judge sees, without the reasons: those are told for every worked case."""
    return Sight(SHELF.book(book), read(firm), on, applicant)


def class_of(found: Sight) -> str:
    return class_label(found.classes(found.book.criteria["sme.class"]))


def read(firm: dict[str, Any]) -> Firm:
    return read_firm(exact(firm))


def exact(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: exact(one) for key, one in value.items()}
    if isinstance(value, list):
        return [exact(one) for one in value]
    return Decimal(value) if isinstance(value, int) and not isinstance(value, bool) else value


def points(found: Sight, criterion: str) -> tuple[int, int]:
    """The lowest and highest points; whole ones, as every table here has them."""
    value = found.points(criterion)
    assert value.low is not None
    assert value.high is not None
    assert value.low.denominator == value.high.denominator == 1
    return int(value.low), int(value.high)


@given(FIRM)
def test_the_innovative_firm(firm: dict[str, Any]) -> None:
    found, expected = judged("cx", firm, ON), cx_points(firm, T, ON)
    assert {name: points(found, name) for name in expected} == {
        name: (value, value) for name, value in expected.items()
    }
    direct = any(one["level"] in ("national", "provincial") for one in firm["institutions"]) or (
        sum(one["amount"] for one in firm["equity"] if one["qualified"] and one["paid_in"] and one["year"] >= T - 2)
        >= 500
    )
    assert found.answered("cx.score") is (Answer.MET if cx_passes(expected) or direct else Answer.UNMET)


@given(FIRM)
def test_the_specialised_firm_of_2022(firm: dict[str, Any]) -> None:
    found, expected = judged("zj22", firm, LAST_OF_63), zj22_points(firm, T, LAST_OF_63)
    assert {name: points(found, name) for name in expected} == {
        name: (value, value) for name, value in expected.items()
    }
    score = found.score()
    assert score is not None
    assert score.exact == sum(expected.values())


@given(FIRM)
def test_the_high_tech_score(firm: dict[str, Any]) -> None:
    found, expected = judged("gx", firm, ON), gx_ranges(firm, T)
    assert {name: points(found, name) for name in expected} == expected


@given(FIRM, st.sampled_from(["new", "review"]))
def test_the_research_line_of_the_little_giant_of_2022(firm: dict[str, Any], applicant: str) -> None:
    found = judged("xj22", firm, LAST_OF_63, applicant).answered("xj22.4a")
    now, before = firm["years"][str(T)], firm["years"][str(T - 1)]
    if now["revenue"] < 5000 and now["rd_expense"] < 3000 <= now["rd_expense"] + before["rd_expense"]:
        assert found is not Answer.MET, "the two-year reading is left to a person"
    else:
        assert found is (Answer.MET if xj22_rd(firm, T) else Answer.UNMET)


@given(FIRM)
def test_the_figures_of_the_little_giant_of_2026(firm: dict[str, Any]) -> None:
    found = judged("xj26", firm, ON)
    expected = xj26_figures(firm, T)
    assert {name: found.answered(name) is Answer.MET for name in expected} == expected
    assert all(found.answered(name) is not Answer.UNKNOWN for name in expected)


LINES = sorted({bound for lines in SME_LINES.values() for line in lines for bound in line if bound is not None})
NEAR = st.builds(lambda at, off: max(0, at + off), st.sampled_from(LINES), st.integers(-1, 1))


@given(st.sampled_from(sorted(SME_LINES)), NEAR, NEAR, NEAR)
def test_size_classes(industry: str, employees: int, revenue: int, assets: int) -> None:
    firm = {
        "uscc": "",
        "name": "例",
        "industry": industry,
        "years": {str(T): {"employees": employees, "revenue": revenue, "assets": assets}},
    }
    found = judged("sme", firm, ON)
    expected = sme_class(industry, employees, revenue, assets)
    assert class_of(found) == expected
    assert found.answer() is (Answer.UNMET if expected == "large" else Answer.MET)


@given(
    st.sampled_from(sorted(SME_LINES)), NEAR, NEAR, NEAR, st.sets(st.sampled_from(["employees", "revenue", "assets"]))
)
def test_a_class_that_is_named_despite_gaps_is_the_class(
    industry: str, employees: int, revenue: int, assets: int, gone: set[str]
) -> None:
    year = {"employees": employees, "revenue": revenue, "assets": assets}
    known = {name: amount for name, amount in year.items() if name not in gone}
    found = judged("sme", {"uscc": "", "name": "例", "industry": industry, "years": {str(T): known}}, ON)
    if class_of(found) != "unknown":
        assert class_of(found) == sme_class(industry, **year)
    if found.answer() is not Answer.UNKNOWN:
        assert (found.answer() is Answer.UNMET) is (sme_class(industry, **year) == "large")
