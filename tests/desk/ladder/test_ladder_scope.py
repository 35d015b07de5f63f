"""Whose firms are whose: another county sees nothing, a department its own, a reader changes nothing."""

from __future__ import annotations

import pytest
from brought_rows import bring
from ladder_region import BARE, DAY, FAR, MET, NEAR, OTHER, code_of, firm_row, judge_all

from yanzhen.desk.ladder.models import Run, Turned, Verdict

PLACES = (
    "{code}", "{code}/climb/zj26", "{code}/compare", "{code}/card.pdf", "{code}/card.xlsx", "{code}/whatif/zj26",
)  # fmt: skip
LISTS = (
    "/ladder/",
    "/ladder/firms/",
    "/ladder/champions/",
    "/ladder/titles/?within=365",
    "/ladder/sheet",
    "/ladder/drafts/",
    "/",
)


@pytest.mark.parametrize("place", PLACES)
def test_another_county_is_not_told_that_a_firm_is_there(judged, sign_in, place):
    foreign = sign_in(judged["foreign"])
    for code in (MET, NEAR, FAR, BARE):
        assert foreign.get(f"/ladder/firms/{place.format(code=code)}").status_code == 404
    assert foreign.get(f"/ladder/champions/{MET}").status_code == 404
    assert foreign.get(f"/ladder/firms/{place.format(code=OTHER)}").status_code == 200


@pytest.mark.parametrize("address", LISTS)
def test_another_county_s_lists_name_none_of_our_firms(judged, sign_in, address):
    judge_all(judged["administrator"])
    page = sign_in(judged["foreign"]).get(address).text
    for word in ("甲轴承", "乙阀门", "丙纸业", "丁材料", MET, NEAR):
        assert word not in page, word


def test_a_run_of_the_whole_country_serves_each_county_with_its_own(judged, sign_in):
    run = judge_all(judged["administrator"])
    assert run.total == 5
    mine = Verdict.objects.visible_to(judged["foreign"]).filter(run=run)
    assert set(mine.values_list("uscc", flat=True)) == {OTHER}
    page = sign_in(judged["foreign"]).get("/ladder/firms/?book=zj26").text
    assert "外县公司" in page


def test_another_county_s_export_holds_none_of_ours(judged, sign_in):
    import io

    import openpyxl

    judge_all(judged["administrator"])
    content = sign_in(judged["foreign"]).get("/ladder/firms.xlsx").content
    book = openpyxl.load_workbook(io.BytesIO(content))
    codes = {row[0] for name in ("结论", "条款") for row in list(book[name].values)[1:]}
    assert codes == {OTHER}


def test_another_county_can_stop_no_run_of_ours(region, sign_in):
    sign_in(region["bureau_head"]).post("/ladder/judge", {"on": DAY.isoformat()})
    run = Run.objects.get()
    assert sign_in(region["foreign"]).post(f"/ladder/runs/{run.pk}/stop").status_code == 404
    assert sign_in(region["clerk"]).post(f"/ladder/runs/{run.pk}/stop").status_code == 404, (
        "a wider office asked for it"
    )
    run.refresh_from_db()
    assert run.state == "waiting"


def test_how_far_a_wider_office_s_run_is_does_not_tell_its_firms(region, sign_in):
    sign_in(region["administrator"]).post("/ladder/judge", {"on": DAY.isoformat()})
    Run.objects.update(
        state="running", worker="w", lease_until="2099-01-01T00:00Z", total=98765, done=4321, stage="judging"
    )
    page = sign_in(region["foreign"]).get("/ladder/").text
    assert "98,765" not in page
    assert "98,765" in sign_in(region["administrator"]).get("/ladder/").text


def test_a_department_sees_its_firms_and_the_whole_region_only_as_held_back_counts(region, sign_in):
    park = code_of("F")
    bring("firms", firm_row(park, "园区公司", department="开发区"), source="园")
    judge_all(region["bureau_head"])
    page = sign_in(region["park"]).get("/ladder/firms/?book=sme").text
    assert "园区公司" in page
    clerk = sign_in(region["clerk"])
    assert "园区公司" not in clerk.get("/ladder/firms/?book=sme").text
    assert clerk.get(f"/ladder/firms/{park}").status_code == 404
    assert clerk.get("/ladder/sheet").status_code == 200


def test_answers_that_turned_are_told_to_who_sees_the_firm(judged):
    from ladder_region import year_row

    bring("firm-years", year_row(NEAR, 2025, rd_expense="200"), source="乙", rank=1)
    judge_all(judged["bureau_head"])
    assert Turned.objects.visible_to(judged["clerk"]).exists()
    assert not Turned.objects.visible_to(judged["foreign"]).exists()


@pytest.mark.parametrize(
    ("member", "address", "status"),
    [
        ("park", "/ladder/judge", 403), ("auditor", "/ladder/judge", 403), ("clerk", "/ladder/judge", 302),
        ("clerk", "/ladder/tables", 403), ("bureau_head", "/ladder/tables", 302), ("park", "/ladder/drafts/new", 403),
        ("auditor", "/ladder/drafts/new", 403), ("park", "/ladder/efforts", 302),
    ],
)  # fmt: skip
def test_who_may_change_what(region, sign_in, member, address, status):
    assert sign_in(region[member]).post(address, {"on": DAY.isoformat()}).status_code == status


def test_no_page_is_shown_to_who_is_not_signed_in(judged, client):
    for address in (*LISTS, f"/ladder/firms/{MET}", "/ladder/books/zj26", "/ladder/firms.xlsx"):
        assert client.get(address).status_code == 302
