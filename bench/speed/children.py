"""Processes that do the timed work, each on the cores it is given, and the commands that are timed whole."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Sequence
    from types import TracebackType

ROOT = Path(__file__).parents[2]


class Child:
    """``python -m bench.speed.within READER`` of one environment, loaded and waiting for texts."""

    def __init__(self, reader: str, cores: Sequence[int], python: Path | str = sys.executable) -> None:
        self.reader = reader
        self.errors = tempfile.TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 closed in __exit__
        self.process = subprocess.Popen(
            [python, "-m", "bench.speed.within", reader],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.errors,
            encoding="utf-8",
            preexec_fn=lambda: hold_to(cores),
        )
        self.load_seconds: float = self._answer()["load_seconds"]

    def send(self, texts: Sequence[str], **order: Any) -> None:
        assert self.process.stdin
        self.process.stdin.write(json.dumps({"texts": texts, **order}) + "\n")
        self.process.stdin.flush()

    def answer(self) -> dict[str, Any]:
        """What was found (``found``, one list a text), ``seconds`` on the core, ``megabytes`` at most."""
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self.process.stdout
        line = self.process.stdout.readline()
        if not line:
            self.errors.seek(0)
            said = self.errors.read().strip().rpartition("\n")[2]
            raise RuntimeError(f"the reader {self.reader} ended early: {said}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Child:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(timeout=60)
        self.errors.close()


@dataclass(frozen=True, slots=True)
class Done:
    """A command that ended well: wall seconds, the largest of its processes, what it printed."""

    seconds: float
    megabytes: float
    printed: str


def timed(command: Sequence[str | Path], cores: Sequence[int], **environment: str) -> Done:
    """Run a command on these cores; RuntimeError with its last word where it fails."""
    with tempfile.TemporaryDirectory() as folder:
        answer = Path(folder) / "answer"
        launched = subprocess.run(
            [sys.executable, "-I", "-S", ROOT / "bench" / "speed" / "launch.py", answer, *command],
            cwd=ROOT,
            env=os.environ | environment,
            capture_output=True,
            encoding="utf-8",
            check=True,
            preexec_fn=lambda: hold_to(cores),
        )
        seconds, megabytes, code = answer.read_text().split()
    if int(code):
        raise RuntimeError(f"{command[0]} ended with {code}: {launched.stderr.strip().rpartition(chr(10))[2]}")
    return Done(float(seconds), float(megabytes), launched.stdout)


def cores() -> list[int]:
    """The cores that this process may use: at most the first two are used here."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))[:2]
    return list(range(min(2, os.cpu_count() or 1)))


def hold_to(cores: Sequence[int]) -> None:
    """Keep the process on these cores, where the system can."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, cores)


def median(figures: Sequence[float]) -> float:
    return sorted(figures)[len(figures) // 2]
