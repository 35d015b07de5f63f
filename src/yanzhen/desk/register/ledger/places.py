"""Whose row it is: a firm's own region and department, and what speaks of the firm follows the firm."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable

from django.db import models

from yanzhen.desk.register.ledger.keys import Values, is_coded, subject_of
from yanzhen.desk.register.ledger.models import ENTRIES, Firm, Record
from yanzhen.desk.register.ledger.office import Place
from yanzhen.desk.register.ledger.voices import chunked
from yanzhen.tables import Table

FIRMS = "firms"


def place_of(table: Table, values: Values, firms: dict[str, Place], otherwise: Place) -> Place:
    """The region and the department of a row; ``otherwise`` is the office that brought it."""
    if table.name == FIRMS:
        return values.get("region") or otherwise[0], values.get("department") or ""
    if not is_coded(table, values):
        return otherwise
    if table.column(table.subject).codes == "region":
        return str(values[table.subject]), ""
    return firms.get(subject_of(table, values), otherwise)


def places_of_firms(table: Table, subjects: Collection[str]) -> dict[str, Place]:
    """Where the firms among these subjects belong; nothing for the table of firms itself and for tables of no firms."""
    if table.name == FIRMS or table.column(table.subject).codes not in ("uscc", "firm"):
        return {}
    found: dict[str, Place] = {}
    for part in chunked(set(subjects)):
        rows = Firm.objects.filter(key__in=part).values_list("key", "region", "department")
        found |= {key: (region, department) for key, region, department in rows}
    return found


def follow(moved: dict[str, Place]) -> None:
    """What speaks of these firms goes where they went."""
    for table, model in ENTRIES.items():
        if table == FIRMS or not model.objects.exists():
            continue
        for part in chunked(moved):
            rows = model.objects.filter(subject__in=part).values_list("pk", "subject", "region", "department")
            _move(model, rows, moved)
            records = Record.objects.filter(subject__in=part, table=table)
            _move(Record, records.values_list("pk", "subject", "region", "department"), moved)


def move_records(table: str, places: dict[str, Place]) -> None:
    """The records of these keys go where their entries are."""
    for part in chunked(places):
        rows = Record.objects.filter(table=table, key__in=part).values_list("pk", "key", "region", "department")
        _move(Record, rows, places)


def _move(model: type[models.Model], rows: Iterable[tuple[int, str, str, str]], places: dict[str, Place]) -> None:
    apart: dict[Place, list[int]] = defaultdict(list)
    for pk, name, region, department in rows:
        if (place := places[name]) != (region, department):
            apart[place].append(pk)
    for (region, department), numbers in apart.items():
        for part in chunked(numbers):
            model._default_manager.filter(pk__in=part).update(region=region, department=department)
