"""Many firms judged by several books, and their climbs looked for, on every core that this process may use.

The firms travel as the rows of their tables, the verdicts come back in short; both are those that one process would find.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from datetime import date
from types import TracebackType
from typing import TYPE_CHECKING, TypeVar

from yanzhen.errors import InputError
from yanzhen.ladder.book import Book
from yanzhen.ladder.brief import Brief, brief
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_tables import Rows, firms_of_rows
from yanzhen.ladder.hands import cores, processes

if TYPE_CHECKING:
    # The package loads the solver, which takes a second: a process that only judges does not need it.
    from yanzhen.ladder.climb.change import Alternative

MOST_HANDS = 6
"""More processes than one that reads and writes can feed."""
KINDNESS = 5
"""How far the processes stand behind whatever a person waits for on the same machine."""
Found = TypeVar("Found")
Asked = tuple[str, Rows]
"""A book's id, and a firm's rows."""


@dataclass(frozen=True, slots=True)
class Task:
    """By which books, on which day and for which kind of applicant firms are judged."""

    books: tuple[Book, ...]
    on: date
    applicant: str

    def briefs(self, firms: Sequence[Rows]) -> list[tuple[Brief, ...] | None]:
        """For each firm its verdicts in the order of the books; None where its rows hold what cannot be a figure."""
        return [None if firm is None else self._briefs(firm) for firm in map(self._firm, firms)]

    def ways(self, asked: Sequence[Asked]) -> list[Alternative | None]:
        """For each firm and book the climb of least effort; None where there is none."""
        return [self._way(book, rows) for book, rows in asked]

    def _briefs(self, firm: Firm) -> tuple[Brief, ...]:
        return tuple(brief(book, firm, self.on, self.applicant) for book in self.books)

    def _way(self, book: str, rows: Rows) -> Alternative | None:
        from yanzhen.ladder.climb.search import climb

        firm = self._firm(rows)
        if firm is None:
            return None
        chosen = next(one for one in self.books if one.id == book)
        return next(iter(climb(chosen, firm, self.on, self.applicant, most=1).alternatives), None)

    def _firm(self, rows: Rows) -> Firm | None:
        try:
            return firms_of_rows(rows, self.on)[0]
        except InputError:
            return None


class Crew:
    """Does a task's pieces in other processes, or, where that is not ``worth`` starting them, here and at once.

    ``ahead`` is how many pieces to hand over before the first is taken back.
    """

    def __init__(self, task: Task, *, worth: bool) -> None:
        hands = min(cores(), MOST_HANDS) if worth else 1
        self.ahead = 1 if hands == 1 else hands + 2
        self._task = task
        self._pool: ProcessPoolExecutor | None = None if hands == 1 else processes(hands, _take_seat, (task,))

    def briefs(self, firms: Sequence[Rows]) -> Future[list[tuple[Brief, ...] | None]]:
        """See :meth:`Task.briefs`."""
        return self._done(_briefs, self._task.briefs, firms)

    def ways(self, asked: Sequence[Asked]) -> Future[list[Alternative | None]]:
        """See :meth:`Task.ways`."""
        return self._done(_ways, self._task.ways, asked)

    def __enter__(self) -> Crew:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)

    def _done(
        self, there: Callable[[Sequence[Rows]], Found] | Callable[[Sequence[Asked]], Found],
        here: Callable[..., Found], asked: Sequence[Rows] | Sequence[Asked],
    ) -> Future[Found]:  # fmt: skip
        if self._pool is not None:
            return self._pool.submit(there, asked)  # type: ignore[arg-type]
        done: Future[Found] = Future()
        done.set_result(here(asked))
        return done


_seat: Task | None = None
"""In a process of the crew: the task, sent once."""


def _take_seat(task: Task) -> None:
    global _seat
    os.nice(KINDNESS)
    _seat = task


def _briefs(firms: Sequence[Rows]) -> list[tuple[Brief, ...] | None]:
    assert _seat is not None
    return _seat.briefs(firms)


def _ways(asked: Sequence[Asked]) -> list[Alternative | None]:
    assert _seat is not None
    return _seat.ways(asked)
