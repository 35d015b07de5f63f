"""What is written: templates, exports, and a person's workbook with the reasons; each is read back."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import polars
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sheets.checked import GOOD, OTHER, check_file

from yanzhen.errors import InputError
from yanzhen.sheets.export import write_export
from yanzhen.sheets.report import as_json, write_errors
from yanzhen.sheets.rows import Value
from yanzhen.sheets.template import header_of, write_template
from yanzhen.sources import Cell
from yanzhen.tables import REGISTER_TABLES, Column, Table, register_table

FIRMS, YEARS = register_table("firms"), register_table("firm-years")


def sample(column: Column, number: int) -> Value:
    """A value of the column, as canonical."""
    coded = {"uscc": (GOOD, OTHER)[number % 2], "firm": (GOOD, OTHER)[number % 2], "region": "330110", "industry": "C3562", "strategic": "1.2", "ipc": "H01M10/0525"}  # fmt: skip
    if column.codes:
        return coded[column.codes]
    if column.choices:
        return column.choices[number % len(column.choices)]
    kinds: dict[str, Value] = {
        "date": f"2020-01-0{number + 1}",
        "flag": bool(number % 2),
        "integer": 2020 + number if column.unit == "年" else 5,
        "exact": "12.5",
    }
    return kinds.get(column.kind, f"文字{number}")


def cell_of(value: Value, column: Column, language: str) -> Any:
    """The value as a person fills it in."""
    if column.kind == "flag":
        return {"zh": "是否", "en": ("yes", "no")}[language][0 if value else 1]
    if column.choices and language == "zh":
        return column.choice_labels[column.choices.index(str(value))]
    if column.kind == "date":
        return date.fromisoformat(str(value))
    return float(value) if column.kind == "exact" else value


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("table", REGISTER_TABLES, ids=lambda table: table.name)
def test_a_template_filled_in_checks_clean(tmp_path: Path, table: Table, language: str) -> None:
    path = tmp_path / "template.xlsx"
    write_template(table, path, language=language)
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == [header_of(column, language) for column in table.columns]
    wanted = [{column.name: sample(column, number) for column in table.columns} for number in range(2)]
    for row, values in enumerate(wanted, start=3):
        for position, column in enumerate(table.columns, start=1):
            sheet.cell(row, position, cell_of(values[column.name], column, language))
    book.save(path)
    rows, findings = check_file(path, table.name)
    assert [row.values for row in rows] == wanted
    crossed = {"above", "before", "itself"}  # the made-up figures are all alike
    assert [finding.code for finding in findings if finding.code not in crossed] == ["sample-row"]


def test_a_template_explains_every_column_and_offers_what_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "template.xlsx"
    write_template(register_table("patents"), path)
    book = openpyxl.load_workbook(path)
    rows, notes = book.worksheets[:2]
    assert (rows.title, notes.title) == ("知识产权", "说明")
    explained = {row[0].value: row for row in notes.iter_rows(min_row=6)}
    for column in register_table("patents").columns:
        assert (
            explained[column.name][2].value == column.meaning_zh
            and explained[column.name][3].value == column.meaning_en
        )
    lists = [rule.formula1 for rule in rows.data_validations.dataValidation if rule.type == "list"]
    assert '"是,否"' in lists and any("发明专利" in (source or "") for source in lists)
    assert rows.freeze_panes == "B2"
    write_template(FIRMS, path)
    listed = {cell.value for row in openpyxl.load_workbook(path)["代码"].iter_rows() for cell in row}
    assert {"330110", "余杭区", "C3562", "1.2"} <= listed


texts = (
    st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), min_size=1, max_size=20)
    .map(str.strip)
    .filter(bool)
)
armed = st.sampled_from(["=1+1", "+86 571", "@SUM(A1)", "-甲", '=HYPERLINK("x")', "'=1", "''+1", "甲", "=\t1"])
amounts = st.decimals(min_value=-(10**14), max_value=10**14, places=6, allow_nan=False).map(
    lambda number: format(number.normalize() + 0, "f")
)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.one_of(texts, armed), amounts), min_size=1, max_size=5), st.sampled_from(["csv", "xlsx"]))
def test_what_is_exported_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, figures: list[tuple[str, str]], ending: str
) -> None:
    import unicodedata

    from yanzhen.sheets.texts import text_reader

    table = register_table("equity")
    rows = [
        {
            "uscc": GOOD,
            "year": 2000 + number,
            "investor": unicodedata.normalize("NFC", text),
            "amount": amount,
            "paid_in": True,
        }
        for number, (text, amount) in enumerate(figures)
        if isinstance(text_reader()(text), str)
    ]
    path = tmp_path_factory.mktemp("export") / f"equity.{ending}"
    write_export(rows, table, path)
    found, findings = check_file(path, "equity")
    assert [row.values for row in found] == rows
    assert not [finding for finding in findings if finding.severity == "error"]


def test_formulas_are_defused(tmp_path: Path) -> None:
    row: dict[str, Value] = {
        "uscc": GOOD,
        "name": "=cmd|' /C calc'!A0",
        "address": "@SUM(1)",
        "aliases": "\t=1",
        "segment": "-1+1",
    }
    write_export([row], FIRMS, tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        cells = next(csv.DictReader(file))
    assert all(cells[key][0] == "'" for key in ("name", "address", "aliases", "segment")) and cells["uscc"] == GOOD
    write_export([row], FIRMS, tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]
    assert {cell.data_type for cell in sheet[2] if cell.value is not None} == {"s"}
    assert sheet["B2"].value == row["name"]


def test_negative_figures_are_figures_and_long_ones_stay_exact(tmp_path: Path) -> None:
    row: dict[str, Value] = {
        "uscc": GOOD,
        "year": 2024,
        "net_profit": "-12.5",
        "revenue": "1234567890123456.0000000001",
    }
    for ending in ("csv", "xlsx", "parquet"):
        write_export([row], YEARS, tmp_path / f"a.{ending}")
    assert b"-12.5" in (tmp_path / "a.csv").read_bytes() and b"'-12.5" not in (tmp_path / "a.csv").read_bytes()
    for ending in ("csv", "xlsx"):
        assert check_file(tmp_path / f"a.{ending}", "firm-years")[0][0].values == row
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").worksheets[0]["N2"].value == -12.5
    frame = polars.read_parquet(tmp_path / "a.parquet")
    assert frame["net_profit"][0] == Decimal("-12.5") and frame["revenue"][0] == Decimal("1234567890123456.0000000001")


@pytest.mark.parametrize("ending", ["csv", "xlsx", "parquet"])
@pytest.mark.parametrize("table", REGISTER_TABLES, ids=lambda table: table.name)
def test_an_empty_table_gives_its_header(tmp_path: Path, table: Table, ending: str) -> None:
    path = tmp_path / f"empty.{ending}"
    write_export([], table, path)
    if ending == "parquet":
        assert polars.read_parquet(path).columns == [column.name for column in table.columns]
    else:
        assert check_file(path, table.name) == ([], [])


def test_each_figure_has_its_cell(tmp_path: Path) -> None:
    row: dict[str, Value] = {"uscc": GOOD, "year": 2024, "revenue": "4300"}
    sources = [{"revenue": Cell("ab" * 32, "年报", 12, "C"), "year": Cell("cd" * 32, "年报", 12, "年度")}]
    names = {"ab" * 32: "某区.xlsx"}
    write_export([row], YEARS, tmp_path / "a.xlsx", sources=sources, file_names=names)
    told = list(openpyxl.load_workbook(tmp_path / "a.xlsx")["source"].iter_rows(values_only=True))
    assert told == [
        ("row", "column", "file", "sheet", "cell"),
        (2, "revenue", "某区.xlsx", "年报", "C12"),
        (2, "year", "cd" * 32, "年报", "年度 12"),
    ]
    write_export([row], YEARS, tmp_path / "a.csv", sources=sources, file_names=names)
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        assert next(csv.DictReader(file))["revenue.source"] == "某区.xlsx!年报!C12"
    write_export([row], YEARS, tmp_path / "a.parquet", sources=sources, file_names=names)
    assert polars.read_parquet(tmp_path / "a.parquet")["revenue.source"][0] == "某区.xlsx!年报!C12"


def test_an_unknown_ending_and_a_place_that_is_none(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.parquet"):
        write_export([], FIRMS, tmp_path / "a.json")
    for write in (lambda path: write_export([], FIRMS, path), lambda path: write_template(FIRMS, path)):
        with pytest.raises(InputError, match="cannot be written"):
            write(tmp_path / "nowhere" / "a.xlsx")
    assert list(tmp_path.iterdir()) == []


def faulty(path: Path) -> Path:
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet("企业")
    day, percent = book.add_format({"num_format": "yyyy-mm-dd"}), book.add_format({"num_format": "0.0%"})
    sheet.write_string(0, 0, "某区企业")
    sheet.write_row(1, 0, ["统一社会信用代码", "企业名称", "成立日期", "市场占有率（%）", "主要产品数"])
    sheet.write_row(2, 0, [GOOD, "甲"])
    sheet.write_datetime(2, 2, date(2012, 3, 1), day)
    sheet.write_number(2, 3, 0.125, percent)
    sheet.write_row(3, 0, ["91330110MA2CCBBB7X", "乙", "2012-02-30", "", "2.5"])
    sheet.write_formula(4, 4, "=#REF!", None, "#REF!")
    sheet.write_string(4, 0, OTHER)
    sheet.write_string(4, 1, "=丙")
    book.add_worksheet("备忘").write_row(0, 0, ["随便", 1])
    book.close()
    return path


def test_the_reasons_stand_beside_the_rows(tmp_path: Path) -> None:
    path = faulty(tmp_path / "in.xlsx")
    _, findings = check_file(path, "firms")
    write_errors(path, findings, tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["汇总", "企业", "备忘"]
    sheet = book["企业"]
    assert [cell.value for cell in sheet[2]][:5] == [
        "统一社会信用代码",
        "企业名称",
        "成立日期",
        "市场占有率（%）",
        "主要产品数",
    ]
    assert sheet["F2"].value is None and sheet["G2"].value == "导入检查结果"
    reasons = str(sheet["G4"].value)
    assert all(word in reasons for word in ("校验码不符", "没有这一天", "不是整数")) and reasons.count("[错误]") == 3
    assert sheet["G3"].value is None and "#REF!" in str(sheet["G5"].value)
    assert sheet["B5"].value == "=丙" and sheet["B5"].data_type == "s"
    assert (
        sheet["C3"].number_format == "yyyy-mm-dd"
        and sheet["D3"].number_format == "0.00%"
        and sheet["D3"].value == 0.125
    )
    assert sheet["A4"].fill.fgColor.rgb == "FFF8D7DA" and sheet["B4"].fill.fgColor.rgb == "00000000"
    assert book["备忘"]["B1"].value == 1
    assert book["汇总"]["A2"].value == "错误"


def test_an_error_workbook_comes_back_mended(tmp_path: Path) -> None:
    """The column of reasons is passed over, and not written twice."""
    path = faulty(tmp_path / "in.xlsx")
    findings = check_file(path, "firms")[1]
    write_errors(path, findings, tmp_path / "out.xlsx", language="en")
    rows, again = check_file(tmp_path / "out.xlsx", "firms")
    assert {finding.code for finding in again} == {finding.code for finding in findings} - {"error-cell"} | {
        "not-a-number"
    }
    assert rows[0].values == check_file(path, "firms")[0][0].values
    write_errors(tmp_path / "out.xlsx", again, tmp_path / "third.xlsx", language="en")
    heads = [cell.value for row in openpyxl.load_workbook(tmp_path / "third.xlsx")["企业"].iter_rows() for cell in row]
    assert heads.count("Import check") == 1


def test_a_csv_comes_back_as_a_workbook(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_bytes(f"uscc,name\n{GOOD},甲\n{OTHER[:-1]},乙\n".encode("gb18030"))
    findings = check_file(path, "firms")[1]
    write_errors(path, findings, tmp_path / "a.xlsx", language="en")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["a"]
    assert [sheet["B2"].value, sheet["B3"].value] == ["甲", "乙"] and "18 characters, here 17" in str(sheet["D3"].value)


def test_findings_as_json() -> None:
    from yanzhen.sheets.wording import new_finding

    finding = new_finding("not-whole", sheet="表", row=3, column="人数", value="80.5")
    assert as_json([finding], "en") == [
        {"sheet": "表", "row": 3, "column": "人数", "value": "80.5", "expected": "a whole number", "message": "not a whole number", "todo": "write a whole number", "severity": "error", "code": "not-whole"}
    ]  # fmt: skip
