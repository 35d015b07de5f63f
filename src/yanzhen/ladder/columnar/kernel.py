"""A program run by the vector machine over a table in memory: for firms that are judged again and again."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

from yanzhen.errors import InputError, RefusalError
from yanzhen.ladder.columnar import on_polars
from yanzhen.ladder.columnar.arrow import Part, parts_of
from yanzhen.ladder.columnar.assembly import SIZES, Assembly, Place, assembled
from yanzhen.ladder.columnar.on_polars import raw, said
from yanzhen.ladder.columnar.program import Program, Stored
from yanzhen.ladder.columnar.widths import STORED

try:
    from yanzhen.ladder.columnar import vector as v
except ImportError as error:
    raise InputError(
        "--engine kernel",
        seen="numba is not installed",
        expected="yanzhen[scale]",
        todo="install it, or use --engine polars",
    ) from error

Array = np.ndarray[Any, np.dtype[Any]]
JOBS = 8
"""Runs of rows that each thread gets, so that one that is held up holds up no other for long."""


@dataclass(frozen=True, slots=True)
class Kernel:
    """A program with its instructions; ``code`` has all of them but the addresses of the operands, whose places ``operands`` number."""

    program: Program
    assembly: Assembly
    first: Mapping[str, int]
    code: Array
    operands: Array


def kernel_of(program: Program) -> Kernel:
    """The program's instructions; raises RefusalError where a number needs more than 64 bits."""
    for stored in program.stored.values():
        _refuse_wide(program, stored)
    assembly = assembled(program)
    columns = len(program.stored)
    counts = {"none": 1, **assembly.registers, "known": columns, "flag": columns, "column": columns}
    counts |= {"table": len(assembly.texts), "result": len(assembly.results)}
    first = dict(zip(counts, accumulate(counts.values(), initial=0), strict=False))
    nowhere = Place("none", 0)
    operands = [
        [first[place.kind] + place.number for place in (each.target, each.left or nowhere, each.right or nowhere)]
        for each in assembly.instructions
    ]
    code = np.zeros((len(operands), v.FIELDS), np.int64)
    code[:, 0] = [each.operation for each in assembly.instructions]
    code[:, 7:] = [(each.p, each.q, each.c) for each in assembly.instructions]
    return Kernel(program, assembly, first, code, np.array(operands, np.int64).reshape(-1, 3))


def _refuse_wide(program: Program, stored: Stored) -> None:
    if max(-stored.low, stored.high) >= 2**63:
        raise RefusalError(
            f"rulebook {program.book}, --engine kernel",
            seen=f"amounts in {stored.name} beyond 64 bits",
            expected="amounts within 64 bits",
            todo="use --engine polars",
        )


def prepared(frame: pl.LazyFrame, program: Program) -> pl.DataFrame:
    """The columns that the kernel reads, in its order: numbers and days as 64-bit integers, texts as codes beside their words."""
    texts = [stored.name for stored in program.stored.values() if stored.kind == "text"]
    words = {
        name: frame.select(pl.col(name).cast(pl.String).unique()).collect().to_series().drop_nulls() for name in texts
    }
    return frame.select(_column(name, program, words) for name in program.stored).collect()


def run(
    kernel: Kernel, columns: pl.DataFrame, threads: int | None = None, into: Sequence[Array] | None = None
) -> list[Array]:
    """The arrays of ``kernel.assembly.results`` for prepared columns, one number a firm, in their order; :func:`framed` makes a frame of them.

    ``into`` are the arrays of an earlier run, written over where they are of this run's shapes: fresh memory for ten
    million firms costs more than judging them.
    """
    if columns.columns != list(kernel.program.stored):
        raise ValueError(f"columns {columns.columns}, expected those of prepared(): {list(kernel.program.stored)}")
    workers = threads or _cores()
    rows = columns.height
    outs = [np.empty(rows, _TYPES[result.part, result.bits]) for result in kernel.assembly.results]
    if into is not None and list(map(_form, into)) == list(map(_form, outs)):
        outs = list(into)
    tables = _tables(columns, kernel)
    with parts_of(columns.select(_coded(columns))) as runs, ThreadPoolExecutor(workers) as pool:
        jobs = list(_jobs(runs, workers))
        threads_of = [_Worker(kernel, runs, tables, outs) for _ in range(workers)]
        shares = np.linspace(0, len(jobs), workers + 1).astype(int)
        list(pool.map(lambda number: threads_of[number].do(jobs[shares[number] : shares[number + 1]]), range(workers)))
    return outs


def framed(kernel: Kernel, outs: Sequence[Array]) -> pl.DataFrame:
    """The outputs' codes and scaled numbers as a frame, null where they are not there."""
    found: dict[int, pl.Series] = {}
    for result, filled in zip(kernel.assembly.results, outs, strict=True):
        output, series = kernel.program.outputs[result.output], pl.Series(filled)
        before = found.get(result.output, series)
        if result.part == "there":
            series = pl.select(pl.when(series.cast(pl.Boolean)).then(before)).to_series()
        elif result.part == "divisor":
            series = before.cast(pl.Float64) / (series.cast(pl.Float64) * float(output.scale))
        found[result.output] = series.alias(output.name)
    return pl.DataFrame([found[number] for number in range(len(kernel.program.outputs))])


def write(frame: pl.LazyFrame, program: Program, keep: tuple[str, ...], target: Path) -> None:
    """The result as a Parquet file. The whole table is held in memory."""
    if not program.stored:  # nothing of the firms is read, and their number is not in the columns
        on_polars.write(frame, program, keep, target)
        return
    kernel = kernel_of(program)
    found = framed(kernel, run(kernel, prepared(frame, program)))
    head = frame.select(*(pl.col(name) for name in keep)).collect()
    year = pl.lit(program.year, dtype=pl.Int32).alias("year")
    outputs = (said(pl.col(output.name), output).alias(output.name) for output in program.outputs)
    pl.concat([head, found.select(year, *outputs)], how="horizontal").write_parquet(target, compression="zstd")


