"""The list, its filters, its exports and the search: the same rows, the same scope."""

from __future__ import annotations

import csv
import io

import openpyxl
import pytest
from room_fixtures import OTHER_PAGE, change, said

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.reading.export import COLUMNS, defused
from yanzhen.desk.register import decisions
from yanzhen.desk.register.contests import contest
from yanzhen.desk.register.models import Statement
from yanzhen.desk.register.subjects import tie


@pytest.fixture
def pages(cast, page, read_page):
    return page, read_page(cast["clerk"], OTHER_PAGE, "other.txt")


@pytest.fixture
def exported(cast, sign_in):
    """The rows of the CSV export for a query, as dicts by the column's name."""

    def rows(query: str = "", person: str = "clerk") -> list[dict[str, str]]:
        answer = sign_in(Person.objects.get(username=person)).get(f"/reading/statements.csv?{query}")
        lines = csv.reader(io.StringIO(b"".join(answer.streaming_content).decode("utf-8-sig")))
        next(lines)
        return [dict(zip([name for name, _, _ in COLUMNS], line, strict=True)) for line in lines]

    return rows


@pytest.mark.parametrize(
    ("query", "properties"),
    [
        ("q=训", {"培训场次"}),
        ("q=融资企业", {"融资企业"}),
        ("property=销售", {"销售收入"}),
        ("subject=晨光", {"销售收入", "研发投入"}),
        ("unit=CNY", {"销售收入", "研发投入"}),
        ("relation=range", {"研发投入"}),
        ("relation=%3E", {"培训场次"}),
        ("status=truncated", {"产品占比"}),
        ("standing=accepted", set()),
        ("kind=day", set()),
        ("since=2020-01-01", {"培训场次"}),
        ("until=2019-12-31", {"销售收入"}),
        ("since=nonsense", set()),
        ("q=，", set()),
    ],
)
def test_each_filter_narrows_the_list_and_the_export_alike(cast, sign_in, page, exported, query, properties):
    assert {row["property"] for row in exported(query)} == properties
    html = sign_in(cast["clerk"]).get(f"/reading/statements?{query}").text
    shown = set(Statement.objects.values_list("property", flat=True))
    # The words of filters hold the query itself; the table's cells alone count.
    cells = html[html.find("<tbody") :] if "<tbody" in html else ""
    assert {word for word in shown if f"<span>{word}" in cells} == properties


def test_filters_by_document_article_subject_contradiction_and_contest(cast, pages, exported):
    one, other = pages
    assert {row["source__document__file"] for row in exported(f"document={other.pk}")} == {"other.txt"}
    assert {row["property"] for row in exported(f"document={one.pk}&article=2")} == {"融资企业", "产品占比"}
    paper = said(one, "销售收入").subject
    assert len(exported(f"subject=%23{paper.pk}")) == 2
    assert {row["property"] for row in exported("contradicts=yes")} == {"培训场次"}
    tie(paper, said(other, "销售收入").subject, now=one.read_at)
    assert len(exported(f"subject=%23{paper.pk}")) == 3
    assert {row["property"] for row in exported("contradicts=yes")} == {"培训场次", "销售收入"}
    contest(said(one, "就业率"), "口径不对", change(cast["clerk"]).actor, now=one.read_at)
    assert [row["property"] for row in exported("contested=yes")] == ["就业率"]


def test_the_list_sorts_by_the_figure_and_keeps_its_address(cast, sign_in, pages):
    html = sign_in(cast["clerk"]).get("/reading/statements?unit=CNY&sort=-figure").text
    assert html.index("4.50 亿元") < html.index("4.34 亿元") < html.index("600–3,200 万元")
    assert 'aria-sort="descending"' in html and "/reading/statements.xlsx?unit=CNY&amp;sort=-figure" in html


def test_the_workbook_has_figures_as_numbers_and_every_source(cast, sign_in, page):
    decisions.accept(said(page, "销售收入"), change(cast["clerk"]))
    answer = sign_in(cast["clerk"]).get("/reading/statements.xlsx?property=销售")
    header, row = openpyxl.load_workbook(io.BytesIO(answer.content)).active.iter_rows(values_only=True)
    told = dict(zip([name for name, _, _ in COLUMNS], row, strict=True))
    assert told["low"] == 434_000_000 and told["standing"] == "accepted"
    assert told["source__document__sha256"] == page.sha256 and told["source__quote"] == "4.34亿元"
    assert header[1] == "主体"


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"])
def test_no_cell_runs_as_a_formula(cast, sign_in, page, exported, start):
    text = f"{start}cmd|' /C calc'!A0"
    assert defused(text) == f"'{text}"
    Statement.objects.filter(pk=said(page, "就业率").pk).update(scope=text)
    assert exported("property=就业率")[0]["scope"] == f"'{text}"
    book = openpyxl.load_workbook(io.BytesIO(sign_in(cast["clerk"]).get("/reading/statements.xlsx").content))
    assert all(cell.data_type != "f" for row in book.active.iter_rows() for cell in row)


def test_the_relation_is_no_formula_either(page, exported):
    relations = [row["relation"] for row in exported()]
    assert len(relations) == 6 and all(word and word[0].isalpha() for word in relations)


def test_the_search_finds_statements_paragraphs_subjects_and_pages(cast, sign_in, page):
    html = sign_in(cast["clerk"]).get("/reading/search?q=晨光纸业").text
    assert "示例晨光纸业有限公司" in html and "销售收入" in html
    unplaced = sign_in(cast["clerk"]).get("/reading/search?q=车间").text
    assert "图为晨光纸业车间" in unplaced
    for asked in ("", "%20", "，", "无此词"):
        assert sign_in(cast["clerk"]).get(f"/reading/search?q={asked}").status_code == 200


def test_another_county_finds_exports_and_lists_nothing(cast, sign_in, page, exported):
    client = sign_in(cast["foreign"])
    assert exported(person="foreign") == []
    assert "晨光" not in client.get("/reading/search?q=纸业").text.replace("q=纸业", "")
    assert "晨光" not in client.get("/reading/statements").text
    book = openpyxl.load_workbook(io.BytesIO(client.get("/reading/statements.xlsx").content))
    assert book.active.max_row == 1


def test_another_department_of_the_county_sees_only_its_own(cast, page, exported):
    assert exported(person="park") == [] and exported(person="bureau_head") != []
