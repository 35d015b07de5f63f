"""How the lists of the register are narrowed: by region, industry, year, choice, day, words, and where sources disagree.

Each filter narrows rows of the database; ``keeps`` says the same of one row's values, for lists as of an earlier knowledge, which
are not in the database as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from yanzhen.codes import industries, region_codes, strategic
from yanzhen.desk.frame.listing import Filter
from yanzhen.desk.register.ledger.asof import true_on
from yanzhen.desk.register.ledger.models import order_field
from yanzhen.desk.register.pages.kinds import speaks_of_firms
from yanzhen.desk.register.pages.lamps import SOON_DAYS
from yanzhen.desk.register.pages.search import codes_named, firms_named
from yanzhen.desk.register.pages.values import is_figure
from yanzhen.desk.register.pages.wording import choice_name, column_name
from yanzhen.desk.register.subjects import name_key
from yanzhen.desk.scope import region_prefix
from yanzhen.tables import Column, Table

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

Rows = QuerySet[Any]
YEARS_OFFERED = 12
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class Held:
    """A row that is not an entry of the database: what a filter may ask of it."""

    subject: str
    region: str
    values: dict[str, Any]
    true_from: date | None
    true_to: date | None
    key: str = ""


@dataclass(frozen=True, slots=True)
class TableFilter:
    """A filter of the list, and the same for a row that is held in memory (``None``: it does not narrow those)."""

    shown: Filter
    keeps: Callable[[Held, str], bool] | None = None


def filters_of(table: Table, person: Person, asked: dict[str, str], today: date) -> tuple[TableFilter, ...]:
    """The table's filters, the most used first. ``asked`` is what the address says."""
    found = [_words(table), _region(person, asked.get("region", ""))]
    columns = {column.name: column for column in table.columns}
    if "industry" in columns and columns["industry"].listed:
        found.append(_industry(table))
    if "year" in columns:
        found.append(_year(columns["year"], today))
    if table.name == "titles":
        found.append(_validity(today))
    if "strategic" in columns:
        found.append(_strategic())
    found += [_choice(table, column) for column in table.columns if column.listed and column.choices]
    found.append(_disagreeing())
    if table.true_from:
        found.append(_as_of())
    found.append(_known())
    found += [_text(table, column) for column in table.columns if _is_text(table, column)]
    return tuple(found)


def in_region(code: str) -> Q:
    """Rows of the region and of all inside it."""
    return Q(region__startswith=region_prefix(code))


def day_of(text: str) -> date | None:
    """The day that was typed; nothing for what is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _words(table: Table) -> TableFilter:
    title = gettext("Name or code")

    def narrow(rows: Rows, text: str) -> Rows:
        return rows.filter(_naming(table, text[:MOST_LETTERS]))

    named: dict[str, set[str]] = {}

    def keeps(row: Held, text: str) -> bool:
        if text not in named:
            named[text] = codes_named(text) if speaks_of_firms(table) else set()
        own = (row.subject, *(str(row.values.get(name, "")) for name in ("name", *_named_columns(table))))
        return row.subject in named[text] or any(name_key(text) in name_key(one) for one in own)

    return TableFilter(Filter("q", title, narrow), keeps)


def _naming(table: Table, text: str) -> Q:
    """Rows of firms of that name now or before, and rows that bear the words themselves."""
    asked = text.strip()
    found = Q(subject__istartswith=asked) if asked.isascii() else Q(pk__in=())
    if speaks_of_firms(table):
        found |= firms_named(asked)
    for name in _named_columns(table):
        if field := order_field(table, name):
            found |= Q(**{f"{field}__icontains": asked})
    return found


def _named_columns(table: Table) -> tuple[str, ...]:
    """Columns in which a row's own name or number stands; a firm's names are found by its names."""
    wanted = ("name", "title", "number", "product", "figure", "organisation", "target", "other")
    firm = table.name == "firms"
    return tuple(c.name for c in table.columns if c.name in wanted and c.listed and not firm)


def _region(person: Person, chosen: str) -> TableFilter:
    below = region_codes.children(chosen or person.region or None) or region_codes.children(person.region or None)
    choices = tuple((region.code, region.name) for region in below)
    narrow = Filter("region", gettext("Region"), lambda rows, code: rows.filter(in_region(code)), choices, region_word)
    return TableFilter(narrow, lambda row, code: row.region.startswith(region_prefix(code)))


def region_word(code: str) -> str:
    """The region's name; nothing for a code that never was one."""
    known = region_codes.known(code)
    return known.name if known else ""


