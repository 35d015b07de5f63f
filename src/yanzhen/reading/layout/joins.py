"""Put torn paragraphs together: which piece goes on where another breaks off.

For every open tail the pieces around it are weighed as its continuation: the printed indent, the
marks at the seam, quotes that are open on one side and closed on the other, how far the layout
carried it, the column, and how likely the language model finds the seam. The weights are those of a
logistic regression (``joins.json``, fitted by ``bench/reading/fit_joins.py`` on pages that a generator
damaged). Below that a tail is left open and said to be truncated; nothing is invented.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

from yanzhen.reading.layout.glyphs import CLOSERS, OPENERS, SOFT, closes_first, ends_closed, open_pairs
from yanzhen.reading.layout.pieces import Piece

BODY = ("paragraph", "dated", "list", "heading")
REACH = 9
"""Pieces that a layout may set between a tail and what continues it."""
REACH_BACK = 4
SCRAP = 14
"""Characters up to which a sentence is hardly a paragraph of its own."""
LEAST = -0.5
"""Log odds below which a tail stays open: somewhat below even, since what is torn stands somewhere on the page."""
LEAST_ORPHAN = -1.8
"""The same where the head cannot be the start of a paragraph, so that some tail must be its own."""


class Language(Protocol):
    """What the layout asks of a language model (log10 of likelihood ratios)."""

    def seam_gain(self, left: str, right: str) -> float: ...

    def starts_sentence(self, text: str) -> float: ...


@dataclass(frozen=True, slots=True)
class Body:
    """The pieces of a page, what each is, and the article in whose stretch of the file it stands."""

    pieces: Sequence[Piece]
    kinds: Sequence[str]
    groups: Sequence[int]
    language: Language

    def may_join(self, at: int) -> bool:
        """Body text, or a single line that only looks like a head; a head of several narrow lines is one."""
        piece, kind = self.pieces[at], self.kinds[at]
        return kind in BODY and not (kind == "heading" and (len(piece.widths) > 1 or piece.hint is not None))

    def is_open(self, at: int) -> bool:
        return self.may_join(at) and not ends_closed(self.pieces[at].text.text)

    def is_orphan(self, at: int) -> bool:
        """Whether the piece cannot start a paragraph: its first line is not set in, or it begins with a closing mark."""
        piece = self.pieces[at]
        text = piece.text.text.lstrip()
        flush = (
            len(piece.widths) > 1
            and piece.indent is not None
            and piece.indent <= 0.5
            and text[0] not in OPENERS + "\"'"
        )
        full = len(piece.widths) == 1 and piece.column is not None and abs(piece.widths[0] - piece.column) <= 0.75
        return self.kinds[at] == "paragraph" and (flush or full or text[0] in SOFT + "。！？；")


@dataclass(frozen=True, slots=True)
class Join:
    """``head`` goes on where ``tail`` breaks off; ``odds`` are natural log odds."""

    tail: int
    head: int
    odds: float


def find_joins(body: Body) -> list[Join]:
    """The best continuation of each open tail; a piece continues one tail at most."""
    joins = [Join(tail, head, _odds(tail, head, body)) for tail, head in candidates(body)]
    likely = [j for j in joins if j.odds > (LEAST_ORPHAN if body.is_orphan(j.head) else LEAST)]
    return _matched(sorted(likely, key=lambda j: (-j.odds, abs(j.head - j.tail), j.tail)))


def _odds(tail: int, head: int, body: Body) -> float:
    return sum(w * f for w, f in zip(weights(), features(tail, head, body), strict=True))


def candidates(body: Body) -> list[tuple[int, int]]:
    """Open tails with the pieces near them that might go on there."""
    last = len(body.pieces)
    return [
        (tail, head)
        for tail in range(last)
        if body.is_open(tail)
        for head in range(max(0, tail - REACH_BACK), min(last, tail + 1 + REACH))
        if head != tail and body.may_join(head)
    ]


def _matched(joins: Sequence[Join]) -> list[Join]:
    """Greedily from the surest: no piece twice, no circle."""
    next_of: dict[int, Join] = {}
    heads: set[int] = set()
    for join in joins:
        if join.tail in next_of or join.head in heads or _end(next_of, join.head) == join.tail:
            continue
        next_of[join.tail] = join
        heads.add(join.head)
    return sorted(next_of.values(), key=lambda j: j.tail)


def _end(next_of: dict[int, Join], at: int) -> int:
    while at in next_of:
        at = next_of[at].head
    return at


FEATURES = (
    "one",
    "tail ends at a soft mark",
    "tail ends at a colon",
    "tail fills its column",
    "tail leaves room in its column",
    "tail may be a head",
    "head begins with a closing mark",
    "head begins with an opening mark",
    "head may be a head",
    "head begins an item or a brief",
    "head is a scrap",
    "head is set in",
    "indent unknown",
    "indent",
    "quote opened and closed",
    "quote opened, not closed",
    "quote closed, not opened",
    "other column",
    "pieces between",
    "heads between",
    "backwards",
    "next article",
    "further article",
    "seam",
    "head starts a sentence",
    "seam without geometry",
    "adjacent without geometry",
)


@cache
def weights() -> tuple[float, ...]:
    """One a feature, in their order."""
    fitted: dict[str, float] = json.loads(files(__package__).joinpath("joins.json").read_text())["weights"]
    return tuple(fitted[name] for name in FEATURES)


def features(tail: int, head: int, body: Body) -> tuple[float, ...]:
    """What speaks for and against ``head`` going on from ``tail``; named by ``FEATURES``."""
    left, right = body.pieces[tail], body.pieces[head]
    return (
        1.0,
        *_of_tail(left, body.kinds[tail]),
        *_of_head(right, body.kinds[head]),
        *_of_quotes(left.text.text, right.text.text),
        *_of_place(tail, head, body),
        *_of_words(left, right, tail, head, body),
    )


def _of_tail(piece: Piece, kind: str) -> tuple[float, ...]:
    text = piece.text.text.rstrip()
    soft, colon = text[-1] in SOFT, text[-1] in "：:"
    return (soft and not colon, colon, piece.fills is True, piece.fills is False, kind == "heading")


def _of_head(piece: Piece, kind: str) -> tuple[float, ...]:
    text = piece.text.text.lstrip()
    closing = text[0] in SOFT + "。！？；;?!" or (text[0] in CLOSERS and text[0] not in "\"'")
    opening = text[0] in OPENERS + "\"'"
    unknown = piece.indent is None
    indent = 0.0 if piece.set_in or piece.indent is None else max(0.0, min(2.5, piece.indent)) - 1.0
    scrap = len(text) <= SCRAP and ends_closed(text) and not piece.set_in
    odd = (kind == "heading", kind in ("dated", "list"), scrap)
    return (closing, opening, *odd, piece.set_in is True, unknown, indent)


def _of_quotes(left: str, right: str) -> tuple[float, ...]:
    opened, closed = bool(open_pairs(left)), bool(closes_first(right))
    return (opened and closed, opened and not closed, closed and not opened)


def _of_place(tail: int, head: int, body: Body) -> tuple[float, ...]:
    left, right = body.pieces[tail], body.pieces[head]
    other = left.column is not None and right.column is not None and abs(left.column - right.column) > 2.5
    low, high = sorted((tail, head))
    between = range(low + 1, high)
    paragraphs = sum(body.may_join(i) for i in between)
    heads = sum(body.kinds[i] in ("heading", "title") for i in between)
    apart = abs(body.groups[tail] - body.groups[head])
    return (other, min(paragraphs, 4), min(heads, 2), head < tail, apart == 1, apart > 1)


def _of_words(left: Piece, right: Piece, tail: int, head: int, body: Body) -> tuple[float, ...]:
    before, after = left.text.text[-24:], _without_slip(right.text.text[:24])
    gain = max(-4.0, min(6.0, body.language.seam_gain(before, after)))
    starts = max(-4.0, min(4.0, body.language.starts_sentence(after)))
    blind = left.fills is None and right.indent is None
    return (gain, starts, gain if blind else 0.0, blind and head == tail + 1)


def _without_slip(text: str) -> str:
    """An OCR reads 一 at the head of a line as a dot or a dash: weigh the words that were printed."""
    return f"一{text[1:]}" if text[0] in "·•-—－" and text[1:2].strip() and text[1:2] not in "·•-—－" else text


def is_open_end(piece: Piece) -> bool:
    """Whether a piece that nothing continues has lost its end: it breaks off at a comma or fills its column."""
    text = piece.text.text.rstrip()
    if not text or text[-1] in "：:" or ends_closed(text):
        return False
    return text[-1] in SOFT or piece.fills is True or (piece.fills is None and piece.torn)
