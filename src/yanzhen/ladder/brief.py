"""A verdict in short, for those who judge a whole region: the answer, the score and what stops it, without the reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from yanzhen.ladder.book import Book
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.reasons import missing_of
from yanzhen.ladder.sight import Sight
from yanzhen.values import Answer


@dataclass(frozen=True, slots=True)
class Brief:
    """What :func:`~yanzhen.ladder.judge.judge` says of a firm under a book, in short.

    ``unmet`` and ``unknown`` are gates in the order of the book; ``missing`` the paths of the figures without which a gate stays unknown.
    """

    book: str
    answer: Answer
    score: Range | None
    unmet: tuple[str, ...]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def brief(book: Book, firm: Firm, on: date, applicant: str = "new") -> Brief:
    """The firm's verdict in short; its gates are those asked of this kind of applicant."""
    sight = Sight(book, firm, on, applicant)
    answers = [(gate, sight.answered(gate.id)) for gate in book.gates if applicant in gate.applicants]
    opens = [gate for gate, found in answers if found is Answer.UNKNOWN]
    return Brief(
        book=book.id,
        answer=sight.answer(),
        score=sight.score(),
        unmet=tuple(gate.id for gate, found in answers if found is Answer.UNMET),
        unknown=tuple(gate.id for gate in opens),
        missing=tuple(dict.fromkeys(one.path for gate in opens for one in missing_of(sight, gate))),
    )
