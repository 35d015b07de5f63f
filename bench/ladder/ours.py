"""``python -m bench.ladder.ours BOOK WAY ROUNDS FILE… ANSWER``: one way of ours to judge, in a process of its own.

BOOK is ``workload`` or ``zj26``. Ways that end in ``-file`` are what ``yanzhen score --engine`` does, from Parquet files to a Parquet file with
every criterion, opening, checking and compiling included; ``-arrow`` is the same from an uncompressed Arrow file. ``-memory`` judges what is in
memory, the program compiled before (DuckDB: in a table of its own); ``-bare`` keeps the answer and the score alone. ``judge`` is the exact judge
of single firms. Prints one JSON object, as ``peer.py`` does.
"""

from __future__ import annotations

import json
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.ladder.memory import megabytes
from bench.ladder.workload import COLUMNS, DISTINCT, workload_book
from yanzhen.ladder.columnar import kernel, on_duckdb, on_polars
from yanzhen.ladder.columnar.compiling import compile_book
from yanzhen.ladder.columnar.program import ANSWERS, Program
from yanzhen.ladder.columnar.result import crc_of
from yanzhen.ladder.columnar.sql import DUCKDB, select
from yanzhen.ladder.columnar.table import FlatTable, open_table, table_of
from yanzhen.ladder.shelf import Shelf

ON = date(2026, 6, 1)
NUMBERED = {"met": 1, "unmet": 0, "unknown": 2}
"""Our answers as the workload's verdicts."""
ROW = "~row"
COMPARED_WHOLE = 1_000_000
"""Rows up to which every column counts for the checksum; beyond, the answer and the score do."""


@dataclass(frozen=True, slots=True)
class Way:
    """What is timed; what makes a frame of its result (or of the file it wrote); what is timed beside it."""

    run: Callable[[], Any]
    frame: Callable[[Any], pl.DataFrame]
    beside: Callable[[], Any] | None = None


def main(book_id: str, way: str, rounds: int, files: list[str], answer: str) -> None:
    book = workload_book() if book_id == "workload" else Shelf().book(book_id)
    made = WAYS[way.removesuffix("-bare")](book, [Path(file) for file in files], not way.endswith("-bare"))
    seconds = [_timed(made.run) for _ in range(rounds - 1)]
    start = time.perf_counter()
    result = made.run()
    seconds.append(time.perf_counter() - start)
    told: dict[str, Any] = {"seconds": seconds, "megabytes": megabytes()}
    if made.beside is not None:
        told["beside"] = [_timed(made.beside) for _ in range(rounds)]
    found = made.frame(result)
    told |= {"rows": found.height}
    if found.height <= COMPARED_WHOLE:
        told["crc"] = f"{crc_of(found):08x}"
    if book.score is not None:
        np.save(answer, np.stack([found[name].to_numpy().astype(np.int16) for name in _VERDICT]))
    sys.stdout.write(json.dumps(told) + "\n")


_VERDICT = ("answer", "score.low", "score.high")


