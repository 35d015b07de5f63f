"""The classification of strategic emerging industries (战略性新兴产业分类, 2018), first and second level."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib import resources


@dataclass(frozen=True, slots=True)
class StrategicIndustry:
    """A row of the classification: ``1`` or ``1.2``."""

    code: str
    name: str
    parent: str | None


def strategic(code: str) -> StrategicIndustry | None:
    """The industry of a code; one of a deeper level (1.2.1) stands under its second level.

    >>> strategic("1.2").name, strategic("1.2.1").code, strategic("1.9")
    ('电子核心产业', '1.2', None)
    """
    parts = code.split(".")
    if not 1 <= len(parts) <= 4 or not all(part.isascii() and part.isdigit() for part in parts):
        return None
    return _by_code().get(".".join(parts[:2]))


def strategic_named(name: str) -> StrategicIndustry | None:
    """The industry of that name, with or without 产业 at its end; no name stands twice.

    >>> strategic_named("新材料").code
    '3'
    """
    return _by_name().get(name) or _by_name().get(name + "产业")


def every_strategic() -> tuple[StrategicIndustry, ...]:
    """The whole list."""
    return tuple(_by_code().values())


@cache
def _by_code() -> dict[str, StrategicIndustry]:
    text = (resources.files("yanzhen.codes") / "lists" / "strategic-2018.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: StrategicIndustry(row["code"], row["name"], row["parent"] or None) for row in rows}


@cache
def _by_name() -> dict[str, StrategicIndustry]:
    return {each.name: each for each in _by_code().values()}
