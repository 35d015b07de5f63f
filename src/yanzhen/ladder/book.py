"""A rulebook: dated, cited criteria with their trees."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from yanzhen.ladder.catalogue import Words
from yanzhen.ladder.marked import Place
from yanzhen.ladder.tree import Amount, Named, NamedTest, Node, Test, children

STATUSES = ("gazette", "reprint", "secondary", "unverified")
"""How well a text was verified: against the gazette, a reprint of the official text, a summary by others, or not at all."""

APPLICANTS = ("new", "review")
ROLES = ("gate", "part", "item", "info")
"""A gate must be met; a part counts only where another criterion names it; an item gives points; an info decides nothing."""


@dataclass(frozen=True, slots=True)
class Span:
    """The days from ``start`` to ``end``, both included; ``None`` has no end."""

    start: date | None
    end: date | None

    def __contains__(self, day: date) -> bool:
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True, slots=True, kw_only=True)
class Definition:
    """What a word of the book means; with ``formula`` it is computed, otherwise it is a figure or list of the firm."""

    name: str
    meaning: Words
    status: str
    evidence: tuple[str, ...]
    formula: Node | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One criterion: a ``test``, ``points`` up to ``most``, or ``classes`` (the label beside the first test that holds, else ``other_class``).

    A ``benchmark`` is a published figure that decides nothing: it stands beside what the firm ``shows``, where a figure of the firm compares with it.
    """

    id: str
    clause: str
    wording: Words
    status: str
    evidence: tuple[str, ...]
    role: str
    place: Place
    applicants: tuple[str, ...] = APPLICANTS
    test: Test | None = None
    points: Amount | None = None
    most: Fraction | None = None
    classes: tuple[tuple[str, Test], ...] = ()
    other_class: str = ""
    shows: Amount | None = None
    benchmark: Words | None = None
    note: Words | None = None

    def trees(self) -> tuple[Node, ...]:
        """The trees that the criterion is made of."""
        tests = (test for _, test in self.classes)
        return tuple(node for node in (self.test, self.points, self.shows, *tests) if node is not None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreRule:
    """How the points add up, what they can reach, and from what score on they pass."""

    of: Amount
    most: Fraction
    passing: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """A rulebook; ``criteria`` in the order of the book, ``others`` the books that it refers to.

    A ``frame`` says why nobody can be judged by the book yet; a file laid over it that brings a score fills it.
    """

    id: str
    rung: str
    title: Words
    doc_no: str
    issuer: str
    region: str
    in_force: Mapping[str, Span]
    boundary: Words
    status: str
    sources: Mapping[str, str]
    groups: Mapping[str, tuple[str, ...]]
    definitions: Mapping[str, Definition]
    criteria: Mapping[str, Criterion]
    score: ScoreRule | None
    others: Mapping[str, Book] = field(repr=False)
    file: str
    url: str = ""
    extends: str = ""
    note: Words | None = None
    frame: Words | None = None

    @property
    def gates(self) -> tuple[Criterion, ...]:
        """The criteria that must all be met."""
        return tuple(criterion for criterion in self.criteria.values() if criterion.role == "gate")

    def in_force_on(self, on: date, applicant: str) -> bool:
        """Whether this kind of applicant is judged by it on this day."""
        return applicant in self.in_force and on in self.in_force[applicant]

    def below(self, node: Node) -> Iterator[Node]:
        """The node and all nodes under it, definitions looked up, other criteria and books not entered."""
        yield node
        if isinstance(node, (Named, NamedTest)):
            defined = self.definitions.get(node.name)  # the score is named too, but defined apart
            if defined is not None and defined.formula is not None:
                yield from self.below(defined.formula)
        for child in children(node):
            yield from self.below(child)
