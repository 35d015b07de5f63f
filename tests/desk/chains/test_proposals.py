"""Proposed edges on the desk: found once, confirmed into the register with their place, undone, rejected for good, seen by whom they concern."""

from __future__ import annotations

import re
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from brought_rows import bring
from chain_rows import COUNTY
from django.db import transaction

sys.path.insert(0, str(Path(__file__).parents[1] / "reading"))
from room_fixtures import read_page  # noqa: F401

from yanzhen.codes.uscc import check_character
from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.accounts.trail import verify_chain
from yanzhen.desk.chains.held import held_graph
from yanzhen.desk.chains.models import LookedThrough, Proposal
from yanzhen.desk.chains.proposals.looking import look_through, waiting_places
from yanzhen.desk.frame.memory import forget_all
from yanzhen.desk.register.models import ENTRIES, Import

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
LEAD, THIRD, ALONE = (
    text + check_character(text) for text in ("91370725MA3C0AAA1", "91370725MA3C0CCC1", "91370725MA3C0DDD1")
)
FIRMS = {LEAD: "昌乐轴承", THIRD: "昌乐精工", ALONE: "昌乐电机"}
LINKS = (
    ("滚珠", "钢材"),
    ("轴承", "保持架"),
    ("电机", "轴承"),
    ("风机", "电机"),
    ("减速机", "轴承"),
    ("轴承钢", "钢材"),
)
PAGE = (
    "## 昌乐的轴承\n"
    "轴承钢主要用于制造滚珠。昌乐电机主要产品为风机、直线电机。\n"
    "轴承由滚珠、密封圈组成。昌乐轴承拟生产减速机。昌乐精工为昌乐电机供应轴承。\n"
)


@pytest.fixture(autouse=True)
def nothing_kept_in_memory():
    """Each test has a database of its own, whose numbers are those of the last one's."""
    forget_all()


@pytest.fixture
def county(cast, read_page):  # noqa: F811
    """The chain, a page and a description of the county, looked through."""
    firms = [{"uscc": code, "name": name, "region": "370725"} for code, name in FIRMS.items()]
    bring("firms", *firms, office=COUNTY)
    links = [{"product": product, "relation": "made_from", "other": other} for product, other in LINKS]
    bring("product-links", *links, office=COUNTY)
    firm = {
        "uscc": ALONE,
        "name": "昌乐电机",
        "region": "370725",
        "main_business": "公司专业生产电机、伺服电机，产品用于风机。",
    }
    bring("firms", firm, office=COUNTY, source="自述")
    document = read_page(cast["clerk"], PAGE, "bearings.txt", "2026-03")
    look_through(cast["clerk"], now=NOW, today=TODAY)
    return {**cast, "document": document}


def one(**fields) -> Proposal:
    return Proposal.objects.get(**fields)


def entries(kind: str):
    return ENTRIES[kind].objects


def told(proposals) -> set[tuple[str, str, str, str, str]]:
    return {(p.source, p.relation, p.target, p.mood, p.sureness) for p in proposals}


def test_a_page_and_a_description_propose_what_they_say(county):
    assert told(Proposal.objects.filter(document=county["document"])) == {
        ("轴承钢", "used_in", "滚珠", "stated", "explicit"),
        ("昌乐电机", "makes", "风机", "stated", "explicit"),
        ("昌乐电机", "makes", "直线电机", "stated", "new_name"),
        ("轴承", "made_from", "滚珠", "stated", "explicit"),
        ("轴承", "made_from", "密封圈", "stated", "new_name"),
        ("昌乐轴承", "makes", "减速机", "planned", "explicit"),
        ("昌乐精工", "supplies", "昌乐电机", "stated", "explicit"),
    }
    described = told(Proposal.objects.filter(firm=ALONE))
    assert ("昌乐电机", "makes", "电机", "stated", "explicit") in described
    assert ("电机", "used_in", "风机", "stated", "inferred") in described


def test_looking_again_and_reading_again_bring_nothing_twice(county):
    clerk, document = county["clerk"], county["document"]
    assert waiting_places(clerk) == []
    before = Proposal.objects.count()
    rejected = one(target="密封圈")
    Proposal.objects.filter(pk=rejected.pk).update(standing="rejected", decided_by="林科员", decided_at=NOW)
    document.read_at = datetime(2026, 11, 24, tzinfo=UTC)
    document.save()
    assert [place.document for place in waiting_places(clerk)] == [document]
    again = look_through(clerk, now=NOW, today=TODAY)
    assert (again.places, again.new, again.left) == (1, 0, 0)
    assert Proposal.objects.count() == before
    assert one(target="密封圈").standing == "rejected", "what was rejected does not come again"


