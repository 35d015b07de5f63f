"""The list of every table: filtered, sorted and paged by the database, its address the saved view."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame.listing import Column as Heading
from yanzhen.desk.frame.listing import Listing
from yanzhen.desk.register.ledger.models import TYPED, order_field
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.filters import TableFilter, filters_of
from yanzhen.desk.register.pages.kinds import (
    FIRMS,
    entry_model,
    listed_columns,
    speaks_of_firms,
    table_of,
    visible_entries,
)
from yanzhen.desk.register.pages.painting import Painted, painted
from yanzhen.desk.register.pages.values import is_figure
from yanzhen.desk.register.pages.visitors import person_of, scope_key
from yanzhen.tables import Column, Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

EXPORTS = ("xlsx", "csv", "parquet")


@dataclass(frozen=True, slots=True)
class TableList:
    """A list as its page shows it."""

    table: Table
    listing: Listing[Any]
    filters: tuple[TableFilter, ...]
    known: str
    """The day whose knowledge is asked for; nothing is now."""


@permitted(Right.READ)
@require_safe
def table(request: HttpRequest, kind: str) -> HttpResponse:
    """The rows of one table that this person may see."""
    person = person_of(request)
    shown = table_list(request, table_of(kind), person)
    if shown.known:
        from yanzhen.desk.register.pages.earlier import earlier_page

        return earlier_page(request, shown, person)
    return render(request, "register/table.html", {"shown": _head(shown), "rows": _rows(shown, person)})


def table_list(request: HttpRequest, table: Table, person: Person) -> TableList:
    """The list that the address asks for."""
    asked = {key: str(value).strip() for key, value in request.GET.items()}
    filters = filters_of(table, person, asked, timezone.localdate())
    rows = entry_model(table).objects.visible_to(person)
    order = order_field(table, "name") if table.name == FIRMS else "subject"
    listing: Listing[Any] = Listing(
        request,
        rows,
        columns=headings(table),
        filters=tuple(one.shown for one in filters),
        exports=tuple((_export_name(form), reverse("register:export", args=[table.name, form])) for form in EXPORTS),
        default_order=(order, "pk"),
        counted_for=scope_key(person),
    )
    return TableList(table, listing, filters, listing.value("known"))


def headings(table: Table) -> tuple[Heading, ...]:
    """The list's columns; those that lists show can be sorted by."""
    first = table.column("name" if table.name == FIRMS else table.subject)
    named = gettext("Firm") if speaks_of_firms(table) else wording.column_name(first)
    shown = [Heading(first.name, named, order_field(table, first.name))]
    shown += [_heading(table, column) for column in listed_columns(table)]
    return (*shown, Heading("sources", gettext("Sources"), "sources"))


def firm_names(codes: Iterable[str], person: Person) -> dict[str, str]:
    """The names of the firms among these codes that the person may see."""
    found = visible_entries(FIRMS, person).filter(subject__in=set(codes)).values_list("subject", "c_name")
    return {code: name or code for code, name in found}


def _heading(table: Table, column: Column) -> Heading:
    name, unit = wording.heading_name(column), wording.unit_name(column.unit)
    return Heading(column.name, name, order_field(table, column.name), is_figure(column), unit)


def _head(shown: TableList) -> dict[str, Any]:
    return {
        "kind": shown.table.name,
        "name": wording.table_name(shown.table),
        "meaning": wording.table_meaning(shown.table),
        "listing": shown.listing,
    }


def _rows(shown: TableList, person: Person) -> Markup:
    """The page's rows, drawn."""
    table, columns = shown.table, listed_columns(shown.table)
    rows = shown.listing.values(*_fields(table, columns))
    if table.name == FIRMS:
        names = {row[1]: row[4] for row in rows if row[4]}
        rows = [(*row[:4], *row[5:]) for row in rows]
    else:
        rows = [_exact(row, columns) for row in rows] if _has_exact(columns) else rows
        names = firm_names(_codes(table, columns, rows), person)
    urls = reverse("register:rows", args=[table.name]), reverse("register:firms")
    return painted(columns, rows, Painted(*urls, names, table.name == FIRMS))


def _fields(table: Table, columns: Sequence[Column]) -> list[str]:
    name = [TYPED + "name"] if table.name == FIRMS else []
    exact = ["content"] if _has_exact(columns) and table.name != FIRMS else []
    return ["pk", "subject", "conflict", "sources", *name, *(order_field(table, c.name) for c in columns), *exact]


def _has_exact(columns: Sequence[Column]) -> bool:
    return any(column.kind == "exact" for column in columns)


def _exact(row: Sequence[Any], columns: Sequence[Column]) -> tuple[Any, ...]:
    """The typed copies are floats: what is shown are the figures themselves."""
    values = json.loads(row[-1])
    cells = zip(columns, row[4:-1], strict=True)
    return (*row[:4], *(values.get(c.name) if c.kind == "exact" else cell for c, cell in cells))


def _codes(table: Table, columns: Sequence[Column], rows: Sequence[Sequence[Any]]) -> set[str]:
    """The codes of all firms on the page."""
    places = [4 + place for place, column in enumerate(columns) if column.codes in ("uscc", "firm")]
    places += [1] if speaks_of_firms(table) else []
    return {row[place] for row in rows for place in places if row[place]}


def _export_name(form: str) -> str:
    return {"xlsx": "Excel", "csv": "CSV", "parquet": "Parquet"}[form]
