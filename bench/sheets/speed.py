"""How fast a sheet is read and checked: ``python -m bench.sheets.speed [ROWS …]`` (10,000 rows of 40 columns unless told)."""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from python_calamine import CalamineWorkbook

from bench.sheets.made import FIRMS, make_firms
from yanzhen.sheets.checking import check_book
from yanzhen.sheets.opening import open_book

TODAY = date(2026, 11, 23)
RUNS = 5


def main(arguments: list[str]) -> int:
    """One JSON object a size, on standard output."""
    with tempfile.TemporaryDirectory() as folder:
        for rows in [int(text) for text in arguments] or [10_000]:
            path = make_firms(Path(folder) / f"firms-{rows}.xlsx", rows)
            sys.stdout.write(json.dumps(_measured(path, rows)) + "\n")
    return 0


def _measured(path: Path, rows: int) -> dict[str, float]:
    runs = RUNS if rows <= 20_000 else 1
    alone = _best(lambda: _calamine(path), runs)
    reading = _best(lambda: _read(path), runs)
    checking = _best(lambda: _check(path, rows), runs)
    return {
        "rows": rows,
        "calamine_s": round(alone, 3),
        "read_s": round(reading, 3),
        "read_over_calamine": round(reading / alone, 2),
        "read_and_checked_s": round(checking, 3),
        "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _best(work: Callable[[], int], runs: int) -> float:
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def _calamine(path: Path) -> int:
    return sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows())


def _read(path: Path) -> int:
    return sum(1 for _ in open_book(path).sheets[0].rows())


def _check(path: Path, rows: int) -> int:
    chunks = check_book(open_book(path), FIRMS, today=TODAY)
    good = sum(not row.bad for chunk in chunks for row in chunk.rows)
    if good != rows:
        raise AssertionError(f"{good} good rows of {rows}")
    return good


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
