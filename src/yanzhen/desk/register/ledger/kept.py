"""Files kept once under their SHA-256, in place before the rows that name them are written.

A process that dies between the two leaves a file that no row names; the mark beside it lets the next import clear it away.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

PIECE = 1 << 20
MARK = "importing-"
MARKS_KEPT_SECONDS = 3600


@dataclass(frozen=True, slots=True)
class Kept:
    """A file in the store."""

    sha256: str
    size: int
    path: Path


def kept_path(sha256: str) -> Path:
    """Where the file with this SHA-256 lies."""
    return _folder() / sha256[:2] / sha256


def keep_file(chunks: Iterator[bytes]) -> Kept:
    """Write the file under its SHA-256, whole or not at all."""
    digest, size = hashlib.sha256(), 0
    descriptor, draft = tempfile.mkstemp(dir=_folder(), suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as out:
            for chunk in chunks:
                digest.update(chunk)
                size += len(chunk)
                out.write(chunk)
            out.flush()
            os.fsync(out.fileno())
        place = kept_path(digest.hexdigest())
        place.parent.mkdir(exist_ok=True)
        Path(draft).replace(place)
    finally:
        Path(draft).unlink(missing_ok=True)
    return Kept(digest.hexdigest(), size, place)


def pieces(path: Path) -> Iterator[bytes]:
    """The file's bytes."""
    with path.open("rb") as file:
        while piece := file.read(PIECE):
            yield piece


def sha256_of(path: Path) -> str:
    """The SHA-256 of the file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def keeping(path: Path, sha256: str) -> Iterator[None]:
    """The file is in the store while the rows that name it are written; where that fails it is gone again, if it was new."""
    new = not kept_path(sha256).exists()
    mark = _folder() / f"{MARK}{sha256}"
    if new:
        mark.touch()
        keep_file(pieces(path))
    try:
        yield
    finally:
        if new:
            _clear(mark)


def sweep_marks(*, now: float) -> int:
    """Clear away what imports that were killed left behind; gives how many files went."""
    old = [mark for mark in _folder().glob(f"{MARK}*") if now - mark.stat().st_mtime > MARKS_KEPT_SECONDS]
    return sum(_clear(mark) for mark in old)


def clear_unnamed(sha256: str) -> bool:
    """Remove the file where nothing names it; tells whether it went."""
    if _is_named(sha256):
        return False
    kept_path(sha256).unlink(missing_ok=True)
    return True


def _clear(mark: Path) -> bool:
    """Take the mark away, and the file too where nothing names it."""
    gone = clear_unnamed(mark.name.removeprefix(MARK))
    mark.unlink(missing_ok=True)
    return gone


def _is_named(sha256: str) -> bool:
    from yanzhen.desk.register.models import Document, Import, SheetDraft

    return any(model.objects.filter(sha256=sha256).exists() for model in (Import, SheetDraft, Document))


def _folder() -> Path:
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
