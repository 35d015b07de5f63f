"""Figures, pictures, lists and the gallery that shows every part."""

from __future__ import annotations

import re
from decimal import Decimal
from html.parser import HTMLParser

import pytest
from cast import make_cast
from django.test import RequestFactory
from django.utils import translation

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.frame import gallery, pictures
from yanzhen.desk.frame.figures import count, decimal, figure, quantity_text
from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.values import Quantity, Relation, Status, at_least, exactly, not_read

YUAN = Decimal(1)


def money(low, high=None, relation=Relation.EQUAL, stated_to=None) -> Quantity:
    return Quantity(
        low if low is None else Decimal(low),
        high if high is None else Decimal(high),
        "CNY",
        relation,
        stated_to=stated_to,
    )


@pytest.mark.parametrize(
    ("quantity", "chinese", "english"),
    [
        (money(434_000_000, 434_000_000, stated_to=Decimal(1_000_000)), "4.34 亿元", "434 million yuan"),
        (money(300_000_000, 300_000_000, stated_to=Decimal(1_000_000)), "3.00 亿元", "300 million yuan"),
        (money(6_000_000, 32_000_000, Relation.RANGE), "600–3,200 万元", "6–32 million yuan"),
        (money(None, 300_000, Relation.AT_MOST), "≤ 30 万元", "≤ 300,000 yuan"),
        (money(1234, 1234), "1,234 元", "1,234 yuan"),
        (money(Decimal("12.5"), Decimal("12.5")), "12.5 元", "12.5 yuan"),
        (Quantity(Decimal(640), None, "场次", Relation.ABOVE), "> 640 场次", "> 640 场次"),
        (at_least(Decimal("0.8"), "1"), "≥ 80%", "≥ 80%"),
        (exactly(Decimal("0.1234"), "1"), "12.34%", "12.34%"),
        (Quantity(Decimal(5), Decimal(5), "吨", Relation.ABOUT), "≈ 5 吨", "≈ 5 吨"),
        (Quantity(None, Decimal(100), "", Relation.BELOW), "< 100", "< 100"),
        (exactly(Decimal(0), "家"), "0 家", "0 家"),
        (not_read("1"), "未知", "unknown"),
        (not_read("家", Status.UNKNOWN), "未知", "unknown"),
    ],
)
def test_a_figure_is_said_as_its_source_says_it(quantity, chinese, english):
    with translation.override("zh-hans"):
        assert quantity_text(quantity) == chinese
    with translation.override("en"):
        assert quantity_text(quantity) == english


def test_a_figure_is_a_button_that_works_as_a_form_too():
    made = str(figure(exactly(Decimal(3), "家"), "/s/1", key="7"))
    assert (
        made
        == '<button class="figure" form="go" formaction="/s/1" aria-expanded="false" data-statement="7">3 家</button>'
    )


def test_an_unknown_figure_says_why():
    with translation.override("zh-hans"):
        assert "扫描在数字之前断开" in figure(not_read("1"))
        assert 'title="台账没有这一列"' in figure(not_read("1", Status.UNKNOWN), why="台账没有这一列")


def test_what_a_source_holds_cannot_break_out_of_the_page():
    made = figure(exactly(Decimal(1), '"><script>'), '"onclick="x', why="<b>", key='"')
    assert "<script>" not in made
    assert '"onclick' not in made


@pytest.mark.parametrize(
    ("number", "text"), [(None, "未知"), (0, "0"), (Decimal("1E+3"), "1,000"), (Decimal("0.10"), "0.1")]
)
def test_decimals(number, text):
    with translation.override("zh-hans"):
        assert decimal(number) == text


def test_counts():
    assert count(1234567) == "1,234,567"


class TestPictures:
    rows = (pictures.Bar("甲", 214), pictures.Bar("乙", Decimal("107")), pictures.Bar("<丙>", None))

    def test_bars_start_at_zero_and_keep_their_proportion(self):
        drawn = pictures.bars("各梯级", "家", self.rows)
        widths = [float(width) for width in re.findall(r'class="bar" x="36%" y="\d+" width="([\d.]+)%"', drawn)]
        assert widths == [50.0, 25.0]

    def test_what_is_unknown_is_said_and_not_drawn(self):
        drawn = pictures.bars("各梯级", "家", self.rows, "未知")
        assert drawn.count("<rect") == 2
        assert ">未知</text>" in drawn
        assert "&lt;丙&gt;" in drawn

    def test_a_picture_says_in_words_what_it_shows(self):
        drawn = pictures.bars("各梯级", "家", self.rows, "未知")
        assert '<title id="' in drawn
        assert "甲 214; 乙 107; &lt;丙&gt; 未知 (家)</desc>" in drawn

    def test_all_zero_and_no_rows_are_drawn_too(self):
        assert 'width="0.0%"' in pictures.bars("t", "u", [pictures.Bar("甲", 0)])
        assert "<svg" in pictures.bars("t", "u", [])
        assert "<svg" in pictures.bands("t", "u", [])

    def test_two_pictures_on_a_page_do_not_share_an_id(self):
        both = pictures.bars("t", "u", self.rows) + pictures.bars("t", "u", self.rows)
        ids = re.findall(r' id="([^"]+)"', both)
        assert len(ids) == len(set(ids)) == 4

    def test_bands_reach_from_low_to_high_around_the_estimate(self):
        drawn = pictures.bands("t", "u", [pictures.Band("甲", Decimal(-1), Decimal(0), Decimal(1))])
        assert 'x="36.0%"' in drawn
        assert 'width="36.0%"' in drawn
        assert 'cx="54.0%"' in drawn


