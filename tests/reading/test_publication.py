"""The page's own day: given, told by the file, inferred, or unknown."""

from __future__ import annotations

from datetime import date

import pytest

from yanzhen.errors import InputError
from yanzhen.reading.inputs import open_bytes
from yanzhen.reading.publication import Published, as_given, published_on


def _published(text: str, name: str = "page.txt", given: str | None = None) -> Published:
    return published_on(open_bytes(text.encode(), name=name), given)


@pytest.mark.parametrize(
    ("text", "day", "resolution"),
    [
        ("2020", date(2020, 1, 1), "year"),
        ("2020-09", date(2020, 9, 1), "month"),
        ("2020-9-3", date(2020, 9, 3), "day"),
    ],
)
def test_given(text: str, day: date, resolution: str) -> None:
    found = as_given(text)
    assert (found.day, found.resolution, found.source) == (day, resolution, "given")


@pytest.mark.parametrize("text", ["", "2020-13", "2020-02-30", "20200901", "去年", "0000", "2020/09"])
def test_given_wrong(text: str) -> None:
    with pytest.raises(InputError) as error:
        as_given(text)
    assert text in str(error.value) and "YYYY" in str(error.value)


def test_given_comes_first() -> None:
    assert _published("2019年1月2日\n\n正文。", given="2020-09").text == "2020-09"


def test_a_day_at_the_edge_of_the_page() -> None:
    found = _published("关于申报的通知\n\n请于月底前报送。\n\n岭南县科技局\n\n2026年9月18日\n")
    assert found.text == "2026-09-18"
    assert found.source is not None and "2026年9月18日" in found.source


def test_a_day_inside_a_sentence_is_not_the_page_s() -> None:
    assert _published("2019年3月5日，岭南县的第一座车间建成投产，全县上下一片欢腾，人人都说好。").text == "2019"


def test_the_file_s_name() -> None:
    found = _published("没有日期的一页。", name="daily-2020-09.txt")
    assert (found.text, found.resolution) == ("2020-09", "month")
    assert found.source is not None and "name" in found.source


def test_only_a_year() -> None:
    found = _published("到2025年，目标是翻一番。2024年已经完成一半，2024年还会更好。")
    assert found.text == "2024"


def test_unknown() -> None:
    assert _published("没有日期的一页。") == Published(None, "day", None)
