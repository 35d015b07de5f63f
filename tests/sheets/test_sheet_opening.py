"""Files of every make, and files made to harm."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.sheets import hostile
from tests.sheets.checked import GOOD, OTHER, check_file, codes

from yanzhen.errors import InputError
from yanzhen.sheets.limits import DEFAULT, Limits
from yanzhen.sheets.opening import open_book

ROOT = Path(__file__).parents[2]
TEXT = "统一社会信用代码{0}企业名称{0}成立日期\n" + GOOD + '{0}"甲{0}公司"{0}2012-03-01\n'
MOST_MIB = 3072
"""Address space of the child: libraries and their threads reserve about 1 GiB of it before a file is opened."""
PEAK_MIB = 400
SECONDS = 10


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030", "gbk"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_text_tables(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "表.txt"
    path.write_bytes(TEXT.format(delimiter).encode(encoding))
    rows, findings = check_file(path, "firms")
    assert [row.values for row in rows] == [{"uscc": GOOD, "name": f"甲{delimiter}公司", "registered_on": "2012-03-01"}]
    assert findings == [] and rows[0].sheet == "表" and rows[0].row == 2


def test_the_separator_line_of_excel_is_no_row(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text("sep=;\n" + TEXT.format(";"), encoding="utf-8")
    assert [row.row for row in check_file(path, "firms")[0]] == [2]


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    path = tmp_path / "gaps.xlsx"
    book = xlsxwriter.Workbook(str(path))
    sheet = book.add_worksheet()
    sheet.write_row("C4", ["uscc", "name"])
    sheet.write_row("C7", [GOOD, "甲"])
    sheet.write_row("C9", [OTHER, "乙"])
    book.close()
    rows, _ = check_file(path, "firms")
    assert [(row.row, row.values["name"]) for row in rows] == [(7, "甲"), (9, "乙")]


def test_the_old_format(tmp_path: Path) -> None:
    rows, findings = check_file(Path(__file__).parent / "old_format.xls", "firm-products")
    assert [row.values.get("share") for row in rows] == ["62.5", "12.5", None]
    assert [row.values["year"] for row in rows] == [2024, 2023, 2024] and [row.bad for row in rows] == [
        False,
        False,
        True,
    ]
    assert codes(findings) == ["error-cell", "hidden-rows", "percent-cell"]


def test_open_document(tmp_path: Path) -> None:
    space = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )

    def text(word: str) -> str:
        return f'<table:table-cell office:value-type="string"><text:p>{word}</text:p></table:table-cell>'

    lines = [
        text("统一社会信用代码") + text("产品") + text("占营业收入比重（%）") + text("年度"),
        text(GOOD) + text("涂布机")
        + '<table:table-cell office:value-type="percentage" office:value="0.125"/><table:table-cell office:value-type="float" office:value="2024"/>',
        text(OTHER) + text("模组") + '<table:table-cell table:formula="of:=1/0" office:value-type="string"><text:p>#DIV/0!</text:p></table:table-cell>'
        + '<table:table-cell office:value-type="date" office:date-value="2023-12-31"/>',
    ]  # fmt: skip
    rows = f"<table:table-row>{lines[0]}</table:table-row><table:table-row table:number-rows-repeated='2'><table:table-cell table:number-columns-repeated='1024'/></table:table-row>"
    rows += f"<table:table-row>{lines[1]}</table:table-row><table:table-row table:visibility='collapse'>{lines[2]}</table:table-row>"
    rows += "<table:table-row table:number-rows-repeated='1048000'><table:table-cell table:number-columns-repeated='16384'/></table:table-row>"
    content = f"<office:document-content {space}><office:body><office:spreadsheet><table:table table:name='表'>{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
    kind = b"application/vnd.oasis.opendocument.spreadsheet"
    path = hostile.pack(tmp_path / "a.ods", {"mimetype": kind, "content.xml": content.encode()})
    found, findings = check_file(path, "firm-products")
    assert [row.values for row in found] == [
        {"uscc": GOOD, "product": "涂布机", "year": 2024, "share": "12.5"},
        {"uscc": OTHER, "product": "模组", "year": 2023},
    ]
    assert [row.row for row in found] == [4, 5] and codes(findings) == ["error-cell", "hidden-rows", "percent-cell"]


def test_sheets_of_other_programs_are_read_all_the_same(tmp_path: Path) -> None:
    """Prefixed tags, addresses in another order or none at all."""
    usual = "".join(
        f'<row r="{row}">' + "".join(f'<c r="{"AB"[at]}{row}" t="inlineStr"><is><t>{text}</t></is></c>' for at, text in enumerate(line)) + "</row>"
        for row, line in enumerate((("uscc", "name"), (GOOD, "甲")), start=1)
    )  # fmt: skip
    plain = usual.replace(' r="', ' x="')
    turned = usual.replace(' t="inlineStr"', "").replace("<c r=", "<c t='inlineStr' r=").replace('"', "'")
    prefixed = (
        hostile.sheet_of(usual)
        .replace("<", "<x:")
        .replace("<x:/", "</x:")
        .replace("<x:?", "<?")
        .replace("xmlns=", "xmlns:x=")
    )
    for index, sheet in enumerate(
        (hostile.sheet_of(usual), hostile.sheet_of(plain), hostile.sheet_of(turned), prefixed)
    ):
        path = hostile.pack(tmp_path / f"{index}.xlsx", hostile.parts(sheet))
        assert [row.values for row in check_file(path, "firms")[0]] == [{"uscc": GOOD, "name": "甲"}], index


def test_a_declared_dimension_is_not_believed(tmp_path: Path) -> None:
    assert len(list(open_book(hostile.declared_dimension(tmp_path)).sheets[0].rows())) == 1


def test_far_formatted_cells_cost_nothing(tmp_path: Path) -> None:
    path = tmp_path / "formatted.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["uscc", "name"])
    sheet.append([GOOD, "甲"])
    sheet["XFD1048576"].number_format = "0.00"
    book.save(path)
    assert [row.values["name"] for row in check_file(path, "firms")[0]] == ["甲"]


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.tuples(st.integers(1, 300), st.integers(1, 90)), st.integers(0, 9), min_size=1, max_size=30))
def test_what_is_found_in_the_xml_is_what_openpyxl_sees(
    tmp_path_factory: pytest.TempPathFactory, cells: dict[tuple[int, int], int]
) -> None:
    path = tmp_path_factory.mktemp("cells") / "a.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for (row, column), value in cells.items():
        sheet.cell(row, column, value)
    sheet.row_dimensions[2].hidden = True
    book.save(path)
    opened = open_book(path).sheets[0]
    read = {
        (number, at + 1): int(cell)
        for number, line in opened.rows()
        for at, cell in enumerate(line)
        if cell not in (None, "")
    }  # type: ignore[arg-type]
    assert read == cells
    assert opened.notes.hidden_rows <= {2}


def test_day_numbers_of_old_macintosh_books(tmp_path: Path) -> None:
    path = tmp_path / "mac.xlsx"
    book = xlsxwriter.Workbook(str(path), {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["uscc", "registered_on"])
    sheet.write_string(1, 0, GOOD)
    sheet.write_datetime(1, 1, datetime(2012, 3, 1), book.add_format({"num_format": "yyyy-mm-dd"}))
    sheet.write_string(2, 0, OTHER)
    sheet.write_number(2, 1, (datetime(2012, 3, 1) - datetime(1904, 1, 1)).days)
    book.close()
    rows, _ = check_file(path, "firms")
    assert [row.values["registered_on"] for row in rows] == ["2012-03-01"] * 2


@pytest.mark.parametrize("name", ["file_bytes", "unpacked_bytes", "parts", "rows", "columns", "cells", "sheets"])
def test_each_limit_refuses(tmp_path: Path, name: str) -> None:
    path = hostile.small_workbook(tmp_path / "small.xlsx")
    assert open_book(path, limits=DEFAULT).sheets
    tight = {"sheets": 0}.get(name, 1)
    with pytest.raises(InputError):
        open_book(path, limits=Limits(**{name: tight}))


def run(script: str, *arguments: str) -> str:
    child = subprocess.run(
        [sys.executable, str(Path(__file__).parent / script), *arguments],
        capture_output=True, text=True, cwd=ROOT, timeout=300, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1"},
    )  # fmt: skip
    assert child.returncode == 0, child.stderr[-3000:]
    return child.stdout


@pytest.mark.skipif(sys.platform == "win32", reason="the bound of memory is a Unix one; the limits are tested above")
def test_harmful_files_are_refused_with_one_message_and_little_memory(tmp_path: Path) -> None:
    made = []
    for make in hostile.REFUSED:
        (folder := tmp_path / make.__name__).mkdir()
        made.append((make, make(folder)))
    said = [
        json.loads(line)
        for line in run("reads_hostile.py", str(MOST_MIB), *(str(path) for _, path in made)).splitlines()
    ]
    assert len(said) == len(made)
    for (make, _), line in zip(made, said, strict=True):
        assert "what to do: " in line["said"] and "\n" not in line["said"], (make, line)
        assert line["seconds"] < SECONDS and line["peak_mib"] < PEAK_MIB, (make, line)


@pytest.mark.skipif(
    sys.platform == "win32", reason="the bound of memory is a Unix one; test_each_limit_refuses stands in"
)
def test_fuzz_gives_nothing_but_input_errors() -> None:
    assert int(run("fuzzes_reading.py")) < PEAK_MIB


@pytest.mark.parametrize(
    ("make", "word"),
    [
        (hostile.encrypted, "password"), (hostile.html_as_xls, "web page"), (hostile.numbers_document, "Numbers"), (hostile.far_cell, "XFD1048576"),
        (hostile.entities, "entities"), (hostile.path_traversal, "leads out"), (hostile.truncated, "cannot be unpacked"), (hostile.empty_file, "empty file"),
    ],
)  # fmt: skip
def test_the_message_says_what_it_is(tmp_path: Path, make: Callable[[Path], Path], word: str) -> None:
    with pytest.raises(InputError, match=word):
        open_book(make(tmp_path))


class PanicException(BaseException):
    """Stands in for a crash inside the compiled reader."""


def test_a_crash_of_the_reader_is_an_input_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from yanzhen.sheets import xlsx

    class Crashing:
        @staticmethod
        def from_path(path: Path) -> None:
            raise PanicException("index out of bounds")

    monkeypatch.setattr(xlsx, "CalamineWorkbook", Crashing)
    with pytest.raises(InputError, match="cannot be read as a workbook"):
        open_book(hostile.small_workbook(tmp_path / "small.xlsx"))


def test_hidden_sheets_and_links_to_other_files_are_told(tmp_path: Path) -> None:
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>uscc</t></is></c></row>'
    content = hostile.parts(hostile.sheet_of(rows))
    book = content["xl/workbook.xml"].replace(b'name="S"', b'name="S" state="hidden"')
    content["xl/workbook.xml"] = book.replace(
        b"</workbook>", b'<externalReferences><externalReference r:id="rId9"/></externalReferences></workbook>'
    )
    _, findings = check_file(hostile.pack(tmp_path / "linked.xlsx", content), "firms")
    assert codes(findings) == ["hidden-sheet", "external-links"]


def test_a_quotation_mark_that_is_never_closed_swallows_no_rows(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('uscc,name\n1,"甲厂\n2,乙厂\n3,丙厂\n', encoding="utf-8")
    with pytest.raises(InputError, match=r"a\.csv, row 2; seen: a quotation mark that is never closed"):
        list(open_book(path).sheets[0].rows())
    path.write_text('uscc,name\n1,"甲\n厂"\n2,"乙厂"', encoding="utf-8")
    assert [cells for _, cells in open_book(path).sheets[0].rows()] == [
        ["uscc", "name"],
        ["1", "甲\n厂"],
        ["2", "乙厂"],
    ]
