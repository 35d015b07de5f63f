"""``python -m bench.ladder``: a rulebook over 1, 10 and 50 million firms, beside what others judge with. See ``docs/ladder-scale.md``.

Two cores, each library in a process of its own, one after the other; every result is compared row by row with the others'. ``--quick`` is the
first million alone. The peers' environment comes from ``python -m bench.peers ladder``.
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
from statistics import median
from typing import Any

import numpy as np

from bench.ladder.workload import write_parquet
from bench.peers import python_of

PEERS = python_of("ladder")
HERE = Path(__file__).parent
KNOWN_CRC = 0x66A9686D
"""Of verdicts and scores of the first million, as it was measured with the workload's first description."""


@dataclass(frozen=True, slots=True)
class Line:
    """One measured way; ``seconds`` is the median of its rounds."""

    size: str
    way: str
    firms: int
    seconds: float
    megabytes: float
    differing: int | None
    told: dict[str, Any]

    @property
    def nanoseconds(self) -> float:
        return self.seconds / self.firms * 1e9


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.ladder", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the first million alone")
    parser.add_argument("--folder", type=Path, help="keep the firms' files here (1 GB, with the Arrow copies 4 GB)")
    options = parser.parse_args(argv)
    cores = sorted(os.sched_getaffinity(0))[:2]
    os.sched_setaffinity(0, cores)
    os.environ["POLARS_MAX_THREADS"] = "2"
    _say(f"cores {cores} of {os.cpu_count()}, load {os.getloadavg()[0]:.1f}\n")
    with tempfile.TemporaryDirectory() as scratch:
        _Bench(options.folder or Path(scratch), Path(scratch)).all(options.quick)
    return 0


