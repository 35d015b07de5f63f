"""The walls between the rooms, and what the command loads before a command is chosen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
HEAVY = ("numpy", "polars", "django", "pydantic", "onnxruntime", "PIL", "lxml", "jinja2")


def run_python(program: str, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *options, "-c", program],
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


def test_the_parser_is_built_without_anything_heavy() -> None:
    done = run_python(
        f"import sys, yanzhen.cli\nyanzhen.cli._parser()\nprint(sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[]\n"


def test_the_installed_command_loads_nothing_heavy_for_its_help() -> None:
    """As a shell starts it: with site, and with what the entry point itself imports."""
    command = str(Path(sys.executable).with_name("yanzhen"))
    program = f"import runpy, sys; sys.argv = [{command!r}, '--help']; runpy.run_path({command!r}, run_name='__main__')"
    done = run_python(program, "-X", "importtime")
    assert done.returncode == 0, done.stderr
    assert "read pages" in done.stdout
    loaded = {line.rpartition("|")[2].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert {"argparse", "yanzhen"} <= loaded
    assert not loaded & set(HEAVY)


@pytest.mark.parametrize(
    "module",
    ["yanzhen", "yanzhen.values", "yanzhen.sources", "yanzhen.tables", "yanzhen.reading", "yanzhen.reading.page"],
)
def test_the_words_that_all_rooms_speak_load_nothing_heavy(module: str) -> None:
    done = run_python(f"import sys, {module}; print(sorted(set({HEAVY!r}) & set(sys.modules)))")
    assert done.returncode == 0, done.stderr
    assert done.stdout == "[]\n"
