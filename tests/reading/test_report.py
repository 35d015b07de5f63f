"""The HTML report: whole, escaped, and every figure linked both ways."""

from __future__ import annotations

import re
import time
from collections import Counter
from dataclasses import replace
from html.parser import HTMLParser

import example_page
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.reading.marking import Mark, escaped, marked
from yanzhen.reading.original import Original
from yanzhen.reading.page import Block, Page
from yanzhen.reading.report import report_html

VOID = {"meta", "br", "link", "img", "hr", "input"}


class Reader(HTMLParser):
    """Reads HTML strictly: every tag closed in its turn; keeps ids, links, styles and the text."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: Counter[str] = Counter()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text: list[str] = []
        self.inside: dict[str, list[str]] = {}
        self._within: list[str | None] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        self.attributes += attributes
        own = dict(attributes)
        if "id" in own:
            self.ids.append(own["id"] or "")
            self.inside[own["id"] or ""] = []
        if tag == "a":
            assert "a" not in self.open, "a link inside a link"
            self.links.append(own["href"] or "")
        if tag not in VOID:
            self.open.append(tag)
            self._within.append(own.get("id"))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        self._within.pop()

    def handle_data(self, words: str) -> None:
        self.text.append(words)
        for target in self._within:
            if target:
                self.inside[target].append(words)

    def words(self, target: str) -> str:
        return "".join(self.inside[target])


def read(page: Page | None = None, original: Original | None = None) -> Reader:
    reader = Reader()
    reader.feed(report_html(page or example_page.page(), original or example_page.original()))
    reader.close()
    assert reader.open == []
    return reader


def test_every_tag_is_closed_every_id_is_single_and_every_link_arrives() -> None:
    reader = read()
    assert [target for target, times in Counter(reader.ids).items() if times > 1] == []
    assert {link for link in reader.links if link.removeprefix("#") not in reader.ids} == set()


def test_nothing_is_fetched_and_nothing_runs() -> None:
    reader = read()
    assert reader.tags["script"] == reader.tags["link"] == reader.tags["img"] == reader.tags["iframe"] == 0
    assert reader.tags["style"] == 1
    assert not any(name.startswith("on") or name in ("src", "style") for name, _ in reader.attributes)
    assert "url(" not in report_html(example_page.page(), example_page.original())
    assert all(link.startswith("#") for link in reader.links)


def test_every_statement_is_linked_from_the_original_to_its_entry_and_back() -> None:
    reader = read()
    for number, statement in enumerate(example_page.statements(), 1):
        assert {f"o-{number}", f"s-{number}", f"t-{number}"} <= set(reader.ids)
        assert {f"#o-{number}", f"#s-{number}"} <= set(reader.links)
        start, end = statement.span
        assert reader.words(f"o-{number}") == example_page.TEXT[start:end]


def test_figures_are_told_as_they_are_and_what_was_cut_off_is_unknown() -> None:
    reader = read()
    told = {number: reader.words(f"s-{number}") for number in range(1, 11)}
    assert told[2].endswith(">640家\n") or ">640家" in told[2]
    assert "≥80%" in told[3]
    assert "4.34亿元" in told[4]
    assert "600万–3,200万元" in told[6]
    assert "升 15%" in told[7]
    assert "未知（原文到此断开）" in told[8]
    assert "<30%" in told[10]
    assert "扫描缺尾" in reader.words("a-1")


def test_the_original_stands_there_whole() -> None:
    assert read().words("original").removeprefix("原文\n") == example_page.TEXT


def test_articles_stand_in_order_with_their_repaired_text() -> None:
    reader = read()
    assert "让企业找到自己的位置" in reader.words("a-1")
    assert reader.words("a-1").index("搭平台") < reader.words("a-1").index("县里拿出")
    assert "别让专利睡在抽屉里" in reader.words("a-2")
    assert ("title", "所印“目己”，读作“自己”：形近（把握 97%）") in reader.attributes


def test_checks_bear_lamps_with_a_shape_and_a_word() -> None:
    words = read().words("checks")
    assert "● 相符" in words
    assert "▲ 未定" in words


def test_markup_of_the_page_is_only_text() -> None:
    reader = read()
    assert '<script>alert("x")</script>' in reader.words("original")
    assert "A&B公司" in reader.words("a-1")


def test_whatever_stands_in_a_field_is_escaped() -> None:
    page = example_page.page()
    poison = '"><script>x</script>&\x00\x1b\ud800'
    poisoned = replace(
        page,
        document=replace(page.document, file=poison, encoding=poison, published=poison, published_from=poison),
        articles=tuple(replace(article, title=poison) for article in page.articles),
        statements=tuple(
            replace(s, subject=poison, property=poison, quote=poison, scope=poison, other_scope=poison, origin=poison)
            for s in page.statements
        ),
        names=tuple(replace(name, text=poison, kind=poison, same_as=poison, role=poison) for name in page.names),
        facts=tuple(replace(fact, subject=poison, predicate=poison, quote=poison) for fact in page.facts),
        checks=tuple(replace(check, what=poison, reasons=(poison,)) for check in page.checks),
        corrections=tuple(replace(fix, seen=poison, reason=poison) for fix in page.corrections),
        unplaced=tuple(replace(piece, text=poison, reason=poison) for piece in page.unplaced),
        warnings=(poison,),
    )
    written = report_html(poisoned, example_page.original())
    reader = read(poisoned)
    assert reader.tags["script"] == 0
    assert not re.search("[\x00-\x08\x0b\x0e-\x1f\ud800-\udfff]", written)
    written.encode("utf-8")


def test_a_page_of_nothing_is_a_page() -> None:
    page = replace(
        example_page.page(),
        articles=(),
        corrections=(),
        statements=(),
        names=(),
        facts=(),
        checks=(),
        unplaced=(),
        warnings=(),
    )
    assert read(page).words("checks") == "核算没有"


def test_a_statement_of_no_article_is_still_listed() -> None:
    page = example_page.page()
    reader = read(replace(page, statements=(replace(page.statements[3], article=None),)))
    assert "4.34亿元" in reader.words("loose")


def test_a_web_page_is_shown_without_its_markup() -> None:
    text = "<p>全县有<b>24</b>家&amp;更多</p>\n\n<p>第二段</p>"
    markup = tuple(found.span() for found in re.finditer("<[^>]+>", text))
    original = Original("a.html", "00", "html", text, (), markup=markup)
    start = text.index("24")
    page = replace(
        example_page.page(),
        articles=(),
        corrections=(),
        names=(),
        facts=(),
        checks=(),
        unplaced=(),
        statements=(replace(example_page.statements()[4], span=(start, start + len("24</b>家"))),),
    )
    reader = read(page, original)
    assert reader.words("original") == "原文\n\n全县有24家&更多\n第二段"
    assert reader.words("o-1") == "24家"


def test_figures_in_table_cells_are_marked() -> None:
    text = "年份 企业数\n2020 24家"
    original = Original("a.txt", "00", "text", text, ())
    rows = (("年份", "企业数"), ("2020", "24家"))
    table = Block(kind="table", text=text, spans=((0, len(text)),), rows=rows)
    page = example_page.page()
    page = replace(
        page,
        articles=(replace(page.articles[0], blocks=(table,)),),
        statements=(replace(page.statements[4], span=(text.index("24家"), len(text))),),
        corrections=(),
        names=(),
        facts=(),
        checks=(),
        unplaced=(),
    )
    reader = read(page, original)
    assert reader.tags["td"] == 4
    assert reader.words("t-1") == "24家"


def test_a_large_page_takes_a_moment_only() -> None:
    copies = 300
    page = example_page.page()
    length = len(example_page.TEXT)
    original = replace(example_page.original(), text=example_page.TEXT * copies)
    many = replace(
        page,
        articles=tuple(
            replace(
                article,
                id=article.id + 2 * copy,
                blocks=tuple(
                    replace(block, spans=tuple((a + copy * length, b + copy * length) for a, b in block.spans))
                    for block in article.blocks
                ),
            )
            for copy in range(copies)
            for article in page.articles
        ),
        statements=tuple(
            replace(
                statement,
                article=(statement.article or 0) + 2 * copy,
                span=(statement.span[0] + copy * length, statement.span[1] + copy * length),
            )
            for copy in range(copies)
            for statement in page.statements
        ),
    )
    started = time.perf_counter()
    reader = read(many, original)
    assert time.perf_counter() - started < 60, "it hangs"
    assert f"t-{10 * copies}" in reader.ids


MARKS = st.builds(
    lambda start, length, number: Mark(start, start + length, "q", target=f"o-{number}", link=f"s-{number}"),
    st.integers(0, 12),
    st.integers(0, 8),
    st.integers(),
)


@given(st.text(max_size=12), st.lists(MARKS, max_size=6, unique_by=lambda mark: mark.target))
def test_marks_nest_whatever_crosses_and_change_no_word(text: str, marks: list[Mark]) -> None:
    marks = [replace(mark, start=min(mark.start, len(text)), end=min(mark.end, len(text))) for mark in marks]
    reader = Reader()
    reader.feed(marked(text, marks))
    reader.close()
    assert reader.open == []
    assert "".join(reader.text).replace("\r", "\n") == parsed_text(escaped(text))
    assert sorted(reader.ids) == sorted(mark.target for mark in marks)


def parsed_text(written: str) -> str:
    """The text that a parser makes of it."""
    reader = Reader()
    reader.feed(written)
    reader.close()
    return "".join(reader.text).replace("\r", "\n")


@pytest.mark.parametrize(
    ("marks", "expected"),
    [
        ([Mark(0, 4, "a"), Mark(1, 2, "b")], '<span class="a">天<span class="b">地</span>玄黄</span>'),
        (
            [Mark(0, 2, "a"), Mark(1, 4, "b")],
            '<span class="a">天<span class="b">地</span></span><span class="b">玄黄</span>',
        ),
        ([Mark(2, 2, "a", target="x")], '天地<span class="a" id="x"></span>玄黄'),
    ],
    ids=["nested", "crossing", "empty"],
)
def test_marks(marks: list[Mark], expected: str) -> None:
    assert marked("天地玄黄", marks) == expected
