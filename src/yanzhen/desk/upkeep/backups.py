"""Backup and restore: everything in a home as one file, while the desk runs; from SQLite or PostgreSQL, into either."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from django.db import connections

from yanzhen import __version__
from yanzhen.desk.setup import set_up
from yanzhen.desk.upkeep.archive import (
    BOOKS,
    COLUMNS,
    DATABASE,
    FOLDERS,
    KEY,
    ROWS,
    TABLE_FILE,
    UPLOADS,
    Archive,
    Contents,
    Migrations,
    Packing,
    opened,
    packing,
)
from yanzhen.desk.upkeep.sql import applied_in, copy_database, trail_end_in
from yanzhen.errors import InputError

URL = "YANZHEN_DATABASE_URL"
DRAFTS = ("reading-", "importing-")
"""Begins the names of what lies under ``uploads`` only while a page is being read or a sheet imported."""


def backup(home: Path, file: Path, now: datetime) -> Contents:
    """Write database, uploads and key into one ZIP, while the desk runs. It holds the secret key: keep it as safe as the home.

    The database is taken first, as it was at one moment, and the uploads after it: an upload is on the disk before a row names it,
    so that no row of the backup lacks its file. Uploads that are still coming in are left out.
    """
    with packing(file) as packed:
        migrations, trail = _pack_rows(home, packed) if os.environ.get(URL) else _pack_file(home, packed, file)
        _pack_files(home, packed)
        contents = Contents(__version__, now.isoformat(), packed.sha256, migrations, trail)
        packed.finish(contents)
    return contents


def restore(file: Path, home: Path) -> None:
    """Unpack a backup into an empty home folder (and an empty database), after checking every part against its checksum.

    Raises InputError for a home that is in use, a file that is damaged or none of ours, and a backup of a newer version.
    """
    _refuse_used(home)
    with opened(file) as archive:
        _refuse_newer(archive.contents)
        archive.prove()
        made = not home.exists()
        home.mkdir(parents=True, exist_ok=True)
        try:
            _unpack(archive, home)
        except BaseException:
            _empty(home, made)
            raise


def uploads_in(home: Path) -> Iterator[Path]:
    """The files that were brought in whole: neither drafts (``.part``) nor what a reader has in hand."""
    folder = home / UPLOADS
    for path in _files(folder):
        if not path.name.endswith(".part") and not path.relative_to(folder).parts[0].startswith(DRAFTS):
            yield path


def _files(folder: Path) -> Iterator[Path]:
    yield from sorted(path for path in folder.rglob("*") if path.is_file())


def _pack_file(home: Path, packed: Packing, file: Path) -> tuple[Migrations, tuple[int, str]]:
    if not (home / DATABASE).exists():
        raise InputError("nothing to back up", seen=str(home), expected=f"a home folder with {DATABASE}")
    with tempfile.TemporaryDirectory(dir=file.resolve().parent) as folder:
        snapshot = Path(folder) / DATABASE
        copy_database(home / DATABASE, snapshot)
        packed.add_file(DATABASE, snapshot)
        return applied_in(snapshot), trail_end_in(snapshot)


def _pack_rows(home: Path, packed: Packing) -> tuple[Migrations, tuple[int, str]]:
    set_up(home)
    from yanzhen.desk.upkeep.rows import applied, label, lines, one_moment, tables

    with one_moment() as alias:
        migrations = applied(alias)
        if not migrations:
            raise InputError("nothing to back up", seen="an empty database", expected=f"the desk's tables ({URL})")
        found = {label(model): model for model in tables(alias, migrations)}
        for name, model in found.items():
            packed.add_pieces(f"{ROWS}/{name}{TABLE_FILE}", lines(model, alias))
        head = (
            found["accounts.trailhead"]._base_manager.using(alias).filter(pk=1).values_list("number", "digest").first()
        )
        return migrations, head or (0, "")


def _pack_files(home: Path, packed: Packing) -> None:
    if (home / KEY).exists():
        packed.add_file(KEY, home / KEY)
    for path in (*uploads_in(home), *_files(home / COLUMNS), *_files(home / BOOKS)):
        packed.add_file(path.relative_to(home).as_posix(), path)


def _refuse_used(home: Path) -> None:
    if home.exists() and any(home.iterdir()):
        raise InputError(
            "the home folder is not empty", seen=str(home), expected="an empty or new folder", todo="move it away first"
        )


def _refuse_newer(contents: Contents) -> None:
    if _numbers(contents.version) > _numbers(__version__):
        raise InputError(
            "the backup was made by a newer version",
            seen=contents.version,
            expected=f"{__version__} or older",
            todo="install that version first",
        )


def _numbers(version: str) -> tuple[int, ...]:
    """
    >>> _numbers("0.10.2") > _numbers("0.9.11")
    True
    """
    return tuple(int(digits) for digits in re.findall(r"\d+", version)[:3])


def _unpack(archive: Archive, home: Path) -> None:
    for name in archive.contents.sha256:
        if PurePosixPath(name).parts[0] in (KEY, *FOLDERS):
            archive.unpack(name, home / PurePosixPath(name))
    if (home / KEY).exists():
        (home / KEY).chmod(0o600)
    if archive.contents.tables:
        written = {label: archive.lines(name) for label, name in archive.contents.tables.items()}
        _fill(home, archive.contents.migrations, written)
    elif os.environ.get(URL):
        _fill_from_file(home, archive)
    else:
        archive.unpack(DATABASE, home / DATABASE)
        (home / DATABASE).chmod(0o600)


def _fill_from_file(home: Path, archive: Archive) -> None:
    """A register that lived in SQLite moves to PostgreSQL."""
    set_up(home)
    from yanzhen.desk.database import connection_settings
    from yanzhen.desk.upkeep.rows import extra_connection, label, lines, tables

    with tempfile.TemporaryDirectory(dir=home) as folder:
        archive.unpack(DATABASE, Path(folder) / DATABASE)
        migrations = applied_in(Path(folder) / DATABASE)
        settings = {**connections["default"].settings_dict, **connection_settings("", Path(folder))}
        with extra_connection("packed", settings) as alias:
            _fill(home, migrations, {label(model): lines(model, alias) for model in tables(alias, migrations)})


def _fill(home: Path, migrations: Migrations, written: Mapping[str, Iterator[bytes]]) -> None:
    """Tables as the backup had them, their rows, then what this version adds to them."""
    set_up(home)
    from django.core.management import call_command

    from yanzhen.desk.upkeep.rows import load_all, make_tables

    _refuse_used_database()
    make_tables("default", migrations)
    call_command("flush", interactive=False, verbosity=0, inhibit_post_migrate=True)  # what migrations filled in
    load_all("default", migrations, written)
    call_command("migrate", interactive=False, verbosity=0)
    _make_anew()


def _refuse_used_database() -> None:
    from django.db import connection

    from yanzhen.desk.accounts.models import Person

    if Person._meta.db_table in connection.introspection.table_names() and Person.objects.exists():
        raise InputError(
            "the database is not empty", seen=f"people in it ({URL})", expected="a new, empty database", todo="make one"
        )


def _make_anew() -> None:
    """What is made from other rows and is in no backup: the index of the search."""
    from django.apps import apps

    if apps.is_installed("yanzhen.desk.reading"):
        from yanzhen.desk.reading.search import rebuild

        rebuild()


def _empty(home: Path, made: bool) -> None:
    connections.close_all()
    for path in home.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    if made:
        home.rmdir()
