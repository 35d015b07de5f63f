"""Answers of the register's tables: rows in force or as of a day, their sources, derived figures, counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet
from django.shortcuts import get_object_or_404

from yanzhen.codes import industries
from yanzhen.codes.region_codes import known as known_region
from yanzhen.desk.api import shapes, telling
from yanzhen.desk.api.paging import page_of, page_of_rows
from yanzhen.desk.frame.counts import SharedCount, shared_counts
from yanzhen.desk.register.derived import DerivedFigure, derived_of
from yanzhen.desk.register.ledger.asof import RowAt, rows_at
from yanzhen.desk.register.ledger.columns import table_of
from yanzhen.desk.register.ledger.models import ENTRIES, Entry, Firm, order_field
from yanzhen.desk.register.ledger.said import Said, sources_of, statements_in_force
from yanzhen.desk.scope import region_prefix

if TYPE_CHECKING:
    from yanzhen.desk.api.asked import Asked, CountsAsked, DerivedAsked, RowsAsked, SaidAsked
    from yanzhen.desk.api.gate import Visit
    from yanzhen.tables import Table


def rows(visit: Visit, asked: RowsAsked, *, kind: str) -> shapes.Listed[shapes.Row]:
    """A page of the table."""
    if asked.as_of is None and asked.known is None:
        page = page_of_rows(visit, asked, _entries(visit, asked, kind), row_shape)
        return _with_statements(page, kind) if asked.statements else page
    table = table_of(kind)
    found = rows_at(table, as_of=asked.as_of, known=asked.known, person=visit.person)
    wanted = (one for one in found if _passes(one, table, asked))
    return page_of(visit, asked, wanted, _row_then, lambda one: one.key)


def row(visit: Visit, _: Asked, *, kind: str, number: int) -> shapes.Row:
    """One row with the statement of every figure."""
    entry = get_object_or_404(ENTRIES[kind].objects.visible_to(visit.person), pk=number)
    (told,) = _with_statements(shapes.Listed(items=[row_shape(entry)], next=None), kind).items
    return told


def said(visit: Visit, asked: SaidAsked, *, kind: str, number: int) -> shapes.Listed[shapes.Said]:
    """What every source says of the row's cells, whichever is in force."""
    entry = get_object_or_404(ENTRIES[kind].objects.visible_to(visit.person), pk=number)
    wanted = [asked.column] if asked.column else [column.name for column in table_of(kind).columns]
    found = [one for column in wanted for one in sources_of(entry, column)]
    files = telling.files_of(one.statement for one in found)
    return shapes.Listed(items=[_said(one, files) for one in found], next=None)


def derived(visit: Visit, asked: DerivedAsked, *, number: int) -> shapes.Listed[shapes.Derived]:
    """The figures computed for a firm and a year."""
    firm = get_object_or_404(Firm.objects.visible_to(visit.person), pk=number)
    found = derived_of(firm.key, asked.year, visit.person)
    files = telling.files_of(one.statement for one in found)
    return shapes.Listed(items=[_derived(one, files) for one in found], next=None)


def counts(visit: Visit, asked: CountsAsked) -> shapes.Counts:
    """Firms by region or by division of industry; counts of fewer than three are held back."""
    firms = Firm.objects.visible_to(visit.person)
    if asked.region:
        firms = firms.filter(region__startswith=region_prefix(asked.region))
    column = "region" if asked.by == "region" else "c_industry"
    found: Counter[str] = Counter()
    for code, number in firms.order_by().values_list(column).annotate(Count("pk")):
        found[code if asked.by == "region" else _division(code)] += number
    told = shared_counts(found.values())
    name = _region_name if asked.by == "region" else _industry_name
    pairs = sorted(zip(found, told.cells, strict=True), key=lambda pair: pair[0])
    items = [_count(code, name(code), cell) for code, cell in pairs]
    return shapes.Counts(items=items, total=_count("", "", told.total))


def row_shape(entry: Entry) -> shapes.Row:
    """A row in force, without its statements."""
    return shapes.Row(
        id=entry.pk,
        key=entry.key,
        subject=entry.subject,
        region=entry.region,
        department=entry.department,
        true_from=entry.true_from,
        true_to=entry.true_to,
        values=entry.values,
        sources=entry.sources,
        conflict=entry.conflict,
    )


