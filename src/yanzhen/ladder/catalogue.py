"""Every figure that a rule may name: its kind, unit, place in a firm's file, and from whom it comes.

The rows lie in ``figures.csv`` and ``lists.csv``; a new figure is a new row, not code.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib.resources import files
from typing import Literal

FigureKind = Literal["yearly", "number", "flag", "day", "text"]
MONEY = "万元"
"""The unit in which money is held; files in 元 or 亿元 are converted exactly."""


@dataclass(frozen=True, slots=True)
class Words:
    """The same said in Chinese and in English."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        """In this language, ``zh`` or ``en``."""
        return self.en if language == "en" else self.zh


@dataclass(frozen=True, slots=True, kw_only=True)
class FigureRow:
    """A figure: ``path`` is its place in a firm's JSON (``{year}`` for a yearly one), ``low`` and ``high`` what it can be at all."""

    name: str
    kind: FigureKind
    path: str
    unit: str
    low: Fraction | None
    high: Fraction | None
    label: Words
    origin: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class AttributeRow:
    """An attribute of a list's entries; ``default`` stands where the key is absent (but not where it is null)."""

    name: str
    kind: Literal["number", "flag", "day", "text"]
    choices: tuple[str, ...]
    default: bool | None
    unit: str
    label: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class ListRow:
    """A list of entries (rights, titles, awards, …) with the attributes that rules may ask for."""

    name: str
    unit: str
    label: Words
    attributes: Mapping[str, AttributeRow]


def _figures() -> Iterator[FigureRow]:
    for row in _rows("figures.csv"):
        yield FigureRow(
            name=row["name"],
            kind=row["kind"],  # type: ignore[arg-type]
            path=row["path"],
            unit=row["unit"],
            low=Fraction(row["low"]) if row["low"] else None,
            high=Fraction(row["high"]) if row["high"] else None,
            label=Words(row["label_zh"], row["label_en"]),
            origin=Words(row["from_zh"], row["from_en"]),
        )


def _lists() -> Iterator[ListRow]:
    rows = _rows("lists.csv")
    for head in rows:
        if head["attribute"]:
            continue
        own = [row for row in rows if row["list"] == head["list"] and row["attribute"]]
        yield ListRow(
            name=head["list"],
            unit=head["unit"],
            label=Words(head["label_zh"], head["label_en"]),
            attributes={row["attribute"]: _attribute(row) for row in own},
        )


def _attribute(row: Mapping[str, str]) -> AttributeRow:
    return AttributeRow(
        name=row["attribute"],
        kind=row["kind"],  # type: ignore[arg-type]
        choices=tuple(row["choices"].split()),
        default=row["default"] == "true" if row["default"] else None,
        unit=row["unit"],
        label=Words(row["label_zh"], row["label_en"]),
    )


def _rows(name: str) -> list[dict[str, str]]:
    written = (files("yanzhen.ladder") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(written.splitlines()))


FIGURES: Mapping[str, FigureRow] = {figure.name: figure for figure in _figures()}
LISTS: Mapping[str, ListRow] = {entry.name: entry for entry in _lists()}
