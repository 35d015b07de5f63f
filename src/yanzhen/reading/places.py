"""Where the characters of a page's blocks stand in the original.

A block holds its repaired text and the spans from which it was read; this finds the span of each
single character again, through joined lines, decoded entities and corrected slips.
"""

from __future__ import annotations

import difflib
import html
import re
import unicodedata
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from yanzhen.reading.original import Original, Span, Tracked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from yanzhen.reading.page import Block, Correction

ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")

QUOTE_MARKS = {"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'"}

LONG_BLOCK = 2000
"""Above it frequent characters are left out of the comparison, or it takes time by the square."""

Read = tuple[str, int, int]
"""A character and the span that it was read from."""


@dataclass(slots=True)
class Places:
    """Finds the places of a page's blocks in its original.

    >>> from yanzhen.reading.page import Block
    >>> original = Original(file="", sha256="", kind="text", text="增长目 己", chunks=())
    >>> block = Block(kind="paragraph", text="增长自己", spans=((0, 5),))
    >>> Places(original).of_block(block).starts
    (0, 1, 2, 4)
    """

    original: Original
    corrections: tuple[Correction, ...] = ()
    _corrected: list[int] = field(init=False, repr=False)
    _hidden: list[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.corrections = tuple(sorted(self.corrections, key=lambda correction: correction.span))
        self._corrected = [correction.span[0] for correction in self.corrections]
        self._hidden = [start for start, _ in self.original.markup]

    def of_block(self, block: Block) -> Tracked:
        """The block's text, each character with its span; white space put in by the repair has an empty one."""
        source = [read for span in block.spans for read in self._read(span) if not read[0].isspace()]
        wanted = [i for i, character in enumerate(block.text) if not character.isspace()]
        found = _aligned([block.text[i] for i in wanted], source)
        return _tracked(block.text, dict(zip(wanted, found, strict=True)))

    def shown(self, span: Span) -> Iterator[Read]:
        """The span's characters as a reader sees them: markup left out, entities decoded, slips as printed."""
        for start, end in self._without_markup(span):
            yield from self._decoded(start, end)

    def _read(self, span: Span) -> Iterator[Read]:
        """The characters of a span as the repair read them."""
        at = span[0]
        low, high = bisect_left(self._corrected, span[0]), bisect_left(self._corrected, span[1])
        for correction in self.corrections[low:high]:
            start, end = correction.span
            if start < at:
                continue
            yield from self.shown((at, start))
            yield from _spread(correction.read, start, end)
            at = end
        yield from self.shown((at, max(at, span[1])))

    def _without_markup(self, span: Span) -> Iterator[Span]:
        at, stop = span
        first = max(0, bisect_right(self._hidden, at) - 1)
        for start, end in self.original.markup[first : bisect_left(self._hidden, stop)]:
            if at < start:
                yield at, start
            at = max(at, end)
        if at < stop:
            yield at, stop

    def _decoded(self, start: int, end: int) -> Iterator[Read]:
        text = self.original.text
        if self.original.kind != "html":
            yield from ((text[i], i, i + 1) for i in range(start, end))
            return
        at = start
        for entity in ENTITY.finditer(text, start, end):
            yield from ((text[i], i, i + 1) for i in range(at, entity.start()))
            yield from ((character, *entity.span()) for character in html.unescape(entity.group()))
            at = entity.end()
        yield from ((text[i], i, i + 1) for i in range(at, end))


def overlapping(tracked: Tracked, span: Span) -> Span | None:
    """The part of the text that was read from the span, from its first to its last character there."""
    inside = [
        i
        for i, (start, end) in enumerate(zip(tracked.starts, tracked.ends, strict=True))
        if start < span[1] and span[0] < end
    ]
    return (inside[0], inside[-1] + 1) if inside else None


def plain(character: str) -> str:
    """The character in the form in which texts are compared: half-width, case folded, quote marks alike.

    >>> plain("Ａ"), plain("，"), plain("％")
    ('a', ',', '%')
    """
    folded = unicodedata.normalize("NFKC", QUOTE_MARKS.get(character, character)).casefold()
    return folded if len(folded) == 1 else character


def _spread(text: str, start: int, end: int) -> Iterator[Read]:
    """A correction of equal length keeps each character's own place."""
    if len(text) == end - start:
        yield from ((character, start + i, start + i + 1) for i, character in enumerate(text))
    else:
        yield from ((character, start, end) for character in text)


def _aligned(wanted: list[str], source: list[Read]) -> list[Span]:
    """For each character wanted, the span of the source that it stands for."""
    there = [character for character, _, _ in source]
    if wanted == there:
        return [(start, end) for _, start, end in source]
    return list(_matched([plain(c) for c in wanted], [plain(c) for c in there], source))


def _matched(wanted: list[str], there: list[str], source: list[Read]) -> Iterator[Span]:
    last = source[0][1] if source else 0
    matcher = difflib.SequenceMatcher(None, there, wanted, autojunk=len(wanted) > LONG_BLOCK)
    for operation, low, high, first, after in matcher.get_opcodes():
        if operation == "equal":
            yield from ((start, end) for _, start, end in source[low:high])
        elif operation == "replace":
            yield from [(source[low][1], source[high - 1][2])] * (after - first)
        elif operation == "insert":
            yield from [(last, last)] * (after - first)
        last = source[high - 1][2] if high else last


def _tracked(text: str, places: dict[int, Span]) -> Tracked:
    spans: list[Span] = []
    last = min((start for start, _ in places.values()), default=0)
    for i in range(len(text)):
        spans.append(places.get(i, (last, last)))
        last = spans[-1][1]
    return Tracked(text, tuple(start for start, _ in spans), tuple(end for _, end in spans))


def joined(parts: Iterable[Tracked]) -> Tracked:
    """The parts with a line end between them."""
    lines: list[Tracked] = []
    for part in parts:
        if lines:
            at = lines[-1].ends[-1] if lines[-1].ends else 0
            lines.append(Tracked("\n", (at,), (at,)))
        lines.append(part)
    return Tracked.join(lines)
