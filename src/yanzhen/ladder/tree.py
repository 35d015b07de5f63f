"""What a rule can say: a small, closed tree of amounts and tests.

A rulebook's formulas are parsed into these nodes (:mod:`yanzhen.ladder.formula`); the exact judge
(:mod:`yanzhen.ladder.sight`), the columnar compiler and the search for the shortest climb all read the same tree.
An *amount* is a number, a *test* is met, unmet or unknown. Years are offsets from *t*, the last full calendar year before
the day of judging (0 is t, -1 the year before, 1 the running year).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Operator = Literal["+", "-", "*", "/"]
Relation = Literal[">=", ">", "<=", "<", "=", "!="]
Until = Literal["t", "t-1", "t-2", "on", "eve"]


@dataclass(frozen=True, slots=True)
class Number:
    """A constant; ``percent`` only says how it is printed (30 % is 3/10)."""

    value: Fraction
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the firm; ``offset`` is the year for a yearly one, ``None`` for the others. A missing one is any value it can have."""

    name: str
    offset: int | None = None


@dataclass(frozen=True, slots=True)
class OverYears:
    """The sum or mean of a yearly figure; ``existing`` leaves out years that ended before the firm was registered (if the figure is missing)."""

    operation: Literal["sum", "mean"]
    name: str
    offsets: tuple[int, ...]
    existing: bool = False


@dataclass(frozen=True, slots=True)
class Tally:
    """How many entries of a list pass ``where``, or, with ``attribute``, the sum of that attribute over them."""

    name: str
    where: Test | None = None
    attribute: str | None = None


@dataclass(frozen=True, slots=True)
class Arithmetic:
    """Exact arithmetic; a zero denominator makes the amount undefined, and every test of it unknown."""

    operator: Operator
    left: Amount
    right: Amount


@dataclass(frozen=True, slots=True)
class Extreme:
    """The largest or smallest of several amounts (``max`` is "the better of", where the rule lets the firm choose)."""

    operation: Literal["min", "max"]
    parts: tuple[Amount, ...]


@dataclass(frozen=True, slots=True)
class Elapsed:
    """Full years or days from a day of the firm (or of a list's entry) to another day, the first day counted whole; 0 where it begins later.

    ``until`` is the end of year t, t-1 or t-2, the day of judging (``on``), or the day before it (``eve``): two full years by the eve
    are more than two years on the day, and one day by the end of t-2 says that the firm existed in that year.
    """

    unit: Literal["years", "days"]
    since: Figure | Attribute
    until: Until


@dataclass(frozen=True, slots=True)
class Points:
    """The points of a criterion of the same book, a range where experts award them."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Awarded:
    """Points between two ends that experts decide (``experts`` narrows them)."""

    low: Fraction
    high: Fraction


@dataclass(frozen=True, slots=True)
class Attribute:
    """Inside ``where`` only: a number, day or text of the entry."""

    name: str


@dataclass(frozen=True, slots=True)
class YearNumber:
    """The calendar year t + offset as a number."""

    offset: int


@dataclass(frozen=True, slots=True)
class Choice:
    """The amount beside the first test that holds."""

    branches: tuple[tuple[Test, Amount], ...]
    otherwise: Amount


@dataclass(frozen=True, slots=True)
class Named:
    """An amount that the book defines by name."""

    name: str


Amount = (
    Number
    | Figure
    | OverYears
    | Tally
    | Arithmetic
    | Extreme
    | Elapsed
    | Points
    | Awarded
    | Attribute
    | YearNumber
    | Choice
    | Named
)


@dataclass(frozen=True, slots=True)
class Compare:
    """Two amounts, compared exactly."""

    relation: Relation
    left: Amount
    right: Amount


@dataclass(frozen=True, slots=True)
class Flag:
    """A yes-or-no figure of the firm."""

    name: str


@dataclass(frozen=True, slots=True)
class EntryFlag:
    """Inside ``where`` only: a yes-or-no attribute of the entry."""

    name: str


@dataclass(frozen=True, slots=True)
class OneOf:
    """A text figure or attribute is one of these words."""

    term: Figure | Attribute
    choices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Within:
    """The industry code, or the region's, begins with one of these (a code too short to tell is unknown)."""

    group: str
    codes: tuple[str, ...]
    figure: Literal["industry", "region"] = "industry"


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds (Kleene)."""

    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """One part holds (Kleene)."""

    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """At least ``count`` parts hold (Kleene)."""

    count: int
    parts: tuple[Test, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold."""

    part: Test


@dataclass(frozen=True, slots=True)
class Answered:
    """The answer of another criterion of the same book."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Holds:
    """One of these titles is valid on the day, both end days included."""

    titles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Manual:
    """What a person answered to this criterion; unknown without it."""

    criterion: str


@dataclass(frozen=True, slots=True)
class Constant:
    """True, false, or (``None``) unknown."""

    value: bool | None


@dataclass(frozen=True, slots=True)
class Applicant:
    """The kind of applicant is this one."""

    kind: str


@dataclass(frozen=True, slots=True)
class OtherBook:
    """The firm meets another book (``Book.others``), whatever its validity."""

    book: str


@dataclass(frozen=True, slots=True)
class Decision:
    """The test beside the first test that holds."""

    branches: tuple[tuple[Test, Test], ...]
    otherwise: Test


@dataclass(frozen=True, slots=True)
class NamedTest:
    """A test that the book defines by name."""

    name: str


Test = (
    Compare
    | Flag
    | EntryFlag
    | OneOf
    | Within
    | All
    | AnyOf
    | AtLeast
    | Not
    | Answered
    | Holds
    | Manual
    | Constant
    | Applicant
    | OtherBook
    | Decision
    | NamedTest
)

AMOUNTS = (
    Number,
    Figure,
    OverYears,
    Tally,
    Arithmetic,
    Extreme,
    Elapsed,
    Points,
    Awarded,
    Attribute,
    YearNumber,
    Choice,
    Named,
)
Node = Amount | Test


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below."""
    match node:
        case Tally(where=where):
            return () if where is None else (where,)
        case Arithmetic(left=left, right=right) | Compare(left=left, right=right):
            return (left, right)
        case Extreme(parts=parts):
            return parts
        case All(parts=parts) | AnyOf(parts=parts) | AtLeast(parts=parts):
            return parts
        case Not(part=part):
            return (part,)
        case Elapsed(since=since):
            return (since,)
        case OneOf(term=term):
            return (term,)
        case Choice(branches=branches, otherwise=otherwise) | Decision(branches=branches, otherwise=otherwise):
            return (*(part for branch in branches for part in branch), otherwise)
        case _:
            return ()
