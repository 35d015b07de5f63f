"""Asks ``home_program.py``: a process serves one home and one database, so that each home is asked in processes of its own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

PROGRAM = Path(__file__).with_name("home_program.py")
OLD = Path(__file__).parents[1] / "old"


def ask(home: Path, *words: str, database: str = "") -> Any:
    """The answer, as JSON gives it; what the process said on standard error where it failed."""
    (told,) = ask_all(home, words, database=database)
    return told


def ask_all(home: Path, *questions: tuple[str, ...], database: str = "") -> list[Any]:
    """The answers to several questions to one home, one after the other in one process: its start is what takes long."""
    words = [word for question in questions for word in ("+", *question)][1:]
    told = subprocess.run(command(home, *words), env=environment(database), capture_output=True, text=True, check=False)
    assert told.returncode == 0, told.stderr[-3000:]
    return [json.loads(line) for line in told.stdout.splitlines()]


def refused(home: Path, *words: str, database: str = "") -> str:
    """The message of the refusal."""
    told = subprocess.run(command(home, *words), env=environment(database), capture_output=True, text=True, check=False)
    assert told.returncode != 0
    return told.stderr.strip().splitlines()[-1]


def started(home: Path, *words: str, database: str = "") -> subprocess.Popen[str]:
    return subprocess.Popen(command(home, *words), env=environment(database), stdout=subprocess.PIPE, text=True)


def command(home: Path, *words: str) -> list[str]:
    return [sys.executable, str(PROGRAM), str(home), *words]


def environment(database: str) -> dict[str, str]:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN", "DJANGO"))}
    return {**clean, **({"YANZHEN_DATABASE_URL": database} if database else {})}


def one_by_one(restored: dict[str, list[Any]], wanted: dict[str, list[Any]]) -> list[str]:
    """The tables in which a row differs."""
    return [label for label in wanted if restored.get(label) != wanted[label]]
