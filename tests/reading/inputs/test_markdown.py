from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.inputs.conftest import Open
from tests.reading.inputs.faithful import assert_faithful, hints, texts

from yanzhen.errors import InputError
from yanzhen.reading.inputs.written import read_markdown
from yanzhen.reading.original import Original


def page(source: str) -> Original:
    read = read_markdown(source.encode(), "a.md", "")
    assert_faithful(read)
    return read


def marks(read: Original) -> list[str]:
    return [read.text[a:b] for a, b in read.markup]


def test_headings_and_their_marks() -> None:
    read = page("# 条例\n\n## 第一章　总则 ##\n\n第一条 文\n\n标题\n---\n")
    assert [(c.hint, c.level) for c in read.chunks] == [("title", 1), ("subhead", 2), (None, None), ("subhead", 2)]
    assert texts(read) == ["条例", "第一章　总则", "第一条 文", "标题"]
    assert marks(read)[:2] == ["#", "##"]


def test_front_matter() -> None:
    read = page('---\ntitle: "某复函"\ndate: 2020-03-20\ntag:\n  - 大气\n---\n\n## 一、规定\n\n文\n\n## 二、意见\n')
    assert (read.title, read.published, read.published_from) == ("某复函", date(2020, 3, 20), "front matter")
    assert list(zip(hints(read), texts(read), strict=True))[:4] == [
        ("title", "某复函"),
        ("furniture", "date: 2020-03-20"),
        ("furniture", "tag:"),
        ("furniture", "- 大气"),
    ]
    assert hints(read)[4:] == ["subhead", None, "subhead"]


def test_the_text_names_the_title_before_the_front_matter_does() -> None:
    assert hints(page("---\ntitle: 甲\n---\n# 乙\n")) == ["furniture", "title"]


def test_a_pipe_table() -> None:
    read = page(
        "| 序号 | 　名称　 | 号 |\n| :--: | --- | ---: |\n| 1 | **甲** | 75-09-2 |\n| 2 | 乙\\|丙 | — |\n\n后文"
    )
    assert [[cell.text for cell in row] for row in read.chunks[0].rows] == [
        ["序号", "名称", "号"],
        ["1", "甲", "75-09-2"],
        ["2", "乙|丙", "—"],
    ]
    assert texts(read)[1:] == ["后文"]


def test_a_table_without_outer_bars() -> None:
    read = page("甲 | 乙\n--- | ---\n1 | 2\n")
    assert [[cell.text for cell in row] for row in read.chunks[0].rows] == [["甲", "乙"], ["1", "2"]]


def test_lists_rules_containers_comments_quotes() -> None:
    read = page(
        "- 甲\n- 乙\n  续\n1. 丙\n\n---\n\n::: info 注：\n文\n:::\n\n<!-- 多\n行 -->\n> 引文\n\n前<!-- 中 -->后\n\n***\n"
    )
    assert texts(read) == ["甲", "乙 / 续", "1. 丙", "注：", "文", "引文", "前后"]
    assert hints(read)[:3] == ["list", "list", "list"]


def test_marks_inside_a_line() -> None:
    read = page(
        "共**12**家，[公告](http://a.b/c)和<https://d.e/f>，`代码`，3*4*5，a_b_c，\\*星\\*，![图](x.png)&nbsp;\n"
    )
    assert texts(read) == ["共12家，公告和https://d.e/f，代码，3*4*5，a_b_c，*星*，图"]


def test_a_fence_keeps_its_lines() -> None:
    assert texts(page("```\n# 不是标题\n- 不是列表\n```\n后")) == ["# 不是标题 / - 不是列表", "后"]


_PARTS = [
    "# ",
    "## ",
    "- ",
    "1. ",
    "*",
    "**",
    "_",
    "`",
    "```\n",
    "> ",
    "|",
    "| --- |",
    "---\n",
    "\n",
    "\n\n",
    "::: info ",
]
_PARTS += [
    ":::\n",
    "<!--",
    "-->",
    "<https://a.b/c>",
    "[",
    "](http://x)",
    "]",
    "(",
    ")",
    "![a](b)",
    "\\",
    "<b>",
    "县域",
    "12",
]
_PARTS += ["。", "　", "&nbsp;", "&amp", "===\n", "title: x\n", "[^1]", ": "]


@given(st.lists(st.sampled_from(_PARTS), min_size=1, max_size=40))
def test_nothing_is_dropped_whatever_the_marks(parts: list[str]) -> None:
    page("文" + "".join(parts))


def test_it_is_known_by_its_name(opened: Open) -> None:
    assert opened("a.md", "# 题").kind == "markdown"
    assert opened("a.txt", "# 题").kind == "text"


def test_marks_alone_are_no_text(opened: Open) -> None:
    with pytest.raises(InputError, match="no text"):
        opened("a.md", "---\n---\n***\n")
