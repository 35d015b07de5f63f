"""Whatever comes in: nothing is lost, doubled, altered or misplaced, and nothing but one clear error is raised.

The texts are put together from sentences of our own and from the damage that real pages bring: breaks, marks,
markup, unusual characters. ``page_rules`` says what must hold.
"""

from __future__ import annotations

import html
import json
import os
from functools import cache
from typing import Any

import jsonschema
import page_rules as rules
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from yanzhen.errors import InputError
from yanzhen.reading import read_bytes
from yanzhen.reading.encode import page_json
from yanzhen.reading.schema import page_schema

EXAMPLES = settings(
    deadline=None,
    max_examples=int(os.environ.get("YANZHEN_EXAMPLES", "100")),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)
FEW = settings(EXAMPLES, max_examples=50)

SENTENCES = (
    "澄塘县去年培训农民640多场次，惠及1.2万人。",
    "该企业年产值4.34亿元,同比增长12.5%。",
    "“机器比人快，人比机器细。”车间主任顾明轩说。",
    "每个项目最高补助30万元，占总投入的80%以上",
    "记者 陆青禾 通讯员 沈一舟",
    "9月1日至3日，第三届桦溪县创新周举行",
    "投资规模为600万至3200万元不等，",
    "云岭轴承有限公司（以下简称云岭轴承）成立于2013年",
    "桦溪县讯（记者陆青禾）8月20日，一条新生产线投产。",
    "一、支持对象。注册地在本县的中小企业。",
    "高新技术企业达到128家，比上年提高0.7个百分点；",
    "本报讯 占全县工业总产值的",
    "让旧厂房长出新产业",
    "零下18℃的冷库里，转速为12000转/分",
    "人工智能写得一手好字",
    "杭州、宁波和浙江省绍兴市的23家企业参加",
    "短评",
    "■县域观察",
    "图为工人在车间检修设备。",
    "2026年5月12日",
    "据介绍，这批设备己经运行了三年。",
)
MARKS = (
    "。", "，", "、", "；", "：", "！", "？", "“", "”", "‘", "’", '"', "'", "(", ")", "（", "）", "《", "》", "…", "——",
    ".", ",", ";", ":", "-", "—", "~", "～", "%", "％", "■", "●", "▲", "□", "*", "#", "|", "\\", "`", "_", "[", "]", "&",
)  # fmt: skip
SPACING = (
    " ",
    "  ",
    "\u3000",
    "\u3000\u3000",
    "\n",
    "\n\n",
    "\r\n",
    "\t",
    "\n> ",
    ">",
    "\n\u3000\u3000",
    "\u00a0",
    "\u2028",
)
FIGURES = (
    "3", "640多", "80%", "１２．５％", "三千余", "百分之八", "1,234,567", "1.2.3", "0", "-5", "二〇二五年", "2025", "13月45日",
    "99999999999999999999999", "万", "亿元", "十", "几", "第", "约", "近", "超过", "以上", "左右", "至", "1/3", "2×3=6", "5G",
)  # fmt: skip
RARE = (
    "𠮷",
    "㐂",
    "䶮",
    "😀",
    "👩‍🔬",
    "🇨🇳",
    "\u200b",
    "\u200d",
    "\ufeff",
    "\u202e",
    "é",
    "е́",
    "ﬁ",
    "①",
    "㎡",
    "℃",
    "Ａ",
    "\u0301",
    "\ue000",
    "ࠀ",
    "𝟙",
)
TAGS = (
    "<b>",
    "</b>",
    "<p>",
    "</p>",
    "<br>",
    "<div>",
    "</div>",
    "<!-- 注 -->",
    "<",
    "&amp;",
    "&nbsp;",
    "&#20013;",
    "&lt;",
)
ROWS = (
    "| 名称 | 数量 |\n|---|---|\n| 甲 | 3家 |\n",
    "指标\t数值\t增长\n产值\t4.3亿元\t12%\n",
    "一季度 12 34 56\n二季度 78 90 12\n",
)

pieces = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(SENTENCES).flatmap(lambda s: st.integers(1, len(s)).map(lambda n: s[:n])),
    st.sampled_from(SENTENCES).flatmap(lambda s: st.integers(0, len(s) - 1).map(lambda n: s[n:])),
    st.sampled_from(MARKS),
    st.sampled_from(SPACING),
    st.sampled_from(FIGURES),
    st.sampled_from(RARE),
    st.sampled_from(ROWS),
)
wild = st.text(st.characters(exclude_categories=("Cs",)), max_size=12)
texts = st.lists(pieces, min_size=1, max_size=40).map("".join).filter(str.strip)
wilder_texts = st.lists(st.one_of(pieces, wild, st.sampled_from(TAGS)), min_size=1, max_size=30).map("".join)


@cache
def validator() -> jsonschema.Draft202012Validator:
    return jsonschema.Draft202012Validator(page_schema())


def page_of(text: str, name: str = "page.txt") -> dict[str, Any]:
    """The page as the user gets it: as JSON that was written and read again."""
    written: dict[str, Any] = json.loads(
        json.dumps(page_json(read_bytes(text.encode(), name=name)), ensure_ascii=False)
    )
    return written