def test_what_a_text_says_no_more_goes_but_decisions_stay(county, sign_in):
    kept = one(source="轴承钢")
    sign_in(county["clerk"]).post(f"/chains/proposals/{kept.pk}/decide", {"act": "confirm", "version": 1})
    original = county["document"].original
    original.text = "## 昌乐的轴承\n别的事。\n"
    original.save()
    county["document"].blocks.all().delete()
    LookedThrough.objects.all().delete()
    look_through(county["clerk"], now=NOW, today=TODAY)
    assert told(Proposal.objects.filter(document=county["document"])) == {
        ("轴承钢", "used_in", "滚珠", "stated", "explicit")
    }
    page = sign_in(county["clerk"]).get("/chains/proposals?standing=confirmed").content.decode()
    assert "轴承钢" in page
    assert "proposed-words" not in page, "the place is not shown where the text is another"


def test_nothing_counts_before_it_is_confirmed_and_the_map_shows_it_after(county, sign_in):
    clerk = sign_in(county["clerk"])
    edge = one(target="密封圈")
    assert "密封圈" not in held_graph(county["clerk"], TODAY).graph.products
    assert "密封圈" not in clerk.get("/chains/?product=轴承").content.decode()
    clerk.post(f"/chains/proposals/{edge.pk}/decide", {"act": "confirm", "version": 1})
    row = entries("product-links").get(subject="轴承", c_other="密封圈")
    assert (row.values["relation"], row.region) == ("made_from", "370725")
    assert "密封圈" in clerk.get("/chains/?product=轴承").content.decode()
    drawer = clerk.get(f"/register/rows/product-links/{row.pk}/relation").content.decode()
    assert "<mark>轴承由滚珠、密封圈组成</mark>" in drawer
    assert f"/reading/documents/{county['document'].pk}?at={edge.start}#at" in drawer
    said = PAGE[edge.start : edge.end]
    assert said == "轴承由滚珠、密封圈组成"
    imported = Import.objects.get(pk=one(pk=edge.pk).imported_id)
    assert (imported.kind, imported.rank, imported.stated_on) == ("product-links", 6, date(2026, 3, 31))


def test_a_confirmed_description_has_its_cell_and_its_day(county, sign_in):
    clerk = sign_in(county["clerk"])
    edge = one(firm=ALONE, target="伺服电机")
    clerk.post(f"/chains/proposals/{edge.pk}/decide", {"act": "confirm", "version": 1})
    row = entries("firm-products").get(subject=ALONE, c_product="伺服电机")
    assert row.values["year"] == edge.on.year
    drawer = clerk.get(f"/register/rows/firm-products/{row.pk}/product").content.decode()
    firm = entries("firms").get(subject=ALONE)
    assert f"/register/rows/firms/{firm.pk}/main_business" in drawer
    assert clerk.get(f"/register/rows/firms/{firm.pk}/main_business").status_code == 200


def test_a_confirmed_maker_stands_in_the_map_and_takes_no_figure_away(county, sign_in):
    """A page of this year says that a firm makes something; last year's sheet says how much."""
    bring("firm-products", {"uscc": ALONE, "product": "风机", "year": 2025, "output": "3000"}, office=COUNTY)
    clerk = sign_in(county["clerk"])
    for product in ("风机", "直线电机"):
        edge = one(document=county["document"], target=product)
        clerk.post(f"/chains/proposals/{edge.pk}/decide", {"act": "confirm", "version": 1})
    makers = held_graph(county["clerk"], TODAY).graph.makers_of
    assert [(maker.firm, maker.output) for maker in makers["直线电机"]] == [(ALONE, None)]
    assert [(maker.firm, maker.output) for maker in makers["风机"]] == [(ALONE, 3000.0)]
    assert "直线电机" not in held_graph(county["clerk"], date(2025, 12, 31)).graph.makers_of, "of 2026, not of 2025"


