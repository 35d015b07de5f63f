from __future__ import annotations

import pytest
from tests.reading.inputs.conftest import Open
from tests.reading.inputs.faithful import assert_faithful, hints, texts
from tests.reading.inputs.making import archive, docx, paragraph

from yanzhen.errors import InputError
from yanzhen.reading.inputs.numbering import written_number

STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="T"><w:name w:val="Title"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="mine"><w:name w:val="我的标题"/><w:basedOn w:val="1"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="c"><w:name w:val="caption"/></w:style>'
)
NUMBERING = (
    '<w:abstractNum w:abstractNumId="5"><w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCountingThousand"/>'
    '<w:lvlText w:val="第%1条　"/></w:lvl><w:lvl w:ilvl="1"><w:numFmt w:val="decimal"/><w:isLgl/><w:lvlText w:val="%1.%2 "/></w:lvl></w:abstractNum>'
    '<w:num w:numId="3"><w:abstractNumId w:val="5"/></w:num>'
)


def style(name: str) -> str:
    return f'<w:pStyle w:val="{name}"/>'


def listed(depth: int) -> str:
    return f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>'


def table(*rows: tuple[str, ...]) -> str:
    cells = ("".join(f"<w:tc>{cell if '<' in cell else paragraph(cell)}</w:tc>" for cell in row) for row in rows)
    return f"<w:tbl>{''.join(f'<w:tr>{row}</w:tr>' for row in cells)}</w:tbl>"


def test_headings_captions_paragraphs(opened: Open) -> None:
    body = (
        paragraph("通报", style("T"))
        + paragraph("一、情况", style("1"))
        + paragraph("文。")
        + paragraph("二、问题", style("mine"))
    )
    page = opened("a.docx", docx(body + paragraph("图1", style("c")), styles=STYLES))
    assert page.kind == "docx"
    assert texts(page) == ["通报", "一、情况", "文。", "二、问题", "图1"]
    assert [(c.hint, c.level) for c in page.chunks][:4] == [("title", 1), ("subhead", 1), (None, None), ("subhead", 1)]
    assert hints(page)[4] == "caption"
    assert page.text == "通报\n\n一、情况\n\n文。\n\n二、问题\n\n图1"
    assert_faithful(page)


def test_an_official_title_without_a_style(opened: Open) -> None:
    title = '<w:p><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:sz w:val="44"/></w:rPr><w:t>关于认定企业的通知</w:t></w:r></w:p>'
    assert hints(opened("a.docx", docx(title + paragraph("各乡镇：")))) == ["title", None]


def test_the_numbers_that_word_writes(opened: Open) -> None:
    body = "".join(
        paragraph(text, listed(depth)) for text, depth in (("甲", 0), ("子", 1), ("丑", 1), ("乙", 0), ("寅", 1))
    )
    page = opened("a.docx", docx(body, numbering=NUMBERING))
    assert texts(page) == ["第一条　甲", "1.1 子", "1.2 丑", "第二条　乙", "2.1 寅"]
    assert hints(page) == ["list"] * 5


def test_numbers_in_characters() -> None:
    assert [written_number(n, "chineseCounting") for n in (1, 10, 11, 20, 21, 100, 101, 110, 1001, 2010)] == [
        *("一", "十", "十一", "二十", "二十一", "一百", "一百零一", "一百一十", "一千零一", "二千零一十")
    ]
    assert [
        written_number(n, kind) for n, kind in ((4, "upperRoman"), (28, "lowerLetter"), (3, "decimalEnclosedCircle"))
    ] == [*("IV", "bb", "③")]


def test_tables_and_tables_in_them(opened: Open) -> None:
    page = opened("a.docx", docx(table(("企业", "产值"), ("甲", "1.2亿元")) + paragraph("后")))
    assert [[cell.text for cell in row] for row in page.chunks[0].rows] == [["企业", "产值"], ["甲", "1.2亿元"]]
    page = opened("a.docx", docx(table(("左", table(("内", "1"), ("嵌", "2")) + paragraph("")), ("下", "右"))))
    assert texts(page) == ["左", "内 | 1 | 嵌 | 2", "下", "右"]
    assert_faithful(page)


def test_lines_boxes_notes_changes(opened: Open) -> None:
    box = (
        "<w:p><w:r><w:t>前</w:t><w:pict><w:txbxContent>"
        + paragraph("框中")
        + "</w:txbxContent></w:pict><w:br/><w:t>后</w:t></w:r></w:p>"
    )
    changed = "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText></w:r></w:del><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r></w:p>"
    notes = (
        '<w:footnote w:type="separator">'
        + paragraph("线")
        + "</w:footnote><w:footnote>"
        + paragraph("注文")
        + "</w:footnote>"
    )
    page = opened("a.docx", docx(box + changed, footnotes=notes, header1=paragraph("页眉"), footer1=paragraph("第1页")))
    assert texts(page) == ["前 / 后", "框中", "新", "注文", "第1页", "页眉"]
    assert hints(page)[-2:] == ["furniture", "furniture"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (docx(paragraph("文"))[:-40], "damaged"),
        (archive(word__document_xml=b"<a>" + b"0" * 250_000_000 + b"</a>"), "unpacks to too much"),
        (archive(word__document_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'), "entities"),
        (archive(word__document_xml=b"<d>" + b"<s>" * 9999 + b"</s>" * 9999 + b"</d>"), "nests too deeply"),
        (archive(word__document_xml=b"<d><s></d>"), "damaged"),
        (archive(xl__workbook_xml=b"<d/>"), "spreadsheet"),
        (archive(a_txt=b"text"), "no Word document"),
        (docx(""), "no text"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "password"),
        ("文字".encode(), "not what its name says"),
    ],
    ids=[
        "cut off",
        "bomb",
        "entities",
        "deep",
        "bad XML",
        "spreadsheet",
        "other archive",
        "empty",
        "encrypted",
        "text",
    ],
)
def test_what_cannot_be_read(opened: Open, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        opened("a.docx", content)
