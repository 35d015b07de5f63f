"""Bringing a home to this version: a backup first, then the migrations, and the database as it was where they fail."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from yanzhen import __version__
from yanzhen.desk.upkeep.archive import DATABASE, opened
from yanzhen.desk.upkeep.backups import backup
from yanzhen.desk.upkeep.sql import copy_database
from yanzhen.errors import InputError

BACKUPS, PREFIX, KEPT = "backups", "before-", 5

Migration = tuple[str, str]


def upgrade(home: Path, now: datetime, say: Callable[[str], None]) -> None:
    """Apply the migrations that wait. A database that is in use is backed up into ``home/backups`` before; the last five are kept.

    Raises InputError where a migration fails (the database is then as it was) and where the database is of a newer version.
    """
    if not waiting():
        return
    with _alone(home):
        missing = waiting()
        if missing and not applied():
            call_command("migrate", interactive=False, verbosity=0)
        elif missing:
            file = _backup_before(home, now)
            say(f"upgrade: {len(missing)} changes of the database wait; backup before them: {file}")
            _migrate_or_leave(home, file)
            say(f"upgrade: done, the register is of version {__version__}")


def waiting() -> set[Migration]:
    """The migrations that the database lacks; cheap (one query), since every command asks.

    Raises InputError where the database has some that this version does not know.
    """
    known, done = _on_disk(), applied()
    unknown = {one for one in done - known if one[0] in {app for app, _ in known}}
    if unknown:
        raise InputError(
            "the register was made by a newer version of Yanzhen",
            seen=", ".join(sorted(".".join(one) for one in unknown)[:3]),
            expected=f"a register of version {__version__} or older",
            todo="install that version, or restore a backup that this version made",
        )
    return known - done


def applied() -> set[Migration]:
    """The migrations that the database has; none where it is new."""
    return set(MigrationRecorder(connection).applied_migrations())


def _on_disk() -> set[Migration]:
    """By their files' names: loading them all would take longer than everything else that ``prepare`` does."""
    return {(config.label, name) for config in apps.get_app_configs() for name in _names(config.label)}


def _names(label: str) -> Iterator[str]:
    module, _ = MigrationLoader.migrations_module(label)
    found = find_spec(module) if module else None
    for one in iter_modules(found.submodule_search_locations if found else []):
        if one.name[0] not in "_~":
            yield one.name


def _backup_before(home: Path, now: datetime) -> Path:
    folder = home / BACKUPS
    folder.mkdir(mode=0o700, exist_ok=True)
    file = folder / f"{PREFIX}{__version__}-{now:%Y%m%d-%H%M%S}.zip"
    backup(home, file, now)
    older = sorted(folder.glob(f"{PREFIX}*.zip"), key=lambda path: (path.stat().st_mtime_ns, path.name))
    for one in older[:-KEPT]:
        one.unlink()
    return file


def _migrate_or_leave(home: Path, file: Path) -> None:
    try:
        if connection.vendor == "sqlite":
            call_command("migrate", interactive=False, verbosity=0)
        else:
            _migrate_in_one_transaction()
    except Exception as fault:
        if connection.vendor == "sqlite":
            _put_back(home, file)
        raise InputError(
            "the register could not be brought to this version",
            seen=f"{type(fault).__name__}: {fault}",
            expected=f"the tables of version {__version__}",
            todo=f"the database is as it was, and a backup of it lies in {file}: go on with the version before, and report this",
        ) from fault


def _migrate_in_one_transaction() -> None:
    with transaction.atomic():
        executor = MigrationExecutor(connection, _settle)
        executor.migrate(executor.loader.graph.leaf_nodes())
    call_command("migrate", interactive=False, verbosity=0)  # nothing is left to apply; tells the apps that it is done


def _settle(action: str, *_: Any) -> None:
    """Checks that were put off are made between two migrations: PostgreSQL changes no table while some of its rows wait for theirs."""
    if action == "apply_success":
        connection.check_constraints()


def _put_back(home: Path, file: Path) -> None:
    """SQLite's migrations are not one transaction: its file is put back as the backup has it."""
    connection.close()
    with tempfile.TemporaryDirectory(dir=file.parent) as folder, opened(file) as archive:
        archive.unpack(DATABASE, Path(folder) / DATABASE)
        copy_database(Path(folder) / DATABASE, home / DATABASE)


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """One process at a time (the desk and its worker may start together); the lock ends with the process that holds it."""
    with (home / "upgrade.lock").open("a+b") as file:
        _lock(file.fileno())
        yield


if sys.platform == "win32":
    import msvcrt

    def _lock(descriptor: int) -> None:
        msvcrt.locking(descriptor, msvcrt.LK_LOCK, 1)
else:
    from fcntl import LOCK_EX, flock

    def _lock(descriptor: int) -> None:
        flock(descriptor, LOCK_EX)
