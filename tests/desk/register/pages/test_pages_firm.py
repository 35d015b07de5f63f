"""A firm's page, a row's page, the drawer of a cell, computed figures, ties to pages, regions and industries."""

from __future__ import annotations

from datetime import date

import pytest
from room_fixtures import PAGE
from sheet_fixtures import AUDIT, PAPER, SOFT, TWIN, YEAR_HEADERS, bring_in, sheet

from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.register.models import ENTRIES, CellContest, Subject
from yanzhen.desk.register.pages.lamps import validity

HTMX = {"HX-Request": "true"}


@pytest.fixture
def head(cast, sign_in, register):
    return sign_in(cast["bureau_head"])


def year(subject: str, number: int):
    return ENTRIES["firm-years"].objects.get(subject=subject, c_year=number)


class TestTheFirmsPage:
    def test_names_codes_and_paths(self, head):
        page = head.get(f"/register/firms/{PAPER}").text
        assert "示例晨光纸业有限公司" in page and "示例老纸厂" in page and "曾用名" in page
        assert "市场监管" in page and "格式无误" in page
        assert 'href="/register/regions/370700"' in page and 'href="/register/industries/C22"' in page

    def test_years_stand_side_by_side_with_what_is_computed(self, head):
        page = head.get(f"/register/firms/{PAPER}").text
        assert ">1,250</button>" in page and ">1,000</button>" in page
        assert f'formaction="/register/firms/{PAPER}/figures/revenue_growth/2024"' in page and ">25%</button>" in page

    def test_a_title_has_its_lamp(self, head):
        page = head.get(f"/register/firms/{PAPER}").text
        assert "已到期" in page

    def test_links_lead_to_the_other_firm_both_ways(self, head):
        assert f'href="/register/firms/{TWIN}"' in head.get(f"/register/firms/{PAPER}").text
        assert f'href="/register/firms/{PAPER}"' in head.get(f"/register/firms/{TWIN}").text

    def test_firms_of_one_name_are_shown_side_by_side_never_as_one(self, head):
        page = head.get(f"/register/firms/{TWIN}").text
        assert "同名的其他企业" in page and f'href="/register/firms/{SOFT}"' in page
        assert "300" in page and "300" not in head.get(f"/register/firms/{SOFT}").text.split("<main")[1]

    def test_what_disagrees_stands_on_top(self, head):
        page = head.get(f"/register/firms/{PAPER}").text
        assert "来源不一致" in page.split("年度")[0] or "来源不一致" in page
        assert "来源不一致" not in head.get(f"/register/firms/{SOFT}").text

    def test_when_what_was_known(self, head):
        page = head.get(f"/register/firms/{PAPER}").text.split('id="history"')[1]
        assert page.index("audit.csv") < min(page.index("years.csv"), page.index("firms.csv"))

    def test_a_firm_that_is_not_there(self, head):
        assert head.get("/register/firms/91370725MA0000099X").status_code == 404

    @pytest.mark.parametrize("language", ["zh-hans", "en"])
    def test_an_empty_firm_says_what_is_missing(self, head, language):
        head.cookies["django_language"] = language
        page = head.get(f"/register/firms/{SOFT}").text
        assert ("还没有这家企业的年度数据" if language == "zh-hans" else "No year of this firm is known yet") in page


