"""Headers as people write them."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from tests.sheets.checked import GOOD, OTHER, check, check_file, codes

from yanzhen.errors import InputError
from yanzhen.sheets.headers import Heading, find_heading
from yanzhen.sheets.opening import open_book
from yanzhen.tables import register_table


def heading(folder: Path, table: str, *lines: list[Any], merged: tuple[tuple[int, int, int, int], ...] = ()) -> Heading:
    path = folder / "head.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("表")
    for row, line in enumerate(lines):
        for column, cell in enumerate(line):
            if cell is not None:
                sheet.write(row, column, cell)
    for top, left, bottom, right in merged:
        sheet.merge_range(top, left, bottom, right, lines[top][left])
    book.close()
    return find_heading(open_book(path).sheets[0], register_table(table))


def found(head: Heading) -> dict[str, tuple[str, Decimal]]:
    return {each.key: (each.letter, each.factor) for each in head.columns if each.key}


def test_labels_keys_and_listed_names(tmp_path: Path) -> None:
    for names in (
        ["统一社会信用代码", "企业名称"],
        ["uscc", "name"],
        ["信用代码", "公司名称"],
        ["＊统一社会信用代码：", " 企业\n名称 "],
    ):
        assert set(found(heading(tmp_path, "firms", names, [GOOD, "甲"]))) == {"uscc", "name"}


@pytest.mark.parametrize(
    ("header", "factor"),
    [
        ("营业收入（亿元）", "10000"), ("营业收入(元)", "0.0001"), ("营业收入【千元】", "0.1"), ("营业收入/万元", "1"), ("营业收入", "1"),
        ("营业收入(单位：百万元)", "100"), ("营业收入亿元", "10000"), ("REVENUE （亿元）", "10000"), ("revenue (10k CNY)", "1"), ("营业收入［万元］", "1"),
    ],
)  # fmt: skip
def test_units_in_headers(tmp_path: Path, header: str, factor: str) -> None:
    assert found(heading(tmp_path, "firm-years", ["统一社会信用代码", "年度", header], [GOOD, 2024, 1]))["revenue"] == (
        "C", Decimal(factor),
    )  # fmt: skip


def test_title_rows_and_the_unit_above_the_header(tmp_path: Path) -> None:
    head = heading(
        tmp_path,
        "firm-years",
        ["某区企业年度数据"],
        [None, None, "单位：元"],
        ["统一社会信用代码", "年度", "营业收入", "职工总数"],
        [GOOD, 2024, 1, 2],
    )
    assert head.rows == (3,) and head.table_unit == "元"
    assert found(head)["revenue"][1] == Decimal("0.0001") and found(head)["employees"][1] == 1


def test_two_header_rows_with_merged_groups(tmp_path: Path) -> None:
    head = heading(
        tmp_path,
        "firm-years",
        ["统一社会信用代码", "年度", "财务指标（亿元）", None, None, "职工总数"],
        [None, None, "营业收入", "净利润", "资产总额（万元）", None],
        [GOOD, 2024, 1, 2, 3, 4],
        merged=((0, 0, 1, 0), (0, 1, 1, 1), (0, 2, 0, 4), (0, 5, 1, 5)),
    )
    assert head.rows == (1, 2)
    wanted = {"uscc": "A", "year": "B", "revenue": "C", "net_profit": "D", "assets": "E", "employees": "F"}
    assert {key: letter for key, (letter, _) in found(head).items()} == wanted
    assert [found(head)[key][1] for key in ("revenue", "net_profit", "assets", "employees")] == [10_000, 10_000, 1, 1]


def test_a_row_of_units_below_the_header(tmp_path: Path) -> None:
    head = heading(
        tmp_path,
        "firm-years",
        ["统一社会信用代码", "年度", "营业收入", "职工总数"],
        [None, None, "亿元", "人"],
        [GOOD, 2024, 1, 2],
    )
    assert head.rows == (1, 2) and found(head)["revenue"][1] == 10_000


def test_the_first_data_row_is_no_second_header(tmp_path: Path) -> None:
    rows, findings = check(tmp_path, "firms", [["统一社会信用代码", "企业名称"], [GOOD, "企业名称"]])
    assert [row.values for row in rows] == [{"uscc": GOOD, "name": "企业名称"}] and findings == []


def test_what_is_only_suggested_is_not_applied_until_confirmed(tmp_path: Path) -> None:
    lines = [["统一社会信用代码", "年度", "参保人数"], [GOOD, "2024", "80"]]
    head = heading(tmp_path, "firm-years", *lines)
    assert head.unknown == ("参保人数",) and head.suggestions["参保人数"][0] == "employees"
    rows, findings = check(tmp_path, "firm-years", lines)
    assert "employees" not in rows[0].values and codes(findings) == ["columns-unknown"]
    rows, findings = check(tmp_path, "firm-years", lines, {"参保人数": "employees"})
    assert rows[0].values["employees"] == 80 and findings == []


def test_a_person_may_say_that_a_header_is_no_column(tmp_path: Path) -> None:
    rows, _ = check(tmp_path, "firms", [["统一社会信用代码", "公司名称"], [GOOD, "甲"]], {"公司名称": ""})
    assert rows[0].values == {"uscc": GOOD}


def test_the_tables_own_word_wins_over_a_listed_name(tmp_path: Path) -> None:
    rows, findings = check(tmp_path, "firms", [["统一社会信用代码", "公司名称", "企业名称"], [GOOD, "乙", "甲"]])
    assert rows[0].values["name"] == "甲" and codes(findings) == ["columns-unknown"]


def test_a_look_up_services_sheet(tmp_path: Path) -> None:
    lines = [
        ["查询日期：2026-06-01"],
        [
            "公司名称",
            "登记状态",
            "统一社会信用代码",
            "成立日期",
            "所属省份",
            "所属城市",
            "所属区县",
            "国标行业",
            "曾用名",
            "注册地址",
        ],
        [
            "甲公司",
            "存续（在营、开业、在册）",
            GOOD,
            "2012-03-01",
            "浙江省",
            "杭州市",
            "西湖区",
            "专用设备制造业",
            "-",
            "某路1号",
        ],
    ]
    rows, findings = check(tmp_path, "firms", lines)
    assert rows[0].values == {
        "uscc": GOOD, "name": "甲公司", "region": "330106", "address": "某路1号", "industry": "C35", "status": "operating",
        "registered_on": "2012-03-01",
    }  # fmt: skip
    assert {finding.severity for finding in findings} == {"note"}


def test_no_header_at_all(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no sheet with a header of the table firms"):
        check(tmp_path, "firms", [["甲", "乙"], ["1", "2"]])


def test_sheets_are_found_by_their_name_or_their_header(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    book = xlsxwriter.Workbook(str(path))
    for name, line in (("封面", ["某区"]), ("firms", ["uscc", "name"]), ("firm-years", ["uscc", "year"])):
        sheet = book.add_worksheet(name)
        sheet.write_row(0, 0, line)
        sheet.write_row(1, 0, [GOOD if name == "firms" else OTHER, 2024])
    book.close()
    assert [row.values["uscc"] for row in check_file(path, "firms")[0]] == [GOOD]
    assert [row.values["uscc"] for row in check_file(path, "firm-years")[0]] == [OTHER]


def test_a_share_of_the_column_before_it(tmp_path: Path) -> None:
    head = heading(tmp_path, "firm-years", ["uscc", "year", "研发费用", "其中：境内研发费用（元）"], [GOOD, 2024, 1, 2])
    assert found(head)["rd_domestic"] == ("D", Decimal("0.0001"))
