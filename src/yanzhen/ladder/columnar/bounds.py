"""The least and greatest of each column of a table, on which the widths of its arithmetic rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl

from yanzhen.ladder.columnar.naming import Column
from yanzhen.ladder.columnar.on_duckdb import literal

DIGITS_TRIED = (0, 2, 4, 6)
"""Decimals of a column of doubles: the fewest of these that hold all its numbers to the last digit."""
EXACT = 2**53
Ends = tuple[Any, Any]


def bounds_of(
    frame: pl.LazyFrame, paths: Sequence[Path], columns: Sequence[Column], schema: Mapping[str, pl.DataType]
) -> dict[str, Ends]:
    """Of every number and day; (None, None) where a column has no value. From the footers of Parquet files where they tell, else in one pass."""
    asked = [column.name for column in columns if column.kind in ("number", "day")]
    told = _from_footers(paths, {name: schema[name] for name in asked if not schema[name].is_float()})
    rest = [name for name in asked if name not in told]
    if not rest:
        return told
    found = frame.select(
        *(pl.col(name).min().alias(f"{place}-") for place, name in enumerate(rest)),
        *(pl.col(name).max().alias(f"{place}+") for place, name in enumerate(rest)),
    ).collect(engine="streaming")
    return told | {name: (found[f"{place}-"][0], found[f"{place}+"][0]) for place, name in enumerate(rest)}


def digits_of(frame: pl.LazyFrame, names: Sequence[str]) -> dict[str, int | None]:
    """How many decimals each column of doubles needs; None where they are no such decimals, or not finite, or too large."""
    if not names:
        return {}
    found = frame.select(
        _holds(pl.col(name), digits).alias(f"{place} {digits}")
        for place, name in enumerate(names)
        for digits in DIGITS_TRIED
    ).collect(engine="streaming")
    return {
        name: next((digits for digits in DIGITS_TRIED if found[f"{place} {digits}"][0]), None)
        for place, name in enumerate(names)
    }


def _holds(own: pl.Expr, digits: int) -> pl.Expr:
    whole = (own * 10**digits).round()
    held: pl.Expr = (own.is_null() | (((whole / 10**digits) == own) & (whole.abs() < EXACT))).all()
    return held


def _from_footers(paths: Sequence[Path], wanted: Mapping[str, pl.DataType]) -> dict[str, Ends]:
    """What the files' own statistics say, without reading a row; nothing without DuckDB, which reads them."""
    try:
        import duckdb
    except ImportError:
        return {}
    if not paths or any(path.suffix != ".parquet" for path in paths):
        return {}
    with duckdb.connect() as connection:
        rows = connection.execute(_FOOTERS, [[literal(path) for path in paths]]).fetchall()
    found: dict[str, list[tuple[str, str]]] = {}
    silent = set()
    for name, low, high, values, missing in rows:
        if low is not None and high is not None:
            found.setdefault(name, []).append((low, high))
        elif values != missing:
            silent.add(name)
    names = wanted.keys() & ({row[0] for row in rows} - silent)
    return {name: _ends(found.get(name, []), wanted[name]) for name in names}


_FOOTERS = (
    "SELECT path_in_schema, stats_min_value, stats_max_value, num_values, stats_null_count FROM parquet_metadata(?)"
)


def _ends(parts: Sequence[tuple[str, str]], dtype: pl.DataType) -> Ends:
    if not parts:
        return None, None
    read = date.fromisoformat if dtype == pl.Date else Decimal
    return min(read(low) for low, _ in parts), max(read(high) for _, high in parts)
