"""A flat table that somebody made, checked against what a book reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Literal

import polars as pl

from yanzhen.errors import InputError
from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import MONEY, Words
from yanzhen.ladder.columnar.bounds import Ends, bounds_of, digits_of
from yanzhen.ladder.columnar.day_numbers import days
from yanzhen.ladder.columnar.naming import Column, Kind, columns_of, experts_columns
from yanzhen.ladder.columnar.program import Stored
from yanzhen.ladder.firm_json import MONEY_UNITS

HEAD = ("uscc", "name")
"""Columns that are carried along where a table has them."""
MONEY_KEY = "money_unit"
"""The key of a Parquet file's own metadata that says in what unit its money is."""
ENDINGS = (".parquet", ".arrow")


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatTable:
    """A table of firms: its rows (not read yet), how each column is stored, and what it lacks.

    ``missing`` columns are unknown for every firm; ``unused`` ones are not read by the book.
    """

    frame: pl.LazyFrame
    paths: tuple[Path, ...]
    stored: Mapping[str, Stored]
    head: tuple[str, ...]
    missing: tuple[Column, ...]
    unused: tuple[str, ...]


def open_table(paths: Sequence[Path], book: Book, *, money_unit: str | None = None) -> FlatTable:
    """The files as one table; raises InputError for a column whose values cannot be what the book reads."""
    endings = {_ending(path) for path in paths}
    if len(endings) != 1:
        raise InputError(
            "firms", seen="files of two kinds", expected="all .parquet or all .arrow", todo="judge them apart"
        )
    if len({path.resolve() for path in paths}) < len(paths):
        raise InputError("firms", seen="one file twice", expected="each file once", todo="name it once")
    schema = _one_schema(paths)
    return _table(_scanned(paths), schema, book, money_unit or _written_unit(paths), tuple(paths))


def _scanned(paths: Sequence[Path]) -> pl.LazyFrame:
    """No name is a pattern."""
    return (pl.scan_parquet if paths[0].suffix == ".parquet" else pl.scan_ipc)(list(paths), glob=False)


def _ending(path: Path) -> str:
    if path.suffix in ENDINGS and path.is_file():
        return path.suffix
    raise InputError(
        path.name,
        seen=(path.suffix or "no ending") if path.is_file() else "no such file",
        expected="one flat table of firms, .parquet or .arrow (Arrow IPC)",
        todo="write `yanzhen template flat --book BOOK --out F.csv` for its columns",
    )


def _one_schema(paths: Sequence[Path]) -> pl.Schema:
    """The columns of the first file, which all others must have too, of the same types."""
    first, *others = map(_schema, paths)
    for path, schema in zip(paths[1:], others, strict=True):
        for name in {**first, **schema}:
            if first.get(name) != schema.get(name):
                raise InputError(
                    f"column {name}",
                    seen=f"{first.get(name, 'none')} in {paths[0].name}, {schema.get(name, 'none')} in {path.name}",
                    expected="the same columns of the same types in all files",
                    todo="write them alike, or judge the files apart",
                )
    return first


def _schema(path: Path) -> pl.Schema:
    try:
        return _scanned([path]).collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise InputError(
            path.name, seen=str(error).splitlines()[0], expected="a flat table of firms", todo="write the file again"
        ) from error


def table_of(frame: pl.DataFrame | pl.LazyFrame, book: Book, *, money_unit: str = MONEY) -> FlatTable:
    """A table that is in memory, checked in the same way."""
    lazy = frame.lazy()
    return _table(lazy, lazy.collect_schema(), book, money_unit, ())


def _written_unit(paths: Sequence[Path]) -> str:
    units = {str(path): _unit_in(path) for path in paths}
    if len(set(units.values())) > 1:
        raise InputError(
            MONEY_KEY,
            seen=", ".join(f"{unit} in {name}" for name, unit in units.items()),
            expected="one unit of money in all files",
            todo="write them alike, or judge the files apart",
        )
    return units[str(paths[0])]


def _unit_in(path: Path) -> str:
    return MONEY if path.suffix != ".parquet" else pl.read_parquet_metadata(path).get(MONEY_KEY, MONEY)


