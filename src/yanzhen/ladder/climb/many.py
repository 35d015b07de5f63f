"""Climbs of many firms under one book, on every core that this process may use; the answers are those of :func:`~yanzhen.ladder.climb.search.climb`."""

from __future__ import annotations

import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from multiprocessing import get_context

from yanzhen.ladder.book import Book
from yanzhen.ladder.climb.change import Climb
from yanzhen.ladder.climb.search import climb
from yanzhen.ladder.firm import Firm

ENOUGH = 40
"""Firms from which starting other processes (about a second) is worth it."""
CHUNK = 10


def climbs(book: Book, firms: Sequence[Firm], on: date, applicant: str = "new") -> list[Climb]:
    """The climb of each firm, in their order."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    if len(firms) < ENOUGH or cores < 2:
        return [climb(book, firm, on, applicant) for firm in firms]
    chunks = [(book, firms[at : at + CHUNK], on, applicant) for at in range(0, len(firms), CHUNK)]
    # Spawned, not forked: libraries of the parent run threads, and a fork would copy their locks.
    with ProcessPoolExecutor(min(cores, len(chunks)), mp_context=get_context("spawn")) as pool:
        return [found for part in pool.map(_chunk, chunks) for found in part]


def _chunk(asked: tuple[Book, Sequence[Firm], date, str]) -> list[Climb]:
    book, firms, on, applicant = asked
    return [climb(book, firm, on, applicant) for firm in firms]
