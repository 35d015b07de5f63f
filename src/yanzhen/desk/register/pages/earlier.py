"""A list as it was known on an earlier day: made from the records of the time, since the register keeps only what is in force now."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from yanzhen.desk.register.ledger.asof import RowAt, rows_at
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.filters import Held, day_of, kept
from yanzhen.desk.register.pages.kinds import FIRMS, entry_model, listed_columns, speaks_of_firms
from yanzhen.desk.register.pages.lists import TableList, firm_names
from yanzhen.desk.register.pages.values import is_figure, shown

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOST_ROWS = 50_000


def earlier_page(request: HttpRequest, asked: TableList, person: Person) -> HttpResponse:
    """The rows that were known then and pass the filters; sorting is by whom they speak of."""
    rows = list(islice(_rows(asked, person), MOST_ROWS))
    page_rows = settings.LIST_PAGE_ROWS
    pages = max(1, -(-len(rows) // page_rows))
    wish = request.GET.get("page", "")
    page = min(max(1, int(wish)), pages) if wish.isascii() and wish.isdigit() and len(wish) < 6 else 1
    chosen = rows[(page - 1) * page_rows : page * page_rows]
    context = {
        "kind": asked.table.name,
        "name": wording.table_name(asked.table),
        "known": asked.known,
        "listing": asked.listing,
        "columns": _headings(asked),
        "rows": [_drawn(asked, row, person) for row in chosen],
        "names": _names(asked, chosen, person),
        "count": len(rows),
        "page": page,
        "pages": pages,
        "is_firms": asked.table.name == FIRMS,
    }
    return render(request, "register/earlier.html", context)


def _rows(asked: TableList, person: Person) -> Any:
    as_of = day_of(asked.listing.value("as_of"))
    given = {one.shown.key: asked.listing.value(one.shown.key) for one in asked.filters}
    rows = rows_at(asked.table, as_of=as_of, known=day_of(asked.known), person=person)
    return kept(asked.filters, given, (_held(row) for row in rows))


def _held(row: RowAt) -> Held:
    return Held(row.subject, row.region, row.values, row.true_from, row.true_to, row.key)


def _headings(asked: TableList) -> list[tuple[str, str, bool]]:
    return [
        (wording.column_name(one), wording.unit_name(one.unit), is_figure(one)) for one in listed_columns(asked.table)
    ]


def _drawn(asked: TableList, row: Held, person: Person) -> dict[str, Any]:
    values = [shown(column, row.values.get(column.name)) for column in listed_columns(asked.table)]
    now = entry_model(asked.table).objects.visible_to(person).filter(key=row.key).values_list("pk", flat=True).first()
    return {"subject": row.subject, "own_name": row.values.get("name", ""), "values": values, "now": now}


def _names(asked: TableList, rows: list[Held], person: Person) -> dict[str, str]:
    return firm_names((row.subject for row in rows), person) if speaks_of_firms(asked.table) else {}
