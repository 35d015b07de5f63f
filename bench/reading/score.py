"""Scores a page's JSON against its truth, one tally a question.

Positions decide, not strings: a paragraph is whole when its block is made of the same characters of
the file, in the same order. White space, the ``>`` of a quoting column and the head of a brief (a
dateline may be its own block or the paragraph's beginning) are free.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from bench.reading.figures import score_dates, score_names, score_quantities
from bench.reading.layout import Layout, Placed, score_layout
from bench.reading.plain import visible
from bench.reading.slips import score_slips
from bench.reading.tally import Miss, Tallies

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bench.reading.truth import Truth

PARTS = (score_slips, score_quantities, score_dates, score_names)


@dataclass(slots=True)
class Score:
    """The tallies of one page, or of many added up, and what was missed."""

    tallies: Tallies = field(default_factory=Tallies)
    misses: list[Miss] = field(default_factory=list)

    def add(self, other: Score) -> None:
        self.tallies.add(other.tallies)
        self.misses.extend(other.misses)


def score_page(text: str, truth: Truth, page: dict[str, Any]) -> Score:
    """The score of ``page`` (as ``yanzhen read --json`` prints it) for the file's ``text``.

    Where the truth has no blocks, only figures, names and coverage are scored.
    """
    score = Score()
    text = visible(text, truth.file)
    placed = Placed.of(text, page)
    score.tallies.count("coverage", *placed.coverage())
    if truth.blocks:
        score_layout(Layout(text, truth, page, placed), score.tallies, score.misses)
    for part in PARTS:
        if truth.blocks or part is not score_slips:
            part(text, truth, page, score.tallies, score.misses)
    return score


def readable(score: Score) -> Iterator[str]:
    """The misses, a line each."""
    for miss in score.misses:
        yield f"{miss.question:<22} {miss.what}"
