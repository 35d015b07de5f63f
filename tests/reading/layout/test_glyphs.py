"""Widths, closed ends and pairs of marks."""

from __future__ import annotations

import pytest

from yanzhen.reading.layout.glyphs import cells, closes_first, ends_closed, folded, open_pairs


@pytest.mark.parametrize(
    ("text", "width"),
    [("雁阵", 2.0), ("AI", 1.0), ("4.34亿元", 4.0), ("雁,阵", 3.0), ("雁 阵", 2.5), ("", 0.0), ("２０", 2.0)],
)
def test_width_in_cells(text: str, width: float) -> None:
    assert cells(text) == width


@pytest.mark.parametrize("text", ["完了。", "“完了。”", "完了！", "怎么办?", "他说:“好。”)", "如此……", "(见附表。)"])
def test_closed_ends(text: str) -> None:
    assert ends_closed(text)


@pytest.mark.parametrize("text", ["占全国总", "提振各", "其中,", "所谓“引擎”", "达到 4.", "名单如下:", ""])
def test_open_ends(text: str) -> None:
    assert not ends_closed(text)


def test_pairs_left_open_and_closed_first() -> None:
    assert open_pairs("他说：“这个市场") == ["“"]
    assert closes_first("大企业不愿做。”") == ["”"]
    assert open_pairs('"甲"乙') == []
    assert open_pairs('"甲') == ['"']
    assert closes_first("(甲)乙") == []


def test_folding_is_for_comparison_only() -> None:
    assert folded("“双 循环”，２０２０") == folded('"双循环",2020')
