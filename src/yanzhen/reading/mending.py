"""Blocks with their slips read right, and the way from each of their characters back to the original."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from yanzhen.reading.language.slips import Slip, find_slips
from yanzhen.reading.layout import Arrangement, Placed
from yanzhen.reading.names import BlockText
from yanzhen.reading.original import Original, Runs, Span, Tracked
from yanzhen.reading.page import BlockKind, Correction

MENDED = ("title", "subhead", "paragraph", "list", "caption", "pull_quote")
SLIPPING = ("text", "pdf", "scan")
"""Kinds of files that an OCR may have written; the others are what somebody typed."""
LEAST_SURE = 0.5
"""Confidence below which a slip is left as printed: a wrong correction is worse than an uncorrected slip."""
BARS = "|｜│ \t"
_MARKUP = re.compile(r"<!--.*?-->|<[^<>]*>|&#?\w+;?", re.S)


@dataclass(frozen=True)
class SetBlock:
    """A block as it is read: its article, its place, its mended text."""

    article: int
    placed: Placed
    text: Tracked
    original: Original

    @property
    def kind(self) -> BlockKind:
        return self.placed.kind

    def as_text(self) -> BlockText:
        return BlockText(self.article, self.kind, self.text.text)

    @cached_property
    def runs(self) -> Runs:
        """Where its text stands in the original."""
        return Runs(self.text, self.original.text)

    def spans(self) -> tuple[Span, ...]:
        """The block's runs in the original, in reading order; a table typed in characters is one run with its bars."""
        runs = self.runs.of(0, len(self.text))
        if self.kind == "table" and self.original.kind in ("markdown", "text") and runs:
            return (self._with_bars(min(a for a, _ in runs), max(b for _, b in runs)),)
        return runs if self.placed.ornament is None else (self.placed.ornament, *runs)

    def _with_bars(self, start: int, end: int) -> Span:
        """With the bars that open the first row and close the last."""
        text = self.original.text
        while start and text[start - 1] in BARS:
            start -= 1
        while end < len(text) and text[end] in BARS:
            end += 1
        return (start, end)

    def span(self, start: int, end: int) -> Span:
        """A stretch of the text in the original; where the layout tore it, its first part."""
        runs = self.runs.of(start, end)
        if not runs:
            at = self.text.starts[min(start, len(self.text) - 1)]
            return (at, at)
        last = runs[0][1]
        for low, high in runs[1:]:
            if low < last or not self._is_bare(last, low):
                break
            last = high
        return (runs[0][0], last)

    def _is_bare(self, start: int, end: int) -> bool:
        """Whether nothing but markup or the layout's own marks stands there."""
        between = self.original.text[start:end]
        if self.original.kind == "html":
            between = _MARKUP.sub("", between)
        return not between.strip(" \t\r\n\u3000>|#*_`")

    def quote(self, start: int, end: int) -> str:
        """The stretch as the original prints it; without its markup, and whole where the layout tore it."""
        low, high = self.span(start, end)
        printed = self.original.text[low:high]
        seen = self.text.text[start:end]
        return printed if len("".join(printed.split())) == len("".join(seen.split())) else seen


def mended(arrangement: Arrangement, original: Original) -> tuple[list[SetBlock], tuple[Correction, ...]]:
    """Every block of every article with its slips read right, and the slips in the order of the original."""
    blocks: list[SetBlock] = []
    corrections: list[Correction] = []
    page = "\n".join(placed.text.text for story in arrangement.stories for placed in story.blocks)
    for number, story in enumerate(arrangement.stories):
        people = [person.name for person in story.bylines]
        for placed in story.blocks:
            block = SetBlock(number, placed, placed.text, original)
            if placed.kind in MENDED and original.kind in SLIPPING:
                block, found = _without_slips(block, people, page)
                corrections += found
            blocks.append(block)
    return blocks, tuple(sorted(corrections, key=lambda c: c.span))


def _without_slips(block: SetBlock, people: Sequence[str], page: str) -> tuple[SetBlock, list[Correction]]:
    text = block.text
    protected = [m.span() for name in people for m in re.finditer(re.escape(name), text.text)]
    found: list[Correction] = []
    for slip in reversed(find_slips(text.text, protected, least=LEAST_SURE)):
        if slip.read is None or slip.start == slip.end or _is_habit(slip, text.text, page):
            continue
        found.append(_correction(slip, block))
        text = text.replaced(slip.start, slip.end, slip.read)
    return SetBlock(block.article, block.placed, text, block.original), found


def _is_habit(slip: Slip, text: str, page: str) -> bool:
    """Whether the page prints the same again and never what the slip would be read as: a name, not a slip."""
    pairs = [(text[slip.start - 1 : slip.start], ""), ("", text[slip.end : slip.end + 1])]
    for before, after in pairs:
        if (before or after).isalnum() and page.count(before + slip.seen + after) > 2:
            return page.count(f"{before}{slip.read}{after}") == 0
    return False


def _correction(slip: Slip, block: SetBlock) -> Correction:
    return Correction(
        span=block.span(slip.start, slip.end),
        seen=slip.seen,
        read=slip.read,
        reason=slip.reason,
        confidence=round(slip.confidence, 3),
    )
