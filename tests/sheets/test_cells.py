"""Cells as people fill them in."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from tests.sheets.checked import GOOD, TODAY, check, check_file, codes

from yanzhen.sheets.days import day_reader
from yanzhen.sheets.numbers import exact, number_reader
from yanzhen.sheets.texts import choice_reader, disarmed, flag_reader, rearmed, text_reader
from yanzhen.sheets.trouble import Trouble
from yanzhen.tables import Column, register_table

YEARS = register_table("firm-years")
REVENUE, EMPLOYEES = YEARS.column("revenue"), YEARS.column("employees")
SHARE = register_table("firms").column("share_percent")


def read(column: Column, cell: Any, factor: str = "1") -> Any:
    """The value, or the codes of what is wrong."""
    found = number_reader(column, Decimal(factor))(cell)
    if isinstance(found, Trouble) and found.value is None:
        return [code for code, _ in found.faults] or None
    return found.value if isinstance(found, Trouble) else found


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (4300.0, "4300"), (0.1 + 0.2, "0.3"), ("4,300.50", "4300.5"), ("４，３００", "4300"), ("1 234 567", "1234567"), ("(1,200)", "-1200"),
        ("-5", "-5"), ("−5", "-5"), ("1.2亿", "12000"), ("1.2亿元", "12000"), ("300元", "0.03"), ("4300万元", "4300"), ("￥12", "12"),
        ("1.5e3", "1500"), ("", None), (None, None), ("  ", None), (0.0, "0"), (-0.0, "0"), ("007", "7"), (1e14, "100000000000000"), (".5", "0.5"),
        ("约300", ["inexact-number"]), ("300多", ["inexact-number"]), ("3-5", ["inexact-number"]), ("甲", ["not-a-number"]), ("12%", ["not-a-number"]),
        ("1,23", ["not-a-number"]), ("1.2.3", ["not-a-number"]), (True, ["not-a-number"]), (float("nan"), ["not-a-number"]), ("1e99", ["not-a-number"]),
        ("9" * 40, ["not-a-number"]), ("9" * 100, ["not-a-number"]), ("-", ["placeholder"]), ("无", ["placeholder"]), ("N/A", ["placeholder"]),
        ("5人", ["not-a-number"]), (datetime(2024, 1, 1), ["not-a-number"]),
    ],
)  # fmt: skip
def test_money(cell: Any, value: Any) -> None:
    assert read(REVENUE, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (80.0, 80),
        ("80人", 80),
        ("1.2万", 12000),
        ("1.2万人", 12000),
        ("1,200", 1200),
        (80.5, ["not-whole"]),
        ("八十", ["not-a-number"]),
    ],
)
def test_counts(cell: Any, value: Any) -> None:
    assert read(EMPLOYEES, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"), [("12.5%", "12.5"), ("５‰", "0.5"), (12.5, "12.5"), ("百分之五", ["not-a-number"])]
)
def test_shares(cell: Any, value: Any) -> None:
    assert read(SHARE, cell) == value


@pytest.mark.parametrize(
    ("cell", "value"), [("2024年", 2024), ("2024年度", 2024), (2024.0, 2024), (date(2024, 12, 31), 2024)]
)
def test_years(cell: Any, value: int) -> None:
    assert read(YEARS.column("year"), cell) == value


decimals = st.decimals(min_value=-(10**12), max_value=10**12, places=4, allow_nan=False, allow_infinity=False)


@given(decimals)
def test_full_and_half_width_are_equal(number: Decimal) -> None:
    text = format(number, ",f")
    wide = "".join(chr(ord(character) + 0xFEE0) if character != " " else character for character in text)
    assert unicodedata.normalize("NFKC", wide) == text
    assert read(REVENUE, wide) == read(REVENUE, text) == exact(number)


@given(st.decimals(min_value=0, max_value=10**8, places=2, allow_nan=False))
def test_units_are_equal(number: Decimal) -> None:
    """The same sum in 元, 千元, 万元 and 亿元, by header and by cell."""
    yuan = number * 10_000
    wanted = exact(number)
    for factor, size in (("0.0001", 1), ("0.1", 1000), ("1", 10_000), ("10000", 10**8)):
        assert read(REVENUE, format(yuan / size, "f"), factor) == wanted
    for word, size in (("元", 1), ("千元", 1000), ("万", 10_000), ("万元", 10_000), ("亿", 10**8)):
        assert read(REVENUE, format(yuan / size, "f") + word) == wanted


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e14, max_value=1e14))
def test_floats_keep_fifteen_digits(number: float) -> None:
    value = read(REVENUE, number)
    assert isinstance(value, str) and "e" not in value
    assert abs(float(value) - number) <= max(abs(number) * 1e-14, 5e-11)


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("2021年5月1日", "2021-05-01"), ("2021.5.1", "2021-05-01"), ("20210501", "2021-05-01"), (20210501.0, "2021-05-01"), ("2021/05/01", "2021-05-01"),
        ("２０２１－０５－０１", "2021-05-01"), ("2021-05-01 00:00:00", "2021-05-01"), (datetime(2021, 5, 1, 3), "2021-05-01"), (date(2021, 5, 1), "2021-05-01"),
        ("2021-02-30", ["no-such-day"]), ("2021-13-01", ["no-such-day"]), ("2021-05", ["day-incomplete"]), ("2021年", ["day-incomplete"]),
        ("五月", ["not-a-day"]), ("21/5/1", ["not-a-day"]), ("长期", ["placeholder"]), ("", None), (True, ["not-a-day"]), (-5.0, ["not-a-day"]),
        ("2027-01-01", ["day-ahead"]), (datetime(2026, 7, 1), ["day-ahead"]), ("2026-06-30", "2026-06-30"),
    ],
)  # fmt: skip
def test_days(cell: Any, value: Any) -> None:
    found = day_reader(TODAY, from_1904=False)(cell)
    assert ([code for code, _ in found.faults] if isinstance(found, Trouble) else found) == value


@given(st.dates(date(1912, 1, 1), date(2100, 1, 1)))
def test_serial_numbers_are_the_day_that_excel_shows(day: date) -> None:
    serial = float((day - date(1899, 12, 30)).days)
    found = day_reader(None, from_1904=False)(serial)
    assert isinstance(found, Trouble) and found.value == day.isoformat()
    older = day_reader(None, from_1904=True)(serial - 1462)
    assert isinstance(older, Trouble) and older.value == day.isoformat()


def test_only_days_that_happened_must_not_lie_ahead(tmp_path: Path) -> None:
    rows, findings = check(
        tmp_path,
        "patents",
        [
            ["专利号", "统一社会信用代码", "申请日", "到期日", "年费缴至"],
            ["1", GOOD, "2020-01-01", "2040-01-01", "2027-01-01"],
        ],
    )
    assert not rows[0].bad and findings == []


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("是", True),
        ("√", True),
        ("有", True),
        ("TRUE", True),
        (1.0, True),
        ("1", True),
        ("否", False),
        ("无", False),
        ("×", False),
        (0.0, False),
        (False, False),
        ("", None),
    ],
)
def test_flags(cell: Any, value: bool | None) -> None:
    assert flag_reader()(cell) is value


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("invention", "invention"),
        ("发明专利", "invention"),
        ("Invention", "invention"),
        ("发明授权", "invention"),
        ("实用新型", "utility_model"),
        ("软著", "software_copyright"),
    ],
)
def test_choices(cell: str, value: str) -> None:
    found = choice_reader(register_table("patents").column("type"), "patents")(cell)
    assert (found.value if isinstance(found, Trouble) else found) == value


@given(st.text(max_size=60))
def test_texts_are_trimmed_composed_and_clean(text: str) -> None:
    found = text_reader()(text)
    value = found.value if isinstance(found, Trouble) else found
    assert value is None or (isinstance(value, str) and value == unicodedata.normalize("NFC", value).strip() != "")
    again = text_reader()(value)
    assert again == value or isinstance(again, Trouble)


@given(st.text(max_size=30))
def test_disarming_is_undone(text: str) -> None:
    assert rearmed(disarmed(text)) == (text.strip() if disarmed(text) != text else text)
    assert disarmed(text)[:1] not in tuple("=+-@\t\r")


def test_per_cent_cells_of_excel(tmp_path: Path) -> None:
    path = tmp_path / "share.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    percent = book.add_format({"num_format": "0.00%"})
    sheet.write_row(0, 0, ["uscc", "product", "share"])
    for row, (cell, style) in enumerate(((0.125, percent), (12.5, None), ("12.5%", None)), start=1):
        sheet.write_row(row, 0, [GOOD, f"产品{row}"])
        sheet.write(row, 2, cell, style)
    book.close()
    rows, findings = check_file(path, "firm-products")
    assert [row.values["share"] for row in rows] == ["12.5"] * 3 and codes(findings) == ["percent-cell"]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("C3562", "C3562"),
        ("3562", "C3562"),
        ("c3562", "C3562"),
        ("35", "C35"),
        ("C", "C"),
        ("3562 半导体器件专用设备制造", "C3562"),
        ("半导体器件专用设备制造", "C3562"),
    ],
)
def test_industries(tmp_path: Path, cell: str, value: str) -> None:
    rows, _ = check(tmp_path, "firms", [["uscc", "industry"], [GOOD, cell]])
    assert rows[0].values["industry"] == value and not rows[0].bad


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("330110", "330110"),
        ("杭州市余杭区", "330110"),
        ("浙江省杭州市余杭区", "330110"),
        ("余杭区", "330110"),
        ("330110000000", "330110"),
        ("浙江", "330000"),
    ],
)
def test_regions(tmp_path: Path, cell: str, value: str) -> None:
    rows, _ = check(tmp_path, "firms", [["uscc", "region"], [GOOD, cell]])
    assert rows[0].values["region"] == value and not rows[0].bad


def test_a_number_that_lost_its_zero_is_told(tmp_path: Path) -> None:
    path = tmp_path / "zero.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["uscc", "industry"])
    sheet.write_row(1, 0, [GOOD, 111])
    book.close()
    assert codes(check_file(path, "firms")[1]) == ["industry-zero-lost"]
