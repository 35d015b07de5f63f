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
from functools import cached_property
from typing import TYPE_CHECKING, Any, Generic, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import Model, QuerySet
from django.urls import reverse

if TYPE_CHECKING:
    from django.http import HttpRequest

Row = TypeVar("Row", bound=Model)


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
    """A filter: how it narrows the rows, and its choices; without choices it is a box to type in."""

    key: str
    title: str
    narrow: Callable[[Any, str], Any]
    choices: tuple[tuple[str, str], ...] = ()


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
    ) -> None:
        self.path = request.path
        self.asked = request.GET
        self._columns, self._filters, self._exports = columns, filters, exports
        self._default_order = tuple(default_order)
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
        return {one.key: self._asked_value(one) for one in self._filters}

    def _asked_value(self, one: Filter) -> str:
        value = self.asked.get(one.key, "").strip()
        known = not one.choices or value in {choice for choice, _ in one.choices}
        return value if known else ""

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
        return (f"-{column.order}" if down else column.order, "-pk")

    @cached_property
    def count(self) -> int:
        """All rows that fit the filters."""
        return self.every_row.count()

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

    @property
    def columns(self) -> list[ShownColumn]:
        return [self._shown_column(column) for column in self._columns]

    def _shown_column(self, column: Column) -> ShownColumn:
        here = self._sorted is not None and self._sorted[0] is column
        down = here and self._sorted is not None and self._sorted[1]
        target = f"-{column.key}" if here and not down else column.key
        sort_url = self._address(sort=target, page="") if column.order else ""
        direction = ("descending" if down else "ascending") if here else ""
        return ShownColumn(column.title, column.unit, column.numeric, direction, sort_url)

    @property
    def filters(self) -> list[ShownFilter]:
        return [self._shown_filter(one) for one in self._filters]

    def _shown_filter(self, one: Filter) -> ShownFilter:
        value = self._values[one.key]
        word = dict(one.choices).get(value, value)
        return ShownFilter(one.key, one.title, value, word, self._address(**{one.key: "", "page": ""}), one.choices)

    @property
    def exports(self) -> list[tuple[str, str]]:
        """Words and addresses of the exports, which take the same filters and sorting."""
        query = urlencode(self.kept("page"))
        return [(words, reverse(name) + (f"?{query}" if query else "")) for words, name in self._exports]

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

    def _address(self, **changes: str) -> str:
        asked = {key: value for key, value in (dict(self.kept()) | changes).items() if value}
        return f"{self.path}?{urlencode(asked)}" if asked else self.path
