"""The rows that checking gives."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from yanzhen.sheets.findings import Finding

Value = str | int | bool
"""Canonical and ready for JSON: text, whole number, flag; an exact decimal and a day are texts (``"12.5"``, ``"2021-05-01"``)."""

RawCell = str | int | float | bool | Decimal | date | datetime | time | timedelta | None
"""What a file holds: ``None`` or ``""`` is an empty cell."""


@dataclass(frozen=True, slots=True)
class CheckedRow:
    """A row under the table's keys; an empty cell is absent. ``bad`` rows have at least one error."""

    sheet: str
    row: int
    values: dict[str, Value]
    bad: bool


@dataclass(frozen=True, slots=True)
class Chunk:
    """Up to 5000 rows, and what was found in them."""

    rows: tuple[CheckedRow, ...]
    findings: tuple[Finding, ...]


Row = TypeVar("Row")


class Counted(Generic[Row]):
    """Rows on their way, and how many have passed.

    >>> rows = Counted(["a", "b"])
    >>> list(rows), rows.passed
    (['a', 'b'], 2)
    """

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows, self.passed = rows, 0

    def __iter__(self) -> Iterator[Row]:
        for row in self._rows:
            self.passed += 1
            yield row
