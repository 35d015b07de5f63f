"""Slips of the scan in a paragraph: proposals, each with its place, its reason and how sure it is.

The model proposes a reading where it makes the text much likelier and turns what is no word into one. Nothing here changes the
text. Figures and names are left alone: the caller passes their spans as ``protected``.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import accumulate

from yanzhen.reading.language import edits, figures, shapes
from yanzhen.reading.language.lookalikes import Lookalikes, lookalikes
from yanzhen.reading.language.model import CharModel, load
from yanzhen.reading.language.proposal import Reason

LEAST_CONFIDENCE = 0.3
"""Below it more than about 3 in 10,000 clean characters would be questioned (bench/language/measure.py)."""


@dataclass(frozen=True, slots=True)
class Slip:
    """``text[start:end]`` is ``seen``; ``read`` probably stood there."""

    start: int
    end: int
    seen: str
    read: str
    reason: Reason
    confidence: float
    """0 to 1, calibrated for text with about one slip in 300 characters."""


def find_slips(
    text: str,
    protected: Sequence[tuple[int, int]] = (),
    *,
    joints: Sequence[int] = (),
    least: float = LEAST_CONFIDENCE,
) -> list[Slip]:
    """Probable slips in a paragraph, in reading order, none overlapping another.

    ``protected``: spans [start, end) of names and figures, which no single character's evidence may change.
    ``joints``: offsets where two printed lines were joined (the next line begins there); characters are lost and doubled only there or
    at a space. ``least``: proposals below this confidence are left out.

    >>> [(slip.start, slip.seen, slip.read) for slip in find_slips("他们依靠目己的力量发展生产。")]
    [(4, '目', '自')]
    """
    model, alike = _ready()
    touches = _touching(protected)
    found = shapes.swaps(model, alike, text)
    found += edits.removals(model, text, joints)
    found += edits.losses(model, text, joints)
    found += figures.letters(text)
    slips = [
        Slip(
            proposal.start,
            proposal.end,
            text[proposal.start : proposal.end],
            proposal.read,
            proposal.reason,
            confidence,
        )
        for proposal in found
        if (confidence := round(proposal.confidence, 3)) >= least and not touches(proposal.start, proposal.end)
    ]
    return _apart(slips)


@cache
def _ready() -> tuple[CharModel, Lookalikes]:
    model = load()
    return model, lookalikes(model)


def _touching(spans: Sequence[tuple[int, int]]) -> Callable[[int, int], bool]:
    """Whether a place overlaps one of the spans, in the logarithm of their number: a row of a table may hold thousands."""
    inside = sorted(spans)
    starts = [start for start, _ in inside]
    reached = list(accumulate((end for _, end in inside), max))

    def touches(start: int, end: int) -> bool:
        before = bisect_left(starts, end)
        return before > 0 and reached[before - 1] > start

    return touches


def _apart(slips: list[Slip]) -> list[Slip]:
    """The surest of those that lie within a word of each other: two readings there explain the same oddity."""
    kept: list[Slip] = []  # by place: only the neighbours of a new one can be too near
    for slip in sorted(slips, key=lambda slip: (-slip.confidence, slip.start)):
        at = bisect_left(kept, slip.start, key=lambda one: one.start)
        near = kept[max(0, at - 1) : at + 1]
        if all(slip.start >= other.end + 1 or slip.end + 1 <= other.start for other in near):
            kept.insert(at, slip)
    return kept
