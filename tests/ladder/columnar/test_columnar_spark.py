"""Spark in local mode gives the rows that Polars gives. Needs Java and pyspark (`make test-all`)."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from tests.ladder.columnar.test_columnar_engines import _table

from yanzhen.ladder.columnar import on_polars

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]  # what Spark's own Python warns of is not ours


@pytest.mark.parametrize("book", ["kx", "sme", "zj26", "gx", "xj22"])
def test_spark_gives_the_same_rows(book: str, tmp_path: Path) -> None:
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    from yanzhen.ladder.columnar import on_spark

    table, program = _table(book, tmp_path, count=150)
    on_spark.write(table.paths, program, table.head, tmp_path / "spark.parquet", master="local[2]")
    on_polars.write(table.frame, program, table.head, tmp_path / "polars.parquet")
    found, expected = pl.read_parquet(tmp_path / "spark.parquet"), pl.read_parquet(tmp_path / "polars.parquet")
    words = pl.selectors.by_dtype(pl.Enum, pl.Categorical, pl.String)
    numbers = pl.selectors.numeric()
    assert found.columns == expected.columns
    as_read = [words.cast(pl.String), (numbers - pl.selectors.float()).cast(pl.Decimal(38, 6))]
    assert found.with_columns(as_read).equals(expected.with_columns(as_read))
