"""Notes that are told once a column, with how many cells they are about."""

from __future__ import annotations

from collections.abc import Sequence

from yanzhen.sheets.columns import ColumnReader
from yanzhen.sheets.findings import Finding
from yanzhen.sheets.wording import is_gathered, new_finding

_BY_VALUE = frozenset(("placeholder", "choice-read"))
"""Notes whose sentence names the cell's text: one for each text."""
_TEXTS_MOST = 50


class Gathering:
    """Counts while the chunks pass, tells at the end."""

    def __init__(self, sheet: str) -> None:
        self.sheet = sheet
        self._first: dict[tuple[str, str, str], tuple[int, str, str, dict[str, str]]] = {}
        self._count: dict[tuple[str, str, str], int] = {}

    def takes(self, reader: ColumnReader, code: str, row: int, value: str, parameters: dict[str, str]) -> bool:
        """Whether a finding of that code is gathered; it is counted then."""
        if not is_gathered(code):
            return False
        key = (reader.key, code, value if code in _BY_VALUE and len(self._count) < _TEXTS_MOST else "")
        self._first.setdefault(key, (row, reader.header, value, parameters))
        self._count[key] = self._count.get(key, 0) + 1
        return True

    def findings(self, readers: Sequence[ColumnReader]) -> list[Finding]:
        """One for each, at its first row; and what is said of whole columns."""
        found = []
        for key, (row, header, value, parameters) in self._first.items():
            count = str(self._count[key])
            found.append(
                new_finding(
                    key[1], sheet=self.sheet, row=row, column=header, value=value, **parameters | {"count": count}
                )
            )
        for reader in readers:
            if reader.looks_like_fractions():
                row, header, value = reader.first_row, reader.header, reader.first_value
                found.append(new_finding("share-as-fraction", sheet=self.sheet, row=row, column=header, value=value))
        return found
