"""``python -m bench.formation [EDGES]``: the choice of 50 leads and one cascade of theirs beside the peers, in one run, on two cores.

EDGES is an edge list with a header; without it only the power-law network of 300,000 nodes is timed. ``python -m bench.peers formation`` makes the
peers' environment; pynetim must be built there (README.md), or its rows say so. A row that takes too long is given up and says so. Compare the ratios of one run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy

from bench.formation.networks import write_power_law
from bench.peers import python_of

PROGRAM = Path(__file__).with_name("contender.py")
MOST_SECONDS = 300
LEADS = 50
IMM = "pynetim IMM eps 0.1"
OURS = ("ours to 0.80", "ours eps 0.1", "ours, one arc changed")
PYNETIM = (IMM, "pynetim IMM eps 0.5", "pynetim OPIM-C eps 0.1", "pynetim OPIM-C eps 0.05")
CASCADES = (("cynetdiff", 200), ("networkx loop", 10), ("igraph percolation", 10), ("ndlib", 3))


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs every contender on every network and prints, at the end, one Markdown table of choices and one of cascades a network."""
    parser = argparse.ArgumentParser(prog="python -m bench.formation", description=__doc__)
    parser.add_argument("edges", nargs="*", type=Path)
    parser.add_argument("--without-pynetim", action="store_true")
    parser.add_argument("--small-only", action="store_true", help="leave the power-law network out")
    parser.add_argument("--most-seconds", type=int, default=MOST_SECONDS, help="for each row (%(default)s)")
    options = parser.parse_args(arguments)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:2]))
    kinds = "" if options.without_pynetim else "pynetim"
    tables = [table for file in options.edges for table in _compared(file, 10_000, 5, options.most_seconds, kinds)]
    if not options.small_only:
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder) / "power-law.txt"
            write_power_law(file)
            tables += _compared(file, 300, 2, options.most_seconds, kinds)
    _say("\n".join(["", *tables]))
    return 0


def _compared(file: Path, checks: int, rounds: int, most_seconds: int, peers: str) -> list[str]:
    """The two tables of one network; each row is told as soon as it is there."""
    runs = [Run(name, file, rounds, most_seconds) for name in OURS + (PYNETIM if peers else ())]
    table = [
        f"### {file.stem}: choosing {LEADS}",
        "",
        f"| | seconds | of IMM 0.1 | MB | spread ± error ({checks:,} cascades) | certified |",
        "|---|---|---|---|---|---|",
    ]
    told = [(run.name, run.told()) for run in runs]
    best = next((found["seeds"] for _, found in told if isinstance(found, dict)), [])
    imm = next((found["seconds"] for name, found in told if name == IMM and isinstance(found, dict)), None)
    table += [_row(name, found, file, checks, imm) for name, found in told]
    cascades = [
        f"### {file.stem}: one cascade of our seeds",
        "",
        "| | milliseconds | MB | mean reached |",
        "|---|---|---|---|",
    ]
    for name, runs_of in (*CASCADES, ("our cascade", checks // 5)):
        cascades.append(_cascade_row(name, Run(name, file, runs_of, most_seconds, tuple(best)).told(), runs_of))
    return [*table, "", *cascades, ""]


def _row(name: str, found: dict[str, Any] | str, file: Path, checks: int, imm: float | None) -> str:
    if isinstance(found, str):
        return f"| {name} | {found} | | | | |"
    spread, error = _judged(file, found["seeds"], checks)
    ratio = f"{found['seconds'] / imm:.2f}" if imm else ""
    certified = f"{found['ratio']:.3f}, {found['sets']:,} sets" if "sets" in found else found.get("certified", "")
    return f"| {name} | {found['seconds']:.3f} | {ratio} | {found['megabytes']:.0f} | {spread:,.1f} ± {error:.1f} | {certified} |"


def _cascade_row(name: str, found: dict[str, Any] | str, runs: int) -> str:
    if isinstance(found, str):
        return f"| {name} | {found} | | |"
    return f"| {name}, mean of {runs:,} | {1000 * found['seconds']:.3f} | {found['megabytes']:.0f} | {found['spread']:,.1f} |"


def _judged(file: Path, seeds: list[int], checks: int) -> tuple[float, float]:
    """The spread of any contender's seeds by our own cascades, and its standard error."""
    from yanzhen.formation.draws import cascades
    from yanzhen.formation.network import read_network

    network = read_network(file)
    reached = cascades(
        network.outward(), numpy.array(seeds, dtype=numpy.int32), numpy.ones(network.size), count=checks, seed=99
    )
    return float(reached.mean()), float(reached.std(ddof=1) / checks**0.5)


@dataclass(frozen=True, slots=True)
class Run:
    """One contender on one network, in a process of its own."""

    name: str
    file: Path
    rounds: int
    most_seconds: int
    seeds: tuple[int, ...] = ()

    def told(self) -> dict[str, Any] | str:
        """What the contender told; or why it did not."""
        _say(f"  {self.file.stem}, {self.name} …")
        python = Path(sys.executable) if self.name.startswith("our") else python_of("formation")
        if not python.exists():
            return "not installed: python -m bench.peers formation"
        seeds = [json.dumps(list(self.seeds))] if self.seeds else []
        command = [python, PROGRAM, self.name, self.file, str(LEADS), str(self.rounds), *seeds]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=self.most_seconds, check=False)
        except subprocess.TimeoutExpired:
            return f"no answer in {self.most_seconds} s"
        if done.returncode:
            return "failed: " + (done.stderr.strip().splitlines() or ["?"])[-1][:100]
        found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
        return found


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
