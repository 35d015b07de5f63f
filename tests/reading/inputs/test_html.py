from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.reading.inputs.conftest import Open
from tests.reading.inputs.faithful import assert_faithful, hints, texts

from yanzhen.errors import InputError
from yanzhen.reading.inputs.written import read_html
from yanzhen.reading.original import Original


def page(body: str) -> Original:
    read = read_html(f"<!DOCTYPE html><body>{body}</body>".encode(), "a.html", "")
    assert_faithful(read)
    return read


def test_blocks_are_chunks_and_inline_tags_part_no_word() -> None:
    read = page("<p>全县<b>高新</b>技<i>术企</i>业<a href='x'>24</a>家</p><div>第二段<span>落</span></div>")
    assert texts(read) == ["全县高新技术企业24家", "第二段落"]


def test_each_character_leads_to_its_place_and_an_entity_is_one() -> None:
    read = page("<p>约&gt;5&#x4ebf;元&ldquo;多&rdquo;</p>")
    line = read.chunks[0].lines[0]
    assert line.text == "约>5亿元“多”"
    assert [read.text[a:b] for a, b in zip(line.starts, line.ends, strict=True)] == [
        "约",
        "&gt;",
        "5",
        "&#x4ebf;",
        "元",
        "&ldquo;",
        "多",
        "&rdquo;",
    ]


def test_an_entity_without_its_semicolon_takes_no_more_than_its_own() -> None:
    line = page("<p>&copy2020&nbsp</p>").chunks[0].lines[0]
    assert line.text == "©2020"
    assert line.ends[0] - line.starts[0] == len("&copy")


def test_white_space_is_collapsed_and_indentation_dropped() -> None:
    read = page("<p>&nbsp;&nbsp;&nbsp;&nbsp; \n\t记者 袁某\n\t\t通讯员\u3000蒋某 </p>")
    assert texts(read) == ["记者 袁某 通讯员\u3000蒋某"]


def test_br_begins_a_line_and_an_indented_one_a_paragraph() -> None:
    assert texts(page("<p>甲<br>乙</p>")) == ["甲 / 乙"]
    assert texts(page("<div>　　甲。<br>　　乙。<br/><br/>丙</div>")) == ["甲。", "乙。", "丙"]


def test_pre_keeps_its_lines_and_spaces() -> None:
    assert texts(page("<pre>一  二\n  三</pre>")) == ["一  二 / 三"]


def test_a_power_is_no_other_number() -> None:
    assert texts(page("<p>10<sup>4</sup>个，5m<sup>2</sup></p>")) == ["10⁴个，5m2"]


def test_headings_and_title_classes() -> None:
    read = page("<h4 class='ndTitle'>报道</h4><h3>第一节</h3><p>文</p>")
    assert [(c.hint, c.level) for c in read.chunks] == [("title", 4), ("subhead", 3), (None, None)]
    read = page("<div class='news-title'>报道</div><p>文</p>")
    assert hints(read) == ["title", None]
    read = page("<h1>园区</h1><div class='d_title'><h2>公司</h2><em>Company</em></div><p>文</p>")
    assert hints(read) == ["title", "subhead", None, None]


def test_sections_of_one_rank_are_no_titles() -> None:
    body = "<p>" + "长" * 90 + "</p>"
    assert hints(page(f"{body}<h2>一</h2>{body}<h2>二</h2>")) == [None, "subhead", None, "subhead"]


def test_lists_captions_bylines() -> None:
    read = page(
        "<div class=info>2017年10月14日 08:24 来源：某网</div><ul><li>甲</li><li>乙</ul>"
        "<figure><img alt=x><figcaption>图为现场</figcaption></figure><p class='pic-caption'>图二</p>"
    )
    assert hints(read) == ["byline", "list", "list", "caption", "caption"]
    assert (read.published, read.published_from) == (date(2017, 10, 14), "the line “2017年10月14日 08:24 来源：某网”")


def test_a_question_to_a_reporter_is_no_byline() -> None:
    assert hints(page("<p>记者：今年的产值是多少？</p>")) == [None]


def test_published_from_meta() -> None:
    read = page("<meta name='PubDate' content='2020-09-21 08:00'><p>文中的2019年1月1日</p>")
    assert (read.published, read.published_from) == (date(2020, 9, 21), "meta pubdate")


def test_navigation_title_and_hidden_text_are_furniture() -> None:
    read = page(
        "<title>页名</title><nav><a href=/>首页</a></nav><div class=location>当前位置：首页 &gt; 新闻</div>"
        f"<p>{'正文' * 60}</p><p>看<span style='display:none'>隐</span>见</p><footer>版权</footer><a href='javascript:x'>返回</a>"
    )
    by_hint = dict(zip(texts(read), hints(read), strict=True))
    assert [t for t, h in by_hint.items() if h == "furniture"] == [
        "页名",
        "首页",
        "当前位置：首页 > 新闻",
        "隐",
        "版权",
        "返回",
    ]
    assert "看见" in by_hint
    assert read.title == "页名"


