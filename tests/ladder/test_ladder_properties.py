"""What must hold of every book: more evidence never contradicts, more of a good figure never lowers a score."""

from __future__ import annotations

import copy
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ladder.ladder_firms import full_firms, hidden

from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.shelf import Shelf
from yanzhen.ladder.sight import Sight
from yanzhen.values import Answer

SHELF = Shelf()
BOOKS = sorted(SHELF.ids)
ON = date(2026, 5, 1)
EASY = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _sight(book: str, document: dict[str, Any], applicant: str = "new") -> Sight:
    return Sight(SHELF.book(book), read_firm(document), ON, applicant)


def _inside(part: Range | None, whole: Range | None) -> bool:
    if part is None or whole is None:
        return part is whole
    low_fits = whole.low is None or (part.low is not None and whole.low <= part.low)
    return low_fits and (whole.high is None or (part.high is not None and part.high <= whole.high))


@pytest.mark.parametrize("book", BOOKS)
@EASY
@given(drawn=st.data(), applicant=st.sampled_from(["new", "review"]))
def test_evidence_never_contradicts_a_decided_answer(book: str, drawn: st.DataObject, applicant: str) -> None:
    firm = drawn.draw(full_firms())
    full, part = _sight(book, firm, applicant), _sight(book, drawn.draw(hidden(firm)), applicant)
    for name, criterion in SHELF.book(book).criteria.items():
        if part.answered(name) is not Answer.UNKNOWN:
            assert full.answered(name) is part.answered(name), name
        if criterion.points is not None:
            assert _inside(full.points(name), part.points(name)), name
        if criterion.classes:
            assert set(full.classes(criterion)) <= set(part.classes(criterion))
    if part.answer() is not Answer.UNKNOWN:
        assert full.answer() is part.answer()
    assert _inside(full.score(), part.score())


GOOD = {
    "kx": ["years.2025.tech_staff", "years.2025.rd_expense", "ip"],
    "gx": ["transformations.2025", "transformations.2024", "years.2025.sales", "years.2025.assets", "ip"],
    "cx": ["years.2025.rd_expense", "years.2025.main_revenue", "ip"],
    "zj22": [
        "years.2025.rd_expense",
        "years.2025.net_profit",
        "years.2025.rd_staff",
        "quality_items",
        "digital_level",
        "ip",
    ],
}
CLASS_ONE = {
    "class": "I", "type": "invention", "granted": "2018-01-01", "acquired": "own", "owner_rank": 1, "main_product": True, "applied": True,
    "benefit": True, "high_value": True,
}  # fmt: skip


@pytest.mark.parametrize(
    ("book", "figure"), [(book, figure) for book, figures in GOOD.items() if book in BOOKS for figure in figures]
)
@EASY
@given(firm=full_firms(), more=st.integers(1, 20000))
def test_more_of_a_good_figure_never_lowers_a_score(book: str, figure: str, firm: dict[str, Any], more: int) -> None:
    better = copy.deepcopy(firm)
    if not _add(better, figure.split("."), more):
        return
    before, after = _sight(book, firm).score(), _sight(book, better).score()
    assert before is not None and after is not None
    assert before.low is not None and after.low is not None and before.low <= after.low
    assert before.high is not None and after.high is not None and before.high <= after.high


def _add(firm: dict[str, Any], path: list[str], more: int) -> bool:
    for part in path[:-1]:
        if part not in firm:
            return False
        firm = firm[part]
    if path[-1] not in firm:
        return False
    value = firm[path[-1]]
    firm[path[-1]] = [*value, CLASS_ONE] if isinstance(value, list) else Decimal(value) + more
    return True


@EASY
@given(firm=full_firms())
def test_115_against_a_second_implementation(firm: dict[str, Any]) -> None:
    """Art. 6 to 8 written out once more, by hand."""
    if "2025" not in firm["years"]:
        return
    sight, year = _sight("kx", firm), {name: Fraction(str(value)) for name, value in firm["years"]["2025"].items()}
    points = _points_115(firm, year)
    if None not in points:
        staff, sales, cost, rights = (point for point in points if point is not None)
        total = staff + max(sales, cost) + rights
        assert sight.score() == Range(Fraction(total), Fraction(total))
        passed = (total >= 60 and staff > 0) or _direct_115(firm)
        small = year["employees"] <= 500 and year["sales"] <= 20000 and year["assets"] <= 20000
        clean = all(
            firm["conditions"][name] for name in ("sector_allowed", "clean_record", "not_listed", "sound_accounts")
        )
        assert sight.answer() is (Answer.MET if passed and small and clean and firm["resident"] else Answer.UNMET)


def _points_115(firm: dict[str, Any], year: dict[str, Fraction]) -> tuple[int | None, ...]:
    def band(top: str, bottom: str, edges: tuple[int, ...], step: int) -> int | None:
        if year[bottom] == 0:
            return None
        return step * sum(year[top] * 100 >= edge * year[bottom] for edge in edges)

    rights = [right for right in firm["ip"] if right["valid"] and right["main_product"]]
    first = sum(right["type"] == "invention" for right in rights)
    second = sum(right["type"] in ("utility_model", "software_copyright") for right in rights)
    staff = band("tech_staff", "employees", (10, 15, 20, 25, 30), 4)
    sales = band("rd_expense", "sales", (2, 3, 4, 5, 6), 10)
    cost = band("rd_expense", "cost_expense", (10, 15, 20, 25, 30), 10)
    return staff, sales, cost, 30 if first else min(second, 4) * 6


def _direct_115(firm: dict[str, Any]) -> bool:
    titled = any(
        t["title"] == "高新技术企业" and t["valid_from"] <= "2026-05-01" <= t["valid_to"] for t in firm["titles"]
    )
    award = any(a["level"] == "national" and 2021 <= a["year"] <= 2026 and a["rank"] <= 3 for a in firm["awards"])
    institution = any(i["level"] in ("national", "provincial") for i in firm["institutions"])
    return (
        titled or award or institution or any(2021 <= s["year"] <= 2026 and s["rank"] <= 5 for s in firm["standards"])
    )
