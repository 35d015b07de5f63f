"""Statements of the library and rows of the register, as the API tells them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any, Literal, cast

from yanzhen import sources, values
from yanzhen.desk.api import shapes
from yanzhen.desk.register.figures import quantity_of
from yanzhen.desk.register.models import Import, Source, Statement
from yanzhen.reading.encode import figure_json

Direction = Literal["up", "down"]


def statement(said: sources.Statement, files: Mapping[str, str]) -> shapes.Statement:
    """A statement of the library; ``files`` names the files by their SHA-256."""
    return shapes.Statement(
        subject=said.subject,
        property=said.property,
        quantity=quantity(said.quantity),
        period=shapes.Period(start=said.period.start, end=said.period.end) if said.period else None,
        direction=cast("Direction | None", said.direction),
        ranking=said.ranking,
        scope=said.scope,
        other_scope=said.other_scope,
        source=_source(said.source, files),
    )


def files_of(said: Iterable[sources.Statement]) -> dict[str, str]:
    """The names of the sheets that these statements and their inputs stand in."""
    wanted = {digest for one in said for digest in _digests(one)}
    return dict(Import.objects.filter(sha256__in=wanted).values_list("sha256", "file"))


def page_statement(row: Statement, source: shapes.AnySource) -> shapes.PageStatement:
    """A statement of a page; ``row`` has its source and subject at hand."""
    period = None
    if row.period_start or row.period_end:
        period = shapes.Period(start=row.period_start, end=row.period_end)
    return shapes.PageStatement(
        id=row.pk,
        subject=row.subject_text or None,
        property=row.property or None,
        quantity=quantity(quantity_of(row)),
        period=period,
        direction=cast("Direction | None", row.direction or None),
        ranking=row.ranking or None,
        scope=row.scope or None,
        other_scope=row.other_scope or None,
        source=source,
        region=row.region,
        department=row.department,
        firm=(row.subject.firm_code or None) if row.subject else None,
        standing=cast("Any", row.standing),
        corrected=row.corrected,
        read_at=row.read_at,
    )


def page_source(row: Source, inputs: Iterable[shapes.Statement] = ()) -> shapes.AnySource:
    """Where a statement of a page stands."""
    if row.kind == Source.Kind.DERIVED or row.document is None:
        return shapes.DerivedSource(id=row.pk, operation=row.operation, inputs=list(inputs))
    if row.kind == Source.Kind.CELL:
        return shapes.CellSource(
            id=row.pk,
            file=row.document.file,
            sha256=row.document.sha256,
            sheet=row.sheet,
            row=row.row or 0,
            column=row.column,
        )
    return shapes.SpanSource(
        id=row.pk,
        file=row.document.file,
        sha256=row.document.sha256,
        document=row.document.pk,
        start=row.start or 0,
        end=row.end or 0,
        quote=row.quote,
        page=row.page,
        article=row.article_title,
    )


def quantity(figure: values.Quantity | None) -> shapes.Quantity | None:
    """A figure in the form of ``yanzhen read --json``."""
    if figure is None:
        return None
    return shapes.Quantity(
        low=_figure(figure.low),
        high=_figure(figure.high),
        unit=figure.unit,
        relation=figure.relation.value,
        status=figure.status.value,
    )


def _figure(figure: Decimal | None) -> int | float | str | None:
    return None if figure is None else figure_json(figure)


def _source(source: sources.Source, files: Mapping[str, str]) -> shapes.AnySource:
    if isinstance(source, sources.Derived):
        return shapes.DerivedSource(operation=source.operation, inputs=[statement(one, files) for one in source.inputs])
    file = files.get(source.sha256, "")
    if isinstance(source, sources.Cell):
        return shapes.CellSource(
            file=file, sha256=source.sha256, sheet=source.sheet, row=source.row, column=source.column
        )
    return shapes.SpanSource(file=file, sha256=source.sha256, start=source.start, end=source.end, quote="")


def _digests(said: sources.Statement) -> Iterator[str]:
    if isinstance(said.source, sources.Derived):
        for one in said.source.inputs:
            yield from _digests(one)
    else:
        yield said.source.sha256
