"""Tables typed into plain text."""

from __future__ import annotations

import pytest

from yanzhen.reading.layout.typed import typed_tables
from yanzhen.reading.original import Tracked

BARS = ["| 档次 | 企业数 |", "|---|---:|", "| 甲 | 12家 |"]
TABS = ["档次\t企业数", "甲\t12家"]
GAPS = ["序号  企业名称  地区", "1  青筠公司  石栗乡", "2  恒岭机械  城关镇"]


def runs(lines: list[str]) -> list[tuple[int, list[list[str]]]]:
    text = "\n".join(lines)
    starts = [text.index(line) for line in lines]
    tracked = [Tracked.of(text, at, at + len(line)) for at, line in zip(starts, lines, strict=True)]
    return [(len(part), [[cell.text for cell in row] for row in rows]) for part, rows in typed_tables(tracked)]


@pytest.mark.parametrize("lines", [BARS, TABS])
def test_rows_and_cells(lines: list[str]) -> None:
    assert runs(lines) == [(len(lines), [["档次", "企业数"], ["甲", "12家"]])]


def test_wide_gaps_need_three_rows_alike() -> None:
    assert [row[1] for row in runs(GAPS)[0][1]] == ["企业名称", "青筠公司", "恒岭机械"]
    assert runs(GAPS[:2]) == [(2, [])]
    assert runs([*GAPS[:2], "合计  2"]) == [(3, [])]


def test_text_around_a_table_stays_text() -> None:
    found = runs(["发放情况如下。", *BARS, "特此公布。"])
    assert [(count, bool(rows)) for count, rows in found] == [(1, False), (3, True), (1, False)]


@pytest.mark.parametrize(
    "line", ["本报记者 郑一帆  通讯员 江屿", "A | B", "全县共有企业1260家，  其中小微企业占九成。"]
)
def test_no_table(line: str) -> None:
    assert runs([line]) == [(1, [])]
