"""``yanzhen import``, ``template`` and ``export`` as a shell runs them."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys

import openpyxl
import polars
import pytest
from sheet_files import code, firms, write_csv, write_xlsx, years

from yanzhen.tables import REGISTER_TABLES, register_table

pytestmark = pytest.mark.skipif(
    bool(os.environ.get("YANZHEN_DATABASE_URL")), reason="starts processes of its own, on SQLite: once is enough"
)
COUNTS = ("rows", "good", "bad", "written", "unchanged")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home that is empty at first, and whose firms are brought in by the first test that needs them."""
    return tmp_path_factory.mktemp("home") / "new"


def yanzhen(home, *arguments, expected=0):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN", "DJANGO"))}
    done = subprocess.run(
        [sys.executable, "-m", "yanzhen.cli", *map(str, arguments)],
        env={**kept, "YANZHEN_HOME": str(home)}, capture_output=True, encoding="utf-8", check=False, timeout=120,
    )  # fmt: skip
    assert done.returncode == expected, done.stdout + done.stderr
    return done


def answer(home, *arguments, expected=0):
    done = yanzhen(home, *arguments, "--json", expected=expected)
    told = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1 and told["schema_version"] == 1
    return told


def table_in(path):
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def counts(told):
    return [told[name] for name in COUNTS]


@pytest.fixture(scope="module")
def filled(home, tmp_path_factory):
    """The home with three firms in it."""
    path = write_csv(tmp_path_factory.mktemp("sheets") / "firms.csv", firms(3))
    assert counts(answer(home, "import", "firms", path)) == [3, 3, 0, 3, 0]
    assert counts(answer(home, "import", "企业", path)) == [3, 3, 0, 0, 3]
    return home


def test_an_empty_home_gives_an_empty_table(tmp_path):
    for ending in ("csv", "xlsx", "parquet"):
        yanzhen(tmp_path / "new", "export", "patents", "--out", tmp_path / f"p.{ending}")
    names = [column.name for column in register_table("patents").columns]
    assert table_in(tmp_path / "p.csv") == [names]
    assert polars.read_parquet(tmp_path / "p.parquet").columns == names
    assert [cell.value for cell in openpyxl.load_workbook(tmp_path / "p.xlsx").worksheets[0][1]] == names


def test_bad_rows_are_told_and_end_with_2(filled, tmp_path):
    rows = firms(5)[3:]
    rows = [firms(1)[0], *rows]
    rows[2][2] = "999999"
    path = write_xlsx(tmp_path / "bad.xlsx", rows, "企业")
    told = answer(filled, "import", "firms", path, "--errors", tmp_path / "errors.xlsx", expected=2)
    assert counts(told) == [3, 2, 1, 0, 1]
    (error,) = [one for one in told["errors"] if one["severity"] == "error"]
    assert (error["sheet"], error["row"], error["column"], error["value"]) == ("企业", 3, "行政区划代码", "999999")
    assert error["expected"] and error["message"]
    written = [
        [str(cell.value) for cell in row] for row in openpyxl.load_workbook(tmp_path / "errors.xlsx").worksheets[0].rows
    ]
    assert any("999999" in row and any(error["message"] in cell for cell in row) for row in written)
    told = answer(filled, "import", "firms", path, "--dry-run", "--good-rows", expected=2)
    assert counts(told) == [3, 2, 1, 0, 1] and told["would_write"] == 1
    assert counts(answer(filled, "import", "firms", path, "--good-rows", expected=2)) == [3, 2, 1, 1, 1]
    summary = yanzhen(filled, "import", "firms", path, expected=2)
    assert "3 rows, 2 good, 1 bad; nothing written" in summary.stdout and "999999" in summary.stderr
    assert "\r" not in summary.stderr, "progress is for a terminal"


def test_several_files_are_several_transactions_and_one_report(filled, tmp_path):
    good = write_csv(tmp_path / "a.csv", years(3))
    bad = write_csv(tmp_path / "b.csv", [years(1)[0], ["1", 2025, "1", 1]])
    unread = tmp_path / "c.xlsx"
    unread.write_bytes(b"PK\x03\x04 not a workbook")
    told = answer(filled, "import", "firm-years", good, bad, unread, expected=2)
    assert counts(told) == [4, 3, 1, 3, 0]
    assert [one["file"] for one in told["files"]] == [str(good), str(bad), str(unread)]
    assert "error" in told["files"][2] and {one["file"] for one in told["errors"]} >= {str(bad)}


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("import", "companies", "x.csv"), "firms (企业)"),
        (("import", "firms", "/nowhere/x.csv"), "x.csv"),
        (("import", "firms", "{file}", "--rank", "9"), "1 audited report"),
        (("export", "firms", "--out", "x.pdf"), ".parquet"),
        (("template", "firms", "--out", "x.csv"), ".xlsx"),
        (("export", "firms", "--out", "x.csv", "--as-of", "2026-13-01"), "YYYY-MM-DD"),
    ],
)
def test_mistakes_end_with_2_and_one_message(filled, tmp_path, arguments, told):
    path = write_csv(tmp_path / "firms.csv", firms(1))
    done = yanzhen(filled, *(one.replace("{file}", str(path)) for one in arguments), expected=2)
    assert told in done.stderr and "Traceback" not in done.stderr and done.stdout == ""


