"""A process that imports into one home on demand, each time in a child of its own that can be killed.

    python importer.py HOME     # lines in: import PATH SECONDS | look | undo; one line of JSON out for each

The child is forked from a process that has everything loaded, so that each of its moments is a moment of the import.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

from yanzhen.desk.setup import prepare, set_up


def main(home: Path) -> None:
    prepare(home, lambda _: None)
    set_up(home)
    from django.db import connections

    for line in sys.stdin:
        act, *words = json.loads(line)
        told = {"import": killed_import, "look": look, "undo": undo}[act](home, *words)
        connections.close_all()  # no child may share a connection
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


def killed_import(home: Path, path: str, seconds: float | None) -> dict[str, object]:
    """Import; ``kill -9`` after so many seconds where it still runs."""
    start = time.perf_counter()
    child = os.fork()
    if child == 0:
        os._exit(run_import(home, Path(path)))
    status = None
    while status is None:
        done, status = os.waitpid(child, os.WNOHANG)
        if not done:
            status = None
            if seconds is not None and time.perf_counter() - start > seconds:
                os.kill(child, signal.SIGKILL)
                _, status = os.waitpid(child, 0)
            time.sleep(0.0005)
    return {"code": os.waitstatus_to_exitcode(status), "seconds": time.perf_counter() - start}


def run_import(home: Path, path: Path) -> int:
    from yanzhen.desk.importing import Wishes, import_files

    try:
        quiet = {"out": lambda _: None, "say": lambda _: None, "progress": lambda _: None}
        return import_files(home, "firms", [path], Wishes(), **quiet)
    except BaseException as fault:  # noqa: BLE001 (the child of a fork must not go on in its parent's loop)
        sys.stderr.write(f"{fault!r}\n")
        return 99


def look(_home: Path) -> dict[str, object]:
    """How many rows there are, and whether all that is there holds together."""
    from yanzhen.desk.accounts.models import TrailEntry
    from yanzhen.desk.accounts.trail import verify_chain
    from yanzhen.desk.register.ledger.doctor import altered_entries, altered_records
    from yanzhen.desk.register.ledger.kept import kept_path
    from yanzhen.desk.register.models import Firm, FirmName, Import, Record

    _wait_for_the_server()
    return {
        "rows": [model.objects.count() for model in (Import, Record, Firm, FirmName, TrailEntry)],
        "whole": verify_chain().whole and not list(altered_records()) and not list(altered_entries()),
        "files": all(kept_path(one.sha256).exists() for one in Import.objects.all()),
    }


def _wait_for_the_server() -> None:
    """PostgreSQL ends what a killed client had sent, so that a commit on its way may still arrive: until its backend is gone."""
    from django.db import connection

    with connection.cursor() as cursor:
        others = connection.vendor == "postgresql"
        while others:
            cursor.execute(
                "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            others = cursor.fetchone() is not None


def undo(_home: Path) -> None:
    """As if nothing had ever been imported."""
    from yanzhen.desk.accounts.models import TrailEntry, TrailHead
    from yanzhen.desk.register.models import Firm, FirmName, Import, Record

    for model in (Firm, FirmName, Record, Import, TrailEntry):
        model.objects.all()._raw_delete("default")
    TrailHead.objects.all().delete()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