def assert_kept(page: dict[str, Any], text: str) -> None:
    rules.assert_fits_schema(page, validator())
    rules.assert_in_order(page, text)
    rules.assert_fields_stand_in_blocks(page)
    rules.assert_each_character_once(page, text)
    rules.assert_corrections_are_the_original(page, text)
    rules.assert_blocks_are_the_original(page, text)
    rules.assert_quotes_are_found(page, text)


@EXAMPLES
@given(texts)
def test_plain_text(text: str) -> None:
    text = text.lstrip("\ufeff")
    if not text.strip():
        return
    page = page_of(text)
    event(f"{len(page['articles'])} articles")
    event("a statement" if page["statements"] else "no statement")
    event("a correction" if page["corrections"] else "no correction")
    assert_kept(page, text)


@EXAMPLES
@given(
    st.lists(st.sampled_from(SENTENCES), min_size=3, max_size=14),
    st.integers(7, 30),
    st.sampled_from(("\n", " ", "\r\n")),
    st.data(),
)
def test_printed_columns(sentences: list[str], width: int, line_end: str, draw: st.DataObject) -> None:
    """Lines of one width, broken inside words and figures, with pieces carried elsewhere."""
    lines = []
    for sentence in sentences:
        whole = "\u3000\u3000" + sentence
        lines.append(line_end.join(whole[i : i + width] for i in range(0, len(whole), width)))
    cut = draw.draw(st.integers(0, len(lines) - 1))
    at = draw.draw(st.integers(0, len(lines[cut])))
    head, tail = lines[cut][:at], lines[cut][at:]
    lines[cut : cut + 1] = [head]
    lines.insert(draw.draw(st.integers(0, len(lines))), tail)
    text = "\n\n".join(lines)
    assert_kept(page_of(text), text)


@EXAMPLES
@given(wilder_texts, st.sampled_from(("page.txt", "page.md", "page.html", "page", "页.htm")))
def test_anything_is_read_or_refused_in_one_message(text: str, name: str) -> None:
    try:
        page = page_of(text, name)
    except InputError as error:
        event("refused")
        assert error.what and "\n" not in str(error)
        return
    event("read")
    rules.assert_fits_schema(page, validator())
    rules.assert_in_order(page, text.removeprefix("\ufeff"))


@EXAMPLES
@given(st.binary(min_size=1, max_size=200), st.sampled_from(("a.txt", "a.html", "a.md", "a.docx", "a.png", "a")))
def test_any_bytes_are_read_or_refused_in_one_message(raw: bytes, name: str) -> None:
    try:
        page = page_json(read_bytes(raw, name=name))
    except InputError as error:
        assert error.what and "\n" not in str(error)
        return
    rules.assert_fits_schema(json.loads(json.dumps(page)), validator())


words = st.one_of(
    st.sampled_from(SENTENCES), st.sampled_from(FIGURES), st.sampled_from(("甲 & 乙", "x < 3", "“好”", "𠮷", "😀"))
)
Part = tuple[str, bool]


def _tagged(tag: str, inner: list[Part]) -> list[Part]:
    return [(f"<{tag}>", False), *inner, (f"</{tag.split()[0]}>", False)]


def _entities(word: str, number: int) -> list[Part]:
    """As an author writes it: references for what HTML keeps for itself, at times for one letter more."""
    escaped = html.escape(word, quote=False)
    if number and not set("&<") & set(word):
        escaped = f"&#{ord(word[0])};{word[1:]}" if number == 1 else f"{word[:1]}&nbsp;{word[1:]}"
    if number == 2 and "&nbsp;" in escaped:
        head, tail = escaped.split("&nbsp;")
        return [(head, True), ("&nbsp;", False), (tail, True)]
    return [(escaped, True)]


inline = st.builds(_entities, words, st.integers(0, 2)).flatmap(
    lambda parts: st.sampled_from(("b", "span class=x", "a href='/x'", "em", "")).map(
        lambda tag: _tagged(tag, parts) if tag else parts
    )
)
run = st.lists(inline, min_size=1, max_size=5).map(lambda runs: [part for r in runs for part in r])
cell = st.sampled_from(("td", "th")).flatmap(lambda tag: run.map(lambda r: _tagged(tag, r)))
row = st.lists(cell, min_size=1, max_size=4).map(lambda cells: _tagged("tr", [p for c in cells for p in c]))
table = st.lists(row, min_size=1, max_size=4).map(lambda rows: _tagged("table", [p for r in rows for p in r]))
item = run.map(lambda r: _tagged("li", r))
element = st.one_of(
    st.sampled_from(("p", "div", "h1", "h2", "blockquote", "nav", "section", "p style='text-align:right'")).flatmap(
        lambda tag: run.map(lambda r: _tagged(tag, r))
    ),
    table,
    st.lists(item, min_size=1, max_size=4).map(lambda items: _tagged("ul", [p for i in items for p in i])),
    run,
    st.sampled_from(
        (
            "<br>",
            "<hr>",
            "<!-- 注释 3家 -->",
            "<script>var 数 = 3;</script>",
            "<style>p{}</style>",
            "\n",
            "<img src='a.png'>",
        )
    ).map(lambda markup: [(markup, False)]),
)
documents = st.lists(element, min_size=1, max_size=10).map(
    lambda parts: (
        [("<!DOCTYPE html><html><head><meta charset='utf-8'></head><body>", False)]
        + [p for part in parts for p in part]
        + [("</body></html>", False)]
    )
)


