"""A program as one compiled function over blocks of rows: for tables in memory that are judged again and again.

A block's columns stay in the processor's cache while every criterion reads them, and no loop branches, so each runs on whole vectors.
Compiling takes seconds once; the compiled code is kept under the user's cache folder, by the text of the function.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from yanzhen.errors import InputError, RefusalError
from yanzhen.ladder.columnar import kernel_text
from yanzhen.ladder.columnar.arrow import Array, Part, parts_of
from yanzhen.ladder.columnar.on_polars import raw, said
from yanzhen.ladder.columnar.program import Program, ordered
from yanzhen.ladder.columnar.widths import STORED

FOLDER = "YANZHEN_KERNELS"
"""The environment's word for the folder of compiled kernels."""
SPLIT = 65_536
"""Rows that a thread takes at a time."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A compiled program."""

    program: Program
    text: kernel_text.KernelText
    call: Callable[..., None]


def kernel_of(program: Program) -> Kernel:
    """The program, compiled or taken from the cache folder; raises RefusalError where it needs more than 64 bits."""
    for node in ordered(program.roots()):
        if node.is_integer and max(-node.low, node.high) >= 2 ** (STORED - 1):
            raise RefusalError(
                f"rulebook {program.book}, --engine kernel",
                seen=f"amounts in {', '.join(sorted(node.columns))} whose product needs more than 64 bits",
                expected="products within 64 bits",
                todo="use --engine polars",
            )
    text = kernel_text.kernel_text(program)
    return Kernel(program, text, _compiled(text.source))


def prepared(frame: pl.LazyFrame, program: Program) -> pl.DataFrame:
    """The columns that the kernel reads, in its order: whole numbers and days as they are, others as integers, texts as codes of their words."""
    columns = [_column(stored.name, program) for stored in program.stored.values()]
    return frame.select(columns).collect() if columns else frame.select(pl.len().alias("~rows")).collect()


def run(kernel: Kernel, columns: pl.DataFrame, threads: int | None = None) -> pl.DataFrame:
    """The outputs' codes and scaled numbers for prepared columns, in their order."""
    with parts_of(columns.select(_coded(columns, kernel.program))) as runs:
        tables = _tables(columns, kernel)
        outs = [np.empty(sum(rows for rows, _ in runs), dtype) for dtype in kernel.text.types]
        jobs = list(_jobs(runs))
        with ThreadPoolExecutor(threads or len(os.sched_getaffinity(0))) as pool:
            list(pool.map(lambda job: _judge(kernel, job, tables, outs), jobs))
    return _framed(kernel, outs)


def write(frame: pl.LazyFrame, program: Program, keep: tuple[str, ...], target: Path) -> None:
    """The result as a Parquet file. The whole table is held in memory."""
    found = run(kernel_of(program), prepared(frame, program))
    head = frame.select(*(pl.col(name) for name in keep)).collect()
    year = pl.lit(program.year, dtype=pl.Int32).alias("year")
    outputs = (said(pl.col(output.name), output).alias(output.name) for output in program.outputs)
    pl.concat([head, found.select(year, *outputs)], how="horizontal").write_parquet(target, compression="zstd")


def _column(name: str, program: Program) -> pl.Expr:
    stored = program.stored[name]
    if stored.kind == "text":
        return pl.col(name).cast(pl.String).cast(pl.Categorical)
    if stored.kind == "flag":
        return pl.col(name)
    return (pl.col(name).to_physical() if stored.form == "day" else raw(stored, STORED)).alias(name)


def _coded(columns: pl.DataFrame, program: Program) -> list[pl.Expr]:
    return [
        pl.col(name).to_physical().cast(pl.UInt32) if columns.schema[name] == pl.Categorical else pl.col(name)
        for name in program.stored
    ]


def _tables(columns: pl.DataFrame, kernel: Kernel) -> list[Array]:
    """Of each test of a text column, its answer for every code."""
    found = []
    for node in kernel.text.texts:
        name, words = node.attr
        known = columns[name].cat.get_categories()
        holds = [word in words if node.op == "one_of" else word.startswith(words) for word in known]
        found.append(np.array([*holds, False], np.uint8))
    return found


Job = tuple[int, int, int, list[Part]]


def _jobs(runs: list[tuple[int, list[Part]]]) -> Iterator[Job]:
    """Row ranges: where the run begins in the result, and from which of its rows to which."""
    begins = 0
    for rows, parts in runs:
        for start in range(0, rows, SPLIT):
            yield begins, start, min(rows, start + SPLIT), parts
        begins += rows


def _judge(kernel: Kernel, job: Job, tables: list[Array], outs: list[Array]) -> None:
    begins, start, stop, parts = job
    columns = [item for part in parts for item in (part.values, part.valid, part.offset)]
    kernel.call(begins, start, stop, *columns, *tables, *outs)


def _framed(kernel: Kernel, outs: list[Array]) -> pl.DataFrame:
    found, place = [], 0
    for output in kernel.program.outputs:
        series = pl.Series(output.name, outs[place])
        place += 1
        if output.name in kernel.text.optional:
            there, place = pl.Series(outs[place]).cast(pl.Boolean), place + 1
            series = pl.select(pl.when(there).then(series).alias(output.name)).to_series()
        found.append(series)
    return pl.DataFrame(found)


def _compiled(source: str) -> Callable[..., None]:
    """The function ``judge`` of a module of its own, beside which numba keeps what it compiled."""
    try:
        import numba  # noqa: F401
    except ImportError as error:
        raise InputError("--engine kernel", seen="numba is not installed", expected="yanzhen[scale]") from error
    name = "yanzhen_kernel_" + hashlib.sha256(source.encode()).hexdigest()[:24]
    path = _folder() / f"{name}.py"
    if not path.exists() or path.read_text(encoding="utf-8") != source:
        draft = path.with_suffix(f".{os.getpid()}.part")
        draft.write_text(source, encoding="utf-8")
        draft.replace(path)
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    judge: Callable[..., None] = module.judge
    return judge


def _folder() -> Path:
    base = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = Path(os.environ.get(FOLDER, base / "yanzhen" / "kernels"))
    folder.mkdir(parents=True, exist_ok=True)
    return folder


