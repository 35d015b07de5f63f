"""The database by one setting: nothing set is SQLite in the home folder, a URL is PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from yanzhen.errors import InputError

# IMMEDIATE takes the write lock when a transaction starts: two writers then wait for each other. Under SQLite's
# default a transaction that read first and writes later fails at once with "database is locked".
SQLITE_OPTIONS = {
    "timeout": 30,
    "transaction_mode": "IMMEDIATE",
    # 16 MiB of pages a connection: with SQLite's 2 MiB an import of 10,000 rows writes its own indexes to disk and reads them back.
    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA cache_size=-16384;",
}


def connection_settings(url: str, home: Path) -> dict[str, Any]:
    """Django's settings of the connection for ``url``, or for SQLite in ``home`` where it is empty.

    >>> connection_settings("postgresql://desk:p%40ss@db:5433/yanzhen?sslmode=require", Path("."))["PASSWORD"]
    'p@ss'
    """
    if not url:
        return {"ENGINE": "django.db.backends.sqlite3", "NAME": home / "desk.sqlite3", "OPTIONS": SQLITE_OPTIONS}
    parts = urlsplit(url)
    name = unquote(parts.path.lstrip("/"))
    if parts.scheme not in ("postgresql", "postgres") or not name:
        raise InputError(
            "YANZHEN_DATABASE_URL",
            seen=f"{parts.scheme}://…",
            expected="postgresql://NAME:PASSWORD@HOST:PORT/DATABASE",
            todo="leave it empty for SQLite",
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": name,
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
