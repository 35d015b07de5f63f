"""The formation's pages: what they show, to whom, and where each link comes from."""

import csv
import re

import pytest
from flock_rows import DIRECT, LEAD, SECOND, bring_flock

pytestmark = pytest.mark.django_db
EVERY = (
    "/formation/", f"/formation/?firm={LEAD}", "/formation/?firm=没有", "/formation/?q=昌乐", "/formation/choose",
    "/formation/leaving", f"/formation/leaving?firm={LEAD}", "/formation/timing", "/formation/timing?move=patents",
    "/formation/effect", "/formation/effect?year=2023&years=3", "/formation/?model=threshold&by_weight=1",
)  # fmt: skip


@pytest.mark.parametrize("address", EVERY)
def test_every_page_answers_with_and_without_links(cast, sign_in, address):
    clerk = sign_in(cast["clerk"])
    assert clerk.get(address).status_code == 200
    bring_flock()
    assert clerk.get(address).status_code == 200


@pytest.mark.parametrize("address", [one for one in EVERY if "firm=9" not in one])
def test_another_county_sees_nothing_of_it(flock, sign_in, address):
    page = sign_in(flock["foreign"]).get(address).content.decode()
    for word in ("昌乐领头雁", "昌乐配套", LEAD, DIRECT[0]):
        assert word not in page


def test_the_lead_with_most_suppliers_pulls_most(flock, sign_in):
    page = sign_in(flock["clerk"]).get("/formation/").content.decode()
    assert re.search(r'1\. <a data-open href="[^"]*">昌乐领头雁</a>', page)
    assert page.count('class="goose"') == 14, "sixteen follow, fourteen are drawn"


def test_the_reach_is_that_of_the_chances(flock, sign_in):
    client = sign_in(flock["clerk"])
    sure = client.get("/formation/?chance_supplies=1").content.decode()
    assert re.search(r"昌乐领头雁</a></td><td[^>]*><span>16</span></td><td[^>]*><span>22\.00 ", sure)
    none = client.get("/formation/?chance_supplies=0").content.decode()
    assert "昌乐领头雁" not in none, "with a chance of 0 nobody leads"


def test_each_link_opens_its_cell(flock, sign_in):
    client = sign_in(flock["clerk"])
    page = client.get(f"/formation/?firm={LEAD}").content.decode()
    places = set(re.findall(r'formaction="(/register/rows/links/[^"]+)"', page))
    assert len(places) == 16
    assert client.get(places.pop()).status_code == 200


def test_choosing_prints_its_certificate(flock, sign_in):
    page = sign_in(flock["clerk"]).get("/formation/choose?k=2&chance_supplies=1").content.decode()
    assert _chosen(page)[0] == "昌乐领头雁"
    assert "%" in page.split("certificate")[1]


def test_the_budget_and_minimum_numbers_bind(flock, sign_in):
    client = sign_in(flock["clerk"])
    asked = {
        "k": "3",
        "budget": "5",
        "cost": "1",
        "costs": "昌乐领头雁 9\n没有 1",
        "least": "宝都街道=1\n昌乐县=1\nC34=2",
    }
    page = client.get("/formation/choose", asked).content.decode()
    assert _chosen(page)
    assert "昌乐领头雁" not in _chosen(page), "a cost may be told by name"
    assert "没有</p>" in page, "a cost of nobody is told"
    none = client.get("/formation/choose", {"k": "1", "least": "没有的街道=1"}).content.decode()
    assert 'class="state partial"' in none


def test_the_choice_is_exported_with_its_certificate(flock, sign_in):
    client = sign_in(flock["clerk"])
    page = client.get("/formation/choose?k=2&chance_supplies=1").content.decode()
    address = re.search(r'href="(/formation/choose/export/csv[^"]*)"', page)[1].replace("&amp;", "&")
    rows = list(csv.reader(client.get(address).content.decode("utf-8-sig").splitlines()))
    assert [row[2] for row in rows[1:]] == _chosen(page)
    assert float(rows[1][8]) <= float(rows[1][7]) <= float(rows[1][9]), "lower bound, spread, upper bound"