@pytest.fixture
def people(db):
    return make_cast()


def listing(query: str = "", **settings) -> Listing[Person]:
    return Listing(
        RequestFactory().get(f"/people{query}"),
        Person.objects.all(),
        columns=(Column("name", "Name", order="username"), Column("role", "Role")),
        filters=(
            Filter("q", "Text", lambda rows, word: rows.filter(full_name__contains=word)),
            Filter("role", "Role", lambda rows, word: rows.filter(role=word), (("editor", "编辑"), ("reader", "查阅"))),
        ),
        **settings,
    )


class TestLists:
    def test_without_anything_asked_it_is_everything(self, people):
        shown = listing()
        assert (shown.count, shown.pages, shown.page, shown.is_narrowed) == (6, 1, 1, False)

    def test_filters_narrow_and_can_be_removed_one_by_one(self, people):
        shown = listing("?q=科员&role=editor&sort=-name")
        assert [row.username for row in shown.rows] == ["clerk"]
        text, role = shown.filters
        assert (text.word, role.word) == ("科员", "编辑")
        assert role.remove_url == "/people?q=%E7%A7%91%E5%91%98&sort=-name"
        assert shown.is_narrowed

    def test_a_choice_that_is_none_is_ignored(self, people):
        assert listing("?role=king").count == 6

    def test_a_heading_sorts_up_then_down(self, people):
        first = listing().columns[0]
        assert (first.sorted, first.sort_url) == ("", "/people?sort=name")
        up = listing("?sort=name")
        assert up.rows[0].username == "administrator"
        assert (up.columns[0].sorted, up.columns[0].sort_url) == ("ascending", "/people?sort=-name")
        assert listing("?sort=-name").rows[0].username == "park"
        assert listing().columns[1].sort_url == ""

    def test_a_column_that_cannot_be_sorted_by_is_not(self, people):
        assert listing("?sort=password").address == "/people"

    @pytest.mark.parametrize(
        ("asked", "page"), [("2", 2), ("0", 1), ("99", 3), ("-1", 1), ("x", 1), ("²", 1), ("9" * 5000, 1)]
    )
    def test_pages(self, people, asked, page):
        shown = listing(f"?page={asked}", page_rows=2)
        assert (shown.pages, shown.page) == (3, page)
        assert len(shown.rows) == 2

    def test_the_pages_around_keep_the_filters(self, people):
        shown = listing("?sort=name&page=2", page_rows=2)
        assert (shown.before_url, shown.after_url) == ("/people?sort=name&page=1", "/people?sort=name&page=3")

    def test_more_rows_than_are_shown_are_counted_and_told(self, people, settings):
        settings.LIST_MOST_ROWS = 4
        shown = listing(page_rows=2)
        assert (shown.count, shown.pages, shown.too_many) == (6, 2, True)

    def test_an_export_takes_filters_and_sorting_but_no_page(self, people):
        shown = listing("?q=科员&sort=name&page=1", exports=(("Excel", "frame:keys"),))
        assert shown.exports == [("Excel", "/keys?q=%E7%A7%91%E5%91%98&sort=name")]


class Nesting(HTMLParser):
    """Finds elements that are not closed in order, and ids that are used twice."""

    VOID = frozenset({"meta", "link", "input", "br", "hr", "img", "rect", "circle", "line", "path"})

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.faults: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.ids += [value for name, value in attrs if name == "id"]
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        pass

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"{tag} at {self.getpos()}")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_gallery_shows_every_part_in_every_state(cast, sign_in, language):
    cast["clerk"].language = language
    cast["clerk"].save()
    page = sign_in(cast["clerk"]).get("/look").text
    for state in ("empty", "loading", "partial", "error", "too_many", "no_permission"):
        assert f'class="state {state}"' in page
    for lamp in ("good", "watch", "bad", "unknown"):
        assert f'class="lamp {lamp}"' in page
    for sign in ("&gt; ", "≥ ", "≈ ", "&lt; ", "≤ ", "–"):
        assert f">{sign}" in page or sign == "–"
    for part in (
        "<progress",
        "<blockquote>",
        'class="tree"',
        '<svg role="img"',
        'class="faults"',
        'class="filters"',
        "<mark>",
        "<details",
    ):
        assert part in page


@pytest.mark.parametrize("address", ["/look", "/", "/keys", "/password"])
def test_pages_are_well_formed_and_use_no_id_twice(cast, sign_in, address):
    reader = Nesting()
    reader.feed(sign_in(cast["clerk"]).get(address).text)
    assert reader.faults == []
    assert reader.open == []
    assert sorted(reader.ids) == sorted(set(reader.ids))


@pytest.mark.parametrize("kind", ["passage", "row", "step"])
def test_a_source_is_a_page_without_script_and_a_fragment_with(cast, sign_in, kind):
    client = sign_in(cast["clerk"])
    whole = client.get(f"/look/source/{kind}").text
    part = client.get(f"/look/source/{kind}", headers={"HX-Request": "true"}).text
    assert "<html" in whole
    assert "<html" not in part
    assert "data-close" in part
    assert client.get("/look/source/else").status_code == 404


def test_the_examples_cover_every_relation_and_status(db):
    quantities = [quantity for _, quantity, _ in gallery.example_figures()]
    assert {quantity.relation for quantity in quantities} == set(Relation)
    assert {quantity.status for quantity in quantities} == set(Status)


def test_a_share_printed_as_a_fraction_is_shown_as_one():
    sixth = Quantity(Decimal(1) / 6, Decimal(1) / 6, "1")
    assert quantity_text(sixth) == "1/6"
