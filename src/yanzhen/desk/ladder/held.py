"""Firms as the register holds them, in the shape that the judge reads; each figure with the cell that says it."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db.models import Max

from yanzhen.desk.ladder.models import Whole
from yanzhen.desk.register.ledger.said import statements_in_force
from yanzhen.desk.register.models import ENTRIES, Import
from yanzhen.desk.register.pages.kinds import table_of
from yanzhen.errors import InputError
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_tables import KINDS, LIST_TABLES, Rows, TableRow, firms_of_rows
from yanzhen.sources import Cell
from yanzhen.tables import Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

FIRMS = "firms"
LISTED = tuple(LIST_TABLES)
"""The tables in which a firm may have no row because it has none, or because nobody said."""


@dataclass(frozen=True, slots=True)
class HeldCell(Cell):
    """A cell of a sheet, and the cell of the register that it is in force for: by table, entry (0: it stands there no more) and column."""

    kind: str = ""
    entry: int = 0
    name: str = ""
    told: str = ""
    """What tells its row from others of the firm: a number, a title, a year."""


@dataclass(frozen=True, slots=True)
class Held:
    """A firm with where it belongs; ``trouble`` says why it cannot be judged, ``digest`` names all that was read of it."""

    uscc: str
    name: str
    region: str
    department: str
    industry: str
    firm: Firm | None
    digest: str
    trouble: InputError | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A firm's rows of the tables as they lie there; ``rows`` is None where the digest is the one that the caller knows."""

    uscc: str
    name: str
    region: str
    department: str
    industry: str
    rows: Rows | None
    digest: str


def firm_held(uscc: str, person: Person, on: date) -> Held | None:
    """One firm with the sources of its figures; nothing where the person may not see it."""
    return next(iter(firms_held([uscc], person, on, with_sources=True)), None)


def firms_held(codes: Collection[str], person: Person, on: date, *, with_sources: bool = False) -> list[Held]:
    """The firms of these codes that the person may see, in the order of their codes."""
    return [held_of(read, on) for read in rows_held(codes, person, with_sources=with_sources)]


def held_of(read: Read, on: date) -> Held:
    """The firm of these rows, or why there is none."""
    place = (read.uscc, read.name, read.region, read.department, read.industry)
    assert read.rows is not None
    try:
        firm = firms_of_rows(read.rows, on)[0]
    except InputError as error:
        return Held(*place, None, read.digest, error)
    return Held(*place, firm, read.digest)


def rows_held(
    codes: Collection[str], person: Person, *, with_sources: bool = False, known: Mapping[str, str] | None = None
) -> list[Read]:
    """The rows of the firms of these codes that the person may see, in the order of their codes; not of one whose digest is ``known``."""
    rows = ENTRIES[FIRMS].objects.visible_to(person).filter(subject__in=codes).order_by("subject")
    places = {row.subject: row for row in rows}
    if not places:
        return []
    tables, digests = _tables(places, person, with_sources=with_sources)
    given = told_whole({row.region for row in places.values()}, person)
    return [
        _read(row, tables.get(code, {}), given[row.region], digests[code], (known or {}).get(code, ""))
        for code, row in places.items()
    ]


def told_whole(regions: Iterable[str], person: Person) -> dict[str, frozenset[str]]:
    """For each region the listed tables that are taken to say everything: those that hold a row of it, unless the office says otherwise."""
    wanted = set(regions)
    said = _said_whole({above for region in wanted for above in chain_of(region)})
    found = {region: set[str]() for region in wanted}
    for kind in LISTED:
        # Whether a table speaks of a region at all: no row of it is opened.
        rows = ENTRIES[kind].objects.visible_to(person).filter(region__in=wanted)
        held = set(rows.order_by().values_list("region", flat=True).distinct())
        for region in wanted:
            told = (said[above, kind] for above in chain_of(region) if (above, kind) in said)
            if next(told, region in held):
                found[region].add(kind)
    return {region: frozenset(kinds) for region, kinds in found.items()}


def chain_of(region: str) -> tuple[str, ...]:
    """The region and those that hold it, the nearest first.

    >>> chain_of("370725")
    ('370725', '370700', '370000', '')
    """
    return tuple(
        dict.fromkeys((region, f"{region[:4]}00" if region else "", f"{region[:2]}0000" if region else "", ""))
    )


def told_apart(table: Table, values: Mapping[str, Any]) -> str:
    """What tells a row from others of its firm: the number of a right, the year of a figure."""
    return " ".join(str(values[key]) for key in table.key if key != table.subject and values.get(key) not in (None, ""))


def register_state() -> str:
    """Names what the register says of firms: another name after each import and undoing, and when the office says otherwise of a table."""
    last = Import.objects.filter(kind__in=KINDS).aggregate(last=Max("pk"), undone=Max("undone_at"))
    said = Whole.objects.aggregate(last=Max("at"))
    parts = (last["last"] or 0, last["undone"] or "", said["last"] or "")
    return hashlib.sha256(" ".join(map(str, parts)).encode()).hexdigest()


def _said_whole(regions: set[str]) -> dict[tuple[str, str], bool]:
    """What offices said of their tables: what a province says holds for its counties too."""
    rows = Whole.objects.filter(region__in=regions).values_list("region", "kind", "is_whole")
    return {(region, kind): is_whole for region, kind, is_whole in rows}


def _tables(
    places: dict[str, Any], person: Person, *, with_sources: bool
) -> tuple[dict[str, dict[str, list[TableRow]]], dict[str, str]]:
    """For each firm its rows by table, and a digest of all of them."""
    found: dict[str, dict[str, list[TableRow]]] = {code: {} for code in places}
    hashes = {code: hashlib.sha256() for code in places}
    for kind in KINDS:
        entries = ENTRIES[kind].objects.visible_to(person).filter(subject__in=places).order_by("subject", "key")
        rows = list(entries)
        sources = _sources(kind, rows) if with_sources else {}
        for entry in rows:
            hashes[entry.subject].update(f"{kind} {entry.content}\n".encode())
            row = TableRow(entry.values, sources.get(entry.pk, {}))
            found[entry.subject].setdefault(kind, []).append(row)
    return found, {code: one.hexdigest() for code, one in hashes.items()}


def _sources(kind: str, rows: list[Any]) -> dict[int, dict[str, HeldCell]]:
    if not rows:
        return {}
    said = statements_in_force(table_of(kind), [row.key for row in rows])
    return {row.pk: dict(_cells(kind, row, said.get(row.key, {}))) for row in rows}


def _cells(kind: str, entry: Any, said: dict[str, Any]) -> Iterator[tuple[str, HeldCell]]:
    told = told_apart(table_of(kind), entry.values)
    for name, statement in said.items():
        cell = statement.source
        if isinstance(cell, Cell):
            yield name, HeldCell(cell.sha256, cell.sheet, cell.row, cell.column, kind, entry.pk, name, told)


def _read(row: Any, rows: dict[str, list[TableRow]], given: frozenset[str], digest: str, known: str) -> Read:
    values = row.values
    told = hashlib.sha256(f"{digest} {sorted(given)} {row.region} {row.department}".encode()).hexdigest()
    place = (row.subject, str(values.get("name") or ""), row.region, row.department, str(values.get("industry") or ""))
    if told == known:
        return Read(*place, None, told)
    return Read(
        *place,
        {kind: rows.get(kind, []) for kind in KINDS if kind in rows or kind in given or kind not in LISTED},
        told,
    )
