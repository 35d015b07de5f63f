"""How likely Chinese characters are to stand next to each other.

An interpolated Kneser-Ney model over characters (Chen and Goodman 1999, "An empirical study of smoothing techniques
for language modeling"), counted from official texts and openly licensed prose (see README.md beside this file), pruned and quantised.
"""

from __future__ import annotations

from functools import cache, lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yanzhen.reading.language.symbols import BOUNDARY, ORDER, Alphabet
from yanzhen.reading.language.tables import Table, Values, hashes, unpack

MODEL_FILE = Path(__file__).with_name("model.npz")

SEAM_CONTEXT = 24
"""Characters read on each side of a seam; more than ORDER because figures and spaces shrink."""
AT_START = 0.6
"""Weight of a paragraph's start against anywhere: more parts true rests from new paragraphs, less from rests of other sentences."""
_LEAST_WORD, _LONGEST_WORD = 2, ORDER

_NOTHING = np.empty(0, np.int64)
WORD_ZERO = 7.0
"""Added to a stored weight, so that weights fit the tables' range."""

Windows = NDArray[np.int64]
"""Symbol ids, shape (rows, ORDER): the last column is the symbol asked about, the others its context."""


@cache
def load() -> CharModel:
    """The model that ships with the package, read once per process."""
    with np.load(MODEL_FILE) as file:
        return CharModel.from_arrays({name: file[name] for name in file.files})


class CharModel:
    """Log10 probabilities of characters in their context, and a list of known words."""

    def __init__(self, alphabet: Alphabet, single: Values, grams: list[Table], words: Table) -> None:
        self.alphabet = alphabet
        self.single = single
        """Log10 probability and backoff of one symbol: shape (2, symbols)."""
        self.grams = grams
        """Tables of two, three, … symbols."""
        self.words = words
        self._head_odds = lru_cache(maxsize=4096)(self._ask_head_odds)
        """A page asks for the same head beside every tail."""

    @classmethod
    def from_arrays(cls, arrays: dict[str, NDArray[np.generic]]) -> CharModel:
        characters = [chr(int(code)) for code in arrays["characters"]]
        grams = [unpack(f"grams{length}", arrays) for length in range(2, ORDER + 1)]
        single = arrays["single"].astype(np.float32)
        return cls(Alphabet(characters), single, grams, unpack("words", arrays))

    def score(self, text: str) -> list[float]:
        """Log10 probability of each character after the ones before it, the text taken as a paragraph.

        Spaces, and all but the first character of a figure or of a Latin word, cost nothing: 0.0.
        """
        scores = np.zeros(len(text))
        symbols = self.alphabet.encode(text)
        if len(symbols.ids):
            scores[symbols.at] = self.of_windows(windows(symbols.ids))
        return [float(value) for value in scores]

    def seam_gain(self, left: str, right: str) -> float:
        """How much likelier (log10) the beginning of ``right`` is after the end of ``left`` than elsewhere.

        Elsewhere is a paragraph's or sentence's start, and, weighing less, anywhere in a text. Above 0: the broken-off piece may well go on
        there. Characters past the model's reach are as likely either way and are not asked.

        >>> load().seam_gain("全市经济社会发", "展取得新成效。") > 1 > load().seam_gain("全市经济社会发", "本报讯近日，")
        True
        """
        before = self.alphabet.encode(left[-SEAM_CONTEXT:]).ids
        after, at_start, anywhere = self._head_odds(right)
        if not len(before) or not len(after):
            return 0.0
        return self._following(before, after) - AT_START * at_start - (1 - AT_START) * anywhere

    def starts_sentence(self, text: str) -> float:
        """How much likelier (log10) the first characters are at a sentence's start than anywhere.

        Above 0: a sentence may well start so.
        """
        _, at_start, anywhere = self._head_odds(text)
        return at_start - anywhere

    def _ask_head_odds(self, text: str) -> tuple[NDArray[np.int64], float, float]:
        """The first symbols, and how likely they are at a sentence's start and anywhere."""
        ids = self._first_symbols(text)
        return (ids, self._at_start(ids), self._anywhere(ids)) if len(ids) else (ids, 0.0, 0.0)

    def is_word(self, text: str) -> bool:
        """Whether the dictionary knows the word (two to four characters)."""
        return self.word_weight(text) > 0

    def word_weight(self, text: str) -> float:
        """Log10 of one more than how often the dictionary counted the word; 0.0 for one that it does not know."""
        ids = self.alphabet.ids_of(text)
        if not _LEAST_WORD <= len(ids) <= _LONGEST_WORD:
            return 0.0
        return float(self.word_weights(ids[None, :])[0])

    def word_weights(self, ids: NDArray[np.int64]) -> Values:
        """:meth:`word_weight` of many words of one length: shape (rows, length) -> (rows,)."""
        rows, there = self.words.find(hashes(ids))
        return np.where(there, self.words.value[rows] + np.float32(WORD_ZERO), np.float32(0))

    def of_windows(self, asked: Windows) -> Values:
        """Log10 probability of each row's last symbol after the others: shape (rows, up to ORDER) -> (rows,).

        A window narrower than ORDER asks with less context.
        """
        score: Values = self.single[0, asked[:, -1]]
        shorter = np.ones(len(asked), bool)
        for length in range(2, asked.shape[1] + 1):
            table = self.grams[length - 2]
            rows, there = table.find(hashes(asked[:, -length:]))
            there &= shorter
            score = np.where(there, table.value[rows], score + self._backoff(asked[:, -length:-1]))
            shorter = there
        return score

    def counted(self, grams: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Whether the model holds each n-gram: shape (rows, 2 to ORDER) -> (rows,)."""
        there: NDArray[np.bool_] = self.grams[grams.shape[1] - 2].find(hashes(grams))[1]
        return there

    def _backoff(self, context: Windows) -> Values:
        if context.shape[1] == 1:
            weights: Values = self.single[1, context[:, 0]]
            return weights
        table = self.grams[context.shape[1] - 2]
        rows, there = table.find(hashes(context))
        assert table.backoff is not None
        return np.where(there, table.backoff[rows], np.float32(0))

    def _following(self, before: NDArray[np.int64], after: NDArray[np.int64]) -> float:
        return float(self.of_windows(windows(after, before)).sum())

    def _first_symbols(self, text: str) -> NDArray[np.int64]:
        return self.alphabet.encode(text[:SEAM_CONTEXT]).ids[: ORDER - 1]

    def _at_start(self, ids: NDArray[np.int64]) -> float:
        full_stop = np.array([self.alphabet.id_of("。")])
        return max(self._following(_NOTHING, ids), self._following(full_stop, ids))

    def _anywhere(self, ids: NDArray[np.int64]) -> float:
        return sum(float(self.of_windows(ids[None, : end + 1])[0]) for end in range(len(ids)))


def windows(ids: NDArray[np.int64], before: NDArray[np.int64] | None = None) -> Windows:
    """Every symbol of ``ids`` with its context, which begins with ``before`` or else with a paragraph's start."""
    if not len(ids):
        return np.empty((0, ORDER), np.int64)
    lead = np.full(ORDER - 1, BOUNDARY)
    known = lead if before is None else np.concatenate([lead, before])[-(ORDER - 1) :]
    return np.lib.stride_tricks.sliding_window_view(np.concatenate([known, ids]), ORDER)
