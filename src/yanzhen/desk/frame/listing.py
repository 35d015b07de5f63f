"""A list with filters, sorting, paging and an address that keeps them all.

::

    listing = Listing(
        request, Statement.objects.visible_to(person),
        columns=(Column("subject", _("Subject"), order="subject"), Column("figure", _("Figure"), numeric=True)),
        filters=(Filter("q", _("Text"), lambda rows, word: rows.filter(text__contains=word)),),
        exports=((_("Excel"), "register:export_xlsx"),),
    )
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse
from markupsafe import Markup

from yanzhen.desk.frame.changes import counted_once, state_of

if TYPE_CHECKING:
    from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)
FAR = 1000
"""Rows before a page from which its keys are looked up first: an index holds them, the rows before the page stay unread."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column; with ``order`` (a field's path) its heading sorts."""

    key: str
    title: str
    order: str = ""
    numeric: bool = False
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """A filter: how it narrows the rows, and its choices; without choices it is a box to type in.

    ``word_of`` says what a value means that is none of the choices (nothing: it is refused). ``kind`` is the type of the box.
    """

    key: str
    title: str
    narrow: Callable[[Any, str], Any]
    choices: tuple[tuple[str, str], ...] = ()
    word_of: Callable[[str], str] | None = None
    kind: str = "search"


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A heading as the template draws it."""

    title: str
    unit: str
    numeric: bool
    sorted: str  # "ascending", "descending" or nothing
    sort_url: str


@dataclass(frozen=True, slots=True)
class ShownFilter:
    """A filter as the template draws it: its word when it is set."""

    key: str
    title: str
    value: str
    word: str
    remove_url: str
    choices: tuple[tuple[str, str], ...]
    kind: str

    @property
    def box(self) -> Markup:
        """The select or the box to type in, for a filter that is not set."""
        return _box(self.key, self.title, self.kind, self.choices)


class Listing(Generic[Row]):
    """The rows that a request asks for, and every address around them."""

    def __init__(
        self,
        request: HttpRequest,
        rows: QuerySet[Row],
        *,
        columns: Sequence[Column],
        filters: Sequence[Filter] = (),
        exports: Sequence[tuple[str, str]] = (),
        default_order: Sequence[str] = ("-pk",),
        page_rows: int | None = None,
        counted_for: tuple[object, ...] = (),
    ) -> None:
        self.path = request.path
        self.asked = request.GET
        self._columns, self._filters, self._exports = columns, filters, exports
        self._default_order = tuple(default_order)
        self._request, self._counted_for = request, counted_for
        self.page_rows = page_rows or settings.LIST_PAGE_ROWS
        self.every_row = self._narrowed(rows).order_by(*self._order)

    def _narrowed(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        for one in self._filters:
            if value := self._values[one.key]:
                rows = one.narrow(rows, value)
        return rows

    @cached_property
    def _values(self) -> dict[str, str]:
        """What each filter is set to; nothing where it is not, or to a choice that is none."""
        return {one.key: self._asked_value(one) if one.key in self.asked else "" for one in self._filters}

    def _asked_value(self, one: Filter) -> str:
        value = self.asked.get(one.key, "").strip()
        return value if value and self._word(one, value) else ""

    @staticmethod
    def _word(one: Filter, value: str) -> str:
        """What a value of the filter is called; nothing where it is none of its values."""
        if one.choices and (word := next((word for choice, word in one.choices if choice == value), "")):
            return word
        if one.word_of is not None:
            return one.word_of(value)
        return "" if one.choices else value

    @cached_property
    def _sorted(self) -> tuple[Column, bool] | None:
        """The column that the request sorts by, and whether downwards."""
        wish = self.asked.get("sort", "")
        found = next((column for column in self._columns if column.order and column.key == wish.lstrip("-")), None)
        return (found, wish.startswith("-")) if found else None

    @property
    def _order(self) -> tuple[str, ...]:
        if self._sorted is None:
            return self._default_order
        column, down = self._sorted
        # Both in one direction, so that an index on (column, id) gives the order.
        return (f"-{column.order}", "-pk") if down else (column.order, "pk")

    @cached_property
    def count(self) -> int:
        """All rows that fit the filters; with ``counted_for`` (the person's scope) counted once for each state of the desk."""
        rows = self.every_row.order_by()
        if not self._counted_for:
            return rows.count()
        key = (self.path, self._counted_for, tuple(self._values.items()))
        return counted_once(key, state_of(self._request), rows.count)

    @property
    def pages(self) -> int:
        return max(1, -(-min(self.count, settings.LIST_MOST_ROWS) // self.page_rows))

    @cached_property
    def page(self) -> int:
        wish = self.asked.get("page", "")
        return min(max(1, int(wish)), self.pages) if wish.isascii() and wish.isdigit() and len(wish) < 9 else 1

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of this page."""
        first = (self.page - 1) * self.page_rows
        return list(self.every_row[first : first + self.page_rows])

    @property
    def too_many(self) -> bool:
        """Whether rows beyond the last page exist."""
        return self.count > settings.LIST_MOST_ROWS

    @property
    def is_narrowed(self) -> bool:
        """Whether any filter is set: an empty list then says so."""
        return any(self._values.values())

    def value(self, key: str) -> str:
        """What the filter is set to; nothing where it is not."""
        return self._values.get(key, "")

    def values(self, *fields: str) -> list[Any]:
        """The rows of this page as tuples of the row's own fields."""
        first = (self.page - 1) * self.page_rows
        if first >= FAR:
            return [row[1:] for row in self.tuples(*fields)]
        return list(self.every_row.values_list(*fields)[first : first + self.page_rows])

    def tuples(self, *fields: str) -> list[Any]:
        """The rows of this page as tuples of these fields; joins are made for these rows alone, not for those of earlier pages."""
        first = (self.page - 1) * self.page_rows
        keys = list(self.every_row.values_list("pk", flat=True)[first : first + self.page_rows])
        place = {key: number for number, key in enumerate(keys)}
        rows = self.every_row.filter(pk__in=keys).order_by().values_list("pk", *fields)
        return sorted(rows, key=lambda row: place[row[0]])

    @cached_property
    def columns(self) -> list[ShownColumn]:
        return [self._shown_column(column) for column in self._columns]

    def _shown_column(self, column: Column) -> ShownColumn:
        here = self._sorted is not None and self._sorted[0] is column
        down = here and self._sorted is not None and self._sorted[1]
        target = f"-{column.key}" if here and not down else column.key
        sort_url = self._address(sort=target, page="") if column.order else ""
        direction = ("descending" if down else "ascending") if here else ""
        return ShownColumn(column.title, column.unit, column.numeric, direction, sort_url)

    @cached_property
    def filters(self) -> list[ShownFilter]:
        return [self._shown_filter(one) for one in self._filters]

    def _shown_filter(self, one: Filter) -> ShownFilter:
        value = self._values[one.key]
        if not value:
            return ShownFilter(one.key, one.title, "", "", "", one.choices, one.kind)
        remove_url = self._address(**{one.key: "", "page": ""})
        return ShownFilter(one.key, one.title, value, self._word(one, value), remove_url, one.choices, one.kind)

    @property
    def exports(self) -> list[tuple[str, str]]:
        """Words and addresses of the exports, which take the same filters and sorting."""
        query = urlencode(self.kept("page"))
        places = ((words, name if name.startswith("/") else reverse(name)) for words, name in self._exports)
        return [(words, place + (f"?{query}" if query else "")) for words, place in places]

    @property
    def address(self) -> str:
        """The saved view."""
        return self._address(page="")

    @property
    def before_url(self) -> str:
        return self._address(page=str(self.page - 1)) if self.page > 1 else ""

    @property
    def after_url(self) -> str:
        return self._address(page=str(self.page + 1)) if self.page < self.pages else ""

    def kept(self, but: str = "") -> list[tuple[str, str]]:
        """What the address says now: filters and sorting. ``but="filters"`` leaves the filters out, ``"page"`` the page."""
        filters = [] if but == "filters" else list(self._values.items())
        sort = self.asked.get("sort", "") if self._sorted else ""
        page = str(self.page) if not but and self.page > 1 else ""
        return [(key, value) for key, value in [*filters, ("sort", sort), ("page", page)] if value]

    @cached_property
    def _kept(self) -> dict[str, str]:
        return dict(self.kept())

    def _address(self, **changes: str) -> str:
        asked = {key: value for key, value in (self._kept | changes).items() if value}
        return f"{self.path}?{urlencode(asked)}" if asked else self.path


@lru_cache(maxsize=1024)
def _box(key: str, title: str, kind: str, choices: tuple[tuple[str, str], ...]) -> Markup:
    """Drawn once for the same choices: a select of fifty of them would cost more than the rows of the page."""
    if choices:
        options = Markup("").join(Markup('<option value="{}">{}</option>').format(*choice) for choice in choices)
        return Markup(
            '<label><span class="sr">{1}</span><select name="{0}"><option value="">{1}</option>{2}</select></label>'
        ).format(key, title, options)
    if kind == "search":
        return Markup(
            '<label><span class="sr">{1}</span><input type="search" name="{0}" placeholder="{1}"></label>'
        ).format(key, title)
    return Markup('<label><span>{1}</span> <input type="{2}" name="{0}"></label>').format(key, title, kind)
