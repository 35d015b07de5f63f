"""Scores corrections: a slip is put right by a correction that mends it and alters nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bench.reading.plain import words_only
from bench.reading.tally import Miss, Tallies

if TYPE_CHECKING:
    from bench.reading.truth import Slip, Truth


def score_slips(text: str, truth: Truth, page: dict[str, Any], tallies: Tallies, misses: list[Miss]) -> None:
    """Counts corrections of words; those of white space and punctuation alone are not judged."""
    mended: set[Slip] = set()
    false = 0
    for correction in page["corrections"]:
        start, end = correction["span"]
        inside = [s for s in truth.slips if start <= s.span[0] and s.span[1] <= end]
        if inside and words_only(_mend(text, start, end, inside)) == words_only(correction["read"]):
            mended.update(inside)
        elif words_only(text[start:end]) != words_only(correction["read"]):
            false += 1
            misses.append(Miss("slips", f"false {text[max(0, start - 6) : end + 6]!r} read {correction['read']!r}"))
    tallies.count("slips", len(mended), len(mended) + false, len(truth.slips))
    for slip in truth.slips:
        if slip not in mended:
            where = text[max(0, slip.span[0] - 6) : slip.span[1] + 6]
            misses.append(Miss("slips", f"missed {where!r}: {slip.seen} for {slip.read}"))


def _mend(text: str, start: int, end: int, slips: list[Slip]) -> str:
    for slip in sorted(slips, key=lambda s: -s.span[0]):
        text = text[: slip.span[0]] + slip.read + text[slip.span[1] :]
        end += len(slip.read) - (slip.span[1] - slip.span[0])
    return text[start:end]
