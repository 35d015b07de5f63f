"""The rows of a list as markup, cell by cell from plain tuples.

A template's loop over fifty rows and ten columns looks up some five thousand names; here each column is one small function, made once a
page, and the rows of the same page take a tenth of that time. Everything that comes from a sheet is escaped on its way in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from django.utils.translation import gettext, ngettext
from markupsafe import Markup

from yanzhen.desk.register.pages.values import code_name, is_figure, region_path, shown
from yanzhen.desk.register.pages.wording import labelled
from yanzhen.tables import Column

Cell = Callable[[int, Any], str]
"""The markup of one cell from the row's number and the value."""


@dataclass(frozen=True, slots=True)
class Painted:
    """What a list needs to be drawn: the addresses' beginnings and the names of the firms on the page."""

    rows_url: str
    """``/register/rows/firm-years/``"""
    firms_url: str
    """``/register/firms/``"""
    names: dict[str, str]
    """The name of each firm on the page that the person may see, by its code."""
    of_firms: bool = False
    """Whether the rows are firms, whose page is their own."""


def painted(columns: Sequence[Column], rows: Iterable[Sequence[Any]], how: Painted) -> Markup:
    """The body of the list. A row is ``(number, subject, conflict, sources, *values in the order of columns)``."""
    cells = [cell_of(column, how) for column in columns]
    head, tail = _head(how), _tail()
    parts: list[str] = []
    for number, subject, conflict, sources, *values in rows:
        parts.append(head(number, subject))
        for cell, value in zip(cells, values, strict=True):
            parts.append(cell(number, value))
        parts.append(tail(conflict, sources))
    return Markup("".join(parts))


def cell_of(column: Column, how: Painted) -> Cell:
    """How the cells of a column are drawn."""
    label = escape(labelled(column))
    unknown = _unknown(label, "n" if is_figure(column) else "")
    if is_figure(column):
        return _figure(column, label, unknown, how.rows_url)
    if column.codes in ("uscc", "firm"):
        return _firm(label, unknown, how)
    if column.codes in ("region", "industry", "strategic"):
        return _code(column, label, unknown)
    return _text(column, label, unknown)


def firm_link(code: str, how: Painted) -> str:
    """The firm's name, leading to its page; a code of a firm out of sight stands alone."""
    name = how.names.get(code)
    if name is None:
        return escape(code)
    return f'<a href="{how.firms_url}{escape(code)}">{escape(name)}</a>'


def _head(how: Painted) -> Callable[[int, str], str]:
    """The first cell: of whom the row speaks, leading to the row."""

    def draw(number: int, subject: str) -> str:
        name = how.names.get(subject)
        code = f' <span class="src">{escape(subject)}</span>' if name else ""
        address = f"{how.firms_url}{escape(subject)}" if how.of_firms else f"{how.rows_url}{number}"
        return f'<tr data-item><td><a href="{address}" data-open>{escape(name or subject)}</a>{code}</td>'

    return draw


def _tail() -> Callable[[bool, int], str]:
    """The last cell: how many sources, and whether they disagree."""
    label = escape(gettext("Sources"))
    bad = (
        f'<td data-label="{label}"><span class="lamp bad"><span aria-hidden="true">■</span> '
        f"{escape(gettext('disagree'))}</span></td></tr>\n"
    )
    told = {n: f'<td class="src" data-label="{label}">{_sources(n)}</td></tr>\n' for n in range(10)}

    def draw(conflict: bool, sources: int) -> str:
        if conflict:
            return bad
        return told.get(sources) or f'<td class="src" data-label="{label}">{_sources(sources)}</td></tr>\n'

    return draw


def _sources(number: int) -> str:
    return escape(ngettext("%(num)s source", "%(num)s sources", number) % {"num": number})


def _unknown(label: str, classes: str) -> str:
    why = escape(gettext("no source gives it"))
    opening = f'<td class="{classes}"' if classes else "<td"
    return (
        f'{opening} data-label="{label}"><span class="unknown" title="{why}">{escape(gettext("unknown"))}</span></td>'
    )


def _figure(column: Column, label: str, unknown: str, rows_url: str) -> Cell:
    before = f'<td class="n" data-label="{label}"><button class="figure" form="go" formaction="{rows_url}'
    after = f'/{column.name}" aria-expanded="false">'

    def draw(number: int, value: Any) -> str:
        if value is None:
            return unknown
        return f"{before}{number}{after}{shown(column, value)}</button></td>"

    return draw


def _firm(label: str, unknown: str, how: Painted) -> Cell:
    def draw(_number: int, value: Any) -> str:
        return f'<td data-label="{label}">{firm_link(value, how)}</td>' if value else unknown

    return draw


def _code(column: Column, label: str, unknown: str) -> Cell:
    """A region is told by its name, with the path in its title; an industry by its code and name."""
    known: dict[str, str] = {}

    def drawn(code: str) -> str:
        name = code_name(column.codes, code)
        if column.codes == "region":
            return f'<td data-label="{label}" title="{escape(region_path(code))}">{escape(name or code)}</td>'
        behind = f' <span class="src">{escape(name)}</span>' if name else ""
        return f'<td data-label="{label}"><span>{escape(code)}{behind}</span></td>'

    def draw(_number: int, value: Any) -> str:
        if not value:
            return unknown
        if value not in known:
            known[value] = drawn(value)
        return known[value]

    return draw


def _text(column: Column, label: str, unknown: str) -> Cell:
    short = ' class="nowrap"' if column.kind in ("date", "flag") or column.choices or column.name == "year" else ""
    before = f'<td{short} data-label="{label}">'
    known: dict[Any, str] = {None: unknown, "": unknown}
    if column.choices or column.kind in ("flag", "integer"):
        return lambda _number, value: (
            known.get(value) or known.setdefault(value, f"{before}{escape(shown(column, value))}</td>")
        )
    if column.kind == "date":
        return lambda _number, value: f"{before}{value}</td>" if value else unknown
    return lambda _number, value: f"{before}{escape(value)}</td>" if value else unknown
