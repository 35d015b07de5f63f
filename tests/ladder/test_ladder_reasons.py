"""Every verdict explains itself: the deciding comparisons, exact margins, what is missing and from whom."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from yanzhen.ladder.entry_words import entry_words
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.judge import judge
from yanzhen.ladder.judgement import CriterionJudgement, Judgement
from yanzhen.ladder.numbers import json_number, shown, shown_range
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.shelf import Shelf
from yanzhen.values import Answer

SHELF = Shelf()
ON = date(2026, 5, 1)


def _judged(book: str, applicant: str = "new", **firm: Any) -> Judgement:
    return judge(SHELF.book(book), read_firm({"name": "甲", **firm}), ON, applicant)


def _told(found: CriterionJudgement) -> list[str]:
    return [reason.zh for reason in found.reasons]


def test_an_and_that_fails_names_what_fails_and_one_that_holds_all() -> None:
    years = {"2024": {"revenue": 4000, "rd_expense": 99}, "2025": {"revenue": 4300, "rd_expense": 300}}
    found = _judged("zj26", years=years).of("zj26.3")
    assert _told(found) == [
        "研发费用(2024) 99万元 ≥ 100万元",
        "研发费用(2024) 99万元 ÷ 营业收入(2024) 4000万元 = 2.48% ≥ 3%",
    ]
    assert found.answer is Answer.UNMET and found.checks[0].margin == -1 and found.checks[0].unit == "万元"
    years["2024"]["rd_expense"] = 200
    found = _judged("zj26", years=years).of("zj26.3")
    assert [check.margin for check in found.checks] == [100, Fraction(1, 50), 200, Fraction(171, 4300)]
    assert [check.unit for check in found.checks] == ["万元", "1", "万元", "1"]


def test_an_or_that_fails_names_every_route_with_its_gap() -> None:
    found = _judged("zj26", years={"2025": {"revenue": 1400}}, equity=[]).of("zj26.2a")
    assert [check.margin for check in found.checks] == [-100, -2000]
    assert _told(found) == ["营业收入(2025) 1400万元 ≥ 1500万元", "符合条件的股权融资金额 0万元 ≥ 2000万元"]


def test_an_unknown_says_which_figure_is_missing_and_from_whom() -> None:
    found = _judged("zj26", years={"2025": {"revenue": 1400}}).of("zj26.2a")
    assert found.answer is Answer.UNKNOWN
    assert [missing.path for missing in found.missing] == ["equity"]
    found = _judged("zj26", years={"2025": {"main_revenue": 5}}).of("zj26.2b")
    assert [(missing.path, missing.label.zh, missing.origin.en) for missing in found.missing] == [
        ("years.2025.revenue", "2025 年营业收入", "the audit report of the year")
    ]
    rights = [{"class": "I", "main_product": True, "applied": True}, {"class": "II"}]
    found = _judged("zj26", ip=rights, awards=[], institutions=[]).of("zj26.4")
    assert [missing.path for missing in found.missing] == ["ip[0].benefit"]
    found = _judged("zj26", titles=[{"title": "科技型中小企业", "valid_from": "2026-01-01"}]).of("zj26.1a")
    assert [missing.path for missing in found.missing] == ["titles[0].valid_to"]


def test_what_is_missing_in_another_book_is_named_too() -> None:
    found = _judged("zj26", industry="C3562", years={"2025": {"employees": 2000}}).of("zj26.sme")
    assert found.answer is Answer.UNKNOWN
    assert [missing.path for missing in found.missing] == ["years.2025.revenue"]


def test_a_decided_answer_misses_nothing() -> None:
    found = _judged("zj26", years={"2025": {"revenue": 1600}}).of("zj26.2a")
    assert found.answer is Answer.MET and found.missing == ()
    assert _told(found) == ["营业收入(2025) 1600万元 ≥ 1500万元"]


def test_a_criterion_that_is_not_asked_says_so() -> None:
    found = _judged("xj26", "review").of("xj26.2c")
    assert (found.answer, found.applicable, _told(found)) == (None, False, ["对这类申请不作要求"])


def test_a_score_tells_its_items_and_which_of_two_was_taken() -> None:
    figures = {"employees": 100, "tech_staff": 15, "rd_expense": 200, "sales": 4000, "cost_expense": 3500, "assets": 1}
    lists: dict[str, Any] = {name: [] for name in ("ip", "titles", "awards", "institutions", "standards")}
    found = _judged("kx", years={"2025": figures}, **lists).of("kx.score")
    assert _told(found)[0] == "总分 kx.staff 8分 + 取高者(kx.rd.sales 40分，kx.rd.cost 0分) + kx.ip 0分 = 48分 ≥ 60分"
    assert found.checks[0].margin == -12


def test_awarded_points_outside_the_band_are_told_and_not_taken() -> None:
    rights = [{"class": "II", "acquired": "own"}]
    found = _judged("gx", ip=rights, experts={"gx.ip3": [7, 8], "gx.m1": [5, 9]})
    assert found.of("gx.ip3").points == Range(Fraction(1), Fraction(2))
    assert found.of("gx.m1").points == Range(Fraction(5), Fraction(6))
    assert [warned.figure for warned in found.warnings] == ["experts.gx.ip3", "experts.gx.m1"]


def test_an_answer_that_nobody_asked_for_is_told_and_not_taken() -> None:
    found = _judged("zj26", manual={"zj26.2a": True}, years={"2025": {"revenue": 3}}, equity=[])
    assert found.of("zj26.2a").answer is Answer.UNMET
    assert [warned.figure for warned in found.warnings] == ["manual.zj26.2a"]


@pytest.mark.parametrize(
    ("number", "beside", "expected"),
    [
        (Fraction(4999, 100000), Fraction(5, 100), "4.999%"),
        (Fraction(49999999, 10**9), Fraction(5, 100), "4.9999999%"),
        (Fraction(1, 20), Fraction(5, 100), "5%"),
        (Fraction(1, 3), None, "33.33%"),
        (Fraction(2, 40000001), Fraction(0), "0.000005%"),
    ],
)
def test_a_number_is_never_printed_onto_its_line(number: Fraction, beside: Fraction | None, expected: str) -> None:
    assert shown(number, percent=True, beside=beside) == expected


def test_ranges_and_numbers_as_people_and_json_read_them() -> None:
    assert shown_range(Range(Fraction(1), None)) == ("1 以上", "1 or more")
    assert shown_range(Range(None, Fraction(1))) == ("1 以下", "1 or less")
    assert shown_range(Range(None, None)) == ("未知", "unknown")
    assert shown_range(Range(None, None, sound=False)) == ("无法计算", "undefined")
    assert json_number(Fraction("12345678901234567.5")) == "12345678901234567.5"
    assert json_number(Fraction("0.1")) == 0.1


def test_an_open_score_says_which_figures_its_points_wait_for() -> None:
    """Not only the items say so: the gate that stays unknown does."""
    known = {"employees": 80, "tech_staff": 24, "sales": 4200, "cost_expense": 3000, "assets": 5000}
    nothing = {name: [] for name in ("ip", "titles", "awards", "institutions", "standards")}
    found = judge(SHELF.book("kx"), read_firm({"years": {"2025": known}, **nothing}), ON).of("kx.score")
    assert found.answer is Answer.UNKNOWN
    assert [(one.path, one.origin.en) for one in found.missing] == [
        ("years.2025.rd_expense", "the audit report or the R&D ledger")
    ]


def test_what_experts_award_is_told_as_theirs() -> None:
    judged = judge(SHELF.book("gx"), read_firm({"transformations": {"2023": 5, "2024": 5, "2025": 5}}), ON)
    assert [one.path for one in judged.of("gx.transformation").missing] == ["experts.gx.transformation"]
    assert "experts.gx.m1" in {one.path for one in judged.of("gx.innov").missing}
    narrowed = read_firm({"experts": {"gx.m1": [4, 4]}})
    assert judge(SHELF.book("gx"), narrowed, ON).of("gx.m1").missing == ()


@pytest.mark.parametrize(
    ("book", "criterion", "years", "told"),
    [
        ("zj26", "zj26.2a", {"2025": {"revenue": "1499.999"}}, "营业收入(2025) 1499.999万元 ≥ 1500万元"),
        ("zj22", "zj22.2", {"2025": {"revenue": 1000000, "rd_expense": "29999.9"}}, "研发费用占营业收入比重 2.99999% ≥ 3%"),
        (
            "dx", "dx.2",
            {"2023": {"main_revenue": "39999.99"}, "2024": {"main_revenue": 40000}, "2025": {"main_revenue": 40000}},
            "近3年主营业务收入的平均 39999.997万元 ≥ 40000万元",
        ),
        (
            "yx26", "yx26.4",
            {"2023": {"net_profit": 1000000}, "2024": {"net_profit": 1100000}, "2025": {"net_profit": "1209999.9"}},
            "近2年净利润平均增长率（算术平均） 9.999995% ≥ 10%",
        ),
    ],
)  # fmt: skip
def test_no_amount_is_printed_onto_its_line(book: str, criterion: str, years: dict[str, Any], told: str) -> None:
    """A figure, a name of the book, a mean and a mean of rates, each just below its threshold."""
    assert told in _told(_judged(book, years=years, titles=[], equity=[]).of(criterion))


def test_an_entry_of_a_list_is_told_in_the_reader_s_words() -> None:
    right = {
        "class": "I",
        "type": "invention",
        "granted": date(2021, 5, 1),
        "acquired": "own",
        "applied": True,
        "valid": False,
    }
    told = entry_words("ip", right)
    assert told.zh == "知识产权（I，发明专利，2021-05-01，自主研发，已应用）"
    assert "True" not in told.en
