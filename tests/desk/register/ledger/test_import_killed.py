"""``kill -9`` during an import, at twenty random moments: each time all rows or none, on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import contextmanager
from pathlib import Path

import pytest
from sheet_files import firms, write_csv

ROWS, MOMENTS = 1500, 20
ADDRESS = os.environ.get("YANZHEN_TEST_POSTGRES", "")
IMPORTER = Path(__file__).with_name("importer.py")
on_sqlite = pytest.mark.skipif(
    bool(os.environ.get("YANZHEN_DATABASE_URL")), reason="starts processes of its own, on SQLite: once is enough"
)


def environment(home, url):
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN", "DJANGO"))}
    return {**kept, "YANZHEN_HOME": str(home), **({"YANZHEN_DATABASE_URL": url} if url else {})}


@contextmanager
def importer(home, url):
    """``ask(act, …)`` has ``importer.py`` do it."""
    running = subprocess.Popen(
        [sys.executable, str(IMPORTER), str(home)],
        env=environment(home, url),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )

    def ask(*words):
        running.stdin.write(json.dumps(words) + "\n")
        running.stdin.flush()
        return json.loads(running.stdout.readline())

    try:
        yield ask
    finally:
        running.stdin.close()
        running.wait(20)
        running.stdout.close()


def kill_at_moments(tmp_path, url=""):
    """Import and kill again and again; gives how often all rows were there, and how often none."""
    path, chance, outcomes = str(write_csv(tmp_path / "firms.csv", firms(ROWS))), random.Random(6), Counter()
    with importer(tmp_path / "home", url) as ask:
        ask("undo")  # the trail of the first run
        length = uninterrupted(ask("import", path, None))
        ask("undo")
        for number in range(MOMENTS):
            # Most of them in the second half, in which the rows are written.
            share = chance.uniform(0.4, 1.02) if number % 4 else chance.uniform(0.02, 0.4)
            done = ask("import", path, length * share)
            if done["code"] != -signal.SIGKILL:
                length = min(length, uninterrupted(done))  # the machine has less to do than it had
            told = ask("look")
            assert told["rows"] in ([0] * 5, [1, ROWS, ROWS, ROWS, 1]), told["rows"]
            assert told["whole"] and told["files"]
            outcomes["all" if told["rows"][0] else "none"] += 1
            outcomes["killed"] += done["code"] != 0
            if told["rows"][0]:
                ask("undo")
        assert ask("import", path, None)["code"] == 0, "it goes on where it was killed"
        assert ask("look")["rows"] == [1, ROWS, ROWS, ROWS, 1]
    return outcomes


def uninterrupted(done):
    """How long an import took that came to its end."""
    assert done["code"] == 0
    return done["seconds"]


def two_at_once(tmp_path, url=""):
    """The same new file by three processes at the same moment: one writes it, the others find it there."""
    home, path = tmp_path / "home", write_csv(tmp_path / "firms.csv", firms(ROWS))
    with importer(home, url) as ask:
        ask("undo")
        command = [sys.executable, "-m", "yanzhen.cli", "import", "firms", str(path)]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        children = [subprocess.Popen(command, env=environment(home, url), **quiet) for _ in range(3)]
        assert [child.wait() for child in children] == [0, 0, 0]
        told = ask("look")
    assert told["rows"] == [1, ROWS, ROWS, ROWS, 1] and told["whole"] and told["files"]


@on_sqlite
def test_imports_take_turns(tmp_path):
    two_at_once(tmp_path)


@on_sqlite
def test_killed_at_twenty_moments(tmp_path):
    outcomes = kill_at_moments(tmp_path)
    assert outcomes["none"] >= 5 and outcomes["killed"] >= 8, outcomes


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
                outcomes = kill_at_moments(tmp_path, url)
                assert outcomes["none"] >= 5 and outcomes["killed"] >= 8, outcomes
        finally:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
