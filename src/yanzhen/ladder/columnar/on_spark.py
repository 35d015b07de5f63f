"""A program run by Spark over Parquet files, on this machine or on the cluster that Spark's own configuration names.

Where it runs, with how much memory and on how many cores is said where Spark looks for it (``spark-defaults.conf``, ``SPARK_CONF_DIR``,
``PYSPARK_SUBMIT_ARGS``); without any of that it takes the cores of this machine. A cluster must see the files under the same paths.
"""

from __future__ import annotations

import os
import re
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import polars as pl

from yanzhen.errors import InputError
from yanzhen.ladder.columnar.on_polars import said
from yanzhen.ladder.columnar.program import Program
from yanzhen.ladder.columnar.sql import SPARK, refuse_arrow, select

FILE, ROW = "~file", "~row"
"""From which file a firm comes, and as which of its rows: Spark itself keeps no order."""
QUIET = Path(__file__).with_name("spark-log.properties")
"""How much of what it does Spark tells on standard error: errors alone."""
OWN = {"SPARK_HOME", "SPARK_CONF_DIR", "PYSPARK_SUBMIT_ARGS"}
"""Where one of these is set, somebody configured Spark, and its log is left to them."""
SETTINGS = {
    "spark.sql.codegen.wholeStage": "false",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.caseSensitive": "true",
    "spark.sql.session.timeZone": "UTC",
}
"""What the statement relies on: no overflow without an error, names as they are written, days that are days.

One Java method for a whole book is too long for Java to compile: measured, it took five times as long (Spark 4.3.0).
"""


def write(
    paths: Sequence[Path], program: Program, keep: tuple[str, ...], target: Path, *, in_words: bool = True
) -> None:
    """The result as one Parquet file, the firms in their order, by way of Spark's own folder of parts."""
    refuse_arrow("spark", paths)
    folder = target.with_suffix(".parts")
    with _session() as session:
        frame = session.read.parquet(*(_literal(path) for path in paths))
        frame = frame.selectExpr("*", f"_metadata.file_path AS `{FILE}`", f"_metadata.row_index AS `{ROW}`")
        frame.createOrReplaceTempView("yanzhen_firms")
        statement = select(program, SPARK, "yanzhen_firms", (*keep, FILE, ROW), in_words=False)
        session.sql(statement).write.mode("overwrite").parquet(str(folder))
    try:
        _put_together(folder, paths, program, keep, target, in_words)
    finally:
        shutil.rmtree(folder)


def _literal(path: Path) -> str:
    """The path as Spark reads it where what looks like a pattern stands for itself."""
    return re.sub(r"([\\{}\[\]*?])", r"\\\1", str(path.resolve()))


def _put_together(
    folder: Path, paths: Sequence[Path], program: Program, keep: tuple[str, ...], target: Path, in_words: bool
) -> None:
    parts = pl.scan_parquet([part for part in sorted(folder.iterdir()) if part.suffix == ".parquet"], glob=False)
    files = parts.select(pl.col(FILE).unique()).collect().to_series().to_list()
    place = pl.col(FILE).replace_strict(files, _places(files, paths), return_dtype=pl.Int32)
    firms = parts.sort(place, ROW)
    if in_words:
        year = pl.lit(program.year, dtype=pl.Int32).alias("year")
        outputs = (said(pl.col(output.name), output).alias(output.name) for output in program.outputs)
        firms = firms.select(*keep, year, *outputs)
    firms.drop(FILE, ROW, strict=False).sink_parquet(target, compression="zstd")


def _places(files: Sequence[str], paths: Sequence[Path]) -> list[int]:
    """Of each file as Spark names it, ``file:/…`` with signs in per cent, its place among the paths."""
    place_of = {path.resolve(): place for place, path in enumerate(paths)}
    return [place_of[Path(unquote(urlsplit(file).path))] for file in files]


@contextmanager
def _session() -> Iterator[Any]:
    """A session with our settings; a Spark that already runs is used and left running."""
    try:
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise InputError(
            "--engine spark",
            seen="pyspark is not installed",
            expected="yanzhen[spark] and Java 17",
            todo="install them, or use --engine polars",
        ) from error
    running = SparkSession.getActiveSession()
    session = running or _started(SparkSession.builder)
    try:
        own = session.newSession()
        for name, value in SETTINGS.items():
            own.conf.set(name, value)
        yield own
    finally:
        if running is None:
            session.stop()


def _started(builder: Any) -> Any:
    from pyspark.errors import PySparkRuntimeError

    home = os.environ.get("JAVA_HOME")
    java = Path(home, "bin", "java") if home else shutil.which("java")
    settings = {
        "spark.app.name": "yanzhen",
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": str(sys.stderr.isatty()).lower(),
    }
    if not OWN & os.environ.keys():
        settings["spark.driver.extraJavaOptions"] = f"-Dlog4j2.configurationFile={QUIET.as_uri()}"
    try:
        return builder.config(map=settings).getOrCreate()
    except PySparkRuntimeError as error:
        raise InputError(
            "--engine spark",
            seen=f"{java or 'no java'}: {str(error).splitlines()[0]}",
            expected="Java 17 or later",
            todo="install it, let JAVA_HOME name it if it is set, or use --engine polars",
        ) from error
