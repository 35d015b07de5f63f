"""``python -m bench.ladder.ours BOOK WAY ROUNDS FILE… ANSWER``: our engines, one way in a process of its own.

BOOK is ``workload`` or ``zj26``. The ways: ``polars``, ``duckdb`` and ``kernel`` judge what is in memory (DuckDB: in a table of its own), the
program compiled before; ``polars-file`` goes from Parquet files to results in memory, with opening, checking and compiling; ``polars-stream`` and
``duckdb-stream`` to a Parquet file; ``kernel-ipc`` judges an uncompressed Arrow file; ``spark-stream`` is Spark on two threads; ``judge`` is the exact judge of
single firms. ``…-bare`` keeps the answer and the score alone. Prints one JSON object, as ``peer.py`` does.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from bench.ladder.workload import COLUMNS, workload_book
from yanzhen.ladder.columnar import kernel, on_duckdb, on_polars
from yanzhen.ladder.columnar.compiling import compile_book
from yanzhen.ladder.columnar.program import Program
from yanzhen.ladder.columnar.result import crc_of
from yanzhen.ladder.columnar.sql import DUCKDB, select
from yanzhen.ladder.columnar.table import FlatTable, open_table, table_of
from yanzhen.ladder.shelf import Shelf

ON = date(2026, 6, 1)
NUMBERED = np.array([1, 0, 2], np.int16)
"""Our codes (met, unmet, unknown) as the workload's verdicts."""
ROW = "~row"
Run = Callable[[], Any]


def main(book_id: str, way: str, rounds: int, files: list[str], answer: str) -> None:
    book = workload_book() if book_id == "workload" else Shelf().book(book_id)
    paths = [Path(file) for file in files]
    run, decode, *made = WAYS[way.removesuffix("-bare")](book, paths, not way.endswith("-bare"))
    seconds, found = [], None
    for _ in range(rounds):
        start = time.perf_counter()
        found = run()
        seconds.append(time.perf_counter() - start)
    told: dict[str, Any] = {"seconds": seconds, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}
    if decode is not None:
        told["decode"] = [_timed(decode) for _ in range(rounds)]
    if made:
        found = kernel.framed(made[0], found)
    if found is not None:
        found = found.sort(ROW).drop(ROW) if ROW in found.columns else found  # DuckDB gives the rows in any order
        told |= {"rows": found.height, "crc": f"{crc_of(found):08x}"}
        if book.score is not None:
            ends = (found[f"score.{end}"].to_numpy().astype(np.int16) for end in ("low", "high"))
            np.save(answer, np.stack([NUMBERED[found["answer"].to_numpy()], *ends]))
    sys.stdout.write(json.dumps(told) + "\n")


def _timed(task: Callable[[], Any]) -> float:
    start = time.perf_counter()
    task()
    return time.perf_counter() - start


Made = tuple[Any, ...]
"""What to time, what to time beside it (or None), and the kernel whose arrays it gives, if it is one."""


def _program(table: FlatTable, book: Any, evidence: bool) -> Program:
    return compile_book(book, ON, "new", table.stored, evidence=evidence)


def _polars(book: Any, paths: list[Path], evidence: bool) -> Made:
    table = table_of(pl.read_parquet(paths), book, money_unit="元")
    program = _program(table, book, evidence)
    return lambda: on_polars.coded(table.frame, program).collect(engine="streaming"), None


def _kernel(book: Any, paths: list[Path], evidence: bool) -> Made:
    table = table_of(pl.read_parquet(paths), book, money_unit="元")
    program = _program(table, book, evidence)
    made, columns = kernel.kernel_of(program), kernel.prepared(table.frame, program)
    outs = kernel.run(made, columns)  # loads the compiled machine, and gives the arrays that every round writes over

    def run() -> Any:
        return kernel.run(made, columns, into=outs)

    return run, lambda: columns.select(pl.selectors.numeric().sum()), made


