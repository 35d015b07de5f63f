"""``python -m bench.ladder --rows 1000000 10000000 50000000``: one rulebook over so many firms, beside what others judge with.

Two cores, each engine in a process of its own, one after the other; every answer is compared row by row with the first of its size. Tells each
line as it comes, and ends with tables in Markdown and the targets. ``--folder`` keeps the firms' files; the peers' environment comes from
``python -m bench.peers ladder``, Spark from ``tests/with_spark.sh --check``.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any
from zlib import crc32

import numpy as np

from bench.ladder.workload import write_parquet
from bench.peers import python_of

PEERS = python_of("ladder")
HERE = Path(__file__).parent
MILLION = 1_000_000
KNOWN_CRC = 0x66A9686D
"""Of verdicts and scores of the first million, as it was measured with the workload's first description."""
SECONDS = 420
"""After so long a line is given up, and said to be."""


@dataclass(frozen=True, slots=True)
class Case:
    """One line: ``firms`` of the size are judged, fewer where a library would take minutes; ``size`` is that of the table they come from."""

    size: int
    engine: str
    start: str
    firms: int
    rounds: int = 1
    book: str = "workload"

    @property
    def way(self) -> str:
        return f"{self.engine}-{self.start}"


@dataclass(frozen=True, slots=True)
class Line:
    """What came of it; ``seconds`` is the median of its rounds, ``differing`` the number of firms that are judged otherwise."""

    case: Case
    seconds: float
    megabytes: float
    differing: int | None
    told: dict[str, Any]

    @property
    def nanoseconds(self) -> float:
        return self.seconds / self.case.firms * 1e9


OURS = ("polars", "duckdb", "kernel", "spark", "judge")
LABELS = {
    "polars": "**Yanzhen, Polars**",
    "polars-bare": "Yanzhen, Polars, answer and score alone",
    "duckdb": "Yanzhen, DuckDB",
    "kernel": "Yanzhen, kernel",
    "kernel-bare": "Yanzhen, kernel, answer and score alone",
    "spark": "Yanzhen, Spark local",
    "judge": "Yanzhen, exact judge of single firms",
    "pandas": "pandas",
    "openfisca": "OpenFisca-core",
    "zen": "zen-engine",
    "python": "plain Python",
    "pyspark": "PySpark local, SQL by hand",
}
STARTS = {"file": "Parquet to Parquet", "arrow": "Arrow to Parquet", "memory": "in memory"}


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.ladder", description=__doc__)
    parser.add_argument("--rows", type=int, nargs="+", default=[MILLION], help="numbers of firms, in whole millions")
    parser.add_argument("--folder", type=Path, help="keep the firms' files here (1 GB, with the Arrow copies 4 GB)")
    parser.add_argument("--only", nargs="+", choices=tuple(LABELS), help="these engines alone")
    options = parser.parse_args(argv)
    if any(rows < MILLION or rows % MILLION for rows in options.rows):
        parser.error("--rows: whole millions")
    cores = sorted(os.sched_getaffinity(0))[:2]
    os.sched_setaffinity(0, cores)
    os.environ["POLARS_MAX_THREADS"] = "2"
    setting = f"cores {cores} of {os.cpu_count()}, load {os.getloadavg()[0]:.1f}, {platform.processor() or platform.machine()}"
    _say(f"{setting}\n")
    with tempfile.TemporaryDirectory() as scratch:
        bench = _Bench(options.folder or Path(scratch), Path(scratch))
        for size in options.rows:
            for case in _cases(size):
                if options.only is None or case.engine in options.only:
                    bench.measure(case)
        _say("\n" + "\n".join(_report(bench.lines, setting, bench.crc)) + "\n")
    return 0