def _table(frame: pl.LazyFrame, schema: pl.Schema, book: Book, money_unit: str, paths: tuple[Path, ...]) -> FlatTable:
    if money_unit not in MONEY_UNITS:
        raise InputError(
            "--money-unit", seen=money_unit, expected="one of " + ", ".join(MONEY_UNITS), todo="name one of them"
        )
    wanted = {column.name: column for column in columns_of(book)}
    read = {**wanted, **{name: _experts_column(name) for name in _experts_names(book) if name not in wanted}}
    _refuse_names(schema, read, book)
    there = [column for name, column in read.items() if schema.get(name, pl.Null()) != pl.Null]
    faults = [fault for column in there if (fault := _fault(column, schema[column.name]))]
    if faults:
        raise InputError("columns of the table", seen="; ".join(faults), expected="the types that the book reads")
    bounds = bounds_of(frame, paths, there, schema)
    digits = digits_of(frame, [column.name for column in there if schema[column.name].is_float()])
    return FlatTable(
        frame=frame,
        paths=paths,
        stored={
            column.name: _stored(
                column,
                schema[column.name],
                bounds.get(column.name, (None, None)),
                digits.get(column.name),
                MONEY_UNITS[money_unit] if column.unit == MONEY else Fraction(1),
            )
            for column in there
        },
        head=tuple(name for name in HEAD if name in schema),
        missing=tuple(column for name, column in wanted.items() if name not in schema and not column.optional),
        unused=tuple(name for name in schema if name not in read and name not in HEAD),
    )


def _refuse_names(schema: pl.Schema, read: Mapping[str, Column], book: Book) -> None:
    """A table of something else, and names that only some engines tell apart."""
    if not read.keys() & schema.keys():
        raise InputError(
            "columns of the table",
            seen=", ".join(list(schema)[:8]) or "none",
            expected=f"some of those that {book.id} reads, such as {', '.join(list(read)[:3])}",
            todo=f"write `yanzhen template flat --book {book.id} --out F.csv` for its columns",
        )
    first: dict[str, str] = {}
    for name in schema:
        other = first.setdefault(name.casefold(), name)
        if other != name and (name in read or other in read):
            raise InputError(
                "columns of the table",
                seen=f"{other} and {name}",
                expected="names that differ in more than their case",
                todo="rename or drop one of them",
            )


def _experts_names(book: Book) -> Iterator[str]:
    """Experts may narrow any criterion that gives points, not only one whose band they award."""
    for criterion in book.criteria.values():
        if criterion.points is not None:
            yield from experts_columns(criterion.id)


def _experts_column(name: str) -> Column:
    return Column(name=name, kind="number", unit="分", meaning=Words("专家评分", "points by experts"), source=name)


_TYPES: Mapping[Kind, str] = {
    "number": "integers, exact decimals, or doubles with at most 6 decimals",
    "flag": "true and false",
    "day": "dates",
    "text": "texts",
}


def _fault(column: Column, dtype: pl.DataType) -> str:
    fits = {
        "number": dtype.is_numeric(),
        "flag": dtype == pl.Boolean,
        "day": dtype == pl.Date,
        "text": dtype in (pl.String, pl.Categorical, pl.Enum),
    }[column.kind]
    if fits:
        return ""
    return f"{column.name} is {dtype}, expected {_TYPES[column.kind]} ({column.meaning.zh} / {column.meaning.en})"


def _stored(column: Column, dtype: pl.DataType, ends: Ends, digits: int | None, unit: Fraction) -> Stored:
    if column.kind in ("flag", "text"):
        return Stored(name=column.name, kind=column.kind, form="flag" if column.kind == "flag" else "text")
    low, high = ends
    if column.kind == "day":
        first, last = (0, 0) if low is None else (days(low), days(high))
        return Stored(name=column.name, kind="day", form="day", low=first, high=last)
    form, places = _form(column, dtype, digits)
    first, last = (round(Fraction(end or 0) * 10**places) for end in (low, high))
    return Stored(name=column.name, kind="number", form=form, unit=unit, digits=places, low=first, high=last)


def _form(column: Column, dtype: pl.DataType, digits: int | None) -> tuple[Literal["integer", "decimal", "float"], int]:
    if isinstance(dtype, pl.Decimal):
        return "decimal", dtype.scale
    if not dtype.is_float():
        return "integer", 0
    if digits is None:
        raise InputError(
            f"column {column.name}",
            seen="doubles that are no decimals of 6 places, or not finite, or beyond 2^53",
            expected=_TYPES["number"],
            todo="store it as integers or decimals, and leave empty what is unknown",
        )
    return "float", digits
