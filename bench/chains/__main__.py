"""``python -m bench.chains``: complexity and proximity beside the peers, in one run, each in a process of its own on two cores.

``--slow`` also runs the peers that need minutes, each for ``--limit`` seconds at most, so that it runs unattended. ``python -m bench.peers chains``
makes the peers' environment first. Compare the ratios of one run.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

import numpy

from bench.chains.workload import SHAPES
from bench.peers import python_of

PROGRAM = Path(__file__).with_name("contender.py")
LIMIT = 400
SLOW = ("ecomplexity", "econcomplex")


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints one table a shape."""
    parser = argparse.ArgumentParser(prog="python -m bench.chains", description=__doc__)
    parser.add_argument("--slow", action="store_true")
    parser.add_argument("--limit", type=int, default=LIMIT, metavar="S", help=f"seconds for each contender ({LIMIT})")
    parser.add_argument("--shapes", nargs="*", default=list(SHAPES), choices=list(SHAPES))
    options = parser.parse_args(arguments)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:2]))
    for shape in options.shapes:
        _compare(shape, slow=options.slow, limit=options.limit)
    return 0


def _compare(shape: str, *, slow: bool, limit: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        run = partial(_run, shape=shape, folder=Path(folder), limit=limit)
        ours = run("ours", rounds=5)
        _say(f"\n{shape}: seconds (fastest), megabytes, times ours, largest difference in ECI")
        _tell("ours", ours, ours)
        for peer in ("economic-complexity", *(SLOW if slow else ())):
            _tell(peer, run(peer, rounds=1 if peer in SLOW else 3), ours)
        near = run("our proximity", rounds=9)
        _tell("our proximity", near, near)
        _tell("float32 BLAS", run("float32 BLAS", rounds=9), near)
        _tell("our 200 draws", run("our 200 draws", rounds=1), ours)


def _run(name: str, *, shape: str, rounds: int, folder: Path, limit: int) -> tuple[float, float, numpy.ndarray] | str:
    """Seconds, megabytes and the answer; or why there is none."""
    is_peer = name in (*SLOW, "economic-complexity")
    python = python_of("chains") if is_peer else Path(sys.executable)
    if not python.exists():
        return "not installed: python -m bench.peers chains"
    file = folder / f"{name}.npy"
    try:
        done = subprocess.run(
            [python, PROGRAM, name, shape, str(rounds), file],
            capture_output=True,
            text=True,
            timeout=limit,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return f"not finished in {limit} s, the making of the matrix and {rounds} round{'s' if rounds > 1 else ''} together"
    if done.returncode:
        if done.returncode < 0:
            return f"ended by signal {-done.returncode} (out of memory, where it is 9)"
        return "failed: " + (done.stderr.strip().splitlines() or ["?"])[-1][:100]
    told = json.loads(done.stdout.strip().splitlines()[-1])
    return told["seconds"], told["megabytes"], numpy.load(file)


def _tell(
    name: str, found: tuple[float, float, numpy.ndarray] | str, beside: tuple[float, float, numpy.ndarray] | str
) -> None:
    if isinstance(found, str) or isinstance(beside, str):
        _say(f"  {name:22} {found if isinstance(found, str) else found[0]}")
        return
    apart = ""
    if found[2].shape == beside[2].shape and found is not beside:
        apart = f"{_difference(found[2], beside[2]):.1e}"
    _say(f"  {name:22} {found[0]:9.4f} {found[1]:7.0f} {found[0] / beside[0]:9.2f}  {apart}")


def _difference(one: numpy.ndarray, other: numpy.ndarray) -> float:
    """After standardising both alike; the sign of a peer's vector is taken as it fits."""
    if one.mean() > 100:  # counts, not a standardised index
        return float(numpy.abs(one - other).max())
    one, other = ((values - values.mean()) / values.std() for values in (one, other))
    return float(min(numpy.abs(one - other).max(), numpy.abs(one + other).max()))


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
