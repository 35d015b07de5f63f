"""The original beside what was read: every span marked, nothing of the file drawn as markup."""

from __future__ import annotations

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st
from room_fixtures import PAGE, said

from yanzhen.desk.reading.marked import WINDOW, Mark, Window, pieces, window_at, without_gaps
from yanzhen.desk.reading.models import ReadingJob


def text_of(html: str) -> str:
    inside = re.search(r'<div class="text">(.*?)</div>', html, re.DOTALL)[1]
    return unescape(re.sub(r"<[^>]+>", "", re.sub(r'<span class="sr">.*?</span>', "", inside)))


@pytest.fixture
def html(cast, sign_in, page):
    return sign_in(cast["clerk"]).get(f"/reading/documents/{page.pk}?article=all").text


def test_the_whole_original_stands_there_to_the_letter(html):
    assert text_of(html) == PAGE


def test_every_statement_has_its_mark_and_the_mark_leads_back(html, page):
    for source in page.sources.all():
        key = source.statement.pk
        assert f'id="o-{key}"' in html and f'href="#s-{key}"' in html
        assert f'id="s-{key}"' in html and f'href="#o-{key}"' in html


def test_corrections_show_what_was_seen_and_read(html):
    assert 'class="fix" title="杖 → 枝 (形近)"' in html


def test_a_figure_that_is_cut_off_is_shown_as_such(html):
    assert re.search(r'class="q waiting gone"', html)


def test_a_tab_shows_one_article_and_links_to_marks_of_others(cast, sign_in, page):
    html = sign_in(cast["clerk"]).get(f"/reading/documents/{page.pk}?article=2").text
    mine, other = said(page, "融资企业"), said(page, "就业率")
    assert f'id="s-{mine.pk}"' in html and f'id="s-{other.pk}"' not in html
    assert f'href="/reading/documents/{page.pk}?said={other.pk}#s-{other.pk}"' in html


def test_unplaced_pieces_have_a_tab(cast, sign_in, page):
    html = sign_in(cast["clerk"]).get(f"/reading/documents/{page.pk}?article=unplaced").text
    assert "图为晨光纸业车间" in html and "不属于任何一篇" in html


def test_an_address_of_a_character_opens_its_article(cast, sign_in, page):
    source = said(page, "融资企业").source
    html = sign_in(cast["clerk"]).get(f"/reading/documents/{page.pk}?at={source.start}").text
    assert 'id="at"' in html and "示例县发行证券化产品</h2>" in html


def test_nothing_of_the_file_is_drawn_as_markup(cast, sign_in, read_page):
    text = "## <script>alert(1)</script>\n<img src=x onerror=alert(1)>示例县的就业率为80%。\n~ <b>未归位</b>\n"
    page = read_page(cast["clerk"], text, "<b>坏.html")
    for tab in ("all", "1", "unplaced"):
        html = sign_in(cast["clerk"]).get(f"/reading/documents/{page.pk}?article={tab}").text
        for foreign in ("<script>alert", "<img", "<b>未归位", "<b>坏"):
            assert foreign not in html


def test_the_file_is_only_ever_saved(cast, sign_in, page):
    answer = sign_in(cast["clerk"]).get(f"/reading/documents/{page.pk}/file")
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Content-Type"] == "application/octet-stream"
    assert b"".join(answer.streaming_content).decode() == PAGE


def test_a_page_that_waits_and_one_that_failed(cast, sign_in, page):
    client = sign_in(cast["clerk"])
    ReadingJob.objects.update(state="waiting")
    assert "hx-trigger" in client.get(f"/reading/documents/{page.pk}").text
    ReadingJob.objects.update(state="failed", what="the reader gave no answer", todo="read it again")
    html = client.get(f"/reading/documents/{page.pk}").text
    assert "读的程序没有回答" in html and "重新读" in html
    ReadingJob.objects.update(state="done")
    answer = client.get(f"/reading/documents/{page.pk}/state", headers={"HX-Request": "true"})
    assert answer["HX-Redirect"] == f"/reading/documents/{page.pk}"


def test_a_long_original_is_turned_over_like_a_book(cast, sign_in, read_page):
    page = read_page(cast["clerk"], "字" * (WINDOW + 10) + "\n示例县的就业率为80%。\n")
    client = sign_in(cast["clerk"])
    first = client.get(f"/reading/documents/{page.pk}?at=0").text
    assert len(text_of(first)) == WINDOW
    html = client.get(f"/reading/documents/{page.pk}").text
    assert f'id="o-{said(page, "就业率").pk}"' in html  # opens where the statements are


marks = st.builds(lambda a, n: Mark(a, a + n, statement=a), st.integers(0, 40), st.integers(1, 15))


@given(st.lists(marks, max_size=8, unique_by=lambda mark: mark.statement), st.integers(0, 50))
def test_pieces_together_are_the_text_whatever_the_marks(found, at):
    text = "".join(chr(0x4E00 + i) for i in range(50))
    cut = pieces(text, Window(0, 50, 50), found, (), at)
    assert "".join(piece.text for piece in cut) == text
    for mark in found:
        covered = "".join(piece.text for piece in cut if mark in piece.marks)
        assert covered == text[mark.start : mark.end]
    told = [key for piece in cut for key in piece.first_of]
    assert sorted(told) == sorted({mark.statement for mark in found if mark.start < 50})


def test_markup_is_left_out_and_offsets_stay():
    text = "<p>融资4亿</p>"
    cut = pieces(text, window_at(len(text), 0), [Mark(5, 7, statement=1)], [(0, 3), (7, 11)])
    assert [(p.text, bool(p.marks)) for p in cut] == [("融资", False), ("4亿", True)]


def test_white_space_between_tags_is_one_line_end():
    text = "<p>\n\n  甲 </p>\n\n\n<p>\n乙4家\n</p>"
    markup = [(0, 3), (9, 13), (16, 19), (24, 28)]
    cut = without_gaps(pieces(text, window_at(len(text), 0), [Mark(21, 23, statement=1)], markup))
    assert "".join(piece.text for piece in cut) == "甲 \n乙4家\n"
