from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from tests.reading.inputs.conftest import Open
from tests.reading.inputs.faithful import assert_faithful, texts

from yanzhen.reading.inputs.written import read_text


def test_blank_lines_part_chunks_and_an_ideographic_space_is_blank(opened: Open) -> None:
    page = opened("a.txt", "标题\r\n\r\n　　第一段，\n还是第一段。\n　　\n第二段。")
    assert texts(page) == ["标题", "　　第一段， / 还是第一段。", "第二段。"]
    assert page.text.count("\r\n") == 2
    assert_faithful(page)


def test_without_blank_lines_it_is_one_chunk(opened: Open) -> None:
    assert len(opened("a.txt", "一\n二\n三").chunks) == 1


def test_spans_index_the_file_without_its_mark(opened: Open) -> None:
    page = opened("a.txt", "\ufeff甲\n\n乙")
    assert [page.text[line.starts[0] : line.ends[-1]] for chunk in page.chunks for line in chunk.lines] == ["甲", "乙"]


@given(st.text(st.sampled_from("甲乙 　\n\r\t,。1"), min_size=1).filter(str.strip))
def test_nothing_is_dropped(text: str) -> None:
    page = read_text(text.encode(), "a.txt", "")
    assert page.text == text
    assert_faithful(page)
