"""The tables that instruments take and give: column names, units, meaning, and the one gate that checks them.

Import templates, ``docs/tables.md`` and the column checks are made from the same definitions (the
columns lie in ``columns/TABLE.csv``), so that they cannot drift apart. ``python -m yanzhen.tables [FILE]`` writes the documentation page.
"""

from __future__ import annotations

import csv
import difflib
import sys
from dataclasses import dataclass
from decimal import Decimal
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from yanzhen.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import polars

Kind = Literal["text", "integer", "number", "exact", "date", "flag"]

EXACT_PLACES = 10
"""Decimal places of an ``exact`` column; 28 digits stand before the point."""

KIND_MEANING: dict[Kind, str] = {
    "text": "text",
    "integer": "whole number",
    "number": "number",
    "exact": f"exact decimal ({EXACT_PLACES} places)",
    "date": "day",
    "flag": "yes or no",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column; a missing value is unknown unless the column is ``required``.

    ``low`` and ``high`` are the smallest and largest value allowed, ``choices`` the only ones.
    ``label_zh`` is the header of the Chinese template and is taken in place of ``name``; ``choice_labels`` are the Chinese
    words of the choices. ``codes`` names the code list that the value is of (``uscc``, ``region``, ``industry``, ``strategic``,
    ``ipc``; ``firm`` is a uscc or a name). ``listed`` columns are those that lists show, sort and filter by.
    """

    name: str
    kind: Kind
    label_zh: str
    meaning_zh: str
    meaning_en: str
    unit: str | None = None
    required: bool = False
    choices: tuple[str, ...] = ()
    choice_labels: tuple[str, ...] = ()
    codes: str = ""
    listed: bool = False
    low: Decimal | None = None
    high: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Columns in their order; ``key`` names the columns that no two rows share (an empty cell equals an empty cell).

    ``subject`` is the column that says of whom a row speaks. A row is true from the day in ``true_from`` (the last day of the year,
    where that column is the year) to the day in ``true_to``, both included; without them it always is.
    """

    name: str
    label_zh: str
    meaning_en: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    meaning_zh: str = ""
    subject: str = ""
    true_from: str = ""
    true_to: str = ""

    def __post_init__(self) -> None:
        names = [column.name for column in self.columns]
        labels = [column.label_zh for column in self.columns]
        if len(set(names)) < len(names) or len(set(labels)) < len(labels):
            raise ValueError(f"table {self.name} has a column name or label twice")
        if not set(self.key) <= set(names) or not any(self.column(name).required for name in self.key):
            raise ValueError(f"the key of table {self.name} must be made of its columns, one of them required")

    def __hash__(self) -> int:
        """By the name alone: a table is looked up often, and hashing all its columns each time costs more than the look-up saves."""
        return hash(self.name)

    def column(self, name: str) -> Column:
        """The column of this name."""
        return next(column for column in self.columns if column.name == name)


def check(frame: Any, table: Table) -> polars.DataFrame:
    """The frame as the table says: its columns in order and type, other columns after them.

    ``frame`` is any Arrow-compatible table (polars, pandas, pyarrow, duckdb: whatever offers
    ``__arrow_c_stream__``). Columns may bear their English names or their Chinese labels; an optional
    column that is missing is filled with unknown. Rows are counted from 1 in messages.

    Raises :class:`~yanzhen.errors.InputError` for a required column that is missing, a value of the
    wrong type, NaN or infinity, a value outside its bounds or choices, and a key that occurs twice.
    """
    checked = _known_names(_as_frame(frame, table), table)
    for column in table.columns:
        checked = _with_column(checked, table, column)
    _refuse_twice(checked, table)
    own = [column.name for column in table.columns]
    return checked.select(own + [name for name in checked.columns if name not in own])


def dtype(column: Column) -> polars.DataType:
    """The polars type of the column's values."""
    import polars

    return {
        "text": polars.String(),
        "integer": polars.Int64(),
        "number": polars.Float64(),
        "exact": polars.Decimal(38, EXACT_PLACES),
        "date": polars.Date(),
        "flag": polars.Boolean(),
    }[column.kind]


def tables_page() -> str:
    """The documentation of all tables, in Markdown."""
    return "\n\n".join([PAGE_HEAD.strip(), *(_section(table) for table in TABLES)]) + "\n"


def main(arguments: Sequence[str] | None = None) -> int:
    """Writes the documentation page to the file named, or to its place in the docs."""
    arguments = sys.argv[1:] if arguments is None else arguments
    target = Path(arguments[0]) if arguments else Path("docs/tables.md")
    target.write_text(tables_page(), encoding="utf-8")
    return 0


def _as_frame(frame: Any, table: Table) -> polars.DataFrame:
    import polars

    if isinstance(frame, polars.DataFrame):
        return frame
    if hasattr(frame, "__arrow_c_stream__"):
        return polars.DataFrame(frame)
    raise InputError(
        f"table {table.name}",
        seen=type(frame).__name__,
        expected="an Arrow-compatible table (polars, pandas, pyarrow, duckdb)",
        todo="for a lazy frame, collect it first",
    )


def _known_names(frame: polars.DataFrame, table: Table) -> polars.DataFrame:
    by_label = {column.label_zh: column.name for column in table.columns}
    names = {name: by_label[name] for name in frame.columns if name in by_label and by_label[name] not in frame.columns}
    frame = frame.rename(names)
    missing = [column.name for column in table.columns if column.name not in frame.columns]
    for extra in set(frame.columns) - {column.name for column in table.columns}:
        close = difflib.get_close_matches(extra, missing, n=1, cutoff=0.8)
        if close:
            raise InputError(
                f"table {table.name}, column {extra}",
                seen=f"a name that is not known, while {close[0]} is missing",
                expected="the columns " + ", ".join(column.name for column in table.columns),
                todo=f"rename it to {close[0]}, or to something less like it",
            )
    return frame


def _with_column(frame: polars.DataFrame, table: Table, column: Column) -> polars.DataFrame:
    import polars

    if column.name not in frame.columns:
        if column.required:
            raise _missing(frame, table, column)
        return frame.with_columns(polars.lit(None, dtype=dtype(column)).alias(column.name))
    values = frame.get_column(column.name)
    if values.null_count() == len(values) and not column.required:
        return frame.with_columns(polars.lit(None, dtype=dtype(column)).alias(column.name))
    typed = _typed(values, table, column)
    for wrong, expected, todo in _faults(typed, column):
        _refuse_first(values, wrong, table, column, expected, todo)
    return frame.with_columns(typed)


def _missing(frame: polars.DataFrame, table: Table, column: Column) -> InputError:
    return InputError(
        f"table {table.name}, column {column.name}",
        seen="no such column among " + (", ".join(frame.columns) or "none at all"),
        expected=f"{column.name} or {column.label_zh}: {column.meaning_en}",
        todo="add the column",
    )


def _typed(values: polars.Series, table: Table, column: Column) -> polars.Series:
    """The values in the column's own type, where that loses nothing."""
    if values.dtype.is_float():
        wrong = values.is_not_null() & ~values.is_finite().fill_null(True)
        _refuse_first(values, wrong, table, column, "a finite number", "leave the cell empty where it is unknown")
    if not _takes(column.kind, values.dtype):
        first = values.drop_nulls().head(1).to_list()
        raise InputError(
            f"table {table.name}, column {column.name}, row {_first_row(values.is_not_null())}",
            seen=f"{first[0]!r} ({values.dtype})" if first else str(values.dtype),
            expected=f"{KIND_MEANING[column.kind]}: {column.meaning_en}",
            todo="change the type of the column",
        )
    typed = values.cast(dtype(column), strict=False)
    lost = values.is_not_null() & (typed.is_null() | _changed(values, typed))
    _refuse_first(values, lost, table, column, KIND_MEANING[column.kind], "write it in that form")
    return typed


def _takes(kind: Kind, dtype: polars.DataType) -> bool:
    import polars

    text = isinstance(dtype, (polars.String, polars.Categorical, polars.Enum))
    tests: dict[Kind, bool] = {
        "text": text,
        "integer": dtype.is_numeric(),
        "number": dtype.is_numeric(),
        "exact": dtype.is_numeric(),
        "date": isinstance(dtype, (polars.Date, polars.Datetime)),
        "flag": isinstance(dtype, polars.Boolean),
    }
    return tests[kind]


def _changed(values: polars.Series, typed: polars.Series) -> polars.Series:
    """Where the cast says something else: 1.5 as a whole number, an hour as a day."""
    import polars

    if values.dtype == typed.dtype or isinstance(typed.dtype, (polars.String, polars.Float64)):
        return polars.repeat(False, len(values), dtype=polars.Boolean(), eager=True)
    if values.dtype.is_float() and isinstance(typed.dtype, polars.Decimal):
        # The decimal that a float was meant to be differs from the float in its last bits.
        back = typed.cast(polars.Float64())
        return ((back - values).abs() > values.abs() * 1e-12).fill_null(False)
    return (typed.cast(values.dtype, strict=False) != values).fill_null(False)


def _faults(typed: polars.Series, column: Column) -> list[tuple[polars.Series, str, str]]:
    """For each rule of the column: which values break it, what was expected, what to do."""
    faults = []
    if column.required:
        faults.append((typed.is_null(), f"a value: {column.meaning_en}", "fill it in"))
    if column.required and column.kind == "text":
        faults.append(((typed.str.strip_chars() == "").fill_null(False), f"a value: {column.meaning_en}", "fill it in"))
    if column.choices:
        wrong = ~typed.is_in(list(column.choices)).fill_null(True)
        faults.append((wrong, "one of " + ", ".join(column.choices), "choose one of them"))
    if column.low is not None:
        faults.append(((typed < column.low).fill_null(False), f"at least {column.low}", "correct it"))
    if column.high is not None:
        faults.append(((typed > column.high).fill_null(False), f"at most {column.high}", "correct it"))
    return faults


def _refuse_first(
    values: polars.Series, wrong: polars.Series, table: Table, column: Column, expected: str, todo: str
) -> None:
    if not wrong.any():
        return
    row = _first_row(wrong)
    seen = values[row - 1]
    more = int(wrong.sum()) - 1
    raise InputError(
        f"table {table.name}, column {column.name}, row {row}",
        seen=("nothing" if seen is None else repr(seen)) + (f", and {more} more rows like it" if more else ""),
        expected=expected + (f", in {column.unit}" if column.unit else ""),
        todo=todo,
    )


def _first_row(wrong: polars.Series) -> int:
    first = wrong.arg_max()
    return 1 + (first or 0)


def _refuse_twice(frame: polars.DataFrame, table: Table) -> None:
    if not table.key:
        return
    twice = frame.select(table.key).is_duplicated()
    if not twice.any():
        return
    row = _first_row(twice)
    key = frame.select(table.key).row(row - 1)
    raise InputError(
        f"table {table.name}, key {', '.join(table.key)}, row {row}",
        seen=", ".join(repr(part) for part in key) + f" in {int(twice.sum())} rows that share a key with another",
        expected="each key once",
        todo="remove or merge the rows",
    )


def _section(table: Table) -> str:
    head = f"## {table.name} {table.label_zh}\n\n{table.meaning_en} Key: {', '.join(f'`{name}`' for name in table.key)}.\n\n"
    rows = ["| column | 表头 | type | unit | allowed | 含义 | meaning |", "|---|---|---|---|---|---|---|"]
    return head + "\n".join(rows + [_row(column) for column in table.columns])


def _row(column: Column) -> str:
    cells = [
        f"`{column.name}`" + (" *" if column.required else ""),
        column.label_zh,
        KIND_MEANING[column.kind],
        column.unit or "",
        _allowed(column),
        column.meaning_zh,
        column.meaning_en,
    ]
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


def _allowed(column: Column) -> str:
    if column.choices:
        return ", ".join(f"`{choice}`" for choice in column.choices)
    bounds = [
        f"≥ {column.low}" if column.low is not None else "",
        f"≤ {column.high}" if column.high is not None else "",
    ]
    return ", ".join(bound for bound in bounds if bound)


PAGE_HEAD = """
# Tables

The tables that instruments take and give. This page is written by `python -m yanzhen.tables` from the
definitions in `yanzhen.tables`; a test fails when it has drifted. Columns with a star must be filled in every
row. A header may be the column's name or its Chinese label. An empty cell is *unknown*, never zero.
"""


def _columns(table: str) -> tuple[Column, ...]:
    """The columns as ``columns/TABLE.csv`` lists them; choices are parted by spaces, each ``value`` or ``value:Chinese word``."""
    written = (files("yanzhen") / "columns" / f"{table}.csv").read_text(encoding="utf-8")
    return tuple(_column(row) for row in csv.DictReader(written.splitlines()))


def _column(row: dict[str, str]) -> Column:
    if row["kind"] not in KIND_MEANING:
        raise ValueError(f"column {row['name']} is of kind {row['kind']}, not one of {', '.join(KIND_MEANING)}")
    return Column(
        name=row["name"],
        kind=row["kind"],
        label_zh=row["label_zh"],
        meaning_zh=row["meaning_zh"],
        meaning_en=row["meaning_en"],
        unit=row["unit"] or None,
        required=row["required"] == "yes",
        choices=tuple(choice.partition(":")[0] for choice in row["choices"].split()),
        choice_labels=tuple(choice.partition(":")[2] or choice for choice in row["choices"].split()),
        codes=row["codes"],
        listed=row["listed"] == "yes",
        low=Decimal(row["low"]) if row["low"] else None,
        high=Decimal(row["high"]) if row["high"] else None,
    )


def _tables() -> Iterator[tuple[Table, bool]]:
    """Each table of ``columns/tables.csv``, and whether the register holds it."""
    written = (files("yanzhen") / "columns" / "tables.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(written.splitlines()):
        words = {
            name: row[name] for name in ("label_zh", "meaning_zh", "meaning_en", "subject", "true_from", "true_to")
        }
        table = Table(name=row["name"], columns=_columns(row["name"]), key=tuple(row["key"].split()), **words)
        yield table, row["register"] == "yes"


_ALL = tuple(_tables())
TABLES = tuple(table for table, _ in _ALL)
REGISTER_TABLES = tuple(table for table, registered in _ALL if registered)
"""What ``yanzhen import``, ``template`` and ``export`` know by its name."""
STATEMENTS = next(table for table in TABLES if table.name == "statements")


def register_table(kind: str) -> Table:
    """The register's table of this name, or of this Chinese label.

    Raises :class:`~yanzhen.errors.InputError` that lists the names.

    >>> register_table("企业").name
    'firms'
    """
    for table in REGISTER_TABLES:
        if kind in (table.name, table.label_zh):
            return table
    names = ", ".join(f"{table.name} ({table.label_zh})" for table in REGISTER_TABLES)
    raise InputError("kind of table", seen=kind, expected=f"one of {names}", todo="choose one of them")


if __name__ == "__main__":
    sys.exit(main())
