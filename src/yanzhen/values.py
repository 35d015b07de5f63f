"""The words that every room speaks: Quantity, Relation, Period, Answer, Verdict.

A figure is never rounder than its source: ``640多`` is low 640 with the relation ``>``,
``80%以上`` is low 0.8 with ``>=``, ``600万至3200万`` is a range, and a sentence that was cut off
before its figure is ``truncated``. Unknown is an answer, never zero.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction


class Relation(StrEnum):
    """How the true figure stands to the printed one."""

    EQUAL = "="
    ABOUT = "≈"
    ABOVE = ">"
    AT_LEAST = ">="
    BELOW = "<"
    AT_MOST = "<="
    RANGE = "range"


class Status(StrEnum):
    """Whether the source gives the figure."""

    KNOWN = "known"
    TRUNCATED = "truncated"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure as its source states it.

    ``low`` and ``high`` are in ``unit`` (``"CNY"`` for money, ``"1"`` for percentages as fractions);
    an exact or approximate figure has low = high, a bound leaves the other side ``None``.
    ``stated_to`` is the step to which the source stated it: 4.34亿元 is 434000000 CNY stated to
    1000000 CNY.

    >>> at_least(Decimal("0.8"), "1")
    Quantity(low=Decimal('0.8'), high=None, unit='1', relation=<Relation.AT_LEAST: '>='>, status=<Status.KNOWN: 'known'>)
    """

    low: Decimal | None
    high: Decimal | None
    unit: str
    relation: Relation = Relation.EQUAL
    status: Status = Status.KNOWN
    stated_to: Decimal | None = field(default=None, repr=False, compare=False)

    def __post_init__(self) -> None:
        if self.status is not Status.KNOWN:
            if self.low is not None or self.high is not None:
                raise ValueError(f"a {self.status} quantity holds no figure, but low={self.low}, high={self.high}")
            return
        needs_low = self.relation not in (Relation.BELOW, Relation.AT_MOST)
        needs_high = self.relation not in (Relation.ABOVE, Relation.AT_LEAST)
        if needs_low is (self.low is None) or needs_high is (self.high is None):
            raise ValueError(f"relation {self.relation} does not fit low={self.low}, high={self.high}")
        if self.low is not None and self.high is not None and self.low > self.high:
            raise ValueError(f"low={self.low} is above high={self.high}")


def exactly(figure: Decimal, unit: str) -> Quantity:
    """The figure as printed, without a bound or an approximation."""
    return Quantity(figure, figure, unit)


def at_least(figure: Decimal, unit: str) -> Quantity:
    """The figure or more (以上)."""
    return Quantity(figure, None, unit, Relation.AT_LEAST)


def not_read(unit: str, status: Status = Status.TRUNCATED) -> Quantity:
    """A figure that the source holds but that could not be read."""
    return Quantity(None, None, unit, Relation.EQUAL, status)


ENDLESS = 12
"""Decimals beyond which a figure was printed as a fraction (六分之一 has no end as a decimal)."""


def as_fraction(figure: Decimal) -> Fraction | None:
    """The fraction that was printed, where the figure has no end as a decimal.

    >>> as_fraction(Decimal(1) / 6), as_fraction(Decimal("0.325"))
    (Fraction(1, 6), None)
    """
    exponent = figure.as_tuple().exponent
    if not isinstance(exponent, int) or exponent >= -ENDLESS:
        return None
    return Fraction(figure).limit_denominator(1000)


@dataclass(frozen=True, slots=True)
class Period:
    """The days that a figure speaks of, both ends included; ``None`` is open or unknown."""

    start: date | None
    end: date | None

    def __post_init__(self) -> None:
        if self.start and self.end and self.start > self.end:
            raise ValueError(f"a period cannot end ({self.end}) before it starts ({self.start})")


class Answer(StrEnum):
    """A three-valued answer (Kleene's strong logic)."""

    MET = "met"
    UNMET = "unmet"
    UNKNOWN = "unknown"

    def __and__(self, other: Answer) -> Answer:
        if Answer.UNMET in (self, other):
            return Answer.UNMET
        return Answer.UNKNOWN if Answer.UNKNOWN in (self, other) else Answer.MET

    def __or__(self, other: Answer) -> Answer:
        if Answer.MET in (self, other):
            return Answer.MET
        return Answer.UNKNOWN if Answer.UNKNOWN in (self, other) else Answer.UNMET

    def __invert__(self) -> Answer:
        return {Answer.MET: Answer.UNMET, Answer.UNMET: Answer.MET}.get(self, Answer.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer with its reasons."""

    answer: Answer
    reasons: tuple[str, ...] = ()

    def __and__(self, other: Verdict) -> Verdict:
        return Verdict(self.answer & other.answer, self.reasons + other.reasons)

    def __or__(self, other: Verdict) -> Verdict:
        return Verdict(self.answer | other.answer, self.reasons + other.reasons)

    def __invert__(self) -> Verdict:
        return Verdict(~self.answer, self.reasons)


def all_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Met when every verdict is met; with none it is met."""
    result = Verdict(Answer.MET)
    for verdict in verdicts:
        result &= verdict
    return result


def any_of(verdicts: Iterable[Verdict]) -> Verdict:
    """Met when one verdict is met; with none it is unmet."""
    result = Verdict(Answer.UNMET)
    for verdict in verdicts:
        result |= verdict
    return result
