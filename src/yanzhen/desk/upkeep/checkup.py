"""The check-up of a home folder: what ``yanzhen doctor`` looks at."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from yanzhen.desk.setup import set_up
from yanzhen.desk.upkeep.archive import DATABASE, KEY, checksum
from yanzhen.desk.upkeep.backups import uploads_in
from yanzhen.desk.upkeep.sql import soundness

LEAST_FREE_BYTES = 1024**3
SHOWN = 3


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that ``doctor`` looked at."""

    what: str
    good: bool
    words: str


def doctor(home: Path) -> list[Finding]:
    """Look at the database, its migrations, the audit trail, uploads, the worker, the disk and the key; changes nothing."""
    set_up(home)
    found = [_database(home), _migrations()]
    if found[-1].good:  # tables that a waiting migration makes cannot be asked
        found += [_trail(), *_register(), *_kept_files(home), *_retention()]
    return [*found, _worker(), _disk(home), _key(home)]


def _database(home: Path) -> Finding:
    from django.db import connection

    if connection.vendor != "sqlite":
        connection.ensure_connection()
        return Finding("database", True, "PostgreSQL answers")
    answer = soundness(home / DATABASE)
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


def _register() -> Iterator[Finding]:
    """Whether what was imported is what is kept, and what is in force is what the rule makes of it."""
    from django.apps import apps

    if apps.is_installed("yanzhen.desk.register"):
        from yanzhen.desk.register.ledger.doctor import altered_entries, altered_records

        good = "every record as it was brought in, every import as the trail says"
        records = [f"import {one.imported}, record {one.record}: {one.why}" for one in altered_records()]
        yield _among("imports", records, good, "not what was brought in")
        entries = [f"{one.key}: {one.why}" for one in altered_entries()]
        yield _among("rows in force", entries, "each as its records say", "not what the records say")


def _kept_files(home: Path) -> Iterator[Finding]:
    """Uploads lie under their SHA-256: each must be what its name says, be wanted by a row, and be there where a row wants it."""
    from django.apps import apps

    if not apps.is_installed("yanzhen.desk.register"):
        return
    needed, wanted = _wanted_files()
    found = {path.name: path for path in uploads_in(home) if re.fullmatch("[0-9a-f]{64}", path.name)}
    missing, orphans = sorted(needed - set(found)), sorted(set(found) - wanted)
    altered = [name for name, path in found.items() if checksum(path) != name]
    yield _among("uploads", missing, f"{len(found)} files, none missing", "missing, though a row names them")
    yield _among("uploads' content", altered, "each is what it was when it came", "altered since it came")
    yield _among("orphan uploads", orphans, "none", "named by no row (may be removed by hand)")


def _wanted_files() -> tuple[set[str], set[str]]:
    """The files that must be there, and those that may be: a sheet whose people were erased is gone with them."""
    from yanzhen.desk.register.models import Document, Import, Record, SheetDraft

    erased = Record.objects.filter(erased_at__isnull=False).values("imported")
    named = {sha256 for model in (Document, SheetDraft) for sha256 in model.objects.values_list("sha256", flat=True)}
    sheets = Import.objects.exclude(sha256="")
    needed = set(sheets.exclude(pk__in=erased).values_list("sha256", flat=True))
    return named | needed, named | set(sheets.values_list("sha256", flat=True))


def _retention() -> Iterator[Finding]:
    """Personal data that should be gone by now."""
    from django.apps import apps
    from django.utils import timezone

    if apps.is_installed("yanzhen.desk.privacy"):
        from yanzhen.desk.privacy.retention import overdue

        late = [f"{one.rows.count()} of {one.kind}" for one in overdue(timezone.now())]
        todo = "past their retention (`yanzhen retention` erases them, with YANZHEN_ERASE_OVERDUE=1 the worker does)"
        yield _among("personal data", late, "none past its retention", todo)


def _among(what: str, faults: list[str], good: str, bad: str) -> Finding:
    shown = ", ".join(faults[:SHOWN]) + (f" and {len(faults) - SHOWN} more" if len(faults) > SHOWN else "")
    return Finding(what, not faults, f"{bad}: {shown}" if faults else good)


def _worker() -> Finding:
    from yanzhen.desk.frame.health import worker_states

    words = {"ok": "alive", "none": "never ran here", "silent": "silent for over a minute"}
    states = worker_states()
    told = ", ".join(f"{room} {words[state]}" for room, state in states.items())
    return Finding("worker", set(states.values()) <= {"ok"}, told or "no room has one")


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    return Finding("disk", free > LEAST_FREE_BYTES, f"{free / 1024**3:.1f} GiB free")


def _key(home: Path) -> Finding:
    mode = (home / KEY).stat().st_mode & 0o077 if (home / KEY).exists() else 0
    good = os.name != "posix" or mode == 0
    return Finding(
        "secret key", good, "readable by its owner alone" if good else "others can read it: chmod 600 secret.key"
    )
