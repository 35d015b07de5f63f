"""An office's firms, some at a time, and what other processes find of them, taken back in the same order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from yanzhen.desk.ladder.held import Read, rows_held
from yanzhen.desk.register.models import ENTRIES
from yanzhen.ladder.firm_tables import Rows

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

PIECE = 200
COLUMNS = (
    "region", "department", "uscc", "name", "industry", "book", "answer", "score_low", "score_high", "score", "unmet", "unknown",
    "stops", "opens", "missing", "near", "effort", "step", "digest",
)  # fmt: skip
USCC, DIGEST = COLUMNS.index("uscc"), COLUMNS.index("digest")
Row = tuple[Any, ...]
"""A verdict's values in the order of ``COLUMNS``."""
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Piece:
    """Some firms in a row, as the register holds them, with what the earlier run said of those that are unchanged."""

    codes: tuple[str, ...]
    read: tuple[Read, ...]
    kept: Mapping[str, list[Row]]

    @property
    def asked(self) -> list[Rows]:
        """The rows of those that are to be judged."""
        return [one.rows for one in self.read if one.rows is not None]


def in_order(
    hand: Callable[[list[Rows]], Future[Found]], pieces: Iterator[Piece], ahead: int
) -> Iterator[tuple[Piece, Found]]:
    """Each piece with what was found of its firms, while the next ones are already handed over."""
    waiting: deque[tuple[Piece, Future[Found]]] = deque()
    for piece in pieces:
        waiting.append((piece, hand(piece.asked)))
        if len(waiting) >= ahead:
            yield _taken(waiting)
    while waiting:
        yield _taken(waiting)


def _taken(waiting: deque[tuple[Piece, Future[Found]]]) -> tuple[Piece, Found]:
    piece, found = waiting.popleft()
    return piece, found.result()


def pieces_of(reader: Person, after: str, known: Callable[[Sequence[str]], Mapping[str, list[Row]]]) -> Iterator[Piece]:
    """The office's firms from this code on, some at a time; ``known`` tells the rows of an earlier run."""
    firms = ENTRIES["firms"].objects.visible_to(reader).order_by("subject")
    while codes := tuple(firms.filter(subject__gt=after).values_list("subject", flat=True)[:PIECE]):
        kept = known(codes)
        digests = {uscc: rows[0][DIGEST] for uscc, rows in kept.items()}
        yield Piece(codes, tuple(rows_held(codes, reader, known=digests)), kept)
        after = codes[-1]
