"""What stands in no block: set aside with a reason, so that every character of the input is accounted for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from yanzhen.reading.layout import Arrangement
from yanzhen.reading.mending import SetBlock
from yanzhen.reading.original import Original, Span
from yanzhen.reading.page import Unplaced

_BLANK = re.compile(r"(?:&(?:nbsp|ensp|emsp|thinsp|zwnj|#160|#12288|#xa0);?|\s|\ufeff)+")


def unplaced(arrangement: Arrangement, blocks: Sequence[SetBlock], original: Original) -> tuple[Unplaced, ...]:
    """What the layout set aside, the marks that only it needed, and whatever else no block holds."""
    cover = _Cover(original)
    for block in blocks:
        for span in block.spans():
            cover.take(span)
    for text, reason in arrangement.unplaced:
        for span in text.runs(original.text):
            cover.tell(span, reason)
    markup = original.markup
    if original.kind == "html":
        for span in markup:
            cover.take(span)
    else:
        for span in (*arrangement.marks, *markup):
            cover.tell(span, "layout mark")
    for span in list(cover.left()):
        cover.tell(span, "left over")
    return tuple(sorted(cover.told, key=lambda u: u.span))


class _Cover:
    """Which characters of the original are accounted for."""

    def __init__(self, original: Original) -> None:
        self.text = original.text
        self.seen = bytearray(len(original.text))
        self.told: list[Unplaced] = []

    def take(self, span: Span) -> None:
        self.seen[span[0] : span[1]] = b"\1" * (span[1] - span[0])

    def tell(self, span: Span, reason: str) -> None:
        """Unless it is blank or accounted for already."""
        printed = self.text[span[0] : span[1]]
        if printed.strip() and not any(self.seen[span[0] : span[1]]):
            self.told.append(Unplaced(text=printed, span=span, reason=reason))
            self.take(span)

    def left(self) -> Iterator[Span]:
        """The stretches that nothing accounts for, white space aside."""
        for found in re.finditer(rb"\x00+", bytes(self.seen)):
            start, end = found.span()
            if not _BLANK.fullmatch(self.text[start:end]):
                bare = self.text[start:end].strip()
                start += self.text[start:end].index(bare)
                yield (start, start + len(bare))
