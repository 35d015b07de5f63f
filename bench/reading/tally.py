"""Counting hits, of what was found and of what was wanted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True, slots=True)
class Miss:
    """Something that was not read as it stands, in words."""

    question: str
    what: str


@dataclass(frozen=True, slots=True)
class Tally:
    """``right`` of ``found`` (precision) and of ``wanted`` (recall); a share has found = wanted."""

    right: float = 0
    found: float = 0
    wanted: float = 0

    @property
    def precision(self) -> float | None:
        return self.right / self.found if self.found else None

    @property
    def recall(self) -> float | None:
        return self.right / self.wanted if self.wanted else None

    @property
    def f(self) -> float | None:
        """The harmonic mean, 2 right / (found + wanted); ``None`` where there was nothing to find."""
        return 2 * self.right / (self.found + self.wanted) if self.found + self.wanted else None


class Tallies:
    """One tally a question, in the order in which the questions were first asked."""

    def __init__(self) -> None:
        self._tallies: dict[str, Tally] = {}

    def count(self, question: str, right: float, found: float, wanted: float | None = None) -> None:
        """Adds ``right`` of ``found`` and of ``wanted`` (as many as found, if not given)."""
        before = self[question]
        wanted = found if wanted is None else wanted
        self._tallies[question] = Tally(before.right + right, before.found + found, before.wanted + wanted)

    def add(self, other: Tallies) -> None:
        for question, tally in other:
            self.count(question, tally.right, tally.found, tally.wanted)

    def __getitem__(self, question: str) -> Tally:
        return self._tallies.get(question, Tally())

    def __iter__(self) -> Iterator[tuple[str, Tally]]:
        return iter(self._tallies.items())
