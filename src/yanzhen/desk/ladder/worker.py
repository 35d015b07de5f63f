"""The ladder's worker: judges the runs that wait, one after the other.

    python -m yanzhen.desk.ladder.worker [--once]

Any number may run; a run whose worker is killed is taken up where it stood.
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

logger = logging.getLogger("yanzhen.worker")
IDLE_SECONDS = 1.0


class Worker:
    """Does one run after the other until it is told to end."""

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.ending = False

    def end(self, *_: object) -> None:
        """Finish at the next piece; the run in hand goes back to the queue."""
        self.ending = True

    def run(self, *, once: bool = False) -> None:
        """Do what waits; ``once`` ends when nothing does."""
        while not self.ending:
            if not self.next() and (once or self._rest()):
                return

    def next(self) -> bool:
        """Do the run that waits longest; False when none does."""
        from yanzhen.desk.ladder import runs
        from yanzhen.desk.ladder.flips import find_flips
        from yanzhen.desk.ladder.judging import judge_region
        from yanzhen.errors import YanzhenError

        run = runs.claim_next(self.name, now=datetime.now(UTC))
        if run is None:
            return False
        logger.info("ladder: judging %s, attempt %s", run.pk, run.attempts)
        do = judge_region if run.draft_id is None else find_flips
        try:
            do(run, ending=lambda: self.ending)
        except YanzhenError as error:
            trouble = {"what": error.what, "seen": error.seen, "expected": error.expected, "todo": error.todo}
            runs.fail(run, trouble, now=datetime.now(UTC))
        runs.sweep()
        return True

    def _rest(self) -> bool:
        """Wait a moment; True when it is time to end."""
        from django.db import close_old_connections

        close_old_connections()
        time.sleep(IDLE_SECONDS)
        return self.ending


def main(arguments: list[str] | None = None) -> int:
    """Run one worker until SIGTERM or Ctrl-C."""
    parser = argparse.ArgumentParser(prog="python -m yanzhen.desk.ladder.worker")
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
