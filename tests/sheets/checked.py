"""Small tables written and checked in one call."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from yanzhen.sheets.checking import check_book
from yanzhen.sheets.findings import Finding
from yanzhen.sheets.opening import open_book
from yanzhen.sheets.rows import CheckedRow
from yanzhen.tables import register_table

GOOD, OTHER, THIRD = "91330110MA2CCBBB73", "914403001922038216", "91110000600037341L"
TODAY = date(2026, 6, 30)


def check(
    folder: Path, table: str, lines: Sequence[Sequence[Any]], mapping: Mapping[str, str] | None = None
) -> tuple[list[CheckedRow], list[Finding]]:
    """The lines as a CSV, checked."""
    path = folder / "table.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(lines)
    return check_file(path, table, mapping)


def check_file(
    path: Path, table: str, mapping: Mapping[str, str] | None = None
) -> tuple[list[CheckedRow], list[Finding]]:
    """A file, checked."""
    chunks = list(check_book(open_book(path), register_table(table), today=TODAY, mapping=mapping))
    return [row for chunk in chunks for row in chunk.rows], [one for chunk in chunks for one in chunk.findings]


def codes(findings: Sequence[Finding]) -> list[str]:
    """Their codes."""
    return [finding.code for finding in findings]
