"""The worker: takes pages from the queue, reads each in a process of its own, and keeps what they gave.

    python -m yanzhen.desk.reading.worker [--once]

Any number of workers may run. ``kill -9`` of this process or of the desk loses nothing: the page that it held is read
again, and nothing of it was kept before.
"""

from __future__ import annotations

import argparse
import logging
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from yanzhen.desk.reading.child import Answer, Trouble
    from yanzhen.desk.reading.models import ReadingJob

READER = ("-m", "yanzhen.desk.reading.child")
IDLE_SECONDS = 0.5
RENEW_SECONDS = 3.0
ENV_SECONDS, ENV_MEMORY = "YANZHEN_READ_MOST_SECONDS", "YANZHEN_READ_MOST_MB"
logger = logging.getLogger("yanzhen.worker")

NO_ANSWER, READ_AGAIN = _("the reader gave no answer"), _("read it again")
FILE_GONE, BRING_AGAIN = _("the file is not in the uploads folder"), _("bring the file again")
TOO_LONG, SPLIT = _("reading took too long"), _("split the file and bring its parts")


@dataclass(slots=True)
class Limits:
    """What one page may cost: seconds of wall time, MiB of address space (0 is no bound)."""

    seconds: float = 600
    memory: int = 6144

    @classmethod
    def of_environment(cls) -> Limits:
        """As ``YANZHEN_READ_MOST_SECONDS`` and ``YANZHEN_READ_MOST_MB`` say."""
        made = cls()
        return cls(float(os.environ.get(ENV_SECONDS) or made.seconds), int(os.environ.get(ENV_MEMORY) or made.memory))


