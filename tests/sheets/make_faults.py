"""Workbooks with one fault each, and the report that each must give: ``python tests/sheets/make_faults.py``.

What is expected is written here by hand, not taken from the checker.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).parent / "faults"
GOOD, OTHER, THIRD = "91330110MA2CCBBB73", "914403001922038216", "91110000600037341L"
FIRMS = ("统一社会信用代码", "企业名称", "行政区划代码", "国民经济行业代码", "成立日期")
YEARS = ("统一社会信用代码", "年度", "营业收入（万元）", "研发费用（万元）")
ROW = (GOOD, "甲公司", "330110", "C3562", date(2012, 3, 1))
YEAR = (GOOD, 2024, 4300, 300)
Expected = tuple[int, str, str, str, str]
"""Row, column, value, severity, code."""

_FAULTS: list[tuple[str, str, Callable[[Any, Any], None], tuple[Expected, ...]]] = []


def fault(table: str, *expected: Expected) -> Callable[[Callable[[Any, Any], None]], None]:
    """Registers what writes the sheet of a faulty workbook of that table."""

    def register(write: Callable[[Any, Any], None]) -> None:
        _FAULTS.append((write.__name__, table, write, expected))

    return register


def rows(sheet: Any, *lines: tuple[Any, ...], start: int = 0) -> None:
    """The lines from a row on; days get a day's format by the workbook's default."""
    for number, line in enumerate(lines, start=start):
        for position, cell in enumerate(line):
            if isinstance(cell, (date, datetime)):
                sheet.write_datetime(number, position, cell)
            elif isinstance(cell, str):
                sheet.write_string(number, position, cell)
            elif cell is not None:
                sheet.write(number, position, cell)


USCC, REGION, INDUSTRY, DAY, REVENUE = FIRMS[0], FIRMS[2], FIRMS[3], FIRMS[4], YEARS[2]


@fault("firms", (2, USCC, "91330110MA2CCBBB7X", "error", "uscc-check-character"))
def uscc_check_character(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, ("91330110MA2CCBBB7X", *ROW[1:]))


@fault("firms", (2, USCC, "91330110MA2CCBBB7", "error", "uscc-length"))
def uscc_length(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (GOOD[:-1], *ROW[1:]))


@fault("firms", (2, USCC, "91330110MO2CCBBB73", "error", "uscc-letter"))
def uscc_letter(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, ("91330110MO2CCBBB73", *ROW[1:]))


@fault("firms", (2, USCC, "1.23456789012346e+17", "error", "digits-lost"))
def uscc_as_number(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (123456789012345678, *ROW[1:]))


@fault("firms", (2, USCC, "", "error", "missing"))
def uscc_missing(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (None, *ROW[1:]))


@fault("firms", (1, USCC, "", "error", "column-missing"))
def uscc_column_missing(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS[1:], ROW[1:])


@fault("firms", (2, REGION, "999999", "error", "region-unknown"))
def region_unknown(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (*ROW[:2], "999999", *ROW[3:]))


@fault("firms", (2, REGION, "鼓楼区", "error", "region-ambiguous"))
def region_ambiguous(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (*ROW[:2], "鼓楼区", *ROW[3:]))


@fault("firms", (2, REGION, "372225", "warning", "region-former"))
def region_former(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (*ROW[:2], "372225", *ROW[3:]))


@fault("firms", (2, REGION, "昌乐县", "note", "region-resolved"))
def region_by_name(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (*ROW[:2], "昌乐县", *ROW[3:]))


@fault("firms", (2, INDUSTRY, "D3562", "error", "industry-unknown"))
def industry_of_another_section(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (*ROW[:3], "D3562", ROW[4]))


@fault("firms", (2, DAY, "2012-02-30", "error", "no-such-day"))
def day_that_is_none(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (*ROW[:4], "2012-02-30"))


@fault("firms", (2, DAY, "2031-01-01", "error", "day-ahead"))
def day_ahead(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (*ROW[:4], date(2031, 1, 1)))


@fault("firms", (2, DAY, "2012年3月", "error", "day-incomplete"))
def day_without_its_day(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (*ROW[:4], "2012年3月"))


@fault("firms", (2, DAY, "40969", "note", "serial-day"))
def day_as_serial(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, (*ROW[:4], 40969))


@fault(
    "firms",
    (3, USCC, GOOD, "error", "key-twice"),
    (2, USCC, GOOD, "error", "key-twice"),
)
def key_twice(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, ROW, (GOOD, "乙公司", *ROW[2:]))


@fault("firms", (3, "", "", "note", "same-row"))
def row_twice(book: Any, sheet: Any) -> None:
    rows(sheet, FIRMS, ROW, ROW)


@fault("firms", (1, "", "", "note", "columns-unknown"))
def column_unknown(book: Any, sheet: Any) -> None:
    rows(sheet, (*FIRMS, "参保人数"), (*ROW, 50))


@fault("firms", (1, "企业名称", "B、C", "error", "column-twice"))
def column_twice(book: Any, sheet: Any) -> None:
    rows(sheet, (USCC, "企业名称", "企业名称"), (GOOD, "甲公司", "乙公司"))


@fault("firm-years", (2, REVENUE, "约四千", "error", "not-a-number"))
def number_in_words(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, (GOOD, 2024, "约四千", 300))


@fault("firm-years", (2, REVENUE, "4000-5000", "error", "inexact-number"))
def number_as_range(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, (GOOD, 2024, "4000-5000", 300))


@fault("firm-years", (2, "职工总数", "80.5", "error", "not-whole"))
def number_not_whole(book: Any, sheet: Any) -> None:
    rows(sheet, (*YEARS, "职工总数"), (*YEAR, 80.5))


@fault("firm-years", (2, REVENUE, "#REF!", "error", "error-cell"))
def formula_error(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, YEAR)
    sheet.write_formula(1, 2, "=#REF!", None, "#REF!")


@fault("firm-years", (2, REVENUE, "", "error", "formula-without-value"))
def formula_without_value(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, YEAR)
    sheet.write_formula(1, 2, "=4000+300", None, "")


@fault("firm-years", (2, "", "", "note", "formulas-used"))
def formula_with_value(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, YEAR)
    sheet.write_formula(1, 2, "=4000+300", None, 4300)


@fault("firm-years", (1, "营业收入（万美元）", "万美元", "error", "unit-foreign"))
def unit_of_other_money(book: Any, sheet: Any) -> None:
    rows(sheet, (*YEARS[:2], "营业收入（万美元）"), YEAR[:3])


@fault("firm-years", (1, "营业收入（亿元）", "亿元", "note", "unit-converted"))
def unit_in_header(book: Any, sheet: Any) -> None:
    rows(sheet, (*YEARS[:2], "营业收入（亿元）"), (GOOD, 2024, 0.43))


@fault("firm-years", (2, "年度", "1024", "error", "key-out-of-bounds"))
def year_out_of_bounds(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, (GOOD, 1024, 4300, 300))


@fault("firm-years", (2, "年度", "2030", "warning", "year-ahead"))
def year_ahead(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, (GOOD, 2030, 4300, 300))


@fault("firm-years", (2, "主营业务收入", "5000", "warning", "above"))
def main_revenue_above_revenue(book: Any, sheet: Any) -> None:
    rows(sheet, (*YEARS, "主营业务收入"), (*YEAR, 5000))


@fault("firm-years", (3, REVENUE, "43000000", "warning", "tenfold"))
def revenue_in_another_unit(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, YEAR, (GOOD, 2025, 43000000, 310))


@fault("firm-years", (4, "", "合计", "note", "total-row"))
def row_of_totals(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, YEAR, (OTHER, 2024, 100, 10), ("合计", None, 4400, 310))


@fault("firm-years", (3, "", USCC, "note", "header-repeated"))
def header_again(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, YEAR, YEARS, (OTHER, 2024, 100, 10))


@fault("firm-years", (3, "", "", "note", "hidden-rows"))
def row_hidden(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, YEAR, (OTHER, 2024, 100, 10))
    sheet.set_row(2, None, None, {"hidden": True})


@fault("firm-years", (4, "", "注：万元", "note", "footnote-row"))
def row_of_remarks(book: Any, sheet: Any) -> None:
    rows(sheet, YEARS, YEAR, (OTHER, 2024, 100, 10), ("注：万元",))


@fault("patents", (2, "类型", "发现", "error", "not-a-choice"))
def choice_unknown(book: Any, sheet: Any) -> None:
    rows(sheet, ("专利号", USCC, "类型"), ("ZL202110000001.5", GOOD, "发现"))


@fault("patents", (2, "有效", "也许", "error", "not-a-flag"))
def flag_unknown(book: Any, sheet: Any) -> None:
    rows(sheet, ("专利号", USCC, "有效"), ("ZL202110000001.5", GOOD, "也许"))


@fault("patents", (2, "授权日", "2019-05-01", "warning", "before"))
def grant_before_filing(book: Any, sheet: Any) -> None:
    rows(sheet, ("专利号", USCC, "申请日", "授权日"), ("ZL202110000001.5", GOOD, date(2020, 5, 1), date(2019, 5, 1)))


@fault("patents", (2, "主分类号", "电池", "warning", "ipc-shape"))
def ipc_in_words(book: Any, sheet: Any) -> None:
    rows(sheet, ("专利号", USCC, "主分类号"), ("ZL202110000001.5", GOOD, "电池"))


@fault("firm-products", (2, "占营业收入比重（%）", "0.6", "warning", "share-as-fraction"))
def share_as_fraction(book: Any, sheet: Any) -> None:
    rows(sheet, (USCC, "产品", "占营业收入比重（%）"), (GOOD, "涂布机", 0.6))


@fault("links", (2, "来源企业", "91330110MA2CCBBB7X", "error", "uscc-check-character"))
def link_from_a_wrong_code(book: Any, sheet: Any) -> None:
    rows(sheet, ("来源企业", "目标企业", "关系"), ("91330110MA2CCBBB7X", GOOD, "供应"))


@fault("links", (2, "目标企业", "某供应商", "note", "name-for-code"))
def link_to_a_name(book: Any, sheet: Any) -> None:
    rows(sheet, ("来源企业", "目标企业", "关系"), (GOOD, "某供应商", "供应"))


def main() -> None:
    """Writes every workbook with its expected report."""
    FOLDER.mkdir(exist_ok=True)
    for name, table, write, expected in _FAULTS:
        path = FOLDER / f"{name}.xlsx"
        book = xlsxwriter.Workbook(str(path), {"default_date_format": "yyyy-mm-dd"})
        book.set_properties({"created": datetime(2026, 1, 1)})
        write(book, book.add_worksheet("表"))
        book.close()
        keys = ("row", "column", "value", "severity", "code")
        report = [{"sheet": "表"} | dict(zip(keys, each, strict=True)) for each in expected]
        text = json.dumps({"table": table, "findings": report}, ensure_ascii=False, indent=1)
        path.with_suffix(".json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
