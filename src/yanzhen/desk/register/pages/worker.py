"""The sheets' worker: takes what waits from the queue and has each step done in a process of its own.

    python -m yanzhen.desk.register.pages.worker [--once]

Any number of workers may run; a sheet whose process or worker is killed is taken up again, and of an import either all is there or nothing.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.translation import gettext_noop as _

if TYPE_CHECKING:
    from yanzhen.desk.register.pages.models import SheetJob

RUNNER = ("-m", "yanzhen.desk.register.pages.running")
IDLE_SECONDS = 0.4
RENEW_SECONDS = 10.0
ASK_SECONDS = 1.0
"""How often it is asked whether someone stopped the sheet."""
ENV_SECONDS, ENV_MEMORY = "YANZHEN_SHEET_MOST_SECONDS", "YANZHEN_SHEET_MOST_MB"
TOO_LONG = {
    "what": _("checking the sheet took too long"),
    "todo": _("split the file and bring its parts"),
}
logger = logging.getLogger("yanzhen.worker")


@dataclass(slots=True)
class Limits:
    """What one step may cost: seconds of wall time, MiB of address space (0 is no bound)."""

    seconds: float = 1800
    memory: int = 3072

    @classmethod
    def of_environment(cls) -> Limits:
        """As ``YANZHEN_SHEET_MOST_SECONDS`` and ``YANZHEN_SHEET_MOST_MB`` say."""
        made = cls()
        return cls(float(os.environ.get(ENV_SECONDS) or made.seconds), int(os.environ.get(ENV_MEMORY) or made.memory))


class Worker:
    """Does one step after the other until it is told to end."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.limits = limits or Limits()
        self.ending = False

    def end(self, *_: object) -> None:
        """Finish at the next moment; the sheet in hand goes back to the queue."""
        self.ending = True

    def run(self, *, once: bool = False) -> None:
        """Do what waits; ``once`` ends when nothing does."""
        self._sweep()
        while not self.ending:
            if not self.next() and (once or self._rest()):
                return

    def next(self) -> bool:
        """Do the step that waits longest; False when none does."""
        from yanzhen.desk.register.pages import jobs

        job = jobs.claim_next(self.name, now=_now())
        if job is None:
            return False
        logger.info("sheet %s: %s, attempt %s", job.draft_id, job.act, job.attempts)
        self.do(job)
        return True

    def do(self, job: SheetJob) -> None:
        """Have the step done in a process of its own."""
        from yanzhen.desk.register.pages import jobs
        from yanzhen.desk.register.pages.errors_book import progress_path

        progress = progress_path(job)
        ended = self._watch(job, self._start(job, progress))
        progress.unlink(missing_ok=True)
        if ended is None:
            jobs.put_back(job, counted=False)
        elif ended == "time":
            limit = f"{self.limits.seconds:g} s"
            jobs.fail(job, {**TOO_LONG, "seen": f"> {limit}", "expected": f"≤ {limit}"}, now=_now())
        elif ended != "0":
            logger.warning("the process of sheet %s ended with %s", job.draft_id, ended)
            jobs.put_back(job)

    def _start(self, job: SheetJob, progress: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, *RUNNER, str(job.pk), self.name, str(progress), "--memory", str(self.limits.memory)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)

    def _watch(self, job: SheetJob, running: subprocess.Popen[bytes]) -> str | None:
        """How the process ended: its exit status, ``time``, or nothing when the sheet is to be let go."""
        from yanzhen.desk.register.pages import jobs

        started = asked = renewed = time.monotonic()
        try:
            while running.poll() is None:
                time.sleep(0.05)
                now = time.monotonic()
                if self.ending:
                    return None
                if now - started > self.limits.seconds:
                    return "time"
                if now - asked > ASK_SECONDS:
                    asked = now
                    if not jobs.held(job).exists():
                        return None
                if now - renewed > RENEW_SECONDS:
                    renewed = now
                    if not _renewed(job):
                        return None
            return str(running.returncode)
        finally:
            _end(running)

    @staticmethod
    def _sweep() -> None:
        from yanzhen.desk.register.ledger.drafts import sweep_drafts

        sweep_drafts(now=_now())

    def _rest(self) -> bool:
        """Wait a moment for new sheets; True when it is time to end."""
        from django.db import close_old_connections

        close_old_connections()
        time.sleep(IDLE_SECONDS)
        return self.ending


def _renewed(job: SheetJob) -> bool:
    """Whether the sheet is still ours; a database that an import holds cannot say, and the lease outlasts that."""
    from django.db import OperationalError

    from yanzhen.desk.register.pages import jobs

    try:
        return jobs.renew(job, now=_now())
    except OperationalError:
        return True


def _end(running: subprocess.Popen[bytes]) -> None:
    if running.poll() is None:
        running.kill()
    if running.stdin:
        running.stdin.close()
    running.wait()


def _now() -> datetime:
    return datetime.now(UTC)


def main(arguments: list[str] | None = None) -> int:
    """Run one worker until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m yanzhen.desk.register.pages.worker")
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
