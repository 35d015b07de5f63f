"""A table of the register from one file on disk, for commands that take tables and bring nothing into the register."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.errors import InputError
from yanzhen.sheets.checking import check_book
from yanzhen.sheets.opening import open_book
from yanzhen.tables import Column, check, dtype, register_table

if TYPE_CHECKING:
    import polars


def table_of_file(kind: str, path: Path, today: date) -> polars.DataFrame:
    """The rows of an xlsx, xls, ods, csv or Parquet file as the register's table of that kind has them.

    In a workbook with several sheets the one is taken that bears the table's name. Raises :class:`~yanzhen.errors.InputError` with sheet, row
    and column of the first error: a command answers for all rows or for none.
    """
    import polars

    table = register_table(kind)
    if path.suffix.lower() == ".parquet":
        try:
            return check(polars.read_parquet(path), table)
        except (polars.exceptions.PolarsError, OSError) as error:
            raise InputError(path.name, seen=str(error).splitlines()[0], expected="a Parquet file") from error
    book = open_book(path)
    named = [sheet.name for sheet in book.sheets if sheet.name in (table.name, table.label_zh)]
    chosen = named[0] if named and len(book.sheets) > 1 else None
    rows = []
    for chunk in check_book(book, table, today=today, sheet=chosen):
        wrong = next((finding for finding in chunk.findings if finding.severity == "error"), None)
        if wrong is not None:
            raise InputError(
                f"{path.name}, sheet {wrong.sheet}, row {wrong.row}"
                + (f", column {wrong.column}" if wrong.column else ""),
                seen=wrong.value,
                expected=wrong.expected,
                todo=wrong.todo or "correct the cell",
            )
        rows += [row.values for row in chunk.rows]
    schema = {column.name: dtype(column) for column in table.columns}
    filled = [{column.name: _typed(column, row.get(column.name)) for column in table.columns} for row in rows]
    return check(polars.DataFrame(filled, schema=schema, orient="row"), table)


def _typed(column: Column, value: Any) -> Any:
    """A checked value as the frame holds it: checked rows carry days and exact figures as text."""
    if value is None or not isinstance(value, str):
        return value
    if column.kind == "date":
        return date.fromisoformat(value)
    return Decimal(value) if column.kind == "exact" else value
