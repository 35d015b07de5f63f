"""Who says what of a cell, and why it is or is not in force: each figure of a table down to the cells of the sheets."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from yanzhen.desk.register.figures import UNITS
from yanzhen.desk.register.ledger.columns import table_of
from yanzhen.desk.register.ledger.keys import subject_of, true_days
from yanzhen.desk.register.ledger.merging import Merged, Voice, by_source, merge
from yanzhen.desk.register.ledger.models import Entry, Import, Record
from yanzhen.desk.register.ledger.voices import Imports, live_voices, spoken
from yanzhen.sources import Cell, Statement
from yanzhen.tables import Column, Table
from yanzhen.values import Period, Quantity, exactly


class Standing(StrEnum):
    """Why a statement is, or is not, the one in force."""

    IN_FORCE = "in_force"
    SAME = "same"
    LOWER_RANK = "lower_rank"
    EARLIER_DAY = "earlier_day"
    EARLIER_RECORDING = "earlier_recording"
    REPLACED = "replaced"
    UNDONE = "undone"


SHOWN_AFTER = {Standing.IN_FORCE: 0, Standing.REPLACED: 2, Standing.UNDONE: 3}
"""The one in force comes first, then what others say now, the heavier first; then what is said no more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One source's statement of one cell; ``value`` as the register keeps it, ``statement`` with its place in the sheet."""

    column: str
    value: Any
    source: str
    rank: int
    stated_on: date
    recorded_at: datetime
    import_pk: int
    record_pk: int
    file: str
    cell: Cell
    standing: Standing
    statement: Statement


def sources_of(entry: Entry, column: str) -> tuple[Said, ...]:
    """Every statement of the entry's column, the one in force first: live ones, those that their own source replaced, undone ones."""
    table, imports = table_of(entry.table.name), Imports()
    records = Record.objects.filter(table=table.name, key=entry.key)
    voices = [voice for _, voice in spoken(records, imports)]
    sheets = dict(records.values_list("pk", "sheet"))
    rows = dict(records.values_list("pk", "row"))
    live = [voice for voice in voices if imports[voice.imported].undone_at is None]
    merged, latest = merge(live), by_source(live)
    found = []
    for voice in voices:
        if column not in voice.values:
            continue
        brought = imports[voice.imported]
        cell = cell_of(brought, sheets[voice.record], rows[voice.record], column)
        standing = _standing(voice, brought, column, merged, latest)
        found.append(_said(voice, brought, table, column, cell, standing))
    found.sort(key=lambda said: (-said.rank, said.stated_on, said.recorded_at, said.record_pk), reverse=True)
    return tuple(sorted(found, key=lambda said: SHOWN_AFTER.get(said.standing, 1)))


def statements_of(entry: Entry) -> dict[str, Statement]:
    """The statements in force of the entry, by column."""
    return statements_in_force(table_of(entry.table.name), [entry.key]).get(entry.key, {})


def statements_in_force(table: Table, keys: Collection[str]) -> dict[str, dict[str, Statement]]:
    """For each key the statements in force by column, each with the cell that says it."""
    imports = Imports()
    merged = {key: merge(voices) for key, voices in live_voices(table.name, keys, imports).items()}
    cells = Cells(imports)
    cells.fetch(one for one in merged.values() if one is not None)
    return {
        key: {column: statement_of(table, one.values, column, cells.of(one, column)) for column in one.chosen}
        for key, one in merged.items()
        if one is not None
    }


class Cells:
    """The places of voices in their sheets, fetched for many at once."""

    def __init__(self, imports: Imports) -> None:
        self._imports = imports
        self._places: dict[int, tuple[str, int]] = {}

    def fetch(self, merged: Any) -> None:
        """Have the places of all voices in force at hand."""
        from yanzhen.desk.register.ledger.voices import chunked

        wanted = {voice.record for one in merged for voice in one.chosen.values()} - self._places.keys()
        for part in chunked(wanted):
            rows = Record.objects.filter(pk__in=part).values_list("pk", "sheet", "row")
            self._places |= {pk: (sheet, row) for pk, sheet, row in rows}

    def of(self, one: Merged, column: str) -> Cell:
        """The cell that says the column."""
        voice = one.chosen[column]
        return cell_of(self._imports[voice.imported], *self._places[voice.record], column)


def cell_of(brought: Import, sheet: str, row: int, column: str) -> Cell:
    """The cell of that row in which the sheet has the column."""
    heading = brought.headings.get(sheet, ())
    letter = next((letter for letter, key, *_ in heading if key == column), "")
    return Cell(brought.sha256, sheet, row, letter)


def statement_of(table: Table, values: Mapping[str, Any], column: str, cell: Cell) -> Statement:
    """What the cell states: a figure in the units of statements (yuan, fractions), a day, or (a text) that it is told at all."""
    kept = table.column(column)
    value = values[column]
    quantity = quantity_of(kept, value)
    period = period_of(table, values)
    if kept.kind == "date":
        period = Period(date.fromisoformat(value), date.fromisoformat(value))
    ranking = None if quantity is not None or kept.kind == "date" else str(value)
    return Statement(subject_of(table, values), kept.label_zh, quantity, period, cell, ranking=ranking)


def quantity_of(column: Column, value: Any) -> Quantity | None:
    """The figure of a numeric column in the unit that statements use; ``None`` for texts, days and flags.

    >>> from yanzhen.tables import register_table
    >>> figure = quantity_of(register_table("firm-years").column("revenue"), "4300.5")
    >>> figure.low, figure.unit
    (Decimal('43005000.0'), 'CNY')
    """
    if column.kind not in ("integer", "exact", "number") or value is None:
        return None
    size, unit = UNITS.get(column.unit or "", (Decimal(1), column.unit or ""))
    return exactly(Decimal(str(value)) * size, unit)


def period_of(table: Table, values: Mapping[str, Any]) -> Period | None:
    """The days of which the row speaks: the whole year where it is of a year; ``None`` where nothing is known."""
    first, last = true_days(table, values)
    if isinstance(values.get(table.true_from), int) and first is not None:
        return Period(date(first.year, 1, 1), first)
    if first is not None and last is not None and first > last:
        return None
    return Period(first, last) if first or last else None


def _said(voice: Voice, brought: Import, table: Table, column: str, cell: Cell, standing: Standing) -> Said:
    return Said(
        column=column,
        value=voice.values[column],
        source=voice.source,
        rank=voice.rank,
        stated_on=voice.stated_on,
        recorded_at=voice.recorded_at,
        import_pk=voice.imported,
        record_pk=voice.record,
        file=brought.file,
        cell=cell,
        standing=standing,
        statement=statement_of(table, voice.values, column, cell),
    )


def _standing(
    voice: Voice, brought: Import, column: str, merged: Merged | None, latest: Mapping[str, Mapping[str, Voice]]
) -> Standing:
    if brought.undone_at is not None or merged is None:
        return Standing.UNDONE
    if latest.get(voice.source, {}).get(column) is not voice:
        return Standing.REPLACED
    chosen = merged.chosen[column]
    if chosen is voice:
        return Standing.IN_FORCE
    if chosen.values[column] == voice.values[column]:
        return Standing.SAME
    if voice.rank != chosen.rank:
        return Standing.LOWER_RANK
    return Standing.EARLIER_DAY if voice.stated_on != chosen.stated_on else Standing.EARLIER_RECORDING
