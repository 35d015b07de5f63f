"""Firms as a flat table: counts and titles worked out exactly by the single-firm judge, everything else as it is."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import polars as pl

from yanzhen.errors import InputError
from yanzhen.ladder import tree
from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import MONEY
from yanzhen.ladder.columnar.naming import (
    HIGH,
    LOW,
    Column,
    columns_of,
    experts_columns,
    figure_column,
    manual_column,
    title_column,
)
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_json import MONEY_UNITS
from yanzhen.ladder.numbers import finite
from yanzhen.ladder.sight import Sight, last_full_year
from yanzhen.values import Answer

Value = Fraction | bool | date | str | None
TITLE = title_column("")
MANUAL = manual_column("")
DIGITS = 38


def flatten(
    firms: Sequence[Firm], book: Book, on: date, applicant: str = "new", *, money_unit: str = MONEY
) -> pl.DataFrame:
    """One row a firm with every column that the book reads, in its order; what is unknown is null.

    A count that cannot be told is null, with its bounds in ``NAME.low`` and ``NAME.high``. Money is in ``money_unit``, whole numbers as
    Int64, others as exact decimals. Raises InputError for a number without an end as a decimal.
    """
    columns = columns_of(book)
    rows = [dict(_row(firm, book, columns, on, applicant)) for firm in firms]
    names = [column.name for column in columns if not column.optional or any(column.name in row for row in rows)]
    more = sorted({name for row in rows for name in row} - {column.name for column in columns})
    kinds = {column.name: column.kind for column in columns}
    money = {column.name for column in columns if column.unit == MONEY}
    found = [
        _series(
            name, kinds.get(name, "number"), [row.get(name) for row in rows], money_unit if name in money else MONEY
        )
        for name in [*names, *more]
    ]
    head = [
        pl.Series("uscc", [firm.uscc for firm in firms], pl.String),
        pl.Series("name", [firm.name for firm in firms], pl.String),
    ]
    return pl.DataFrame([*head, *found])


def _row(firm: Firm, book: Book, columns: Sequence[Column], on: date, applicant: str) -> Iterator[tuple[str, Value]]:
    sight = Sight(book, firm, on, applicant)
    yield from _figures(firm, columns, on)
    for column in columns:
        if column.node is not None and not column.optional:
            yield from _counted(column.name, column.node, sight)
        elif column.name.startswith(TITLE):
            yield column.name, _title(column.name.removeprefix(TITLE), sight)
        elif column.name.startswith(MANUAL):
            yield column.name, firm.manual.get(column.name.removeprefix(MANUAL))
    for criterion, ends in firm.experts.items():
        if criterion in book.criteria and book.criteria[criterion].points is not None:
            yield from zip(experts_columns(criterion), ends, strict=True)


def _figures(firm: Firm, columns: Sequence[Column], on: date) -> Iterator[tuple[str, Value]]:
    wanted = {column.name for column in columns}
    year = last_full_year(on)
    for name, value in firm.figures.items():
        if name in wanted:
            yield name, value
    for calendar, figures in firm.years.items():
        for name, number in figures.items():
            column = figure_column(name, calendar - year)
            if column in wanted:
                yield column, number


def _counted(name: str, node: tree.Tally, sight: Sight) -> Iterator[tuple[str, Value]]:
    if node.name not in sight.firm.lists:
        return
    found = sight.amount(node)
    if found.exact is not None:
        yield name, found.exact
        return
    yield name + LOW, found.low
    if found.high is not None:
        yield name + HIGH, found.high


def _title(title: str, sight: Sight) -> bool | None:
    held = sight.test(tree.Holds((title,)), {})
    return None if held is Answer.UNKNOWN else held is Answer.MET


def _series(name: str, kind: str, values: Sequence[Value], money_unit: str) -> pl.Series:
    if kind != "number":
        return pl.Series(name, values, {"flag": pl.Boolean, "day": pl.Date, "text": pl.String}[kind])
    factor = MONEY_UNITS[money_unit]
    numbers: list[Any] = [None if value is None else Fraction(value) / factor for value in values]  # type: ignore[arg-type]
    if all(number is None or (number.denominator == 1 and abs(number) < 2**63) for number in numbers):
        return pl.Series(name, [None if number is None else int(number) for number in numbers], pl.Int64)
    return _decimals(name, numbers)


def _decimals(name: str, numbers: Sequence[Fraction | None]) -> pl.Series:
    written = [None if number is None else finite(number) for number in numbers]
    for number, decimal in zip(numbers, written, strict=True):
        if number is not None and decimal is None:
            raise InputError(f"column {name}", seen=str(number), expected="a number that ends as a decimal")
    places = max(-int(decimal.as_tuple().exponent) for decimal in written if decimal is not None)
    for decimal in written:
        if decimal is not None and decimal.adjusted() + 1 + max(places, 0) > DIGITS:
            raise InputError(
                f"column {name}",
                seen=str(decimal),
                expected=f"at most {DIGITS} digits in the column, {places} of them decimals",
            )
    return pl.Series(name, written, pl.Decimal(DIGITS, max(places, 0)))