def test_leaving_tells_both_rounds_and_the_guards(flock, sign_in):
    page = sign_in(flock["clerk"]).get(f"/formation/leaving?firm={LEAD}").content.decode()
    assert "昌乐配套0" in page
    assert "昌乐二级0" in page
    assert len(re.findall(r"<tr data-item><td><a data-open", page)) >= len(DIRECT) + len(SECOND)
    places = re.findall(r'formaction="(/register/rows/firm-years/[^"]+)"', page)
    assert sign_in(flock["clerk"]).get(places[0]).status_code == 200, "each revenue opens its cell"
    text = sign_in(flock["clerk"]).get(f"/formation/leaving/export/csv?firm={LEAD}").content.decode()
    assert len(text.splitlines()) == 1 + len(DIRECT) + len(SECOND)


def test_moves_in_line_are_told_from_coincidence_only_by_the_shuffles(flock, sign_in):
    page = sign_in(flock["clerk"]).get("/formation/timing?window=365").content.decode()
    assert re.search(r"<dd>[01]\.\d{4} ", page)


def test_who_moved_after_whom_is_listed_and_each_day_opens_its_cell(flock, sign_in):
    client = sign_in(flock["clerk"])
    page = client.get("/formation/timing").content.decode()
    places = re.findall(r'formaction="(/register/rows/titles/[^"]+)"', page)
    assert len(places) == 2 * 8, "eight followers took the title after their lead"
    assert client.get(places[-1]).status_code == 200
    rows = client.get("/formation/timing/export/csv").content.decode().splitlines()
    assert len(rows) == 1 + 8
    assert "2022-01-10" in rows[1]


@pytest.mark.parametrize("name", ["exposed", "guards", "hung"])
def test_each_list_of_a_leaving_is_exported(flock, sign_in, name):
    client = sign_in(flock["clerk"])
    page = client.get(f"/formation/leaving?firm={LEAD}").content.decode()
    address = re.search(rf'href="(/formation/leaving/export/csv[^"]*list={name}[^"]*)"', page)[1].replace("&amp;", "&")
    assert "昌乐" in client.get(address).content.decode().splitlines()[1]


def test_the_flock_is_exported_and_a_firm_that_may_leave_is_found(flock, sign_in):
    client = sign_in(flock["clerk"])
    rows = client.get(f"/formation/flock/export/csv?firm={LEAD}").content.decode().splitlines()
    assert len(rows) == 1 + len(DIRECT)
    page = client.get("/formation/leaving?q=领头").content.decode()
    assert re.search(rf'<li><a href="[^"]*{LEAD}[^"]*">昌乐领头雁</a>', page)


def test_growth_of_the_linked_is_called_an_association(flock, sign_in):
    client = sign_in(flock["clerk"])
    page = client.get(f"/formation/effect?firm={LEAD}&year=2023&years=3").content.decode()
    told = re.search(r'class="band"', page)
    assert told, "sixteen linked and twenty others can be compared"
    rows = client.get(f"/formation/effect/export/csv?firm={LEAD}&year=2023&years=3").content.decode().splitlines()
    assert len(rows) == 1 + 16, "each linked firm with those like it"
    assert client.get("/formation/effect?year=2010").content.decode().count('class="state partial"') == 1


def test_the_ranking_is_exported_with_sources(flock, sign_in):
    text = sign_in(flock["clerk"]).get("/formation/export/csv").content.decode()
    assert f"links:{DIRECT[0]}:{LEAD}:supplies" in text
    assert sign_in(flock["clerk"]).get("/formation/export/exe").status_code == 404


def _chosen(page):
    return re.findall(r"<td>\d+\. <a data-open[^>]*>([^<]+)</a>", page)
