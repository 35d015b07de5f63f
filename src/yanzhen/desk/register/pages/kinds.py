"""The register's tables by the word in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import Http404

from yanzhen.desk.register.ledger.columns import extended_table
from yanzhen.desk.register.ledger.models import order_field
from yanzhen.desk.register.models import ENTRIES, Entry
from yanzhen.errors import InputError
from yanzhen.tables import REGISTER_TABLES, Column, Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

FIRMS = "firms"


def table_of(kind: str) -> Table:
    """The table with this office's own columns; an unknown word is an address that leads nowhere."""
    if kind not in ENTRIES:
        raise Http404(kind)
    try:
        return extended_table(kind, settings.YANZHEN_HOME)
    except InputError:
        return next(table for table in REGISTER_TABLES if table.name == kind)


def entry_model(table: Table) -> type[Entry]:
    """The model of what is in force."""
    return ENTRIES[table.name]


def visible_entries(kind: str, person: Person) -> Any:
    """What is in force in a table, as far as this person may see it. The models are made from the tables, so that no checker knows their columns."""
    return ENTRIES[kind].objects.visible_to(person)


def listed_columns(table: Table) -> tuple[Column, ...]:
    """What a list shows beside the first cell, which says of whom the row speaks."""
    first = ("uscc", "name") if table.name == FIRMS else (table.subject,)
    return tuple(column for column in table.columns if column.listed and column.name not in first)


def speaks_of_firms(table: Table) -> bool:
    """Whether its rows speak of a firm."""
    return table.column(table.subject).codes in ("uscc", "firm")


def sort_field(table: Table, column: str) -> str:
    """The field that sorts by the column; nothing where lists do not show it."""
    return order_field(table, column)
