"""An article that another one interrupts goes on after it: known by the width of its column and by its words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from statistics import median

from yanzhen.reading.layout.pieces import Piece
from yanzhen.reading.layout.stories import Start

SAME = 1.5
"""Cells by which two measures of one column may differ."""
OTHER = 2.5


def return_interrupted(
    pieces: Sequence[Piece], kinds: Sequence[str], starts: Sequence[Start], groups: list[int]
) -> None:
    """Give each stretch that is set in an earlier article's column, and not in its own, back to that article."""
    widths = [_article_width(pieces, kinds, groups, k) for k in range(len(starts))]
    for group, members in groupby(range(len(pieces)), key=list(groups).__getitem__):
        for stretch in _stretches(list(members), pieces, kinds):
            home = _home(stretch, group, pieces, kinds, widths)
            if home is not None and not set(stretch) & set(starts[group].title):
                for i in stretch:
                    groups[i] = home


def _article_width(pieces: Sequence[Piece], kinds: Sequence[str], groups: Sequence[int], group: int) -> float | None:
    """The width in which an article begins: of its first measured paragraphs."""
    widths = [w for i in range(len(pieces)) if groups[i] == group and (w := _width(pieces[i], kinds[i])) is not None]
    return median(widths[:3]) if widths else None


def _width(piece: Piece, kind: str) -> float | None:
    return piece.column if kind in ("paragraph", "dated", "list") and not piece.quoted else None


def _stretches(members: list[int], pieces: Sequence[Piece], kinds: Sequence[str]) -> list[list[int]]:
    """Runs of pieces of one column; heads and unmeasured pieces go with what follows them."""
    runs: list[list[int]] = []
    waiting: list[int] = []
    current: float | None = None
    for i in members:
        width = _width(pieces[i], kinds[i])
        if width is None:
            waiting.append(i)
            continue
        if runs and current is not None and abs(width - current) <= OTHER:
            runs[-1] += waiting
        else:
            runs.append(waiting)
            current = width
        runs[-1] = [*runs[-1], i]
        waiting = []
    if runs:
        runs[-1] += waiting
    return runs


def _home(
    stretch: list[int], group: int, pieces: Sequence[Piece], kinds: Sequence[str], widths: Sequence[float | None]
) -> int | None:
    own = widths[group]
    columns = [w for i in stretch if (w := _width(pieces[i], kinds[i])) is not None]
    if own is None or not columns or abs(median(columns) - own) <= OTHER:
        return None
    for earlier in range(group - 1, -1, -1):
        there = widths[earlier]
        if there is not None and abs(there - median(columns)) <= SAME:
            return earlier
    return None
