"""Characters and marks too many, or one too few: doubled at a line's end, strayed into a word, lost."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.reading.language.model import CharModel, windows
from yanzhen.reading.language.proposal import Proposal, Reason
from yanzhen.reading.language.symbols import BOUNDARY, ORDER, UNKNOWN, Symbols, is_han

STRAY_MARKS = "·.,，-—_'`~^*|"
"""Not 、 and not quotes: they do stand between the characters of what would be a word."""

HALF_SURE: dict[Reason, float] = {
    "character doubled": 3.2,
    "stray mark": 4.5,
    "stray space": 0.0,
    "character lost": 7.0,
}
"""Gain (log10) at which a proposal is as likely right as wrong."""
SLOPE = 1.2
LEAST_WORD = 1.0
"""Weight of the word that closes over the place."""
LEAST_LEAD = 1.0
"""Log10 by which the best lost character must beat the second."""
COSTLY_SEAM = -8.0
"""Log10 of the three characters after a joint: below it a character may be missing."""
COMMON_CHARACTERS = 2500

Ids = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class _Cut:
    """Symbols [at, after) taken out."""

    at: int
    after: int


def removals(model: CharModel, text: str, joints: Sequence[int] = ()) -> list[Proposal]:
    """Doubled characters, stray marks and stray spaces."""
    symbols = model.alphabet.encode(text)
    found = []
    for place in _doubled(model, text, symbols, joints):
        found += _removal(model, symbols, _Cut(place, place + 1), "character doubled")
    for place in _stray_marks(text, symbols):
        found += _removal(model, symbols, _Cut(place, place + 1), "stray mark")
    return found + _spaces(model, text, symbols)


def losses(model: CharModel, text: str, joints: Sequence[int] = ()) -> list[Proposal]:
    """A character lost at a line's end, where only one character makes sense of what is left."""
    symbols = model.alphabet.encode(text)
    found = []
    for place in _gaps(text, symbols, joints):
        if _cost(model, symbols.ids, place) < COSTLY_SEAM:
            found += _loss(model, text, symbols, place)
    return found


def _doubled(model: CharModel, text: str, symbols: Symbols, joints: Sequence[int]) -> Iterator[int]:
    """Second of two equal characters, at a joint or a space, where the pair is no word (常常, 天天)."""
    for place in _gaps(text, symbols, joints):
        here = text[symbols.at[place]]
        if here == text[symbols.at[place - 1]] and is_han(here) and not model.is_word(2 * here):
            yield place


def _stray_marks(text: str, symbols: Symbols) -> Iterator[int]:
    for place in range(1, len(symbols.ids) - 1):
        before, mark, after = (text[at] for at in symbols.at[place - 1 : place + 2])
        if mark in STRAY_MARKS and is_han(before) and is_han(after):
            yield place


def _removal(model: CharModel, symbols: Symbols, cut: _Cut, reason: Reason) -> list[Proposal]:
    without = np.concatenate([symbols.ids[: cut.at], symbols.ids[cut.after :]])
    if reason == "stray mark" and _closing_word(model, without, cut.at) < LEAST_WORD:
        return []
    gain = _cost(model, without, cut.at) - _cost(model, symbols.ids, cut.at, ORDER)
    start = int(symbols.at[cut.at])
    return [Proposal(start, start + 1, "", reason, _sureness(gain, reason))]


def _spaces(model: CharModel, text: str, symbols: Symbols) -> list[Proposal]:
    """Spaces inside what a word of the dictionary closes over."""
    found = []
    for place in range(1, len(symbols.ids)):
        start, end = int(symbols.at[place - 1]) + 1, int(symbols.at[place])
        if start < end and not text[start:end].strip() and is_han(text[start - 1]) and is_han(text[end]):
            word = _closing_word(model, symbols.ids, place)
            if word >= LEAST_WORD:
                found.append(Proposal(start, end, "", "stray space", _sureness(word, "stray space")))
    return found


def _loss(model: CharModel, text: str, symbols: Symbols, place: int) -> list[Proposal]:
    common = np.argsort(-model.single[0])[:COMMON_CHARACTERS]
    common = common[(common != BOUNDARY) & (common != UNKNOWN)]
    before, after = symbols.ids[max(place - ORDER + 1, 0) : place], symbols.ids[place : place + ORDER - 1]
    rows = np.stack([np.concatenate([before, [BOUNDARY], after])] * len(common))
    rows[:, len(before)] = common
    gain = _scores(model, rows, len(before)).sum(axis=1) - _cost(model, symbols.ids, place)
    best, second = np.argsort(-gain)[:2]
    character = model.alphabet.characters[common[best]]
    if gain[best] - gain[second] < LEAST_LEAD or not is_han(character):
        return []
    start, end = int(symbols.at[place - 1]) + 1, int(symbols.at[place])
    return [Proposal(start, end, character, "character lost", _sureness(float(gain[best]) + 4.0, "character lost"))]


def _gaps(text: str, symbols: Symbols, joints: Sequence[int]) -> Iterator[int]:
    """Symbols that begin a printed line: after a joint or a space, Chinese on both sides."""
    begins = set(joints)
    for place in range(1, len(symbols.ids)):
        start, end = int(symbols.at[place - 1]) + 1, int(symbols.at[place])
        at_line = start < end or end in begins
        if at_line and is_han(text[start - 1]) and is_han(text[end]):
            yield place


def _cost(model: CharModel, ids: Ids, place: int, many: int = ORDER - 1) -> float:
    """Log10 probability of the symbols from ``place`` on."""
    first = max(place - ORDER + 1, 0)
    scores = model.of_windows(
        windows(ids[first : place + many]) if first == 0 else windows(ids[place : place + many], ids[first:place])
    )
    return float(scores[place - first :].sum() if first == 0 else scores.sum())


def _scores(model: CharModel, rows: Ids, first: int) -> NDArray[np.float32]:
    """Scores of the symbols from column ``first`` on: shape (rows, columns - first)."""
    padded = np.concatenate([np.full((len(rows), ORDER - 1), BOUNDARY), rows], axis=1)
    asked = np.lib.stride_tricks.sliding_window_view(padded, ORDER, axis=1)[:, first:]
    return model.of_windows(asked.reshape(-1, ORDER)).reshape(len(rows), -1)


def _closing_word(model: CharModel, ids: Ids, place: int) -> float:
    """Weight of the best dictionary word that has characters on both sides of ``place``."""
    best = 0.0
    for length in range(2, ORDER + 1):
        for first in range(max(place - length + 1, 0), place):
            word = ids[first : first + length]
            if len(word) == length:
                best = max(best, length / 2 * float(model.word_weights(word[None, :])[0]))
    return best


def _sureness(gain: float, reason: Reason) -> float:
    return float(1 / (1 + np.exp(-SLOPE * (gain - HALF_SURE[reason]))))
