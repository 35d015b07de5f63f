"""Characters and marks that stand where one that looks alike should stand."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yanzhen.reading.language.lookalikes import Lookalikes
from yanzhen.reading.language.model import CharModel, windows
from yanzhen.reading.language.proposal import Proposal, Reason
from yanzhen.reading.language.symbols import BOUNDARY, ORDER, is_han
from yanzhen.reading.language.words import Paths

WEIGHTS_FILE = Path(__file__).with_name("weights.json")
FEATURES = (
    "gain",
    "likelihood",
    "words gain",
    "seen word",
    "read word",
    "commonness",
    "seen pairs",
    "seen triples",
    "read pairs",
    "read triples",
    "read fours",
)

NUMERALS = "0一二三四五六七八九十百千万亿两零〇"
"""No single character's evidence changes a figure."""
LEAST_SURPRISE = -1.8
"""Log10: a character likelier than this in its place is not questioned."""
WORST_FIT = 0.3
"""Log10: a reading that suits what stands before it so much worse than what is seen is not tried on what follows."""
LEAST_GAIN = 0.8
"""Log10: readings that gain less are not weighed at all."""

Ids = NDArray[np.int64]
Scores = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Readings:
    """Candidate readings: shapes (readings,) and (readings, features)."""

    place: Ids
    """Index into the symbols of the paragraph."""
    read: Ids
    features: Scores


def swaps(model: CharModel, alike: Lookalikes, text: str) -> list[Proposal]:
    """Every place where a look-alike suits the text better than what stands there, with how sure that is."""
    symbols = model.alphabet.encode(text)
    if len(symbols.ids) < 2:
        return []
    found = readings(model, alike, symbols.ids)
    confidence = sureness(found.features)
    proposals = []
    for place, read, sure in zip(found.place, found.read, confidence, strict=True):
        start = int(symbols.at[place])
        reason: Reason = "looks alike" if is_han(text[start]) else "mark for a character"
        proposals.append(Proposal(start, start + 1, model.alphabet.characters[read], reason, float(sure)))
    return proposals


def readings(model: CharModel, alike: Lookalikes, ids: Ids) -> Readings:
    """Every reading worth weighing, with what speaks for and against it."""
    padded = np.concatenate([np.full(ORDER - 1, BOUNDARY), ids, np.full(ORDER - 1, BOUNDARY)])
    score = np.zeros(len(ids) + ORDER - 1)
    score[: len(ids)] = model.of_windows(windows(ids))
    cost = np.convolve(score, np.ones(ORDER))[ORDER - 1 :]
    asked = np.flatnonzero(score[: len(ids)] < LEAST_SURPRISE)
    row, read = alike.of(ids[asked])
    place = asked[row]
    fits = _fits(model, padded, place, read) > score[place] - WORST_FIT
    place, read = place[fits], read[fits]
    after = _rescored(model, padded, place, read)
    inside = np.arange(ORDER) + place[:, None] < len(ids)
    gain = np.where(inside, after, 0).sum(axis=1) - cost[place]
    good = (gain > LEAST_GAIN) & ~_is_numeral_at_stake(model, padded, place, read)
    place, read = place[good], read[good]
    if not len(place):
        return Readings(place, read, np.empty((0, len(FEATURES))))
    paths = Paths(model, ids)
    features = np.stack(
        [
            gain[good],
            np.where(inside, after, 0)[good].sum(axis=1) / np.maximum(inside[good].sum(axis=1), 1),
            paths.gain(place, read),
            _covering_word(model, padded, place, None),
            _covering_word(model, padded, place, read),
            model.single[0, read] - model.single[0, ids[place]],
            _known(model, padded, place, None, 2),
            _known(model, padded, place, None, 3),
            _known(model, padded, place, read, 2),
            _known(model, padded, place, read, 3),
            _known(model, padded, place, read, 4),
        ],
        axis=1,
    )
    return Readings(place, read, features)


def _fits(model: CharModel, padded: Ids, place: Ids, read: Ids) -> Scores:
    """Score of each reading after what stands before it: shape (readings,)."""
    asked = padded[place[:, None] + np.arange(ORDER)]
    asked[:, -1] = read
    return model.of_windows(asked).astype(float)


def _is_numeral_at_stake(model: CharModel, padded: Ids, place: Ids, read: Ids) -> NDArray[np.bool_]:
    """Whether a figure would change: a numeral read otherwise, or a numeral put beside another."""
    numerals = np.array([model.alphabet.id_of(character) for character in NUMERALS])
    at = place + ORDER - 1
    seen = np.isin(padded[at], numerals)
    beside = np.isin(padded[at - 1], numerals) | np.isin(padded[at + 1], numerals)
    return seen | (np.isin(read, numerals) & beside)


def _rescored(model: CharModel, padded: Ids, place: Ids, read: Ids) -> Scores:
    """Scores of the read symbol and the three after it: shape (readings, ORDER)."""
    around = padded[place[:, None] + np.arange(2 * ORDER - 1)]
    around[:, ORDER - 1] = read
    asked = np.lib.stride_tricks.sliding_window_view(around, ORDER, axis=1).reshape(-1, ORDER)
    return model.of_windows(asked).reshape(len(place), ORDER).astype(float)


def _covering_word(model: CharModel, padded: Ids, place: Ids, read: Ids | None) -> Scores:
    """Weight of the best dictionary word that covers the place, longer words above shorter ones: shape (readings,)."""
    around = padded[place[:, None] + np.arange(2 * ORDER - 1)]
    if read is not None:
        around[:, ORDER - 1] = read
    best = np.zeros(len(place))
    for length in range(2, ORDER + 1):
        for first in range(ORDER - length, ORDER):
            best = np.maximum(best, length / 2 * model.word_weights(around[:, first : first + length]))
    return best


def _known(model: CharModel, padded: Ids, place: Ids, read: Ids | None, length: int) -> Scores:
    """How many n-grams of this length that cover the place were counted: shape (readings,)."""
    around = padded[place[:, None] + np.arange(2 * ORDER - 1)]
    if read is not None:
        around[:, ORDER - 1] = read
    asked = np.lib.stride_tricks.sliding_window_view(around, length, axis=1)[:, ORDER - length : ORDER]
    there = model.counted(asked.reshape(-1, length)).reshape(len(place), length)
    many: Scores = there.sum(axis=1).astype(float)
    return many


def sureness(features: Scores) -> Scores:
    """Confidence of each reading, by a logistic regression on the features and their products: shape (readings,)."""
    if not len(features):
        return np.zeros(0)
    weights = _weights()
    logit = products(features, weights["mean"], weights["spread"]) @ weights["weights"]
    return 1 / (1 + np.exp(-logit))


def products(features: Scores, mean: Scores, spread: Scores) -> Scores:
    """A constant, the features in units of their spread, and the product of every two: shape (readings, products)."""
    scaled = np.column_stack([np.ones(len(features)), (features - mean) / spread])
    first, second = np.triu_indices(scaled.shape[1])
    pairs: Scores = scaled[:, first] * scaled[:, second]
    return pairs


@cache
def _weights() -> dict[str, Scores]:
    """What ``bench/language/calibrate.py`` fitted."""
    return {name: np.array(numbers) for name, numbers in json.loads(WEIGHTS_FILE.read_text("utf-8")).items()}
