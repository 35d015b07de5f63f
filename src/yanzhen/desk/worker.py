"""A worker: a process of its own that does what waits, one piece after the other, until it is told to end.

A room's worker says what its next piece is; this module gives it a name, the loop, the signals and, for work that must be
bounded, a process for each piece that is ended when it takes too long or nobody wants it any more.
"""

from __future__ import annotations

import argparse
import os
import signal
import socket
import subprocess
import time
import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass

LOOK_SECONDS = 0.05


class Worker(ABC):
    """Does one piece after the other. Any number of workers may run."""

    room: str
    """The room's key; the heartbeat bears it."""
    idle_seconds = 0.5

    def __init__(self) -> None:
        self.name = f"{socket.gethostname()[:24]}:{os.getpid()}:{uuid.uuid4().hex[:8]}"
        self.ending = False

    @abstractmethod
    def next(self) -> bool:
        """Do the piece that waits longest; False when none does."""

    def begin(self) -> None:  # noqa: B027 (most workers have nothing to do then)
        """What is done once, before the first piece."""

    def pause(self) -> None:  # noqa: B027
        """What is done whenever nothing waits."""

    def end(self, *_: object) -> None:
        """Finish at the next moment; the piece in hand goes back to the queue."""
        self.ending = True

    def run(self, *, once: bool = False) -> None:
        """Do what waits; ``once`` ends when nothing does."""
        self.begin()
        while not self.ending:
            self.beat()
            if not self.next() and (once or self._rest()):
                return

    def watched(
        self, running: subprocess.Popen[bytes], seconds: float, wanted: Callable[[], bool], every: float = 1.0
    ) -> int:
        """The exit status of a piece's process once it ends by itself; it is ended with us in any case.

        Raises TooLongError after ``seconds``, TakenError when ``wanted``, asked ``every`` so many seconds, says no.
        """
        started = asked = time.monotonic()
        try:
            while running.poll() is None:
                time.sleep(LOOK_SECONDS)
                moment = time.monotonic()
                if moment - started > seconds:
                    raise TooLongError
                due = moment - asked > every
                if due:
                    self.beat()
                if self.ending or (due and not wanted()):
                    raise TakenError
                asked = moment if due else asked
            return running.returncode
        finally:
            _end(running)

    def beat(self) -> None:
        """Say that this worker lives; call it at least every 10 seconds."""
        from django.conf import settings

        from yanzhen.desk.heartbeat import beat

        beat(settings.YANZHEN_HOME, self.room)

    def _rest(self) -> bool:
        """Wait a moment for new work; True when it is time to end."""
        from django.db import close_old_connections

        close_old_connections()
        self.pause()
        time.sleep(self.idle_seconds)
        return self.ending


@dataclass(frozen=True, slots=True)
class Limits:
    """What one piece may cost: seconds of wall time, MiB of address space (0 is no bound)."""

    seconds: float
    memory: int

    def of_environment(self, seconds: str, memory: str) -> Limits:
        """These limits, where the environment variables of these names say nothing else."""
        return Limits(float(os.environ.get(seconds) or self.seconds), int(os.environ.get(memory) or self.memory))


class TakenError(Exception):
    """The piece is to be let go: the worker is told to end, or it was stopped, or another has it."""


class TooLongError(Exception):
    """The piece took longer than it may."""


def _end(running: subprocess.Popen[bytes]) -> None:
    if running.poll() is None:
        running.kill()
    if running.stdin:
        running.stdin.close()
    running.wait()


def run_as_command(module: str, make: Callable[[], Worker], arguments: list[str] | None = None) -> int:
    """Run one worker until SIGTERM or Ctrl-C; ``--once`` ends it when nothing waits."""
    parser = argparse.ArgumentParser(prog=f"python -m {module}")
    parser.add_argument("--once", action="store_true", help="end when nothing waits")
    options = parser.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "yanzhen.desk.settings")
    import django

    django.setup()
    from yanzhen.desk.heartbeat import end_with_parent

    end_with_parent()
    worker = make()
    signal.signal(signal.SIGTERM, worker.end)
    signal.signal(signal.SIGINT, worker.end)
    worker.run(once=options.once)
    return 0
