"""Climbs of many firms under one book, on every core that this process may use; the answers are those of :func:`~yanzhen.ladder.climb.search.climb`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from yanzhen.ladder.book import Book
from yanzhen.ladder.climb.change import Climb
from yanzhen.ladder.climb.search import climb
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.hands import cores, processes

ENOUGH = 40
"""Firms from which starting other processes (about a second) is worth it."""
CHUNK = 10


def climbs(book: Book, firms: Sequence[Firm], on: date, applicant: str = "new") -> list[Climb]:
    """The climb of each firm, in their order."""
    if len(firms) < ENOUGH or cores() < 2:
        return [climb(book, firm, on, applicant) for firm in firms]
    chunks = [(book, firms[at : at + CHUNK], on, applicant) for at in range(0, len(firms), CHUNK)]
    with processes(min(cores(), len(chunks))) as pool:
        return [found for part in pool.map(_chunk, chunks) for found in part]


def _chunk(asked: tuple[Book, Sequence[Firm], date, str]) -> list[Climb]:
    book, firms, on, applicant = asked
    return [climb(book, firm, on, applicant) for firm in firms]
