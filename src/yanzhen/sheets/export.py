"""A table's rows as CSV, Excel or Parquet under the English keys, with the cell that each figure came from.

What a spreadsheet would run as a formula is put behind an apostrophe in CSV (our own import takes it off again) and is a plain text in Excel.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from itertools import repeat
from pathlib import Path

from yanzhen.errors import InputError
from yanzhen.sheets.rows import Counted, RawCell, Value
from yanzhen.sheets.texts import disarmed
from yanzhen.sheets.writing import DAY, drafted, workbook, write_cell
from yanzhen.sources import Cell
from yanzhen.tables import Column, Table, dtype

Row = Mapping[str, Value]
Sources = Mapping[str, Cell]
SOURCE = "source"
"""``revenue.source`` is the column that says where ``revenue`` came from; in Excel the sheet of all sources bears this name."""
_SOURCE_HEADS = ("row", "column", "file", "sheet", "cell")


def write_export(
    rows: Iterable[Row],
    table: Table,
    path: Path,
    *,
    sources: Iterable[Sources] | None = None,
    file_names: Mapping[str, str] | None = None,
) -> int:
    """The rows under the table's keys, by the ending of ``path``: .csv (UTF-8 with a mark), .xlsx or .parquet; how many there were.

    ``sources`` gives for each row, in step, the cell of each key; ``file_names`` the name of each file by its SHA-256. They become columns
    ``KEY.source`` (``file!sheet!cell``) in CSV and Parquet and a sheet of their own in Excel. An empty table gives its header.

    Raises :class:`~yanzhen.errors.InputError` for another ending, and where ``path`` cannot be written.
    """
    writers: dict[str, Callable[..., None]] = {".csv": _write_csv, ".xlsx": _write_xlsx, ".parquet": _write_parquet}
    writer = writers.get(path.suffix.lower())
    if writer is None:
        raise InputError(
            f"{path.name}, its ending",
            seen=path.suffix or "none",
            expected=", ".join(writers),
            todo="choose one of them",
        )
    passing = Counted(rows)
    pairs = zip(passing, repeat(dict[str, Cell]()) if sources is None else sources, strict=sources is not None)
    writer(pairs, table, path, sources is not None, file_names or {})
    return passing.passed


def _write_csv(
    pairs: Iterator[tuple[Row, Sources]], table: Table, path: Path, sourced: bool, names: Mapping[str, str]
) -> None:
    with drafted(path) as draft, draft.open("w", encoding="utf-8-sig", newline="") as file:
        out = csv.writer(file)
        out.writerow(_heads(table, sourced))
        for row, sources in pairs:
            cells = [_text(row.get(column.name), column) for column in table.columns]
            out.writerow(cells + _places(sources, table, names) if sourced else cells)
        file.flush()
        os.fsync(file.fileno())


def _write_xlsx(
    pairs: Iterator[tuple[Row, Sources]], table: Table, path: Path, sourced: bool, names: Mapping[str, str]
) -> None:
    with workbook(path) as book:
        sheet = book.add_worksheet(table.name)
        origins = book.add_worksheet(SOURCE) if sourced else None
        day, bold = book.add_format(DAY), book.add_format({"bold": True})
        for position, column in enumerate(table.columns):
            sheet.write_string(0, position, column.name, bold)
        sheet.freeze_panes(1, 0)
        for position, head in enumerate(_SOURCE_HEADS):
            if origins:
                origins.write_string(0, position, head, bold)
        told = 0
        for number, (row, sources) in enumerate(pairs, start=1):
            for position, column in enumerate(table.columns):
                write_cell(sheet, number, position, _typed(row.get(column.name), column), day)
            for key, cell in sources.items() if origins else ():
                told += 1
                place: tuple[RawCell, ...] = (
                    number + 1,
                    key,
                    names.get(cell.sha256, cell.sha256),
                    cell.sheet,
                    _address(cell),
                )
                for position, part in enumerate(place):
                    write_cell(origins, told, position, part, day)


def _write_parquet(
    pairs: Iterator[tuple[Row, Sources]], table: Table, path: Path, sourced: bool, names: Mapping[str, str]
) -> None:
    import polars

    columns: dict[str, list[object]] = {name: [] for name in _heads(table, sourced)}
    for row, sources in pairs:
        for column in table.columns:
            columns[column.name].append(_typed(row.get(column.name), column))
        if sourced:
            for column, place in zip(table.columns, _places(sources, table, names), strict=True):
                columns[f"{column.name}.{SOURCE}"].append(place or None)
    own = {column.name: dtype(column) for column in table.columns}
    schema = {name: own.get(name, polars.String()) for name in columns}
    with drafted(path) as draft:
        polars.DataFrame(columns, schema=schema).write_parquet(draft)


def _heads(table: Table, sourced: bool) -> list[str]:
    names = [column.name for column in table.columns]
    return names + [f"{name}.{SOURCE}" for name in names] if sourced else names


def _text(value: Value | None, column: Column) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return disarmed(str(value)) if column.kind == "text" else str(value)


def _typed(value: Value | None, column: Column) -> RawCell:
    """The value as the type that its column has outside JSON."""
    if value is None or isinstance(value, bool | int):
        return value
    if column.kind in ("exact", "number"):
        return Decimal(value)
    return date.fromisoformat(value) if column.kind == "date" else value


def _places(sources: Sources, table: Table, names: Mapping[str, str]) -> list[str]:
    places: Sequence[Cell | None] = [sources.get(column.name) for column in table.columns]
    return [
        disarmed(f"{names.get(cell.sha256, cell.sha256)}!{cell.sheet}!{_address(cell)}") if cell else ""
        for cell in places
    ]


def _address(cell: Cell) -> str:
    """``C12`` where the column is told by its letter, else ``营业收入 12``."""
    is_letter = cell.column.isascii() and cell.column.isupper() and len(cell.column) <= 3
    return f"{cell.column}{cell.row}" if is_letter else f"{cell.column} {cell.row}"
