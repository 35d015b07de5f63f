"""What may be changed, in which direction, and how hard that is: data that a person may weigh otherwise."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Literal

from yanzhen.ladder.catalogue import Words
from yanzhen.ladder.climb.change import Draft, present
from yanzhen.ladder.firm import Firm

Direction = Literal["up", "down", "set", "none"]
SMALL = Fraction(1, 100)
"""What any change costs beside its size, so that fewer changes come first among equals."""
BRING = 0.2
"""The effort of a figure that is only missing."""


@dataclass(frozen=True, slots=True)
class Lever:
    """A figure that can be moved: which way, and the effort of moving it by its own size (of setting it, for a flag)."""

    name: str
    direction: Direction
    effort: float
    why: Words


@dataclass(frozen=True, slots=True)
class Thing:
    """A thing that can be added to a list: the effort of one, and how many years a title of it lasts."""

    list: str
    effort: float
    lasts_years: int
    why: Words


@dataclass(frozen=True, slots=True)
class Weights:
    """Efforts that replace those of the files, by figure or list."""

    by_name: Mapping[str, float] = field(default_factory=dict)

    def of_lever(self, name: str) -> float:
        """The effort of moving the figure by its own size."""
        return self.by_name.get(name, levers()[name].effort if name in levers() else 1.0)

    def of_thing(self, name: str) -> float:
        """The effort of adding one to the list."""
        return self.by_name.get(name, things()[name].effort)


@cache
def levers() -> dict[str, Lever]:
    """By figure, as ``levers.csv`` says; a figure that is not there cannot be moved, only brought."""
    return {
        row["name"]: Lever(row["name"], row["direction"], float(row["effort"]), Words(row["why_zh"], row["why_en"]))  # type: ignore[arg-type]
        for row in _rows("levers.csv")
    }


@cache
def things() -> dict[str, Thing]:
    """By list, as ``additions.csv`` says."""
    return {
        row["list"]: Thing(
            row["list"], float(row["effort"]), int(row["lasts_years"] or 0), Words(row["why_zh"], row["why_en"])
        )
        for row in _rows("additions.csv")
    }


def direction_of(name: str) -> Direction:
    """Which way the figure can be moved."""
    return levers()[name].direction if name in levers() else "none"


def effort_of(firm: Firm, draft: Draft, weights: Weights) -> float:
    """The sum over the changes: for an amount its relative change times its weight, for a missing figure a little, for a thing its weight each."""
    total = 0.0
    for key, value in draft.figures.items():
        total += float(SMALL) + _of_figure(present(firm, key), value, weights.of_lever(key[0]))
    for addition in draft.additions:
        total += float(SMALL) + addition.count * weights.of_thing(addition.list)
    return total


def _of_figure(before: object, after: object, weight: float) -> float:
    if before is None:
        return BRING
    if isinstance(before, Fraction) and isinstance(after, Fraction):
        scale = max(abs(before), Fraction(1))
        return weight * float(abs(after - before) / scale)
    return weight


def _rows(name: str) -> list[dict[str, str]]:
    written = (files("yanzhen.ladder.climb") / name).read_text(encoding="utf-8")
    return list(csv.DictReader(written.splitlines()))
