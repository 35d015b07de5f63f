"""How fast a sheet is read and checked: ``python -m bench.sheets.speed [ROWS …]`` (10,000 rows of 40 columns unless told).

Calamine alone, our reading and our checking take turns, so that what else the machine does falls on all of them; the fastest and the median
of each are told. The one reading that is not counted loads the modules.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import median

from python_calamine import CalamineWorkbook

from bench.sheets.made import FIRMS, make_firms
from yanzhen.sheets.checking import check_book
from yanzhen.sheets.opening import open_book

TODAY = date(2026, 11, 23)
RUNS, RUNS_LARGE = 7, 3


def main(arguments: list[str]) -> int:
    """One JSON object a size, on standard output."""
    with tempfile.TemporaryDirectory() as folder:
        for rows in [int(text) for text in arguments] or [10_000]:
            path = make_firms(Path(folder) / f"firms-{rows}.xlsx", rows)
            sys.stdout.write(json.dumps(_measured(path, rows)) + "\n")
    return 0


def _measured(path: Path, rows: int) -> dict[str, float]:
    turns: dict[str, Callable[[], int]] = {
        "calamine": lambda: _calamine(path),
        "read": lambda: _read(path),
        "read_and_checked": lambda: _check(path, rows),
    }
    _read(path)
    times: dict[str, list[float]] = {name: [] for name in turns}
    for _ in range(RUNS if rows <= 20_000 else RUNS_LARGE):
        for name, work in turns.items():
            times[name].append(_seconds(work))
    told: dict[str, float] = {"rows": rows}
    for name, taken in times.items():
        told |= {f"{name}_s": round(min(taken), 3), f"{name}_median_s": round(median(taken), 3)}
    told["read_over_calamine"] = round(min(times["read"]) / min(times["calamine"]), 2)
    told["read_over_calamine_median"] = round(median(times["read"]) / median(times["calamine"]), 2)
    return told | {"peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024}


def _seconds(work: Callable[[], int]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


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
