"""Every table as of a day (what was true then) and as known on a day (what had been recorded by the end of it)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from yanzhen.desk.register.ledger.keys import subject_of, true_days
from yanzhen.desk.register.ledger.merging import Merged, merge
from yanzhen.desk.register.ledger.models import ENTRIES, Entry, Record
from yanzhen.desk.register.ledger.voices import Imports
from yanzhen.tables import Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

PIECE = 2000


@dataclass(frozen=True, slots=True)
class RowAt:
    """What a table held for one key: the values in force by column, unknown ones absent."""

    key: str
    subject: str
    region: str
    department: str
    true_from: date | None
    true_to: date | None
    values: dict[str, Any]

    def is_true_on(self, day: date | None) -> bool:
        """Whether the row speaks of that day; an end that is not known may be any day."""
        return day is None or ((self.true_from or day) <= day <= (self.true_to or day))


def rows_at(
    table: Table, *, as_of: date | None = None, known: date | None = None, person: Person | None = None
) -> Iterator[RowAt]:
    """The table's rows in the order of their keys: true on ``as_of`` (``None``: whenever), as recorded by the end of ``known``
    (``None``: now), in the scope of ``person``.

    ``None`` for the person is the whole register: for the command line, never for a page.
    """
    if known is None:
        return _now(table, as_of, person)
    return (row for row, _ in merged_at(table, end_of(known), person) if row.is_true_on(as_of))


def merged_at(
    table: Table, moment: datetime | None, person: Person | None, *, only: Q | None = None
) -> Iterator[tuple[RowAt, Merged]]:
    """Each key as it was known just before the moment (``None``: as it is known now), with the voices that said it; ``only`` some keys."""
    records = _seen(Record.objects, person).filter(recorded_before(moment), only or Q(), table=table.name)
    imports = Imports()
    found = records.order_by("key", "pk").values_list(
        "key", "region", "department", "pk", "imported_id", "sheet", "content"
    )
    for key, rows in groupby(found.iterator(chunk_size=PIECE), key=lambda row: row[0]):
        place, voices = ("", ""), []
        for row in rows:
            place = row[1], row[2]
            voices.append(imports.voice(row[3], row[4], row[5], row[6]))
        if (one := merge(voices)) is not None:
            yield RowAt(key, subject_of(table, one.values), *place, *true_days(table, one.values), one.values), one


def recorded_before(moment: datetime | None) -> Q:
    """The condition on records: brought before the moment, and not taken back by then."""
    if moment is None:
        return Q(imported__undone_at=None)
    undone_later = Q(imported__undone_at=None) | Q(imported__undone_at__gte=moment)
    return Q(imported__recorded_at__lt=moment) & undone_later


def end_of(day: date) -> datetime:
    """The first moment after the day, where the desk stands."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def true_on(day: date) -> Q:
    """The condition on entries: true on that day."""
    return (Q(true_from=None) | Q(true_from__lte=day)) & (Q(true_to=None) | Q(true_to__gte=day))


def _now(table: Table, as_of: date | None, person: Person | None) -> Iterator[RowAt]:
    entries: QuerySet[Entry] = _seen(ENTRIES[table.name].objects, person).order_by("key")
    if as_of is not None:
        entries = entries.filter(true_on(as_of))
    for entry in entries.iterator(chunk_size=PIECE):
        yield RowAt(
            entry.key, entry.subject, entry.region, entry.department, entry.true_from, entry.true_to, entry.values
        )


def _seen(rows: Any, person: Person | None) -> Any:
    return rows.all() if person is None else rows.visible_to(person)
