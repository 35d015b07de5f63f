"""What one row, or one firm's years, say against themselves: warnings, never errors. The rules lie in ``rules.csv``."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from importlib import resources

from yanzhen.sheets.rows import Value
from yanzhen.tables import Column, Table

Columns = Mapping[str, Sequence[Value | None]]
TENFOLD = 10
_SMALL = 100
"""Below this, in the unit of the column, a tenfold change says nothing."""


@dataclass(frozen=True, slots=True)
class Rule:
    """``left`` must not be above ``right`` (or before it, or ``itself``); ``happened`` and ``tenfold`` have no right side."""

    rule: str
    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Crossed:
    """A rule that the row at ``index`` breaks: the column that is told, the code and what its sentence says."""

    index: int
    key: str
    code: str
    parameters: dict[str, str]


def rules_of(table: str) -> tuple[Rule, ...]:
    """The rules of a table."""
    return tuple(Rule(row["rule"], row["left"], row["right"]) for row in _listed() if row["table"] == table)


def happened(table: str) -> frozenset[str]:
    """The columns of a table whose days cannot lie ahead.

    >>> sorted(happened("patents"))
    ['filed_on', 'granted_on', 'transferred_on']
    """
    return frozenset(rule.left for rule in rules_of(table) if rule.rule == "happened")


_BREAKS: dict[str, Callable[[Value, Value], bool]] = {
    "above": lambda a, b: Decimal(a) > Decimal(b),
    "before": lambda a, b: str(a) < str(b),
    "itself": lambda a, b: a == b,
}


class Crossing:
    """The rules of a table over its rows, chunk by chunk; it remembers the years of each firm."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.rules = rules_of(table.name)
        self.years: dict[tuple[str, Value, Value], Decimal] = {}

    def look(self, columns: Columns) -> Iterator[Crossed]:
        """The rules that the rows of a chunk break."""
        for rule in self.rules:
            if rule.left not in columns or (rule.right and rule.right not in columns):
                continue
            if rule.rule == "tenfold":
                yield from self._tenfold(rule.left, columns)
            elif rule.rule in _BREAKS:
                yield from self._ordered(rule, columns)

    def _ordered(self, rule: Rule, columns: Columns) -> Iterator[Crossed]:
        left, right = self.table.column(rule.left), self.table.column(rule.right)
        for index, (a, b) in enumerate(zip(columns[rule.left], columns[rule.right], strict=True)):
            if a is None or b is None or not _BREAKS[rule.rule](a, b):
                continue
            words = {"left": left.label_zh, "right": right.label_zh, "left_en": _name(left), "right_en": _name(right)}
            yield Crossed(index, rule.left, rule.rule, words | {"a": str(a), "b": str(b)})

    def _tenfold(self, key: str, columns: Columns) -> Iterator[Crossed]:
        if "uscc" not in columns or "year" not in columns:
            return
        rows = zip(columns["uscc"], columns["year"], columns[key], strict=True)
        for index, (firm, year, value) in enumerate(rows):
            if firm is None or value is None or not isinstance(year, int):
                continue
            figure = Decimal(value)
            for other in (year - 1, year + 1):
                before = self.years.get((key, firm, other))
                if before is not None and (times := _times(figure, before)) >= TENFOLD:
                    parameters = {
                        "a": str(value),
                        "b": format(before, "f"),
                        "times": str(times),
                        "other_year": str(other),
                    }
                    yield Crossed(index, key, "tenfold", parameters)
            self.years[key, firm, year] = figure


def _times(one: Decimal, other: Decimal) -> int:
    """How many times the larger holds the smaller; 0 for small figures and for losses."""
    low, high = sorted((one, other))
    return int(high / low) if low > 0 and high >= _SMALL else 0


def _name(column: Column) -> str:
    return column.name.replace("_", " ")


@cache
def _listed() -> tuple[dict[str, str], ...]:
    text = (resources.files("yanzhen.sheets") / "rules.csv").read_text(encoding="utf-8")
    return tuple(csv.DictReader(text.splitlines()))
