"""The tables and keys of a deal file, as the files beside this one list them (tables.csv, keys.csv, units.csv, words.csv).

The reader, the JSON schema and the documentation are made from these lists, so that they cannot drift apart.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class Bounds:
    """The smallest and largest value allowed; an open end is not itself allowed."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool
    high_open: bool

    def allow(self, figure: Fraction) -> bool:
        """Whether the figure lies inside."""
        if self.low is not None and (figure < self.low or (self.low_open and figure == self.low)):
            return False
        return self.high is None or not (figure > self.high or (self.high_open and figure == self.high))

    def __str__(self) -> str:
        parts = [] if self.low is None else [f"{'above' if self.low_open else 'at least'} {self.low}"]
        if self.high is not None:
            parts.append(f"{'below' if self.high_open else 'at most'} {self.high}")
        return ", ".join(parts)


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a table of the file."""

    table: str
    name: str
    label_zh: str
    kind: str
    required: bool
    default: str
    bounds: Bounds | None
    choices: tuple[str, ...]
    meaning_en: str
    meaning_zh: str


@dataclass(frozen=True, slots=True)
class TableKeys:
    """One table of the file and its keys."""

    name: str
    label_zh: str
    many: bool
    required: bool
    meaning_en: str
    meaning_zh: str
    keys: tuple[Key, ...]

    def key(self, name: str) -> Key | None:
        """The key of that name, English or Chinese."""
        return next((key for key in self.keys if name in (key.name, key.label_zh)), None)


@cache
def tables() -> tuple[TableKeys, ...]:
    """Every table of the file; the first, without a name, holds the keys at the top."""
    keys = [_key(row) for row in _rows("keys.csv")]
    top = TableKeys("", "", False, True, "", "", tuple(key for key in keys if not key.table))
    return top, *(
        TableKeys(
            row["table"],
            row["zh"],
            row["many"] == "many",
            row["required"] == "yes",
            row["meaning_en"],
            row["meaning_zh"],
            tuple(key for key in keys if key.table == row["table"]),
        )
        for row in _rows("tables.csv")
    )


@cache
def units() -> tuple[tuple[str, int], ...]:
    """Units of money and how many fen each is."""
    return tuple((row["unit"], int(row["fen"])) for row in _rows("units.csv"))


@cache
def words() -> tuple[tuple[str, str], ...]:
    """Chinese words of choices and the English ones they stand for."""
    return tuple((row["zh"], row["en"]) for row in _rows("words.csv"))


def _rows(name: str) -> list[dict[str, str]]:
    text = files("yanzhen.securitization").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _key(row: dict[str, str]) -> Key:
    choices = row["choices"].split("|" if "|" in row["choices"] else " ")
    return Key(
        row["table"],
        row["key"],
        row["zh"],
        row["kind"],
        row["required"] == "yes",
        row["default"],
        _bounds(row["bounds"]),
        tuple(choice for choice in choices if choice),
        row["meaning_en"],
        row["meaning_zh"],
    )


def _bounds(text: str) -> Bounds | None:
    if not text:
        return None
    low, high = text.split("..")
    return Bounds(
        Fraction(low.strip("<>=")) if low else None,
        Fraction(high.strip("<>=")) if high else None,
        low.startswith(">") and not low.startswith(">="),
        high.startswith("<") and not high.startswith("<="),
    )
