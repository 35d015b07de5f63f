"""What each formula means for a firm, at its edges."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from yanzhen.errors import InputError
from yanzhen.ladder import tree
from yanzhen.ladder.book import Book
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.formula import parse_either
from yanzhen.ladder.marked import Place
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.shelf import Shelf
from yanzhen.ladder.sight import Sight, full_years
from yanzhen.ladder.tokens import Written

BOOK: Book = Shelf().book("sme")
ON = date(2026, 5, 1)


class _Scope:
    criterion, criteria, groups, names = "x.1", (), {"工业": ("B", "C"), "批发": ("F51",)}, ()

    def defined(self, name: str) -> tree.Node:
        raise KeyError(name)


def _parsed(text: str) -> tree.Node:
    return parse_either(Written(text, Place("f", 1, 1), "test"), _Scope())


def _seen(text: str, on: date = ON, applicant: str = "new", **firm: Any) -> str:
    """The answer, or the amount as low..high."""
    node = _parsed(text)
    sight = Sight(BOOK, read_firm(firm), on, applicant)
    if not isinstance(node, tree.AMOUNTS):
        return str(sight.test(node))
    found = sight.amount(node)
    ends = ["" if end is None else str(end) for end in (found.low, found.high)]
    return ("" if found.sound else "~") + (ends[0] if ends[0] == ends[1] and ends[0] else "..".join(ends))


YEARS = {"2023": {"revenue": 100, "rd_expense": 9}, "2024": {"revenue": 0}, "2025": {"revenue": 300, "rd_expense": 30}}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("revenue@t", "300"),
        ("revenue@t-1", "0"),
        ("revenue@t+1", "0.."),
        ("net_profit@t", ".."),
        ("platform_score@t", "0..100"),
        ("1 + 2 * 3 - 4 / 2", "5"),
        ("(1 + 2) * -3", "-9"),
        ("12.5%", "1/8"),
        ("rd_expense@t / revenue@t", "1/10"),
        ("rd_expense@t / revenue@t-1", "~.."),
        ("rd_expense@t-1 / revenue@t-1", "~.."),
        ("rd_expense@t / rd_expense@t-1", "~0.."),
        ("sum(rd_expense, t-2..t)", "39.."),
        ("mean(revenue, t-2..t)", "400/3"),
        ("max(revenue@t, revenue@t-1, 7)", "300"),
        ("min(30, revenue@t+1)", "0..30"),
        ("max(30, revenue@t+1)", "30.."),
        ("if revenue@t >= 300 then 5% else 3%", "1/20"),
        ("if revenue@t+1 >= 300 then 5% else 3%", "3/100..1/20"),
        ("revenue@t > 300", "unmet"),
        ("revenue@t >= 300", "met"),
        ("revenue@t != 300", "unmet"),
        ("revenue@t+1 >= 0", "met"),
        ("revenue@t+1 > 0", "unknown"),
        ("each(t-2..t, revenue >= 0)", "met"),
        ("each(t-2..t, revenue >= 1)", "unmet"),
        ("each(t-2..t, rd_expense >= 9)", "unknown"),
        ("revenue@t = 1 or revenue@t+1 >= 5 or true", "met"),
        ("not (false and unknown)", "met"),
        ("not unknown", "unknown"),
        ("at_least(2, true, unknown, false)", "unknown"),
        ("at_least(2, true, unknown, true)", "met"),
        ("at_least(3, true, unknown, false)", "unmet"),
        ("new", "met"),
        ("review", "unmet"),
        ("if unknown then true else true", "met"),
        ("if unknown then true else false", "unknown"),
        ("experts(2..6)", "2..6"),
        ("manual", "unknown"),
    ],
)
def test_a_formula_over_years(text: str, expected: str) -> None:
    assert _seen(text, years=YEARS) == expected


@pytest.mark.parametrize(
    ("text", "firm", "expected"),
    [
        (
            "sum(revenue, t-2..t, existing)",
            {"registered_on": "2024-12-31", "years": {"2024": {"revenue": 1}, "2025": {"revenue": 2}}},
            "3",
        ),
        (
            "sum(revenue, t-2..t, existing)",
            {"registered_on": "2023-12-31", "years": {"2024": {"revenue": 1}, "2025": {"revenue": 2}}},
            "3..",
        ),
        ("sum(revenue, t-2..t, existing)", {"years": {"2024": {"revenue": 1}, "2025": {"revenue": 2}}}, "3.."),
        (
            "mean(revenue, t-2..t, existing)",
            {"registered_on": "2024-12-31", "years": {"2024": {"revenue": 1}, "2025": {"revenue": 2}}},
            "3/2",
        ),
        ("mean(revenue, t-1..t, existing)", {"registered_on": "2026-01-02"}, "~.."),
        ("days(registered_on, on)", {"registered_on": "2026-05-01"}, "1"),
        ("days(registered_on, on)", {"registered_on": "2026-05-02"}, "0"),
        ("years(segment_since, t)", {"segment_since": "2023-01-01"}, "3"),
        ("years(segment_since, t)", {"segment_since": "2023-01-02"}, "2"),
        ("years(segment_since, t)", {}, "0.."),
        ("industry within 工业", {"industry": "C3562"}, "met"),
        ("industry within 工业", {"industry": "3562"}, "met"),
        ("industry within 批发", {"industry": "F"}, "unknown"),
        ("industry within 批发", {"industry": "F52"}, "unmet"),
        ("industry within 批发", {}, "unknown"),
        ("field_class in (A, B)", {"field_class": "B"}, "met"),
        ("field_class != A", {"field_class": "A"}, "unmet"),
        ("manual", {"manual": {"x.1": False}}, "unmet"),
        ("share_percent >= 10", {"share": {"percent": 12.5}}, "met"),
        ("own_brand and resident", {"own_brand": False}, "unmet"),
    ],
)
def test_a_formula_over_a_firm(text: str, firm: dict[str, Any], expected: str) -> None:
    assert _seen(text, **firm) == expected


@pytest.mark.parametrize(
    ("text", "entries", "expected"),
    [
        ("count(ip)", [{}, {}], "2"),
        ("count(ip)", None, "0.."),
        ("count(ip)", [], "0"),
        (
            "count(ip where class = I and main_product)",
            [{"class": "I", "main_product": True}, {"class": "I"}, {"class": "II"}],
            "1..2",
        ),
        ("count(ip where type in (design, invention))", [{"type": "design"}, {"class": "I"}, {}], "1..2"),
        ("count(ip where owner_rank <= 3)", [{"owner_rank": 3}, {"owner_rank": 4}, {}], "1..2"),
        ("count(ip where years(granted, on) >= 2)", [{"granted": "2024-05-02"}, {"granted": "2024-05-03"}], "1"),
        (
            "count(ip where acquired = own or (acquired in (gift, merger) and unknown))",
            [{"acquired": "own"}, {"acquired": "gift"}, {"acquired": "transfer"}, {}],
            "1..3",
        ),
    ],
)
def test_a_formula_over_rights(text: str, entries: Any, expected: str) -> None:
    assert _seen(text, ip=entries) == expected


@pytest.mark.parametrize(("year", "recent"), [(2022, 0), (2023, 1), (2025, 1), (2026, 1), (2027, 0)])
def test_the_last_years_hold_the_running_one(year: int, recent: int) -> None:
    assert _seen("count(awards where recent(3))", awards=[{"year": year}]) == str(recent)


def test_an_amount_of_a_list_is_added_up_over_what_may_count() -> None:
    equity = [{"amount": 5, "qualified": True}, {"amount": 3}, {"qualified": True}, {"amount": 9, "qualified": False}]
    assert _seen("sum(equity.amount where qualified)", equity=equity) == "5.."
    assert _seen("sum(equity.amount where qualified)", equity=equity[:2]) == "5..8"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ({"valid_from": "2026-05-01", "valid_to": "2026-05-01"}, "met"),
        ({"valid_from": "2026-05-02", "valid_to": "2027-05-01"}, "unmet"),
        ({"valid_from": "2025-05-02", "valid_to": "2026-04-30"}, "unmet"),
        ({"valid_from": "2025-05-02", "valid_to": None}, "unknown"),
        ({"valid_from": "2026-05-02"}, "unmet"),
        ({"valid_to": "2026-06-01"}, "unknown"),
        ({}, "unknown"),
    ],
)
def test_a_title_is_valid_on_both_its_end_days(title: dict[str, Any], expected: str) -> None:
    assert _seen("title(高新技术企业)", titles=[{"title": "高新技术企业", **title}]) == expected
    assert _seen("title(创新型中小企业)", titles=[{"title": "高新技术企业", **title}]) == "unmet"


def test_a_title_is_known_by_its_other_spellings() -> None:
    title = {"title": "国家级专精特新“小巨人”企业", "valid_from": "2025-01-01", "valid_to": "2027-12-31"}
    assert _seen("title(专精特新小巨人)", titles=[title]) == "met"
    assert _seen("title(专精特新中小企业)", titles=[title]) == "unmet"


@pytest.mark.parametrize(
    ("since", "until", "years"),
    [
        (date(2020, 2, 29), date(2021, 2, 28), 1),
        (date(2020, 2, 29), date(2021, 2, 27), 0),
        (date(2019, 3, 1), date(2020, 2, 29), 1),
        (date(2026, 1, 1), date(2025, 12, 31), 0),
        (date(2025, 12, 31), date(2026, 12, 30), 1),
    ],
)
def test_full_years_count_the_first_day_whole(since: date, until: date, years: int) -> None:
    assert full_years(since, until) == years


def test_a_formula_nested_without_end_is_refused() -> None:
    with pytest.raises(InputError, match="nested"):
        _parsed("(" * 3000 + "1" + ")" * 3000)


def test_growth_of_exactly_15_percent_is_15_percent() -> None:
    years = {"2023": {"sales": 1000}, "2024": {"sales": 1150}, "2025": {"sales": "1322.5"}}
    text = "(sales@t-1 / sales@t-2 + sales@t / sales@t-1) / 2 - 1"
    assert _seen(f"{text} >= 15%", years=years) == "met"
    assert Sight(BOOK, read_firm({"years": years}), ON, "new").amount(_parsed(text)) == Range(
        Fraction(3, 20), Fraction(3, 20)
    )  # type: ignore[arg-type]
    assert 0.5 * (1150 / 1000 + 1322.5 / 1150) - 1 < 0.15  # what a float would say
