"""The register's pages in a browser: lists, a firm, drawers and the import, wide and narrow, both languages, light and dark, with and without script."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "desk" / "register" / "pages"))

from sheet_fixtures import FIRM_HEADERS, HERE, PAPER, code, register, sheet, work  # noqa: F401

from yanzhen.desk.register.models import Firm, Import

LONG = "示例潍坊市昌乐县国家级高新技术产业开发区联合创新先进高分子复合新材料研究与应用股份有限公司"
MIXED = sheet(
    FIRM_HEADERS,
    [
        (code(31), LONG, "", HERE, "", "C3562", "", "存续", "2020-01-01"),
        (
            code(32)[:-1] + ("0" if code(32)[-1] != "0" else "1"),
            "示例乙有限公司",
            "",
            HERE,
            "",
            "",
            "",
            "",
            "2020-02-30",
        ),
    ],
)
FULL = (
    "/register/", "/register/tables/firms", "/register/tables/firm-years?sources=disagree", f"/register/firms/{PAPER}",
    "/register/tables/titles/about", "/register/regions/370700", "/register/industries/C", "/register/strategic",
    "/register/import", "/register/imports", "/register/tables/firm-years?known=2026-12-01", "/register/contests",
    "/register/tables/awards", "/register/tables/firms?q=没有",
)  # fmt: skip


@pytest.fixture(autouse=True)
def home_of_its_own(tmp_path, settings):
    settings.YANZHEN_HOME = tmp_path
    settings.MEDIA_ROOT = tmp_path / "uploads"


def faults_of(page, axe_faults, sideways) -> list[str]:
    found = [f"{page.url}: {fault}" for fault in axe_faults(page)]
    return [*found, f"{page.url} is too wide"] if sideways(page) > 0 else found


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize(("language", "scheme"), [("zh-hans", "light"), ("en", "light"), ("zh-hans", "dark")])
def test_every_page_is_clean_full_and_empty(visit, cast, request, axe_faults, sideways, width, language, scheme):
    found = []
    for full in (False, True):
        if full:
            request.getfixturevalue("register")
        for address in FULL:
            if full or PAPER not in address:
                page = visit(cast["bureau_head"], address, width=width, language=language, scheme=scheme)
                found += faults_of(page, axe_faults, sideways)
    assert found == []


@pytest.mark.usefixtures("register")
class TestDrawers:
    def test_a_figure_opens_its_cell_beside_the_page_and_closes(self, visit, cast, axe_faults):
        page = visit(cast["bureau_head"], "/register/tables/firm-years?year=2024")
        button = page.locator("button.figure", has_text="1,250")
        button.click()
        drawer = page.locator("#drawer")
        drawer.locator("mark").wait_for()
        assert drawer.locator("mark").inner_text() == "1,250"
        assert "来源等级较低" in drawer.inner_text() and "audit!D2" in drawer.inner_text()
        assert axe_faults(page) == []
        page.keyboard.press("Escape")
        assert drawer.is_hidden() and button.evaluate("one => one === document.activeElement")

    def test_a_computed_figure_opens_down_to_the_cell(self, visit, cast):
        page = visit(cast["bureau_head"], f"/register/firms/{PAPER}")
        page.locator("button.figure", has_text="25%").first.click()
        tree = page.locator("#drawer .tree")
        tree.first.wait_for()
        tree.locator("button.figure", has_text="1,000").click()
        page.locator("#drawer mark").wait_for()
        assert page.locator("#drawer mark").inner_text() == "1,000"

    def test_without_script_the_figure_is_a_page_of_its_own(self, visit, cast):
        page = visit(cast["bureau_head"], "/register/tables/firm-years?year=2024", script=False)
        page.locator("button.figure", has_text="1,250").click()
        assert page.locator("h1").inner_text().startswith("1,250 万元")

    def test_rows_are_walked_and_opened_by_keys(self, visit, cast):
        page = visit(cast["bureau_head"], "/register/tables/firms?q=晨光")
        page.keyboard.press("j")
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/register/firms/{PAPER}")

    def test_a_filter_is_set_by_choosing_and_taken_away_by_its_word(self, visit, cast):
        page = visit(cast["bureau_head"], "/register/tables/firms")
        page.select_option("select[name=industry]", "I")
        page.wait_for_url("**industry=I*")
        assert page.locator("tbody tr").count() == 1
        page.click("a.word")
        page.wait_for_url("**/register/tables/firms")

    def test_it_prints_without_the_rail(self, visit, cast):
        page = visit(cast["bureau_head"], f"/register/firms/{PAPER}")
        page.emulate_media(media="print")
        assert not page.locator("nav.rail").is_visible() and page.locator("table.years").is_visible()


class TestImporting:
    def bring(self, visit, cast, **options):
        page = visit(cast["clerk"], "/register/import", **options)
        page.set_input_files("input[name=file]", {"name": "企业.csv", "mimeType": "text/csv", "buffer": MIXED})
        page.fill("input[name=source]", "核查")
        page.get_by_role("button", name="检查表格").click()
        return page

    @pytest.mark.parametrize("script", [True, False])
    def test_from_the_file_to_the_register(self, visit, cast, axe_faults, sideways, script):
        page = self.bring(visit, cast, script=script, width=360)
        page.wait_for_url("**/register/import/*")
        assert "等待处理" in page.inner_text("main") and (not script or faults_of(page, axe_faults, sideways) == [])
        work()
        if script:
            page.get_by_role("button", name="导入无误的 1 行").wait_for()  # the page renews itself
        else:
            page.get_by_role("link", name="重新载入").click()
        assert "校验码不符" in page.inner_text("main") and "有 1 行有误" in page.inner_text("main")
        if script:
            assert faults_of(page, axe_faults, sideways) == []
        page.get_by_role("button", name="导入无误的 1 行").click()
        page.wait_for_load_state()
        work()
        page.goto(page.url)
        page.wait_for_url("**/register/imports/*")
        assert LONG in Firm.objects.get().values["name"]
        page.get_by_role("link", name="撤回").click()
        page.get_by_role("button", name="撤回").click()
        page.wait_for_load_state()
        assert "已撤回" in page.inner_text("main") and not Firm.objects.exists()

    def test_pasted_cells_and_a_column_that_is_asked_for(self, visit, cast, axe_faults, sideways):
        page = visit(cast["clerk"], "/register/import")
        page.select_option("select[name=kind]", "firms")
        page.fill("textarea[name=pasted]", f"统一社会信用代码\t企业名称\t大门朝向\n{code(31)}\t示例甲有限公司\t南\n")
        page.get_by_role("button", name="检查表格").click()
        page.wait_for_url("**/register/import/*")
        work()
        choice = page.locator("select[name=c0]")
        choice.wait_for()
        assert "南" in page.inner_text("main") and faults_of(page, axe_faults, sideways) == []
        choice.select_option("segment")
        page.get_by_role("button", name="确认并检查").click()
        page.wait_for_load_state()
        work()
        page.get_by_role("button", name="导入全部 1 行").click()
        page.wait_for_load_state()
        work()
        page.get_by_text("带来了什么").wait_for()
        assert Firm.objects.get().values["segment"] == "南" and Import.objects.count() == 1
