"""Three-valued answers of a whole table: where it is met, where unmet, and unknown elsewhere (Kleene)."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.ladder import tree
from yanzhen.ladder.columnar import spans
from yanzhen.ladder.columnar.nodes import FALSE, TRUE, Node, both, either
from yanzhen.ladder.columnar.spans import Span


@dataclass(frozen=True, slots=True)
class Verdict:
    """An answer: where neither holds it is unknown."""

    met: Node
    unmet: Node

    def __invert__(self) -> Verdict:
        return Verdict(self.unmet, self.met)


UNKNOWN = Verdict(FALSE, FALSE)
MET = Verdict(TRUE, FALSE)


def every(parts: list[Verdict]) -> Verdict:
    return Verdict(both(*(part.met for part in parts)), either(*(part.unmet for part in parts)))


def compared(relation: tree.Relation, left: Span, right: Span) -> Verdict:
    """Where the relation holds for all, and where for none, of the numbers that the two can be."""
    match relation:
        case ">=":
            return _not_below(left, right)
        case "<=":
            return _not_below(right, left)
        case "<":
            return ~_not_below(left, right)
        case ">":
            return ~_not_below(right, left)
        case "=":
            return _same(left, right)
        case "!=":
            return ~_same(left, right)


def _not_below(left: Span, right: Span) -> Verdict:
    sound = both(left.sound, right.sound)
    return Verdict(
        both(sound, spans.reaches(left.low, right.high)), both(sound, spans.falls_short(left.high, right.low))
    )


def _same(left: Span, right: Span) -> Verdict:
    return every([_not_below(left, right), _not_below(right, left)])
