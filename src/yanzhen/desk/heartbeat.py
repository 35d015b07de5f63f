"""How the desk knows that its workers live, and a worker that its desk does.

The heartbeat is the time stamp of a file in the home folder: it costs no write to the database.
"""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path

SUPERVISED_VARIABLE = "YANZHEN_SUPERVISED"
SILENT_AFTER_SECONDS = 60
READING = "reading"


def beat(home: Path, room: str = READING) -> None:
    """Say that the worker of that room lives; call it at least every 10 seconds."""
    _file(home, room).touch()


def heartbeat_age(home: Path, room: str = READING) -> float | None:
    """Seconds since the last beat; ``None`` when there never was one."""
    try:
        return max(0.0, time.time() - _file(home, room).stat().st_mtime)
    except FileNotFoundError:
        return None


def worker_state(home: Path, room: str = READING) -> str:
    """``ok``, ``silent`` (no beat for a minute) or ``none`` (never started here)."""
    age = heartbeat_age(home, room)
    if age is None:
        return "none"
    return "ok" if age < SILENT_AFTER_SECONDS else "silent"


def _file(home: Path, room: str) -> Path:
    return home / ("worker.heartbeat" if room == READING else f"worker-{room}.heartbeat")


def end_with_parent() -> None:
    """Called by the worker as it starts: when the desk that started it is gone, even by ``kill -9``, it ends too.

    The desk holds the other end of our standard input; the system closes it with the desk. Work that this cuts off
    is taken up again as after any other kill.
    """
    if os.environ.get(SUPERVISED_VARIABLE) == "1":
        threading.Thread(target=_wait_for_end_of_input, name="end-with-parent", daemon=True).start()


def _wait_for_end_of_input() -> None:
    # The raw descriptor: a thread waiting in sys.stdin would hold its lock when the interpreter ends.
    while os.read(0, 1):
        pass
    os._exit(0)
