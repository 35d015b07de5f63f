"""Expected loss against a table of bands that the user names: never a rating, and none outside the table's tenors.

A table is a TOML file::

    name = "our committee's scale"
    citation = "minutes of 2026-01-05, annex 2"
    years = [1, 2, 3]
    [[band]]
    label = "1"
    el = [0.0001, 0.0003, 0.0006]     # the highest expected loss of the band at each tenor
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from yanzhen.errors import InputError, RefusalError

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class BandTable:
    """Bands from the best down; ``highest`` holds each band's highest expected loss at each tenor in ``years``."""

    name: str
    citation: str
    years: tuple[float, ...]
    labels: tuple[str, ...]
    highest: tuple[tuple[float, ...], ...]


@dataclass(frozen=True, slots=True)
class Band:
    """A band by expected loss on a named table; ``label`` is empty where the loss is above the last band."""

    label: str
    table: str
    citation: str
    limit: float


def read_bands(path: Path) -> BandTable:
    """The table in a file; one without a citation, or whose bands do not rise, is refused."""
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
        name, citation, years = str(found["name"]), str(found["citation"]).strip(), tuple(map(float, found["years"]))
        labels = tuple(str(band["label"]) for band in found["band"])
        highest = tuple(tuple(map(float, band["el"])) for band in found["band"])
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, KeyError, TypeError, ValueError) as error:
        raise InputError(
            f"{path}: no table of bands", seen=repr(error), expected="name, citation, years, [[band]] label and el"
        ) from None
    if not citation:
        raise InputError(
            f"{path}: a table without a citation", expected="where its figures stand", todo="fill in citation"
        )
    _check(path, years, highest)
    return BandTable(name, citation, years, labels, highest)


def band_of(table: BandTable, el: float, years: float) -> Band:
    """The best band whose limit at this tenor is not exceeded; limits are straight between tenors.

    A tenor outside the table's is refused.
    """
    _check_tenor(table, years)
    for label, highest in zip(table.labels, table.highest, strict=True):
        limit = _limit(table.years, highest, years)
        if el <= limit:
            return Band(label, table.name, table.citation, limit)
    return Band("", table.name, table.citation, _limit(table.years, table.highest[-1], years))


def band_limit(table: BandTable, label: str, years: float) -> float:
    """The highest expected loss of a band at a tenor: a target for structuring. An unknown band or tenor is refused."""
    _check_tenor(table, years)
    if label not in table.labels:
        raise InputError(f"no such band of {table.name}", seen=repr(label), expected=", ".join(table.labels))
    return _limit(table.years, table.highest[table.labels.index(label)], years)


def _check_tenor(table: BandTable, years: float) -> None:
    if not table.years[0] <= years <= table.years[-1]:
        raise RefusalError(
            f"the table {table.name} does not cover the tenor",
            seen=f"{years:g} years",
            expected=f"{table.years[0]:g} to {table.years[-1]:g}",
            todo="name a table that does",
        )


def _limit(years: tuple[float, ...], highest: tuple[float, ...], at: float) -> float:
    for (low, high), (below, above) in zip(pairwise(years), pairwise(highest), strict=True):
        if low <= at <= high:
            return below + (above - below) * (at - low) / (high - low)
    return highest[0]


def _check(path: Path, years: tuple[float, ...], highest: tuple[tuple[float, ...], ...]) -> None:
    if not years or list(years) != sorted(set(years)) or not highest:
        raise InputError(f"{path}: years", seen=str(years), expected="tenors that rise, and a [[band]]")
    for number, band in enumerate(highest):
        if len(band) != len(years):
            raise InputError(f"{path}: band {number + 1}", seen=f"{len(band)} limits", expected=f"{len(years)}")
        if number and any(now <= before for before, now in zip(highest[number - 1], band, strict=True)):
            raise InputError(f"{path}: band {number + 1}", seen=str(band), expected="limits above the band before it")
