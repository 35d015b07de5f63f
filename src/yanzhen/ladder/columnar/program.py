"""A book compiled for one table: what to compute for each firm, and how it is written down."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from yanzhen.ladder.columnar.naming import HIGH, LOW, Kind
from yanzhen.ladder.columnar.nodes import TRUE, Node

ANSWERS = ("met", "unmet", "unknown")
"""The words of an answer; its code is its place here."""
ANSWER, SCORE = "answer", "score"
"""Names of the columns of a result that belong to the whole book; ``score.low`` and ``score.high``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A column as a table holds it: a number is ``value × unit`` with ``value`` an integer of ``digits`` decimals left out, between ``low`` and ``high``.

    ``form`` is how it is stored: ``integer``, ``decimal`` or ``float`` (exact to its ``digits``); days are integers too.
    """

    name: str
    kind: Kind
    form: Literal["integer", "decimal", "float", "day", "flag", "text"]
    unit: Fraction = Fraction(1)
    digits: int = 0
    low: int = 0
    high: int = 0

    @property
    def factor(self) -> Fraction:
        """What one of its integers is worth, in the figure's own unit."""
        return self.unit / Fraction(10) ** self.digits


@dataclass(frozen=True, slots=True, kw_only=True)
class Output:
    """A column of the result: a code of ``words``, or an exact number ``value ÷ divisor`` (null where ``there`` does not hold).

    ``divisor`` is a node where the points themselves divide; such a number is given to the nearest double.
    """

    name: str
    words: tuple[str, ...] = ()
    value: Node
    there: Node = TRUE
    scale: int = 1
    divisor: Node | None = None

    @property
    def places(self) -> int | None:
        """Decimals of the number where its scale is a power of ten."""
        places = len(str(self.scale)) - 1
        return places if self.divisor is None and 10**places == self.scale else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """Everything an engine needs; ``stored`` are the columns that it reads."""

    book: str
    on: date
    applicant: str
    year: int
    outputs: tuple[Output, ...]
    stored: Mapping[str, Stored]

    def roots(self) -> Iterator[Node]:
        """The nodes that are asked for."""
        for output in self.outputs:
            yield output.value
            if output.there is not TRUE:
                yield output.there
            if output.divisor is not None:
                yield output.divisor

    def of(self, name: str) -> Output:
        """The output of this name."""
        return next(output for output in self.outputs if output.name == name)


def ends_of(name: str) -> tuple[str, str]:
    """The two columns of a range."""
    return name + LOW, name + HIGH


def ordered(roots: Iterator[Node]) -> list[Node]:
    """All nodes, each after those it needs."""
    done: dict[Node, None] = {}
    stack = [(root, False) for root in reversed(list(roots))]
    while stack:
        node, entered = stack.pop()
        if node in done:
            continue
        if entered:
            done[node] = None
        else:
            stack.append((node, True))
            stack += [(arg, False) for arg in reversed(node.args)]
    return list(done)


CHEAP = ("not", "int", "known")
"""Operations not worth keeping: what they are made of is."""


def kept_nodes(roots: Iterable[Node]) -> tuple[list[Node], dict[Node, int]]:
    """All nodes in order, and those that are read more than once, numbered: worth computing once and keeping."""
    tops = list(roots)
    nodes = ordered(iter(tops))
    reads = dict.fromkeys(nodes, 0)
    for top in tops:
        reads[top] += 1
    for node in reversed(nodes):
        for arg in node.args:
            reads[arg] += reads[node] if node.op in CHEAP else 1
    return nodes, {
        node: number for number, node in enumerate(nodes) if reads[node] > 1 and node.args and node.op not in CHEAP
    }


def staged(nodes: Iterable[Node], kept: Container[Node]) -> list[list[Node]]:
    """The kept nodes in stages, each of which reads only those before it."""
    levels: dict[Node, int] = {}
    stages: list[list[Node]] = []
    for node in nodes:
        level = levels[node] = max((levels[arg] + (arg in kept) for arg in node.args), default=0)
        if node in kept:
            stages.extend([] for _ in range(level + 1 - len(stages)))
            stages[level].append(node)
    return [stage for stage in stages if stage]
