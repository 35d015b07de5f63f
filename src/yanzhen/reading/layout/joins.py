"""Put torn paragraphs together: which piece goes on where another breaks off.

For every open tail the pieces around it are weighed as its continuation: the printed indent, the
marks at the seam, quotes that are open on one side and closed on the other, how far the layout
carried it, the column, and how likely the language model finds the seam. Below the threshold a
tail is left open and said to be truncated; nothing is invented.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from yanzhen.reading.layout.glyphs import CLOSERS, SOFT, closes_first, ends_closed, open_pairs
from yanzhen.reading.layout.pieces import Piece

Seam = Callable[[str, str], float]

BODY = ("paragraph", "dated", "list", "heading")
REACH = 9
THRESHOLD = 1.2


@dataclass(frozen=True, slots=True)
class Join:
    tail: int
    head: int
    score: float
    jumped: int


def find_joins(pieces: Sequence[Piece], kinds: Sequence[str], groups: Sequence[int], seam: Seam) -> list[Join]:
    """The best continuation of each open tail; a piece continues one tail at most."""
    proposals = [
        join
        for tail in range(len(pieces))
        if _joins(pieces[tail], kinds[tail]) and (openness := tail_evidence(pieces[tail], kinds[tail])) is not None
        for join in _proposals(tail, openness, pieces, kinds, groups, seam)
    ]
    proposals.sort(key=lambda j: (-j.score, j.jumped, j.tail))
    return _matched(proposals)


def _joins(piece: Piece, kind: str) -> bool:
    """Body text, or a single line that only looks like a head; a head of several narrow lines is one."""
    return kind in BODY and not (kind == "heading" and (len(piece.widths) > 1 or piece.hint is not None))


def _matched(proposals: list[Join]) -> list[Join]:
    next_of: dict[int, Join] = {}
    heads: set[int] = set()
    for join in proposals:
        if join.tail in next_of or join.head in heads or _end(next_of, join.head) == join.tail:
            continue
        next_of[join.tail] = join
        heads.add(join.head)
    return sorted(next_of.values(), key=lambda j: j.tail)


def _end(next_of: dict[int, Join], at: int) -> int:
    while at in next_of:
        at = next_of[at].head
    return at


def _proposals(
    tail: int, openness: float, pieces: Sequence[Piece], kinds: Sequence[str], groups: Sequence[int], seam: Seam
) -> list[Join]:
    found, jumped = [], 0
    for head in range(tail + 1, min(len(pieces), tail + 1 + REACH)):
        if not _joins(pieces[head], kinds[head]):
            jumped += 2 * (kinds[head] in ("heading", "title"))
            continue
        found.append((head, jumped, 0.0))
        jumped += 1
    jumped = 0
    for head in range(tail - 1, max(-1, tail - 5), -1):
        if not _joins(pieces[head], kinds[head]):
            continue
        jumped += 1
        found.append((head, jumped, -1.0))
    joins = []
    for head, over, penalty in found:
        score = openness + penalty + _pair(tail, head, over, pieces, kinds, groups, seam)
        if score >= THRESHOLD:
            joins.append(Join(tail, head, score, over))
    return joins


def _pair(
    tail: int, head: int, jumped: int, pieces: Sequence[Piece], kinds: Sequence[str], groups: Sequence[int], seam: Seam
) -> float:
    score = head_evidence(pieces[head], kinds[head]) - 0.45 * jumped
    score += _quotes(pieces[tail].text.text, pieces[head].text.text)
    score += _columns(pieces[tail], pieces[head])
    if groups[tail] != groups[head]:
        score -= 1.5 if abs(groups[tail] - groups[head]) == 1 else 2.5
    gain = seam(pieces[tail].text.text[-24:], pieces[head].text.text[:24])
    return score + max(-2.5, min(4.0, gain))


def tail_evidence(piece: Piece, kind: str) -> float | None:
    """How open the end of a piece is; ``None``: it is closed."""
    text = piece.text.text.rstrip()
    if not text or ends_closed(text) or (kind == "dated" and len(text) < 12):
        return None
    if text[-1] in "：:":
        return -0.5
    if text[-1] in SOFT:
        return 2.0
    base = {True: 1.5, False: -1.5, None: 0.4}[piece.fills]
    return base - (1.5 if kind == "heading" else 0.0)


def head_evidence(piece: Piece, kind: str) -> float:
    """How much the beginning of a piece looks like the middle of a paragraph."""
    text = piece.text.text.lstrip()
    if text[0] in SOFT + "。！？；;?!" or (text[0] in CLOSERS and text[0] not in "\"'"):
        return 3.0
    score = 0.0
    indent = piece.indent
    if piece.set_in:
        score -= 3.0
    elif indent is not None:
        score += 1.5 - 3.0 * max(0.0, min(1.0, (indent - 0.5) / 1.7))
    if text[0] in '“"《‘':
        score -= 0.6
    return score - (1.5 if kind == "heading" else 0.0) - (2.0 if kind in ("dated", "list") else 0.0)


def _quotes(tail: str, head: str) -> float:
    opened, closed = open_pairs(tail), closes_first(head)
    if opened and closed:
        return 1.2
    if opened and not closed:
        return -0.3
    return -1.0 if closed else 0.0


def _columns(tail: Piece, head: Piece) -> float:
    if tail.column is None or head.column is None:
        return 0.0
    return 0.3 if abs(tail.column - head.column) <= 2.5 else -0.8