@EXAMPLES
@given(documents)
def test_html(document: list[Part]) -> None:
    text = "".join(part for part, _ in document)
    readable = [is_text for part, is_text in document for _ in part]
    if not any(is_text and part.strip() for part, is_text in document):
        return
    page = page_of(text, "page.html")
    event("a statement" if page["statements"] else "no statement")
    rules.assert_fits_schema(page, validator())
    rules.assert_in_order(page, text)
    rules.assert_each_character_once(page, text, readable)
    rules.assert_blocks_are_the_original(page, text, markup=True)
    rules.assert_quotes_are_found(page, text, markup=True)


md_line = st.one_of(
    st.sampled_from(SENTENCES),
    st.sampled_from(SENTENCES).map(lambda s: "## " + s),
    st.sampled_from(SENTENCES).map(lambda s: "- " + s),
    st.sampled_from(SENTENCES).map(lambda s: "> " + s),
    st.sampled_from(SENTENCES).map(lambda s: f"**{s}**"),
    st.sampled_from(SENTENCES).map(lambda s: f"[{s}](/a)"),
    st.sampled_from(ROWS[:1]),
    st.sampled_from(
        ("---", "", "```", "1. 一", "* 甲 *乙*", "\\*", "<div>甲</div>", "[^1]: 注", "| 坏 | 表", "![图](a.png)")
    ),
)


@EXAMPLES
@given(st.lists(md_line, min_size=1, max_size=12), st.sampled_from(("\n", "\n\n")))
def test_markdown(lines: list[str], gap: str) -> None:
    text = gap.join(lines)
    if not any(c.isalnum() for c in text):
        return
    page = page_of(text, "page.md")
    rules.assert_fits_schema(page, validator())
    rules.assert_in_order(page, text)
    rules.assert_each_character_once(page, text)
    for article in page["articles"]:
        for block in article["blocks"]:
            printed = rules.bare("".join(text[slice(*span)] for span in block["spans"]))
            assert _is_subsequence(rules.bare(block["text"]), html.unescape(printed)), block


def _is_subsequence(text: str, printed: str) -> bool:
    rest = iter(printed)
    return all(c in rest for c in text)


@FEW
@given(texts, st.sampled_from(("page.txt", "page.md")))
def test_the_same_bytes_give_the_same_page(text: str, name: str) -> None:
    assert _answer(text, name) == _answer(text, name)


def _answer(text: str, name: str) -> str:
    try:
        return json.dumps(page_of(text, name))
    except InputError as error:
        return str(error)


@FEW
@given(texts)
def test_the_encoding_changes_nothing_but_its_name(text: str) -> None:
    text = "澄塘县的工厂去年开工，今年已经有了订单，工人们说这里的机器比人快，人比机器细。\n" + text.replace(
        "\ufeff", ""
    )
    plain = page_json(read_bytes(text.encode(), name="a.txt"))
    for raw in (b"\xef\xbb\xbf" + text.encode(), text.encode("utf-16"), text.encode("gb18030")):
        other = page_json(read_bytes(raw, name="a.txt"))
        for key in ("articles", "statements", "names", "facts", "corrections", "unplaced"):
            assert other[key] == plain[key], (key, other["document"]["encoding"])


@FEW
@given(texts)
def test_line_ends_move_no_character_of_what_is_told(text: str) -> None:
    """Windows line ends shift the spans and change nothing else."""
    text = text.replace("\ufeff", "").replace("\r\n", "\n")
    if not text.strip():
        return
    unix, windows = page_of(text), page_of(text.replace("\n", "\r\n"))
    assert [(s["quote"].replace("\r", ""), s["quantity"], s["period"]) for s in windows["statements"]] == [
        (s["quote"], s["quantity"], s["period"]) for s in unix["statements"]
    ]
    assert [b["text"] for a in windows["articles"] for b in a["blocks"]] == [
        b["text"] for a in unix["articles"] for b in a["blocks"]
    ]


@pytest.mark.parametrize("name", ["page.txt", "page.html", "page.md"])
@pytest.mark.parametrize("character", ["😀", "𠮷", "👩‍🔬", "\u200b", "é", "\ufeff", "\ue000", "\u202e"])
def test_spans_count_code_points(name: str, character: str) -> None:
    sentence = f"县里{character * 3}，去年培训农民640多场次。"
    text = f"<p>{sentence}</p>" if name.endswith("html") else sentence
    page = page_of(text, name)
    quantities = [s for s in page["statements"] if s["quantity"]]
    assert [text[slice(*s["span"])] for s in quantities] == ["640多场次"]
