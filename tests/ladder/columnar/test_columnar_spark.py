"""Spark in local mode gives the rows that Polars gives, for every book. Needs Java and pyspark (`make test-all`, `tests/with_spark.sh`)."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from tests.ladder.columnar.test_columnar_engines import BOOKS, ON, SHELF, _table

from yanzhen.ladder.columnar import on_polars
from yanzhen.ladder.columnar.compiling import compile_book
from yanzhen.ladder.columnar.result import crc_of
from yanzhen.ladder.columnar.table import open_table

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]  # what Spark's own Python warns of is not ours


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    """One Spark for all, which the judge finds running and must leave so."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    from pyspark.sql import SparkSession

    settings = {"spark.ui.enabled": "false", "spark.sql.ansi.enabled": "false", "spark.log.level": "ERROR"}
    session = SparkSession.builder.master("local[2]").config(map=settings).getOrCreate()
    yield session
    session.stop()


@pytest.mark.parametrize("book", BOOKS)
def test_spark_gives_the_same_rows(book: str, spark: Any, tmp_path: Path) -> None:
    from yanzhen.ladder.columnar import on_spark

    table, program = _table(book, tmp_path, count=150)
    on_spark.write(table.paths, program, table.head, tmp_path / "spark.parquet")
    on_polars.write(table.frame, program, table.head, tmp_path / "polars.parquet")
    assert pl.read_parquet(tmp_path / "spark.parquet").equals(pl.read_parquet(tmp_path / "polars.parquet"))


def test_files_of_any_name_keep_their_order(spark: Any, tmp_path: Path) -> None:
    """Names that are patterns, that have Chinese, blanks and signs in per cent; and no firm at all in one of them."""
    from yanzhen.ladder.columnar import on_spark

    names = ["乙 二.parquet", "a[1].parquet", "a1.parquet", "b%20{c},d*.parquet", "空.parquet"]
    for number, name in enumerate(names):
        firms = pl.DataFrame({"uscc": [f"{number}-{row}" for row in range(3)], "revenue@t": [1500, None, number]})
        own = firms.with_columns(clean_record=pl.Series([True, False, None]), Year=pl.lit(1))
        own.head(0 if name == "空.parquet" else 3).write_parquet(tmp_path / name)
    table = open_table([tmp_path / name for name in names], SHELF.book("zj26"))
    program = compile_book(SHELF.book("zj26"), ON, "new", table.stored)
    on_spark.write(table.paths, program, table.head, tmp_path / "result.parquet")
    found = pl.read_parquet(tmp_path / "result.parquet")
    assert found["uscc"].to_list() == [f"{number}-{row}" for number in range(4) for row in range(3)]
    assert found.equals(on_polars.judged(table.frame, program, table.head).collect())


def test_codes_are_the_same_bits_and_a_running_spark_stays_as_it_is(spark: Any, tmp_path: Path) -> None:
    from yanzhen.ladder.columnar import on_spark

    table, program = _table("zj26", tmp_path, seed=6, count=90)
    on_spark.write(table.paths, program, (), tmp_path / "codes.parquet", in_words=False)
    codes = on_polars.coded(table.frame, program).collect()
    assert crc_of(pl.read_parquet(tmp_path / "codes.parquet")) == crc_of(codes)
    assert spark.conf.get("spark.sql.ansi.enabled") == "false"
    assert spark.range(3).count() == 3


@pytest.mark.parametrize("home", ["", "/nowhere"])
def test_without_java_it_says_what_to_install(home: str, tmp_path: Path) -> None:
    """In a process of its own, where no Spark runs yet."""
    pytest.importorskip("pyspark", reason="pyspark is not installed")
    path = tmp_path / "firms.parquet"
    pl.DataFrame({"revenue@t": [1500]}).write_parquet(path)
    command = [
        sys.executable,
        "-m",
        "yanzhen.cli",
        "score",
        "zj26",
        str(path),
        "--on",
        "2026-06-17",
        "--engine",
        "spark",
    ]
    settings = {"PATH": "/nowhere", "HOME": str(tmp_path), **({"JAVA_HOME": home} if home else {})}
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", env=settings, check=False)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "expected: Java 17 or later" in ran.stderr and "Traceback" not in ran.stderr
