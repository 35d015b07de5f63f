"""Whether a region code is or was in GB/T 2260, and which regions a region holds.

A code goes out of use when a county becomes a city or moves to another prefecture; tables of earlier years still carry it.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources

from yanzhen.codes import regions
from yanzhen.codes.regions import Region

_RUNGS = {"01": "市辖区", "02": "县", "90": "省直辖县级行政区划"}


@dataclass(frozen=True, slots=True)
class Known:
    """A code of GB/T 2260, in force or former.

    ``last_revision`` (``"198212"``) is the last revision known to list a former code. ``now`` is the region of that name today, where exactly
    one is found in the province by its name, by its name with another suffix, or by a notice; its borders may be others.
    """

    code: str
    name: str
    former: bool
    last_revision: str = ""
    now: Region | None = None


def known(code: str) -> Known | None:
    """What the code stands or stood for; ``None`` for one that never was.

    >>> known("370725")
    Known(code='370725', name='昌乐县', former=False, last_revision='', now=None)
    >>> old = known("372225")
    >>> old.name, old.former, old.last_revision, old.now.code
    ('昌乐县', True, '198212', '370725')
    >>> known("330101").now.name, known("999999")
    ('杭州市', None)
    """
    if current := regions.region(code):
        return Known(code, current.name, former=False)
    return _former().get(code) or _rung(code)


def children(code: str | None) -> tuple[Region, ...]:
    """The regions right below one, in the order of their codes; below ``None`` stand the provinces.

    >>> [r.name for r in children("441900")], len(children(None)), children("370700")[0].name
    ([], 34, '潍城区')
    """
    return _children().get(code, ())


def _rung(code: str) -> Known | None:
    """The empty rungs of the statistical list: 330101 is 市辖区 of 330100, 110100 that of 110000."""
    if len(code) != 6 or not code.isdigit():
        return None
    below, upper = (code[4:], code[:4] + "00") if code[4:] != "00" else (code[2:4], code[:2] + "0000")
    above = regions.region(upper)
    return Known(code, _RUNGS[below], former=True, now=above) if above and below in _RUNGS else None


@cache
def _former() -> dict[str, Known]:
    text = (resources.files("yanzhen.codes") / "lists" / "regions-history.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Known(row["code"], row["name"], True, row["last_revision"], regions.region(row["now"]))
        for row in csv.DictReader(text.splitlines())
    }


@cache
def _children() -> dict[str | None, tuple[Region, ...]]:
    below: dict[str | None, list[Region]] = defaultdict(list)
    for each in regions.every_region():
        below[each.parent].append(each)
    return {parent: tuple(sorted(found, key=lambda r: r.code)) for parent, found in below.items()}
