"""Rows of which the sources disagree, and in which columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from yanzhen.desk.frame.paper import Contradiction, Said
from yanzhen.desk.register.ledger.merging import by_source
from yanzhen.desk.register.ledger.said import sources_of
from yanzhen.desk.register.ledger.voices import Imports, live_voices
from yanzhen.desk.register.models import ENTRIES, Entry
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.cells import cell_address, cell_button
from yanzhen.desk.register.pages.kinds import table_of
from yanzhen.desk.register.pages.lists import firm_names
from yanzhen.desk.register.pages.values import with_unit
from yanzhen.tables import Column, Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

KINDS = ("firm-years", "firms", "patents", "titles", "region-figures")
"""The tables whose disagreements the morning paper tells."""


def disputes(person: Person, most: int) -> list[Contradiction]:
    """The latest rows of which two sources disagree, each by its first such column."""
    found: list[Contradiction] = []
    for kind in KINDS:
        if len(found) < most:
            rows = ENTRIES[kind].objects.visible_to(person).filter(conflict=True).order_by("-pk")
            found += [one for entry in rows[: most - len(found)] if (one := _dispute(kind, entry, person))]
    return found


def disputes_count(person: Person) -> int:
    """How many rows there are of which sources disagree."""
    return sum(ENTRIES[kind].objects.visible_to(person).filter(conflict=True).count() for kind in KINDS)


def _dispute(kind: str, entry: Entry, person: Person) -> Contradiction | None:
    table = table_of(kind)
    columns = disputed_columns(table, entry)
    if not columns:
        return None
    said = sources_of(entry, columns[0].name)
    other = next((one for one in said[1:] if one.value != said[0].value), said[-1])
    name = firm_names([entry.subject], person).get(entry.subject, entry.subject)
    year = f" {entry.values['year']}" if "year" in entry.values else ""
    address = cell_address(table, entry, columns[0].name)
    return Contradiction(
        name,
        wording.column_name(columns[0]) + year,
        Said(cell_button(table, entry, columns[0]), f"{said[0].source} · {said[0].file}", address),
        Said(Markup("<b>{}</b>").format(with_unit(columns[0], other.value)), f"{other.source} · {other.file}", address),
    )


def disputed_columns(table: Table, entry: Entry) -> list[Column]:
    """The columns of which two sources say different things now."""
    voices = live_voices(table.name, [entry.key], Imports()).get(entry.key, [])
    said: dict[str, set[str]] = {}
    for voiced in by_source(voices).values():
        for column, voice in voiced.items():
            said.setdefault(column, set()).add(str(voice.values[column]))
    return [column for column in table.columns if len(said.get(column.name, ())) > 1]