def _form(array: Array) -> tuple[Any, ...]:
    return array.shape, array.dtype, array.flags.c_contiguous, array.flags.writeable


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_TYPES: Mapping[tuple[str, int], Any] = {
    **{
        (part, bits): kind
        for part in ("value", "divisor")
        for bits, kind in ((8, np.int8), (16, np.int16), (64, np.int64))
    },
    ("there", 1): np.uint8,
}


def _column(name: str, program: Program, words: Mapping[str, pl.Series]) -> pl.Expr:
    stored = program.stored[name]
    if stored.kind == "text":
        return pl.col(name).cast(pl.String).cast(pl.Enum(words[name]))
    return pl.col(name) if stored.kind == "flag" else raw(stored, STORED).alias(name)


def _coded(columns: pl.DataFrame) -> list[pl.Expr]:
    """A text as the number of its word."""
    return [
        pl.col(name).to_physical().cast(pl.Int64) if isinstance(kind, pl.Enum) else pl.col(name)
        for name, kind in columns.schema.items()
    ]


def _tables(columns: pl.DataFrame, kernel: Kernel) -> list[Array]:
    """Of each test of a text column, its answer for every code."""
    found = []
    for node in kernel.assembly.texts:
        name, words = node.attr
        known = columns.schema[name].categories  # type: ignore[attr-defined]
        holds = [word in words if node.op == "one_of" else word.startswith(words) for word in known]
        found.append(np.array([*holds, False], np.uint8))
    return found


@dataclass(frozen=True, slots=True)
class Job:
    """Rows ``start`` to ``stop`` of the run with this number."""

    run: int
    start: int
    stop: int


def _jobs(runs: Sequence[tuple[int, list[Part]]], workers: int) -> Iterator[Job]:
    for number, (rows, _) in enumerate(runs):
        step = max(1, rows // (workers * JOBS * v.BLOCK)) * v.BLOCK
        for start in range(0, rows, step):
            yield Job(number, start, min(rows, start + step))


class _Worker:
    """One thread: its registers, and the instructions with their addresses for the run at hand."""

    def __init__(
        self, kernel: Kernel, runs: Sequence[tuple[int, list[Part]]], tables: Sequence[Array], outs: Sequence[Array]
    ) -> None:
        self.kernel, self.runs, self.tables, self.outs = kernel, runs, tables, outs
        registers = kernel.assembly.registers
        self.registers = [np.zeros((count, v.BLOCK * SIZES[kind]), np.uint8) for kind, count in registers.items()]
        self.known = np.ones((2, len(kernel.program.stored), v.BLOCK), np.uint8)
        self.begins = np.cumsum([0, *(rows for rows, _ in runs)])
        self.addresses, self.steps = self._space()
        self.results = np.array([[out.ctypes.data, out.itemsize] for out in outs], np.int64).reshape(-1, 2)

    def do(self, jobs: Sequence[Job]) -> None:
        """The jobs, one run after the other."""
        for run, group in groupby(jobs, key=lambda job: job.run):
            code = self._code(run)
            for job in group:
                v.execute(code, job.start, job.stop)

    def _code(self, run: int) -> Array:
        """The instructions for this run, those that unpack its columns' bits first."""
        parts, first = self.runs[run][1], self.kernel.first
        self.known[0] = 1
        known, flags = first["known"], first["flag"]
        unpacking = [
            self._bits(part.valid, part, known + number) for number, part in enumerate(parts) if part.valid
        ] + [
            self._bits(part.values, part, flags + number)
            for number, (part, stored) in enumerate(zip(parts, self.kernel.program.stored.values(), strict=True))
            if stored.kind == "flag"
        ]
        self.addresses[first["column"] : first["column"] + len(parts)] = [part.values for part in parts]
        self.addresses[first["result"] :] = self.results[:, 0] + int(self.begins[run]) * self.results[:, 1]
        code = self.kernel.code.copy()
        code[:, 1:7:2], code[:, 2:7:2] = self.addresses[self.kernel.operands], self.steps[self.kernel.operands]
        looks = code[:, 0] == v.LOOK_UP
        code[looks, 9] = [self.tables[number].size - 1 for number in code[looks, 9]]
        return np.vstack([np.array(unpacking, np.int64).reshape(-1, v.FIELDS), code])

    def _bits(self, bits: int, part: Part, into: int) -> list[int]:
        return [v.BITS, int(self.addresses[into]), 0, bits, 0, 0, 0, part.offset, 0, part.octets]

    def _space(self) -> tuple[Array, Array]:
        """Of every place, in the order of ``Kernel.first``: the address of the first row, and the step to the next; those of a run are set for it."""
        tables, columns = [*self.registers, self.known[0], self.known[1]], len(self.kernel.program.stored)
        fixed = [0, *(row for table in tables for row in _row_addresses(table))]
        texts = [table.ctypes.data for table in self.tables]
        steps = [0] * len(fixed) + [8] * columns + [0] * len(texts) + [out.itemsize for out in self.outs]
        return np.array([*fixed, *([0] * columns), *texts, *([0] * len(self.outs))], np.int64), np.array(
            steps, np.int64
        )


def _row_addresses(table: Array) -> range:
    start, step = table.ctypes.data, table.strides[0]
    return range(start, start + step * len(table), step) if len(table) else range(0)
