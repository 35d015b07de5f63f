"""Statements of all documents: filtered, searched, exported."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of, record_export
from yanzhen.desk.reading import search
from yanzhen.desk.reading.export import as_csv, as_xlsx
from yanzhen.desk.reading.models import Block
from yanzhen.desk.reading.selection import SHOWN, shown_rows, statement_list
from yanzhen.desk.reading.views import person_of
from yanzhen.desk.register import words
from yanzhen.desk.register.models import Contest, Contradiction, Document, Statement, Subject
from yanzhen.desk.register.pages.search import firms_found
from yanzhen.desk.register.subjects import name_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from yanzhen.desk.accounts.models import Person

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MOST_FOUND = 20
AROUND = 60


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line of the list."""

    said: Any
    figure: str
    period: str
    lamp: tuple[str, str]
    """Its name and its shape."""
    standing: str
    disputed: bool
    contested: bool


@permitted(Right.READ)
@require_safe
def statements(request: HttpRequest) -> HttpResponse:
    """The list."""
    person = person_of(request)
    listing = statement_list(request, person)
    rows = list(_list_rows(shown_rows(listing), person))
    return render(request, "reading/statements.html", {"listing": listing, "rows": rows})


@permitted(Right.READ)
@require_safe
def export_xlsx(request: HttpRequest) -> HttpResponse:
    """The list as a workbook: the same filters, the same scope."""
    rows = _taken_out(request, "xlsx")
    return HttpResponse(as_xlsx(rows, settings.EXPORT_MOST_ROWS), content_type=XLSX, headers=_named("xlsx"))


@permitted(Right.READ)
@require_safe
def export_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The list as CSV: the same filters, the same scope."""
    rows = _taken_out(request, "csv")
    return StreamingHttpResponse(
        as_csv(rows, settings.EXPORT_MOST_ROWS), content_type="text/csv; charset=utf-8", headers=_named("csv")
    )


@permitted(Right.READ)
@require_safe
def found(request: HttpRequest) -> HttpResponse:
    """What the search of the top bar finds: subjects, statements, paragraphs, documents."""
    person, asked = person_of(request), request.GET.get("q", "").strip()[:200]
    shown = _found(person, asked) if search.runs(asked) else {}
    return render(request, "reading/found.html", {"asked": asked, **_nothing(), **shown})


def _list_rows(rows: Sequence[Any], person: Person) -> Iterable[ListRow]:
    keys = [row.pk for row in rows]
    disputed, contested = _disputed(keys, person), _contested(keys, person)
    standings = {standing: str(word) for standing, word in words.STANDINGS.items()}
    lamps = {str(standing): (lamp.value, lamp.shape) for standing, lamp in words.LAMPS.items()}
    for row in rows:
        yield ListRow(
            said=row,
            figure=words.figure_text(row, row.period_start, row.period_end, row.ranking),
            period=words.period_text(row.period_start, row.period_end) if row.kind != "day" else "",
            lamp=lamps[row.standing],
            standing=standings[row.standing],
            disputed=row.pk in disputed,
            contested=row.pk in contested,
        )


def _disputed(keys: Sequence[int], person: Person) -> set[int]:
    pairs = Contradiction.objects.visible_to(person).filter(Q(first__in=keys) | Q(second__in=keys))
    return {key for pair in pairs.values_list("first_id", "second_id") for key in pair}


def _contested(keys: Sequence[int], person: Person) -> set[int]:
    rows = Contest.objects.visible_to(person).filter(statement__in=keys, standing=Contest.Standing.OPEN)
    return set(rows.values_list("statement_id", flat=True))


def _found(person: Person, asked: str) -> dict[str, Any]:
    said = Statement.objects.visible_to(person).filter(pk__in=search.matching("statement", asked))
    blocks = Block.objects.visible_to(person).filter(pk__in=search.matching("block", asked))
    subjects = Subject.objects.visible_to(person).filter(key__contains=name_key(asked), head=None)
    documents = Document.objects.visible_to(person).filter(file__icontains=asked)
    rows = said.order_by("-pk").values_list(*SHOWN, named=True)[:MOST_FOUND]
    firms = firms_found(asked, person)
    return {
        "firms": list(firms.order_by("c_name", "pk").values_list("subject", "c_name")[:MOST_FOUND]),
        "firm_count": firms.count(),
        "rows": list(_list_rows(list(rows), person)),
        "count": said.count(),
        "blocks": [
            _paragraph(block, asked) for block in blocks.select_related("document").order_by("-pk")[:MOST_FOUND]
        ],
        "block_count": blocks.count(),
        "subjects": list(subjects.select_related("document").order_by("name")[:MOST_FOUND]),
        "documents": list(documents.order_by("-pk")[:MOST_FOUND]),
    }


def _nothing() -> dict[str, Any]:
    return {
        "firms": [],
        "firm_count": 0,
        "rows": [],
        "count": 0,
        "blocks": [],
        "block_count": 0,
        "subjects": [],
        "documents": [],
    }


def _paragraph(block: Block, asked: str) -> dict[str, Any]:
    """The paragraph around the first word that was asked for."""
    place = next((i for word in asked.split() if (i := block.text.lower().find(word.lower())) >= 0), 0)
    start = max(0, place - AROUND)
    start_of_block = block.spans[0][0] if block.spans else 0
    address = f"{reverse('reading:document', args=[block.document_id])}?at={start_of_block}#at"
    return {
        "document": block.document,
        "text": ("…" if start else "") + block.text[start : place + 2 * AROUND],
        "words": asked.split(),
        "url": address,
    }


def _taken_out(request: HttpRequest, form: str) -> Any:
    """The rows of the list, once it is written down that they go out."""
    person = person_of(request)
    listing = statement_list(request, person)
    asked = {"form": form, **dict(listing.kept("page"))}
    number = min(listing.count, settings.EXPORT_MOST_ROWS)
    record_export(actor_of(request), gettext_noop("statement"), number, asked, person.region)
    return listing.every_row


def _named(ending: str) -> dict[str, str]:
    name = f"statements-{timezone.localdate():%Y%m%d}.{ending}"
    return {"Content-Disposition": f'attachment; filename="{name}"'}
