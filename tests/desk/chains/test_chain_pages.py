"""The chain's pages: what they show, to whom, and where each figure comes from."""

import csv
import re

import pytest
from chain_rows import ALONE, LEAD, OUTSIDE, SECOND, THIRD, bring_chain
from django.urls import reverse

pytestmark = pytest.mark.django_db
EVERY = (
    "/chains/", "/chains/?product=轴承", "/chains/?q=轴", "/chains/?product=没有", "/chains/lists/products",
    "/chains/lists/gaps", "/chains/lists/risks", "/chains/lists/work", "/chains/lists/work?product=轴承",
    "/chains/matrix", "/chains/industries",
)  # fmt: skip


@pytest.mark.parametrize("address", EVERY)
def test_every_page_answers_with_and_without_a_chain(cast, sign_in, address):
    clerk = sign_in(cast["clerk"])
    assert clerk.get(address).status_code == 200
    bring_chain()
    assert clerk.get(address).status_code == 200


@pytest.mark.parametrize("address", EVERY)
def test_another_county_sees_nothing_of_it(chain, sign_in, address):
    page = sign_in(chain["foreign"]).get(address).content.decode()
    for word in ("昌乐轴承", "减速机", LEAD, "ZL2024"):
        assert word not in page


def test_the_map_draws_the_chain_from_left_to_right(chain, sign_in):
    page = sign_in(chain["clerk"]).get("/chains/?product=轴承").content.decode()
    drawn = re.findall(r'<a href="[^"]*" class="chain-node (\w+)( focus)?"[^>]*><title>([^:]+):', page)
    assert ("strong", " focus", "轴承") in drawn
    assert {("missing", "", "滚珠"), ("strong", "", "轴承钢"), ("weak", "", "电机"), ("unknown", "", "减速机")} <= set(
        drawn
    )
    left = {name: float(x) for name, x in re.findall(r'<title>([^:<]+):[^<]*</title><rect x="([\d.]+)"', page)}
    assert left["轴承钢"] < left["滚珠"] < left["轴承"] < left["电机"] < left["风机"]


def test_output_concentration_and_dependence_on_elsewhere_are_told(chain, sign_in):
    clerk = sign_in(chain["clerk"])
    page = clerk.get("/chains/?product=轴承&region=370725").content.decode()
    assert "13,500" in page and "相当于 3.0 家同等规模" in page and "0% 在外地" in page
    assert "外地" in clerk.get("/chains/?product=滚珠").content.decode()
    text = clerk.get("/chains/lists/products/export/csv").content.decode("utf-8-sig")
    rows = {row[0]: row for row in csv.reader(text.splitlines())}
    assert (
        rows["轴承"][5:7] == ["13500.0", "0.0"] and rows["滚珠"][5:7] == ["", "100.0"] and rows["钢材"][5:7] == ["", ""]
    )


def test_every_link_and_output_opens_its_cell(chain, sign_in):
    clerk = sign_in(chain["clerk"])
    page = clerk.get("/chains/?product=轴承").content.decode()
    places = re.findall(r'formaction="(/register/rows/[^"]+)"', page)
    kinds = {place.split("/")[3] for place in places}
    assert kinds == {"product-links", "firm-products"}
    for place in places:
        drawer = clerk.get(place)
        assert drawer.status_code == 200
        assert "甲" in drawer.content.decode()


def test_without_a_firm_what_it_alone_made_is_missing(chain, sign_in):
    page = sign_in(chain["clerk"]).get("/chains/", {"product": "轴承", "without": [ALONE]}).content.decode()
    weaker = page.split("What is weaker")[-1] if "What is weaker" in page else page.split("没有它们")[-1]
    assert "电机" in weaker
    assert re.search(r'class="chain-node (missing|unknown)[^"]*"[^>]*><title>电机:', page)


def test_a_champion_makes_strong_and_its_leaving_shows(chain, sign_in):
    clerk = sign_in(chain["clerk"])
    with_all = clerk.get("/chains/?product=轴承").content.decode()
    without = clerk.get("/chains/", {"product": "轴承", "without": [LEAD, SECOND, THIRD]}).content.decode()
    assert 'class="chain-node strong focus"' in with_all
    assert 'class="chain-node strong focus"' not in without


def test_the_gap_is_between_what_is_strong(chain, sign_in):
    page = sign_in(chain["clerk"]).get("/chains/lists/gaps?product=轴承").content.decode()
    assert "滚珠" in page
    assert OUTSIDE in page
    assert "余杭区" in page, "the outside maker's region is that of its code"


