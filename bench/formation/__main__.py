"""``python -m bench.formation [EDGES]``: the choice of 50 leads and one cascade of theirs beside the peers, in one run, on two cores.

EDGES is an edge list with a header; without it only the power-law network of 300,000 nodes is timed. ``python -m bench.peers formation`` makes the
peers' environment; ``--pynetim`` also runs pynetim, which must be built there first (README.md). Compare the ratios of one run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy

from bench.formation.networks import write_power_law
from bench.peers import python_of

PROGRAM = Path(__file__).with_name("contender.py")
MOST_SECONDS = 300
LEADS = 50


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one table a network."""
    parser = argparse.ArgumentParser(prog="python -m bench.formation", description=__doc__)
    parser.add_argument("edges", nargs="*", type=Path)
    parser.add_argument("--pynetim", action="store_true")
    parser.add_argument("--small-only", action="store_true", help="leave the power-law network out")
    options = parser.parse_args(arguments)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:2]))
    for file in options.edges:
        _compare(file, checks=10_000, rounds=5, with_pynetim=options.pynetim)
    if not options.small_only:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "power-law.txt"
            write_power_law(file)
            _compare(file, checks=300, rounds=1, with_pynetim=options.pynetim)
    return 0


def _compare(file: Path, *, checks: int, rounds: int, with_pynetim: bool) -> None:
    _say(
        f"\n{file.stem}: seconds, seconds to read, megabytes, spread of the seeds ({checks} cascades) with its error, certified ratio, sets"
    )
    best: list[int] = []
    names = ["ours to 0.80", "ours eps 0.1", *(["ours, one arc changed"] if rounds > 1 else [])]
    for name in names + (["pynetim IMM eps 0.1", "pynetim IMM eps 0.5"] if with_pynetim else []):
        told = _run(name, file, rounds)
        if isinstance(told, str):
            _say(f"  {name:22} {told}")
            continue
        best = best or told["seeds"]
        spread, error = _judged(file, told["seeds"], checks)
        certified = f"{told['ratio']:.3f} {told['sets']:9}" if "ratio" in told else ""
        _say(
            f"  {name:22} {told['seconds']:8.3f} {told['read']:7.2f} {told['megabytes']:6.0f} {spread:10.1f} {error:5.1f}  {certified}"
        )
    _say("one cascade of our seeds: milliseconds, megabytes, mean reached")
    for name, runs in (
        ("our cascade", checks // 5),
        ("cynetdiff", checks // 20),
        ("networkx loop", 10),
        ("igraph percolation", 10),
        ("ndlib", 3),
    ):
        told = _run(name, file, runs, best)
        line = (
            told
            if isinstance(told, str)
            else f"{1000 * told['seconds']:10.3f} {told['megabytes']:7.0f} {told['spread']:10.1f}"
        )
        _say(f"  {name:22} {line}")


def _judged(file: Path, seeds: list[int], checks: int) -> tuple[float, float]:
    """The spread of any contender's seeds by our own cascades, and its standard error."""
    from yanzhen.formation.draws import cascades
    from yanzhen.formation.network import read_network

    network = read_network(file)
    reached = cascades(
        network.outward(), numpy.array(seeds, dtype=numpy.int32), numpy.ones(network.size), count=checks, seed=99
    )
    return float(reached.mean()), float(reached.std(ddof=1) / checks**0.5)


def _run(name: str, file: Path, rounds: int, seeds: list[int] | None = None) -> dict[str, Any] | str:
    """What the contender told; or why it did not."""
    python = Path(sys.executable) if name.startswith("our") else python_of("formation")
    if not python.exists():
        return "not installed: python -m bench.peers formation"
    command = [python, PROGRAM, name, file, str(LEADS), str(rounds), *([json.dumps(seeds)] if seeds else [])]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=MOST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        return f"no answer in {MOST_SECONDS} s"
    if done.returncode:
        return "failed: " + (done.stderr.strip().splitlines() or ["?"])[-1][:100]
    told: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return told


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
