"""``python -m bench.differences``: the rows of docs/differences.md, from the libraries themselves and from our command.

The libraries live in the environments of bench/chains and bench/ladder (``python -m bench.peers chains``, ``… ladder``); one
whose environment is not there is told and left out.
"""

from __future__ import annotations

import csv
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.differences.tables import COMPLEXITY, GROWTH, RULES, Row
from bench.peers import python_of

HERE = Path(__file__).parent
PEERS = {
    "ecomplexity": "chains",
    "econcomplex": "chains",
    "economic-complexity": "chains",
    "openfisca-core": "ladder",
}
YANZHEN = (sys.executable, "-m", "yanzhen.cli")
NEAR = 1e-9


def main() -> int:
    """Prints a Markdown row for each input on which a library and we differ, and counts those on which we agree."""
    own, agreed = {**dict(our_complexity()), **dict(our_rules())}, 0
    sys.stdout.write("| input | library | theirs | ours |\n|---|---|---|---|\n")
    for library, bench in PEERS.items():
        if not python_of(bench).exists():
            sys.stderr.write(f"left out: {library} (python -m bench.peers {bench})\n")
            continue
        for name, theirs in _answers(library, bench).items():
            if _agree(theirs, own[name]):
                agreed += 1
            else:
                sys.stdout.write(f"| {name} | {_version(library, bench)} | {_said(theirs)} | {_said(own[name])} |\n")
    sys.stdout.write(f"\nagreed to {NEAR:g} on {agreed} more\n")
    return 0


def our_complexity() -> Iterator[tuple[str, Any]]:
    """What `yanzhen chains complexity` says of each table."""
    for name, rows in COMPLEXITY.items():
        yield name, _ours_of(rows)


def _ours_of(rows: list[Row]) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "table.csv"
        with file.open("w", newline="") as opened:
            csv.writer(opened).writerows([("region", "activity", "value"), *rows])
        done = _yanzhen("chains", "complexity", str(file))
    if done.returncode:
        return done.stderr.strip().replace(str(file), "the table")
    told = json.loads(done.stdout)
    apart = told["components"] > 1
    found = {f"{row['id']}{' of ' + str(row['component']) if apart else ''}": row["eci"] for row in told["regions"]}
    return {**found, **{row["id"]: row["reason"] for row in told["refused"] if row["id"].isupper()}}


def our_rules() -> Iterator[tuple[str, Any]]:
    """The head count of 115号, and the growth of 195号, whose band from 15 % up gives 5 to 6 points and the one below 3 to 4."""
    nothing = _judged("kx", {})["kx.size.staff"]
    sales = {str(year): {"sales": value} for year, value in zip((2023, 2024, 2025), (*GROWTH, 529), strict=True)}
    grown = _judged("gx", {"registered_on": "2015-01-01", "years": sales})["gx.growth.sales"]
    yield RULES[0], {"firm": nothing["answer"]}
    yield RULES[1], {"firm": f"{grown['seen']}: {grown['points'][0]} to {grown['points'][1]} points"}


def _judged(book: str, firm: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "firms.json"
        file.write_text(json.dumps({"money_unit": "万元", "firms": [{"uscc": "x", "name": "x", **firm}]}))
        done = _yanzhen("score", book, str(file), "--on", "2026-05-01")
    return {row["id"]: row for row in json.loads(done.stdout)["firms"][0]["criteria"]}


def _yanzhen(*words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([*YANZHEN, *words, "--json"], capture_output=True, text=True, check=False)


def _answers(library: str, bench: str) -> dict[str, Any]:
    command = [python_of(bench), HERE / "peer.py", library]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _version(library: str, bench: str) -> str:
    asked = f"from importlib.metadata import version; print(version({library!r}))"
    done = subprocess.run([python_of(bench), "-c", asked], capture_output=True, text=True, check=True)
    return f"{library} {done.stdout.strip()}"


def _agree(theirs: Any, ours: Any) -> bool:
    if isinstance(theirs, str) or isinstance(ours, str) or theirs.keys() != ours.keys():
        return False
    return all(not isinstance(ours[key], str) and abs(value - ours[key]) < NEAR for key, value in theirs.items())


def _said(answer: Any) -> str:
    if isinstance(answer, str):
        return answer
    told = (f"{key} {value:.3f}" if isinstance(value, float) else f"{key}: {value}" for key, value in answer.items())
    return ", ".join(told)


if __name__ == "__main__":
    sys.exit(main())
