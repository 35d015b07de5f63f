"""Pull quotes: an orphan whose words stand in an article once more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from yanzhen.reading.layout.glyphs import folded
from yanzhen.reading.layout.pieces import Piece

GRAM = 5
SHARE = 0.85
SHORTEST = 14
LONGEST = 160
COMMON = 20
"""Pieces from which on a run of characters is a phrase of the page and proves no quotation."""


def find_pull_quotes(pieces: Sequence[Piece], kinds: Sequence[str], titles: set[int]) -> dict[int, int]:
    """Piece of each pull quote -> piece from which most of it was taken."""
    texts = [folded(p.text.text) for p in pieces]
    where: dict[str, list[int]] = {}
    for i, text in enumerate(texts):
        if kinds[i] in ("paragraph", "dated", "list"):
            for gram in _grams(text):
                where.setdefault(gram, []).append(i)
    where = {gram: pieces for gram, pieces in where.items() if len(pieces) <= COMMON}
    found = {}
    for i, text in enumerate(texts):
        if kinds[i] in ("paragraph", "heading") and i not in titles and SHORTEST <= len(text) <= LONGEST:
            source = _source(i, text, texts, where)
            if source is not None:
                found[i] = source
    return {
        quote: source
        for quote, source in found.items()
        if found.get(source) != quote or _is_quote(quote, source, pieces)
    }


def _grams(text: str) -> set[str]:
    return {text[i : i + GRAM] for i in range(len(text) - GRAM + 1)}


def _source(at: int, text: str, texts: Sequence[str], where: dict[str, list[int]]) -> int | None:
    grams = _grams(text)
    hits = Counter(i for gram in grams for i in set(where.get(gram, ())) if i != at)
    known = sum(any(i != at for i in where.get(gram, ())) for gram in grams)
    if not hits or known < SHARE * len(grams):
        return None
    source, share = hits.most_common(1)[0]
    if share < 0.4 * len(grams) or len(texts[source]) < len(text) * 0.6:
        return None
    return source


def _is_quote(quote: int, source: int, pieces: Sequence[Piece]) -> bool:
    """Of two equal texts the shorter, or the one in the narrower column, is the quote."""
    a, b = pieces[quote], pieces[source]
    if len(a.text) != len(b.text):
        return len(a.text) < len(b.text)
    return (max(a.widths, default=0), quote) < (max(b.widths, default=0), source)
