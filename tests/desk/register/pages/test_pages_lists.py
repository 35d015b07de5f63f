"""Lists of the register's tables: what they show, how they are narrowed, sorted, paged and exported."""

from __future__ import annotations

import csv
import io
import re

import pytest
from sheet_fixtures import FAR, FIRM_HEADERS, HERE, OTHERS, PAPER, SOFT, TWIN, bring_in, code, content_of, sheet

from yanzhen.desk.register.models import ENTRIES, Firm
from yanzhen.desk.register.pages.search import indexed

pytestmark = pytest.mark.usefixtures("register")


@pytest.fixture
def head(cast, sign_in):
    return sign_in(cast["bureau_head"])


def shown(answer) -> list[str]:
    """The codes of the rows in their order."""
    body = answer.text.split("<tbody>")[1].split("</tbody>")[0] if "<tbody>" in answer.text else ""
    return re.findall(r"<tr data-item><td>.*?([0-9A-Z]{18})(?:</span>|</a>)", body)


def exported(answer) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content_of(answer).decode("utf-8-sig"))))


class TestTheListOfFirms:
    def test_each_row_leads_to_its_firm_and_tells_codes_by_name(self, head):
        page = head.get("/register/tables/firms").text
        assert f'href="/register/firms/{PAPER}"' in page
        assert "机制纸及纸板制造" in page and "昌乐县" in page and "存续" in page
        assert "山东省 潍坊市 昌乐县" in page

    def test_what_a_sheet_holds_is_never_markup(self, head):
        page = head.get("/register/tables/firms").text
        assert "<b>示例</b>" not in page and "&lt;b&gt;示例&lt;/b&gt;" in page

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ("q=晨光", {PAPER}),
            ("q=老纸厂", {PAPER}),
            ("q=纸", {PAPER}),
            (f"q={PAPER[:10]}", {PAPER, TWIN, SOFT, OTHERS}),
            ("q=没有", set()),
            ("region=370725", {PAPER, TWIN, SOFT, OTHERS}),
            ("region=370702", set()),
            ("region=999999", {PAPER, TWIN, SOFT, OTHERS}),
            ("industry=C", {PAPER, TWIN, OTHERS}),
            ("industry=3562", {TWIN, OTHERS}),
            ("strategic=1", {PAPER}),
            ("status=closed", {SOFT}),
            ("status=nonsense", {PAPER, TWIN, SOFT, OTHERS}),
            ("as_of=2011-01-01", {PAPER}),
            ("as_of=nonsense", {PAPER, TWIN, SOFT, OTHERS}),
            ("industry=C35&status=operating&q=同名", {TWIN}),
        ],
    )
    def test_the_address_narrows_it(self, head, query, expected):
        assert set(shown(head.get(f"/register/tables/firms?{query}"))) == expected

    def test_a_filter_that_is_set_is_a_word_that_can_be_taken_away(self, head):
        page = head.get("/register/tables/firms?region=370725&industry=C35").text
        assert re.search(r'class="word" href="/register/tables/firms\?industry=C35"[^>]*>地区: 昌乐县', page)
        assert re.search(r'class="word" href="/register/tables/firms\?region=370725"[^>]*>行业: C35', page)

    def test_it_sorts_by_a_column_both_ways(self, head):
        up = shown(head.get("/register/tables/firms?sort=registered_on"))
        assert up == [PAPER, TWIN, SOFT, OTHERS]
        assert shown(head.get("/register/tables/firms?sort=-registered_on")) == up[::-1]

    def test_nothing_that_fits_says_so(self, head):
        assert "没有符合筛选的行" in head.get("/register/tables/firms?q=没有").text

    def test_pages_hold_every_row_once(self, head, cast, tmp_path):
        rows = [(code(100 + n), f"示例{n}号有限公司", "", HERE, "", "", "", "", "") for n in range(120)]
        bring_in(cast["bureau_head"], tmp_path, "firms", "more.csv", sheet(FIRM_HEADERS, rows), source="更多")
        pages = [shown(head.get(f"/register/tables/firms?sort=township&page={page}")) for page in (1, 2, 3)]
        assert [len(page) for page in pages] == [50, 50, 24]
        assert len({one for page in pages for one in page}) == 124
        assert "124" in head.get("/register/tables/firms").text


