"""The climb in plain words: what would have to stand where, and how far that is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext, ngettext

from yanzhen.desk.frame.figures import decimal
from yanzhen.desk.ladder.models import Efforts
from yanzhen.desk.ladder.words import language, said, unit_words
from yanzhen.desk.register.pages.kinds import table_of
from yanzhen.desk.register.pages.wording import choice_name
from yanzhen.ladder.catalogue import FIGURES, LISTS, FigureRow
from yanzhen.ladder.climb import Alternative, Climb, Weights
from yanzhen.ladder.encode import encode_climb
from yanzhen.ladder.firm_tables import LIST_TABLES

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

YEARLY = tuple(row for row in FIGURES.values() if row.kind == "yearly")
SCALAR = {row.path: row for row in FIGURES.values() if row.kind != "yearly"}
TABLES = {name: table for table, name in LIST_TABLES.items()}


@dataclass(frozen=True, slots=True)
class ShownChange:
    """One change: what it is about, what stands there now, what has to, and by how much that is more."""

    label: str
    before: str
    after: str
    more: str
    only_evidence: bool
    """Whether the figure is only missing: it need not change, it must be brought."""
    path: str


@dataclass(frozen=True, slots=True)
class ShownWay:
    """One way to the rung."""

    number: int
    changes: tuple[ShownChange, ...]
    note: str
    effort: str


def step_of(alternative: Alternative) -> dict[str, Any]:
    """The way as it is kept with a verdict."""
    told = encode_climb(Climb((alternative,)), "zh")["climb"][0]
    return {"changes": told["changes"], "zh": alternative.note.zh, "en": alternative.note.en}


def shown_ways(climb: Climb) -> tuple[ShownWay, ...]:
    """All ways, the least effort first."""
    return tuple(
        ShownWay(number, shown_changes(step_of(one)), said(one.note), f"{one.effort:g}")
        for number, one in enumerate(climb.alternatives)
    )


def shown_changes(step: Mapping[str, Any]) -> tuple[ShownChange, ...]:
    """The changes of a kept way."""
    return tuple(_shown(change) for change in step.get("changes", ()))


def step_words(step: Mapping[str, Any]) -> str:
    """The way in one line; nothing for none."""
    joint = "；" if language() == "zh" else "; "
    return joint.join(_in_line(change) for change in shown_changes(step))


def figure_of_path(path: str) -> tuple[FigureRow | None, int | None]:
    """The figure at a path of the firm's JSON, and its year.

    >>> row, year = figure_of_path("years.2025.rd_expense")
    >>> row.name, year
    ('rd_expense', 2025)
    """
    if path in SCALAR:
        return SCALAR[path], None
    found = re.search(r"\.(\d{4})(?:\.|$)", path)
    if found is None:
        return None, None
    year = int(found.group(1))
    return next((row for row in YEARLY if row.path.format(year=year) == path), None), year


def path_words(path: str) -> str:
    """``研发费用(2025)``."""
    row, year = figure_of_path(path)
    if row is None:
        return path
    return said(row.label) if year is None else f"{said(row.label)}{'(' if language() == 'zh' else ' ('}{year})"


def weights_of(person: Person) -> Weights:
    """How this person weighs efforts."""
    kept = Efforts.objects.filter(person=person).values_list("weights", flat=True).first() or {}
    return Weights({name: float(value) for name, value in kept.items()})


def _in_line(change: ShownChange) -> str:
    if change.only_evidence:
        return gettext("bring %(what)s: %(after)s") % {"what": change.label, "after": change.after}
    if not change.before:
        return f"{change.label} {change.after}".strip()
    return f"{change.label} {change.before} → {change.after}" + (f" ({change.more})" if change.more else "")


def _shown(change: Mapping[str, Any]) -> ShownChange:
    path = str(change["figure"])
    if path.endswith("[+]"):
        return _addition(path.removesuffix("[+]"), change)
    unit = unit_words(str(change.get("unit") or ""))
    before, after = change.get("from"), change["to"]
    if before is None:
        bound = _told(after, unit)
        return ShownChange(path_words(path), gettext("unknown"), bound, "", True, path)
    return ShownChange(
        path_words(path), _told(before, unit), _told(after, unit), _more(before, after, unit), False, path
    )


def _addition(name: str, change: Mapping[str, Any]) -> ShownChange:
    row, number = LISTS[name], int(change.get("count") or 1)
    entry = change["to"] if isinstance(change["to"], Mapping) else {}
    unit = row.unit if language() == "zh" else ""
    label = ngettext("add %(num)s %(unit)s of %(what)s", "add %(num)s %(unit)s of %(what)s", number) % {
        "num": number,
        "unit": unit,
        "what": said(row.label),
    }
    joint = "，" if language() == "zh" else ", "
    told = joint.join(_attribute(name, key, value) for key, value in entry.items())
    return ShownChange(re.sub(" +", " ", label), "", told, "", False, f"{name}[+]")


def _attribute(name: str, key: str, value: Any) -> str:
    attribute = LISTS[name].attributes.get(key)
    label = said(attribute.label) if attribute else key
    if value is True:
        return label
    if value is False:
        return gettext("not %(what)s") % {"what": label}
    if key == "year":
        return f"{label} {value}"
    return f"{label} {_choice(name, key, value)}{unit_words(attribute.unit) if attribute else ''}"


def _choice(name: str, key: str, value: Any) -> str:
    column = next((one for one in table_of(TABLES[name]).columns if one.name == key), None)
    if column is not None and column.choices:
        return choice_name(column, str(value))
    return _told(value, "")


def _told(value: Any, unit: str) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    number = _number(value)
    if number is None:
        return str(value)
    return f"{decimal(number)}{'' if unit in ('', '%') else ' '}{unit}"


def _more(before: Any, after: Any, unit: str) -> str:
    one, other = _number(before), _number(after)
    if one is None or other is None:
        return ""
    sign = "+" if other >= one else "−"
    return f"{sign}{_told(abs(other - one), unit)}"


def _number(value: Any) -> Decimal | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return None
