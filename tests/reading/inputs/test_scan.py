from __future__ import annotations

import io
import socket
from datetime import date
from pathlib import Path

import numpy as np
import pytest
from bench.scans.scores import character_error_rate, order_distance
from PIL import Image
from tests.reading.inputs.conftest import Open
from tests.reading.inputs.faithful import assert_faithful, hints

from yanzhen.errors import InputError
from yanzhen.reading.inputs import open_original
from yanzhen.reading.original import Original

HERE = Path(__file__).parent
TRUTH = (HERE / "four-columns.txt").read_text(encoding="utf-8")


WHOLE = (HERE / "four-columns.png").read_bytes()


def whole() -> Image.Image:
    return Image.open(io.BytesIO(WHOLE)).convert("RGB")


def packed(picture: Image.Image, kind: str = "PNG") -> bytes:
    out = io.BytesIO()
    picture.save(out, kind)
    return out.getvalue()


def assert_read(page: Original) -> None:
    """The limits of the issue: four columns in order, at most 3 % of the characters wrong."""
    lines = [line.text for chunk in page.chunks for line in chunk.lines]
    assert character_error_rate(lines, TRUTH) <= 0.03
    assert order_distance(page.text, TRUTH) <= 0.03
    assert_faithful(page)


@pytest.mark.parametrize("name", ["four-columns.png", "four-columns.jpg"])
def test_four_columns_are_read_in_order(name: str) -> None:
    page = open_original(HERE / name)
    assert page.kind == "scan"
    assert_read(page)
    assert page.published == date(2023, 8, 4)
    assert hints(page)[:2] == ["furniture", "title"]


def test_lines_have_boxes_in_pixels() -> None:
    page = open_original(HERE / "four-columns.png")
    width, height = whole().size
    for chunk in page.chunks:
        assert len(chunk.line_boxes) == len(chunk.lines)
        assert all(0 <= x0 < x1 <= width and 0 <= y0 < y1 <= height for x0, y0, x1, y1 in chunk.line_boxes)


def test_nothing_is_asked_of_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    from yanzhen.reading.inputs.recognition import recognised

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was tried")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    pixels = np.asarray(whole().crop((0, 0, 900, 260)))
    assert any("一根竹子的新账本" in line.text for line in recognised(np.ascontiguousarray(pixels[:, :, ::-1])))


@pytest.mark.slow
@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_a_page_laid_on_its_side(opened: Open, turn: Image.Transpose) -> None:
    assert_read(opened("a.png", packed(whole().convert("L").transpose(turn))))


def test_a_pdf_without_text_is_read_from_its_pictures(opened: Open) -> None:
    page = opened("a.pdf", packed(whole().convert("L"), "PDF"))
    assert page.kind == "pdf"
    assert_read(page)
    assert "read from their pictures" in page.warnings[0]


def test_a_transparent_picture_lies_on_white(opened: Open) -> None:
    ink = whole().convert("L").crop((0, 60, 900, 200))
    clear = Image.new("RGBA", ink.size, (0, 0, 0, 0))
    clear.putalpha(ink.point(lambda value: 255 - value))
    assert "竹子" in opened("a.png", packed(clear)).text


GREY = Image.linear_gradient("L").resize((600, 600))
NOISE = Image.fromarray(np.random.default_rng(1).integers(0, 256, (300, 300), dtype=np.uint8))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (packed(Image.new("L", (800, 600), 255)), "no text in the picture"),
        (packed(Image.new("L", (1, 1), 0)), "no text in the picture"),
        (packed(GREY), "no text in the picture"),
        (packed(NOISE), "no text in the picture"),
        (WHOLE[: len(WHOLE) // 2], "damaged"),
        ((HERE / "four-columns.jpg").read_bytes()[:50_000], "damaged"),
        (WHOLE[:30], "damaged"),
        (packed(Image.new("1", (20_000, 20_000))), "too large"),
    ],
    ids=["white", "one pixel", "grey", "noise", "half a PNG", "half a JPEG", "head alone", "bomb"],
)
def test_what_cannot_be_read(opened: Open, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        opened("a.png", content)
