"""Whole tables: chunks, keys across chunks, what a row keeps."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.sheets.checked import GOOD, OTHER, THIRD, TODAY, check, check_file, codes

from yanzhen.codes import uscc
from yanzhen.errors import InputError
from yanzhen.sheets.checking import ROWS_PER_CHUNK, check_book, read_table
from yanzhen.sheets.opening import open_book
from yanzhen.sheets.report import in_reading_order
from yanzhen.sheets.wording import codes as all_codes
from yanzhen.sheets.wording import new_finding, worded
from yanzhen.tables import REGISTER_TABLES, register_table


def code_of(number: int) -> str:
    start = f"91330110{number:08d}{uscc.organisation_check(f'{number:08d}')}"
    return start + uscc.check_character(start)


def test_values_are_canonical(tmp_path: Path) -> None:
    header = [
        "统一社会信用代码",
        "企业名称",
        "成立日期",
        "主要产品数",
        "市场占有率（%）",
        "有自主品牌",
        "经营状态",
        "曾用名",
    ]
    rows, findings = check(
        tmp_path,
        "firms",
        [header, [f" {GOOD.lower()} ", "ｅ\u0301司 ", "2012年3月1日", "3.0", "12.50", "是", "存续", ""]],
    )
    assert rows[0].values == {
        "uscc": GOOD, "name": "ｅ\u0301司", "registered_on": "2012-03-01", "products": 3, "share_percent": "12.5", "own_brand": True, "status": "operating",
    }  # fmt: skip
    assert codes(findings) == ["code-cleaned"]


def test_chunks_of_at_most_5000_and_a_key_twice_across_them(tmp_path: Path) -> None:
    path = tmp_path / "many.csv"
    lines = [
        "uscc,name",
        *(f"{code_of(number)},甲{number}" for number in range(ROWS_PER_CHUNK + 10)),
        f"{code_of(3)},乙",
        f"{code_of(4)},甲4",
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    chunks = list(check_book(open_book(path), register_table("firms"), today=TODAY))
    assert [len(chunk.rows) for chunk in chunks] == [ROWS_PER_CHUNK, 11]
    assert [(one.code, one.row) for one in chunks[1].findings] == [
        ("key-twice", ROWS_PER_CHUNK + 12),
        ("key-twice", 5),
        ("same-row", ROWS_PER_CHUNK + 13),
    ]
    assert [row.row for row in chunks[1].rows if row.bad] == [ROWS_PER_CHUNK + 12]


def test_both_rows_of_a_key_are_bad_in_one_chunk(tmp_path: Path) -> None:
    rows, findings = check(tmp_path, "firms", [["uscc", "name"], [GOOD, "甲"], [OTHER, "乙"], [GOOD, "丙"]])
    assert [row.bad for row in rows] == [True, False, True]
    assert {(one.row, dict(one.parameters)["other"]) for one in findings} == {(4, "2"), (2, "4")}


def test_rows_that_differ_by_spaces_alone_are_one(tmp_path: Path) -> None:
    rows, findings = check(
        tmp_path, "firms", [["uscc", "name"], [GOOD, "甲厂"], [f" {GOOD}", "甲　 厂 "], [OTHER, "乙"]]
    )
    assert [(row.row, row.values["name"], row.bad) for row in rows] == [(2, "甲厂", False), (4, "乙", False)]
    assert "same-row" in codes(findings) and "key-twice" not in codes(findings)


def test_an_empty_part_of_the_key_equals_an_empty_one(tmp_path: Path) -> None:
    rows, _ = check(
        tmp_path,
        "equity",
        [
            ["uscc", "year", "investor", "amount"],
            [GOOD, "2024", "", "1"],
            [GOOD, "2024", "", "2"],
            [GOOD, "2024", "某基金", "2"],
        ],
    )
    assert [row.bad for row in rows] == [True, True, False]


def test_rows_that_are_no_records(tmp_path: Path) -> None:
    lines = [
        ["序号", "统一社会信用代码", "企业名称"], ["示例", "示例 91330110MA2CCBBB73", "某企业"], ["1", GOOD, "甲"], ["", "", ""], ["小计", "", ""], ["2", OTHER, "乙"],
        ["序号", "统一社会信用代码", "企业名称"], ["3", THIRD, "合计管理公司"], ["合  计：", "", "3家"], ["填表人：某某", "", "审核人：某某"],
    ]  # fmt: skip
    rows, findings = check(tmp_path, "firms", lines)
    assert [row.values["uscc"] for row in rows] == [GOOD, OTHER, THIRD]
    told = [(one.row, one.code) for one in findings if one.code != "columns-unknown"]
    assert told == [(2, "sample-row"), (5, "total-row"), (7, "header-repeated"), (9, "total-row"), (10, "footnote-row")]


def test_a_record_without_its_key_is_an_error_and_not_passed_over(tmp_path: Path) -> None:
    rows, findings = check(tmp_path, "firms", [["uscc", "name"], ["", "甲公司"]])
    assert rows[0].bad and codes(findings) == ["missing"]


def test_nothing_is_written_for_a_table_without_rows(tmp_path: Path) -> None:
    assert check(tmp_path, "firms", [["uscc", "name"]]) == ([], [])


def test_read_table_is_the_chunks_together(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"uscc,name\n{GOOD},甲\n", encoding="utf-8")
    rows, findings = read_table(path, register_table("firms"), today=TODAY)
    assert (list(rows), list(findings)) == check_file(path, "firms")


def test_another_sheet_is_asked_for_by_name(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f"uscc,name\n{GOOD},甲\n", encoding="utf-8")
    with pytest.raises(InputError, match="no such sheet"):
        read_table(path, register_table("firms"), today=TODAY, sheet="b")


@pytest.mark.parametrize("code", all_codes())
def test_every_finding_has_words_in_both_languages(code: str) -> None:
    finding = new_finding(code, sheet="表", row=2, column="列", value="{值}", count="3")
    assert finding.message == worded(finding, "zh").message
    english = worded(finding, "en")
    assert english.message and english.message != finding.message
    assert (
        finding.severity != "error"
        or (finding.expected or code.startswith(("missing", "column", "key")))
        or english.expected == ""
    )
    assert finding.severity == "note" or finding.todo


def test_rules_speak_of_columns_that_exist() -> None:
    from yanzhen.sheets.crossing import rules_of

    for table in REGISTER_TABLES:
        for rule in rules_of(table.name):
            assert table.column(rule.left) and (not rule.right or table.column(rule.right))


def test_listed_names_and_choices_speak_of_columns_that_exist() -> None:
    from yanzhen.sheets.names import NEAR, _listed
    from yanzhen.sheets.texts import _listed as listed_choices

    tables = {table.name: {column.name: column for column in table.columns} for table in REGISTER_TABLES}
    for row in _listed():
        assert row["table"] == "*" or row["key"] == NEAR or row["key"] in tables[row["table"]], row
        assert row["applied"] == "yes" or row["note"], row
    for row in listed_choices():
        if row["table"] != "*":
            assert row["choice"] in tables[row["table"]][row["column"]].choices, row


def test_every_code_is_documented() -> None:
    page = (Path(__file__).parents[2] / "docs" / "sheets.md").read_text(encoding="utf-8")
    for code in all_codes():
        finding = new_finding(code, sheet="", row=1, column="", value="")
        assert f"| `{code}` | {finding.severity} |" in page


def test_a_link_leads_to_another_firm_and_has_begun(tmp_path: Path) -> None:
    header = ["source", "target", "kind", "from", "to"]
    lines = [[GOOD, GOOD, "owns", "2020-01-01", ""], [GOOD, OTHER, "supplies", "2031-01-01", "2030-01-01"]]
    rows, findings = check(tmp_path, "links", [header, *lines])
    assert [row.bad for row in rows] == [False, True]
    assert sorted((one.code, one.row, one.severity) for one in findings) == [
        ("day-ahead", 3, "error"), ("itself", 2, "warning"),
    ]  # fmt: skip
    assert (
        worded(next(one for one in findings if one.code == "itself"), "zh").message
        == f"目标企业与来源企业是同一个（{GOOD}）"
    )


def test_findings_are_told_as_the_file_is_read() -> None:
    made = [("b", 2), ("a", 9), ("b", 1), ("a", 1)]
    findings = [new_finding("itself", sheet=sheet, row=row, column="", value="") for sheet, row in made]
    assert [(one.sheet, one.row) for one in in_reading_order(findings)] == [("b", 1), ("b", 2), ("a", 1), ("a", 9)]
