"""Rows into the register: what each of them changes, then all of them or none.

A row that says what its source said of these columns before changes nothing. Where no row of a sheet changes anything, nothing is
written; where one does, the sheet is a new statement of all its rows, so that taking back an older sheet takes away nothing
that this one says too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum
from typing import Any

from yanzhen.desk.register.ledger.bulk import insert_rows
from yanzhen.desk.register.ledger.merging import Voice, by_source
from yanzhen.desk.register.ledger.models import ENTRIES, Import, Record
from yanzhen.desk.register.ledger.office import Office, Place
from yanzhen.desk.register.ledger.places import place_of, places_of_firms
from yanzhen.desk.register.ledger.projection import NewRow, new_entries, project
from yanzhen.desk.register.ledger.rows import GoodRow, Waiting
from yanzhen.desk.register.ledger.voices import Imports, chunked, covered, has_live, live_voices
from yanzhen.tables import Table

Progress = Callable[[int], None]
Spot = tuple[str, int]
"""A row: its sheet and its number."""
RECORD = (
    "imported", "table", "key", "subject", "sheet", "row", "content", "region", "department", "true_from", "true_to", "digest",
)  # fmt: skip


class Change(IntEnum):
    """What a row does to the register."""

    NEW = 0
    CHANGED = 1
    UNCHANGED = 2
    OUTSIDE = 3
    BAD = 4


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who says what the rows say; ``rank`` and ``stated_on`` are ``None`` where nobody told them."""

    source: str
    rank: int | None
    stated_on: date | None
    headings: dict[str, list[list[Any]]]


@dataclass(slots=True)
class Plan:
    """What the waiting rows would do, row by row in their order."""

    changes: list[Change] = field(default_factory=list)
    places: list[Place] = field(default_factory=list)
    outside: list[GoodRow] = field(default_factory=list)

    def count(self, *wanted: Change) -> int:
        """How many rows do one of these."""
        return sum(self.changes.count(change) for change in wanted)

    @property
    def changes_nothing(self) -> bool:
        return not self.count(Change.NEW, Change.CHANGED)


def plan(
    table: Table, waiting: Waiting, speaker: Speaker, office: Office, progress: Progress, *, late: Collection[Spot] = ()
) -> Plan:
    """Compare each row with the register; nothing is written. ``late`` are rows that turned out bad."""
    made = Plan()
    imports = Imports()
    spoken_before = has_live(table.name)
    for rows in waiting.chunks():
        firms = places_of_firms(table, {row.subject for row in rows})
        voices = live_voices(table.name, {row.key for row in rows}, imports) if spoken_before else {}
        held = _held(table, set(voices))
        for row in rows:
            place = place_of(table, row.values, firms, (office.region, office.department))
            change = _change(row, voices.get(row.key), speaker)
            if (row.sheet, row.row) in late:
                change = Change.BAD
            elif not office.holds(place) or not office.holds(held.get(row.key, place)):
                change = Change.OUTSIDE
                made.outside.append(row)
            made.changes.append(change)
            made.places.append(place)
        progress(len(made.changes))
    return made


def enter(table: Table, waiting: Waiting, made: Plan, imported: Import, progress: Progress) -> str:
    """Write the rows that the plan lets in; gives the digest over their records. Call it inside the plan's transaction."""
    digest = hashlib.sha256()
    done = 0
    imports = Imports()
    for rows in waiting.chunks():
        part = slice(done, done + len(rows))
        _enter_chunk(
            table, list(zip(rows, made.changes[part], made.places[part], strict=True)), imported, imports, digest
        )
        done += len(rows)
        progress(done)
    return digest.hexdigest()


def record_digest(table: str, key: str, sheet: str, row: int, content: str) -> str:
    """What shows that a record was altered."""
    return hashlib.sha256(f"{table}\n{key}\n{sheet}\n{row}\n{content}".encode()).hexdigest()


def _enter_chunk(
    table: Table, rows: list[tuple[GoodRow, Change, Place]], imported: Import, imports: Imports, digest: Any
) -> None:
    let_in = [one for one in rows if one[1] < Change.OUTSIDE]
    records = [_record(table, row, place, imported) for row, _, place in let_in]
    numbers = insert_rows(Record, RECORD, records)
    for record in records:
        digest.update(record[-1].encode())
    told = zip(let_in, numbers, strict=True)
    new_entries(table, [NewRow(row, place, number) for (row, change, place), number in told if change == Change.NEW])
    project(table, _touched(table, let_in), imports)


def _touched(table: Table, rows: list[tuple[GoodRow, Change, Place]]) -> list[str]:
    """The keys whose entries may change: a row that says the same again weighs only against another source."""
    same = {row.key for row, change, _ in rows if change == Change.UNCHANGED}
    for part in chunked(same):
        alone = ENTRIES[table.name].objects.filter(key__in=part, sources=1).values_list("key", flat=True)
        same -= set(alone)
    return [row.key for row, change, _ in rows if change == Change.CHANGED or row.key in same]


def _record(table: Table, row: GoodRow, place: Place, imported: Import) -> tuple[Any, ...]:
    digest = record_digest(table.name, row.key, row.sheet, row.row, row.content)
    return (
        imported.pk, table.name, row.key, row.subject, row.sheet, row.row, row.content, *place, row.true_from, row.true_to, digest,
    )  # fmt: skip


def _held(table: Table, keys: set[str]) -> dict[str, Place]:
    """Where the entries of these keys belong now."""
    found: dict[str, Place] = {}
    for part in chunked(keys):
        rows = ENTRIES[table.name].objects.filter(key__in=part).values_list("key", "region", "department")
        found |= {key: (region, department) for key, region, department in rows}
    return found


def _change(row: GoodRow, voices: list[Voice] | None, speaker: Speaker) -> Change:
    if not voices:
        return Change.NEW
    said = by_source(voice for voice in voices if voice.source == speaker.source).get(speaker.source)
    if not said:
        return Change.CHANGED
    covers = covered(speaker.headings, row.sheet) | row.values.keys()
    before = {column: voice.values[column] for column, voice in said.items() if column in covers}
    if before != row.values:
        return Change.CHANGED
    return Change.CHANGED if any(_restated(voice, speaker) for voice in said.values()) else Change.UNCHANGED


def _restated(voice: Voice, speaker: Speaker) -> bool:
    """Whether the same is said with another rank, or for another day, than before."""
    another_rank = speaker.rank is not None and speaker.rank != voice.rank
    return another_rank or (speaker.stated_on is not None and speaker.stated_on != voice.stated_on)