def _cases(size: int) -> Iterator[Case]:
    """What is measured of a size: everything of a million, less of more, as memory and patience go."""
    few, some = size <= MILLION, size <= 10 * MILLION
    rounds = 3 if few else 1
    for engine in ("polars", "duckdb", "kernel") if some else ("polars", "duckdb"):
        yield Case(size, engine, "file", size, rounds)
    for engine in ("spark", "pyspark") if some else ("spark",):
        yield Case(size, engine, "file", size)
    if not some:
        return
    for engine in ("polars", "kernel"):
        yield Case(size, engine, "arrow", size, rounds)
    for engine in ("polars", "kernel", "duckdb", *(("polars-bare", "kernel-bare") if few else ())):
        yield Case(size, engine, "memory", size, 5 if few else 3)
    for engine in ("pandas", "openfisca"):
        yield Case(size, engine, "memory", size, rounds)
    if few:
        yield Case(size, "python", "memory", 200_000, rounds)
        yield Case(size, "zen", "memory", 50_000)
        yield Case(size, "judge", "memory", 2000)
        for engine in ("polars", "kernel", "duckdb"):
            yield Case(size, engine, "memory", size, 3, "zj26")


class _Bench:
    def __init__(self, folder: Path, scratch: Path) -> None:
        self.folder, self.scratch = folder, scratch
        self.lines: list[Line] = []
        self.reference: dict[int, Any] = {}
        self.crc = 0
        folder.mkdir(parents=True, exist_ok=True)

    def measure(self, case: Case) -> None:
        files = write_parquet(self.folder, case.size, case.book)
        answer = self.scratch / "answer.npy"
        answer.unlink(missing_ok=True)
        try:
            ran = subprocess.run(
                self.command(case, files, answer), capture_output=True, encoding="utf-8", check=True, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            _say(f"{case.size // MILLION:3}M {case.way:20} given up after {SECONDS} s\n")
        except (subprocess.CalledProcessError, FileNotFoundError) as error:
            told = getattr(error, "stderr", None) or "no peers: python -m bench.peers ladder"
            _say(f"{case.size // MILLION:3}M {case.way:20} FAILED: {told.strip().rpartition(chr(10))[2]}\n")
        else:
            self.keep(case, json.loads(ran.stdout.strip().rpartition("\n")[2]), answer)

    def command(self, case: Case, files: Sequence[Path], answer: Path) -> list[str]:
        paths = [*map(str, files), str(answer)]
        if case.engine.partition("-")[0] in OURS:
            engine, _, bare = case.engine.partition("-")
            way = engine if engine == "judge" else f"{engine}-{case.start}" + (f"-{bare}" if bare else "")
            return [sys.executable, "-m", "bench.ladder.ours", case.book, way, str(case.rounds), *paths]
        python = sys.executable if case.engine == "pyspark" else str(PEERS)
        return [python, str(HERE / "peer.py"), case.engine, str(case.firms), str(case.rounds), *paths]

    def keep(self, case: Case, told: dict[str, Any], answer: Path) -> None:
        line = Line(case, median(told["seconds"]), told["megabytes"], self.differing(case, answer), told)
        self.lines.append(line)
        _say(
            f"{case.size // MILLION:3}M {case.book if case.book != 'workload' else '':4} {case.way:20}"
            f" {line.seconds:8.3f} s {line.nanoseconds:10.1f} ns/firm {line.megabytes:7.0f} MB  {_equal(line)}\n"
        )

    def differing(self, case: Case, answer: Path) -> int | None:
        """Against the first answer of this size."""
        if not answer.exists():
            return None
        found = np.load(answer)
        if case.size not in self.reference:
            self.crc = _crc(found[:, :MILLION])
        base = self.reference.setdefault(case.size, found)
        return int((found != base[:, : found.shape[1]]).any(axis=0).sum())


def _equal(line: Line) -> str:
    if line.differing is None:
        return f"crc {line.told['crc']}"
    return "yes" if line.differing == 0 else f"**{line.differing} differ**"


# The report.


def _crc(found: Any) -> int:
    return crc32(found[0].astype(np.int8).tobytes() + found[1].tobytes() + found[2].tobytes())


def _report(lines: Sequence[Line], setting: str, crc: int) -> Iterator[str]:
    libraries = ", ".join(f"{name} {version(name)}" for name in ("polars", "duckdb", "numba"))
    yield f"{setting}; Python {platform.python_version()}, {libraries}"
    yield f"checksum of verdicts and scores of the first million {crc:08x}, known {KNOWN_CRC:08x}"
    for size in dict.fromkeys(line.case.size for line in lines):
        yield from _table([line for line in lines if line.case.size == size and line.case.book == "workload"], size)
    books = [line for line in lines if line.case.book != "workload"]
    for book in dict.fromkeys(line.case.book for line in books):
        crcs = {line.told["crc"] for line in books if line.case.book == book}
        paces = ", ".join(f"{line.case.engine} {line.nanoseconds:.0f}" for line in books if line.case.book == book)
        yield f"\n{book}, a million firms in memory, ns a firm: {paces}; " + (
            "one checksum of all criteria" if len(crcs) == 1 else f"**checksums differ: {crcs}**"
        )
    yield from _targets({(line.case.size, line.case.way): line for line in lines if line.case.book == "workload"})


def _table(lines: Sequence[Line], size: int) -> Iterator[str]:
    yield f"\n| {size // MILLION} M firms | from, to | s | ns a firm | MB at most | rows equal |"
    yield "|---|---|---|---|---|---|"
    for line in lines:
        case = line.case
        label = LABELS[case.engine] + (f" ({case.firms:,} firms)" if case.firms < size else "")
        yield (
            f"| {label} | {STARTS[case.start]} | {line.seconds:.3f} | {line.nanoseconds:,.0f}"
            f" | {line.megabytes:,.0f} | {_equal(line)} |"
        )
    crcs = {line.told["crc"] for line in lines if "crc" in line.told and line.case.engine in OURS[:-1]}
    if crcs:
        yield f"\nchecksums of all criteria, of Yanzhen's engines: {', '.join(sorted(crcs))}"


def _targets(found: dict[tuple[int, str], Line]) -> Iterator[str]:
    yield "\n| target, in this run | aim | found | |"
    yield "|---|---|---|---|"
    for size, least in ((MILLION, 2.5), (10 * MILLION, 4)):
        yield from _ratio(found, size, "kernel-memory", "polars-memory", least)
    for peer, least in (("duckdb", 10), ("pandas", 20), ("openfisca", 35), ("python", 150), ("zen", 1500)):
        yield from _ratio(found, MILLION, "kernel-memory", f"{peer}-memory", least)
        yield from _ratio(found, MILLION, "polars-memory", f"{peer}-memory", None)
    yield from _ratio(found, MILLION, "kernel-memory", "kernel-bare-memory", 1 / 1.15)
    for size in (MILLION, 10 * MILLION):
        yield from _ratio(found, size, "kernel-file", "polars-file", 1.5)
        yield from _ratio(found, size, "kernel-arrow", "polars-arrow", 1.5)
        yield from _ratio(found, size, "kernel-arrow", "polars-file", 5)
        yield from _ratio(found, size, "spark-file", "pyspark-file", None)
        line = found.get((size, "polars-file"))
        if line is not None and "beside" in line.told:
            times = line.seconds / median(line.told["beside"])
            yield f"| {size // MILLION} M: polars-file, seconds over reading the files alone | at most 1.10 | {times:.2f} | {_met(times <= 1.1)} |"


def _ratio(found: dict[tuple[int, str], Line], size: int, one: str, other: str, least: float | None) -> Iterator[str]:
    if (size, one) in found and (size, other) in found:
        times = found[size, other].nanoseconds / found[size, one].nanoseconds
        aim, met = ("", "") if least is None else (f"{least:.2f}", _met(times >= least))
        yield f"| {size // MILLION} M: {one}, times as fast as {other} | {aim} | {times:.2f} | {met} |"


def _met(is_met: bool) -> str:
    return "met" if is_met else "**missed**"


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
