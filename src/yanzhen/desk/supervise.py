"""The workers beside the desk: started with it, started again when they die, ended with it.

    python -m yanzhen.desk.supervise

keeps all of them running as a service of its own, until SIGTERM.
"""

from __future__ import annotations

import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from types import FrameType

from yanzhen.desk.heartbeat import SUPERVISED_VARIABLE
from yanzhen.desk.home import HOME_VARIABLE

logger = logging.getLogger(__name__)

WORKER = "yanzhen.desk.reading.worker"
LONGEST_PAUSE_SECONDS = 30.0
STEADY_AFTER_SECONDS = 60.0
STOP_SECONDS = 10.0


def main() -> int:
    """Keep every worker of ``YANZHEN_HOME`` running until SIGTERM or Ctrl-C."""
    from yanzhen.desk.home import home_folder
    from yanzhen.desk.serve import workers

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    told = threading.Event()

    def end(_signal: int, _frame: FrameType | None) -> None:
        told.set()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    with ExitStack() as beside:
        for module in workers().values():
            beside.enter_context(supervised_worker(home_folder(), module))
        told.wait()
    return 0


@contextmanager
def supervised_worker(home: Path, module: str = WORKER) -> Iterator[None]:
    """Keep ``python -m module`` running while the block runs."""
    supervisor = Supervisor([sys.executable, "-m", module], home)
    supervisor.start()
    try:
        yield
    finally:
        supervisor.stop()


class Supervisor:
    """Runs one command again and again until it is told to stop, with growing pauses while it keeps dying."""

    def __init__(self, command: Sequence[str], home: Path, first_pause_seconds: float = 1.0) -> None:
        self.command = list(command)
        self.environment = {**os.environ, HOME_VARIABLE: str(home), SUPERVISED_VARIABLE: "1"}
        self.first_pause_seconds = first_pause_seconds
        self.starts = 0
        self.running: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._keep_running, name="worker-supervisor", daemon=True)

    def start(self) -> None:
        """Start the command and the thread that watches it."""
        self._thread.start()

    def stop(self) -> None:
        """End the command: ask, wait, then kill."""
        self._stopping.set()
        with self._lock:
            running = self.running
        if running is not None and running.poll() is None:
            _end(running)
        self._thread.join(STOP_SECONDS)

    def _keep_running(self) -> None:
        pause = self.first_pause_seconds
        while not self._stopping.is_set():
            began = time.monotonic()
            code = self._run_once()
            if self._stopping.is_set():
                return
            steady = time.monotonic() - began > STEADY_AFTER_SECONDS
            pause = self.first_pause_seconds if steady else min(pause * 2, LONGEST_PAUSE_SECONDS)
            logger.warning("the worker ended with %s; it is started again in %.0f s", code, pause)
            self._stopping.wait(pause)

    def _run_once(self) -> int | None:
        with self._lock:
            if self._stopping.is_set():
                return None
            # The worker ends when this pipe closes, which the system does even if we are killed.
            # Standard output stays the desk's own: its one line is read by scripts.
            self.running = subprocess.Popen(
                self.command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, env=self.environment
            )
            self.starts += 1
        try:
            return self.running.wait()
        finally:
            if self.running.stdin:
                self.running.stdin.close()


def _end(running: subprocess.Popen[bytes]) -> None:
    running.terminate()
    try:
        running.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        running.kill()
        running.wait(STOP_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