def _timed(task: Callable[[], Any]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


# From files to a file.


def _polars_file(book: Any, paths: list[Path], evidence: bool) -> Way:
    """Beside it, from Parquet files that fit, reading them alone."""

    def write(table: FlatTable, program: Program, target: Path) -> None:
        on_polars.write(table.frame, program, table.head, target)

    way = _written(book, paths, evidence, write)
    if paths[0].suffix != ".parquet" or len(paths) > DISTINCT:
        return way
    return Way(way.run, way.frame, lambda: pl.read_parquet(paths))


def _duckdb_file(book: Any, paths: list[Path], evidence: bool) -> Way:
    def write(table: FlatTable, program: Program, target: Path) -> None:
        on_duckdb.write(table.paths, program, table.head, target)

    return _written(book, paths, evidence, write)


def _spark_file(book: Any, paths: list[Path], evidence: bool) -> Way:
    """Spark is started before: that takes as long for ten firms as for ten million."""
    from pyspark.sql import SparkSession

    from yanzhen.ladder.columnar import on_spark

    on_spark._started(SparkSession.builder)

    def write(table: FlatTable, program: Program, target: Path) -> None:
        on_spark.write(table.paths, program, table.head, target)

    return _written(book, paths, evidence, write)


def _kernel_file(book: Any, paths: list[Path], evidence: bool) -> Way:
    def write(table: FlatTable, program: Program, target: Path) -> None:
        kernel.write(table.frame, program, table.head, target)

    return _written(book, paths, evidence, write)


def _written(book: Any, paths: list[Path], evidence: bool, write: Callable[[FlatTable, Program, Path], None]) -> Way:
    target = Path(tempfile.mkdtemp(dir=paths[0].parent)) / "judged.parquet"

    def run() -> None:
        table = open_table(paths, book, money_unit="元")
        write(table, _program(table, book, evidence), target)

    def read(_: None) -> pl.DataFrame:
        found = pl.scan_parquet(target)
        few = found.select(pl.len()).collect().item() <= COMPARED_WHOLE
        whole = pl.selectors.numeric() - pl.selectors.float()
        words = pl.selectors.by_dtype(pl.String, pl.Enum(ANSWERS))
        asked = found.select(pl.exclude("uscc", "name", "year") if few else pl.col(_VERDICT))
        codes = asked.with_columns(
            words.cast(pl.String).replace_strict(NUMBERED, return_dtype=pl.Int8), whole.cast(pl.Int64)
        ).collect()
        target.unlink()
        return codes

    return Way(run, read)


def _arrow(file_way: Callable[[Any, list[Path], bool], Way]) -> Callable[[Any, list[Path], bool], Way]:
    def made(book: Any, paths: list[Path], evidence: bool) -> Way:
        return file_way(book, _arrow_copies(paths), evidence)

    return made


def _arrow_copies(paths: list[Path]) -> list[Path]:
    copies = [path.with_suffix(".arrow") for path in paths]
    for path, copy in zip(paths, copies, strict=True):
        if not copy.exists():
            pl.read_parquet(path).write_ipc(copy, compression="uncompressed")
    return copies


# In memory.


def _program(table: FlatTable, book: Any, evidence: bool) -> Program:
    return compile_book(book, ON, "new", table.stored, evidence=evidence)


def _from_codes(found: pl.DataFrame) -> pl.DataFrame:
    """Codes of answers as the workload's verdicts; scores are whole here."""
    found = found.sort(ROW).drop(ROW) if ROW in found.columns else found  # DuckDB gives the rows in any order
    answers = [name for name in found.columns if not name.endswith((".low", ".high"))]
    codes = {place: NUMBERED[word] for place, word in enumerate(ANSWERS)}
    return found.with_columns(pl.col(answers).replace_strict(codes, return_dtype=pl.Int8))


def _polars_memory(book: Any, paths: list[Path], evidence: bool) -> Way:
    table = table_of(pl.read_parquet(paths), book, money_unit="元")
    program = _program(table, book, evidence)
    return Way(lambda: on_polars.coded(table.frame, program).collect(engine="streaming"), _from_codes)


def _kernel_memory(book: Any, paths: list[Path], evidence: bool) -> Way:
    table = table_of(pl.read_parquet(paths), book, money_unit="元")
    program = _program(table, book, evidence)
    made, columns = kernel.kernel_of(program), kernel.prepared(table.frame, program)
    outs = kernel.run(made, columns)  # loads the compiled machine, and gives the arrays that every round writes over
    return Way(lambda: kernel.run(made, columns, into=outs), lambda found: _from_codes(kernel.framed(made, found)))


def _duckdb_memory(book: Any, paths: list[Path], evidence: bool) -> Way:
    import duckdb

    table = open_table(paths, book, money_unit="元")
    connection = duckdb.connect(config={"threads": 2})
    files = ", ".join(f"'{path}'" for path in paths)
    connection.execute(f'CREATE TABLE firms AS SELECT *, row_number() OVER () AS "{ROW}" FROM read_parquet([{files}])')
    statement = select(_program(table, book, evidence), DUCKDB, "firms", (ROW,), in_words=False)
    return Way(lambda: pl.DataFrame(connection.execute(statement).fetchnumpy()), _from_codes)


def _judge(book: Any, paths: list[Path], evidence: bool) -> Way:
    from fractions import Fraction

    from yanzhen.ladder.firm import Firm
    from yanzhen.ladder.sight import Sight

    rows = pl.read_parquet(paths[0]).head(2000).rows(named=True)
    names = [f"w_{name}" for name in COLUMNS]
    firms = [Firm(uscc="", name="", figures={n: Fraction(row[n]) for n in names if row[n] is not None}) for row in rows]

    def one(firm: Firm) -> tuple[int, int, int]:
        sight = Sight(book, firm, ON, "new")
        score = sight.score()
        assert score is not None and score.low is not None and score.high is not None
        if evidence:
            for criterion in book.criteria:
                sight.answered(criterion)
        return NUMBERED[str(sight.answer())], int(score.low), int(score.high)

    types = dict.fromkeys(_VERDICT, pl.Int16)
    return Way(lambda: [one(firm) for firm in firms], lambda found: pl.DataFrame(found, schema=types, orient="row"))


WAYS: dict[str, Callable[[Any, list[Path], bool], Way]] = {
    "polars-file": _polars_file,
    "duckdb-file": _duckdb_file,
    "spark-file": _spark_file,
    "kernel-file": _kernel_file,
    "polars-arrow": _arrow(_polars_file),
    "kernel-arrow": _arrow(_kernel_file),
    "polars-memory": _polars_memory,
    "duckdb-memory": _duckdb_memory,
    "kernel-memory": _kernel_memory,
    "judge": _judge,
}

if __name__ == "__main__":
    book_name, way_name, rounds_text, *file_names, answer_name = sys.argv[1:]
    main(book_name, way_name, int(rounds_text), file_names, answer_name)
