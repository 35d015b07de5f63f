"""The likeliest way to cut a paragraph into words, and what it costs to cut it with one character read otherwise."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from yanzhen.reading.language.model import CharModel
from yanzhen.reading.language.symbols import ORDER

ALL_WORDS = 7.78
"""Log10 of the sum of the dictionary's counts: a word of weight w costs w - ALL_WORDS."""
STRANGE = -ALL_WORDS - 0.3
"""Log10 cost of a character that is no word by itself."""

Ids = NDArray[np.int64]
Scores = NDArray[np.float64]


class Paths:
    """Best cuts of the symbols up to each place and from each place on (Viterbi 1967)."""

    def __init__(self, model: CharModel, ids: Ids) -> None:
        self._model = model
        self._ids = ids
        costs = [self._costs(np.lib.stride_tricks.sliding_window_view(ids, length)) for length in _lengths(len(ids))]
        lists = [cost.tolist() for cost in costs]
        self._upto = np.array(_best_upto(lists, len(ids)))
        self._from = np.array(_best_from(lists, len(ids)))

    def gain(self, place: Ids, read: Ids) -> Scores:
        """How much likelier (log10) the best cut is if ``read`` stands at ``place``: shape (readings,)."""
        best = np.full(len(place), -np.inf)
        for length in _lengths(len(self._ids)):
            for offset in range(length):
                best = np.maximum(best, self._through(place, read, length, offset))
        gained: Scores = best - self._upto[-1]
        return gained

    def _through(self, place: Ids, read: Ids, length: int, offset: int) -> Scores:
        """The best cut that has a word of this length with the reading at this offset."""
        first = place - offset
        possible = (first >= 0) & (first + length <= len(self._ids))
        safe = np.where(possible, first, 0)
        word = self._ids[safe[:, None] + np.arange(length)]
        word[possible, offset] = read[possible]
        cut = self._upto[safe] + self._costs(word) + self._from[safe + length]
        return np.where(possible, cut, -np.inf)

    def _costs(self, words: Ids) -> Scores:
        weight = self._model.word_weights(words).astype(float)
        unknown = STRANGE if words.shape[1] == 1 else -np.inf
        return np.where(weight > 0, weight - ALL_WORDS, unknown)


def _lengths(symbols: int) -> range:
    return range(1, min(ORDER, symbols) + 1)


def _best_upto(costs: list[list[float]], symbols: int) -> list[float]:
    best = [0.0]
    for end in range(1, symbols + 1):
        best.append(
            max(
                best[end - length] + costs[length - 1][end - length] for length in _lengths(end) if length <= len(costs)
            )
        )
    return best


def _best_from(costs: list[list[float]], symbols: int) -> list[float]:
    best = [0.0] * (symbols + 1)
    for start in range(symbols - 1, -1, -1):
        best[start] = max(
            best[start + length] + costs[length - 1][start]
            for length in _lengths(symbols - start)
            if length <= len(costs)
        )
    return best
