"""Each faulty workbook gives the report beside it, and nothing else."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from yanzhen.sheets.checking import read_table
from yanzhen.sheets.report import as_json
from yanzhen.tables import register_table

FAULTS = sorted((Path(__file__).parent / "faults").glob("*.json"))
KEYS = ("sheet", "row", "column", "value", "severity", "code")
TODAY = date(2026, 6, 30)


@pytest.mark.parametrize("expected", FAULTS, ids=lambda path: path.stem)
def test_the_report_is_the_one_beside_the_workbook(expected: Path) -> None:
    wanted = json.loads(expected.read_text(encoding="utf-8"))
    rows, findings = read_table(expected.with_suffix(".xlsx"), register_table(wanted["table"]), today=TODAY)
    assert [{key: row[key] for key in KEYS} for row in as_json(findings)] == wanted["findings"]
    errors = {finding.row for finding in findings if finding.severity == "error"}
    lost = {finding["code"] for finding in wanted["findings"]} & {"column-missing", "column-twice", "unit-foreign"}
    assert {row.row for row in rows if row.bad} == ({row.row for row in rows} if lost else errors)


def test_there_are_faults() -> None:
    assert len(FAULTS) >= 40
