"""A program run by Spark over Parquet files, on this machine or on the cluster that Spark's own configuration names."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl

from yanzhen.errors import InputError
from yanzhen.ladder.columnar.program import Program
from yanzhen.ladder.columnar.sql import SPARK, select

LOCAL = "local[2]"
"""Where Spark runs unless its configuration names a master."""


def write(
    paths: Sequence[Path],
    program: Program,
    keep: tuple[str, ...],
    target: Path,
    *,
    in_words: bool = True,
    master: str | None = None,
) -> None:
    """The result as one Parquet file, the firms in their order, by way of Spark's own folder of parts."""
    folder = target.with_suffix(".parts")
    with _session(master) as session:
        frame = session.read.parquet(*map(str, paths)).select("*", *_order(session))
        frame.createOrReplaceTempView("yanzhen_firms")
        statement = select(program, SPARK, "yanzhen_firms", (*keep, "~file", "~row"), in_words=in_words)
        session.sql(statement).write.mode("overwrite").parquet(str(folder))
    try:
        _put_together(folder, paths, target)
    finally:
        shutil.rmtree(folder)


def _order(session: Any) -> list[Any]:
    """From which file a firm comes, and as which of its rows: Spark itself keeps no order."""
    from pyspark.sql import functions as f

    return [f.col("_metadata.file_path").alias("~file"), f.col("_metadata.row_index").alias("~row")]


def _put_together(folder: Path, paths: Sequence[Path], target: Path) -> None:
    names = {path.resolve().as_uri(): place for place, path in enumerate(paths)}
    parts = pl.scan_parquet(folder / "*.parquet")
    place = pl.col("~file").str.replace("^file:/*", "file:///").replace_strict(names, return_dtype=pl.Int32)
    parts.sort(place, "~row").drop("~file", "~row").sink_parquet(target, compression="zstd")


@contextmanager
def _session(master: str | None) -> Iterator[Any]:
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputError(
            "--engine spark",
            seen="pyspark is not installed",
            expected="yanzhen[spark] and Java 17",
            todo="install them, or use --engine polars",
        ) from error
    if shutil.which("java") is None:
        raise InputError(
            "--engine spark", seen="no java", expected="Java 17 or later", todo="install it, or use --engine polars"
        )
    builder = (
        SparkSession.builder.appName("yanzhen")
        .config("spark.ui.enabled", "false")
        .config("spark.sql.ansi.enabled", "true")
    )
    builder = builder.config("spark.sql.session.timeZone", "UTC").config("spark.log.level", "ERROR")
    session = builder.master(master or LOCAL).getOrCreate() if master or not _has_master() else builder.getOrCreate()
    try:
        yield session
    finally:
        session.stop()


def _has_master() -> bool:
    """Whether spark-submit or the environment already says where to run."""
    import os

    return "SPARK_REMOTE" in os.environ or "--master" in os.environ.get("PYSPARK_SUBMIT_ARGS", "")
