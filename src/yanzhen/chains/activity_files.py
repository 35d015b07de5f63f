"""The file of activities as a frame under the English column names, unchecked: CSV in any of its encodings, workbooks, Parquet."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.errors import InputError

if TYPE_CHECKING:
    import polars

    from yanzhen.sheets.book import Book

ROW = "row of the file"
"""The column that keeps the number of each row as the file shows it."""
PARQUET = b"PAR1"


def read_frame(path: Path) -> polars.DataFrame:
    """The columns of a CSV file (UTF-8, UTF-16 or GBK), a workbook (the first sheet of xlsx, xls, ods) or a Parquet file.

    Text tables and workbooks come all as text; rows without any cell are left out. What a file is is told by its bytes. Raises
    :class:`~yanzhen.errors.InputError` for a file that cannot be opened, is none of these, or has two columns of one name.
    """
    head = _head(path)
    if head.startswith(PARQUET):
        return _named(_parquet(path), path.name)
    frame = _plain(path, head)
    return _named(_sheet(path) if frame is None else frame, path.name)


@cache
def headers() -> dict[str, str]:
    """The English column by other headers that are taken for it (``activity_headers.csv``)."""
    text = (files("yanzhen.chains") / "activity_headers.csv").read_text(encoding="utf-8")
    return {row["header"]: row["column"] for row in csv.DictReader(text.splitlines())}


def _head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            head = file.read(4096)
    except OSError as fault:
        raise InputError(
            f"{path} cannot be opened", seen=fault.strerror or str(fault), expected="a file that can be read"
        ) from fault
    if not head.strip():
        raise InputError(
            f"table {path.name}", seen="an empty file", expected="the columns region, activity, value (and period)"
        )
    return head


def _parquet(path: Path) -> polars.DataFrame:
    import polars

    try:
        return polars.read_parquet(path).with_row_index(ROW, offset=2)
    except (polars.exceptions.PolarsError, OSError) as error:
        raise InputError(
            f"table {path.name}", seen=str(error).splitlines()[0], expected="a whole Parquet file"
        ) from error


def _plain(path: Path, head: bytes) -> polars.DataFrame | None:
    """A text table in UTF-8 whose cells commas part, read fast; ``None`` where it is something else."""
    import polars

    first = head.split(b"\n", 1)[0]
    if b"\0" in head or b"," not in first or head.startswith((b"PK\x03\x04", b"sep=")):
        return None
    _refuse_twice(next(csv.reader([first.decode("utf-8-sig", "replace")]), []), path.name)
    try:
        frame = polars.read_csv(path, infer_schema=False).with_row_index(ROW, offset=2)
    except (polars.exceptions.PolarsError, OSError):
        return None
    return frame.filter(~polars.all_horizontal(polars.exclude(ROW).is_null()))


def _sheet(path: Path) -> polars.DataFrame:
    """The first sheet with a row; its first row with a cell names the columns."""
    import polars

    from yanzhen.sheets.opening import open_book

    book = open_book(path)
    rows = _rows(book)
    if not rows:
        raise InputError(f"table {path.name}", seen="no row", expected="the columns region, activity, value")
    names = [cell or f"column {at}" for at, cell in enumerate(rows[0][1], 1)]
    _refuse_twice(names, path.name)
    _refuse_beyond(rows, len(names), path.name)
    body = [(number, *(cells + [None] * len(names))[: len(names)]) for number, cells in rows[1:]]
    schema = {ROW: polars.Int64, **dict.fromkeys(names, polars.String)}
    return polars.DataFrame(body, schema=schema, orient="row")


def _refuse_beyond(rows: list[tuple[int, list[str | None]]], headers: int, table: str) -> None:
    """``1,650`` without quotation marks is two cells: the second must not vanish."""
    for number, cells in rows[1:]:
        if any(cells[headers:]):
            raise InputError(
                f"table {table}, row {number}",
                seen=f"{len(cells)} cells under {headers} headers",
                expected="a header above each cell",
                todo="put figures with separators of thousands in quotation marks, or remove the cells",
            )


def _rows(book: Book) -> list[tuple[int, list[str | None]]]:
    for sheet in book.sheets:
        found = [(number, [_text(cell) for cell in cells]) for number, cells in sheet.rows()]
        if kept := [(number, cells) for number, cells in found if any(cells)]:
            return kept
    return []


def _text(cell: Any) -> str | None:
    """The cell as a person reads it: a whole number without its point, a day by its date."""
    if cell is None or cell == "":
        return None
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == datetime.min.time() else cell.isoformat()
    return cell.isoformat() if isinstance(cell, date) else str(cell).strip() or None


def _named(frame: polars.DataFrame, name: str) -> polars.DataFrame:
    """Headers in lower case, and what stands for an English column under its name, unless that is there itself."""
    plain = {column: column if column == ROW else column.strip().lower() for column in frame.columns}
    _refuse_twice(list(plain.values()), name)
    known = set(plain.values())
    given = {
        column: english
        for column, plainly in plain.items()
        if (english := headers().get(plainly, "")) and english not in known
    }
    _refuse_twice(list(given.values()), name)
    return frame.rename({**plain, **given})


def _refuse_twice(names: list[str], table: str) -> None:
    twice = [one for one, number in Counter(names).items() if number > 1]
    if twice:
        raise InputError(
            f"table {table}, column {twice[0]}",
            seen="two columns of that name, or that stand for it",
            expected="one",
            todo="remove or rename the other",
        )
