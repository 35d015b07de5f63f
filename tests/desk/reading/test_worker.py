"""The worker in a process of its own: killed, stopped, starved, and writing beside the desk."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from room_fixtures import OTHER_PAGE, PAGE, actor, change, said, upload

from yanzhen.desk.reading.models import Article, ReadingJob
from yanzhen.desk.reading.uploads import bring
from yanzhen.desk.register import decisions
from yanzhen.desk.register.models import Decision, Document, Statement

SCRIPT = Path(__file__).parent / "run_worker.py"
SLOW_PAGE = PAGE + "!slow\n"
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX"),
]


@pytest.fixture
def start(tmp_path):
    """``start("--once", SIMPLE_READER_SLOW="1")``: a worker on this test's database."""
    started = []

    def worker(*arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        own = {
            "TEST_DATABASE": str(connection.settings_dict["NAME"]),
            "TEST_UPLOADS": str(settings.MEDIA_ROOT),
            "YANZHEN_HOME": str(tmp_path),
        }
        command = [sys.executable, str(SCRIPT), *arguments]
        process = subprocess.Popen(command, env={**os.environ, **own, **environment}, stderr=subprocess.PIPE)
        started.append(process)
        return process

    yield worker
    for process in started:
        if process.poll() is None:
            process.kill()
        process.communicate()


def bring_page(person, text=PAGE, name="page.txt") -> Document:
    return bring(upload(text, name), "2020-09", person, actor(person), now=datetime.now(UTC)).document


def until(wanted, seconds=30):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if wanted():
            return
        time.sleep(0.05)
    pytest.fail("it did not come about in time")


def run_once(start, **environment) -> None:
    process = start("--once", **environment)
    assert process.wait(60) == 0, process.stderr.read().decode()


def readers() -> list[int]:
    """The readers that live now."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            words = (folder / "cmdline").read_bytes()
        except OSError:
            continue
        if b"simple_reader.py" in words and b"/reading-" in words:
            found.append(int(folder.name))
    return found


def test_kill_9_in_the_middle_and_the_page_is_read_again_whole(cast, start):
    document = bring_page(cast["clerk"], SLOW_PAGE)
    killed = start(SIMPLE_READER_SLOW="1")
    until(readers)
    killed.send_signal(signal.SIGKILL)
    killed.wait(10)
    until(lambda: not readers(), 10)  # the reader goes with its worker
    job = ReadingJob.objects.get()
    assert job.state == "reading" and not Statement.objects.exists() and not Article.objects.exists()

    ReadingJob.objects.update(lease_until=datetime.now(UTC) - timedelta(seconds=1))
    run_once(start)
    job.refresh_from_db()
    assert (job.state, job.attempts) == ("done", 2)
    assert Statement.objects.count() == 6 and document.articles.count() == 2


def test_sigterm_puts_the_page_back_uncounted(cast, start):
    bring_page(cast["clerk"], SLOW_PAGE)
    process = start(SIMPLE_READER_SLOW="1")
    until(readers)
    process.terminate()
    assert process.wait(10) == 0
    job = ReadingJob.objects.get()
    assert (job.state, job.attempts, readers()) == ("waiting", 0, [])


def test_stopping_on_the_desk_ends_the_reader(cast, start, sign_in):
    document = bring_page(cast["clerk"], SLOW_PAGE)
    start(SIMPLE_READER_SLOW="1")
    until(readers)
    sign_in(cast["clerk"]).post(f"/reading/documents/{document.pk}/stop")
    until(lambda: not readers(), 15)
    assert ReadingJob.objects.get().state == "stopped" and not Statement.objects.exists()


def test_a_reader_that_dies_takes_nothing_with_it(cast, start):
    bad = bring_page(cast["clerk"], "!crash", "bad.txt")
    good = bring_page(cast["clerk"], PAGE, "good.txt")
    run_once(start)
    states = dict(ReadingJob.objects.values_list("document_id", "state"))
    assert states == {bad.pk: "failed", good.pk: "done"}
    assert ReadingJob.objects.get(document=bad).what == "the reader ended unexpectedly"


def test_a_page_that_swells_or_takes_too_long_is_bounded(cast, start):
    swelling = bring_page(cast["clerk"], "!swell", "swell.txt")
    slow = bring_page(cast["clerk"], "!slow", "slow.txt")
    run_once(start, SIMPLE_READER_SLOW="1", YANZHEN_READ_MOST_SECONDS="2", YANZHEN_READ_MOST_MB="2048")
    whats = dict(ReadingJob.objects.values_list("document_id", "what"))
    assert whats == {swelling.pk: "the reader ended unexpectedly", slow.pk: "reading took too long"}


def test_a_file_that_is_gone_is_said(cast, start):
    document = bring_page(cast["clerk"])
    next(Path(settings.MEDIA_ROOT).rglob(document.sha256)).unlink()
    run_once(start)
    assert ReadingJob.objects.get().what == "the file is not in the uploads folder"


def test_worker_and_desk_write_together_without_a_lock_error(cast, start, sign_in, read_page):
    reviewed = read_page(cast["clerk"], OTHER_PAGE, "reviewed.txt")
    figure = said(reviewed, "培训场次")
    process = start("--once")
    clients = [sign_in(cast["clerk"]) for _ in range(3)]

    def drop(number: int) -> int:
        text = f"## 第{number}版\n示例县2020年的培训场次为{number + 100}场次。\n"
        try:
            return clients[number % 3].post("/reading/bring", {"files": upload(text, f"{number}.txt")}).status_code
        finally:
            connection.close()

    def decide(turn: int) -> str:
        try:
            current = Statement.objects.get(pk=figure.pk)
            act = (decisions.accept, decisions.reject)[turn % 2]
            return act(current, change(cast["bureau_head"], current.version)).standing
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(drop, range(12)))
    with ThreadPoolExecutor(1) as pool:
        decided = list(pool.map(decide, range(12)))
    assert answers == [302] * 12 and len(decided) == 12
    process.wait(60)
    run_once(start)
    assert set(ReadingJob.objects.values_list("state", flat=True)) == {"done"}
    assert Decision.objects.filter(statement=figure).count() == 12
    assert b"locked" not in process.stderr.read()
