"""Which criteria a draft leaves as they are, so that they need not be worked out again for each attempt."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yanzhen.ladder import tree
from yanzhen.ladder.book import Book
from yanzhen.ladder.climb.change import Draft

if TYPE_CHECKING:
    from yanzhen.ladder.climb.hopeful import HopefulSight


@dataclass(frozen=True, slots=True)
class Readings:
    """What each criterion of a book reads of a firm: names of figures and lists, all definitions and other criteria entered."""

    book: Book
    _known: dict[str, frozenset[str] | None] = field(default_factory=dict, repr=False, compare=False)

    def of(self, criterion: str) -> frozenset[str] | None:
        """The names; ``None`` where it looks into another book, and may read anything."""
        if criterion not in self._known:
            self._known[criterion] = (
                None  # a book's criteria do not lead back to themselves; if one did, it may read anything
            )
            parts = [self._of_tree(node) for node in self.book.criteria[criterion].trees()]
            self._known[criterion] = _together(parts)
        return self._known[criterion]

    def _of_tree(self, node: tree.Node) -> frozenset[str] | None:
        names: set[str] = set()
        for below in self.book.below(node):
            match below:
                case tree.OtherBook():
                    return None
                case tree.Points(criterion=criterion) | tree.Answered(criterion=criterion):
                    names_of = self.of(criterion)
                case tree.Named(name="score") if self.book.score is not None:
                    names_of = self._of_tree(self.book.score.of)
                case _:
                    names_of = frozenset(_names(below))
            if names_of is None:
                return None
            names |= names_of
        return frozenset(names)


@dataclass(frozen=True, slots=True)
class Before:
    """The firm as it is without a draft, and the names of what the draft touches."""

    sight: HopefulSight
    readings: Readings
    touched: frozenset[str]

    def keeps(self, criterion: str) -> bool:
        """Whether the draft leaves the criterion as it is."""
        read = self.readings.of(criterion)
        return read is not None and not read & self.touched


def touched(draft: Draft) -> frozenset[str]:
    """The names of the figures and lists that a draft changes."""
    return frozenset(name for name, _year in draft.figures) | frozenset(added.list for added in draft.additions)


def _together(parts: list[frozenset[str] | None]) -> frozenset[str] | None:
    names: frozenset[str] = frozenset()
    for part in parts:
        if part is None:
            return None
        names |= part
    return names


def _names(node: tree.Node) -> Iterator[str]:
    match node:
        case tree.Figure(name=name) | tree.Tally(name=name) | tree.Flag(name=name) | tree.Within(figure=name):
            yield name
        case tree.OverYears(name=name):
            yield from (name, "registered_on")
        case tree.Holds():
            yield "titles"