def test_what_is_exported_can_be_imported_and_changes_nothing(filled, tmp_path):
    for ending in ("csv", "xlsx"):
        yanzhen(filled, "export", "firms", "--out", tmp_path / f"firms.{ending}")
        told = answer(filled, "import", "firms", tmp_path / f"firms.{ending}")
        assert told["rows"] == told["unchanged"] > 0 and told["written"] == 0
    yanzhen(filled, "export", "firms", "--out", tmp_path / "firms.parquet")
    assert set(polars.read_parquet(tmp_path / "firms.parquet")["uscc"]) >= {code(n) for n in (1, 2, 3)}


def test_an_export_as_of_and_as_known(filled, tmp_path):
    out = tmp_path / "f.csv"

    def exported(*more):
        yanzhen(filled, "export", "firms", "--out", out, *more)
        return len(table_in(out)) - 1

    assert exported() >= 3
    assert exported("--as-of", "2012-02-29") == 0 and exported("--as-of", "2012-03-01") >= 3
    assert exported("--known", "2020-01-01") == 0 and exported("--known", "2999-01-01") >= 3


def test_an_export_with_sources_names_each_cell(filled, tmp_path):
    for more in ((), ("--known", "2999-01-01")):
        yanzhen(filled, "export", "firms", "--out", tmp_path / "s.csv", "--with-sources", *more)
        text = (tmp_path / "s.csv").read_text(encoding="utf-8-sig")
        assert "firms.csv" in text and "示例1号厂" in text


def test_the_template_comes_back_as_a_table_without_rows(filled, tmp_path):
    for table in REGISTER_TABLES[:2]:
        out = tmp_path / f"{table.name}.xlsx"
        yanzhen(filled, "template", table.name, "--out", out)
        headers = [str(cell.value) for sheet in openpyxl.load_workbook(out).worksheets for cell in sheet[1]]
        assert all(any(column.label_zh in header for header in headers) for column in table.columns)


def in_home(home, program):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN", "DJANGO"))}
    start = "import sys; from pathlib import Path; from yanzhen.desk.setup import set_up; set_up(Path(sys.argv[1]));"
    done = subprocess.run(
        [sys.executable, "-c", start + program, str(home)], check=True, env=kept, capture_output=True, text=True
    )
    return done.stdout


def test_an_export_is_on_the_trail(filled, tmp_path):
    yanzhen(filled, "export", "firms", "--out", tmp_path / "taken.csv", "--as-of", "2012-02-29")
    told = in_home(
        filled,
        "from yanzhen.desk.accounts.models import TrailEntry as T; e = T.objects.order_by('number').last();"
        "print(e.action, e.subject_kind, e.subject_name, e.person_name, e.after)",
    )
    assert told.strip() == "exported table taken.csv command line {'rows': 0, 'as_of': '2012-02-29'}"


def test_retention_erases_what_is_past_its_time(filled):
    in_home(
        filled,
        "from datetime import datetime, UTC; from yanzhen.desk.accounts.models import FailedSignIn as F;"
        "F.objects.create(username='x', address='y', at=datetime(2020, 1, 1, tzinfo=UTC))",
    )
    assert "■ personal data: past their retention" in yanzhen(filled, "doctor", expected=2).stdout
    assert yanzhen(filled, "retention").stdout == "failures: 1 erased\n"
    assert yanzhen(filled, "retention").stdout == "nothing is past its retention\n"


def test_doctor_is_content_until_a_record_is_altered(filled):
    told = {
        one["what"]: one["good"]
        for one in json.loads(yanzhen(filled, "doctor", "--json", expected=2).stdout)["findings"]
    }
    assert told["imports"] and told["rows in force"] and told["uploads"] and told["orphan uploads"]
    alter = (
        "import sys; from pathlib import Path; from yanzhen.desk.setup import set_up; set_up(Path(sys.argv[1]));"
        "from yanzhen.desk.register.models import Record; r = Record.objects.first();"
        "Record.objects.filter(pk=r.pk).update(content=r.content.replace('370725', '370783', 1))"
    )
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN", "DJANGO"))}
    subprocess.run([sys.executable, "-c", alter, str(filled)], check=True, env=kept)
    done = yanzhen(filled, "doctor", expected=2)
    assert "■ imports" in done.stdout and "■ rows in force" in done.stdout
