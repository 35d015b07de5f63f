"""Marks of hidden champions: by figures, by what pages say, beside the published definitions and benchmarks."""

from __future__ import annotations

from datetime import date

import pytest

from yanzhen.ladder import Shelf
from yanzhen.ladder.champions import DEFINITIONS, Passage, candidate, marks_book, substitutions
from yanzhen.ladder.firm_json import read_firm
from yanzhen.sources import TextSpan
from yanzhen.values import Answer

DAY = date(2026, 11, 23)
SHA = "ab" * 32
STRONG = {
    "uscc": "91330100000000001X", "name": "例", "region": "330110", "industry": "C3562", "registered_on": "2005-01-01",
    "segment_since": "2010-01-01", "products": 2, "share": {"percent": 15, "rank_nation": 1},
    "years": {str(year): {"employees": 200, "revenue": 10000, "sales": 10000, "main_revenue": 9500, "rd_expense": 600} for year in (2023, 2024, 2025)},
    "ip": [{"type": "invention", "main_product": True, "applied": True, "acquired": "own"}] * 4,
}  # fmt: skip


def found(changes=None, passages=()):
    books = [Shelf().book(name) for name in DEFINITIONS]
    firm = read_firm({**STRONG, **(changes or {})})
    return candidate(firm, DAY, books, passages)


def said(text: str, start: int = 0) -> Passage:
    return Passage(text, TextSpan(SHA, start, start + len(text)))


def answers(one) -> dict[str, Answer]:
    return {mark.id.removeprefix("marks."): mark.answer for mark in one.marks}


def test_a_firm_that_bears_every_mark_by_its_figures():
    one = found()
    told = answers(one)
    assert {name for name, answer in told.items() if answer is Answer.MET} == {
        "narrow",
        "rank",
        "years",
        "rd",
        "patents",
    }
    assert told["substitution"] is Answer.UNKNOWN, "no page says so: that is not a no"
    assert one.borne == 5


@pytest.mark.parametrize(
    ("mark", "changes", "answer"),
    [
        ("narrow", {"products": 4}, Answer.UNMET),
        ("narrow", {"products": None}, Answer.UNKNOWN),
        ("rank", {"share": {"percent": 9.99, "rank_nation": 4, "rank_world": 11}}, Answer.UNMET),
        ("rank", {"share": {"percent": 10, "rank_nation": 4, "rank_world": 11}}, Answer.MET),
        ("rank", {"share": {"rank_world": 10}}, Answer.MET),
        ("rank", {"share": {}}, Answer.UNKNOWN),
        ("years", {"segment_since": "2016-01-01"}, Answer.MET),
        ("years", {"segment_since": "2016-01-02"}, Answer.UNMET),
        ("patents", {"ip": STRONG["ip"][:3]}, Answer.UNMET),
        ("patents", {"ip": None}, Answer.UNKNOWN),
    ],
)
def test_each_mark_at_its_edge(mark, changes, answer):
    assert answers(found(changes))[mark] is answer


def test_licensed_rights_do_not_count():
    rights = [{**right, "acquired": "licence"} for right in STRONG["ip"]]
    assert answers(found({"ip": rights}))["patents"] is Answer.UNMET


def test_each_mark_has_the_figures_that_it_rests_on():
    marks = {mark.id: mark for mark in found().marks}
    used = {one.path for one in marks["marks.narrow"].found.used}
    assert used == {"products", "years.2025.main_revenue", "years.2025.revenue"}


def test_the_published_definitions_stand_beside():
    one = found()
    assert [verdict.book.id for verdict in one.verdicts] == ["dx", "yx26", "simon"]
    assert one.verdicts[1].answer is not Answer.MET, "the institution, the standard and the certificate are unknown"


def test_benchmarks_are_shown_and_decide_nothing():
    one = found()
    assert len(one.benchmarks) >= 10
    assert all(line.answer is None and line.points is None for line in one.benchmarks)
    assert {line.criterion.role for line in one.benchmarks} == {"info"}
    assert any(
        "6%" in reason.zh for line in one.benchmarks if line.criterion.id == "simon.rd" for reason in line.reasons
    )


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("该公司产品打破国外长期垄断。", "打破国外长期垄断"),
        ("填补了国内高端轴承的空白", "填补了国内高端轴承的空白"),
        ("已实现进口替代", "进口替代"),
        ("攻克了高温合金“卡脖子”难题", "攻克了高温合金“卡脖子"),
        ("入选首台（套）名录", "首台（套）"),
    ],
)
def test_words_of_import_substitution(text, words):
    quotes = list(substitutions([said(text, 40)]))
    assert [quote.words for quote in quotes] == [words]
    assert quotes[0].source == TextSpan(SHA, 40 + text.index(words), 40 + text.index(words) + len(words))


@pytest.mark.parametrize(
    "text",
    [
        "尚未实现进口替代",
        "力争打破国外垄断",
        "该项目将填补国内空白",
        "打破常规。行业垄断依旧",
        "没有填补空白",
        "替代方案已经提交",
    ],
)
def test_what_is_denied_hoped_for_or_something_else_is_no_mark(text):
    assert list(substitutions([said(text)])) == []


def test_a_denial_in_the_sentence_before_does_not_count():
    quotes = list(substitutions([said("去年尚未。今年打破了垄断。")]))
    assert [quote.sentence for quote in quotes] == ["今年打破了垄断。"]


def test_the_same_place_is_told_once_however_many_passages_hold_it():
    whole, part = said("甲公司打破国外垄断。", 10), said("打破国外垄断", 13)
    assert len(list(substitutions([whole, part]))) == 1


def test_a_quote_makes_the_mark_met_with_its_place():
    one = found(passages=[said("甲公司打破国外垄断。", 5)])
    mark = one.marks[-1]
    assert (mark.answer, mark.quotes[0].source.start, one.borne) == (Answer.MET, 8, 6)


def test_the_marks_are_cited():
    book = marks_book()
    for criterion in book.criteria.values():
        assert criterion.clause
        assert criterion.status != "gazette"
    assert all(criterion.evidence for criterion in book.criteria.values() if criterion.points is not None)
