"""The walls between the rooms, and what the command loads before a command is chosen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("numpy", "polars", "django", "pydantic", "onnxruntime", "PIL", "lxml", "jinja2")


def run_python(program: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"PYTHONWARNINGS": "error"},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_arrows_run_one_way() -> None:
    linted = subprocess.run(
        [Path(sys.executable).with_name("lint-imports"), "--no-cache"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert linted.returncode == 0, linted.stdout + linted.stderr
    assert "0 broken" in linted.stdout


def test_help_loads_nothing_heavy() -> None:
    done = run_python(
        "import sys, yanzhen.cli\n"
        "try:\n    yanzhen.cli.main(['--help'])\nexcept SystemExit as end:\n    assert not end.code, end.code\n"
        f"print('loaded', sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    assert done.returncode == 0, done.stderr
    assert "read" in done.stdout
    assert done.stdout.splitlines()[-1] == "loaded []"


@pytest.mark.parametrize(
    "module",
    ["yanzhen", "yanzhen.values", "yanzhen.sources", "yanzhen.tables", "yanzhen.reading", "yanzhen.reading.page"],
)
def test_the_words_that_all_rooms_speak_load_nothing_heavy(module: str) -> None:
    done = run_python(f"import sys, {module}; print(sorted(set({HEAVY!r}) & set(sys.modules)))")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[]\n"
