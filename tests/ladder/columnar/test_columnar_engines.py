"""One program, five engines: the same codes and numbers in Polars, DuckDB, the kernel, plain Python (and Spark, under its marker)."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest
from tests.ladder.columnar.beside import differences, judged_rows
from tests.ladder.columnar.edge_firms import edge_firms
from tests.ladder.columnar.on_python import row_judge

from yanzhen.errors import RefusalError
from yanzhen.ladder.columnar import kernel, on_duckdb, on_polars
from yanzhen.ladder.columnar.compiling import compile_book
from yanzhen.ladder.columnar.flat import flatten
from yanzhen.ladder.columnar.program import Program, ordered
from yanzhen.ladder.columnar.result import crc_of
from yanzhen.ladder.columnar.table import FlatTable, open_table
from yanzhen.ladder.shelf import shelf_of

SHELF = shelf_of(())
BOOKS = [book.id for book in SHELF.books() if book.frame is None]
ON = date(2026, 6, 17)


def _table(
    book_id: str, folder: Path, seed: int = 5, count: int = 400, most: int | None = None
) -> tuple[FlatTable, Program]:
    """A table of edge firms; figures beyond ``most`` are left out."""
    book = SHELF.book(book_id)
    path = folder / "firms.parquet"
    frame = flatten(edge_firms(book, seed, count, ON), book, ON, "review")
    if most is not None:
        own = pl.selectors.numeric()
        frame = frame.with_columns(pl.when(own.abs() <= most).then(own))
    frame.write_parquet(path, row_group_size=137)  # runs that do not begin at a whole byte of known bits
    table = open_table([path], book)
    return table, compile_book(book, ON, "review", table.stored)


def _by_python(table: FlatTable, program: Program) -> pl.DataFrame:
    judge = row_judge(program)
    numbers = [on_polars.raw(s, 128).alias(s.name) for s in program.stored.values() if s.kind in ("number", "day")]
    frame = table.frame.select(
        *numbers, *(s.name for s in program.stored.values() if s.kind in ("flag", "text"))
    ).collect()
    rows = [judge(row) for row in frame.iter_rows(named=True)]
    types = {o.name: pl.Float64 if o.divisor is not None else pl.Int64 for o in program.outputs}
    return pl.DataFrame(rows, schema=types, orient="row")


def _by_kernel(table: FlatTable, program: Program) -> pl.DataFrame:
    made = kernel.kernel_of(program)
    return kernel.framed(made, kernel.run(made, kernel.prepared(table.frame, program), threads=2))


def _is_wide(program: Program) -> bool:
    """Whether some number of it may need more than 64 bits."""
    return any(node.is_integer and max(-node.low, node.high) >= 2**63 for node in ordered(program.roots()))


@pytest.mark.parametrize("book", BOOKS)
def test_all_engines_give_the_same_bits(book: str, tmp_path: Path) -> None:
    table, program = _table(book, tmp_path)
    expected = crc_of(on_polars.coded(table.frame, program).collect())
    assert crc_of(on_duckdb.coded(table.paths, program)) == expected
    assert crc_of(_by_python(table, program)) == expected
    if _is_wide(program):
        with pytest.raises(RefusalError, match="more than 64 bits"):
            kernel.kernel_of(program)
        table, program = _table(book, tmp_path, most=3000)
        expected = crc_of(on_polars.coded(table.frame, program).collect())
    if book == "gx":  # three amounts multiplied: 64 bits hold only the smallest firms
        return
    assert crc_of(_by_kernel(table, program)) == expected


@pytest.mark.parametrize("book", ["kx", "cx", "sme"])
@pytest.mark.parametrize("write", [on_duckdb.write, "polars", "kernel"], ids=["duckdb", "polars", "kernel"])
def test_a_written_result_is_what_the_judge_says(book: str, write: object, tmp_path: Path) -> None:
    table, program = _table(book, tmp_path, seed=8, count=90)
    target = tmp_path / "result.parquet"
    if write == "polars":
        on_polars.write(table.frame, program, table.head, target)
    elif write == "kernel":
        kernel.write(table.frame, program, table.head, target)
    else:
        on_duckdb.write(table.paths, program, table.head, target)
    found = pl.read_parquet(target)
    firms = edge_firms(SHELF.book(book), 8, 90, ON)
    assert found["uscc"].to_list() == [firm.uscc for firm in firms]
    assert found["year"].unique().to_list() == [2025]
    assert differences(program, judged_rows(SHELF.book(book), firms, ON, "review"), found.rows(named=True)) == []


def test_a_kernel_of_a_cut_table_is_that_of_the_whole(tmp_path: Path) -> None:
    table, program = _table("zj26", tmp_path)
    columns = kernel.prepared(table.frame, program)
    made = kernel.kernel_of(program)
    whole = kernel.framed(made, kernel.run(made, columns, threads=1))
    for start, length in ((0, 1), (1, 8), (3, 130), (137, 200), (399, 1)):
        cut = kernel.framed(made, kernel.run(made, columns.slice(start, length), threads=2))
        assert cut.equals(whole.slice(start, length))


@pytest.mark.parametrize("rows", [0, 1])
def test_tables_of_no_firm_and_of_one(rows: int, tmp_path: Path) -> None:
    table, program = _table("kx", tmp_path, count=rows)
    for found in (
        on_polars.coded(table.frame, program).collect(),
        on_duckdb.coded(table.paths, program),
        _by_kernel(table, program),
    ):
        assert found.height == rows
