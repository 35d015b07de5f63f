"""The deals' worker: takes what waits from the queue and prices it.

    python -m yanzhen.desk.securitization.worker [--once]

Any number of workers may run; a pricing whose worker is killed is priced again, and nothing of it was kept before. Each
piece is priced in a process of its own, bounded in memory and time.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from django.utils.timezone import now
from django.utils.translation import gettext_noop as _

from yanzhen.desk import worker
from yanzhen.desk.child import TOO_LARGE as OUT_OF_MEMORY
from yanzhen.desk.securitization.bounds import LIMITS
from yanzhen.errors import RefusalError, YanzhenError

if TYPE_CHECKING:
    from yanzhen.desk.securitization.models import PricingJob
    from yanzhen.desk.securitization.pricing import Priced

PRICER = ("-m", "yanzhen.desk.securitization.child")
ENV_SECONDS, ENV_MEMORY = "YANZHEN_PRICE_MOST_SECONDS", "YANZHEN_PRICE_MOST_MB"
RENEW_SECONDS = 3.0
TOO_LONG, TOO_LARGE = _("the pricing took too long"), _("the pricing needs too much memory")
NO_ANSWER = _("the pricing ended unexpectedly")
FEWER = _("take together firms that are alike, or price it with yanzhen price on a larger machine")
logger = logging.getLogger("yanzhen.worker")


class Worker(worker.Worker):
    """Prices one deal after the other; a pricing in hand when it ends is put back for another."""

    room = "securitization"
    idle_seconds = 0.4

    def __init__(self, limits: worker.Limits | None = None) -> None:
        super().__init__()
        self.limits = limits or LIMITS

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

        def tell(done: int, total: int) -> bool:
            return jobs.tell(job, done, total, now=now())

        try:
            found = price_in_full(job, tell, price_piece=partial(self._piece, job))
        except (StoppedError, worker.TakenError):
            logger.info("deal version %s was let go", job.version_id)
            jobs.QUEUE.put_back(job, counted=False)
        except YanzhenError as error:
            jobs.QUEUE.fail(job, error.parts, now=now())
        else:
            jobs.finish(job, PRICED.dump_python(found, mode="json"), now=now())

    def _piece(self, job: PricingJob, paths: int, seed: int) -> Priced:
        """One piece in a process of its own; what goes over the limits is refused."""
        from yanzhen.desk.securitization import child

        with tempfile.TemporaryDirectory(prefix="yanzhen-price-") as folder:
            deal, out = Path(folder) / "deal.toml", Path(folder) / "answer.json"
            deal.write_text(job.version.text, encoding="utf-8")
            asked = ["--name", job.version.file, "--paths", str(paths), "--seed", str(seed)]
            command = [sys.executable, *PRICER, str(deal), str(out), *asked, "--memory", str(self.limits.memory)]
            running = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL)
            try:
                status = self.watched(running, self.limits.seconds, partial(_wanted, job), RENEW_SECONDS)
            except worker.TooLongError:
                seconds = self.limits.seconds
                raise RefusalError(TOO_LONG, seen=f"> {seconds:g} s", expected=f"≤ {seconds:g} s", todo=FEWER) from None
            answer = child.ANSWER.validate_json(out.read_bytes()) if out.exists() else None
        if answer is not None and answer.priced is not None:
            return answer.priced
        raise _refusal(answer, status, self.limits)


def _wanted(job: PricingJob) -> bool:
    from yanzhen.desk.securitization import jobs

    return jobs.QUEUE.renew(job, now=now())


def _refusal(answer: object, status: int, limits: worker.Limits) -> RefusalError:
    from yanzhen.desk.securitization import child

    if isinstance(answer, child.Answer) and answer.trouble:
        what, seen, expected, todo = answer.trouble
        return RefusalError(what, seen=seen, expected=expected, todo=todo)
    if status == OUT_OF_MEMORY or status < 0:  # numba and numpy may be killed where memory ends
        return RefusalError(TOO_LARGE, seen=f"> {limits.memory} MB", expected=f"≤ {limits.memory} MB", todo=FEWER)
    return RefusalError(NO_ANSWER, seen=str(status), todo=FEWER)


def main(arguments: list[str] | None = None) -> int:
    """Run one worker until SIGTERM or Ctrl-C."""
    limits = LIMITS.of_environment(ENV_SECONDS, ENV_MEMORY)
    return worker.run_as_command("yanzhen.desk.securitization.worker", lambda: Worker(limits), arguments)


if __name__ == "__main__":
    sys.exit(main())
