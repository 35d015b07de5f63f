"""Backup, restore and a check-up of a home folder."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath

from yanzhen import __version__
from yanzhen.desk.setup import set_up
from yanzhen.errors import InputError

DATABASE, KEY, UPLOADS, CONTENTS = "desk.sqlite3", "secret.key", "uploads", "contents.json"
LEAST_FREE_BYTES = 1024**3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that ``doctor`` looked at."""

    what: str
    good: bool
    words: str


def backup(home: Path, file: Path, now: datetime) -> None:
    """Write database, uploads and key into one ZIP, while the desk runs. It holds the secret key: keep it as safe as the home.

    Refuses for PostgreSQL, whose own ``pg_dump`` does this.
    """
    _refuse_postgres("back up")
    if not (home / DATABASE).exists():
        raise InputError("nothing to back up", seen=str(home), expected=f"a home folder with {DATABASE}")
    with tempfile.TemporaryDirectory(dir=file.resolve().parent) as folder:
        snapshot = Path(folder) / DATABASE
        _copy_database(home / DATABASE, snapshot)
        packed = Path(folder) / "backup.zip"
        _pack(packed, _parts(home, snapshot), now)
        packed.replace(file)


def restore(file: Path, home: Path) -> None:
    """Unpack a backup into an empty home folder, after checking every part against its checksum."""
    if home.exists() and any(home.iterdir()):
        raise InputError(
            "the home folder is not empty", seen=str(home), expected="an empty or new folder", todo="move it away first"
        )
    if not zipfile.is_zipfile(file):
        raise InputError("not a backup", seen=str(file), expected="a ZIP file that `yanzhen backup` wrote")
    home.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(file) as packed:
        sums = _checksums(packed, file)
        for name, expected in sums.items():
            _unpack(packed, name, home / PurePosixPath(name), expected)
    (home / KEY).chmod(0o600)


def doctor(home: Path) -> list[Finding]:
    """Look at the database, its migrations, the audit trail, the worker and the disk."""
    set_up(home)
    return [_database(home), _migrations(), _trail(), _worker(), _disk(home), _key(home)]


def _refuse_postgres(what: str) -> None:
    if os.environ.get("YANZHEN_DATABASE_URL"):
        raise InputError(
            f"cannot {what} a PostgreSQL database", expected="SQLite", todo="use pg_dump, and copy the folder uploads"
        )


def _copy_database(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as live, closing(sqlite3.connect(target)) as copy:
        live.backup(copy)


def _parts(home: Path, snapshot: Path) -> dict[str, Path]:
    uploads = sorted(path for path in (home / UPLOADS).rglob("*") if path.is_file())
    named = {path.relative_to(home).as_posix(): path for path in uploads}
    return {DATABASE: snapshot, KEY: home / KEY, **named}


def _pack(target: Path, parts: dict[str, Path], now: datetime) -> None:
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        sums = {name: _checksum(path) for name, path in parts.items()}
        contents = {"yanzhen": __version__, "made": now.isoformat(), "sha256": sums}
        packed.writestr(CONTENTS, json.dumps(contents, ensure_ascii=False, indent=1))
        for name, path in parts.items():
            packed.write(path, name)
    target.chmod(0o600)


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _checksums(packed: zipfile.ZipFile, file: Path) -> dict[str, str]:
    if CONTENTS not in packed.namelist():
        raise InputError("not a backup", seen=str(file), expected=f"a ZIP file with {CONTENTS}")
    sums: dict[str, str] = json.loads(packed.read(CONTENTS))["sha256"]
    for name in sums:
        path = PurePosixPath(name)
        if path.is_absolute() or ".." in path.parts or path.parts[0] not in (DATABASE, KEY, UPLOADS):
            raise InputError("the backup holds a file that does not belong there", seen=name)
    return sums


def _unpack(packed: zipfile.ZipFile, name: str, target: Path, expected: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with packed.open(name) as source, target.open("wb") as written:
        shutil.copyfileobj(source, written)
    if _checksum(target) != expected:
        raise InputError("the backup is damaged", seen=name, expected=f"sha256 {expected}", todo="use another backup")


def _database(home: Path) -> Finding:
    from django.db import connection

    if connection.vendor != "sqlite":
        connection.ensure_connection()
        return Finding("database", True, "PostgreSQL answers")
    with closing(sqlite3.connect(home / DATABASE)) as database:
        answer = str(database.execute("PRAGMA integrity_check").fetchone()[0])
    return Finding("database", answer == "ok", "SQLite is sound" if answer == "ok" else answer)


def _migrations() -> Finding:
    from yanzhen.desk.frame.health import database_state

    state = database_state()
    return Finding(
        "migrations", state == "ok", {"ok": "all applied", "behind": "some wait: run serve once"}.get(state, state)
    )


def _trail() -> Finding:
    from yanzhen.desk.accounts.trail import verify_chain

    chain = verify_chain()
    words = (
        f"{chain.entries} entries, none missing or altered"
        if chain.whole
        else f"breaks at entry {chain.broken_at}: {chain.why}"
    )
    return Finding("audit trail", chain.whole, words)


def _worker() -> Finding:
    from yanzhen.desk.frame.health import worker_state

    state = worker_state()
    return Finding(
        "worker", state == "ok", {"ok": "alive", "none": "never ran here"}.get(state, "silent for over a minute")
    )


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    return Finding("disk", free > LEAST_FREE_BYTES, f"{free / 1024**3:.1f} GiB free")


def _key(home: Path) -> Finding:
    mode = (home / KEY).stat().st_mode & 0o077 if (home / KEY).exists() else 0
    good = os.name != "posix" or mode == 0
    return Finding(
        "secret key", good, "readable by its owner alone" if good else "others can read it: chmod 600 secret.key"
    )