def test_the_break_risk_names_the_one_firm_and_what_is_lost(chain, sign_in):
    page = sign_in(chain["clerk"]).get("/chains/lists/risks").content.decode()
    rows = re.findall(r"<tr data-item>(.*?)</tr>", page)
    assert len(rows) == 1
    assert "电机" in rows[0]
    assert "昌乐电机" in rows[0]
    assert "风机" in rows[0], "what is lost is named"


def test_the_work_lists_hold_all_three_tasks(chain, sign_in):
    page = sign_in(chain["clerk"]).get("/chains/lists/work?product=轴承&up=2&down=0").content.decode()
    assert set(re.findall(r'class="task (\w+)"', page)) >= {"mend", "extend"}
    page = sign_in(chain["clerk"]).get("/chains/lists/work").content.decode()
    assert "strengthen" in re.findall(r'class="task (\w+)"', page)


@pytest.mark.parametrize("kind", ["products", "gaps", "risks", "work"])
def test_lists_are_exported_defused_and_with_sources(chain, sign_in, kind):
    answer = sign_in(chain["clerk"]).get(f"/chains/lists/{kind}/export/csv")
    assert answer.status_code == 200
    text = answer.content.decode()
    assert text.startswith("\ufeff")
    assert not any(line.startswith(("=", '"=')) for line in text.splitlines())
    if kind == "gaps":
        assert f"firm-products:{OUTSIDE}:滚珠" in text


def test_a_list_to_pass_on_names_no_firm_and_holds_small_counts_back(chain, sign_in):
    text = sign_in(chain["clerk"]).get("/chains/lists/products/export/csv?shared=1").content.decode()
    assert "<3" in text
    assert not any(code in text for code in (LEAD, SECOND, OUTSIDE, "昌乐"))


def test_an_unknown_list_or_form_leads_nowhere(chain, sign_in):
    clerk = sign_in(chain["clerk"])
    assert clerk.get("/chains/lists/other").status_code == 404
    assert clerk.get("/chains/lists/gaps/export/exe").status_code == 404


def test_the_matrix_opens_to_its_evidence(chain, sign_in):
    clerk = sign_in(chain["clerk"])
    page = clerk.get("/chains/matrix?product=轴承").content.decode()
    cells = re.findall(r'href="(/chains/matrix/cell/patent[^"]*)"', page)
    assert cells
    found = clerk.get(cells[0].replace("&amp;", "&")).content.decode()
    assert "ZL2024" in found
    place = re.search(r'formaction="(/register/rows/patents/[^"]+)"', found)[1]
    assert clerk.get(place).status_code == 200


def test_the_day_decides_what_is_there(chain, sign_in):
    page = sign_in(chain["clerk"]).get("/chains/?product=轴承&day=2020-01-01").content.decode()
    assert "昌乐轴承" not in page, "makers are known from the end of 2025 on"


def test_the_graph_is_made_again_after_an_import(chain, sign_in):
    from brought_rows import bring
    from chain_rows import COUNTY

    clerk = sign_in(chain["clerk"])
    clerk.get("/chains/?product=轴承")
    bring("product-links", {"product": "轴承", "relation": "made_from", "other": "润滑脂"}, source="乙", office=COUNTY)
    assert "润滑脂" in clerk.get("/chains/?product=轴承").content.decode()


def test_home_tells_how_the_region_stands(chain, sign_in):
    assert reverse("chains:index") in sign_in(chain["clerk"]).get("/").content.decode()


def test_products_that_are_not_told_apart_by_the_words_are_offered(chain, sign_in):
    page = sign_in(chain["clerk"]).get("/chains/?q=滚珠").content.decode()
    assert "product=%E9%99%B6%E7%93%B7%E6%BB%9A%E7%8F%A0" in page or "陶瓷滚珠" in page


@pytest.mark.parametrize("typed", ["余杭区", "余杭", "330110"])
def test_a_region_may_be_named(chain, sign_in, typed):
    page = sign_in(chain["clerk"]).get("/chains/", {"product": "滚珠", "region": typed}).content.decode()
    assert "余杭区做“滚珠”有多强" in page


def test_the_whole_country_and_what_is_no_region(chain, sign_in):
    clerk = sign_in(chain["clerk"])
    assert "全国做“滚珠”" in clerk.get("/chains/?product=滚珠&region=全国").content.decode()
    assert "昌乐县做“滚珠”" in clerk.get("/chains/?product=滚珠&region=没有").content.decode()
