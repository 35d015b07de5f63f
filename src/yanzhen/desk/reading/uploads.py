"""Files that people drop: kept once under their SHA-256, and put in the queue."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, gettext_noop

from yanzhen.desk.accounts.trail import Actor, Subject, record_change
from yanzhen.desk.reading.models import ReadingJob
from yanzhen.desk.register.models import Document
from yanzhen.errors import InputError

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

NAME_LENGTH = 200
PIECE = 1 << 20
BROUGHT, DOCUMENT = gettext_noop("page brought"), gettext_noop("document")
DRAFTS_KEPT_SECONDS = 3600
READING_PREFIX = "reading-"
"""Begins the name of the folder in which a file lies under its own name while it is read."""


@dataclass(frozen=True, slots=True)
class Brought:
    """A document, and whether this upload made it."""

    document: Document
    is_new: bool


def bring(upload: UploadedFile[bytes], given_date: str, person: Person, actor: Actor, *, now: datetime) -> Brought:
    """Keep the file and ask for its reading; a file that this person can see already is that document.

    Raises:
        InputError: the file is empty or larger than the limit.
    """
    name = file_name(upload.name or "")
    most = settings.UPLOAD_MOST_BYTES
    if (upload.size or 0) > most:
        raise InputError(
            name,
            seen=f"{(upload.size or 0) / PIECE:.1f} MB",
            expected=f"≤ {most // PIECE} MB",
            todo=gettext("split it"),
        )
    if not upload.size:
        raise InputError(
            name, seen="0 B", expected=gettext("a file with content"), todo=gettext("choose the file again")
        )
    sha256 = store(upload.chunks(PIECE))
    known = Document.objects.visible_to(person).filter(sha256=sha256).order_by("pk").first()
    return (
        Brought(known, is_new=False) if known else _entered(sha256, name, upload.size, given_date, person, actor, now)
    )


def store(pieces: Iterator[bytes]) -> str:
    """Write the file under its SHA-256, whole or not at all, and give the SHA-256."""
    folder = uploads_folder()
    digest = hashlib.sha256()
    descriptor, draft = tempfile.mkstemp(dir=folder, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as out:
            for piece in pieces:
                digest.update(piece)
                out.write(piece)
            out.flush()
            os.fsync(out.fileno())
        kept = stored_path(digest.hexdigest())
        kept.parent.mkdir(exist_ok=True)
        Path(draft).replace(kept)
    finally:
        Path(draft).unlink(missing_ok=True)
    return digest.hexdigest()


def stored_path(sha256: str) -> Path:
    """Where the file with this SHA-256 is kept."""
    return uploads_folder() / sha256[:2] / sha256


def file_name(given: str) -> str:
    """The file's own name without folders and control characters."""
    name = "".join(c for c in PurePath(given.replace("\\", "/")).name if c.isprintable()).strip(". ") or "page"
    suffix = PurePath(name).suffix[:20]
    return name if len(name) <= NAME_LENGTH else name[: NAME_LENGTH - len(suffix)] + suffix


def sweep_drafts(*, now: float) -> None:
    """Remove what uploads that never ended and workers that were killed left behind."""
    for left in (*uploads_folder().glob("*.part"), *uploads_folder().glob(f"{READING_PREFIX}*")):
        if now - left.stat().st_mtime < DRAFTS_KEPT_SECONDS:
            continue
        if left.is_dir():
            shutil.rmtree(left, ignore_errors=True)
        else:
            left.unlink(missing_ok=True)


def _entered(
    sha256: str, name: str, size: int, given_date: str, person: Person, actor: Actor, now: datetime
) -> Brought:
    place = {"sha256": sha256, "region": person.region, "department": person.department}
    try:
        with transaction.atomic():
            document = Document.objects.create(
                **place, file=name, size=size, published=given_date, brought_by=actor.name[:150], brought_at=now
            )
            ReadingJob.objects.create(document=document, given_date=given_date, asked_at=now)
            entry = Subject(DOCUMENT, str(document.pk), name, document.region)
            record_change(actor, BROUGHT, entry, None, {"sha256": sha256, "file": name, "published": given_date})
    except IntegrityError:  # the same file came twice at the same moment
        return Brought(Document.objects.visible_to(person).get(**place), is_new=False)
    return Brought(document, is_new=True)


def uploads_folder() -> Path:
    """Where uploads are kept."""
    folder = Path(settings.MEDIA_ROOT)
    folder.mkdir(parents=True, exist_ok=True)
    return folder