class _Bench:
    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder, self.scratch = folder, scratch
        self.found: dict[str, Line] = {}
        self.reference: dict[int, Any] = {}
        folder.mkdir(parents=True, exist_ok=True)

    def all(self, quick: bool) -> None:
        self.one_million()
        self.zj26()
        if not quick:
            self.ten_million()
            self.fifty_million()
        self.targets(quick)

    def one_million(self) -> None:
        files = write_parquet(self.folder, 1_000_000)
        for way in ("polars", "polars-bare", "kernel", "kernel-bare", "duckdb"):
            self.ours("1M memory", way, files, 1_000_000, 5)
        for way in ("polars-file", "kernel-ipc", "polars-stream", "duckdb-stream"):
            self.ours("1M file", way, files, 1_000_000, 3)
        self.ours("1M file", "spark-stream", files, 1_000_000, 1)
        self.ours("2k memory", "judge", files, 2000, 1)
        if not PEERS.exists():
            _say("no peers: python -m bench.peers ladder makes their environment\n")
            return
        for library, rows, rounds in (
            ("pandas", 1_000_000, 3),
            ("openfisca", 1_000_000, 3),
            ("python", 100_000, 3),
            ("zen", 20_000, 1),
        ):
            self.peer("1M memory", library, files, rows, rounds)

    def zj26(self) -> None:
        files = write_parquet(self.folder, 1_000_000, "zj26")
        for way in ("polars", "kernel", "duckdb"):
            self.ours("1M zj26", way, files, 1_000_000, 3, book="zj26")
        crcs = {line.told["crc"] for name, line in self.found.items() if "zj26" in name}
        _say(f"zj26: {'one crc for all engines' if len(crcs) == 1 else f'ENGINES DIFFER {crcs}'}\n")

    def ten_million(self) -> None:
        files = write_parquet(self.folder, 10_000_000)
        for way in ("polars", "kernel"):
            self.ours("10M memory", way, files, 10_000_000, 5)
        for way in ("polars-file", "kernel-ipc", "polars-stream"):
            self.ours("10M file", way, files, 10_000_000, 2 if way != "polars-stream" else 1)
        if PEERS.exists():
            self.peer("10M memory", "pandas", files, 10_000_000, 1)

    def fifty_million(self) -> None:
        files = write_parquet(self.folder, 50_000_000)
        self.ours("50M file", "polars-stream", files, 50_000_000, 1)

    # One process each.

    def ours(self, size: str, way: str, files: Sequence[Path], firms: int, rounds: int, book: str = "workload") -> None:
        answer = self.scratch / "answer.npy"
        command = [sys.executable, "-m", "bench.ladder.ours", book, way, str(rounds), *map(str, files), str(answer)]
        self.line(size, way, firms, command, answer)

    def peer(self, size: str, library: str, files: Sequence[Path], rows: int, rounds: int) -> None:
        answer = self.scratch / "answer.npy"
        command = [str(PEERS), str(HERE / "peer.py"), library, str(rows), str(rounds), *map(str, files), str(answer)]
        self.line(size, library, rows, command, answer)

    def line(self, size: str, way: str, firms: int, command: Sequence[str], answer: Path) -> None:
        answer.unlink(missing_ok=True)
        ran = subprocess.run(command, capture_output=True, encoding="utf-8", check=False)
        if ran.returncode:
            _say(f"{size:12} {way:14} FAILED: {ran.stderr.strip().rpartition(chr(10))[2]}\n")
            return
        told = json.loads(ran.stdout.strip().rpartition("\n")[2])
        line = Line(size, way, firms, median(told["seconds"]), told["megabytes"], self.differing(size, answer), told)
        self.found[f"{size} {way}"] = line
        equal = "" if line.differing is None else "equal" if line.differing == 0 else f"{line.differing} FIRMS DIFFER"
        decode = f"  alone {median(told['decode']) / firms * 1e9:7.1f}" if "decode" in told else ""
        _say(f"{size:12} {way:14} {line.nanoseconds:12.1f} ns/firm  {line.megabytes:7.0f} MB  {equal}{decode}\n")

    def differing(self, size: str, answer: Path) -> int | None:
        """How many firms are judged otherwise than in the first result of this length or more."""
        if not answer.exists():
            return None
        found = np.load(answer)
        base = self.reference.setdefault(10 if size.startswith("10M") else 1, found)
        if found is base and found.shape[1] == 1_000_000:
            _say(f"crc of the first million {_crc(found):08x}, known {KNOWN_CRC:08x}\n")
        return int((found != base[:, : found.shape[1]]).any(axis=0).sum())

    def targets(self, quick: bool) -> None:
        """Each as a ratio of this run."""
        _say("\n")
        for size in ("1M", *(() if quick else ("10M",))):
            self.ratio(f"{size} memory kernel", f"{size} memory polars", 2.5 if size == "1M" else 4)
        for peer, least in (("duckdb", 10), ("pandas", 20), ("openfisca", 35), ("python", 150), ("zen", 1500)):
            self.ratio("1M memory kernel", f"1M memory {peer}", least)
        self.ratio("1M memory kernel", "1M memory kernel-bare", 1 / 1.15)
        for size in ("1M", *(() if quick else ("10M",))):
            self.ratio(f"{size} file kernel-ipc", f"{size} file polars-file", 5)
            line = self.found.get(f"{size} file polars-file")
            if line is not None:
                decode = median(line.told["decode"])
                _say(
                    f"{size} from parquet: {line.seconds / decode:.2f} of reading the same files alone (target at most 1.10)\n"
                )

    def ratio(self, ours: str, other: str, least: float) -> None:
        if ours in self.found and other in self.found:
            times = self.found[other].nanoseconds / self.found[ours].nanoseconds
            _say(
                f"{ours}: {times:.2f} times as fast as {other} (target {least:.2f}) {'met' if times >= least else 'MISSED'}\n"
            )


def _crc(found: Any) -> int:
    from zlib import crc32

    return crc32(found[0].astype(np.int8).tobytes() + found[1].tobytes() + found[2].tobytes())


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
