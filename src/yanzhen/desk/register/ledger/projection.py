"""Writing what is in force: the entries of a table, made from its records."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from yanzhen.desk.register.ledger.bulk import insert_rows
from yanzhen.desk.register.ledger.keys import subject_of, true_days
from yanzhen.desk.register.ledger.merging import Merged, merge
from yanzhen.desk.register.ledger.models import ENTRIES, TEXT_LENGTH, TYPED, Entry, Record, typed_columns
from yanzhen.desk.register.ledger.names import name_new, rename
from yanzhen.desk.register.ledger.office import Place
from yanzhen.desk.register.ledger.places import FIRMS, follow, move_records, place_of, places_of_firms
from yanzhen.desk.register.ledger.rows import GoodRow, canonical
from yanzhen.desk.register.ledger.voices import Imports, chunked, live_voices
from yanzhen.tables import Column, Table

BATCH = 2000
FIELDS = (
    "key", "subject", "region", "department", "content", "true_from", "true_to", "record", "sources", "conflict",
)  # fmt: skip


class NewRow(NamedTuple):
    """A row of which key nobody spoke before, where it belongs, and the number of its record."""

    row: GoodRow
    place: Place
    record: int


def project(table: Table, keys: Collection[str], imports: Imports) -> None:
    """Make the entries of these keys anew; a key of which nobody speaks any more has none. Call it inside a transaction."""
    wanted = list(dict.fromkeys(keys))
    for start in range(0, len(wanted), BATCH):
        _project(table, wanted[start : start + BATCH], imports)


def reproject(table: Table) -> int:
    """Make every entry of the table anew from its records; gives how many keys it has."""
    keys = sorted(set(Record.objects.filter(table=table.name).values_list("key", flat=True)))
    project(table, keys, Imports())
    return len(keys)


def new_entries(table: Table, rows: Sequence[NewRow]) -> None:
    """The entries of keys of which these rows are the first to speak."""
    shape = Shape(table)
    entries = [
        (
            row.key,
            row.subject,
            *place,
            row.content,
            row.true_from,
            row.true_to,
            record,
            1,
            False,
            *shape.typed(row.values),
        )
        for row, place, record in rows
    ]
    insert_rows(shape.model, shape.fields, entries)
    if table.name == FIRMS and rows:
        places = {row.key: place for row, place, _ in rows}
        name_new(((row.key, row.values) for row, _, _ in rows), places)
        follow(places)


class Shape:
    """How the values of a table become the typed columns of its entries."""

    def __init__(self, table: Table) -> None:
        self.model: type[Entry] = ENTRIES[table.name]
        columns = typed_columns(table)
        self.fields = (*FIELDS, *(TYPED + column.name for column in columns))
        self._typers = [(column.name, _typer(column)) for column in columns]

    def typed(self, values: dict[str, Any]) -> list[Any]:
        """The values of the typed columns, in their order."""
        return [typer(values.get(name)) for name, typer in self._typers]


def _typer(column: Column) -> Callable[[Any], Any]:
    match column.kind:
        case "text":
            return _text
        case "exact" | "number":
            return _float
        case "date":
            return _day
    return _same


def _text(value: str | None) -> str:
    return value[:TEXT_LENGTH] if value else ""


def _float(value: Any) -> float | None:
    return None if value is None else float(value)


def _day(value: Any) -> date | None:
    return None if value is None else date.fromisoformat(value)


def _same(value: Any) -> Any:
    return value


def _project(table: Table, keys: list[str], imports: Imports) -> None:
    merged = {key: merge(voices) for key, voices in live_voices(table.name, keys, imports).items()}
    found = {key: one for key, one in merged.items() if one is not None}
    kept = _removed(ENTRIES[table.name], keys)
    firms = places_of_firms(table, {subject_of(table, one.values) for one in found.values()})
    places = {key: _place(table, one, firms, imports) for key, one in found.items()}
    _insert(table, found, places, kept)
    move_records(table.name, places)
    if table.name == FIRMS:
        rename(keys, places)
        follow(places)


def _place(table: Table, one: Merged, firms: dict[str, Place], imports: Imports) -> Place:
    brought = imports[one.main.imported]
    return place_of(table, one.values, firms, (brought.region, brought.department))


def _insert(table: Table, found: dict[str, Merged], places: dict[str, Place], kept: dict[str, int]) -> None:
    shape = Shape(table)
    rows = {key: _entry(table, shape, key, one, places[key]) for key, one in found.items()}
    known = [(*row, kept[key]) for key, row in rows.items() if key in kept]
    insert_rows(shape.model, (*shape.fields, "id"), known)
    insert_rows(shape.model, shape.fields, [row for key, row in rows.items() if key not in kept])


def _entry(table: Table, shape: Shape, key: str, one: Merged, place: Place) -> tuple[Any, ...]:
    days, typed = true_days(table, one.values), shape.typed(one.values)
    record, content = one.main.record, canonical(one.values)
    return (key, subject_of(table, one.values), *place, content, *days, record, one.sources, one.conflict, *typed)


def _removed(model: type[Entry], keys: Iterable[str]) -> dict[str, int]:
    """Take away the entries of these keys; gives their numbers, which they keep when they come back."""
    kept: dict[str, int] = {}
    for part in chunked(list(keys)):
        kept |= dict(model.objects.filter(key__in=part).values_list("key", "pk"))
        model.objects.filter(key__in=part).delete()
    return kept
