"""The lists of regions, industries and patent classes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from yanzhen.codes import industries, ipc, region_codes, regions, strategic

HISTORY = Path(__file__).parents[3] / "shared" / "data" / "regions" / "history-1980-onwards.csv"


def test_every_industry_hangs_on_its_section() -> None:
    sections = {each.code for each in industries.children(None)}
    assert len(sections) == 20
    for each in industries.every_industry():
        top = industries.section(each.code)
        assert top is not None and top.code == each.code[0] in sections


def test_a_code_means_the_same_with_and_without_its_letter() -> None:
    for each in industries.every_industry():
        assert industries.industry(each.code.lower()) is each
        if each.level != "section":
            assert industries.industry(each.code[1:]) is each


@pytest.mark.parametrize(
    ("code", "name"), [("C3562", "半导体器件专用设备制造"), ("0111", "稻谷种植"), ("I65", "软件和信息技术服务业")]
)
def test_industries_have_the_names_of_the_standard(code: str, name: str) -> None:
    found = industries.industry(code)
    assert found is not None and found.name == name


def test_the_levels_follow_each_other() -> None:
    chain = ("3562", "C356", "C35", "C")
    assert [each.level for each in (industries.industry(chain[0]), *industries.ancestors("3562")) if each] == [
        "class", "group", "division", "section",
    ]  # fmt: skip
    assert [each.code for each in industries.ancestors("C3562")] == list(chain[1:])
    assert industries.ancestors("nothing") == ()
    assert {each.code for each in industries.children("C356")} >= {"C3562"}


def test_strategic_industries() -> None:
    assert len([each for each in strategic.every_strategic() if each.parent is None]) == 9
    assert strategic.strategic("10") is None and strategic.strategic("") is None
    assert strategic.strategic_named("智能电网产业") == strategic.strategic("6.5")


@pytest.mark.parametrize(
    ("symbol", "is_one"),
    [
        ("H01M10/0525", True),
        ("C07D 401/04", True),
        ("H01M 10/05 (2010.01)", True),
        ("I01M10/05", False),
        ("H1M", False),
        ("", False),
    ],
)
def test_shape_of_a_patent_class(symbol: str, is_one: bool) -> None:
    assert ipc.is_ipc(symbol) is is_one


def test_children_are_those_whose_parent_it_is() -> None:
    for each in regions.every_region():
        assert each in region_codes.children(each.parent)
    assert {each.level for each in region_codes.children(None)} == {"province"}


def test_former_codes_say_where_the_name_stands_now() -> None:
    old = region_codes.known("372225")
    assert old is not None and old.former and old.now is not None
    assert (old.name, old.last_revision, old.now.code) == ("昌乐县", "198212", "370725")
    merged = region_codes.known("330103")
    assert merged is not None and merged.now is not None and merged.now.code == "330105"


def test_a_former_code_is_never_one_in_force() -> None:
    current = {each.code for each in regions.every_region()}
    for code, known in region_codes._former().items():
        assert code not in current
        assert known.now is None or known.now.code in current


def test_the_history_covers_every_code_of_the_revisions() -> None:
    if not HISTORY.exists():
        pytest.skip(
            "the revisions of GB/T 2260 are not here; test_former_codes_say_where_the_name_stands_now stands in"
        )
    with HISTORY.open(encoding="utf-8") as file:
        unknown = [row["code"] for row in csv.DictReader(file) if region_codes.known(row["code"]) is None]
    assert unknown == []
