"""``yanzhen score --engine`` and ``yanzhen template flat``: tables of firms, judged at once."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import islice
from pathlib import Path

import polars as pl

from yanzhen.errors import InputError
from yanzhen.files import write_whole
from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import FIGURES
from yanzhen.ladder.columnar.compiling import compile_book
from yanzhen.ladder.columnar.flat import flatten
from yanzhen.ladder.columnar.naming import columns_of
from yanzhen.ladder.columnar.program import Program
from yanzhen.ladder.columnar.result import json_parts, refuse_target, save, summary
from yanzhen.ladder.columnar.table import ENDINGS, FlatTable, open_table
from yanzhen.ladder.command import named
from yanzhen.ladder.shelf import shelf_of

ENGINES = ("polars", "duckdb", "spark")
HEADER_ROWS = 10
"""Rows of a sheet among which its header is looked for."""
CODES_COMPARED, CODES_NAMED = 2_000_000, 3
"""Firms up to which codes are compared: beyond, that would take longer than judging."""
HEADERS = ("column", "type", "unit", "meaning_zh", "meaning_en", "source", "optional")


def score_table(
    book: Book,
    files: Sequence[Path],
    on: date,
    applicant: str,
    *,
    engine: str,
    target: Path | None = None,
    as_json: bool = False,
    money_unit: str | None = None,
    today: date | None = None,
    language: str = "zh",
    out: Callable[[str], None],
    say: Callable[[str], None],
) -> int:
    """Judge a flat table; the result goes to ``target``, as JSON to ``out``, or counted to ``out``. Returns the exit code 0.

    Files of firms of any other kind are flattened first.
    """
    if engine not in ENGINES:
        raise InputError("--engine", seen=engine, expected="one of " + ", ".join(ENGINES))
    if target is not None:
        refuse_target(target, files)
    beside = None if target is None else target.resolve().parent
    with tempfile.TemporaryDirectory(prefix=".yanzhen-", dir=beside) as folder:
        table = open_table(_flat(files, book, on, applicant, today or on, Path(folder)), book, money_unit=money_unit)
        for line in _lacking(table, language):
            say(line)
        program = compile_book(book, on, applicant, table.stored)
        written = Path(folder) / "result.parquet"
        run(engine, table, program, written)
        if target is not None:
            save(written, target, book, program, language)
        elif as_json:
            for part in json_parts(written, book, program, language):
                out(part)
        else:
            out(summary(written, program))
    return 0


def run(engine: str, table: FlatTable, program: Program, target: Path) -> None:
    """Write the program's result for the table as one Parquet file."""
    if engine == "polars":
        from yanzhen.ladder.columnar import on_polars

        on_polars.write(table.frame, program, table.head, target)
    elif engine == "duckdb":
        from yanzhen.ladder.columnar import on_duckdb

        on_duckdb.write(table.paths, program, table.head, target)
    else:
        from yanzhen.ladder.columnar import on_spark

        on_spark.write(table.paths, program, table.head, target)


def flat_template(
    book: str | None,
    folders: Sequence[Path],
    target: Path | None,
    *,
    out: Callable[[str], None],
    say: Callable[[str], None],
) -> int:
    """The columns that a book (its id or file) reads, as CSV: to a file, or to ``out``."""
    shelf = shelf_of(folders)
    if book is None:
        raise InputError("--book", seen="nothing", expected="one of " + ", ".join(shelf.ids), todo="add --book BOOK")
    text = io.StringIO()
    csv.writer(text).writerows([HEADERS, *_manifest(named(shelf, book))])
    if target is None:
        out(text.getvalue())
        return 0
    if target.suffix != ".csv":
        raise InputError("--out", seen=target.name, expected="a name that ends with .csv")
    write_whole(target, text.getvalue().encode("utf-8-sig"))
    say(f"template: {target}")
    return 0


def _manifest(book: Book) -> Iterator[tuple[str, ...]]:
    yield "uscc", "text", "", "统一社会信用代码", "unified social credit code", "uscc", "true"
    yield "name", "text", "", "企业名称", "name", "name", "true"
    for column in columns_of(book):
        meaning = column.meaning
        yield (
            column.name, column.kind, column.unit, meaning.zh, meaning.en, column.source, str(column.optional).lower(),
        )  # fmt: skip


def _flat(files: Sequence[Path], book: Book, on: date, applicant: str, today: date, folder: Path) -> Sequence[Path]:
    """The files themselves where they are flat tables, else one that is made of them."""
    from yanzhen.ladder.firm_files import NAMES, read_firm_files

    kinds = {NAMES[path.stem].name if path.stem in NAMES else "" for path in files}
    if all(path.suffix in ENDINGS for path in files) and ("" in kinds or kinds == {"firms"}):
        return files
    for path in files:
        _refuse_flat_sheet(path, book)
    path = folder / "firms.parquet"
    flatten(read_firm_files(files, on, today), book, on, applicant).write_parquet(path)
    return [path]


def _refuse_flat_sheet(path: Path, book: Book) -> None:
    """A sheet with the columns of a flat table would be read as one of firms without figures."""
    from yanzhen.sheets.opening import open_book

    if path.suffix.lower() in (".json", *ENDINGS):
        return
    flat = {column.name for column in columns_of(book)} - set(FIGURES)
    for sheet in open_book(path).sheets:
        header = [str(cell) for _, cells in islice(sheet.rows(), HEADER_ROWS) for cell in cells if str(cell) in flat]
        if header:
            raise InputError(
                path.name,
                seen="a flat table in a sheet: " + ", ".join(header[:3]),
                expected="a flat table as .parquet or .arrow",
                todo="store it as Parquet; docs/ladder-scale.md has the line that does it",
            )


def _lacking(table: FlatTable, language: str) -> Iterator[str]:
    """The columns that are unknown for every firm, those that were not used, and firms that cannot be told apart."""
    for column in table.missing:
        note = "没有此列，视为未知" if language == "zh" else "no such column, taken as unknown"
        yield f"{column.name}: {note}: {column.meaning.said(language)}"
    if table.unused:
        note = "未使用的列" if language == "zh" else "columns not used"
        yield f"{note}: {', '.join(table.unused)}"
    twice = table.frame.select(pl.len()).collect().item() <= CODES_COMPARED and "uscc" in table.head
    if twice and (codes := _codes_twice(table.frame)):
        times = "在多行出现" if language == "zh" else "stands in more than one row"
        yield f"uscc: {', '.join(codes)} {times}"
    if "uscc" not in table.head:
        note = "没有此列，结果只能按行对应" if language == "zh" else "no such column, results are told by their rows"
        yield f"uscc: {note}"


def _codes_twice(frame: pl.LazyFrame) -> list[str]:
    """The first few codes that stand there more than once."""
    code = pl.col("uscc").cast(pl.String)
    counted = frame.select(code.drop_nulls()).group_by("uscc").len().filter(pl.col("len") > 1)
    return counted.select(pl.col("uscc").sort().head(CODES_NAMED)).collect().to_series().to_list()
