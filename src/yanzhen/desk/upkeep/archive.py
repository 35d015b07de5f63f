"""The ZIP that a backup is: parts with their checksums, written whole or not at all, proved before anything is unpacked."""

from __future__ import annotations

import hashlib
import json
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO, Any

from yanzhen.errors import InputError

DATABASE, KEY, UPLOADS, COLUMNS, ROWS, CONTENTS = (
    "desk.sqlite3",
    "secret.key",
    "uploads",
    "columns",
    "rows",
    "contents.json",
)
BOOKS = "books"
FOLDERS = (UPLOADS, COLUMNS, BOOKS)
"""The folders of a home that are backed up whole: what was brought in, the office's own columns of the register, its own rulebooks."""

TABLE_FILE = ".jsonl"
PIECE = 1 << 20

Migrations = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """What an archive says of itself.

    ``migrations`` are those applied to its database, as ``(app, name)``; ``trail`` is the number and the digest of the last entry of the
    audit trail. Both are empty in archives of version 0.1.0.
    """

    version: str
    made: str
    sha256: dict[str, str]
    migrations: Migrations = ()
    trail: tuple[int, str] = (0, "")

    @property
    def tables(self) -> dict[str, str]:
        """Where the rows of each table lie, by its label (``register.statement``); empty where the database is a file."""
        found = (PurePosixPath(name) for name in self.sha256)
        return {path.stem: str(path) for path in found if path.parts[0] == ROWS and path.suffix == TABLE_FILE}


class Packing:
    """An archive that is being written."""

    def __init__(self, packed: zipfile.ZipFile) -> None:
        self.sha256: dict[str, str] = {}
        self._packed = packed

    def add_pieces(self, name: str, pieces: Iterable[bytes]) -> None:
        """A part of any length, never held as a whole."""
        digest = hashlib.sha256()
        with self._packed.open(name, "w", force_zip64=True) as target:
            for piece in pieces:
                digest.update(piece)
                target.write(piece)
        self.sha256[name] = digest.hexdigest()

    def add_file(self, name: str, path: Path) -> None:
        with path.open("rb") as file:
            self.add_pieces(name, pieces_of(file))

    def finish(self, contents: Contents) -> None:
        """The list of the parts comes last, when their checksums are known."""
        words = {
            "yanzhen": contents.version,
            "made": contents.made,
            "migrations": contents.migrations,
            "trail": {"number": contents.trail[0], "digest": contents.trail[1]},
            "sha256": contents.sha256,
        }
        self._packed.writestr(CONTENTS, json.dumps(words, ensure_ascii=False, indent=1))


@contextmanager
def packing(file: Path) -> Iterator[Packing]:
    """A new archive at ``file``, readable by its owner alone; what goes wrong leaves nothing there."""
    if not file.resolve().parent.is_dir():
        raise InputError("there is no such folder", seen=str(file.resolve().parent), todo="make it, or choose another")
    draft = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with (
            os.fdopen(os.open(draft, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out,
            zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed,
        ):
            yield Packing(packed)
            packed.close()
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    finally:
        draft.unlink(missing_ok=True)


class Archive:
    """An archive that is read."""

    def __init__(self, packed: zipfile.ZipFile, contents: Contents) -> None:
        self.contents = contents
        self._packed = packed

    def prove(self) -> None:
        """Read every part against its checksum; raises InputError at the first that is damaged."""
        for name in self.contents.sha256:
            for _ in self.pieces(name):
                pass

    def pieces(self, name: str) -> Iterator[bytes]:
        """A part, whose checksum is compared at its end."""
        digest = hashlib.sha256()
        try:
            with self._packed.open(name) as source:
                for piece in pieces_of(source):
                    digest.update(piece)
                    yield piece
        except (KeyError, zipfile.BadZipFile, EOFError) as fault:
            raise _damaged(name, str(fault)) from fault
        if digest.hexdigest() != self.contents.sha256[name]:
            raise _damaged(name, f"sha256 {digest.hexdigest()}")

    def lines(self, name: str) -> Iterator[bytes]:
        """The lines of a part."""
        rest = b""
        for piece in self.pieces(name):
            *whole, rest = (rest + piece).split(b"\n")
            yield from whole
        if rest:
            yield rest

    def unpack(self, name: str, target: Path) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as out:
            for piece in self.pieces(name):
                out.write(piece)


@contextmanager
def opened(file: Path) -> Iterator[Archive]:
    """The archive in ``file``. Raises InputError where it is none, or where a part would lie outside the home."""
    try:
        with zipfile.ZipFile(file) as packed:
            yield Archive(packed, _contents(packed, file))
    except (zipfile.BadZipFile, OSError) as fault:
        if isinstance(fault, OSError) and file.is_file() and zipfile.is_zipfile(file):
            raise
        raise InputError("not a backup", seen=str(file), expected="a ZIP file that `yanzhen backup` wrote") from fault


def pieces_of(file: IO[bytes]) -> Iterator[bytes]:
    """A file in pieces."""
    while piece := file.read(PIECE):
        yield piece


def checksum(path: Path) -> str:
    """SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _contents(packed: zipfile.ZipFile, file: Path) -> Contents:
    try:
        words: dict[str, Any] = json.loads(packed.read(CONTENTS))
        trail = words.get("trail", {})
        contents = Contents(
            str(words.get("yanzhen", "")),
            str(words.get("made", "")),
            {str(name): str(digest) for name, digest in words["sha256"].items()},
            tuple((str(app), str(name)) for app, name in words.get("migrations", ())),
            (int(trail.get("number", 0)), str(trail.get("digest", ""))),
        )
    except (KeyError, ValueError, AttributeError, TypeError) as fault:
        raise InputError("not a backup", seen=str(file), expected=f"a ZIP file with {CONTENTS}") from fault
    for name in contents.sha256:
        _refuse_elsewhere(name)
    return contents


def _refuse_elsewhere(name: str) -> None:
    path = PurePosixPath(name)
    odd = path.is_absolute() or ".." in path.parts or "\\" in name or ":" in name or not path.parts
    single = name in (DATABASE, KEY)
    inside = len(path.parts) > 1 and path.parts[0] in (*FOLDERS, ROWS)
    if odd or not (single or inside):
        raise InputError("the backup holds a file that does not belong there", seen=name)


def _damaged(name: str, seen: str) -> InputError:
    return InputError("the backup is damaged", seen=f"{name} ({seen})", todo="use another backup")