def test_a_class_name_does_not_take_a_whole_page_away() -> None:
    read = page("<div class='nav-page'><p>" + "正文" * 50 + "</p></div>")
    assert hints(read) == [None]


def test_markup_is_told() -> None:
    read = page("<script>var a='文字'</script><style>p{}</style><!-- 注 --><p>文</p><noscript>无</noscript>")
    assert texts(read) == ["文"]
    assert "var a" in "".join(read.text[a:b] for a, b in read.markup)


def rows(read: Original) -> list[list[list[str]]]:
    return [[[cell.text for cell in row] for row in chunk.rows] for chunk in read.chunks if chunk.rows]


def test_a_table_is_rows_of_cells() -> None:
    read = page(
        "<table><caption>表1</caption><tr><th>企业<th>年份<th>产值<tr><td rowspan=2>甲公司</td><td>2022</td><td><p>1.2亿</p><p>元</p></td></tr>"
        "<tr><td>2023</td><td>1.5亿元</td></tr><tr><td colspan=2>合计</td><td>2.7亿元</td></tr></table>"
    )
    assert hints(read) == ["caption", "table"]
    assert rows(read) == [
        [["企业", "年份", "产值"], ["甲公司", "2022", "1.2亿 元"], ["", "2023", "1.5亿元"], ["合计", "", "2.7亿元"]]
    ]


def test_a_table_that_only_lays_out_is_read_through() -> None:
    inner = "<table><tr><td>甲</td><td>1</td></tr><tr><td>乙</td><td>2</td></tr></table>"
    read = page(
        f"<table><tr><td>栏目</td><td><h1>标题</h1><p>正文</p>{inner}</td></tr><tr><td></td><td>尾</td></tr></table>"
    )
    assert texts(read) == ["栏目", "标题", "正文", "甲 | 1 | 乙 | 2", "尾"]
    assert rows(read) == [[["甲", "1"], ["乙", "2"]]]


@pytest.mark.parametrize(
    "body",
    [
        "<p>一<p>二</div><b>三",
        "<table><td>一</table>二<tr>三",
        "一 < 二，增长<5%，约<50亿元>三",
        "<p 一>二</p",
        "<ul><li>一<ul><li>二</ul>三</ul>",
        "一<br",
        "<![CDATA[一]]>二",
    ],
)
def test_bad_markup_loses_no_text(body: str) -> None:
    shown = "".join(texts(page(body)))
    assert all(sign in shown for sign in "二" if sign in body)
    assert "三" not in body or "三" in shown


def test_depth_is_bounded() -> None:
    read = page("<div>" * 5000 + "文" + "</div>" * 5000)
    assert texts(read) == ["文"]
    assert read.warnings


_PARTS = [
    "<p>",
    "</p>",
    "<div>",
    "</div>",
    "<b>",
    "</b>",
    "<br>",
    "<table>",
    "<tr>",
    "<td>",
    "<th>",
    "</td>",
    "</tr>",
    "</table>",
    "<h1>",
    "</h1>",
    "<li>",
    "<ul>",
    "</ul>",
    "<a>",
    "</a>",
    "&nbsp;",
    "&ldquo;",
    "&rdquo",
    "&#12345;",
    "&lt;",
    "&",
    "<",
    ">",
    "<!--",
    "-->",
    "<!--",
    "<script>",
    "</script>",
    "<title>",
    "</title>",
    "<pre>",
    "</pre>",
    "<sup>",
    "</sup>",
    "<nav>",
    "</nav>",
    "创新",
    "12家",
    "。",
    "\u3000",
    "<%",
    "x",
    "%>",
    "&foo;",
    "&copy2020",
]


@given(st.lists(st.sampled_from([*_PARTS, " ", "\n", "\r\n"]), min_size=1, max_size=40))
def test_nothing_is_dropped_whatever_the_markup(parts: list[str]) -> None:
    source = "文" + "".join(parts)
    read = read_html(source.encode(), "a.html", "")
    assert read.text == source
    assert_faithful(read)


def test_encodings_by_what_the_page_says(opened: Open) -> None:
    source = "<html><head><meta charset=gbk></head><body><p>县域创新</p></body></html>"
    assert opened("a.html", source.encode("gbk")).encoding == "gb18030"
    assert opened("a.html", source.encode("gbk")).text == source
    assert opened("b.html", source).warnings  # says GBK, is UTF-8


def test_it_is_known_by_its_content(opened: Open) -> None:
    assert opened("a.txt", "<!DOCTYPE html><p>文</p>").kind == "html"
    assert opened("a.txt", "产值<p>未知").kind == "text"
    assert opened("a", "<p>一</p><p>二</p><div>三</div><br><span>四</span>").kind == "html"


def test_without_text_it_is_refused(opened: Open) -> None:
    with pytest.raises(InputError, match="no text"):
        opened("a.html", "<html><body><img src=a><script>1</script></body></html>")