class TestTheDrawerOfACell:
    def test_the_cell_stands_in_its_sheet_with_its_header_and_neighbours(self, head):
        entry = year(PAPER, 2023)
        page = head.get(f"/register/rows/firm-years/{entry.pk}/revenue").text
        assert "years.csv · years!D2" in page and "营业收入（万元）" in page
        assert "<mark>1,000</mark>" in page and "1,200.5" in page

    def test_another_source_stands_beside_with_the_rule(self, head):
        entry = year(PAPER, 2024)
        part = head.get(f"/register/rows/firm-years/{entry.pk}/revenue", headers=HTMX).text
        assert "<!doctype" not in part and "data-close" in part
        assert "<mark>1,250</mark>" in part and "1,200.5 万元" in part
        assert "来源等级较低" in part and "审计报告" in part

    def test_the_unit_is_the_sheet_s_own(self, head, cast, tmp_path):
        headers = ("统一社会信用代码", "年度", "营业收入（亿元）")
        rows = sheet(headers, [(SOFT, 2024, "0.5")])
        bring_in(cast["bureau_head"], tmp_path, "firm-years", "yi.csv", rows, source="公报")
        page = head.get(f"/register/rows/firm-years/{year(SOFT, 2024).pk}/revenue").text
        assert "<mark>0.5</mark>" in page and "5,000 万元" in page

    def test_an_empty_cell_and_an_unknown_column_have_no_source(self, head):
        entry = year(TWIN, 2024)
        for column in ("rd_expense", "nothing"):
            assert head.get(f"/register/rows/firm-years/{entry.pk}/{column}").status_code == 404

    def test_a_row_s_page_shows_every_column(self, head):
        page = head.get(f"/register/rows/firm-years/{year(PAPER, 2024).pk}").text
        assert "研发费用" in page and "60 万元" in page and "未知" in page
        assert head.get(f"/register/rows/firms/{ENTRIES['firms'].objects.get(key=PAPER).pk}")["Location"].endswith(
            PAPER
        )


class TestComputedFigures:
    def test_the_tree_leads_down_to_the_cells(self, head):
        page = head.get(f"/register/firms/{PAPER}/figures/revenue_growth/2024").text
        assert "25%" in page and "营业收入 2023" in page and "营业收入 2024" in page
        for entry in (year(PAPER, 2023), year(PAPER, 2024)):
            assert f'formaction="/register/rows/firm-years/{entry.pk}/revenue"' in page

    def test_what_is_missing_is_named(self, head):
        page = head.get(f"/register/firms/{PAPER}/figures/revenue_growth/2023").text
        assert "未知" in page and "营业收入 2022" in page

    def test_a_rounded_share_says_so(self, head):
        assert (
            "≈"
            not in head.get(f"/register/firms/{PAPER}/figures/rd_ratio/2023").text.split("<main")[1].split("tree")[0]
        )
        page = head.get(f"/register/firms/{PAPER}/figures/rd_staff_share/2023")
        assert page.status_code == 200

    @pytest.mark.parametrize("address", ["nothing/2024", "rd_ratio/12"])
    def test_what_is_not_there(self, head, address):
        assert head.get(f"/register/firms/{PAPER}/figures/{address}").status_code == 404


@pytest.mark.parametrize(
    ("first", "last", "lamp"),
    [
        ("2024-01-01", "2027-03-01", Lamp.GOOD),
        ("2024-01-01", "2026-12-31", Lamp.WATCH),
        ("2024-01-01", "2026-11-24", Lamp.WATCH),
        ("2024-01-01", "2026-11-23", Lamp.BAD),
        ("2027-01-01", "2028-01-01", Lamp.WATCH),
        ("2024-01-01", None, Lamp.UNKNOWN),
    ],
)
def test_a_title_is_valid_on_both_its_end_days(first, last, lamp):
    assert validity({"valid_from": first, "valid_to": last}, date(2026, 11, 24)).lamp is lamp


class TestTies:
    @pytest.fixture
    def subject(self, cast, read_page) -> Subject:
        document = read_page(cast["clerk"], PAGE)
        return Subject.objects.get(document=document, name="示例晨光纸业有限公司")

    def test_a_name_alone_ties_nothing(self, head, subject):
        page = head.get(f"/register/firms/{PAPER}").text
        assert "还没有材料中的主体与它对应" in page and "就是这家" in page
        assert "4.34" not in page

    def test_a_person_ties_and_unties_from_both_pages(self, head, subject):
        assert "就是这家" in head.get(f"/register/subjects/{subject.pk}").text
        head.post(f"/register/subjects/{subject.pk}/firm", {"firm": PAPER})
        assert "4.34 亿元" in head.get(f"/register/firms/{PAPER}").text
        assert f"/register/firms/{PAPER}" in head.get(f"/register/subjects/{subject.pk}").text
        head.post(f"/register/subjects/{subject.pk}/no-firm")
        assert "4.34" not in head.get(f"/register/firms/{PAPER}").text

    def test_a_code_that_is_no_firm_is_said(self, head, subject):
        answer = head.post(f"/register/subjects/{subject.pk}/firm", {"firm": "123"}, follow=True)
        assert "名册中没有这个代码的企业：123" in answer.text

    def test_a_reader_ties_nothing(self, cast, sign_in, register, subject):
        assert (
            sign_in(cast["auditor"]).post(f"/register/subjects/{subject.pk}/firm", {"firm": PAPER}).status_code == 403
        )


