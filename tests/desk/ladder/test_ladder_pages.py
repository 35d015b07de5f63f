"""The ladder's pages: what they say of a small region, each figure with its source."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest
from brought_rows import bring
from django.urls import reverse
from django.utils import timezone
from ladder_region import BARE, DAY, FAR, MET, NEAR, OTHER, judge_all, year_row

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.frame.paper import Visit
from yanzhen.desk.ladder import room
from yanzhen.desk.ladder.models import Efforts, Run, Tally, Verdict, Whole
from yanzhen.desk.register.models import ENTRIES

LATER = datetime(2026, 11, 28, 8, 0, tzinfo=UTC)


@pytest.fixture
def head(judged, sign_in):
    return sign_in(judged["bureau_head"])


def text_of(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.text


def on(day: date = DAY) -> str:
    return f"?on={day.isoformat()}"


def test_the_ladder_counts_each_book_and_says_what_stops_most(head):
    page = text_of(head.get("/ladder/"))
    assert "专精特新中小企业" in page
    assert "只差一步" in page
    line = page.split("applicant=new&amp;book=zj26")[1]
    line = page[page.index(line) :].split("</tr>")[0]
    assert "zj26.3" in line
    assert 'answer=met">1<' in line
    assert 'answer=unmet">3<' in line


def test_the_counts_are_of_the_firms_that_the_person_may_see(judged, sign_in):
    assert Tally.objects.visible_to(judged["foreign"]).count() == 0
    page = text_of(sign_in(judged["foreign"]).get("/ladder/"))
    assert "1 家企业待判定" in page, "their own firm, and no judging covers it"
    assert "甲轴承" not in page


def test_the_list_narrows_by_book_answer_missing_figure_and_criterion(head):
    base = f"/ladder/firms/{on()}&book=zj26"
    assert "甲轴承" in text_of(head.get(f"{base}&answer=met"))
    assert "乙阀门" not in text_of(head.get(f"{base}&answer=met"))
    near = text_of(head.get(f"{base}&near=yes"))
    assert "乙阀门" in near
    assert "丙纸业" not in near
    assert "研发费用(2025) 128 万元 → 129 万元 (+1 万元)" in near
    missing = text_of(head.get(f"{base}&missing=platform_score"))
    assert "丁材料" in missing
    assert "甲轴承" not in missing
    stopped = text_of(head.get(f"{base}&stop=zj26.3"))
    assert "乙阀门" in stopped
    assert "丁材料" not in stopped
    assert "丁材料" not in text_of(head.get(f"{base}&industry=C"))
    assert "甲轴承" in text_of(head.get(f"{base}&q=甲轴"))
    assert "甲轴承" in text_of(head.get(f"{base}&q={MET[:12]}&region=370725"))
    assert "没有符合筛选条件的企业" in text_of(head.get(f"{base}&q=没有此企业"))


def test_the_list_sorts_by_effort_and_pages(head, settings):
    settings.LIST_PAGE_ROWS = 5
    page = text_of(head.get(f"/ladder/firms/{on()}&sort=name&page=2"))
    assert 'rel="prev"' in page
    assert 'aria-sort="ascending"' in page


def test_the_export_of_the_list_tells_clause_seen_expected_margin_and_cells(head):
    answer = head.get(f"/ladder/firms.xlsx{on()}&book=zj26")
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    assert book.sheetnames == ["结论", "条款", "说明"]
    rows = [dict(zip(next(book["条款"].values), row, strict=True)) for row in list(book["条款"].values)[1:]]
    line = next(row for row in rows if row["代码"] == NEAR and row["条款编号"] == "zj26.3")
    assert line["条款"] == "附件1（三）"
    assert line["结论"] == "不满足"
    assert float(line["差额"]) == pytest.approx(128 / 4300 * 100 - 3)
    assert "甲.xlsx 表1!" in line["出处单元格"]
    assert line["核对"] == "摘要", "as the pages call it, not as the book's file does"
    told = next(row for row in rows if row["代码"] == BARE and row["条款编号"] == "zj26.2a")
    assert told["缺少"].startswith("2025 年营业收入")
    answers = [dict(zip(next(book["结论"].values), row, strict=True)) for row in list(book["结论"].values)[1:]]
    assert "营业收入" in next(row for row in answers if row["代码"] == BARE)["缺少"].split("、")
    assert TrailEntry.objects.filter(action="exported", subject_kind="ladder").exists()


def test_the_card_leads_each_figure_to_its_cell_in_the_register(head):
    page = text_of(head.get(f"/ladder/firms/{NEAR}{on()}"))
    entry = ENTRIES["firm-years"].objects.get(subject=NEAR, c_year=2025)
    address = reverse("register:cell", args=["firm-years", entry.pk, "rd_expense"])
    assert f'formaction="{address}"' in page
    assert "研发费用(2025) 128万元 ÷ 营业收入(2025) 4300万元 = 2.98% ≥ 3%" in page
    assert head.get(address).status_code == 200


def test_the_card_names_rights_by_their_numbers(head):
    assert "ZL" in text_of(head.get(f"/ladder/firms/{MET}{on()}"))


def test_the_card_says_what_is_missing_and_where_to_bring_it(head):
    page = text_of(head.get(f"/ladder/firms/{BARE}{on()}&book=zj26"))
    assert "缺少2025 年营业收入，来自年度审计报告" in page
    assert "/register/import?kind=firm-years" in page


def test_the_card_on_an_earlier_day_uses_the_books_of_that_day(head):
    page = text_of(head.get(f"/ladder/firms/{MET}{on(date(2026, 3, 31))}"))
    assert 'id="zj22"' in page
    assert 'id="zj26"' not in page
    past = text_of(head.get(f"/ladder/firms/{MET}{on()}"))
    assert "2025-11-23" in past


def test_the_card_shows_titles_with_their_validity_and_answers_that_turned(head, judged):
    from ladder_region import year_row

    bring("firm-years", year_row(NEAR, 2025, rd_expense="200"), source="乙", rank=1)
    judge_all(judged["bureau_head"])
    page = text_of(head.get(f"/ladder/firms/{NEAR}{on()}"))
    assert "天后到期" in page
    assert "不满足 → " in page


def test_the_climb_is_told_in_plain_words(head):
    page = text_of(head.get(f"/ladder/firms/{NEAR}/climb/zj26{on()}"))
    assert "128 万元 → <b>129 万元</b>" in page
    assert "+1 万元" in page
    assert "已满足，无须再升" in text_of(head.get(f"/ladder/firms/{MET}/climb/zj26{on()}"))
    assert "今年无法改变" in text_of(head.get(f"/ladder/firms/{MET}/climb/yx26{on()}"))


def test_the_climb_as_a_fragment_for_the_card(head):
    fragment = head.get(f"/ladder/firms/{NEAR}/climb/zj26{on()}", headers={"HX-Request": "true"}).text
    assert "<html" not in fragment
    assert "129 万元" in fragment


def test_efforts_that_a_person_weighs_order_their_climbs_alone(head, judged):
    ways = head.get(f"/ladder/firms/{FAR}/climb/cx{on()}").text
    told = head.post("/ladder/efforts", {"effort-main_revenue": "900", "effort-ip": "3", "next": "/ladder/"})
    assert told["Location"] == "/ladder/"
    assert Efforts.objects.get().weights == {"main_revenue": 900.0}
    assert head.get(f"/ladder/firms/{FAR}/climb/cx{on()}").text != ways
    entry = TrailEntry.objects.filter(action="efforts weighed").get()
    assert entry.after == {"main_revenue": 900.0}
    head.post("/ladder/efforts", {"effort-main_revenue": "-1", "next": "https://elsewhere.example/"})
    assert Efforts.objects.get().weights == {}


def test_the_same_firm_under_the_rules_of_2022_and_2026(head):
    page = text_of(head.get(f"/ladder/firms/{MET}/compare{on()}&one=zj22&other=zj26"))
    assert page.count('class="book-part"') == 2
    assert "这一天对这类申请无效" in page
    assert head.get(f"/ladder/firms/{MET}/compare{on()}&one=nothing&other=zj26").status_code == 404
    assert head.get(f"/ladder/firms/{MET}/compare{on()}&one=points&other=zj26").status_code == 404


def test_the_paper_of_a_firm_is_one_page_with_its_sources(head):
    pdfium = pytest.importorskip("pypdfium2", reason="pypdfium2 reads the page back")
    for code in (NEAR, FAR, BARE):
        content = head.get(f"/ladder/firms/{code}/card.pdf{on()}").content
        document = pdfium.PdfDocument(content)
        try:
            page = document[0]
            size = (round(page.get_width()), round(page.get_height()))
            text_page = page.get_textpage()
            words = text_page.get_text_range()
            pages = len(document)
            text_page.close()
            page.close()
        finally:
            document.close()
        assert (pages, size) == (1, (595, 842))
        if code == NEAR:
            assert "乙阀门" in words
            assert "甲.xlsx 表1!" in words
            assert "129 万元" in words


def test_the_workbook_of_a_firm(head):
    book = openpyxl.load_workbook(io.BytesIO(head.get(f"/ladder/firms/{NEAR}/card.xlsx{on()}").content))
    criteria = {row[3]: row for row in book["条款"].values}
    assert criteria["zj26.3"][6] == "不满足"


def test_what_if_changes_the_answer_and_keeps_nothing(head):
    counts = (Verdict.objects.count(), TrailEntry.objects.count(), ENTRIES["firm-years"].objects.count())
    base = f"/ladder/firms/{NEAR}/whatif/zj26{on()}"
    assert "现在：不满足" in text_of(head.get(base))
    page = text_of(head.get(f"{base}&years.2025.rd_expense=130"))
    assert "结论将是：满足" in page
    assert "3.02%" in page
    assert "结论将是：不满足" in text_of(head.get(f"{base}&years.2025.rd_expense=130&conditions.clean_record=no"))
    assert "结论将是：满足" in text_of(head.get(f"{base}&apply=0"))
    assert (Verdict.objects.count(), TrailEntry.objects.count(), ENTRIES["firm-years"].objects.count()) == counts


def test_what_if_adds_things_and_titles(head):
    base = f"/ladder/firms/{FAR}/whatif/cx{on()}"
    assert "cx.1" in text_of(head.get(f"{base}&add.ip=2")).split("改变的条款")[1]
    page = text_of(head.get(f"{base}&title=高新技术企业"))
    assert "结论将是：满足" in page


@pytest.mark.parametrize(
    "typed",
    ["years.2025.revenue=many", "add.ip=-1", "add.ip=9999", "segment_since=2026-13-40", "years.2025.revenue=1e99"],
)
def test_what_if_says_which_figure_is_none(head, typed):
    page = text_of(head.get(f"/ladder/firms/{NEAR}/whatif/zj26{on()}&{typed}"))
    assert "应为：" in page


def test_what_if_ignores_what_is_no_figure(head):
    assert "现在：不满足" in text_of(
        head.get(f"/ladder/firms/{NEAR}/whatif/zj26{on()}&__class__=x&add.nothing=1&apply=99")
    )


def test_the_rulebook_as_a_page_with_its_cases_judged_now(head):
    page = text_of(head.get("/ladder/books/zj26"))
    assert 'id="zj26.3"' in page
    assert "上年研发费用 ÷ 上年营业收入 ≥ 3%" in page
    assert "个算例全部成立" in page
    assert "11 条中还有 11 条须与公报核对" in page
    assert head.get("/ladder/books/nothing").status_code == 404


def test_every_book_has_a_page_in_both_languages(head):
    from yanzhen.desk.ladder.books import desk_books

    for name in desk_books().shelf.ids:
        for language in ("zh-hans", "en"):
            head.cookies["django_language"] = language
            assert head.get(f"/ladder/books/{name}").status_code == 200, (name, language)


def test_a_faulty_book_of_the_bureau_is_told_with_its_line_and_stops_no_other(head, settings):
    folder = settings.YANZHEN_HOME / "books"
    folder.mkdir()
    (folder / "own.yaml").write_text("rulebook:\n  id: own\n  rung: 市级\n  titel: x\n", encoding="utf-8")
    page = text_of(head.get("/ladder/books/"))
    assert "own.yaml" in page
    assert "titel" in page
    line = page.split("own.yaml")[1].split("</tr>")[0]
    assert ">4<" in line
    assert "zj26" in page


def test_a_book_that_extends_another_file_of_the_bureau_is_read_whatever_their_order(head, settings):
    folder = settings.YANZHEN_HOME / "books"
    folder.mkdir()
    (folder / "a.yaml").write_text("rulebook: {id: a, extends: b, title: {zh: 甲, en: A}}\n", encoding="utf-8")
    (folder / "b.yaml").write_text("rulebook: {id: b, extends: zj26, title: {zh: 乙, en: B}}\n", encoding="utf-8")
    page = text_of(head.get("/ladder/books/"))
    assert "/ladder/books/a" in page
    assert "无法读取的文件" not in page


def test_titles_that_end_with_what_their_review_will_need(head, region):
    today = timezone.localdate()
    ends = (today + timedelta(days=40)).isoformat()
    begun = (today - timedelta(days=900)).isoformat()
    bring(
        "titles",
        {"uscc": FAR, "title": "专精特新中小企业", "valid_from": begun, "valid_to": ends},
        {"uscc": MET, "title": "某县荣誉", "valid_from": begun, "valid_to": ends},
    )
    page = text_of(head.get("/ladder/titles/?within=90"))
    assert "丙纸业" in page
    row = page.split("丙纸业")[1].split("</tr>")[0]
    assert "不满足" in row
    assert "附件1（三）" in row
    assert "当日没有复核这一称号的规则" in page.split("某县荣誉")[1].split("</tr>")[0]
    assert "丙纸业" not in text_of(head.get("/ladder/titles/?within=30"))


def test_the_sheet_to_hand_on_tells_no_count_of_few_firms(head, judged, sign_in):
    page = text_of(head.get("/ladder/sheet"))
    row = page.split("附件1 专精特新中小企业认定标准")[1].split("</tr>")[0]
    assert "&lt;3" in row or "不显示" in row or 'class="unknown"' in row
    assert ">1<" not in row
    clerk = text_of(sign_in(judged["clerk"]).get("/ladder/sheet"))
    assert "甲轴承" not in clerk


def test_which_tables_are_whole_is_an_approver_s_to_say_and_on_the_trail(head, judged):
    assert "科技奖励" in text_of(head.get("/ladder/tables"))
    head.post("/ladder/tables", {f"whole-{kind}": "on" for kind in ("patents", "titles", "awards")})
    row = Whole.objects.get()
    assert (row.region, row.kind, row.is_whole) == ("370700", "awards", True)
    assert TrailEntry.objects.filter(action="said whether a table is whole").count() == 1
    assert "名册或规则此后有变化" in text_of(head.get("/ladder/"))


def test_asking_for_a_judging_and_stopping_it(region, sign_in):
    head = sign_in(region["bureau_head"])
    assert head.post("/ladder/judge", {"on": DAY.isoformat(), "applicant": "new"}).status_code == 302
    run = Run.objects.get()
    assert (run.state, run.on, run.region) == ("waiting", DAY, "370700")
    assert "等待判定进程" in text_of(head.get("/ladder/"))
    assert head.get("/ladder/work").status_code == 200
    head.post(f"/ladder/runs/{run.pk}/stop")
    run.refresh_from_db()
    assert run.state == "stopped"
    assert head.get("/ladder/work").headers["HX-Refresh"] == "true"


def test_an_empty_register_says_what_to_bring(cast, sign_in):
    page = text_of(sign_in(cast["clerk"]).get("/ladder/"))
    assert "名册里没有企业" in page
    assert "/register/tables/firms/template" in page
    for address in ("/ladder/firms/", "/ladder/champions/", "/ladder/titles/", "/ladder/sheet", "/ladder/drafts/"):
        assert 'class="state empty"' in text_of(sign_in(cast["clerk"]).get(address)), address


def test_the_home_page_tells_who_is_one_step_away(judged, sign_in):
    page = text_of(sign_in(judged["bureau_head"]).get("/"))
    assert "只差一步即可满足" in page
    visit = Visit(judged["bureau_head"], date(2026, 11, 23))
    assert room.badge(visit) == 2, "two titles end within ninety days"
    assert room.badge(Visit(judged["foreign"], date(2026, 11, 23))) == 1
    assert room.home(Visit(judged["foreign"], DAY)).story is None


def test_a_day_that_is_none_is_today(head):
    for asked in ("?on=yesterday", "?on=0001-01-01", "?on=2026-02-30", "?applicant=king"):
        assert head.get(f"/ladder/{asked}").status_code == 200
        assert head.get(f"/ladder/firms/{MET}{asked}").status_code == 200


def test_the_card_as_it_was_known_on_an_earlier_day(head):
    """What was recorded since does not count; before the first sheet nothing was known of the firm."""
    bring("firm-years", year_row(NEAR, 2025, rd_expense="200"), source="乙", rank=1, now=LATER)
    address = f"/ladder/firms/{NEAR}?on=2026-11-25"
    known = f"&known={(LATER - timedelta(days=1)).date()}"
    now, then = text_of(head.get(address)), text_of(head.get(address + known))
    assert "研发费用(2025) 128万元 ÷ 营业收入(2025) 4300万元" in then
    assert "研发费用(2025) 128万元" not in now
    assert "日终所知；之后的记录不计" in then
    assert known.replace("&", "&amp;") in then, "its links keep the day"
    assert "科技型中小企业" in then
    assert "还不知道这家企业" in text_of(head.get(f"{address}&known=2001-01-01"))
    assert head.get(f"/ladder/firms/{OTHER}?known=2026-11-23").status_code == 404
    assert head.get(f"/ladder/firms/{NEAR}/card.pdf?on=2026-11-25{known}").status_code == 200
