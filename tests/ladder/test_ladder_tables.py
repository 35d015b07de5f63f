"""Firms from the register's tables, Excel books and CSV files are the firms of the JSON."""

from __future__ import annotations

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars
import pytest
from openpyxl import Workbook

from yanzhen.errors import InputError
from yanzhen.ladder.catalogue import FIGURES, LISTS, FigureRow
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_files import read_firm_files
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.firm_tables import LIST_TABLES, RENAMED, firms_from_tables
from yanzhen.ladder.judge import judge
from yanzhen.ladder.shelf import Shelf
from yanzhen.sources import Cell
from yanzhen.tables import register_table
from yanzhen.values import Answer

ON = date(2026, 5, 1)
CODE, OTHER = "91330100MA27XYTK1E", "91330100799655058B"
SHEETS: dict[str, list[dict[str, Any]]] = {
    "firms": [
        {
            "uscc": CODE, "name": "甲公司", "industry": "C3562", "registered_on": date(2012, 3, 1), "segment_since": date(2013, 1, 1),
            "resident": True, "clean_record": True, "not_listed": True, "sector_allowed": True, "sound_accounts": True, "share_percent": 12.5,
        }
    ],
    "firm-years": [
        {"uscc": CODE, "year": 2024, "revenue": 4000, "rd_expense": 200},
        {
            "uscc": CODE, "year": 2025, "employees": 80, "tech_staff": 24, "revenue": 4300, "main_revenue": 4000, "sales": 4200,
            "rd_expense": 300.5, "cost_expense": 3360, "assets": 6000, "liabilities": 2100,
        },
        {"uscc": CODE, "year": 2026, "platform_score": 62},
    ],
    "patents": [
        {
            "number": "ZL201910000001.2", "uscc": CODE, "type": "invention", "granted_on": date(2021, 5, 1), "acquired": "own", "main_product": True,
            "applied": True, "benefit": True,
        },
        {"number": "ZL201920000002.3", "uscc": CODE, "type": "utility_model", "status": "lapsed", "main_product": True},
    ],
    "titles": [{"uscc": CODE, "title": "科技型中小企业", "valid_from": date(2025, 6, 1), "valid_to": date(2026, 6, 1)}],
    "equity": [{"uscc": CODE, "year": 2025, "investor": "某基金", "amount": 2000, "qualified": True, "paid_in": True}],
    "manual": [{"uscc": CODE, "criterion": "zj26.5", "answer": True}],
    "experts": [{"uscc": CODE, "item": "gx.ip1", "low": 5, "high": 7}],
}  # fmt: skip
SAME = {
    "uscc": CODE, "name": "甲公司", "industry": "C3562", "registered_on": "2012-03-01", "segment_since": "2013-01-01", "resident": True,
    "conditions": {"clean_record": True, "not_listed": True, "sector_allowed": True, "sound_accounts": True}, "share": {"percent": 12.5},
    "years": {
        "2024": {"revenue": 4000, "rd_expense": 200},
        "2025": {
            "employees": 80, "tech_staff": 24, "revenue": 4300, "main_revenue": 4000, "sales": 4200, "rd_expense": "300.5", "cost_expense": 3360,
            "assets": 6000, "liabilities": 2100,
        },
    },
    "platform_score": {"2026": 62},
    "ip": [
        {"type": "invention", "granted": "2021-05-01", "acquired": "own", "main_product": True, "applied": True, "benefit": True},
        {"type": "utility_model", "main_product": True, "valid": False},
    ],
    "titles": [{"title": "科技型中小企业", "valid_from": "2025-06-01", "valid_to": "2026-06-01"}],
    "equity": [{"year": 2025, "amount": 2000, "qualified": True, "paid_in": True}],
    "manual": {"zj26.5": True},
    "experts": {"gx.ip1": [5, 7]},
}  # fmt: skip
PARTS = ("uscc", "name", "figures", "years", "lists", "manual", "experts")


def _facts(firm: Firm) -> dict[str, Any]:
    return {part: getattr(firm, part) for part in PARTS}


