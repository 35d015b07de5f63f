"""The figures by region and industry from which industries are chosen: firms, their employees, or statistics of regions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from yanzhen.chains.activities import ActivityTable, activity_table
from yanzhen.codes import industries as industry_codes
from yanzhen.codes import region_codes
from yanzhen.desk.chains.held import register_stamp
from yanzhen.desk.frame.memory import Memory
from yanzhen.desk.register.ledger.asof import true_on
from yanzhen.desk.register.models import ENTRIES
from yanzhen.desk.register.pages.visitors import scope_key

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

FIRMS, EMPLOYEES = "firms", "employees"
UNITS = {"province": 2, "city": 4, "county": 6, "township": 0}
LEVELS = {"section": 1, "division": 3, "group": 4, "class": 5}
GONE = ("closed", "revoked", "moved")
IN_FIGURE = re.compile(r"^(?P<measure>.*?)[\s·:：,，（(]*(?P<code>[A-T][0-9]{2,4}|[A-T])[)）]?$")
PIECE = 5000
KINDS = ("firms", "firm-years", "region-figures")
_kept: Memory[Figures] = Memory(12)
_measures: Memory[tuple[str, ...]] = Memory(12)


@dataclass(frozen=True)
class Figures:
    """The table with what its cells rest on.

    ``firms`` counts the firms behind a cell of a period (of no period: ``""``); empty for published statistics. ``entries`` are the numbers of the entries in
    ``region-figures``. ``left_out`` counts firms without a region or an industry.
    """

    table: ActivityTable | None
    firms: dict[tuple[str, str, str], int]
    entries: dict[tuple[str, str, str], int]
    names: dict[str, str]
    left_out: int
    key: tuple[object, ...]


def figures_of(person: Person, day: date, source: str, unit: str, level: str) -> Figures:
    """The figures of this source, by regions of that kind and industries of that level."""
    key = (register_stamp(KINDS), *scope_key(person), day, source, unit, level)
    return _kept.of(key, lambda: _made(person, day, source, unit, level, key))


def measures_of(person: Person) -> tuple[str, ...]:
    """What the statistics of regions count by industry: ``从业人员`` of ``从业人员 C35``."""
    key = (register_stamp(("region-figures",)), *scope_key(person))
    return _measures.of(key, lambda: _measured(person))


def region_word(unit: str, code: str, names: dict[str, str]) -> str:
    """What a region of the table is called."""
    if unit == "township":
        return names.get(code, code)
    known = region_codes.known(code)
    return known.name if known else code


def industry_word(code: str) -> str:
    """``专用设备制造业``"""
    known = industry_codes.industry(code)
    return known.name if known else code


def cut_industry(code: str, level: str) -> str:
    """The industry of that level; nothing where the code is coarser or unknown.

    >>> cut_industry("C3562", "division"), cut_industry("35", "group"), cut_industry("3562", "section")
    ('C35', '', 'C')
    """
    known = industry_codes.industry(code) if code else None
    return known.code[: LEVELS[level]] if known and len(known.code) >= LEVELS[level] else ""


def cut_region(code: str, unit: str) -> str:
    """The region of that kind; nothing where the code is coarser.

    >>> cut_region("370725", "city"), cut_region("370000", "city"), cut_region("370725", "county")
    ('370700', '', '370725')
    """
    digits = UNITS[unit]
    own = code[:digits]
    return own.ljust(6, "0") if len(code) == 6 and not own.endswith("00") else ""


def _made(person: Person, day: date, source: str, unit: str, level: str, key: tuple[object, ...]) -> Figures:
    if source not in (FIRMS, EMPLOYEES):
        return _statistics(person, day, source, unit, level, key)
    places, names, left_out = _places(person, day, unit, level)
    firms: Counter[tuple[str, str, str]] = Counter()
    values: Counter[tuple[str, str, str]] = Counter()
    if source == FIRMS:
        for place in places.values():
            firms[*place, ""] += 1
        values = firms
    else:
        for firm, year, employees in _rows("firm-years", person, day, "subject", "c_year", "c_employees"):
            if firm in places and employees and employees > 0:
                cell = (*places[firm], str(year))
                values[cell] += employees
                firms[cell] += 1
    return Figures(_table(values), dict(firms), {}, names, left_out, key)


def _places(person: Person, day: date, unit: str, level: str) -> tuple[dict[str, tuple[str, str]], dict[str, str], int]:
    """Where each firm that is there stands, and in which industry."""
    places, names, left_out = {}, {}, 0
    rows = _rows("firms", person, day, "subject", "c_region", "c_township", "c_industry", "c_status")
    for firm, region, township, industry, status in rows:
        if status in GONE:
            continue
        at = f"{region}/{township}" if unit == "township" and township else ""
        names[at] = township
        place = (at if unit == "township" else cut_region(region, unit), cut_industry(industry, level))
        if all(place):
            places[firm] = place
        else:
            left_out += 1
    return places, names, left_out


def _statistics(person: Person, day: date, source: str, unit: str, level: str, key: tuple[object, ...]) -> Figures:
    values: dict[tuple[str, str, str], float] = {}
    entries: dict[tuple[str, str, str], int] = {}
    left_out = 0
    for pk, region, figure, year, value in _rows(
        "region-figures", person, day, "pk", "subject", "c_figure", "c_year", "c_value"
    ):
        found = IN_FIGURE.match(figure)
        if found is None or found["measure"].strip() != source:
            continue
        known = industry_codes.industry(found["code"])
        if (
            known is None or len(known.code) != LEVELS[level] or cut_region(region, unit) != region
            or value is None or value < 0 or (region, known.code, str(year)) in values
        ):  # fmt: skip
            left_out += 1
            continue
        values[region, known.code, str(year)] = value
        entries[region, known.code, str(year)] = pk
    return Figures(_table(values), {}, entries, {}, left_out, key)


def _table(values: dict[tuple[str, str, str], Any]) -> ActivityTable | None:
    import polars

    if not values:
        return None
    rows: Iterable[Any] = [(*cell, float(value)) for cell, value in values.items()]
    frame = polars.DataFrame(rows, schema=["region", "activity", "period", "value"], orient="row")
    if not any(period for _, _, period in values):
        frame = frame.drop("period")
    return activity_table(frame)


def _measured(person: Person) -> tuple[str, ...]:
    rows: Any = ENTRIES["region-figures"].objects
    names = rows.visible_to(person).order_by("c_figure").values_list("c_figure", flat=True).distinct()
    found = (IN_FIGURE.match(name) for name in names)
    return tuple(dict.fromkeys(one["measure"].strip() for one in found if one and one["measure"].strip()))[:20]


def _rows(kind: str, person: Person, day: date, *fields: str) -> Any:
    rows: Any = ENTRIES[kind].objects
    found = rows.visible_to(person).filter(true_on(day)).order_by("pk")
    return found.values_list(*fields).iterator(chunk_size=PIECE)