class TestTheOtherTables:
    def test_figures_are_buttons_to_their_source(self, head):
        page = head.get("/register/tables/firm-years?q=晨光&year=2024").text
        entry = ENTRIES["firm-years"].objects.get(subject=PAPER, c_year=2024)
        assert f'formaction="/register/rows/firm-years/{entry.pk}/revenue"' in page
        assert ">1,250</button>" in page and "示例晨光纸业有限公司" in page

    def test_unknown_is_a_word_never_zero(self, head):
        page = head.get("/register/tables/firm-years?q=同名").text
        assert 'class="unknown" title="没有来源给出">未知' in page

    def test_sources_that_disagree_can_be_asked_for(self, head):
        page = head.get("/register/tables/firm-years?sources=disagree")
        assert shown(page) == [PAPER] and "不一致" in page.text

    def test_a_year_that_is_none_narrows_nothing(self, head):
        assert len(shown(head.get("/register/tables/firm-years?year=20x4"))) == 3

    @pytest.mark.parametrize("kind", list(ENTRIES))
    def test_every_table_has_its_list_its_columns_and_its_template(self, head, kind):
        assert head.get(f"/register/tables/{kind}").status_code == 200
        assert head.get(f"/register/tables/{kind}/about").status_code == 200
        for language in ("zh", "en"):
            answer = head.get(f"/register/tables/{kind}/template/{language}")
            assert content_of(answer)[:2] == b"PK"

    @pytest.mark.parametrize("address", ["tables/nothing", "tables/firms/template/fr", "tables/firms/export/pdf"])
    def test_what_is_not_there_is_not_found(self, head, address):
        assert head.get(f"/register/{address}").status_code == 404


class TestExport:
    def test_it_holds_what_the_list_shows(self, head):
        rows = exported(head.get("/register/tables/firms/export/csv?industry=C3562"))
        assert {row[rows[0].index("uscc")] for row in rows[1:]} == {TWIN, OTHERS}

    def test_cells_that_a_spreadsheet_would_run_are_defused(self, head):
        rows = exported(head.get("/register/tables/firms/export/csv?q=HYPERLINK"))
        name = rows[1][rows[0].index("name")]
        assert "HYPERLINK" in name and not name.startswith("=")

    def test_each_value_has_its_cell(self, head):
        rows = exported(head.get("/register/tables/firm-years/export/csv?year=2024&q=晨光"))
        assert any("audit.csv" in cell for cell in rows[1]) and any("years.csv" in cell for cell in rows[1])

    @pytest.mark.parametrize(("form", "mark"), [("xlsx", b"PK"), ("parquet", b"PAR1")])
    def test_excel_and_parquet(self, head, form, mark):
        answer = head.get(f"/register/tables/firms/export/{form}")
        assert content_of(answer).startswith(mark)
        assert f".{form}" in answer["Content-Disposition"]


class TestWhatWasKnown:
    def test_before_the_audit_the_firm_s_own_figure_was_in_force(self, head):
        then = head.get("/register/tables/firm-years?known=2026-03-01&year=2024&q=晨光").text
        assert "1,200.5" in then and "1,250" not in then
        now = head.get("/register/tables/firm-years?known=2026-03-02&year=2024&q=晨光").text
        assert "1,250" in now and "1,200.5" not in now

    def test_before_anything_nothing_was_known(self, head):
        assert "当时还一无所知" in head.get("/register/tables/firms?known=2020-01-01").text

    def test_the_export_tells_the_same(self, head):
        rows = exported(head.get("/register/tables/firm-years/export/csv?known=2026-03-01&year=2024&q=晨光"))
        assert [row[rows[0].index("revenue")] for row in rows[1:]] == ["1200.5"]


class TestSearchByName:
    names = indexed([("示例晨光纸业", "A"), ("晨光软件", "B"), ("示例晨光纸业", "C")], None)

    @pytest.mark.parametrize(
        ("key", "found"), [("晨光", {"A", "B", "C"}), ("晨光纸", {"A", "C"}), ("光晨", set()), ("软件", {"B"})]
    )
    def test_it_finds_what_a_walk_over_all_names_finds(self, key, found):
        assert self.names.holding(key) == found

    def test_a_common_word_is_left_to_the_database(self):
        assert self.names.holding("晨光", most=2) is None and self.names.holding("光") is None

    def test_a_firm_that_comes_later_is_found(self, head, cast, tmp_path):
        assert shown(head.get("/register/tables/firms?q=后来")) == []
        rows = [(code(77), "示例后来有限公司", "", HERE, "", "", "", "", "")]
        bring_in(cast["bureau_head"], tmp_path, "firms", "later.csv", sheet(FIRM_HEADERS, rows), source="更多")
        assert shown(head.get("/register/tables/firms?q=后来")) == [code(77)]
        assert "示例后来有限公司" in head.get("/reading/search?q=后来").text

    def test_another_county_s_firm_is_not_found(self, head):
        assert Firm.objects.filter(subject=FAR).exists()
        assert FAR not in head.get("/reading/search?q=外县企业").text
        assert shown(head.get("/register/tables/firms?q=外县")) == []
