"""``python -m bench.import``: reading, checking and importing a sheet beside the peers; ``--large`` adds 200,000 rows."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .peers import PYTHON as PEERS
from .sheet import write_own_columns, write_sheet

if TYPE_CHECKING:
    from collections.abc import Sequence

FOLDER = Path(__file__).parent
ROWS, LARGE = 10_000, 200_000
TARGETS = {"read": ("calamine", 1.5), "check": ("dry-run", 0.1), "import": ("bulk", 0.2)}
MOST_MEGABYTES = 1074  # 1 GiB


def main(argv: Sequence[str] | None = None) -> int:
    """Prints the table; exit code 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m bench.import", description=__doc__)
    parser.add_argument("--rounds", type=int, default=3, help="the fastest counts")
    parser.add_argument("--large", action="store_true", help="200,000 rows too: some minutes")
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory() as folder:
        missed = _compared(Path(folder), options.rounds)
        if options.large:
            missed += _large(Path(folder))
    return 1 if missed else 0


def _compared(folder: Path, rounds: int) -> list[str]:
    file = folder / "firms.xlsx"
    write_sheet(file, ROWS)
    _say(
        f"{ROWS:,} rows of 40 columns, {file.stat().st_size / 1e6:.1f} MB; seconds of the fastest of {rounds}, megabytes"
    )
    missed = []
    for task, (peer, most) in TARGETS.items():
        ours = min((_ours(task, file) for _ in range(rounds)), key=_seconds)
        beside = min((_told([PEERS, FOLDER / "peer.py", peer, file]) for _ in range(rounds)), key=_seconds)
        share = ours["seconds"] / beside["seconds"]
        good = share <= most
        _say(
            f"{task:8} {ours['seconds']:7.2f} s {ours['megabytes']:6.0f} MB | {peer:8} {beside['seconds']:7.2f} s "
            f"{beside['megabytes']:6.0f} MB | share {share:.3f}, at most {most} {'met' if good else 'MISSED'}"
        )
        missed += [] if good else [task]
    _say(f"`yanzhen import firms` as a command, warm: {_command(file):.2f} s (at most 10)")
    return missed


def _large(folder: Path) -> list[str]:
    file = folder / "large.xlsx"
    write_sheet(file, LARGE)
    told = _ours("import", file)
    good = told["megabytes"] < MOST_MEGABYTES
    _say(
        f"{LARGE:,} rows, {file.stat().st_size / 1e6:.0f} MB: {told['seconds']:.1f} s, {told['megabytes']:.0f} MB, "
        f"less than {MOST_MEGABYTES} {'met' if good else 'MISSED'}"
    )
    return [] if good else ["large"]


def _ours(task: str, file: Path) -> dict[str, Any]:
    """A task of ours in a new home."""
    home = Path(tempfile.mkdtemp(dir=file.parent))
    write_own_columns(home)
    try:
        return _told([sys.executable, FOLDER / "ours.py", task, file], YANZHEN_HOME=str(home))
    finally:
        shutil.rmtree(home)


def _command(file: Path) -> float:
    home = Path(tempfile.mkdtemp(dir=file.parent))
    write_own_columns(home)
    command = [sys.executable, "-m", "yanzhen.cli"]
    environment = os.environ | {"YANZHEN_HOME": str(home)}
    subprocess.run(
        [*command, "export", "firms", "--out", home / "none.csv"], env=environment, check=True, capture_output=True
    )
    start = time.perf_counter()
    subprocess.run([*command, "import", "firms", file], env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def _told(command: Sequence[str | Path], **environment: str) -> dict[str, Any]:
    done = subprocess.run(command, env=os.environ | environment, capture_output=True, encoding="utf-8", check=False)
    if done.returncode:
        raise RuntimeError(done.stderr.strip())
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def _seconds(told: dict[str, Any]) -> float:
    return float(told["seconds"])


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
