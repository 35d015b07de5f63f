from __future__ import annotations

from datetime import date

import pytest
from tests.reading.inputs.conftest import Open
from tests.reading.inputs.faithful import assert_faithful, hints, texts
from tests.reading.inputs.making import ENCRYPTED, Line, pdf

from yanzhen.errors import InputError


def column(left: float, top: float, text: str, width: int = 12, size: float = 10.0) -> list[Line]:
    """A paragraph set in lines of ``width`` characters, the first one indented by two."""
    lines = [text[: width - 2], *(text[at : at + width] for at in range(width - 2, len(text), width))]
    return [(left + (0 if n else 2 * size), top + 16 * n, size, line) for n, line in enumerate(lines)]


A = "县里把产业链拆成五个环节，逐个环节排出短板清单，谁能补上短板就支持谁，三年下来成效明显。"
B = "企业与高校共建实验室，两年投入一千八百万元，攻克了材料相容性差的难题，产品通过了验证。"
C = "山里的就业也跟着变了，全乡今年有一千多人在产业链上务工，其中返乡青年占了三分之一以上。"


def test_columns_are_read_one_after_the_other_under_their_heading(opened: Open) -> None:
    head: list[Line] = [(60, 60, 22, "一根竹子的新账本怎样算")]
    page = opened("a.pdf", pdf([head + column(60, 100, A) + column(200, 100, B) + column(340, 100, C)]))
    assert [text.replace(" / ", "") for text in texts(page)] == ["一根竹子的新账本怎样算", A, B, C]
    assert hints(page) == ["title", None, None, None]
    assert_faithful(page)


def test_lines_have_boxes_in_points_of_their_page(opened: Open) -> None:
    page = opened("a.pdf", pdf([column(60, 100, A), column(60, 300, B)]))
    first, second = page.chunks
    assert (first.page, second.page) == (1, 2)
    assert len(first.line_boxes) == len(first.lines) == 4
    left, top, right, bottom = first.line_boxes[1]
    assert left == pytest.approx(60, abs=1) and right == pytest.approx(180, abs=1)
    assert top < 116 < bottom
    assert second.box and second.box[1] == pytest.approx(292, abs=6)


def test_articles_one_above_the_other(opened: Open) -> None:
    upper: list[Line] = [(60, 60, 18, "上面的报道写了什么"), *column(60, 90, A), *column(200, 90, B)]
    lower: list[Line] = [(60, 260, 18, "下面的报道写了什么"), *column(60, 290, C), *column(200, 290, A)]
    page = opened("a.pdf", pdf([lower + upper]))
    assert [text.replace(" / ", "") for text in texts(page)] == ["上面的报道写了什么", A, B, "下面的报道写了什么", C, A]


def test_articles_side_by_side(opened: Open) -> None:
    left: list[Line] = [(60, 60, 18, "左边的报道"), *column(60, 90, A), *column(200, 90, B)]
    right: list[Line] = [(350, 60, 18, "右边的报道"), *column(350, 90, C)]
    page = opened("a.pdf", pdf([right + left]))
    assert [text.replace(" / ", "") for text in texts(page)] == ["左边的报道", A, B, "右边的报道", C]


def test_a_paragraph_goes_on_in_the_next_column(opened: Open) -> None:
    whole = column(60, 90, A + B)
    moved = [
        (x if n < 4 else x + 140, y if n < 4 else y - 64, size, text) for n, (x, y, size, text) in enumerate(whole)
    ]
    below = [
        (200.0, y, size, text) if n else (220.0, y, size, text)
        for n, (_, y, size, text) in enumerate(column(200, 154, C))
    ]
    first = column(60, 26, C[:22])
    page = opened("a.pdf", pdf([first + moved + below]))
    assert A + B in [text.replace(" / ", "") for text in texts(page)]


def test_the_edges_of_a_page_are_furniture_and_tell_its_day(opened: Open) -> None:
    head: list[Line] = [(60, 40, 20, "临溪日报"), (300, 40, 10, "2023年8月4日 星期五 第3版")]
    page = opened("a.pdf", pdf([head + column(60, 100, A) + [(300, 780, 9, "- 3 -")]]))
    assert hints(page) == ["furniture", None, "furniture"]
    assert page.published == date(2023, 8, 4)


def test_running_heads_are_furniture(opened: Open) -> None:
    sheets = [[(60, 100, 10, f"云栖县二〇二三年公报 {n}"), *column(60, 200, A)] for n in range(1, 5)]
    assert hints(opened("a.pdf", pdf(sheets))) == ["furniture", None] * 4


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_and_turned_text(opened: Open, rotate: int, turn: int) -> None:
    lines = column(60, 100, A) + column(200, 100, B)
    page = opened("a.pdf", pdf([lines], width=600, height=600, rotate=rotate, turn=turn))
    assert [text.replace(" / ", "") for text in texts(page)] == [A, B]
    left, top, right, bottom = page.chunks[0].line_boxes[1]
    shown_upright = (turn - rotate) % 180 == 0
    assert (right - left > bottom - top) is shown_upright
    if (turn, rotate) in ((0, 0), (90, 90), (180, 180)):
        assert (left, top) == (pytest.approx(60, abs=1), pytest.approx(108, abs=4))


def test_text_set_downwards_is_read_from_the_right(opened: Open) -> None:
    def downward(left: float, text: str) -> list[Line]:
        return [(left, 100 + 12 * n, 10, sign) for n, sign in enumerate(text)]

    page = opened("a.pdf", pdf([downward(300, A[:20]) + downward(280, A[20:])]))
    assert "".join(texts(page)).replace(" / ", "") == A


def test_it_is_known_by_its_content(opened: Open) -> None:
    assert opened("a.txt", pdf([column(60, 100, A)])).kind == "pdf"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (pdf([column(60, 100, A)], trailer=ENCRYPTED), "encrypted"),
        (b"%PDF-1.4\n", "damaged"),
        (b"%PDF-1.4\n" + bytes(range(256)) * 8, "damaged"),
        (pdf([[]]), "no text"),
        (pdf([[]] * 201), "too many pages"),
    ],
    ids=["encrypted", "head alone", "garbage", "empty page", "pages"],
)
def test_what_cannot_be_read(opened: Open, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        opened("a.pdf", content)


def test_a_table_is_rows_of_cells(opened: Open) -> None:
    cells = [
        ("企业名称", "产值", "增速"),
        ("青筠新材料", "1.37", "28.4%"),
        ("恒岭机械", "0.42", ""),
        ("竹材检测中心", "0.08", "-3.1%"),
    ]
    table = [
        (60.0 + 120 * n, 300.0 + 18 * m, 10.0, text)
        for m, row in enumerate(cells)
        for n, text in enumerate(row)
        if text
    ]
    whole: list[Line] = [(60, 240, 10, A), (60, 256, 10, B[:30]), *table, (60, 400, 10, C)]
    page = opened("a.pdf", pdf([whole]))
    assert [[[cell.text for cell in row] for row in chunk.rows] for chunk in page.chunks if chunk.rows] == [
        [list(row) for row in cells]
    ]
    assert hints(page).count("table") == 1
    assert_faithful(page)


def test_a_page_that_is_all_table(opened: Open) -> None:
    table = [
        (60.0 + 150 * n, 100.0 + 18 * m, 10.0, f"{sign}{m}号") for m in range(6) for n, sign in enumerate("甲乙丙")
    ]
    page = opened("a.pdf", pdf([table]))
    assert [len(chunk.rows) for chunk in page.chunks] == [6]
