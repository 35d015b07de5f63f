"""Parts of one piece of work on threads: always the same parts, whatever the number of threads."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, TypeVar

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

PARTS = 4
SMALL = 100_000
"""Work on fewer entries than this is done by the calling thread: handing it over would cost more."""

_here = threading.local()
Answer = TypeVar("Answer")
Part = TypeVar("Part")


def threads() -> int:
    """How many cores this process may use, at most :data:`PARTS`."""
    there = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(there, PARTS)


def each(work: Callable[[Part], Answer], parts: Sequence[Part], size: int) -> list[Answer]:
    """The answers for the parts, in their order; ``size`` is how many entries the work looks at."""
    if size < SMALL or threads() == 1 or len(parts) == 1 or getattr(_here, "is_part", False):
        return [work(part) for part in parts]
    return list(_pool(os.getpid(), threads()).map(lambda part: _as_part(work, part), parts))


def _as_part(work: Callable[[Part], Answer], part: Part) -> Answer:
    """A part does its own parts by itself: one that waited for the pool from within could wait for ever."""
    _here.is_part = True
    return work(part)


@cache
def _pool(_process: int, workers: int) -> ThreadPoolExecutor:
    """Kept, since starting threads costs more than a small part; threads do not live on in a forked process, which makes its own."""
    return ThreadPoolExecutor(workers, thread_name_prefix="chains")


def row_parts(start: NDArray[numpy.int64]) -> list[tuple[int, int]]:
    """The rows cut into :data:`PARTS` runs of about as many entries each."""
    wanted = numpy.arange(1, PARTS) * (int(start[-1]) // PARTS)
    cuts = [0, *numpy.searchsorted(start, wanted, side="left").tolist(), len(start) - 1]
    cuts = numpy.minimum(numpy.maximum.accumulate(cuts), len(start) - 1).tolist()
    return [(one, other) for one, other in pairwise(cuts) if one < other]
