"""The deals' worker: takes what waits from the queue and prices it.

    python -m yanzhen.desk.securitization.worker [--once]

Any number of workers may run; a pricing whose worker is killed is priced again, and nothing of it was kept before.
"""

from __future__ import annotations

import argparse
import logging
import os
import signal
import socket
import sys
import time
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yanzhen.desk.securitization.models import PricingJob

IDLE_SECONDS = 0.4
logger = logging.getLogger("yanzhen.worker")


class Worker:
    """Prices one deal after the other until it is told to end."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.ending = False

    def end(self, *_: object) -> None:
        """Finish at the next moment; a pricing in hand is taken up by another when its lease runs out."""
        self.ending = True

    def run(self, *, once: bool = False) -> None:
        """Do what waits; ``once`` ends when nothing does."""
        while not self.ending:
            if not self.next() and (once or self._rest()):
                return

    def next(self) -> bool:
        """Price the deal that waits longest; False when none does."""
        from yanzhen.desk.securitization import jobs

        job = jobs.claim_next(self.name, now=_now())
        if job is None:
            return False
        logger.info("deal version %s: %s paths, attempt %s", job.version_id, job.paths, job.attempts)
        self._price(job)
        return True

    def _price(self, job: PricingJob) -> None:
        from yanzhen.desk.securitization import jobs
        from yanzhen.desk.securitization.full import StoppedError, price_in_full
        from yanzhen.desk.securitization.pricing import PRICED
        from yanzhen.errors import YanzhenError

        try:
            found = price_in_full(job, lambda done, total: jobs.tell(job, done, total, now=_now()))
        except StoppedError:
            logger.info("deal version %s was stopped", job.version_id)
        except YanzhenError as error:
            told = {"what": error.what, "seen": error.seen, "expected": error.expected, "todo": error.todo}
            jobs.fail(job, told, now=_now())
        else:
            jobs.finish(job, PRICED.dump_python(found, mode="json"), now=_now())

    def _rest(self) -> bool:
        """Wait a moment for new pricings; True when it is time to end."""
        from django.db import close_old_connections

        close_old_connections()
        time.sleep(IDLE_SECONDS)
        return self.ending


def _now() -> datetime:
    return datetime.now(UTC)


def main(arguments: list[str] | None = None) -> int:
    """Run one worker until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m yanzhen.desk.securitization.worker")
    parser.add_argument("--once", action="store_true", help="end when nothing waits")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.desk.settings")
    import django

    django.setup()
    from yanzhen.desk.heartbeat import end_with_parent

    end_with_parent()
    worker = Worker()
    signal.signal(signal.SIGTERM, worker.end)
    signal.signal(signal.SIGINT, worker.end)
    worker.run(once=options.once)
    return 0


if __name__ == "__main__":
    sys.exit(main())
