"""The ladder's worker: judges the runs that wait, one after the other.

    python -m yanzhen.desk.ladder.worker [--once]

Any number may run; a run whose worker is killed is taken up where it stood.
"""

from __future__ import annotations

import logging
import sys

from django.utils.timezone import now

from yanzhen.desk import worker

logger = logging.getLogger("yanzhen.worker")


class Worker(worker.Worker):
    """Does one run after the other."""

    room = "ladder"
    idle_seconds = 1.0

    def next(self) -> bool:
        """Do the run that waits longest; False when none does."""
        from yanzhen.desk.ladder import runs
        from yanzhen.desk.ladder.flips import find_flips
        from yanzhen.desk.ladder.judging import judge_region
        from yanzhen.errors import YanzhenError

        run = runs.QUEUE.claim_next(self.name, now=now())
        if run is None:
            return False
        logger.info("ladder: judging %s, attempt %s", run.pk, run.attempts)
        do = judge_region if run.draft_id is None else find_flips
        try:
            do(run, ending=lambda: self.ending)
        except YanzhenError as error:
            runs.QUEUE.fail(run, error.parts, now=now())
        runs.sweep()
        return True


def main(arguments: list[str] | None = None) -> int:
    """Run one worker until SIGTERM or Ctrl-C."""
    return worker.run_as_command("yanzhen.desk.ladder.worker", Worker, arguments)


if __name__ == "__main__":
    sys.exit(main())
