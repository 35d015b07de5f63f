"""Sentences and clauses of a paragraph."""

from __future__ import annotations

import re
from dataclasses import dataclass

_END = re.compile(r"[。!?\n]+[”\"’)》」]*|…{2,}")
_COMMA = re.compile(r"[,:;]|——")


@dataclass(frozen=True, slots=True)
class Sentence:
    """``[start, end)`` of a sentence, its end mark included; ``clauses`` are the spans between commas."""

    start: int
    end: int
    clauses: tuple[tuple[int, int], ...]


def split_sentences(text: str) -> list[Sentence]:
    """The sentences of a folded text, white space at their edges left out.

    >>> [(s.start, s.end) for s in split_sentences("出口增长。进口,下降。")]
    [(0, 5), (5, 11)]
    """
    starts, sentences = 0, []
    for end in [match.end() for match in _END.finditer(text)] + [len(text)]:
        piece = text[starts:end]
        lead = len(piece) - len(piece.lstrip())
        if piece.strip():
            start, stop = starts + lead, starts + len(piece.rstrip())
            sentences.append(Sentence(start, stop, tuple(_clauses(text, start, stop))))
        starts = end
    return sentences


def _clauses(text: str, start: int, end: int) -> list[tuple[int, int]]:
    spans, at = [], start
    for match in _COMMA.finditer(text, start, end):
        if _inside_number(text, match.start()) or text[at : match.start()].strip() == "其中":
            continue
        spans.append((at, match.start()))
        at = match.end()
    return [*spans, (at, end)]


def _inside_number(text: str, position: int) -> bool:
    """1,234 and 3:1 hold no clause end."""
    return (
        text[position - 1 : position].isdigit()
        and text[position + 1 : position + 2].isdigit()
        and bool(re.match(r",\d{3}(?!\d)|:\d", text[position : position + 5]))
    )
