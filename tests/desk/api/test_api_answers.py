"""What the API answers: rows, statements in the contract's shape, sources down to the cell, pages of lists, days, counts."""

from __future__ import annotations

from datetime import timedelta

import pytest
from api_fixtures import OFFICE, SECRET_WORD, row_of
from brought_rows import NOW, A, B, bring, firm, year
from room_fixtures import said

from yanzhen.tables import REGISTER_TABLES, register_table


@pytest.mark.parametrize("table", REGISTER_TABLES, ids=lambda table: table.name)
def test_every_table_gives_its_rows_with_the_cell_of_each_figure(api, cast, held, table):
    listed = api(cast["clerk"], table.name).json()
    (row,) = listed["items"]
    assert listed["next"] is None and row["region"] == "370725"
    assert row["values"] == row_of(table)
    assert set(row["statements"]) == set(row["values"])
    letters = {key: letter for letter, key, *_ in held[table.name].headings["表1"]}
    for column, one in row["statements"].items():
        source = one["source"]
        assert (source["kind"], source["sheet"], source["row"]) == ("cell", "表1", 2)
        assert source["file"] == f"{SECRET_WORD}.xlsx" and source["sha256"] == held[table.name].sha256
        assert source["column"] == letters[column]
    assert api(cast["clerk"], f"{table.name}/{row['id']}").json() == row
    found = api(cast["clerk"], f"{table.name}/{row['id']}/sources").json()["items"]
    assert {one["column"] for one in found} == set(row["values"])
    assert {one["standing"] for one in found} == {"in_force"}


def test_a_figure_has_the_contracts_shape(api, cast):
    bring("firm-years", year(A, 2024, revenue="4300.5", employees=80), office=OFFICE)
    (row,) = api(cast["clerk"], "firm-years").json()["items"]
    revenue = row["statements"]["revenue"]
    assert revenue["quantity"] == {"low": 43005000, "high": 43005000, "unit": "CNY", "relation": "=", "status": "known"}
    assert revenue["period"] == {"start": "2024-01-01", "end": "2024-12-31"}
    assert row["values"]["revenue"] == "4300.5"


def test_two_sources_that_disagree_are_both_told(api, cast):
    bring("firm-years", year(A, 2024, revenue="4300"), office=OFFICE, source="甲", rank=1)
    bring("firm-years", year(A, 2024, revenue="4100"), office=OFFICE, source="乙", rank=4)
    (row,) = api(cast["clerk"], "firm-years").json()["items"]
    assert row["conflict"] is True and row["values"]["revenue"] == "4300"
    found = api(cast["clerk"], f"firm-years/{row['id']}/sources", column="revenue").json()["items"]
    assert [(one["value"], one["standing"], one["source_name"]) for one in found] == [
        ("4300", "in_force", "甲"),
        ("4100", "lower_rank", "乙"),
    ]


def test_a_derived_figure_carries_its_inputs_down_to_the_cells(api, cast):
    bring("firms", firm(A, name="晨光", region="370725"), office=OFFICE)
    bring("firm-years", year(A, 2023, revenue="4000"), year(A, 2024, revenue="5000"), office=OFFICE)
    (row,) = api(cast["clerk"], "firms").json()["items"]
    found = api(cast["clerk"], f"firms/{row['id']}/derived", year=2024).json()["items"]
    growth = next(one for one in found if one["formula"] == "revenue_growth")
    assert growth["value"] == "1/4" and growth["statement"]["quantity"]["low"] == 0.25
    source = growth["statement"]["source"]
    assert source["kind"] == "derived"
    assert [(one["quantity"]["low"], one["source"]["row"]) for one in source["inputs"]] == [
        (50000000, 3),
        (40000000, 2),
    ]
    unknown = next(one for one in found if one["missing"])
    assert unknown["value"] is None and unknown["statement"]["quantity"]["status"] == "unknown"


def test_lists_are_read_page_by_page_each_row_once(api, cast):
    bring("firm-years", *(year(A, 2000 + n, revenue=str(n + 1)) for n in range(23)), office=OFFICE)
    address, seen, pages = "/api/v1/firm-years?limit=5&subject=" + A, [], 0
    while address:
        answer = api(cast["clerk"], address).json()
        seen += [row["values"]["year"] for row in answer["items"]]
        address, pages = answer["next"], pages + 1
    assert sorted(seen) == list(range(2000, 2023)) and len(seen) == 23 and pages == 5
    assert len(api(cast["clerk"], "firm-years", limit=200).json()["items"]) == 23


def test_pages_of_an_earlier_day_are_read_in_the_same_way(api, cast):
    bring("firm-years", *(year(A, 2000 + n, revenue=str(n + 1)) for n in range(12)), office=OFFICE)
    address, seen = f"/api/v1/firm-years?limit=5&known={NOW.date()}", []
    while address:
        answer = api(cast["clerk"], address).json()
        seen += [row["values"]["year"] for row in answer["items"]]
        address = answer["next"]
    assert seen == list(range(2000, 2012))


@pytest.mark.parametrize(
    ("given", "parameter"),
    [
        ({"limit": 0}, "limit"), ({"limit": 201}, "limit"), ({"limit": "x"}, "limit"), ({"cursor": "x"}, "cursor"), ({"cursor": "9" * 30}, "cursor"),
        ({"regoin": "37"}, "regoin"), ({"region": "37'"}, "region"), ({"year": "20x4"}, "year"), ({"as_of": "2024-02-30"}, "as_of"),
        ({"subject": "a\x00b"}, "subject"),
    ],
)  # fmt: skip
def test_a_parameter_that_cannot_be_used_is_named(api, cast, given, parameter):
    answer = api(cast["clerk"], "firm-years", **given)
    told = answer.json()
    assert answer.status_code == 400 and told["type"] == "parameters"
    assert [fault["parameter"] for fault in told["faults"]] == [parameter]


