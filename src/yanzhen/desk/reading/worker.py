"""The worker: takes pages from the queue, reads each in a process of its own, and keeps what they gave.

    python -m yanzhen.desk.reading.worker [--once]

Any number of workers may run. ``kill -9`` of this process or of the desk loses nothing: the page that it held is read
again, and nothing of it was kept before.
"""

from __future__ import annotations

import logging
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.timezone import now
from django.utils.translation import gettext_noop as _

from yanzhen.desk import worker

if TYPE_CHECKING:
    from yanzhen.desk.reading.child import Answer, Trouble
    from yanzhen.desk.reading.models import ReadingJob

READER = ("-m", "yanzhen.desk.reading.child")
RENEW_SECONDS = 3.0
ENV_SECONDS, ENV_MEMORY = "YANZHEN_READ_MOST_SECONDS", "YANZHEN_READ_MOST_MB"
LIMITS = worker.Limits(seconds=600, memory=6144)
logger = logging.getLogger("yanzhen.worker")

NO_ANSWER, READ_AGAIN = _("the reader gave no answer"), _("read it again")
FILE_GONE, BRING_AGAIN = _("the file is not in the uploads folder"), _("bring the file again")
TOO_LONG, SPLIT = _("reading took too long"), _("split the file and bring its parts")


class Worker(worker.Worker):
    """Reads one page after the other."""

    room = "reading"

    def __init__(self, limits: worker.Limits | None = None) -> None:
        super().__init__()
        self.limits = limits or LIMITS
        self._erased_on: date | None = None

    def begin(self) -> None:
        """Drafts that nobody came back to go."""
        from yanzhen.desk.reading.uploads import sweep_drafts

        sweep_drafts(now=time.time())

    def next(self) -> bool:
        """Read the page that waits longest; False when none does."""
        from yanzhen.desk.reading import jobs

        job = jobs.QUEUE.claim_next(self.name, now=now())
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
            jobs.fail(job, _file_is_gone(job), now=now())
            return
        with _desk_of_its_own(job) as (file, out):
            try:
                reader = self._start(job, file, out)
                ended = self.watched(reader, self.limits.seconds, partial(self._wanted, job), RENEW_SECONDS)
            except worker.TakenError:
                jobs.QUEUE.put_back(job, counted=False)
            except worker.TooLongError:
                jobs.fail(job, _too_long(self.limits), now=now())
            else:
                self._ended(job, ended, _answer(out))

    def _ended(self, job: ReadingJob, status: int, answer: Answer | None) -> None:
        from yanzhen.desk.reading import jobs

        if answer is not None:
            self._keep(job, answer)
        else:
            logger.warning("the reader of document %s ended with %s", job.document_id, status)
            jobs.QUEUE.put_back(job)

    def _keep(self, job: ReadingJob, answer: Answer) -> None:
        from django.db import DatabaseError

        from yanzhen.desk.reading import jobs
        from yanzhen.desk.reading.keep import keep

        if answer.page is None:
            jobs.fail(job, answer.trouble or _nothing_read(), now=now())
            return
        try:
            kept = keep(job, answer.text or "", answer.page, answer.markup, now=now())
        except DatabaseError:
            logger.exception("document %s could not be kept", job.document_id)
            jobs.QUEUE.put_back(job)
        else:
            if not kept:
                logger.warning("document %s was taken from this worker; nothing was kept", job.document_id)

    def _start(self, job: ReadingJob, file: Path, out: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, *READER, str(file), str(out), "--memory", str(self.limits.memory)]
        if job.given_date:
            command += ["--published", job.given_date]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def _wanted(self, job: ReadingJob) -> bool:
        from yanzhen.desk.reading import jobs

        return jobs.QUEUE.renew(job, now=now())

    def pause(self) -> None:
        """Once a day, where the office has said so: personal data past its retention."""
        from django.apps import apps
        from django.conf import settings

        today = now().date()
        if today == self._erased_on or not (settings.ERASE_OVERDUE and apps.is_installed("yanzhen.desk.privacy")):
            return
        from yanzhen.desk.privacy.retention import erase_overdue

        self._erased_on = today
        for kind, number in erase_overdue(now()).items():
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


def _too_long(limits: worker.Limits) -> Trouble:
    from yanzhen.desk.reading.child import Trouble

    return Trouble(TOO_LONG, f"> {limits.seconds:g} s", f"≤ {limits.seconds:g} s", SPLIT)


def main(arguments: list[str] | None = None) -> int:
    """Run one worker until SIGTERM or Ctrl-C."""
    limits = LIMITS.of_environment(ENV_SECONDS, ENV_MEMORY)
    return worker.run_as_command("yanzhen.desk.reading.worker", lambda: Worker(limits), arguments)


if __name__ == "__main__":
    sys.exit(main())
