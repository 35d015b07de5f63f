"""A firm's page: its names and codes, its years, rights, titles, links and products, what pages say of it, and since when it is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.register import words
from yanzhen.desk.register.drawers import button, place_of
from yanzhen.desk.register.ledger.names import FirmNames, names_of
from yanzhen.desk.register.ledger.voices import chunked
from yanzhen.desk.register.models import Entry, Firm, FirmName, Import, Record, Statement, Subject
from yanzhen.desk.register.pages import wording
from yanzhen.desk.register.pages.cells import cell_button
from yanzhen.desk.register.pages.codes import Part, Rung, industry_rungs, parts_of, region_rungs
from yanzhen.desk.register.pages.kinds import FIRMS, table_of, visible_entries
from yanzhen.desk.register.pages.lamps import Validity, validity
from yanzhen.desk.register.pages.lists import firm_names
from yanzhen.desk.register.pages.rows import Field, fields_of
from yanzhen.desk.register.pages.values import is_figure, shown
from yanzhen.desk.register.pages.visitors import person_of
from yanzhen.desk.register.pages.years import Years, years_of
from yanzhen.tables import Column, Table

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from yanzhen.desk.accounts.models import Person

MOST_ROWS = 50
"""Rows of one kind on a firm's page; the list has the rest."""
OTHER_KINDS = (
    "awards",
    "institutions",
    "technologies",
    "standards",
    "equity",
    "contests",
    "manual",
    "experts",
    "people",
)
NAMED_APART = ("uscc", "name", "former_names", "aliases", "region", "industry", "strategic")
SAID_MOST = 30
MOST_LIKELY = 20


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a small table on the page; its first cell leads to the row itself."""

    address: str
    title: str
    cells: tuple[Markup, ...]
    validity: Validity | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows of one kind that speak of the firm."""

    kind: str
    name: str
    headings: tuple[tuple[str, str, bool, bool], ...]
    """Title, unit, whether figures, whether short (a day, a choice)."""
    lines: tuple[Line, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Known:
    """One sheet that spoke of the firm: what was known since when."""

    imported: Import
    tables: str
    rows: int
    visible: bool


@dataclass(frozen=True, slots=True)
class Link:
    """A link in or out."""

    out: bool
    kind: str
    other: str
    other_name: str
    weight: Markup
    entry: Entry
    period: str


@dataclass(frozen=True, slots=True)
class FirmPage:
    """All that this person may see of a firm."""

    firm: Entry
    name: str
    names: FirmNames
    parts: tuple[Part, ...]
    region: tuple[Rung, ...]
    industry: tuple[Rung, ...]
    fields: tuple[Field, ...]
    years: Years
    rights: Rows
    titles: Rows
    links: tuple[Link, ...]
    products: Rows
    others: tuple[Rows, ...]
    said: tuple[tuple[Statement, Markup, str, str], ...]
    subjects: tuple[Subject, ...]
    likely: tuple[Subject, ...]
    namesakes: tuple[tuple[str, str], ...]
    disputed: tuple[tuple[str, Markup], ...]
    history: tuple[Known, ...]


@permitted(Right.READ)
@require_safe
def firms(request: HttpRequest) -> HttpResponse:
    """The firms' list."""
    return redirect("register:table", FIRMS)


@permitted(Right.READ)
@require_safe
def firm(request: HttpRequest, uscc: str) -> HttpResponse:
    """All that the register holds of one firm."""
    person = person_of(request)
    found = get_object_or_404(Firm.objects.visible_to(person), subject=uscc)
    page = firm_page(found, person, timezone.localdate())
    return render(request, "register/firm.html", {"page": page, "statement_words": words.STANDINGS})


def firm_page(firm: Entry, person: Person, today: date) -> FirmPage:
    """The firm as this person may see it on that day."""
    code, values = firm.subject, firm.values
    names = names_of(code)
    fields = fields_of(table_of(FIRMS), firm, NAMED_APART)
    subjects = tuple(Subject.objects.visible_to(person).filter(firm_code=code).select_related("document"))
    return FirmPage(
        firm=firm,
        name=str(values.get("name") or code),
        names=names,
        parts=tuple(parts_of(code)),
        region=tuple(region_rungs(str(values.get("region", "")))),
        industry=tuple(industry_rungs(str(values.get("industry", "")))),
        fields=tuple(fields),
        years=years_of(code, person),
        rights=part_of("patents", code, person, "-c_filed_on"),
        titles=part_of("titles", code, person, "-c_valid_to", today),
        links=tuple(_links(code, person)),
        products=part_of("firm-products", code, person, "-c_year"),
        others=tuple(one for kind in OTHER_KINDS if (one := part_of(kind, code, person, "pk")).count),
        said=tuple(_said(subjects, person)),
        subjects=subjects,
        likely=tuple(_likely(code, subjects, person)),
        namesakes=tuple(_namesakes(code, person)),
        disputed=tuple(_disputed(firm, person)),
        history=tuple(_history(code, person)),
    )


def part_of(kind: str, code: str, person: Person, order: str, today: date | None = None) -> Rows:
    """The rows of one kind that speak of the firm, as the page shows them; with ``today`` each with its lamp."""
    table = table_of(kind)
    about = Q(subject=code)
    if kind in ("people", "technologies"):
        # They stand under their own name; whether they are this firm's is in the row itself.
        about = Q(content__contains=f'"{code}"')
    rows = visible_entries(kind, person).filter(about)
    columns = [
        column for column in table.columns if column.listed and column.name not in ("uscc", "organisation", "holder")
    ]
    lines = [_line(table, entry, columns, today) for entry in rows.order_by(order, "pk")[:MOST_ROWS]]
    headings = tuple(
        (
            wording.column_name(one),
            wording.unit_name(one.unit),
            is_figure(one),
            one.kind in ("date", "flag") or bool(one.choices),
        )
        for one in columns
    )
    count = len(lines) if len(lines) < MOST_ROWS else rows.count()
    return Rows(kind, wording.table_name(table), headings, tuple(lines), count)


def _line(table: Table, entry: Entry, columns: list[Column], today: date | None) -> Line:
    cells = tuple(cell_button(table, entry, column, shown(column, entry.values.get(column.name))) for column in columns)
    lamp = validity(entry.values, today) if today else None
    first = shown(columns[0], entry.values.get(columns[0].name)) if columns else ""
    return Line(reverse("register:row", args=[table.name, entry.pk]), first or gettext("unknown"), cells[1:], lamp)


def _links(code: str, person: Person) -> list[Link]:
    table = table_of("links")
    about = Q(subject=code) | Q(c_target=code)
    entries = list(visible_entries("links", person).filter(about).order_by("c_kind", "pk")[: 2 * MOST_ROWS])
    others = {str(entry.values["target"] if entry.subject == code else entry.values["source"]) for entry in entries}
    names = firm_names(others, person)
    return [_link(table, entry, code, names) for entry in entries]


def _link(table: Table, entry: Entry, code: str, names: dict[str, str]) -> Link:
    values = entry.values
    out = entry.subject == code
    other = str(values["target"] if out else values["source"])
    kind = wording.choice_name(table.column("kind"), str(values["kind"]))
    period = " – ".join(str(values.get(name) or "…") for name in ("from", "to")) if values.get("from") else ""
    weight = cell_button(table, entry, table.column("weight"))
    return Link(out, kind, other, names.get(other, ""), weight, entry, period)


def _said(subjects: tuple[Subject, ...], person: Person) -> list[tuple[Statement, Markup, str, str]]:
    """What pages say of the firm: its subjects' statements that nobody rejected."""
    keys = [subject.pk for subject in subjects]
    rows = Statement.objects.visible_to(person).filter(Q(subject__in=keys) | Q(subject__head__in=keys))
    rows = rows.exclude(standing=Statement.Standing.REJECTED).select_related("source__document")
    return [
        (row, button(row), words.period_text(row.period_start, row.period_end), place_of(row.source))
        for row in rows.order_by("property", "-period_end", "pk")[:SAID_MOST]
    ]


def _likely(code: str, tied: tuple[Subject, ...], person: Person) -> list[Subject]:
    """Subjects of pages that bear one of its names and that nobody tied to a firm yet."""
    names = FirmName.objects.visible_to(person).filter(code=code).values("name_key")
    found = Subject.objects.visible_to(person).filter(names__key__in=names, firm_code="", head=None)
    return list(found.exclude(pk__in=[one.pk for one in tied]).select_related("document").distinct()[:MOST_LIKELY])


def _namesakes(code: str, person: Person) -> list[tuple[str, str]]:
    """Other firms that go or went by one of its names: never taken for one, shown side by side."""
    mine = FirmName.objects.visible_to(person).filter(code=code).values("name_key")
    rows = FirmName.objects.visible_to(person).filter(name_key__in=mine).exclude(code=code)
    return list(rows.order_by("code").values_list("code", "name").distinct()[:MOST_ROWS])


def _disputed(firm: Entry, person: Person) -> list[tuple[str, Markup]]:
    """The rows about the firm in which sources disagree, each leading to the row."""
    found = []
    for kind in (FIRMS, "firm-years", "patents", "titles"):
        table = table_of(kind)
        rows = visible_entries(kind, person).filter(subject=firm.subject, conflict=True)
        found += [_dispute(table, entry) for entry in rows.order_by("pk")[:MOST_ROWS]]
    return [one for one in found if one is not None]


def _dispute(table: Table, entry: Entry) -> tuple[str, Markup] | None:
    from yanzhen.desk.register.pages.disputes import disputed_columns

    columns = disputed_columns(table, entry)
    if not columns:
        return None
    named = [str(entry.values.get(name, "")) for name in table.key if name != table.subject]
    title = " · ".join(part for part in (wording.table_name(table), *named) if part)
    buttons = [
        Markup("{} {}").format(wording.column_name(column), cell_button(table, entry, column)) for column in columns
    ]
    return title, Markup("；" if not wording.in_english() else "; ").join(buttons)


def _history(code: str, person: Person) -> list[Known]:
    """The sheets that spoke of the firm, the latest first."""
    rows = Record.objects.visible_to(person).filter(subject=code)
    told: dict[int, list[tuple[str, int]]] = {}
    for imported, kind, count in rows.values_list("imported", "table").annotate(count=Count("pk")).order_by():
        told.setdefault(imported, []).append((kind, count))
    seen = set(Import.objects.visible_to(person).filter(pk__in=told).values_list("pk", flat=True))
    imports = [one for part in chunked(told) for one in _imports(part)]
    latest = sorted(imports, key=lambda one: one.recorded_at, reverse=True)
    return [_known(one, told[one.pk], one.pk in seen) for one in latest]


def _imports(keys: list[int]) -> QuerySet[Import]:
    # Of records that this person may see: when they were recorded is theirs to know, the import's page is not.
    return Import.objects.filter(pk__in=keys).defer("findings", "headings")


def _known(imported: Import, told: list[tuple[str, int]], visible: bool) -> Known:
    from yanzhen.desk.register.pages.values import list_join

    names = list_join([wording.table_name(table_of(kind)) for kind, _ in told])
    return Known(imported, names, sum(count for _, count in told), visible)