def _entries(visit: Visit, asked: RowsAsked, kind: str) -> QuerySet[Entry]:
    found: QuerySet[Entry] = ENTRIES[kind].objects.visible_to(visit.person)
    if asked.region:
        found = found.filter(region__startswith=region_prefix(asked.region))
    if asked.subject:
        found = found.filter(subject=asked.subject)
    if asked.key:
        found = found.filter(key=asked.key)
    if asked.year:
        found = found.filter(_in_year(ENTRIES[kind].table, asked.year))
    return found


def _in_year(table: Table, year: int) -> Q:
    field = order_field(table, table.true_from) if _is_yearly(table) else ""
    if field:
        return Q(**{field: year})
    begins = Q(true_from__isnull=True) | Q(true_from__lte=date(year, 12, 31))
    return begins & (Q(true_to__isnull=True) | Q(true_to__gte=date(year, 1, 1)))


def _is_yearly(table: Table) -> bool:
    return any(one.name == table.true_from and one.kind == "integer" for one in table.columns)


def _passes(one: RowAt, table: Table, asked: RowsAsked) -> bool:
    same = (not asked.subject or one.subject == asked.subject) and (not asked.key or one.key == asked.key)
    inside = not asked.region or one.region.startswith(region_prefix(asked.region))
    return same and inside and (asked.year is None or _was_in_year(one, table, asked.year))


def _was_in_year(one: RowAt, table: Table, year: int) -> bool:
    if _is_yearly(table):
        return bool(one.values.get(table.true_from) == year)
    begins = one.true_from is None or one.true_from.year <= year
    return begins and (one.true_to is None or one.true_to.year >= year)


def _with_statements(page: shapes.Listed[shapes.Row], kind: str) -> shapes.Listed[shapes.Row]:
    """Each figure with the cell that says it; asked for the whole page at once."""
    found = statements_in_force(table_of(kind), [one.key for one in page.items])
    files = telling.files_of(said for columns in found.values() for said in columns.values())
    for one in page.items:
        said = found.get(one.key, {})
        one.statements = {column: telling.statement(each, files) for column, each in said.items()}
    return page


def _row_then(one: RowAt) -> shapes.Row:
    return shapes.Row(
        id=None,
        key=one.key,
        subject=one.subject,
        region=one.region,
        department=one.department,
        true_from=one.true_from,
        true_to=one.true_to,
        values=dict(one.values),
        sources=None,
        conflict=None,
    )


def _said(one: Said, files: dict[str, str]) -> shapes.Said:
    return shapes.Said(
        column=one.column,
        value=one.value,
        standing=str(one.standing),
        source_name=one.source,
        rank=one.rank,
        stated_on=one.stated_on,
        recorded_at=one.recorded_at,
        statement=telling.statement(one.statement, {**files, one.cell.sha256: one.file}),
    )


def _derived(one: DerivedFigure, files: dict[str, str]) -> shapes.Derived:
    return shapes.Derived(
        formula=one.formula.name,
        year=one.year,
        value=None if one.value is None else str(one.value),
        missing=[f"{each.column}, {one.year - each.back}" for each in one.missing],
        meaningless=one.meaningless,
        statement=telling.statement(one.statement, files),
    )


def _count(code: str, name: str, cell: SharedCount) -> shapes.Count:
    return shapes.Count(code=code, name=name, number=cell.number, below=cell.below)


def _region_name(code: str) -> str:
    found = known_region(code)
    return found.name if found else ""


def _industry_name(code: str) -> str:
    found = industries.industry(code) if code else None
    return found.name if found else ""


def _division(code: str) -> str:
    found = industries.division(code) if code else None
    return found.code if found else ""


def firms_named(visit: Visit, codes: Iterable[str]) -> list[shapes.Row]:
    """The firms of these codes that this person may see."""
    return [row_shape(one) for one in Firm.objects.visible_to(visit.person).filter(key__in=list(codes)).order_by("pk")]