class Worker:
    """Reads one page after the other until it is told to end."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.limits = limits or Limits()
        self.ending = False
        self._erased_on: date | None = None

    def end(self, *_: object) -> None:
        """Finish at the next moment; the page in hand goes back to the queue."""
        self.ending = True

    def run(self, *, once: bool = False) -> None:
        """Read what waits; ``once`` ends when nothing does."""
        from yanzhen.desk.reading.uploads import sweep_drafts

        sweep_drafts(now=time.time())
        while not self.ending:
            if not self.read_next() and (once or self._rest()):
                return

    def read_next(self) -> bool:
        """Read the page that waits longest; False when none does."""
        from yanzhen.desk.reading import jobs

        self._beat()
        job = jobs.claim_next(self.name, now=_now())
        if job is None:
            return False
        logger.info("reading document %s, attempt %s", job.document_id, job.attempts)
        self.read(job)
        return True

    def read(self, job: ReadingJob) -> None:
        """Read the page in a process of its own and keep what it gave."""
        from yanzhen.desk.reading import jobs
        from yanzhen.desk.reading.uploads import stored_path

        if not stored_path(job.document.sha256).exists():
            jobs.fail(job, _file_is_gone(job), now=_now())
            return
        with _desk_of_its_own(job) as (file, out):
            ended = self._watch(job, self._start(job, file, out))
            if ended is None:
                jobs.put_back(job, counted=False)
            elif ended == "time":
                jobs.fail(job, _too_long(self.limits), now=_now())
            elif answer := _answer(out):
                self._keep(job, answer)
            else:
                logger.warning("the reader of document %s ended with %s", job.document_id, ended)
                jobs.put_back(job)

    def _keep(self, job: ReadingJob, answer: Answer) -> None:
        from django.db import DatabaseError

        from yanzhen.desk.reading import jobs
        from yanzhen.desk.reading.keep import keep

        if answer.page is None:
            jobs.fail(job, answer.trouble or _nothing_read(), now=_now())
            return
        try:
            kept = keep(job, answer.text or "", answer.page, answer.markup, now=_now())
        except DatabaseError:
            logger.exception("document %s could not be kept", job.document_id)
            jobs.put_back(job)
        else:
            if not kept:
                logger.warning("document %s was taken from this worker; nothing was kept", job.document_id)

    def _start(self, job: ReadingJob, file: Path, out: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, *READER, str(file), str(out), "--memory", str(self.limits.memory)]
        if job.given_date:
            command += ["--published", job.given_date]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def _watch(self, job: ReadingJob, reader: subprocess.Popen[bytes]) -> str | None:
        """How the reader ended: its exit status, ``time``, or nothing when the page is to be let go."""
        from yanzhen.desk.reading import jobs

        started = renewed = time.monotonic()
        try:
            while reader.poll() is None:
                time.sleep(0.05)
                if self.ending:
                    return None
                if time.monotonic() - started > self.limits.seconds:
                    return "time"
                if time.monotonic() - renewed > RENEW_SECONDS:
                    renewed = time.monotonic()
                    self._beat()
                    if not jobs.renew(job, now=_now()):
                        return None
            return str(reader.returncode)
        finally:
            _end(reader)

    def _beat(self) -> None:
        from django.conf import settings

        from yanzhen.desk.heartbeat import beat

        beat(settings.YANZHEN_HOME)

    def _rest(self) -> bool:
        """Wait a moment for new pages; True when it is time to end."""
        from django.db import close_old_connections

        close_old_connections()
        self._erase_overdue()
        time.sleep(IDLE_SECONDS)
        return self.ending

    def _erase_overdue(self) -> None:
        """Once a day, where the office has said so: personal data past its retention."""
        from django.apps import apps
        from django.conf import settings

        today = _now().date()
        if today == self._erased_on or not (settings.ERASE_OVERDUE and apps.is_installed("yanzhen.desk.privacy")):
            return
        from yanzhen.desk.privacy.retention import erase_overdue

        self._erased_on = today
        for kind, number in erase_overdue(_now()).items():
            logger.info("%s rows of %s past their retention erased", number, kind)


@contextmanager
def _desk_of_its_own(job: ReadingJob) -> Iterator[tuple[Path, Path]]:
    """A folder with the file under its own name, and the place for the answer."""
    from yanzhen.desk.reading.uploads import READING_PREFIX, stored_path, uploads_folder

    with tempfile.TemporaryDirectory(dir=uploads_folder(), prefix=READING_PREFIX) as folder:
        file = Path(folder) / "file" / job.document.file
        file.parent.mkdir()
        kept = stored_path(job.document.sha256)
        try:
            os.link(kept, file)
        except OSError:
            shutil.copyfile(kept, file)
        yield file, Path(folder) / "answer.json"


def _answer(out: Path) -> Answer | None:
    from yanzhen.desk.reading.child import ANSWER

    # PostgreSQL keeps no NUL; one character stands for another, so that every offset stays.
    return ANSWER.validate_json(out.read_bytes().replace(rb"\u0000", rb"\ufffd")) if out.exists() else None


def _nothing_read() -> Trouble:
    from yanzhen.desk.reading.child import Trouble

    return Trouble(NO_ANSWER, todo=READ_AGAIN)


def _file_is_gone(job: ReadingJob) -> Trouble:
    from yanzhen.desk.reading.child import Trouble

    return Trouble(FILE_GONE, job.document.sha256, todo=BRING_AGAIN)


def _too_long(limits: Limits) -> Trouble:
    from yanzhen.desk.reading.child import Trouble

    return Trouble(TOO_LONG, f"> {limits.seconds:g} s", f"≤ {limits.seconds:g} s", SPLIT)


def _end(reader: subprocess.Popen[bytes]) -> None:
    if reader.poll() is None:
        reader.kill()
    if reader.stdin:
        reader.stdin.close()
    reader.wait()


def _now() -> datetime:
    return datetime.now(UTC)


def main(arguments: list[str] | None = None) -> int:
    """Run one worker until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m yanzhen.desk.reading.worker")
    parser.add_argument("--once", action="store_true", help="end when nothing waits")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.desk.settings")
    import django

    django.setup()
    from yanzhen.desk.heartbeat import end_with_parent

    end_with_parent()
    worker = Worker(Limits.of_environment())
    signal.signal(signal.SIGTERM, worker.end)
    signal.signal(signal.SIGINT, worker.end)
    worker.run(once=options.once)
    return 0


if __name__ == "__main__":
    sys.exit(main())
