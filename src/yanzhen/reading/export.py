"""A page's statements as a table, each row with its source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from yanzhen.errors import InputError
from yanzhen.tables import EXACT_PLACES, STATEMENTS, check, dtype

if TYPE_CHECKING:
    from decimal import Decimal

    import polars

    from yanzhen.reading.page import Page, PageStatement


def statements_table(page: Page) -> polars.DataFrame:
    """One row a statement, in the page's order, as :data:`yanzhen.tables.STATEMENTS` describes them."""
    import polars

    titles = {article.id: article.title for article in page.articles}
    rows = [_row(page, number, statement, titles) for number, statement in enumerate(page.statements, start=1)]
    schema = {column.name: dtype(column) for column in STATEMENTS.columns}
    return check(polars.DataFrame(rows, schema=schema, orient="row"), STATEMENTS)


def _row(page: Page, number: int, statement: PageStatement, titles: dict[int, str | None]) -> dict[str, Any]:
    return {
        "sha256": page.document.sha256,
        "file": page.document.file,
        "published": page.document.published,
        "number": number,
        "article": statement.article,
        "article_title": titles.get(statement.article) if statement.article is not None else None,
        **_figure(statement),
        "subject": statement.subject,
        "property": statement.property,
        "period_start": statement.period.start if statement.period else None,
        "period_end": statement.period.end if statement.period else None,
        "scope": statement.scope,
        "other_scope": statement.other_scope,
        "direction": statement.direction,
        "ranking": statement.ranking,
        "share_of": statement.share_of,
        "quote": statement.quote,
        "start": statement.span[0],
        "end": statement.span[1],
        "origin": statement.origin,
    }


def _figure(statement: PageStatement) -> dict[str, Any]:
    quantity = statement.quantity
    if quantity is None:
        return {}
    return {
        "low": _exact(quantity.low),
        "high": _exact(quantity.high),
        "unit": quantity.unit,
        "relation": quantity.relation.value,
        "status": quantity.status.value,
        "stated_to": _exact(quantity.stated_to),
    }


def _exact(figure: Decimal | None) -> Decimal | None:
    """The figure, if the table's decimals hold it without rounding."""
    if figure is not None and figure != round(figure, EXACT_PLACES):
        raise InputError(
            "table statements, a figure of the page",
            seen=str(figure),
            expected=f"at most {EXACT_PLACES} decimal places",
            todo="export the page as JSON, which holds any figure",
        )
    return figure
