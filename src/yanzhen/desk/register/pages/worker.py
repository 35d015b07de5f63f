"""The sheets' worker: takes what waits from the queue and has each step done in a process of its own.

    python -m yanzhen.desk.register.pages.worker [--once]

Any number of workers may run; a sheet whose process or worker is killed is taken up again, and of an import either all is there or nothing.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.timezone import now
from django.utils.translation import gettext_noop as _

from yanzhen.desk import worker

if TYPE_CHECKING:
    from yanzhen.desk.register.pages.models import SheetJob

RUNNER = ("-m", "yanzhen.desk.register.pages.running")
RENEW_SECONDS = 10.0
ENV_SECONDS, ENV_MEMORY = "YANZHEN_SHEET_MOST_SECONDS", "YANZHEN_SHEET_MOST_MB"
TOO_LONG = {
    "what": _("checking the sheet took too long"),
    "todo": _("split the file and bring its parts"),
}
LIMITS = worker.Limits(seconds=1800, memory=3072)
logger = logging.getLogger("yanzhen.worker")


class Worker(worker.Worker):
    """Does one step after the other."""

    room = "register"
    idle_seconds = 0.4

    def __init__(self, limits: worker.Limits | None = None) -> None:
        super().__init__()
        self.limits = limits or LIMITS

    def begin(self) -> None:
        """Drafts that nobody came back to go."""
        from yanzhen.desk.register.ledger.drafts import sweep_drafts

        sweep_drafts(now=now())

    def next(self) -> bool:
        """Do the step that waits longest; False when none does."""
        from yanzhen.desk.register.pages import jobs

        job = jobs.QUEUE.claim_next(self.name, now=now())
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
        try:
            status = self.watched(self._start(job, progress), self.limits.seconds, _Wanted(job))
        except worker.TakenError:
            jobs.QUEUE.put_back(job, counted=False)
        except worker.TooLongError:
            limit = f"{self.limits.seconds:g} s"
            jobs.QUEUE.fail(job, {**TOO_LONG, "seen": f"> {limit}", "expected": f"≤ {limit}"}, now=now())
        else:
            if status != 0:
                logger.warning("the process of sheet %s ended with %s", job.draft_id, status)
                jobs.QUEUE.put_back(job)
        finally:
            progress.unlink(missing_ok=True)

    def _start(self, job: SheetJob, progress: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, *RUNNER, str(job.pk), self.name, str(progress), "--memory", str(self.limits.memory)]
        return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)


class _Wanted:
    """Whether the sheet is still ours. A database that an import holds cannot be written to, so the lease, which outlasts that, is renewed seldom."""

    def __init__(self, job: SheetJob) -> None:
        self.job = job
        self.renewed = time.monotonic()

    def __call__(self) -> bool:
        from django.db import OperationalError

        from yanzhen.desk.register.pages.jobs import QUEUE

        if time.monotonic() - self.renewed < RENEW_SECONDS:
            return QUEUE.held(self.job).exists()
        self.renewed = time.monotonic()
        try:
            return QUEUE.renew(self.job, now=now())
        except OperationalError:
            return True


def main(arguments: list[str] | None = None) -> int:
    """Run one worker until SIGTERM or Ctrl-C."""
    limits = LIMITS.of_environment(ENV_SECONDS, ENV_MEMORY)
    return worker.run_as_command("yanzhen.desk.register.pages.worker", lambda: Worker(limits), arguments)


if __name__ == "__main__":
    sys.exit(main())
