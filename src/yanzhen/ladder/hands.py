"""Processes that share work: every core that this one may use, and no process that outlives it."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, parent_process
from typing import Any


def cores() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processes(
    number: int, begin: Callable[..., None] | None = None, known: tuple[Any, ...] = ()
) -> ProcessPoolExecutor:
    """So many processes, each of which has called ``begin(*known)``.

    They are spawned, not forked: libraries of the parent run threads, and a fork would copy their locks.
    """
    return ProcessPoolExecutor(number, mp_context=get_context("spawn"), initializer=_start, initargs=(begin, known))


def _start(begin: Callable[..., None] | None, known: tuple[Any, ...]) -> None:
    # Ctrl-C reaches all processes of a terminal; the parent ends its work and then these.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, name="end-with-parent", daemon=True).start()
    if begin is not None:
        begin(*known)


def _end_with_parent() -> None:
    # A pool's process waits for work on a pipe that it holds open itself: without this it would wait for ever after a ``kill -9``.
    parent = parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)
