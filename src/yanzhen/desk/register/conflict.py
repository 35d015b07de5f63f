"""When two figures cannot both be true, given how each is bounded and how finely each was stated."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Protocol

from yanzhen.values import Relation

ABOUT_SHARE = Decimal("0.1")
"""约 and 近 are taken to be within a tenth: a convention of this desk, shown with every verdict that uses it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure of a subject's property, as far as it matters for a contradiction."""

    low: Decimal | None
    high: Decimal | None
    relation: str
    unit: str
    stated_to: Decimal | None = None
    start: date | None = None
    end: date | None = None
    scope: str = ""
    direction: str = ""
    sentence: tuple[str, int] | None = None
    """Document and start of the sentence: a sentence that tells two figures does not contradict itself."""


@dataclass(frozen=True, slots=True)
class Interval:
    """The figures that a claim allows; an end that is ``None`` is open."""

    low: Decimal | None
    high: Decimal | None
    low_in: bool = True
    high_in: bool = True

    def __str__(self) -> str:
        left = "(-∞" if self.low is None else f"{'[' if self.low_in else '('}{_plain(self.low)}"
        right = "+∞)" if self.high is None else f"{_plain(self.high)}{']' if self.high_in else ')'}"
        return f"{left}, {right}"


class Row(Protocol):
    """A statement's columns, as far as they matter here."""

    low: Decimal | None
    high: Decimal | None
    relation: str
    unit: str
    stated_to: Decimal | None
    period_start: date | None
    period_end: date | None
    scope: str
    direction: str


def claim_of(row: Row) -> Claim:
    """What the row says, without the sentence that it stands in."""
    return Claim(
        low=row.low,
        high=row.high,
        relation=row.relation,
        unit=row.unit,
        stated_to=row.stated_to,
        start=row.period_start,
        end=row.period_end,
        scope=row.scope,
        direction=row.direction,
    )


def conflict(one: Claim, other: Claim) -> str | None:
    """Why the two cannot both be true, as the two intervals; ``None`` where they can.

    Figures of other units, scopes or days are not compared. A period that is not known may be any.

    >>> more = Claim(Decimal(640), None, ">", "场次")
    >>> conflict(more, Claim(Decimal(638), Decimal(638), "=", "场次"))
    '(640, +∞) ∩ [638, 638] = ∅'
    >>> conflict(more, Claim(Decimal(700), Decimal(700), "=", "场次")) is None
    True
    """
    if not _comparable(one, other):
        return None
    first, second = allowed(one), allowed(other)
    if {one.direction, other.direction} == {"up", "down"} and not _both_hold_zero(first, second):
        return f"{one.direction} ≠ {other.direction}"
    if one.direction != other.direction or not _apart(first, second):
        return None
    return f"{first} ∩ {second} = ∅"


def allowed(claim: Claim) -> Interval:
    """The figures that the claim allows: 4.34亿 stated to 0.01亿 allows 4.335亿 up to 4.345亿; 24家 is 24."""
    low, high = claim.low, claim.high
    half = Decimal(0) if claim.stated_to in (None, 1) else claim.stated_to / 2
    match claim.relation:
        case Relation.ABOVE:
            return Interval(low, None, low_in=False)
        case Relation.AT_LEAST:
            return Interval(low, None)
        case Relation.BELOW:
            return Interval(None, high, high_in=False)
        case Relation.AT_MOST:
            return Interval(None, high)
    if claim.relation == Relation.ABOUT:
        half = max(half, abs(low or Decimal(0)) * ABOUT_SHARE)
    return Interval(None if low is None else low - half, None if high is None else high + half)


def _comparable(one: Claim, other: Claim) -> bool:
    if one.unit != other.unit or (one.sentence and one.sentence == other.sentence):
        return False
    if one.scope != other.scope and (_in_one_document(one, other) or (one.scope and other.scope)):
        return False
    return _may_overlap(one, other) and all(claim.low is not None or claim.high is not None for claim in (one, other))


def _in_one_document(one: Claim, other: Claim) -> bool:
    """A document that gives one figure a scope (累计) and the other none means two different figures."""
    return bool(one.sentence and other.sentence and one.sentence[0] == other.sentence[0])


def _may_overlap(one: Claim, other: Claim) -> bool:
    if one.end and other.start and one.end < other.start:
        return False
    return not (other.end and one.start and other.end < one.start)


def _apart(one: Interval, other: Interval) -> bool:
    return _below(one, other) or _below(other, one)


def _below(one: Interval, other: Interval) -> bool:
    if one.high is None or other.low is None:
        return False
    return one.high < other.low or (one.high == other.low and not (one.high_in and other.low_in))


def _both_hold_zero(one: Interval, other: Interval) -> bool:
    return all((i.low is None or i.low <= 0) and (i.high is None or i.high >= 0) for i in (one, other))


def _plain(figure: Decimal) -> str:
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
