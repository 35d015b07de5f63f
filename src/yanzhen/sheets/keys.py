"""Rows that share a key."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.sheets.rows import Value
from yanzhen.tables import Table


@dataclass(frozen=True, slots=True)
class Before:
    """The first row of a key: where it stands, and a digest of its values."""

    sheet: str
    row: int
    digest: int

    def same(self, values: dict[str, Value]) -> bool:
        """Whether these values are those of the first row, spaces aside."""
        return self.digest == digest_of(values)


class SeenKeys:
    """The keys of all rows so far; about 300 bytes a row."""

    def __init__(self, table: Table) -> None:
        self.key = table.key
        self.needed = tuple(name for name in table.key if table.column(name).required)
        self._rows: dict[tuple[Value | None, ...], Before] = {}

    def before(self, values: dict[str, Value], sheet: str, row: int) -> Before | None:
        """The earlier row of the same key; a row that has none is remembered, one without its key is not."""
        for name in self.needed:
            if name not in values:
                return None
        key = tuple(map(values.get, self.key))
        found = self._rows.get(key)
        if found is None:
            self._rows[key] = Before(sheet, row, digest_of(values))
        return found


def digest_of(values: dict[str, Value]) -> int:
    """Equal for equal values (64 bits); texts that differ by spaces alone are equal, for 甲 厂 says nothing else than 甲厂."""
    return hash(tuple([(name, _close(value) if isinstance(value, str) else value) for name, value in values.items()]))


def _close(text: str) -> str:
    return "".join(text.split()) if " " in text or "\u3000" in text else text
