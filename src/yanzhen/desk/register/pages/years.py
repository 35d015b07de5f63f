"""A firm's years side by side: each figure with its source, and what is computed from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from yanzhen.desk.register.models import Entry
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.cells import cell_button
from yanzhen.desk.register.pages.derived import DerivedRow, derived_rows
from yanzhen.desk.register.pages.kinds import table_of, visible_entries
from yanzhen.desk.register.pages.values import shown
from yanzhen.tables import Column, Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOST_YEARS = 6
KIND = "firm-years"


@dataclass(frozen=True, slots=True)
class YearRow:
    """One figure of the firm through the years."""

    name: str
    unit: str
    meaning: str
    cells: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """The table: its years (the latest first), what sheets say, and what is computed."""

    years: tuple[int, ...]
    rows: tuple[YearRow, ...]
    derived: tuple[DerivedRow, ...]
    earlier: int
    """How many years before these are in the register."""


def years_of(code: str, person: Person) -> Years:
    """What is known of the firm's years."""
    table = table_of(KIND)
    entries = {
        int(entry.values["year"]): entry
        for entry in visible_entries(KIND, person).filter(subject=code).order_by("-c_year")
    }
    years = tuple(entries)[:MOST_YEARS]
    chosen = [entries[year] for year in years]
    columns = [column for column in table.columns if column.name not in ("uscc", "year")]
    rows = [_row(table, column, chosen) for column in columns if _is_told(column, chosen)]
    return Years(years, tuple(rows), derived_rows(code, years, person), len(entries) - len(years))


def _is_told(column: Column, entries: list[Entry]) -> bool:
    return any(entry.values.get(column.name) is not None for entry in entries)


def _row(table: Table, column: Column, entries: list[Entry]) -> YearRow:
    cells = [cell_button(table, entry, column, shown(column, entry.values.get(column.name))) for entry in entries]
    return YearRow(
        wording.column_name(column),
        wording.unit_name(column.unit),
        wording.column_meaning(column),
        tuple(cells),
    )
