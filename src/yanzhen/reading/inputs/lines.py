"""Where lines and runs of them stand in a decoded file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from yanzhen.reading.original import Span

_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")


def line_spans(text: str, start: int = 0) -> list[Span]:
    """Each line's span without its line end (LF, CRLF or CR, mixed as they come).

    >>> line_spans("甲\\r\\n乙\\n")
    [(0, 1), (3, 4)]
    """
    spans = []
    for found in _LINE.finditer(text, start):
        if found.start() < len(text):
            spans.append((found.start(), found.start() + len(found[0].rstrip("\r\n"))))
    return spans


def names(words: str) -> frozenset[str]:
    """The words of a list that is easier to read without its quotes."""
    return frozenset(words.split())


def filled_runs(text: str, spans: Iterable[Span]) -> Iterator[tuple[Span, ...]]:
    """Runs of lines that hold more than white space (an ideographic space is white space too)."""
    run: list[Span] = []
    for start, end in spans:
        if text[start:end].strip():
            run.append((start, end))
        elif run:
            yield tuple(run)
            run = []
    if run:
        yield tuple(run)
