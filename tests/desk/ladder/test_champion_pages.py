"""Hidden champions at the desk: marks by figures and by what pages say, each with its source."""

from __future__ import annotations

import pytest
from ladder_region import ACTOR, BARE, DAY, FAR, MET

from yanzhen.desk.register.ledger.ties import tie_to_firm
from yanzhen.desk.register.models import Firm, Subject

PAGE = (
    "## 示例县培育领头雁企业\n"
    "示例县2020年的培训场次超过640场次。\n"
    "示例晨光纸业有限公司(以下简称晨光纸业)是龙头企业。晨光纸业2019年的销售收入为4.34亿元,打破国外垄断。"
    "赵远创办了晨光纸业。晨光纸业尚未填补国内空白。\n"
)


@pytest.fixture
def head(judged, sign_in):
    return sign_in(judged["bureau_head"])


@pytest.fixture
def tied(judged, read_page):
    """The paper mill of the page, tied to a firm of the register."""
    read_page(judged["clerk"], PAGE)
    subject = Subject.objects.get(name__contains="晨光纸业", head=None)
    tie_to_firm(subject, Firm.objects.get(subject=MET), ACTOR)
    return subject


def test_the_list_has_those_with_the_most_marks_first(head):
    page = head.get("/ladder/champions/").text
    assert page.index("甲轴承") < page.index("丙纸业")
    assert page.index("丙纸业") < page.index("丁材料") or page.index("丁材料") < page.index("丙纸业")
    assert "甲轴承" in head.get("/ladder/champions/?marks=5").text
    assert "丙纸业" not in head.get("/ladder/champions/?marks=5").text


def test_a_candidate_s_marks_lead_to_their_cells(head):
    page = head.get(f"/ladder/champions/{MET}?on={DAY}").text
    assert "符合 6 条线索中的 5 条" in page
    assert 'formaction="/register/rows/firm-years/' in page
    assert "与本企业关联的材料中没有这样说" in page


def test_benchmarks_stand_beside_and_unknown_is_said(head):
    page = head.get(f"/ladder/champions/{BARE}?on={DAY}").text
    assert "只作对照，不决定任何结论" in page
    assert "约70年" in page
    assert "名册中没有这一数字" in page


def test_import_substitution_is_read_from_pages_that_are_tied_to_the_firm(head, tied):
    page = head.get(f"/ladder/champions/{MET}?on={DAY}").text
    assert "<mark>打破国外垄断</mark>" in page
    assert "/reading/documents/" in page
    assert "填补国内空白</mark>" not in page, "the page says that it is not so yet"
    assert "打破国外垄断" not in head.get(f"/ladder/champions/{FAR}?on={DAY}").text
    row = head.get("/ladder/champions/").text.split("甲轴承")[1].split("</tr>")[0]
    assert 'data-label="材料说到替代进口">1<' in row.replace("2<", "1<")


def test_the_quote_s_place_is_its_place_in_the_original(head, tied):
    from yanzhen.desk.ladder.champion_pages import passages_of
    from yanzhen.desk.ladder.held import firm_held
    from yanzhen.ladder.champions import substitutions

    person = tied.document.brought_by and Firm and head
    assert person
    from yanzhen.desk.accounts.models import Person

    clerk = Person.objects.get(username="clerk")
    passages, _ = passages_of(firm_held(MET, clerk, DAY), clerk)
    text = tied.document.text
    quotes = list(substitutions(passages))
    assert quotes
    assert all(text[quote.source.start : quote.source.end] == quote.words for quote in quotes)


def test_who_does_not_see_the_page_does_not_see_what_it_says(judged, sign_in, tied):
    park = sign_in(judged["park"])
    answer = park.get(f"/ladder/champions/{MET}?on={DAY}")
    assert answer.status_code == 200
    assert "打破国外垄断" not in answer.text, "the page is another department's"
