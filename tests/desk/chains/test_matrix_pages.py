"""The matrix's people and key technologies: where they stand, to whom they are shown, what an erasure and a file to pass on leave of them."""

import csv
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from brought_rows import bring
from chain_rows import COUNTY, LEAD, OUTSIDE, SECOND
from django.utils import timezone

from yanzhen.desk.accounts.rights import Role
from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.privacy.erasing import Choice, erase
from yanzhen.desk.privacy.mentions import mentions_of

pytestmark = pytest.mark.django_db
MATRIX = "/chains/matrix?product=轴承"


@pytest.fixture
def innovation(chain):
    """Two leaders of one firm, a contact who leads nothing, and four key technologies."""
    people = [
        {"name": name, "organisation": "昌乐轴承", "duty": "技术带头人", "uscc": LEAD, "product": "轴承"}
        for name in ("甲乙丙", "丁戊己")
    ]
    contact = {"name": "庚辛壬", "organisation": "昌乐轴承", "duty": "联系人", "uscc": LEAD}
    bring("people", *people, contact, office=COUNTY)
    rows = [
        {"name": "套圈精磨", "product": "轴承", "holder": LEAD, "mastery": "mastered", "stated_on": "2025-03-01"},
        {"name": "滚珠超精研", "product": "滚珠", "holder": OUTSIDE, "mastery": "mastered", "stated_on": "2025-03-01"},
        {"name": "高纯净冶炼", "product": "轴承钢", "mastery": "missing", "basis": "调研报告"},
        {"name": "碳纤维铺放", "product": "机翼", "holder": SECOND},
    ]
    bring("technologies", *rows, office=COUNTY)
    return chain


def cell_of(client, page: str, kind: str, node: str) -> str:
    links = [unescape(one) for one in re.findall(rf'href="(/chains/matrix/cell/{kind}[^"]*)"', page)]
    (link,) = [one for one in links if parse_qs(urlsplit(one).query).get("node", [""]) == [node]]
    return client.get(link).content.decode()


def test_leaders_and_technologies_stand_at_their_product_and_open(innovation, sign_in):
    clerk = sign_in(innovation["clerk"])
    page = clerk.get(MATRIX).content.decode()
    leaders = cell_of(clerk, page, "person", "轴承")
    assert "甲乙丙" in leaders and "丁戊己" in leaders and "庚辛壬" not in leaders
    held = cell_of(clerk, page, "technology", "轴承")
    place = re.search(r'formaction="(/register/rows/technologies/[^"]+)"', held)[1]
    assert "套圈精磨" in held and clerk.get(place).status_code == 200


def test_what_is_lacking_is_told_with_who_holds_it_elsewhere(innovation, sign_in):
    clerk = sign_in(innovation["clerk"])
    page = clerk.get(MATRIX).content.decode()
    assert page.index("高纯净冶炼") > page.index("缺关键技术的产品")
    assert "未掌握" in cell_of(clerk, page, "technology", "轴承钢")
    elsewhere = cell_of(clerk, page, "technology", "滚珠")
    assert OUTSIDE in elsewhere and "由外地掌握" in elsewhere


def test_the_other_way_a_technology_without_a_product_here_opens_too(innovation, sign_in):
    clerk = sign_in(innovation["clerk"])
    assert "碳纤维铺放" in cell_of(clerk, clerk.get(MATRIX).content.decode(), "technology", "机翼")
    assert clerk.get("/chains/matrix/cell/technology?product=轴承&node=没有").status_code == 404


def test_another_county_sees_neither(innovation, sign_in):
    foreign = sign_in(innovation["foreign"])
    page = foreign.get(MATRIX).content.decode()
    assert "高纯净冶炼" not in page
    assert foreign.get("/chains/matrix/cell/person?product=轴承&node=轴承").status_code == 404


def test_an_erased_person_is_gone_at_once(innovation, sign_in):
    clerk = sign_in(innovation["clerk"])
    assert "甲乙丙" in cell_of(clerk, clerk.get(MATRIX).content.decode(), "person", "轴承")
    asker = innovation["administrator"]
    rows = frozenset(row.pk for row in mentions_of("甲乙丙", asker).people)
    assert rows
    erase(Choice("甲乙丙", people=rows), asker, Actor(None, "test"), now=timezone.now(), dry_run=False)
    assert "甲乙丙" not in cell_of(clerk, clerk.get(MATRIX).content.decode(), "person", "轴承")


def test_a_file_to_pass_on_names_nobody_and_no_cell_of_few(innovation, sign_in):
    innovation["clerk"].role = Role.EDITOR
    text = sign_in(innovation["clerk"]).get("/chains/matrix/export/csv?product=轴承").content.decode("utf-8-sig")
    assert not any(word in text for word in ("甲乙丙", "昌乐", LEAD))
    rows = {row[0]: row[1:] for row in csv.reader(text.splitlines())}
    people = rows["轴承"][8:10]
    assert people[1] == "<3" and not people[0].isdigit()
    assert rows["轴承钢"][-1] == "1", "what a product lacks names no firm"
