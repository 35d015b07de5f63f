"""Tables at the edges of memory: no row, one, a block's last and the next, nothing known, words never seen; and nothing is written beside a result."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import polars as pl
import pytest
from tests.ladder.columnar.edge_firms import edge_firms
from tests.ladder.columnar.test_columnar_engines import ON, SHELF, _by_kernel, _by_python

from yanzhen.ladder.columnar import kernel, on_duckdb, on_polars
from yanzhen.ladder.columnar.arrow import parts_of
from yanzhen.ladder.columnar.compiling import compile_book
from yanzhen.ladder.columnar.flat import flatten
from yanzhen.ladder.columnar.program import Program
from yanzhen.ladder.columnar.result import crc_of
from yanzhen.ladder.columnar.table import FlatTable, open_table
from yanzhen.ladder.columnar.vector import BLOCK

ZJ26 = SHELF.book("zj26")
FIRMS = flatten(edge_firms(ZJ26, 11, 300, ON), ZJ26, ON)


def _opened(firms: pl.DataFrame, folder: Path) -> tuple[FlatTable, Program]:
    firms.write_parquet(folder / "firms.parquet")
    table = open_table([folder / "firms.parquet"], ZJ26)
    return table, compile_book(ZJ26, ON, "new", table.stored)


def _all_alike(table: FlatTable, program: Program) -> pl.DataFrame:
    found = on_polars.coded(table.frame, program).collect()
    expected = crc_of(_by_python(table, program))
    assert crc_of(found) == expected
    assert crc_of(on_duckdb.coded(table.paths, program)) == expected
    assert crc_of(_by_kernel(table, program)) == expected
    return found


@pytest.mark.parametrize("rows", [1, 7, 8, 9, BLOCK - 1, BLOCK, BLOCK + 1, 2 * BLOCK + 9])
def test_any_number_of_rows(rows: int, tmp_path: Path) -> None:
    firms = pl.concat([FIRMS] * (rows // FIRMS.height + 1)).head(rows)
    assert _all_alike(*_opened(firms, tmp_path)).height == rows


@pytest.mark.parametrize("kind", ["all", "numbers", "flags", "days", "texts"])
def test_columns_of_which_nothing_is_known(kind: str, tmp_path: Path) -> None:
    chosen = {
        "all": pl.selectors.exclude("uscc"),
        "numbers": pl.selectors.numeric(),
        "flags": pl.selectors.boolean(),
        "days": pl.selectors.date(),
        "texts": pl.selectors.by_name("industry"),
    }[kind]
    table, program = _opened(FIRMS.with_columns(pl.when(False).then(chosen)), tmp_path)
    if kind == "all":  # nothing is read then, and the kernel's own writing is what knows the number of rows
        kernel.write(table.frame, program, table.head, tmp_path / "written.parquet")
        assert set(pl.read_parquet(tmp_path / "written.parquet")["answer"]) == {"unknown"}
        return
    _all_alike(table, program)


def test_a_book_of_which_the_table_has_one_column(tmp_path: Path) -> None:
    table, program = _opened(pl.DataFrame({"revenue@t": [1500, None, -1]}), tmp_path)
    for write in (on_polars.write, kernel.write):
        write(table.frame, program, (), tmp_path / "w.parquet")
        assert pl.read_parquet(tmp_path / "w.parquet")["zj26.2a"].to_list() == ["met", "unknown", "unknown"]


def test_a_column_of_the_tables_own_names_stands_in_nobodys_way(tmp_path: Path) -> None:
    taken = [pl.lit(7).alias(name) for name in ("~0", "~1", "year", "answer", "zj26.2a", "~file", "~row")]
    table, program = _opened(FIRMS, tmp_path)
    expected = on_polars.coded(table.frame, program).collect()
    table, program = _opened(FIRMS.with_columns(taken), tmp_path)
    assert _all_alike(table, program).equals(expected)


def test_the_kernel_writes_its_rows_and_nothing_beside_them() -> None:
    """Results between guards, in tables cut at rows that begin no byte of bits."""
    table, program = _lazy(FIRMS)
    made, columns = kernel.kernel_of(program), kernel.prepared(table, program)
    whole = kernel.run(made, columns, threads=1)
    for start, length in ((0, 300), (1, 17), (3, 250), (299, 1), (5, 0)):
        room = [np.full(length + 128, 77, out.dtype) for out in whole]
        into = [each[64 : 64 + length] for each in room]
        found = kernel.run(made, columns.slice(start, length), threads=3, into=into)
        for each, view, out, full in zip(room, into, found, whole, strict=True):
            assert out is view
            assert (each[:64] == 77).all() and (each[64 + length :] == 77).all()
            assert (out == full[start : start + length]).all()


def test_the_kernel_takes_only_arrays_and_columns_that_fit() -> None:
    table, program = _lazy(FIRMS)
    made, columns = kernel.kernel_of(program), kernel.prepared(table, program)
    whole = kernel.run(made, columns)
    strided = [np.zeros(600, out.dtype)[::2] for out in whole]
    short = [np.zeros(299, out.dtype) for out in whole]
    for into in (strided, short, whole[:-1]):
        assert all((a == b).all() for a, b in zip(kernel.run(made, columns, into=into), whole, strict=True))
        assert not any(each.any() for each in into) or into == whole[:-1]
    with pytest.raises(ValueError, match="expected those of prepared"):
        kernel.run(made, columns.select(reversed(columns.columns)))
    with pytest.raises(TypeError, match="Int32"), parts_of(pl.DataFrame({"a": pl.Series([1], dtype=pl.Int32)})):
        pass


def test_columns_cut_into_runs_at_different_rows() -> None:
    table, program = _lazy(FIRMS)
    made, columns = kernel.kernel_of(program), kernel.prepared(table, program)
    whole = kernel.run(made, columns)
    halves = pl.concat([columns.head(13), columns.slice(13)], rechunk=False)
    uneven = halves.with_columns(columns.to_series(0))
    for cut in (halves, uneven):
        assert all((a == b).all() for a, b in zip(kernel.run(made, cut), whole, strict=True))


def _lazy(firms: pl.DataFrame) -> tuple[pl.LazyFrame, Program]:
    from yanzhen.ladder.columnar.table import table_of

    table = table_of(firms, ZJ26)
    return table.frame, compile_book(ZJ26, ON, "new", table.stored)
