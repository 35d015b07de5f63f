"""What comes in: a document's text, and the chunks in which its file holds it.

Nothing here is ever altered. A :class:`Tracked` text knows for each of its characters the span of
the original from which it was read, so that whatever is joined, decoded or mended later still
leads back, character by character.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

Span = tuple[int, int]
Box = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Tracked:
    """A text whose character ``i`` was read from ``original[starts[i]:ends[i]]``.

    Usually a span is one character; an HTML entity makes it longer. Spans need not ascend: a
    fragment that the layout carried away is put back in its sentence.
    """

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def __post_init__(self) -> None:
        if not len(self.text) == len(self.starts) == len(self.ends):
            raise ValueError(f"{len(self.text)} characters, {len(self.starts)} starts, {len(self.ends)} ends")

    @classmethod
    def of(cls, original: str, start: int = 0, end: int | None = None) -> Tracked:
        """The slice ``original[start:end]``, each character from its own place."""
        end = len(original) if end is None else end
        return cls(original[start:end], tuple(range(start, end)), tuple(range(start + 1, end + 1)))

    @classmethod
    def join(cls, parts: Iterable[Tracked]) -> Tracked:
        """The parts one after the other, with nothing between them."""
        parts = list(parts)
        return cls(
            "".join(p.text for p in parts),
            tuple(i for p in parts for i in p.starts),
            tuple(i for p in parts for i in p.ends),
        )

    def __len__(self) -> int:
        return len(self.text)

    def __getitem__(self, part: slice) -> Tracked:
        return Tracked(self.text[part], self.starts[part], self.ends[part])

    def strip(self) -> Tracked:
        """Without the white space at both ends."""
        left = len(self.text) - len(self.text.lstrip())
        return self[left : len(self.text.rstrip())] if self.text.strip() else self[0:0]

    def keep(self, indexes: Sequence[int]) -> Tracked:
        """Only the characters at these indexes, in this order."""
        return Tracked(
            "".join(self.text[i] for i in indexes),
            tuple(self.starts[i] for i in indexes),
            tuple(self.ends[i] for i in indexes),
        )

    def replaced(self, start: int, end: int, text: str) -> Tracked:
        """With ``text`` read in place of the characters ``[start, end)``; it inherits their span."""
        low, high = min(self.starts[start:end]), max(self.ends[start:end])
        if len(text) == end - start:
            return Tracked(self.text[:start] + text + self.text[end:], self.starts, self.ends)
        return Tracked(
            self.text[:start] + text + self.text[end:],
            self.starts[:start] + (low,) * len(text) + self.starts[end:],
            self.ends[:start] + (high,) * len(text) + self.ends[end:],
        )

    def runs(self, original: str) -> tuple[Span, ...]:
        """The spans of the original, in reading order; runs that only white space parts are one."""
        return Runs(self, original).of(0, len(self.text))


class Runs:
    """The runs of a text in its original, worked out once and asked for stretch by stretch."""

    def __init__(self, tracked: Tracked, original: str) -> None:
        self.tracked = tracked
        self.firsts: list[int] = []
        """Index of the character with which each run begins."""
        last: Span | None = None
        for i, span in enumerate(zip(tracked.starts, tracked.ends, strict=True)):
            if span[0] == span[1]:
                continue  # a separator that stands nowhere in the original
            if last is None or not (span == last or _goes_on(last, span, original)):
                self.firsts.append(i)
            last = span

    def of(self, start: int, end: int) -> tuple[Span, ...]:
        """The spans of the characters ``[start, end)``, in reading order."""
        spans = []
        at = max(0, bisect_right(self.firsts, start) - 1)
        while at < len(self.firsts) and self.firsts[at] < end:
            stop = min(end, self.firsts[at + 1] if at + 1 < len(self.firsts) else len(self.tracked))
            span = self._span(max(start, self.firsts[at]), stop)
            if span is not None:
                spans.append(span)
            at += 1
        return tuple(spans)

    def _span(self, start: int, end: int) -> Span | None:
        """From the first to the last character of a run that stand in the original at all."""
        starts, ends = self.tracked.starts, self.tracked.ends
        while start < end and starts[start] == ends[start]:
            start += 1
        while start < end and starts[end - 1] == ends[end - 1]:
            end -= 1
        return (starts[start], ends[end - 1]) if start < end else None


def _goes_on(last: Span, span: Span, original: str) -> bool:
    return last[1] <= span[0] and not original[last[1] : span[0]].strip()


@dataclass(frozen=True, slots=True)
class Chunk:
    """A run of text that the file itself sets apart, in the file's own reading order.

    ``lines`` are its printed lines where the file shows them, else one. ``hint`` is what the file's
    markup says it is: ``title``, ``subhead``, ``paragraph``, ``list``, ``table``, ``caption``, ``credit``, ``byline``,
    ``furniture`` (navigation, front matter) or ``None``. ``level`` is a heading's depth (1 is highest).
    ``rows`` holds a table's cells. ``page`` (from 1) and ``box`` (left, top, right, bottom in points or
    pixels of that page) stand for scans and PDF.
    """

    lines: tuple[Tracked, ...]
    hint: str | None = None
    level: int | None = None
    rows: tuple[tuple[Tracked, ...], ...] = ()
    page: int | None = None
    box: Box | None = None
    line_boxes: tuple[Box, ...] = ()


@dataclass(frozen=True, slots=True)
class Original:
    """A document as it came in.

    ``text`` is what every span indexes: the decoded file for text and HTML (without byte-order mark,
    line ends kept), the text made from the page for scans, PDF and DOCX.
    """

    file: str
    sha256: str
    kind: str
    text: str
    chunks: tuple[Chunk, ...]
    encoding: str | None = None
    title: str | None = None
    published: date | None = None
    published_from: str | None = None
    markup: tuple[Span, ...] = ()
    """Spans of ``text`` that are markup (HTML tags, comments, scripts), not text."""
    warnings: tuple[str, ...] = field(default=())
