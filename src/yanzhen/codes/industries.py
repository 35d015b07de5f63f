"""The classification of industries, GB/T 4754-2017: codes with and without the letter of their section.

The standard prints a class as four digits under the letter of its section (3562 in section C); tables in use write C3562 or 3562.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Literal

Level = Literal["section", "division", "group", "class"]
LEVELS: tuple[Level, ...] = ("section", "division", "group", "class")


@dataclass(frozen=True, slots=True)
class Industry:
    """A row of the classification; ``code`` and ``parent`` begin with the letter of the section."""

    code: str
    name: str
    level: Level
    parent: str | None


def industry(code: str) -> Industry | None:
    """The industry of a code, written with or without its letter.

    >>> industry("3562").code, industry("C3562").level, industry("35").name, industry("C").level
    ('C3562', 'class', '专用设备制造业', 'section')
    >>> industry("D3562") is None, industry("9999") is None
    (True, True)
    """
    return _by_code().get(code.upper())


def ancestors(code: str) -> tuple[Industry, ...]:
    """The industries that hold it, nearest first; none for a code that is not in the list.

    >>> [i.code for i in ancestors("3562")]
    ['C356', 'C35', 'C']
    """
    found: list[Industry] = []
    here = industry(code)
    while here and here.parent:
        here = industry(here.parent)
        if here:
            found.append(here)
    return tuple(found)


def section(code: str) -> Industry | None:
    """The section (门类) that an industry is, or lies in."""
    return _at("section", code)


def division(code: str) -> Industry | None:
    """The division (大类) that an industry is, or lies in; none for a section.

    >>> division("C3562").code
    'C35'
    """
    return _at("division", code)


def children(code: str | None) -> tuple[Industry, ...]:
    """The industries right below one; below ``None`` stand the sections."""
    above = industry(code) if code else None
    return _below().get(above.code if above else None, ()) if above or code is None else ()


def industries_named(name: str) -> tuple[Industry, ...]:
    """Every industry of that name, upper levels first.

    >>> [i.code for i in industries_named("专用设备制造业")]
    ['C35']
    """
    return _by_name().get(name, ())


def every_industry() -> tuple[Industry, ...]:
    """The whole list in the order of the standard."""
    return _listed()


def _at(level: Level, code: str) -> Industry | None:
    here = industry(code)
    chain = (here, *ancestors(here.code)) if here else ()
    return next((each for each in chain if each.level == level), None)


@cache
def _listed() -> tuple[Industry, ...]:
    text = (resources.files("yanzhen.codes") / "lists" / "industries-2017.csv").read_text(encoding="utf-8")
    return tuple(
        Industry(row["code"], row["name"], LEVELS[LEVELS.index(row["level"])], row["parent"] or None)
        for row in csv.DictReader(text.splitlines())
    )


@cache
def _by_code() -> dict[str, Industry]:
    codes = {each.code: each for each in _listed()}
    return codes | {each.code[1:]: each for each in _listed() if each.level != "section"}


@cache
def _by_name() -> dict[str, tuple[Industry, ...]]:
    names: dict[str, list[Industry]] = defaultdict(list)
    for each in _listed():
        names[each.name].append(each)
    return {name: tuple(sorted(found, key=lambda i: LEVELS.index(i.level))) for name, found in names.items()}


@cache
def _below() -> dict[str | None, tuple[Industry, ...]]:
    below: dict[str | None, list[Industry]] = defaultdict(list)
    for each in _listed():
        below[each.parent].append(each)
    return {parent: tuple(found) for parent, found in below.items()}