def _industry(table: Table) -> TableFilter:
    field = order_field(table, "industry")
    choices = tuple((one.code, f"{one.code} {one.name}") for one in industries.children(None))

    def word(code: str) -> str:
        found = industries.industry(code)
        return f"{found.code} {found.name}" if found else ""

    def prefix(code: str) -> str:
        found = industries.industry(code)
        return found.code if found else code

    narrow = Filter(
        "industry",
        gettext("Industry"),
        lambda rows, code: rows.filter(**{f"{field}__startswith": prefix(code)}),
        choices,
        word,
    )
    return TableFilter(narrow, lambda row, code: str(row.values.get("industry", "")).startswith(prefix(code)))


def _validity(today: date) -> TableFilter:
    """Titles by how long they hold, counted from today."""
    soon = today + timedelta(days=SOON_DAYS)
    choices = (
        ("valid", gettext("valid")),
        ("soon", gettext("ends within %(days)s days") % {"days": SOON_DAYS}),
        ("ended", gettext("ended")),
        ("unknown", gettext("its end is unknown")),
    )
    conditions = {
        "valid": Q(c_valid_to__gte=today),
        "soon": Q(c_valid_to__gte=today, c_valid_to__lte=soon),
        "ended": Q(c_valid_to__lt=today),
        "unknown": Q(c_valid_to=None),
    }
    return TableFilter(
        Filter("validity", gettext("Today"), lambda rows, value: rows.filter(conditions[value]), choices)
    )


def _strategic() -> TableFilter:
    choices = tuple((one.code, f"{one.code} {one.name}") for one in strategic.every_strategic())

    def narrow(rows: Rows, code: str) -> Rows:
        # The column is not one that lists show: it stands in the content alone, as canonical JSON.
        return rows.filter(Q(content__contains=f'"strategic":"{code}"') | Q(content__contains=f'"strategic":"{code}.'))

    def keeps(row: Held, code: str) -> bool:
        said = str(row.values.get("strategic", ""))
        return said == code or said.startswith(f"{code}.")

    return TableFilter(Filter("strategic", gettext("Strategic industry"), narrow, choices), keeps)


def _year(column: Column, today: date) -> TableFilter:
    choices = tuple((str(year), str(year)) for year in range(today.year, today.year - YEARS_OFFERED, -1))

    def word(given: str) -> str:
        return given if given.isascii() and given.isdigit() and len(given) == 4 else ""

    narrow = Filter("year", column_name(column), lambda rows, year: rows.filter(c_year=int(year)), choices, word)
    return TableFilter(narrow, lambda row, year: row.values.get("year") == int(year))


def _choice(table: Table, column: Column) -> TableFilter:
    field = order_field(table, column.name)
    choices = tuple((value, choice_name(column, value)) for value in column.choices)
    narrow = Filter(column.name, column_name(column), lambda rows, value: rows.filter(**{field: value}), choices)
    return TableFilter(narrow, lambda row, value: row.values.get(column.name) == value)


def _text(table: Table, column: Column) -> TableFilter:
    field = order_field(table, column.name)
    narrow = Filter(
        column.name, column_name(column), lambda rows, text: rows.filter(**{f"{field}__icontains": text[:MOST_LETTERS]})
    )
    return TableFilter(narrow, lambda row, text: text.lower() in str(row.values.get(column.name, "")).lower())


def _is_text(table: Table, column: Column) -> bool:
    """Listed columns of free text, but those that the first box searches."""
    free = column.kind == "text" and column.listed and not column.choices and not column.codes
    return free and column.name not in ("name", *_named_columns(table)) and not is_figure(column)


def _disagreeing() -> TableFilter:
    narrow = Filter(
        "sources",
        gettext("Sources"),
        lambda rows, value: rows.filter(conflict=True) if value == "disagree" else rows.filter(sources__gt=1),
        (("disagree", gettext("sources disagree")), ("several", gettext("several sources"))),
    )
    return TableFilter(narrow)


def _as_of() -> TableFilter:
    def narrow(rows: Rows, given: str) -> Rows:
        day = day_of(given)
        return rows.filter(true_on(day)) if day else rows

    return TableFilter(Filter("as_of", gettext("True on"), narrow, (), _day_word, "date"), lambda _row, _day: True)


def _known() -> TableFilter:
    # The list itself asks the register as it was known then; there is nothing left to narrow.
    shown = Filter("known", gettext("As known on"), lambda rows, _: rows, (), _day_word, "date")
    return TableFilter(shown, lambda _row, _day: True)


def _day_word(given: str) -> str:
    return given if day_of(given) else ""


def kept(filters: tuple[TableFilter, ...], asked: dict[str, str], rows: Iterator[Held]) -> Iterator[Held]:
    """The held rows that pass every filter that is set."""
    wanted = [(one.keeps, asked[one.shown.key]) for one in filters if one.keeps and asked.get(one.shown.key)]
    for row in rows:
        if all(keeps(row, value) for keeps, value in wanted):
            yield row