def test_undo_takes_the_row_back_and_the_trail_tells_all(county, sign_in):
    clerk = sign_in(county["clerk"])
    edge = one(target="密封圈")
    address = f"/chains/proposals/{edge.pk}/decide"
    clerk.post(address, {"act": "confirm", "version": 1})
    clerk.post(address, {"act": "undo", "version": 2})
    assert not entries("product-links").filter(c_other="密封圈").exists()
    assert one(pk=edge.pk).standing == "waiting"
    clerk.post(address, {"act": "confirm", "version": 3})
    assert entries("product-links").filter(c_other="密封圈").exists()
    clerk.post(address, {"act": "reject", "version": 4})
    assert not entries("product-links").filter(c_other="密封圈").exists()
    actions = list(TrailEntry.objects.order_by("number").values_list("action", flat=True))
    wanted = [
        "edge confirmed",
        "import undone",
        "decision on an edge undone",
        "edge confirmed",
        "import undone",
        "edge rejected",
    ]
    assert [action for action in actions if action in wanted] == wanted
    assert verify_chain().good if hasattr(verify_chain(), "good") else verify_chain()


def test_an_import_taken_back_in_the_register_can_be_confirmed_again(county, sign_in):
    clerk = sign_in(county["clerk"])
    edge = one(target="密封圈")
    clerk.post(f"/chains/proposals/{edge.pk}/decide", {"act": "confirm", "version": 1})
    clerk.post(f"/register/imports/{one(pk=edge.pk).imported_id}/undo")
    assert not entries("product-links").filter(c_other="密封圈").exists()
    page = clerk.get("/chains/proposals?standing=confirmed").content.decode()
    assert "撤回" in page or "taken back" in page
    clerk.post(f"/chains/proposals/{edge.pk}/decide", {"act": "confirm", "version": 2})
    assert entries("product-links").filter(c_other="密封圈").exists()


def test_who_comes_second_is_told_and_changes_nothing(county, sign_in):
    clerk = sign_in(county["clerk"])
    edge = one(target="密封圈")
    clerk.post(f"/chains/proposals/{edge.pk}/decide", {"act": "reject", "version": 1})
    late = clerk.post(
        f"/chains/proposals/{edge.pk}/decide", {"act": "confirm", "version": 1}, headers={"HX-Request": "true"}
    )
    assert 'role="alert"' in late.content.decode()
    assert one(pk=edge.pk).standing == "rejected"
    assert not entries("product-links").filter(c_other="密封圈").exists()


def test_several_at_once_leave_what_needs_a_look(county, sign_in):
    clerk = sign_in(county["clerk"])
    chosen = list(Proposal.objects.filter(document=county["document"]).values_list("pk", flat=True))
    clerk.post("/chains/proposals/decide", {"act": "confirm", "chosen": chosen, "back": "/chains/proposals"})
    left = Proposal.objects.filter(document=county["document"], standing="waiting")
    assert told(left) == {("昌乐轴承", "makes", "减速机", "planned", "explicit")}, "a plan is no fact"
    link = entries("links").get(c_kind="supplies")
    assert link.values["note"] == "轴承"
    assert entries("firm-products").filter(subject=ALONE, c_product="直线电机", c_year=2026).exists()


def test_a_plan_is_confirmed_only_by_itself_and_as_corrected(county, sign_in):
    clerk = sign_in(county["clerk"])
    plan = one(mood="planned")
    sent = clerk.post(f"/chains/proposals/{plan.pk}/decide", {"act": "confirm", "version": 1})
    assert sent.headers["Location"].startswith(f"/chains/proposals/{plan.pk}/correct")
    form = {"source": LEAD, "target": "电机", "relation": "makes", "year": "26", "version": 1}
    assert clerk.post(f"/chains/proposals/{plan.pk}/correct", form).status_code == 409
    assert clerk.post(f"/chains/proposals/{plan.pk}/correct", {**form, "year": "2026"}).status_code == 302
    assert entries("firm-products").filter(subject=LEAD, c_product="电机", c_year=2026).exists()
    assert one(pk=plan.pk).said["target"] == "电机"
    assert one(pk=plan.pk).target == "减速机", "what was read stays"


def test_the_search_of_the_form_finds_products_and_firms(county, sign_in):
    clerk = sign_in(county["clerk"])
    edge = one(source="昌乐电机", target="直线电机")
    products = clerk.get(f"/chains/proposals/{edge.pk}/correct?end=target&q=电机").content.decode()
    assert "target=%E7%94%B5%E6%9C%BA" in products
    firms = clerk.get(f"/chains/proposals/{edge.pk}/correct?end=source&q=轴承").content.decode()
    assert f"source={LEAD}" in firms


