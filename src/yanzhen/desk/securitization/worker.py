"""The deals' worker: takes what waits from the queue and prices it.

    python -m yanzhen.desk.securitization.worker [--once]

Any number of workers may run; a pricing whose worker is killed is priced again, and nothing of it was kept before.
"""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

from yanzhen.desk import worker
from yanzhen.desk.worker import now

if TYPE_CHECKING:
    from yanzhen.desk.securitization.models import PricingJob

logger = logging.getLogger("yanzhen.worker")


class Worker(worker.Worker):
    """Prices one deal after the other; a pricing in hand when it ends is taken up by another once its lease runs out."""

    room = "securitization"
    idle_seconds = 0.4

    def next(self) -> bool:
        """Price the deal that waits longest; False when none does."""
        from yanzhen.desk.securitization import jobs

        job = jobs.QUEUE.claim_next(self.name, now=now())
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
            found = price_in_full(job, lambda done, total: jobs.tell(job, done, total, now=now()))
        except StoppedError:
            logger.info("deal version %s was stopped", job.version_id)
        except YanzhenError as error:
            told = {"what": error.what, "seen": error.seen, "expected": error.expected, "todo": error.todo}
            jobs.QUEUE.fail(job, told, now=now())
        else:
            jobs.finish(job, PRICED.dump_python(found, mode="json"), now=now())


def main(arguments: list[str] | None = None) -> int:
    """Run one worker until SIGTERM or Ctrl-C."""
    return worker.run_as_command("yanzhen.desk.securitization.worker", Worker, arguments)


if __name__ == "__main__":
    sys.exit(main())
