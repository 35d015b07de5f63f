"""Runs of text on a page, and the rows that they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.reading.original import Box


@dataclass(frozen=True, slots=True)
class Run:
    """Text that the page sets without a gap: where it stands upright (``box``), and as the page shows it.

    ``size`` is the height of its type (an em) in the unit of the boxes.
    """

    text: str
    box: Box
    size: float
    shown: Box
    bold: bool = False

    @property
    def left(self) -> float:
        """The left edge."""
        return self.box[0]

    @property
    def right(self) -> float:
        """The right edge."""
        return self.box[2]

    @property
    def top(self) -> float:
        """The upper edge of the type, without what a detector adds around it."""
        return (self.box[1] + self.box[3] - self.size) / 2

    @property
    def bottom(self) -> float:
        """The lower edge of the type."""
        return (self.box[1] + self.box[3] + self.size) / 2


Runs = Sequence[Run]


def gather_rows(runs: Runs) -> list[list[Run]]:
    """What stands on one line, from left to right; the lines from above."""
    rows: list[list[Run]] = []
    for run in sorted(runs, key=lambda run: run.top + run.bottom):
        if rows and same_row(rows[-1][-1], run):
            rows[-1].append(run)
        else:
            rows.append([run])
    return [sorted(row, key=lambda run: run.left) for row in rows]


def same_row(one: Run, other: Run) -> bool:
    """Whether two runs stand on one line: they share more than half of the smaller one's height."""
    shared = min(one.bottom, other.bottom) - max(one.top, other.top)
    return shared > 0.5 * min(one.size, other.size)