def test_a_firm_that_nobody_knows_must_be_named_first(county, sign_in, read_page):  # noqa: F811
    page = read_page(county["clerk"], "## 新厂\n远山齿轮有限公司主要产品为轴承。\n", "new.txt", "2026-04")
    look_through(county["clerk"], now=NOW, today=TODAY)
    edge = one(document=page)
    clerk = sign_in(county["clerk"])
    clerk.post("/chains/proposals/decide", {"act": "confirm", "chosen": [edge.pk]})
    assert one(pk=edge.pk).standing == "waiting"
    form = {"source": "远山齿轮有限公司", "target": "轴承", "relation": "makes", "year": "2026", "version": 1}
    assert clerk.post(f"/chains/proposals/{edge.pk}/correct", form).status_code == 409
    wrong = clerk.post(f"/chains/proposals/{edge.pk}/correct", {**form, "source": "91370725MA3C0ZZZ11"})
    assert wrong.status_code == 409, "the register's own check refuses a code with a wrong check character"
    assert one(pk=edge.pk).standing == "waiting"


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?sureness=new_name",
        "?kind=links",
        "?mood=planned",
        "?q=轴承",
        "?standing=rejected",
        f"?firm={ALONE}",
        "?q=没有的",
    ],
)
def test_the_list_answers_with_every_filter(county, sign_in, query):
    assert sign_in(county["clerk"]).get(f"/chains/proposals{query}").status_code == 200


def test_the_sentence_is_shown_with_its_words_marked(county, sign_in):
    page = sign_in(county["clerk"]).get("/chains/proposals?kind=links").content.decode()
    assert "<mark>昌乐精工</mark>" in page
    assert "<mark>昌乐电机</mark>" in page
    assert "昌乐轴承拟生产" not in page, "another sentence"


def test_readers_see_and_do_not_decide_and_others_see_nothing(county, sign_in):
    edge = one(target="密封圈")
    reader = sign_in(county["park"])
    page = reader.get("/chains/proposals").content.decode()
    assert 'name="act"' not in page
    addresses = [f"/chains/proposals/{edge.pk}/decide", "/chains/proposals/decide", "/chains/proposals/look"]
    for address in addresses:
        assert reader.post(address, {"act": "confirm", "version": 1, "chosen": edge.pk}).status_code == 403
    assert reader.get(f"/chains/proposals/{edge.pk}/correct").status_code == 403
    foreign = sign_in(county["foreign"])
    assert "密封圈" not in foreign.get("/chains/proposals").content.decode()
    assert foreign.post(f"/chains/proposals/{edge.pk}/decide", {"act": "confirm", "version": 1}).status_code == 404
    assert foreign.get(f"/chains/proposals/{edge.pk}/correct").status_code == 404
    foreign.post("/chains/proposals/decide", {"act": "confirm", "chosen": [edge.pk]})
    assert one(pk=edge.pk).standing == "waiting"


def test_a_province_that_confirms_leaves_the_row_to_the_county(county, sign_in):
    edge = one(target="密封圈")
    sign_in(county["bureau_head"]).post(f"/chains/proposals/{edge.pk}/decide", {"act": "confirm", "version": 1})
    assert entries("product-links").get(c_other="密封圈").region == "370725"


def test_no_address_leads_away_from_the_desk(county, sign_in):
    edge = one(target="密封圈")
    answer = sign_in(county["clerk"]).post(
        f"/chains/proposals/{edge.pk}/decide", {"act": "reject", "version": 1, "back": "https://elsewhere.example/"}
    )
    assert answer.headers["Location"] == "/chains/proposals"


def test_the_database_holds_a_proposal_to_one_place(county):
    from django.db import IntegrityError

    row = one(target="密封圈")
    row.pk, row.edge, row.firm = None, "x", ALONE
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_the_button_looks_through_what_waits_and_is_on_the_trail(county, sign_in, read_page):  # noqa: F811
    read_page(county["clerk"], "## 新页\n减速机由轴承组成。\n", "more.txt", "2026-05")
    clerk = sign_in(county["clerk"])
    button = re.compile(r'action="/chains/proposals/look".*?</form>', re.DOTALL)
    assert "disabled" not in button.search(clerk.get("/chains/proposals").content.decode())[0]
    clerk.post("/chains/proposals/look")
    assert "disabled" in button.search(clerk.get("/chains/proposals").content.decode())[0]
    assert one(source="减速机", target="轴承", relation="made_from").on == date(2026, 5, 31)
    entry = TrailEntry.objects.order_by("-number").first()
    assert (entry.action, entry.after) == ("looked through for edges", {"places": 1, "new": 1, "left": 0})