def test_filters_are_those_of_the_lists(api, cast):
    bring("firms", firm(A, name="晨光", region="370725"), firm(B, name="朝阳", region="370702"))
    bring("firm-years", *(year(code, of, revenue="1") for code in (A, B) for of in (2023, 2024)))

    def found(**given):
        return [
            (row["subject"], row["values"]["year"])
            for row in api(cast["bureau_head"], "firm-years", **given).json()["items"]
        ]

    assert len(found()) == 4
    assert found(region="370725") == [(A, 2023), (A, 2024)] and len(found(region="370700")) == 4
    assert found(subject=B, year=2024) == [(B, 2024)]
    assert len(found(as_of="2023-12-31")) == 2 and found(as_of="2022-01-01") == []
    assert found(known=str(NOW.date() - timedelta(days=1))) == [] and len(found(known=str(NOW.date()), subject=A)) == 2


def test_what_was_known_on_a_day_is_what_had_been_recorded(api, cast):
    bring("firm-years", year(A, 2024, revenue="4300"), office=OFFICE)
    bring("firm-years", year(A, 2024, revenue="4400"), office=OFFICE, now=NOW + timedelta(days=3))
    (then,) = api(cast["clerk"], "firm-years", known=str(NOW.date())).json()["items"]
    (now,) = api(cast["clerk"], "firm-years").json()["items"]
    assert (then["values"]["revenue"], now["values"]["revenue"]) == ("4300", "4400")
    assert then["id"] is None and now["id"]


def test_a_pages_statement_is_told_with_its_span(api, cast, page):
    row = said(page, "销售收入")
    told = api(cast["clerk"], f"statements/{row.pk}").json()
    assert told["quantity"] == {"low": 434000000, "high": 434000000, "unit": "CNY", "relation": "=", "status": "known"}
    source = told["source"]
    assert source["kind"] == "span" and source["file"] == "page.txt" and source["sha256"] == page.sha256
    assert page.text[source["start"] : source["end"]] == source["quote"]
    assert api(cast["clerk"], f"sources/{source['id']}").json() == source
    document = api(cast["clerk"], f"documents/{source['document']}").json()
    assert document["sha256"] == page.sha256 and "text" not in document
    listed = api(cast["clerk"], "statements", property="销售收入").json()["items"]
    assert listed == [told]
    assert api(cast["clerk"], "statements", q="4.34").json()["items"] == [told]
    assert api(cast["clerk"], "statements", standing="accepted").json()["items"] == []
    assert len(api(cast["clerk"], "sources", document=page.pk).json()["items"]) == len(
        api(cast["clerk"], "statements").json()["items"]
    )


def test_a_page_has_the_same_quantities_as_read_json(api, cast, page):
    found = {one["property"]: one["quantity"] for one in api(cast["clerk"], "statements").json()["items"]}
    assert found["培训场次"] == {"low": 640, "high": None, "unit": "场次", "relation": ">", "status": "known"}
    assert found["就业率"] == {"low": 0.8, "high": None, "unit": "1", "relation": ">=", "status": "known"}
    assert found["产品占比"]["status"] == "truncated"


def test_the_search_finds_statements_and_firms_by_any_name(api, cast, page):
    bring("firms", firm(A, name="晨光纸业有限公司", former_names="红星造纸厂", region="370725"), office=OFFICE)
    told = api(cast["clerk"], "search", q="晨光").json()
    assert told["statements"] and [row["subject"] for row in told["firms"]] == [A]
    assert [row["subject"] for row in api(cast["clerk"], "search", q="红星").json()["firms"]] == [A]
    assert api(cast["clerk"], "search", q="没有这个词").json() == {"statements": [], "firms": []}


def test_counts_of_few_firms_are_held_back(api, cast):
    codes = [f"9137072{n}MA3C0AAA1X" for n in range(9)]
    many = [firm(code, region="370725", industry="C3562") for code in codes[:6]]
    few = [
        firm(codes[6], region="370702", industry="C3562"),
        *(firm(code, region="370703", industry="A0111") for code in codes[7:]),
    ]
    bring("firms", *many, *few)
    told = api(cast["bureau_head"], "counts/firms").json()
    assert {one["code"]: (one["number"], one["below"]) for one in told["items"]} == {
        "370702": (None, 3), "370703": (None, 3), "370725": (6, 0),
    }  # fmt: skip
    assert told["total"]["number"] == 9 and told["items"][-1]["name"] == "昌乐县"
    assert api(cast["clerk"], "counts/firms").json()["total"]["number"] == 6
    by_industry = api(cast["bureau_head"], "counts/firms", by="industry").json()["items"]
    assert {one["code"] for one in by_industry} == {"A01", "C35"}


def test_code_lists_are_there(api, cast):
    counties = api(cast["clerk"], "regions", parent="370700").json()["items"]
    assert {"code": "370725", "name": "昌乐县", "level": "county", "parent": "370700"} in counties
    found = api(cast["clerk"], "industries", parent="C35").json()["items"]
    assert "C356" in {one["code"] for one in found}


def test_the_tables_are_described(api, cast):
    told = {table["name"]: table for table in api(cast["clerk"], "tables").json()["items"]}
    assert set(told) == {table.name for table in REGISTER_TABLES}
    revenue = next(column for column in told["firm-years"]["columns"] if column["name"] == "revenue")
    assert revenue["label"] == register_table("firm-years").column("revenue").label_zh