def _book(path: Path, sheets: dict[str, list[dict[str, Any]]]) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        header = list(dict.fromkeys(key for row in rows for key in row))
        sheet.append(header)
        for row in rows:
            sheet.append(["是" if row.get(key) is True else row.get(key) for key in header])
    book.save(path)
    return path


def _csvs(folder: Path, sheets: dict[str, list[dict[str, Any]]]) -> list[Path]:
    paths = []
    for name, rows in sheets.items():
        header = list(dict.fromkeys(key for row in rows for key in row))
        paths.append(folder / f"{name}.csv")
        with paths[-1].open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, header)
            writer.writeheader()
            writer.writerows({key: "是" if value is True else value for key, value in row.items()} for row in rows)
    return paths


def test_frames_are_the_firms_of_the_json() -> None:
    frames = {name: polars.DataFrame(rows) for name, rows in SHEETS.items()}
    assert [_facts(firm) for firm in firms_from_tables(frames, ON)] == [_facts(read_firm(SAME))]


def test_a_book_is_the_firms_of_the_json_and_every_figure_knows_its_cell(tmp_path: Path) -> None:
    (firm,) = read_firm_files([_book(tmp_path / "企业.xlsx", SHEETS)], ON, ON)
    assert _facts(firm) == _facts(read_firm(SAME))
    cell = firm.sources["years.2025.rd_expense"]
    assert isinstance(cell, Cell) and (cell.sheet, cell.row, cell.column) == ("firm-years", 3, "rd_expense")
    found = judge(Shelf().book("zj26"), firm, ON)
    assert found.answer is Answer.MET
    used = {used.path: used.source for used in found.of("zj26.3").used}
    assert used["years.2025.rd_expense"] == cell


def test_csv_files_and_chinese_sheet_names_are_the_same(tmp_path: Path) -> None:
    (tmp_path / "csv").mkdir()
    (firm,) = read_firm_files(_csvs(tmp_path / "csv", SHEETS), ON, ON)
    assert _facts(firm) == _facts(read_firm(SAME))
    labelled = {{"firms": "企业", "titles": "称号与证书"}.get(name, name): rows for name, rows in SHEETS.items()}
    (firm,) = read_firm_files([_book(tmp_path / "企业.xlsx", labelled)], ON, ON)
    assert _facts(firm) == _facts(read_firm(SAME))


def test_parquet_files_are_the_same(tmp_path: Path) -> None:
    for name, rows in SHEETS.items():
        polars.DataFrame(rows).write_parquet(tmp_path / f"{name}.parquet")
    (firm,) = read_firm_files(sorted(tmp_path.glob("*.parquet")), ON, ON)
    assert _facts(firm) == _facts(read_firm(SAME))


def test_a_table_that_is_given_says_everything_and_one_that_is_not_leaves_it_unknown(tmp_path: Path) -> None:
    sheets = {"firms": [*SHEETS["firms"], {"uscc": OTHER, "name": "乙公司"}], "patents": SHEETS["patents"]}
    _, other = read_firm_files([_book(tmp_path / "a.xlsx", sheets)], ON, ON)
    assert other.lists == {"ip": ()}


def test_rows_that_contradict_each_other_leave_the_figure_unknown() -> None:
    years = [
        {"uscc": CODE, "year": 2025, "employees": 80, "revenue": 5},
        {"uscc": CODE, "year": 2025, "employees": 90, "revenue": 5},
    ]
    (firm,) = firms_from_tables({"firm-years": polars.DataFrame(years)}, ON)
    assert firm.years == {2025: {"revenue": 5}}
    assert [warned.figure for warned in firm.warnings] == ["years.2025.employees"]


def test_a_right_past_its_day_is_not_valid() -> None:
    rights = [{"number": "1", "uscc": CODE, "type": "invention", "expires_on": day} for day in (date(2026, 4, 30), ON)]
    (firm,) = firms_from_tables({"patents": polars.DataFrame(rights)}, ON)
    assert [right["valid"] for right in firm.lists["ip"]] == [False, True]


