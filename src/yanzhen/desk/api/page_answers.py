"""Answers of what pages state: statements, their sources, documents; code lists; the search."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404
from django.utils import timezone

from yanzhen.codes import industries, regions
from yanzhen.desk.api import shapes, telling
from yanzhen.desk.api.paging import page_of, page_of_rows
from yanzhen.desk.api.table_answers import firms_named
from yanzhen.desk.reading.search import matching
from yanzhen.desk.register.models import Document, FirmName, Source, Statement
from yanzhen.desk.register.subjects import name_key
from yanzhen.desk.scope import region_prefix, scope_of

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.api.asked import (
        Asked,
        DocumentsAsked,
        IndustriesAsked,
        RegionsAsked,
        SearchAsked,
        SourcesAsked,
        StatementsAsked,
    )
    from yanzhen.desk.api.gate import Visit

MOST_CODES = 500


def statements(visit: Visit, asked: StatementsAsked) -> shapes.Listed[shapes.PageStatement]:
    """A page of what pages state."""
    found = _statements(visit.person)
    exact = {"unit": asked.unit, "standing": asked.standing, "source__document": asked.document}
    found = found.filter(**{name: value for name, value in exact.items() if value})
    if asked.region:
        found = found.filter(region__startswith=region_prefix(asked.region))
    if asked.subject:
        found = found.filter(subject_text__contains=asked.subject)
    if asked.property:
        found = found.filter(property__contains=asked.property)
    if asked.year:
        found = found.filter(_touching(asked.year))
    if asked.known:
        found = found.filter(read_at__lte=timezone.make_aware(datetime.combine(asked.known, time.max)))
    if asked.q:
        found = _holding(found, asked.q)
    return page_of_rows(visit, asked, found, lambda row: _told(row, visit.person))


def statement(visit: Visit, _: Asked, *, number: int) -> shapes.PageStatement:
    """One statement of a page."""
    return _told(get_object_or_404(_statements(visit.person), pk=number), visit.person)


def sources(visit: Visit, asked: SourcesAsked) -> shapes.Listed[Any]:
    """A page of the places that statements stand in."""
    found = _sources(visit.person)
    if asked.document:
        found = found.filter(document=asked.document)
    return page_of_rows(visit, asked, found, lambda row: _source(row, visit.person))


def source(visit: Visit, _: Asked, *, number: int) -> Any:
    """One place."""
    return _source(get_object_or_404(_sources(visit.person), pk=number), visit.person)


def documents(visit: Visit, asked: DocumentsAsked) -> shapes.Listed[shapes.Document]:
    """A page of the files that were brought in."""
    found = Document.objects.visible_to(visit.person)
    if asked.region:
        found = found.filter(region__startswith=region_prefix(asked.region))
    if asked.sha256:
        found = found.filter(sha256=asked.sha256)
    return page_of_rows(visit, asked, found, _document)


def document(visit: Visit, _: Asked, *, number: int) -> shapes.Document:
    """One file."""
    return _document(get_object_or_404(Document.objects.visible_to(visit.person), pk=number))


def region_codes(visit: Visit, asked: RegionsAsked) -> shapes.Listed[shapes.Region]:
    """GB/T 2260, which is nobody's secret."""
    found = (one for one in regions.every_region() if not asked.parent or one.parent == asked.parent)
    wanted = (one for one in found if not asked.level or one.level == asked.level)
    return page_of(visit, asked, wanted, _region, lambda one: one.code)


def industry_codes(visit: Visit, asked: IndustriesAsked) -> shapes.Listed[shapes.Industry]:
    """GB/T 4754."""
    found = (one for one in industries.every_industry() if not asked.parent or one.parent == asked.parent)
    wanted = (one for one in found if not asked.level or one.level == asked.level)
    return page_of(visit, asked, wanted, _industry, lambda one: one.code)


def search(visit: Visit, asked: SearchAsked) -> shapes.Found:
    """Statements that hold the words, and firms of that name."""
    found = _holding(_statements(visit.person), asked.q).order_by("pk")[: asked.limit]
    key = name_key(asked.q)
    names = FirmName.objects.visible_to(visit.person).filter(name_key__contains=key) if key else FirmName.objects.none()
    codes = names.order_by("code").values_list("code", flat=True).distinct()[: asked.limit]
    return shapes.Found(
        statements=[_told(row, visit.person) for row in found],
        firms=firms_named(visit, codes),
    )


def _statements(person: Person) -> QuerySet[Statement]:
    return Statement.objects.visible_to(person).select_related("source__document", "subject")


def _sources(person: Person) -> QuerySet[Source]:
    """The sources of the statements that the person may see."""
    scope = scope_of(person, "statement__region", "statement__department")
    return Source.objects.filter(scope).select_related("document")


def _holding(rows: QuerySet[Statement], words: str) -> QuerySet[Statement]:
    found = matching("statement", words)
    return rows.none() if found is None else rows.filter(pk__in=found)


def _touching(year: int) -> Q:
    begins = Q(period_start__lte=date(year, 12, 31)) | Q(period_start__isnull=True, period_end__isnull=False)
    return begins & (Q(period_end__gte=date(year, 1, 1)) | Q(period_end__isnull=True))


def _told(row: Statement, person: Person) -> shapes.PageStatement:
    return telling.page_statement(row, _source(row.source, person))


def _source(row: Source, person: Person) -> shapes.AnySource:
    """A computation's inputs are statements in turn, down to passages and cells; those outside the scope are left out."""
    keys = [key for key in row.inputs if isinstance(key, int)]
    inputs = _statements(person).filter(pk__in=keys).order_by("pk") if keys else ()
    return telling.page_source(row, [_told(one, person) for one in inputs if one.source_id != row.pk])


def _document(row: Document) -> shapes.Document:
    return shapes.Document.model_validate(row, from_attributes=True, extra="ignore")


def _region(one: regions.Region) -> shapes.Region:
    return shapes.Region(code=one.code, name=one.name, level=one.level, parent=one.parent)


def _industry(one: industries.Industry) -> shapes.Industry:
    return shapes.Industry(code=one.code, name=one.name, level=one.level, parent=one.parent)