class TestContests:
    def test_a_cell_is_contested_and_decided(self, head, cast, sign_in):
        entry = year(PAPER, 2024)
        address = f"/register/rows/firm-years/{entry.pk}/revenue"
        sign_in(cast["auditor"]).post(f"{address}/contest", {"reason": "审计报告写的是1260"})
        assert "审计报告写的是1260" in head.get(address).text
        made = CellContest.objects.get()
        assert made.value == "1,250 万元" and "审计报告写的是1260" in head.get("/register/contests").text
        head.post(f"/register/cell-contests/{made.pk}/settle", {"standing": "dismissed", "answer": "以报告为准"})
        head.post(f"/register/cell-contests/{made.pk}/settle", {"standing": "upheld", "answer": "再改"})
        made.refresh_from_db()
        assert (made.standing, made.answer) == ("dismissed", "以报告为准")
        assert "以报告为准" in head.get(address).text

    def test_a_contest_needs_a_reason_and_an_approver(self, head, cast, sign_in):
        entry = year(PAPER, 2024)
        address = f"/register/rows/firm-years/{entry.pk}/revenue/contest"
        assert head.post(address, {"reason": " "}).status_code == 400
        head.post(address, {"reason": "不对"})
        made = CellContest.objects.get()
        assert sign_in(cast["clerk"]).post(f"/register/cell-contests/{made.pk}/settle").status_code == 403


class TestTrees:
    def test_a_region_counts_the_firms_below_it(self, head):
        page = head.get("/register/regions/370700").text
        assert '<a href="/register/tables/firms?region=370725">4</a>' in page
        assert "不显示" in head.get("/register/regions/370000").text

    def test_a_code_or_a_name_leads_to_its_place(self, head):
        assert head.get("/register/regions?q=昌乐")["Location"] == "/register/regions/370725"
        assert head.get("/register/industries?q=3562")["Location"] == "/register/industries/C3562"
        assert "福建省" in head.get("/register/regions?q=鼓楼区").text
        assert "没有找到" in head.get("/register/regions?q=没有的地方").text

    def test_a_code_that_is_no_longer_in_force_says_so(self, head):
        page = head.get("/register/regions/372225").text
        assert "此代码已停用" in page and "/register/regions/370725" in page
        assert head.get("/register/regions/999999").status_code == 404

    def test_an_industry_counts_by_its_subtree(self, head):
        page = head.get("/register/industries/C").text
        assert '<a href="/register/tables/firms?industry=C35">2</a>' in page
        assert head.get("/register/industries/Z").status_code == 404

    def test_strategic_industries_count_with_what_is_below(self, head):
        page = head.get("/register/strategic").text
        assert (
            'href="/register/tables/firms?strategic=1"' in page
            and 'href="/register/tables/firms?strategic=1.2"' in page
        )


def test_the_front_page_counts_each_table_and_what_disagrees(head):
    page = head.get("/register/").text
    assert "各表共 11 行" in page and "1 行不一致" in page and "audit.csv" in page


def test_an_empty_register_says_what_to_bring(cast, sign_in):
    page = sign_in(cast["clerk"]).get("/register/").text
    assert "/register/tables/firms/template" in page and "/register/import" in page
    home = sign_in(cast["clerk"]).get("/").text
    assert "/register/tables/firms/template" in home
    assert "/register/import" not in sign_in(cast["park"]).get("/register/tables/titles").text.split("<main")[1]


def test_the_morning_paper_tells_what_disagrees_and_what_ends(head, cast, tmp_path):
    home = head.get("/").text
    assert "1,250 万元" in home and "1,200.5 万元" in home and "名册有 4 家企业" in home


def test_a_sheet_that_repeats_the_audit_agrees(head, cast, tmp_path):
    again = sheet(YEAR_HEADERS, AUDIT)
    bring_in(cast["bureau_head"], tmp_path, "firm-years", "tax.csv", again, source="税务局", rank=2)
    page = head.get(f"/register/rows/firm-years/{year(PAPER, 2024).pk}/revenue").text
    assert "说法相同" in page and "tax.csv" in page
