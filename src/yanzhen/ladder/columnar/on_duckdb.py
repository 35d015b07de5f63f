"""A program run by DuckDB over Parquet files, with an answer of any size written by DuckDB itself."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from yanzhen.errors import InputError
from yanzhen.ladder.columnar.program import Program
from yanzhen.ladder.columnar.sql import DUCKDB, select, text


def frame_of(paths: Sequence[Path], program: Program, keep: tuple[str, ...], *, in_words: bool = True) -> pl.DataFrame:
    """The result in memory."""
    with _connection() as connection:
        found = connection.sql(select(program, DUCKDB, _source(paths), keep, in_words=in_words))
        return pl.DataFrame(_Stream(found))


def write(paths: Sequence[Path], program: Program, keep: tuple[str, ...], target: Path) -> None:
    """The result as a Parquet file, streamed by DuckDB itself."""
    with _connection() as connection:
        statement = select(program, DUCKDB, _source(paths), keep)
        connection.execute(f"COPY ({statement}) TO {text(str(target))} (FORMAT parquet, COMPRESSION zstd)")


def _source(paths: Sequence[Path]) -> str:
    wrong = [path.name for path in paths if path.suffix != ".parquet"]
    if wrong:
        raise InputError("--engine duckdb", seen=", ".join(wrong), expected="Parquet files", todo="use --engine polars")
    return f"read_parquet([{', '.join(text(str(path)) for path in paths)}])"


class _Stream:
    """Only the Arrow stream of a relation: given the relation itself, Polars asks it for more, which leaks at exit."""

    def __init__(self, relation: Any) -> None:
        self._relation = relation

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self._relation.__arrow_c_stream__(requested_schema)


@contextmanager
def _connection() -> Iterator[Any]:
    try:
        import duckdb
    except ImportError as error:
        raise InputError(
            "--engine duckdb", seen="duckdb is not installed", expected="yanzhen[scale]", todo="install it, or use --engine polars"
        ) from error
    with duckdb.connect(config={"preserve_insertion_order": "true"}) as connection:
        yield connection
