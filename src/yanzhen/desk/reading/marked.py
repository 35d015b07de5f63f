"""The original's text cut into pieces, each with the statements and corrections that mark it.

Nothing of the file is drawn as markup: a piece is text, and the template escapes it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

WINDOW = 60_000
"""Characters of an original that one page shows; a longer one is turned over like a book."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span of the original that something stands on."""

    start: int
    end: int
    statement: int | None = None
    article: int | None = None
    fix: str = ""
    """``seen → read: reason`` of a correction."""
    gone: bool = False
    """A figure that the scan cut off."""
    standing: str = ""


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text under the same marks."""

    text: str
    marks: tuple[Mark, ...] = ()
    first_of: tuple[int, ...] = field(default=())
    """Statements that begin here (their anchor)."""
    is_target: bool = False

    @property
    def statements(self) -> tuple[Mark, ...]:
        return tuple(mark for mark in self.marks if mark.statement is not None)

    @property
    def fixes(self) -> str:
        return "; ".join(mark.fix for mark in self.marks if mark.fix)

    @property
    def gone(self) -> bool:
        return any(mark.gone for mark in self.marks)


@dataclass(frozen=True, slots=True)
class Window:
    """The part of an original that is shown: characters ``start`` to ``end`` of ``length``."""

    start: int
    end: int
    length: int

    @property
    def is_part(self) -> bool:
        return self.end - self.start < self.length

    @property
    def before(self) -> int | None:
        return max(0, self.start - WINDOW) if self.start else None

    @property
    def after(self) -> int | None:
        return self.end if self.end < self.length else None


def window_at(length: int, at: int) -> Window:
    """The window that holds the character ``at``."""
    start = min(max(0, at), max(0, length - 1)) // WINDOW * WINDOW
    return Window(start, min(length, start + WINDOW), length)


def pieces(
    text: str, window: Window, marks: Sequence[Mark], markup: Iterable[Sequence[int]] = (), target: int | None = None
) -> list[Piece]:
    """The window's text in order; together the pieces are the text without its markup.

    >>> [p.text for p in pieces("融资4.34亿元。", Window(0, 9, 9), [Mark(2, 8, statement=1)])]
    ['融资', '4.34亿元', '。']
    """
    hidden = [(a, b) for a, b in markup if a < window.end and b > window.start]
    inside = [mark for mark in marks if mark.start < window.end and mark.end > window.start]
    cuts = {window.start, window.end}
    for start, end in [*hidden, *((mark.start, mark.end) for mark in inside)]:
        cuts |= {max(start, window.start), min(end, window.end)}
    if target is not None and window.start <= target < window.end:
        cuts.add(target)
    return list(_runs(text, sorted(cuts), inside, hidden, target))


def without_gaps(found: list[Piece]) -> list[Piece]:
    """The same with the white space between HTML's tags told as single line ends."""
    told, at_line_start = [], True
    for piece in found:
        text = re.sub(r"\s*\n\s*", "\n", piece.text)
        text = text.lstrip() if at_line_start else text
        if text or piece.first_of or piece.is_target:
            told.append(Piece(text, piece.marks, piece.first_of, piece.is_target))
        at_line_start = text.endswith("\n") if text else at_line_start
    return told


def _runs(
    text: str, cuts: list[int], marks: list[Mark], hidden: list[tuple[int, int]], target: int | None
) -> Iterable[Piece]:
    coming = sorted(marks, key=lambda mark: mark.start)
    hiding = sorted(hidden)
    open_marks: list[Mark] = []
    told: set[int] = set()
    for start, end in pairwise(cuts):
        while coming and coming[0].start <= start:
            open_marks.append(coming.pop(0))
        open_marks = [mark for mark in open_marks if mark.end > start]
        while hiding and hiding[0][1] <= start:
            hiding.pop(0)
        if hiding and hiding[0][0] <= start:
            continue
        first = tuple(m.statement for m in open_marks if m.statement is not None and m.statement not in told)
        told.update(first)
        yield Piece(text[start:end], tuple(open_marks), first, target == start)
