"""What upkeep must ask a database in its own words: a copy of SQLite while it is written to, its soundness, counters after a restore."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from django.core.management.color import no_style

if TYPE_CHECKING:
    from django.db.backends.base.base import BaseDatabaseWrapper
    from django.db.models import Model


def copy_database(source: Path, target: Path) -> None:
    """The database as it was at one moment, over what is in ``target``; both may be in use.

    SQLite's online backup reads in one step under a read lock: in WAL mode writers go on, and are not in the copy.
    """
    with closing(sqlite3.connect(source, timeout=30)) as live, closing(sqlite3.connect(target, timeout=30)) as copy:
        live.backup(copy)


def applied_in(path: Path) -> tuple[tuple[str, str], ...]:
    """The migrations applied to a SQLite file, as ``(app, name)``; none where it is not a desk's."""
    with closing(sqlite3.connect(path)) as database:
        if not _has(database, "django_migrations"):
            return ()
        return tuple(database.execute("SELECT app, name FROM django_migrations ORDER BY app, name"))


def trail_end_in(path: Path) -> tuple[int, str]:
    """Number and digest of the last entry of the audit trail in a SQLite file."""
    with closing(sqlite3.connect(path)) as database:
        if not _has(database, "accounts_trailhead"):
            return (0, "")
        found = database.execute("SELECT number, digest FROM accounts_trailhead WHERE id = 1").fetchone()
    return (int(found[0]), str(found[1])) if found else (0, "")


def soundness(path: Path) -> str:
    """``ok``, or the first fault that SQLite finds in the file."""
    with closing(sqlite3.connect(path)) as database:
        return str(database.execute("PRAGMA integrity_check").fetchone()[0])


def reset_counters(connection: BaseDatabaseWrapper, models: Sequence[type[Model]]) -> None:
    """Let the next row of each table get a number above those that are there."""
    statements = connection.ops.sequence_reset_sql(no_style(), models)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _has(database: sqlite3.Connection, table: str) -> bool:
    found = database.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,))
    return found.fetchone() is not None