def _kernel_ipc(book: Any, paths: list[Path], evidence: bool) -> Made:
    """From opening the file on: the firms are judged again after a rule changed."""
    copies = [path.with_suffix(".arrow") for path in paths]
    for path, copy in zip(paths, copies, strict=True):
        if not copy.exists():
            pl.read_parquet(path).write_ipc(copy, compression="uncompressed")
    table = open_table(copies, book, money_unit="元")
    program = _program(table, book, evidence)
    kernel.run(
        kernel.kernel_of(program), kernel.prepared(table.frame.head(4096), program)
    )  # loads the compiled machine

    def run() -> Any:
        again = compile_book(book, ON, "new", table.stored, evidence=evidence)
        return kernel.run(kernel.kernel_of(again), kernel.prepared(pl.scan_ipc(copies), again))

    return run, None, kernel.kernel_of(program)


def _duckdb(book: Any, paths: list[Path], evidence: bool) -> Made:
    import duckdb

    table = open_table(paths, book)
    connection = duckdb.connect(config={"threads": 2})
    files = ", ".join(f"'{path}'" for path in paths)
    connection.execute(f'CREATE TABLE firms AS SELECT *, row_number() OVER () AS "{ROW}" FROM read_parquet([{files}])')
    statement = select(_program(table, book, evidence), DUCKDB, "firms", (ROW,), in_words=False)

    def run() -> pl.DataFrame:
        return pl.DataFrame(connection.execute(statement).fetchnumpy())

    return run, None


def _polars_file(book: Any, paths: list[Path], evidence: bool) -> Made:
    def run() -> pl.DataFrame:
        table = open_table(paths, book)
        return on_polars.coded(table.frame, _program(table, book, evidence)).collect(engine="streaming")

    return run, lambda: pl.read_parquet(paths)


def _polars_stream(book: Any, paths: list[Path], evidence: bool) -> Made:
    target = _target()

    def run() -> None:
        table = open_table(paths, book)
        on_polars.coded(table.frame, _program(table, book, evidence)).sink_parquet(target, compression="zstd")

    return _then_read(
        run, target, len(paths)
    ), lambda: pl.scan_parquet(paths).select(pl.all().count()).collect(engine="streaming")


def _duckdb_stream(book: Any, paths: list[Path], evidence: bool) -> Made:
    target = _target()

    def run() -> None:
        table = open_table(paths, book)
        on_duckdb.write(table.paths, _program(table, book, evidence), (), target, in_words=False)

    return _then_read(run, target, len(paths)), None


def _spark_stream(book: Any, paths: list[Path], evidence: bool) -> Made:
    from yanzhen.ladder.columnar import on_spark

    target = _target()

    def run() -> None:
        table = open_table(paths, book)
        on_spark.write(table.paths, _program(table, book, evidence), (), target, in_words=False, master="local[2]")

    return _then_read(run, target, len(paths)), None


def _then_read(run: Callable[[], None], target: Path, files: int) -> Run:
    """The result is read back for comparison, but not where that would be most of the memory."""

    def both() -> pl.DataFrame | None:
        run()
        return pl.read_parquet(target) if files == 1 else None

    return both


def _target() -> Path:
    return Path(tempfile.mkdtemp()) / "judged.parquet"


def _judge(book: Any, paths: list[Path], evidence: bool) -> Made:
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
        return ["met", "unmet", "unknown"].index(str(sight.answer())), int(score.low), int(score.high)

    types = {"answer": pl.Int8, "score.low": pl.Int16, "score.high": pl.Int16}
    return lambda: pl.DataFrame([one(firm) for firm in firms], schema=types, orient="row"), None


WAYS: dict[str, Callable[[Any, list[Path], bool], Made]] = {
    "polars": _polars,
    "kernel": _kernel,
    "kernel-ipc": _kernel_ipc,
    "duckdb": _duckdb,
    "polars-file": _polars_file,
    "polars-stream": _polars_stream,
    "duckdb-stream": _duckdb_stream,
    "spark-stream": _spark_stream,
    "judge": _judge,
}

if __name__ == "__main__":
    book_name, way_name, rounds_text, *file_names, answer_name = sys.argv[1:]
    main(book_name, way_name, int(rounds_text), file_names, answer_name)
