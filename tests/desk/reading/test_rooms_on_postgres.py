"""The rooms' tests again, on PostgreSQL (``tests/with_services.sh`` starts one)."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

DESK = Path(__file__).parents[1]
ON_SQLITE = ("accounts", "frame", "upkeep")
"""Folders whose tests make SQLite homes of their own, or have a twin marked ``postgres``."""
PLAIN = "not postgres and not browser and not directory and not spark and not slow"
ADDRESS = os.environ.get("YANZHEN_TEST_POSTGRES", "")


@pytest.mark.postgres
@pytest.mark.skipif(not ADDRESS, reason="YANZHEN_TEST_POSTGRES names no PostgreSQL")
def test_everything_that_holds_on_sqlite_holds_on_postgresql():
    """In a process of its own, since a process has one database."""
    pytest.importorskip("psycopg")
    others = [f"--ignore={DESK / name}" for name in ON_SQLITE]
    command = [sys.executable, "-m", "pytest", str(DESK), *others, "-q", "-m", PLAIN, "-p", "no:cacheprovider"]
    environment = {**os.environ, "YANZHEN_DATABASE_URL": ADDRESS}
    environment.pop(
        "DJANGO_SETTINGS_MODULE", None
    )  # tests/desk/conftest.py names its own, once its folder is on the path
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=600)
    assert done.returncode == 0, done.stdout[-4000:]
    assert "passed" in done.stdout or "[100%]" in done.stdout
