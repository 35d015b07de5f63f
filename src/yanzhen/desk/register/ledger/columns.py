"""The register's tables with an office's own columns: ``YANZHEN_HOME/columns/TABLE.csv``, of the same shape as ``yanzhen/columns``.

Own columns are checked, kept, exported and put into templates like ours; lists show ours alone. Nothing here needs Django.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from pathlib import Path
from typing import cast

from yanzhen.errors import InputError
from yanzhen.tables import KIND_MEANING, REGISTER_TABLES, Column, Kind, Table, register_table

FOLDER = "columns"
FIELDS = (
    "name", "label_zh", "kind", "unit", "required", "low", "high", "choices", "codes", "listed", "meaning_zh", "meaning_en",
)  # fmt: skip
MUST = ("name", "label_zh", "kind")
CODES = ("uscc", "region", "industry", "strategic", "ipc", "firm")
MOST_COLUMNS = 500


def extended_table(kind: str, home: Path) -> Table:
    """The register's table of this name or Chinese label, with the office's own columns after ours.

    Raises:
        InputError: no such table, or a fault in the office's file, with its line, its field and the reason.
    """
    table = register_table(kind)
    _refuse_stray_files(home / FOLDER)
    file = home / FOLDER / f"{table.name}.csv"
    if not file.is_file():
        return table
    return _extended(table.name, file, file.stat().st_mtime_ns)


def table_of(kind: str) -> Table:
    """The same for the home that this process serves."""
    from django.conf import settings

    return extended_table(kind, settings.YANZHEN_HOME)


@lru_cache(maxsize=64)
def _extended(name: str, file: Path, _changed: int) -> Table:
    table = register_table(name)
    return replace(table, columns=table.columns + tuple(_own_columns(file, table)))


def _refuse_stray_files(folder: Path) -> None:
    names = {table.name for table in REGISTER_TABLES}
    for file in folder.glob("*.csv"):
        if file.stem not in names:
            raise InputError(
                f"{file}: no table of this name",
                seen=file.stem,
                expected="one of " + ", ".join(sorted(names)),
                todo="rename the file",
            )


def _own_columns(file: Path, table: Table) -> Iterator[Column]:
    names = {column.name for column in table.columns}
    labels = {column.label_zh for column in table.columns} | names
    for line, row in _rows(file):
        column = _column(file, line, row)
        _refuse(file, line, "name", row, column.name in names, "a name that the table does not have yet")
        _refuse(file, line, "label_zh", row, column.label_zh in labels, "a label that the table does not have yet")
        names.add(column.name)
        labels |= {column.label_zh, column.name}
        _refuse(file, line, "name", row, len(names) > MOST_COLUMNS, f"at most {MOST_COLUMNS} columns in a table")
        yield column


def _rows(file: Path) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        written = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(
            f"{file}", seen="bytes that are not UTF-8", expected="UTF-8", todo="save it as UTF-8"
        ) from error
    reader = csv.DictReader(written.splitlines())
    given = tuple(reader.fieldnames or ())
    if missing := [name for name in MUST if name not in given]:
        raise InputError(
            f"{file}, line 1", seen=", ".join(given) or "nothing", expected="the columns " + ", ".join(FIELDS),
            todo="add " + ", ".join(missing),
        )  # fmt: skip
    for row in reader:
        yield reader.line_num, {name: (row.get(name) or "").strip() for name in FIELDS}


def _column(file: Path, line: int, row: dict[str, str]) -> Column:
    plain_name = re.fullmatch(r"[a-z][a-z0-9_]{0,59}", row["name"])
    _refuse(file, line, "name", row, not plain_name, "lower-case letters, digits and underscores, a letter first")
    _refuse(file, line, "label_zh", row, not row["label_zh"], "the header of the template")
    _refuse(file, line, "kind", row, row["kind"] not in KIND_MEANING, "one of " + ", ".join(KIND_MEANING))
    _refuse(file, line, "required", row, row["required"] not in ("", "yes"), "yes or nothing")
    _refuse(file, line, "codes", row, row["codes"] not in ("", *CODES), "nothing or one of " + ", ".join(CODES))
    choices = row["choices"].split()
    return Column(
        name=row["name"],
        kind=cast("Kind", row["kind"]),
        label_zh=row["label_zh"],
        meaning_zh=row["meaning_zh"],
        meaning_en=row["meaning_en"] or row["meaning_zh"],
        unit=row["unit"] or None,
        required=row["required"] == "yes",
        choices=tuple(choice.partition(":")[0] for choice in choices),
        choice_labels=tuple(choice.partition(":")[2] or choice for choice in choices),
        codes=row["codes"],
        low=_bound(file, line, row, "low"),
        high=_bound(file, line, row, "high"),
    )


def _bound(file: Path, line: int, row: dict[str, str], field: str) -> Decimal | None:
    if not row[field]:
        return None
    try:
        bound = Decimal(row[field])
    except InvalidOperation:
        bound = Decimal("NaN")
    _refuse(file, line, field, row, not bound.is_finite(), "a number or nothing")
    return bound


def _refuse(file: Path, line: int, field: str, row: dict[str, str], wrong: bool, expected: str) -> None:
    if wrong:
        where = f"{file}, line {line}, {field}"
        raise InputError(where, seen=row[field] or "nothing", expected=expected, todo="correct the line")
