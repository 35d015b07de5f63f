"""What only persons decide: entered by an approver with the ground, kept as the register keeps everything, taken back."""

from __future__ import annotations

import pytest
from ladder_region import DAY, FAR, MET, NEAR

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.ladder.held import firms_held
from yanzhen.desk.register.models import ENTRIES, Import


@pytest.fixture
def head(region, sign_in):
    return sign_in(region["bureau_head"])


def firm(person, code: str = FAR):
    return firms_held([code], person, DAY)[0].firm


def enter(client, book: str, code: str = FAR, **form):
    return client.post(f"/ladder/firms/{code}/answers/{book}", {"on": DAY.isoformat(), **form})


def test_an_answer_goes_into_the_register_with_its_ground(head, region):
    assert enter(head, "zj26", criterion="zj26.5", answer="met", basis="现场核查 2026-11-20").status_code == 302
    assert firm(region["bureau_head"]).manual == {"zj26.5": True}
    row = ENTRIES["manual"].objects.get(subject=FAR)
    assert (row.region, row.values["basis"]) == ("370725", "现场核查 2026-11-20")
    assert Import.objects.latest("pk").by_name.startswith("王局")
    assert TrailEntry.objects.filter(action="sheet imported").latest("pk").person == region["bureau_head"]
    page = head.get(f"/ladder/firms/{FAR}/answers/zj26").text
    assert "现场核查 2026-11-20" in page
    assert 'value="withdraw"' in page


def test_it_can_be_changed_and_taken_back(head, region):
    enter(head, "zj26", criterion="zj26.5", answer="met", basis="甲")
    enter(head, "zj26", criterion="zj26.5", answer="unmet", basis="乙")
    assert firm(region["bureau_head"]).manual == {"zj26.5": False}
    enter(head, "zj26", criterion="zj26.5", act="withdraw")
    assert firm(region["bureau_head"]).manual == {}


def test_what_a_sheet_said_is_not_taken_back_here(head, region):
    enter(head, "zj26", MET, criterion="zj26.5", act="withdraw")
    assert firm(region["bureau_head"], MET).manual == {"zj26.5": True}
    assert 'value="withdraw"' not in head.get(f"/ladder/firms/{NEAR}/answers/zj26").text


def test_without_a_ground_nothing_is_kept(head, region):
    enter(head, "zj26", criterion="zj26.5", answer="met", basis="  ")
    enter(head, "zj26", criterion="zj26.5", basis="甲")
    enter(head, "zj26", criterion="zj26.4", answer="met", basis="a figure decides this one")
    enter(head, "zj26", criterion="nothing", answer="met", basis="甲")
    assert firm(region["bureau_head"]).manual == {}


def test_experts_points_narrow_the_score(head, region):
    enter(head, "gx", criterion="gx.m1", low="4", high="5.5", basis="专家组 2026-11-01")
    assert firm(region["bureau_head"]).experts == {"gx.m1": (4, 5.5)}
    assert "4～5.5" in head.get(f"/ladder/firms/{FAR}?on={DAY}&book=gx").text


@pytest.mark.parametrize(
    ("low", "high"), [("5", "4"), ("-1", "4"), ("4", "7"), ("x", "4"), ("", ""), ("NaN", "4"), ("4", "inf")]
)
def test_points_outside_the_band_are_refused(head, region, low, high):
    enter(head, "gx", criterion="gx.m1", low=low, high=high, basis="甲")
    assert firm(region["bureau_head"]).experts == {}


def test_only_an_approver_may_and_only_in_their_region(region, sign_in):
    assert enter(sign_in(region["clerk"]), "zj26", criterion="zj26.5", answer="met", basis="x").status_code == 403
    from yanzhen.desk.accounts.rights import Role

    foreign = region["foreign"]
    foreign.role = Role.APPROVER
    foreign.save()
    assert enter(sign_in(foreign), "zj26", criterion="zj26.5", answer="met", basis="x").status_code == 404
    assert firm(region["bureau_head"]).manual == {}
