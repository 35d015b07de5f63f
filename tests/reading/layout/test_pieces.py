"""Printed lines told by spaces, by line ends, by indents, by nothing."""

from __future__ import annotations

from yanzhen.reading.inputs import open_bytes
from yanzhen.reading.layout.pieces import Piece, Sheet, pieces_of

SPACED = (
    "清晨六点,岭南县的轴承街上已经亮起 了灯。老厂长把一张图纸摊在桌上,说 这是三年来最难做的一只套圈,要是做 成了,往后的订单就不愁了。\n\n"
    "县里的工程师守在炉边,一炉一炉地记 下温度。他们相信,只要数据攒得够多, 好手艺就能留得住。"
)


def sheet(text: str) -> Sheet:
    return pieces_of(open_bytes(text.encode(), name="sheet.txt"))


def texts(text: str) -> list[str]:
    return [p.text.text for p in sheet(text).pieces]


def test_spaces_that_end_printed_lines_are_dropped() -> None:
    found = sheet(SPACED)
    assert found.spaced
    assert " " not in found.pieces[0].text.text
    assert len(found.pieces[0].widths) == 4
    assert found.pieces[0].widths[0] <= found.pieces[0].widths[1]


def test_every_character_leads_back() -> None:
    for piece in sheet(SPACED).pieces:
        for char, start, end in zip(piece.text.text, piece.text.starts, piece.text.ends, strict=True):
            assert SPACED[start:end] == char


def test_a_space_between_latin_words_is_no_line_end() -> None:
    text = "The quick brown fox jumps over the lazy dog and then it rests.\n\nAnother paragraph of plain English text follows here."
    assert not sheet(text).spaced
    assert texts(text)[0].startswith("The quick brown fox")


def test_wrapped_lines_are_one_paragraph_in_a_wrapped_text() -> None:
    paragraph = "岭南县的轴承街上已经亮起了灯老厂长\n把一张图纸摊在桌上说这是三年来最难\n做的一只套圈要是做成了往后的订单就\n不愁了。"
    assert texts("\n\n".join([paragraph] * 3)) == [paragraph.replace("\n", "")] * 3


def test_lines_that_are_set_in_start_paragraphs() -> None:
    text = "　　岭南县的轴承街上已经亮起了灯，老厂\n长把一张图纸摊在桌上，说这是三年来最\n难做的一只套圈。\n　　县里的工程师守在炉边，一炉一炉地记\n下温度。"
    first, second = texts(text)
    assert first.endswith("套圈。") and second.startswith("县里")


def test_one_paragraph_a_line_stays_so() -> None:
    text = "我县工业平稳运行\n上半年，全县工业经济运行平稳，规模以上工业增加值同比增长百分之五，效益继续改善，结构继续优化，动能继续增强。\n一、重点行业支撑有力。\n"
    assert len(texts(text)) == 3


def test_quote_marks_of_a_narrow_column_are_set_aside() -> None:
    text = "> 岭南县的轴承街上已经亮起 了灯老厂长把一张图纸 摊在桌上说这是三年来\n\n" + SPACED
    found = sheet(text)
    assert found.marks == ((0, 1),)
    assert found.pieces[0].quoted and found.pieces[0].text.text.startswith("岭南县")


def _measured(widths: tuple[float, ...], column: float) -> Piece:
    original = open_bytes("岭南县的轴承街".encode(), name="a.txt")
    base = pieces_of(original).pieces[0]
    return Piece(base.text, widths, column)


def test_indent_and_full_last_line() -> None:
    start = _measured((20.0, 22.0, 9.0), 22.0)
    assert start.indent == 2.0
    assert start.fills is False
    rest = _measured((22.0, 22.0), 22.0)
    assert rest.indent == 0.0
    assert rest.fills is True
    assert _measured((9.0,), 22.0).indent is None
