"""``kill -9`` of the whole desk while a page is being read: nothing half kept, and read whole after the next start."""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

pytestmark = pytest.mark.skipif(not Path("/proc").is_dir(), reason="looks for processes in /proc")

BRING = """
import sys
from datetime import datetime
from pathlib import Path
from yanzhen.desk.serve import prepare
home, page = map(Path, sys.argv[1:])
prepare(home)
from django.core.files.uploadedfile import SimpleUploadedFile
from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.reading.uploads import bring
upload = SimpleUploadedFile("page.txt", page.read_bytes())
bring(upload, "2026-09-18", Person.objects.get(), Actor(None, "test"), now=datetime.now().astimezone())
"""
SENTENCE = "澄塘县去年新建冷库{n}座，投入{n}万元，{n}户农民不再为卖桃发愁。\n\n"


def started(home: Path) -> subprocess.Popen[str]:
    desk = subprocess.Popen(
        [sys.executable, "-m", "yanzhen.cli", "serve", "--port", "0"],
        env=environment(home),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert desk.stdout is not None
    assert any(line.startswith("ready ") for line in desk.stdout)
    return desk


def environment(home: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("YANZHEN", "DJANGO"))}
    return {**kept, "YANZHEN_HOME": str(home)}


def processes(home: Path) -> Iterator[int]:
    """Workers and readers whose environment names this home."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            if b"yanzhen.desk.reading." in command and str(home).encode() in (folder / "environ").read_bytes():
                yield int(folder.name)
        except OSError:
            continue


def asked(home: Path, question: str) -> int:
    with closing(sqlite3.connect(home / "desk.sqlite3", timeout=30)) as database:
        (answer,) = database.execute(question).fetchone()
    return int(answer)


def until(wanted: Callable[[], object], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not wanted():
        assert time.monotonic() < deadline, "it did not come about in time"
        time.sleep(0.05)


def is_being_read(home: Path) -> bool:
    return asked(home, "select count(*) from reading_readingjob where state = 'reading'") == 1


def statements(home: Path) -> int:
    return asked(home, "select count(*) from register_statement")


def test_a_page_in_hand_is_read_again_whole(tmp_path: Path) -> None:
    page, home = tmp_path / "page.txt", tmp_path / "home"
    page.write_text("冷库建到地头\n\n" + "".join(SENTENCE.format(n=n) for n in range(2, 60)), encoding="utf-8")
    subprocess.run([sys.executable, "-c", BRING, str(home), str(page)], env=environment(home), check=True)
    desk = started(home)
    try:
        until(lambda: is_being_read(home), 30)
    finally:
        desk.send_signal(signal.SIGKILL)
        desk.communicate(timeout=20)
    until(lambda: not list(processes(home)), 20)  # the worker and its reader go with the desk
    assert statements(home) == 0

    with closing(sqlite3.connect(home / "desk.sqlite3", timeout=30)) as database, database:
        database.execute("update reading_readingjob set lease_until = '2020-01-01 00:00:00'")
    desk = started(home)
    try:
        until(lambda: statements(home) > 0, 60)
        figures = len(re.findall(r"\d+", page.read_text(encoding="utf-8")))
        assert statements(home) >= figures
    finally:
        desk.send_signal(signal.SIGTERM)
        desk.communicate(timeout=30)
