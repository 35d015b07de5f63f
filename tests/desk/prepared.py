"""Rows and files that many tests begin with, made once a session and laid down again for each: what takes a second then takes a blink.

Kept is what a fixture left in the test's own database and home, byte for byte; the test may change it, the next one gets it as it was.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

from django.db import connection

AS_MIGRATED = {"django_migrations", "django_content_type", "auth_permission", "sqlite_sequence"}
_kept: dict[str, Kept] = {}


@dataclass(frozen=True)
class Kept:
    """All rows by table, and a copy of the folder."""

    rows: dict[str, tuple[list[str], list[tuple[Any, ...]]]]
    files: Path


def laid(name: str, folder: Path, make: Callable[[], object]) -> None:
    """What ``make`` makes of an otherwise fresh test: made the first time, laid down from then on. On SQLite only; else made each time."""
    if connection.vendor != "sqlite":
        make()
    elif name not in _kept:
        make()
        files = Path(mkdtemp(prefix="yanzhen-kept-")) / "files"
        shutil.copytree(folder, files)
        _kept[name] = Kept(_rows(), files)
    else:
        _lay(_kept[name], folder)


def _rows() -> dict[str, tuple[list[str], list[tuple[Any, ...]]]]:
    found = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            rows = cursor.fetchall()
            if rows and table not in AS_MIGRATED:
                found[table] = ([column[0] for column in cursor.description], rows)
    return found


def _lay(kept: Kept, folder: Path) -> None:
    quote = connection.ops.quote_name
    with connection.cursor() as cursor:
        for table, (columns, rows) in kept.rows.items():
            cursor.execute(f"DELETE FROM {quote(table)}")
            places = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {quote(table)} ({', '.join(map(quote, columns))}) VALUES ({places})", rows)
    shutil.copytree(kept.files, folder, dirs_exist_ok=True)
