"""The list of firms under a book: filtered, sorted, paged by the database; exported with clause, seen, expected, margin and cells."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yanzhen.codes import industries, region_codes
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of, record_export
from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.ladder import runs
from yanzhen.desk.ladder.asked import Asked, asked_of
from yanzhen.desk.ladder.books import rung_words
from yanzhen.desk.ladder.climbs import step_words
from yanzhen.desk.ladder.models import Run, Verdict
from yanzhen.desk.ladder.sheets import EXPORTED, XLSX, named, verdict_book
from yanzhen.desk.ladder.words import ANSWERS, APPLICANTS, answer_lamp, answer_word, figures_named, said
from yanzhen.desk.register.pages.filters import in_region, region_word
from yanzhen.desk.register.pages.visitors import scope_key
from yanzhen.ladder.book import Book

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

Rows = QuerySet[Verdict]
MOST_LETTERS = 100


@dataclass(frozen=True, slots=True)
class ListRow:
    """One firm under one book, as the list draws it."""

    uscc: str
    name: str
    region: str
    book: str
    title: str
    lamp: Lamp
    word: str
    score: str
    stops: tuple[tuple[str, str, bool], ...]
    """Criterion, its wording, and whether it is only unknown."""
    step: str
    effort: float | None


@permitted(Right.READ)
@require_safe
def firms(request: HttpRequest) -> HttpResponse:
    """The firms of the last judging that this person may see."""
    asked = asked_of(request)
    run = _run(asked)
    if run is None:
        return render(request, "ladder/firms.html", {**asked.fields, "run": None, "listing": None, "book": None})
    listing = firm_list(request, asked, run)
    rows = [list_row(row, asked) for row in listing.rows]
    shown = {
        **asked.fields,
        "run": run,
        "listing": listing,
        "rows": rows,
        "stale": runs.is_stale(run, asked.books),
        "book": asked.books.find(listing.value("book")),
    }
    return render(request, "ladder/firms.html", shown)


@permitted(Right.READ)
@require_safe
def export_xlsx(request: HttpRequest) -> HttpResponse:
    """The same list as a workbook, with the criteria of each firm and the cells that their figures come from."""
    asked = asked_of(request)
    run = _run(asked)
    if run is None:
        return HttpResponse(status=404)
    rows = firm_list(request, asked, run).every_row[: settings.EXPORT_MOST_ROWS]
    found = list(rows)
    record_export(actor_of(request), EXPORTED, len(found), {"on": run.on.isoformat()}, asked.person.region)
    content = verdict_book(found, run, asked)
    return HttpResponse(content, content_type=XLSX, headers=named(f"ladder-{run.on:%Y%m%d}.xlsx"))


def firm_list(request: HttpRequest, asked: Asked, run: Run) -> Listing[Verdict]:
    """The list that the address asks for."""
    used = [book for book in asked.books.all() if book.gates]
    rows = Verdict.objects.visible_to(asked.person).filter(run=run, book__in=[book.id for book in used])
    return Listing(
        request,
        rows,
        columns=_columns(),
        filters=tuple(_filters(asked, used)),
        exports=((gettext("Excel"), "ladder:export_xlsx"),),
        default_order=("effort", "pk") if request.GET.get("near") == "yes" else ("name", "pk"),
        counted_for=(*scope_key(asked.person), run.pk),
    )


def list_row(row: Verdict, asked: Asked) -> ListRow:
    """A verdict as the list draws it."""
    book = asked.books.find(row.book)
    stops = [(name, _wording(book, name), False) for name in row.stops.split()]
    stops += [(name, _wording(book, name), True) for name in row.opens.split()]
    return ListRow(
        uscc=row.uscc,
        name=row.name or row.uscc,
        region=region_word(row.region) or row.region,
        book=row.book,
        title=rung_words(book) if book else row.book,
        lamp=answer_lamp(row.answer),
        word=answer_word(row.answer),
        score=row.score,
        stops=tuple(stops),
        step=step_words(row.step),
        effort=row.effort,
    )


def _run(asked: Asked) -> Run | None:
    return runs.latest(asked.person, asked.applicant, asked.on if asked.given else None)


def _wording(book: Book | None, name: str) -> str:
    found = book.criteria.get(name) if book else None
    return said(found.wording) if found else name


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", gettext("Firm"), "name"),
        Column("region", gettext("Region"), "region"),
        Column("book", gettext("Book"), "book"),
        Column("answer", gettext("Verdict"), "answer"),
        Column("score", gettext("Score"), "score_high", numeric=True),
        Column("stops", gettext("What stops it"), "unmet"),
        Column("effort", gettext("Nearest way"), "effort"),
    )


def _filters(asked: Asked, used: list[Book]) -> Iterator[Filter]:
    books = tuple((book.id, f"{rung_words(book)} · {book.id}") for book in used)
    answers = tuple((answer.value, str(word)) for answer, word in ANSWERS.items())
    near = (
        ("yes", gettext("one change turns it")),
        ("way", gettext("a way is known")),
        ("open", gettext("not looked for yet")),
    )
    conditions: dict[str, Any] = {"yes": {"near": True}, "way": {"effort__isnull": False}, "open": {"near": None}}
    yield Filter("q", gettext("Name or code"), _named)
    yield Filter("book", gettext("Book"), lambda rows, value: rows.filter(book=value), books)
    yield Filter("answer", gettext("Verdict"), lambda rows, value: rows.filter(answer=value), answers)
    yield Filter("near", gettext("One step away"), lambda rows, value: rows.filter(**conditions[value]), near)
    yield _region(asked.person)
    yield _industry()
    yield Filter("missing", gettext("Missing figure"), _missing, tuple(figures_named().items()))
    yield Filter(
        "stop", gettext("Stopped by"), _stopped, (), lambda name: name if name.replace(".", "").isalnum() else ""
    )
    # Which judging is shown was chosen before: these two narrow nothing and stay in the address.
    yield Filter("on", gettext("Day"), lambda rows, _: rows, (), lambda day: day if asked.given else "", "date")
    kinds = tuple((kind, str(word)) for kind, word in APPLICANTS.items())
    yield Filter("applicant", gettext("Applicant"), lambda rows, _: rows, kinds)


def _named(rows: Rows, text: str) -> Rows:
    wanted = text.strip()[:MOST_LETTERS]
    found = Q(name__icontains=wanted)
    if wanted.isascii():
        found |= Q(uscc__istartswith=wanted)
    return rows.filter(found)


def _missing(rows: Rows, figure: str) -> Rows:
    return rows.filter(missing__contains=f" {figure} ")


def _stopped(rows: Rows, criterion: str) -> Rows:
    return rows.filter(stops__contains=f" {criterion} ")


def _region(person: Person) -> Filter:
    below = region_codes.children(person.region or None)
    choices = tuple((region.code, region.name) for region in below)
    return Filter("region", gettext("Region"), lambda rows, code: rows.filter(in_region(code)), choices, region_word)


def _industry() -> Filter:
    choices = tuple((one.code, f"{one.code} {one.name}") for one in industries.children(None))

    def word(code: str) -> str:
        found = industries.industry(code)
        return f"{found.code} {found.name}" if found else ""

    return Filter(
        "industry", gettext("Industry"), lambda rows, code: rows.filter(industry__startswith=code), choices, word
    )
