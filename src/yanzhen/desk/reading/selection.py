"""Which statements a list shows: the filters of its address, the same for the screen and the export."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.cache import cache
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext

from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.desk.reading import search
from yanzhen.desk.register import words
from yanzhen.desk.register.models import Contest, Contradiction, Document, Statement, Subject

if TYPE_CHECKING:
    from django.http import HttpRequest

    from yanzhen.desk.accounts.models import Person

Rows = QuerySet[Statement]
SHOWN = (
    "pk", "subject_id", "subject_text", "property", "kind", "low", "high", "unit", "relation", "status", "stated_to",
    "direction", "ranking", "period_start", "period_end", "scope", "standing", "corrected",
    "source__document_id", "source__document__file", "source__start", "source__article_title",
)  # fmt: skip
"""The columns of one row of the list, read as a tuple (objects would double the time of the page)."""
MOST_CHOICES = 60
UNITS_KEPT_SECONDS = 60


def statement_list(request: HttpRequest, person: Person) -> Listing[Statement]:
    """The statements that this person may see and that pass every filter of the address, in its order."""
    return Listing(
        request,
        Statement.objects.visible_to(person),
        columns=_columns(),
        filters=_filters(request, person),
        exports=((gettext("Excel"), "reading:export_xlsx"), (gettext("CSV"), "reading:export_csv")),
        default_order=("-read_at", "pk"),
    )


def shown_rows(listing: Listing[Statement]) -> list[Any]:
    """The rows of the list's page as named tuples; joins are made for these alone, not for those of earlier pages."""
    first = (listing.page - 1) * listing.page_rows
    keys = list(listing.every_row.values_list("pk", flat=True)[first : first + listing.page_rows])
    place = {key: number for number, key in enumerate(keys)}
    rows = listing.every_row.filter(pk__in=keys).order_by().values_list(*SHOWN, named=True)
    return sorted(rows, key=lambda row: place[row.pk])


def contradicting(person: Person) -> Q:
    """The condition that another statement, which this person may see too, cannot be true beside it."""
    pairs = Contradiction.objects.visible_to(person)
    return Q(Exists(pairs.filter(first=OuterRef("pk")))) | Q(Exists(pairs.filter(second=OuterRef("pk"))))


def _columns() -> tuple[Column, ...]:
    return (
        Column("standing", gettext("Standing"), order="standing"),
        Column("subject", gettext("Subject"), order="subject_text"),
        Column("property", gettext("Property"), order="property"),
        Column("figure", gettext("Figure"), order="size", numeric=True),
        Column("period", gettext("Period"), order="period_start"),
        Column("document", gettext("Source"), order="source__document__file"),
    )


def _filters(request: HttpRequest, person: Person) -> tuple[Filter, ...]:
    given = request.GET
    return (
        Filter("q", gettext("Words in the text"), _holding),
        Filter("standing", gettext("Standing"), _equal("standing"), _choices(words.STANDINGS)),
        _subject_filter(given.get("subject", "").strip(), person),
        Filter("property", gettext("Property"), lambda rows, word: rows.filter(property__contains=word)),
        Filter("unit", gettext("Unit"), _equal("unit"), _units(person, given.get("unit", ""))),
        Filter("relation", gettext("Relation"), _equal("relation"), _choices(words.RELATIONS)),
        Filter("kind", gettext("Kind"), _equal("kind"), _choices(words.KINDS)),
        Filter("status", gettext("The figure is"), _equal("status"), _choices(words.STATUSES)),
        Filter("since", gettext("Period from (day)"), _since),
        Filter("until", gettext("Period until (day)"), _until),
        _document_filter(given.get("document", "").strip(), person),
        *_article_filter(given.get("article", "").strip()),
        Filter("contradicts", gettext("Contradiction"), _contradicted(person), (("yes", gettext("contradicted")),)),
        Filter("contested", gettext("Contest"), _contested, (("yes", gettext("contested")),)),
    )


def _choices(told: dict[Any, Any]) -> tuple[tuple[str, str], ...]:
    return tuple((str(value), str(word)) for value, word in told.items())


def _equal(column: str) -> Callable[[Rows, str], Rows]:
    return lambda rows, value: rows.filter(**{column: value})


def _holding(rows: Rows, text: str) -> Rows:
    found = search.matching("statement", text)
    return rows.none() if found is None else rows.filter(pk__in=found)


def _subject_filter(given: str, person: Person) -> Filter:
    """A name that is typed, or ``#`` and the key of a subject, as its page links here."""
    key = given.removeprefix("#")
    if key == given or not key.isdecimal() or len(key) > 15:
        return Filter("subject", gettext("Subject"), lambda rows, word: rows.filter(subject_text__contains=word))
    name = Subject.objects.visible_to(person).filter(pk=key).values_list("name", flat=True).first()
    about = Q(subject=key) | Q(subject__head=key)
    return Filter("subject", gettext("Subject"), lambda rows, _: rows.filter(about), ((given, name or given),))


def _document_filter(given: str, person: Person) -> Filter:
    documents = Document.objects.visible_to(person).order_by("-pk")
    chosen = documents.filter(pk=given) if given.isdecimal() and len(given) < 16 else documents[:MOST_CHOICES]
    choices = tuple((str(pk), file) for pk, file in chosen.values_list("pk", "file"))
    return Filter("document", gettext("Document"), _equal("source__document"), choices)


def _article_filter(given: str) -> tuple[Filter, ...]:
    if not (given.isdecimal() and len(given) < 9):
        return ()
    told = ((given, given),)
    return (Filter("article", gettext("Article"), _equal("source__article"), told),)


def _units(person: Person, given: str) -> tuple[tuple[str, str], ...]:
    told = {"CNY": gettext("money"), "1": gettext("share (%)")}
    found = _units_in_use(person) + ([given] if given else [])
    return tuple((unit, told.get(unit, unit)) for unit in dict.fromkeys(found))


def _units_in_use(person: Person) -> list[str]:
    """The units of what this person may see; asked anew once a minute, since it takes a walk over every statement."""
    # The key is all that the scope depends on: nobody is given another's units.
    whose = f"{person.region}|{'' if person.sees_all_departments else person.department}"
    key = f"reading.units.{hashlib.sha256(whose.encode()).hexdigest()}"
    found: list[str] | None = cache.get(key)
    if found is None:
        units = Statement.objects.visible_to(person).exclude(unit="").order_by("unit")
        found = list(units.values_list("unit", flat=True).distinct()[:MOST_CHOICES])
        cache.set(key, found, UNITS_KEPT_SECONDS)
    return found


def _since(rows: Rows, given: str) -> Rows:
    if not _is_day(given):
        return rows.none()
    return rows.filter(Q(period_end__gte=given) | Q(period_end__isnull=True, period_start__gte=given))


def _until(rows: Rows, given: str) -> Rows:
    if not _is_day(given):
        return rows.none()
    return rows.filter(Q(period_start__lte=given) | Q(period_start__isnull=True, period_end__lte=given))


def _contradicted(person: Person) -> Callable[[Rows, str], Rows]:
    return lambda rows, _: rows.filter(contradicting(person))


def _contested(rows: Rows, _: str) -> Rows:
    return rows.filter(Exists(Contest.objects.filter(statement=OuterRef("pk"), standing=Contest.Standing.OPEN)))


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
