"""A program run by DuckDB over Parquet files, with an answer of any size written by DuckDB itself."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from yanzhen.errors import InputError
from yanzhen.ladder.columnar.program import Program
from yanzhen.ladder.columnar.sql import DUCKDB, refuse_arrow, select, text

OPTIONS = "FORMAT parquet, COMPRESSION zstd, PRESERVE_ORDER true"
"""The setting preserve_insertion_order alone did not keep the order (DuckDB 2.0.0, some threads)."""


def write(
    paths: Sequence[Path], program: Program, keep: tuple[str, ...], target: Path, *, in_words: bool = True
) -> None:
    """The result as a Parquet file, streamed by DuckDB itself, the firms in their order."""
    with _connection() as connection:
        statement = select(program, DUCKDB, _source(paths), keep, in_words=in_words)
        connection.execute(f"COPY ({statement}) TO {text(str(target))} ({OPTIONS})")


def coded(paths: Sequence[Path], program: Program) -> pl.DataFrame:
    """The codes and scaled numbers in memory, by way of a file: DuckDB's Arrow stream does not keep the firms' order (2.0.0)."""
    with tempfile.TemporaryDirectory() as folder:
        target = Path(folder) / "coded.parquet"
        write(paths, program, (), target, in_words=False)
        return pl.read_parquet(target)


def _source(paths: Sequence[Path]) -> str:
    refuse_arrow("duckdb", paths)
    return f"read_parquet([{', '.join(text(literal(path)) for path in paths)}])"


def literal(path: Path) -> str:
    """The path as DuckDB reads it where what looks like a pattern stands for itself."""
    return re.sub(r"([*?\[])", r"[\1]", str(path))


@contextmanager
def _connection() -> Iterator[Any]:
    try:
        import duckdb
    except ImportError as error:
        raise InputError(
            "--engine duckdb",
            seen="duckdb is not installed",
            expected="yanzhen[scale]",
            todo="install it, or use --engine polars",
        ) from error
    with duckdb.connect() as connection:
        yield connection
