"""What a person is told about a cell, a row or a sheet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "note"]
ORDER: dict[Severity, int] = {"error": 0, "warning": 1, "note": 2}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing found, in Chinese; :func:`yanzhen.sheets.wording.worded` says it in English.

    ``row`` is the row as a spreadsheet shows it, ``column`` the header as the file writes it (empty where it is about a whole row),
    ``value`` what the cell shows, ``code`` a short stable word, ``parameters`` what its sentence is filled with. An error makes
    its row bad.
    """

    sheet: str
    row: int
    column: str
    value: str
    expected: str
    message: str
    todo: str
    severity: Severity
    code: str
    parameters: tuple[tuple[str, str], ...] = ()