def test_rows_may_name_a_firm_by_its_name() -> None:
    frames = {
        "firms": polars.DataFrame([{"uscc": CODE, "name": "甲公司"}]),
        "firm-years": polars.DataFrame([{"uscc": "甲公司", "year": 2025, "revenue": 7}]),
    }
    (firm,) = firms_from_tables(frames, ON)
    assert (firm.uscc, firm.years) == (CODE, {2025: {"revenue": 7}})


def test_a_slip_in_a_code_does_not_stop_judging(tmp_path: Path) -> None:
    wrong = CODE[:-1] + "5"
    sheets = {name: [{**row, "uscc": wrong} for row in rows] for name, rows in SHEETS.items()}
    (firm,) = read_firm_files([_book(tmp_path / "a.xlsx", sheets)], ON, ON)
    assert firm.uscc == wrong and firm.years[2025]["revenue"] == 4300


def test_a_cell_that_is_no_number_is_refused_with_its_place(tmp_path: Path) -> None:
    sheets = {"firm-years": [{"uscc": CODE, "year": 2025, "revenue": "很多"}]}
    with pytest.raises(InputError, match=r"a\.xlsx, sheet firm-years, row 2, column revenue; seen: 很多"):
        read_firm_files([_book(tmp_path / "a.xlsx", sheets)], ON, ON)


def test_a_file_that_is_of_no_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "odd.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(InputError, match=r"odd; expected: a file or sheets named by kind: firms \(企业\)"):
        read_firm_files([tmp_path / "odd.csv"], ON, ON)
    with pytest.raises(InputError, match=r"none\.json"):
        read_firm_files([tmp_path / "none.json"], ON, ON)


def test_a_firm_that_stands_there_twice_is_judged_twice_and_says_so(tmp_path: Path) -> None:
    path = tmp_path / "f.json"
    path.write_text(f'[{{"uscc": "{CODE}"}}, {{"uscc": "{CODE}"}}, {{"uscc": "{OTHER}"}}]', encoding="utf-8")
    firms = read_firm_files([path], ON, ON)
    assert [[warned.figure for warned in firm.warnings] for firm in firms] == [["uscc"], ["uscc"], []]


def test_a_day_after_the_day_of_judging_is_no_fault_and_other_tables_are_passed_over(tmp_path: Path) -> None:
    """A register of today is judged as of an earlier day; its links and products say nothing to a rule."""
    paths = _csvs(tmp_path, SHEETS)
    links = tmp_path / "links.csv"
    links.write_text("source,target,kind\nA,B,supplies\n", encoding="utf-8")
    earlier = ON.replace(year=ON.year - 20)
    (firm,) = read_firm_files([*paths, links], earlier, ON)
    assert firm.uscc


@pytest.mark.parametrize("figure", FIGURES.values(), ids=lambda figure: figure.name)
def test_every_figure_that_a_book_may_name_has_a_column_of_the_register(figure: FigureRow) -> None:
    """What a sheet cannot bring, no rule could ever find at the desk."""
    table = register_table("firm-years" if figure.kind == "yearly" else "firms")
    assert figure.name in {column.name for column in table.columns}


def test_every_attribute_of_a_list_has_a_column_of_its_table() -> None:
    for table, name in LIST_TABLES.items():
        columns = {RENAMED.get(column.name, column.name) for column in register_table(table).columns}
        assert set(LISTS[name].attributes) <= columns, table


def test_the_figures_of_the_points_are_read_from_the_yearly_table() -> None:
    figures = {
        "pct_applications": 3,
        "contract_value": "120.5",
        "postgraduates": 12,
        "graduates_hired": 4,
        "tax_relief": 30,
        "programmes": 2,
    }
    frame = polars.DataFrame([{"uscc": CODE, "year": 2025, **figures}])
    (firm,) = firms_from_tables({"firm-years": frame}, ON)
    assert {name: str(firm.years[2025][name]) for name in figures} == {
        name: str(Fraction(str(value))) for name, value in figures.items()
    }
