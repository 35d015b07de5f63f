"""``python ours.py TASK FILE``: one task of ours in a process of its own; prints seconds and megabytes as JSON.

``read`` every cell of the file; ``check`` read, every cell checked, every row compared with the register, nothing written (a dry run);
``import`` the whole of it with history and sources, in one transaction on SQLite in a file.
"""

from __future__ import annotations

import json
import os
import resource
import sys
import time
from pathlib import Path


def main() -> None:
    task, file = sys.argv[1], Path(sys.argv[2])
    seconds, rows = {"read": _read, "check": _check, "import": _import}[task](file)
    told = {"seconds": seconds, "rows": rows, "megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000}
    sys.stdout.write(json.dumps(told) + "\n")


def _read(file: Path) -> tuple[float, int]:
    from yanzhen.sheets.opening import open_book

    start = time.perf_counter()
    cells = sum(len(cells) for _, cells in open_book(file).sheets[0].rows())
    return time.perf_counter() - start, cells


def _check(file: Path) -> tuple[float, int]:
    return _brought(file, dry_run=True)


def _import(file: Path) -> tuple[float, int]:
    return _brought(file, dry_run=False)


def _brought(file: Path, *, dry_run: bool) -> tuple[float, int]:
    """As the command does it, with the database already made."""
    from yanzhen.desk.importing import Wishes, export, import_files

    home, told = Path(os.environ["YANZHEN_HOME"]), []
    export(home, "firms", home / "none.csv", as_of=None, known=None, with_sources=False, say=_silent)
    start = time.perf_counter()
    wishes = Wishes(dry_run=dry_run, as_json=True)
    import_files(home, "firms", [file], wishes, out=told.append, say=_silent, progress=_silent)
    seconds = time.perf_counter() - start
    report = json.loads(told[0])
    assert report["bad"] == 0 and report["would_write"] == report["rows"], report
    assert report["written"] == (0 if dry_run else report["rows"])
    return seconds, report["rows"]


def _silent(_: str) -> None:
    pass


if __name__ == "__main__":
    main()
