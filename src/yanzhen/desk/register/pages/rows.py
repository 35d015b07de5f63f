"""One row of a table: every column with its value, each leading to its source."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.register.models import Entry, Firm
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.cells import cell_button, cell_drawer
from yanzhen.desk.register.pages.kinds import FIRMS, entry_model, speaks_of_firms, table_of
from yanzhen.desk.register.pages.visitors import person_of
from yanzhen.tables import Column, Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Field:
    """One column of the row."""

    name: str
    meaning: str
    value: Markup
    known: bool


@permitted(Right.READ)
@require_safe
def rows(request: HttpRequest, kind: str) -> HttpResponse:
    """The table's rows are its list."""
    return redirect("register:table", table_of(kind).name)


@permitted(Right.READ)
@require_safe
def row(request: HttpRequest, kind: str, entry: int) -> HttpResponse:
    """One row of what is in force."""
    table, found = entry_of(kind, entry, person_of(request))
    if table.name == FIRMS:
        return redirect("register:firm", found.subject)
    firm = _firm_of(table, found, person_of(request))
    shown = {
        "kind": table.name,
        "table": wording.table_name(table),
        "entry": found,
        "title": title_of(table, found, firm),
        "fields": fields_of(table, found),
        "firm": firm,
    }
    return render(request, "register/row.html", shown)


@permitted(Right.READ)
@require_safe
def cell(request: HttpRequest, kind: str, entry: int, column: str) -> HttpResponse:
    """The source of one cell: the drawer, or a page of its own."""
    person = person_of(request)
    table, found = entry_of(kind, entry, person)
    chosen = next((one for one in table.columns if one.name == column), None)
    drawer = cell_drawer(table, found, chosen, person) if chosen else None
    if drawer is None:
        raise Http404(column)
    return render(request, "frame/source.html", {"shown": drawer})


def entry_of(kind: str, number: int, person: Person) -> tuple[Table, Entry]:
    """The table and the row, for who may see it."""
    table = table_of(kind)
    return table, get_object_or_404(entry_model(table).objects.visible_to(person), pk=number)


def fields_of(table: Table, entry: Entry, without: tuple[str, ...] = ()) -> list[Field]:
    """Every column of the row; those that nobody filled stand last."""
    fields = [_field(table, entry, column) for column in table.columns if column.name not in without]
    return sorted(fields, key=lambda field: not field.known)


def title_of(table: Table, entry: Entry, firm: Entry | None) -> str:
    """``研发费用 … of a firm in a year``: what the row's key says in words."""
    values = entry.values
    named = [str(firm)] if firm is None and entry.subject else []
    named = [firm.values.get("name") or firm.subject] if firm is not None else [entry.subject]
    rest = [str(values[name]) for name in table.key if name != table.subject and values.get(name) not in (None, "")]
    return " · ".join([*named, *rest])


def _field(table: Table, entry: Entry, column: Column) -> Field:
    known = entry.values.get(column.name) not in (None, "")
    return Field(wording.column_name(column), wording.column_meaning(column), cell_button(table, entry, column), known)


def _firm_of(table: Table, entry: Entry, person: Person) -> Entry | None:
    if not speaks_of_firms(table):
        return None
    return Firm.objects.visible_to(person).filter(subject=entry.subject).first()


def missing_words(fields: list[Field]) -> str:
    """How many columns nobody filled."""
    return gettext("%(num)s columns are unknown") % {"num": sum(not field.known for field in fields)}
