"""Every address of the API, once: the addresses of the site and the OpenAPI document are both made from this list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.utils.translation import gettext_noop as _
from pydantic import BaseModel

from yanzhen.desk.api import asked, page_answers, shapes, table_answers
from yanzhen.desk.api.asked import Asked
from yanzhen.desk.api.gate import Visit
from yanzhen.desk.register.ledger.columns import table_of
from yanzhen.tables import REGISTER_TABLES, Table

NUMBER = "/<int:number>"


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One address: its route below ``/api/v1/``, what may be asked, what answers, and in which shape.

    ``table`` is the register's table whose columns the rows have.
    """

    route: str
    name: str
    group: str
    summary: str
    asked: type[Asked]
    answer: Callable[..., BaseModel]
    shape: Any
    table: str = ""

    @property
    def path(self) -> str:
        """As OpenAPI writes it: ``/firms/{number}``."""
        return "/" + self.route.replace("<int:number>", "{number}")

    @property
    def of_one(self) -> bool:
        """Whether the address names a row."""
        return "<int:number>" in self.route


def endpoints() -> tuple[Endpoint, ...]:
    """In the order of the documentation."""
    return (*_tables(), *_pages(), *_codes())


def tables(_visit: Visit, _asked: Asked) -> shapes.Listed[shapes.Table]:
    """The register's tables with their columns."""
    return shapes.Listed(items=[_table(table_of(table.name)) for table in REGISTER_TABLES], next=None)


def _tables() -> Iterator[Endpoint]:
    group = _("The register's tables")
    yield Endpoint(
        "tables", "tables", group, _("The tables and their columns"), Asked, tables, shapes.Listed[shapes.Table]
    )
    for table in REGISTER_TABLES:
        yield from _of_table(table.name, table.meaning_en, group)
    summary = _("Firms counted by region or industry; counts of fewer than three are held back")
    yield Endpoint("counts/firms", "counts", group, summary, asked.CountsAsked, table_answers.counts, shapes.Counts)
    derived, shape = table_answers.derived, shapes.Listed[shapes.Derived]
    summary = _("Figures computed for a firm and a year, with their inputs down to the cells")
    yield Endpoint(f"firms{NUMBER}/derived", "derived", group, summary, asked.DerivedAsked, derived, shape)


def _of_table(kind: str, meaning: str, group: str) -> Iterator[Endpoint]:
    answers = table_answers
    rows, row, said = (partial(each, kind=kind) for each in (answers.rows, answers.row, answers.said))
    listed, one, sources = shapes.Listed[shapes.Row], shapes.Row, shapes.Listed[shapes.Said]
    summary = _("One row, with the statement of every figure and its cell")
    yield Endpoint(kind, f"{kind}.rows", group, meaning, asked.RowsAsked, rows, listed, table=kind)
    yield Endpoint(f"{kind}{NUMBER}", f"{kind}.row", group, summary, Asked, row, one, table=kind)
    summary = _("What every source says of the row's cells, the one in force first")
    yield Endpoint(f"{kind}{NUMBER}/sources", f"{kind}.sources", group, summary, asked.SaidAsked, said, sources)


def _pages() -> Iterator[Endpoint]:
    group, answers = _("What pages state"), page_answers
    statement, listed = shapes.PageStatement, shapes.Listed[shapes.PageStatement]
    places: Any = shapes.Listed[shapes.AnySource]
    summary = _("Statements of pages, each with its source")
    yield Endpoint("statements", "statements", group, summary, asked.StatementsAsked, answers.statements, listed)
    yield Endpoint(f"statements{NUMBER}", "statement", group, _("One statement"), Asked, answers.statement, statement)
    summary = _("The places that statements stand in: passages, cells, computations")
    yield Endpoint("sources", "sources", group, summary, asked.SourcesAsked, answers.sources, places)
    yield Endpoint(f"sources{NUMBER}", "source", group, _("One place"), Asked, answers.source, shapes.AnySource)
    summary, files = _("Files that were brought in, without their text"), shapes.Listed[shapes.Document]
    yield Endpoint("documents", "documents", group, summary, asked.DocumentsAsked, answers.documents, files)
    yield Endpoint(f"documents{NUMBER}", "document", group, _("One file"), Asked, answers.document, shapes.Document)
    summary = _("Statements that hold the words, and firms of that name")
    yield Endpoint("search", "search", group, summary, asked.SearchAsked, answers.search, shapes.Found)


def _codes() -> Iterator[Endpoint]:
    group, answers = _("Code lists"), page_answers
    regions, industries = shapes.Listed[shapes.Region], shapes.Listed[shapes.Industry]
    yield Endpoint("regions", "regions", group, "GB/T 2260", asked.RegionsAsked, answers.region_codes, regions)
    summary = "GB/T 4754-2017"
    yield Endpoint(
        "industries", "industries", group, summary, asked.IndustriesAsked, answers.industry_codes, industries
    )


def _table(table: Table) -> shapes.Table:
    return shapes.Table(
        name=table.name,
        label=table.label_zh,
        meaning_zh=table.meaning_zh,
        meaning_en=table.meaning_en,
        key=list(table.key),
        columns=[_column(column) for column in table.columns],
    )


def _column(column: Any) -> shapes.Column:
    return shapes.Column(
        name=column.name,
        label=column.label_zh,
        kind=column.kind,
        unit=column.unit,
        required=column.required,
        choices=list(column.choices),
        meaning_zh=column.meaning_zh,
        meaning_en=column.meaning_en,
    )
