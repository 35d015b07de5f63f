"""``kill -9`` during an import, at random moments: each time all rows or none, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest
from sheet_files import firms, write_csv

ROWS = 4000
ADDRESS = os.environ.get("YANZHEN_TEST_POSTGRES", "")
on_sqlite = pytest.mark.skipif(
    bool(os.environ.get("YANZHEN_DATABASE_URL")), reason="starts processes of its own, on SQLite: once is enough"
)
LOOK = """
import json, sys
from pathlib import Path
from yanzhen.desk.setup import set_up
set_up(Path(sys.argv[1]))
from django.conf import settings
from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.accounts.trail import verify_chain
from yanzhen.desk.register.ledger.doctor import altered_entries, altered_records
from yanzhen.desk.register.models import Firm, FirmName, Import, Record
from yanzhen.desk.register.ledger.kept import MARK, kept_path
print(json.dumps({
    "rows": [model.objects.count() for model in (Import, Record, Firm, FirmName, TrailEntry)],
    "whole": verify_chain().whole and not list(altered_records()) and not list(altered_entries()),
    "files": all(kept_path(one.sha256).exists() for one in Import.objects.all()),
}))
"""
UNDO = """
import sys
from datetime import datetime
from pathlib import Path
from yanzhen.desk.setup import set_up
set_up(Path(sys.argv[1]))
from yanzhen.desk.register.models import Import, Record, Firm, FirmName
from yanzhen.desk.accounts.models import TrailEntry, TrailHead
for model in (Firm, FirmName, Record, Import):
    model.objects.all()._raw_delete("default")
TrailEntry.objects.all()._raw_delete("default"); TrailHead.objects.all().delete()
"""


def environment(home, url):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN", "DJANGO"))}
    return {**kept, "YANZHEN_HOME": str(home), **({"YANZHEN_DATABASE_URL": url} if url else {})}


def python(home, url, program):
    done = subprocess.run(
        [sys.executable, "-c", program, str(home)],
        env=environment(home, url),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout


def importing(home, url, path):
    return subprocess.Popen(
        [sys.executable, "-m", "yanzhen.cli", "import", "firms", str(path)],
        env=environment(home, url), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
    )  # fmt: skip


def kill_at_moments(tmp_path, moments, url=""):
    """Import and kill again and again; gives how often all rows were there, and how often none."""
    home, path = tmp_path / "home", write_csv(tmp_path / "firms.csv", firms(ROWS))
    small = write_csv(tmp_path / "one.csv", firms(1))
    assert importing(home, url, small).wait() == 0
    python(home, url, UNDO)
    start = time.perf_counter()
    assert importing(home, url, path).wait() == 0
    length = time.perf_counter() - start
    python(home, url, UNDO)
    chance, outcomes = random.Random(6), {"all": 0, "none": 0}
    for number in range(moments):
        child = importing(home, url, path)
        # Evenly over the second half, in which the rows are written, and a little over the first.
        share = chance.uniform(0.5, 1.02) if number % 4 else chance.uniform(0.1, 0.5)
        time.sleep(length * share)
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        told = json.loads(python(home, url, LOOK))
        rows = told["rows"]
        assert rows in ([0] * 5, [1, ROWS, ROWS, ROWS, 1]), rows
        assert told["whole"] and told["files"]
        outcomes["all" if rows[0] else "none"] += 1
        if rows[0]:
            python(home, url, UNDO)
    assert importing(home, url, path).wait() == 0, "it goes on where it was killed"
    return outcomes


def two_at_once(tmp_path, url=""):
    """The same new file by two processes at the same moment: one writes it, the other finds it there."""
    home, path = tmp_path / "home", write_csv(tmp_path / "firms.csv", firms(1500))
    assert importing(home, url, write_csv(tmp_path / "one.csv", firms(1))).wait() == 0
    python(home, url, UNDO)
    children = [importing(home, url, path) for _ in range(3)]
    assert [child.wait() for child in children] == [0, 0, 0]
    told = json.loads(python(home, url, LOOK))
    assert told["rows"] == [1, 1500, 1500, 1500, 1] and told["whole"] and told["files"]


@on_sqlite
def test_imports_take_turns(tmp_path):
    two_at_once(tmp_path)


@on_sqlite
def test_killed_at_five_moments(tmp_path):
    outcomes = kill_at_moments(tmp_path, 5)
    assert outcomes["none"] >= 1


@on_sqlite
@pytest.mark.slow
def test_killed_at_twenty_moments(tmp_path):
    outcomes = kill_at_moments(tmp_path, 20)
    assert outcomes["none"] >= 5, outcomes


@pytest.mark.postgres
@pytest.mark.skipif(not ADDRESS, reason="YANZHEN_TEST_POSTGRES names no PostgreSQL")
@pytest.mark.parametrize("trial", ["turns", "killed"])
def test_the_same_on_postgresql(tmp_path, trial):
    psycopg = pytest.importorskip("psycopg")
    name = f"killed_{os.getpid()}"
    with psycopg.connect(ADDRESS, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        try:
            url = ADDRESS.rpartition("/")[0] + f"/{name}"
            if trial == "turns":
                two_at_once(tmp_path, url)
            else:
                assert kill_at_moments(tmp_path, 20, url)["none"] >= 5
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
