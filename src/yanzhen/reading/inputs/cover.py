"""Nothing is dropped: every character that is not white space lies in one chunk or in the markup."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from yanzhen.reading.original import Chunk, Original, Span, Tracked


def settled(original: Original) -> Original:
    """The original with what no chunk took kept in chunks of its own and told in a warning.

    The readers leave nothing over (the tests hold them to it); this stands behind them for the page that
    nobody thought of.
    """
    left = uncovered(original)
    if not left:
        return original
    chunks = tuple(Chunk((Tracked.of(original.text, start, end),)) for start, end in left)
    warning = f"{len(left)} pieces of text could not be placed and stand at the end"
    return replace(original, chunks=original.chunks + chunks, warnings=(*original.warnings, warning))


def uncovered(original: Original) -> list[Span]:
    """The spans of text in no chunk and not in the markup, white space apart."""
    counts = coverage(original)
    spans: list[Span] = []
    for index, character in enumerate(original.text):
        if counts[index] or character.isspace():
            continue
        if spans and not original.text[spans[-1][1] : index].strip():
            spans[-1] = (spans[-1][0], index + 1)
        else:
            spans.append((index, index + 1))
    return spans


def coverage(original: Original) -> bytearray:
    """For each character of the text, in how many chunk lines, table cells and markup spans it lies (at most 255)."""
    counts = bytearray(len(original.text))
    for chunk in original.chunks:
        for tracked in (*chunk.lines, *(cell for row in chunk.rows for cell in row)):
            _count(counts, sorted(set(zip(tracked.starts, tracked.ends, strict=True))))
    _count(counts, original.markup)
    return counts


def _count(counts: bytearray, spans: Iterable[Span]) -> None:
    for start, end in spans:
        for index in range(start, end):
            counts[index] = min(counts[index] + 1, 255)
