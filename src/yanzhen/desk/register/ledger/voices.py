"""The records of a table's keys as voices: who says what, from which sheet."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

from django.db.models import Q, QuerySet

from yanzhen.desk.register.ledger.merging import Voice
from yanzhen.desk.register.ledger.models import Import, Record

MOST_ASKED = 900
"""Values of one condition: SQLite allows 999 in a statement."""


def chunked(values: Collection[Any]) -> Iterator[list[Any]]:
    """The values in pieces that one statement can take."""
    whole = list(values)
    for start in range(0, len(whole), MOST_ASKED):
        yield whole[start : start + MOST_ASKED]


class Imports:
    """Imports by their number, each fetched once, with the columns that each of their sheets has."""

    def __init__(self) -> None:
        self._known: dict[int, Import] = {}
        self._covers: dict[tuple[int, str], frozenset[str]] = {}

    def fetch(self, numbers: Iterable[int]) -> None:
        """Have these at hand."""
        for part in chunked(set(numbers) - self._known.keys()):
            self._known |= Import.objects.defer("findings").in_bulk(part)

    def __getitem__(self, number: int) -> Import:
        if number not in self._known:
            self.fetch([number])
        return self._known[number]

    def covers(self, number: int, sheet: str) -> frozenset[str]:
        """The columns of that import's sheet."""
        place = number, sheet
        if place not in self._covers:
            self._covers[place] = covered(self[number].headings, sheet)
        return self._covers[place]

    def voice(self, record: int, imported: int, sheet: str, content: str) -> Voice:
        """What one record says."""
        one = self[imported]
        values = json.loads(content)
        covers = self.covers(imported, sheet)
        return Voice(record, imported, one.source, one.rank, one.stated_on, one.recorded_at, covers, values)


def covered(headings: dict[str, list[list[Any]]], sheet: str) -> frozenset[str]:
    """The keys of a stored heading: the columns that the sheet has."""
    return frozenset(column[1] for column in headings.get(sheet, ()) if column[1])


def live_voices(table: str, keys: Collection[str], imports: Imports) -> dict[str, list[Voice]]:
    """For each of the keys, what the records say that no undone import brought."""
    found: dict[str, list[Voice]] = defaultdict(list)
    for part in chunked(keys):
        rows = Record.objects.filter(table=table, key__in=part, imported__undone_at=None)
        for key, voice in spoken(rows, imports):
            found[key].append(voice)
    return found


def spoken(records: QuerySet[Record], imports: Imports) -> Iterator[tuple[str, Voice]]:
    """The key and the voice of each record."""
    rows = records.values_list("key", "pk", "imported_id", "sheet", "content")
    for key, record, imported, sheet, content in rows.iterator(chunk_size=5000):
        yield key, imports.voice(record, imported, sheet, content)


def has_live(table: str) -> bool:
    """Whether any record of the table counts."""
    return Record.objects.filter(Q(table=table), imported__undone_at=None).exists()
