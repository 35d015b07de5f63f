"""What the judge says: answers that explain themselves."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from yanzhen.ladder.book import Book, Criterion
from yanzhen.ladder.catalogue import Words
from yanzhen.ladder.firm import Firm, Warned
from yanzhen.ladder.ranges import Range
from yanzhen.sources import Source
from yanzhen.values import Answer


@dataclass(frozen=True, slots=True)
class Check:
    """One comparison or fact that decides a criterion.

    ``margin`` is the exact distance to the threshold in ``unit`` (``"1"`` for a share), positive where it is passed, None where the
    amount is unknown or nothing is compared.
    """

    answer: Answer
    text: Words
    seen: Words
    expected: Words
    margin: Fraction | None
    unit: str


@dataclass(frozen=True, slots=True)
class Used:
    """A figure that a criterion reads: its path in the firm's JSON, its value where it is known, and where it was read."""

    path: str
    label: Words
    value: Fraction | bool | date | str | None
    unit: str
    source: Source | None


@dataclass(frozen=True, slots=True)
class Missing:
    """A figure that is not known, and from whom it comes."""

    path: str
    label: Words
    origin: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionJudgement:
    """A criterion's outcome: ``answer`` (None for an item that only scores, or a criterion that does not apply), ``points``, what is only ``shown``, and the reasons."""

    criterion: Criterion
    answer: Answer | None
    label: str
    applicable: bool
    points: Range | None
    shown: Range | None
    reasons: tuple[Words, ...]
    checks: tuple[Check, ...]
    missing: tuple[Missing, ...]
    used: tuple[Used, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """A firm under a book on a day: the answer, the score's range, each criterion, and warnings."""

    book: Book
    firm: Firm
    on: date
    applicant: str
    year: int
    answer: Answer
    score: Range | None
    criteria: tuple[CriterionJudgement, ...]
    warnings: tuple[Warned, ...]

    def of(self, criterion: str) -> CriterionJudgement:
        """The outcome of this criterion."""
        return next(found for found in self.criteria if found.criterion.id == criterion)
