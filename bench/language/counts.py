"""From paragraphs to the tables of an interpolated, modified Kneser-Ney model, pruned by how much an n-gram matters.

S. F. Chen and J. Goodman, An empirical study of smoothing techniques for language modeling, Computer Speech and
Language 13 (1999) 359-394, section 3; A. Stolcke, Entropy-based pruning of backoff language models (1998), section 2.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from yanzhen.reading.language.model import CharModel
from yanzhen.reading.language.symbols import BOUNDARY, ORDER, Alphabet
from yanzhen.reading.language.tables import Table, hashes

Grams = NDArray[np.uint64]
"""n-grams as numbers in base (size of the alphabet): ascending."""
Counts = NDArray[np.float64]


LEAST_LOSS = 1e-9


@dataclass(frozen=True, slots=True)
class Level:
    """All n-grams of one length: shapes (rows,)."""

    grams: Grams
    raw: Counts
    """How often it was seen."""
    counts: Counts
    """What Kneser-Ney counts: distinct characters before it; for the longest, and at a paragraph's start, ``raw``."""


@dataclass(frozen=True, slots=True)
class Estimate:
    log10: NDArray[np.float64]
    """Interpolated probability of the last symbol."""
    loss: NDArray[np.float64]
    """How much the model would lose without the n-gram."""


def stream(pieces: list[NDArray[np.int64]]) -> NDArray[np.uint64]:
    """Paragraphs of ids as one row with boundaries between: ``ORDER - 1`` before each, one after the last."""
    lead = np.zeros(ORDER - 1, np.int64)
    return np.concatenate([part for piece in pieces for part in (lead, piece)] + [lead]).astype(np.uint64)


def level(row: NDArray[np.uint64], length: int, size: int) -> tuple[Grams, Counts]:
    """n-grams of one length with their counts; none that predicts a leading boundary."""
    grams = np.zeros(len(row) - length + 1, np.uint64)
    for place in range(length):
        grams = grams * np.uint64(size) + row[place : len(row) - length + 1 + place]
    before = np.concatenate([[np.uint64(BOUNDARY)], row[:-1]])
    predicted = ((row != BOUNDARY) | (before != BOUNDARY))[length - 1 :]
    unique, times = np.unique(grams[predicted], return_counts=True)
    return unique, times.astype(float)


def kneser_ney(raws: list[tuple[Grams, Counts]], size: int) -> list[Level]:
    """Levels of one, two, … symbols with Kneser-Ney's counts."""
    levels = []
    for length, (grams, raw) in enumerate(raws, 1):
        if length == len(raws):
            levels.append(Level(grams, raw, raw))
            continue
        longer, longer_raw = raws[length]
        suffixes = np.searchsorted(grams, longer % np.uint64(size) ** np.uint64(length))
        kinds = np.bincount(suffixes, weights=np.minimum(longer_raw, 1), minlength=len(grams))
        starts = (
            grams // np.uint64(size) ** np.uint64(length - 1) == BOUNDARY if length > 1 else np.zeros(len(grams), bool)
        )
        levels.append(Level(grams, raw, np.where(starts | (kinds == 0), raw, kinds)))
    return levels


def estimates(levels: list[Level], size: int) -> list[Estimate]:
    single = levels[0]
    share, rest = _discounted(single.counts, np.zeros(len(single.grams), np.intp))
    probability = share + rest[0] / size
    found = [Estimate(np.log10(probability), np.zeros(len(probability)))]
    for length in range(2, len(levels) + 1):
        here, shorter = levels[length - 1], levels[length - 2]
        contexts, group = np.unique(here.grams // np.uint64(size), return_inverse=True)
        share, rest = _discounted(here.counts, group)
        lower = (
            10 ** found[-1].log10[np.searchsorted(shorter.grams, here.grams % np.uint64(size) ** np.uint64(length - 1))]
        )
        probability = share + rest[group] * lower
        loss = here.raw * (np.log10(probability) - np.log10(np.maximum(rest[group] * lower, 1e-12)))
        found.append(Estimate(np.log10(probability), loss))
        del contexts
    return found


def _discounted(counts: Counts, group: NDArray[np.intp]) -> tuple[Counts, Counts]:
    """Discounted share of each n-gram in its context, and what each context leaves for shorter ones."""
    rounded = np.ceil(counts).astype(np.int64)
    of = [int((rounded == n).sum()) for n in range(1, 5)]
    y = of[0] / max(of[0] + 2 * of[1], 1)
    discounts = np.array([0.0] + [max(n - (n + 1) * y * of[n] / max(of[n - 1], 1), 0.1) for n in (1, 2, 3)])
    taken = np.minimum(discounts[np.minimum(rounded, 3)], counts)
    total = np.bincount(group, weights=counts)
    return (counts - taken) / total[group], np.bincount(group, weights=taken) / total


def mixed(
    models: list[CharModel], kinds: list[list[Level]], shares: list[float], size: int
) -> tuple[list[Level], list[Estimate]]:
    """Every n-gram that any of the models has seen, with the mean of what they all say of it, weighted by ``shares``.

    F. Jelinek and R. L. Mercer, Interpolated estimation of Markov source parameters from sparse data (1980).
    """
    levels, found = [], []
    for length in range(1, len(kinds[0]) + 1):
        grams, inverse = np.unique(np.concatenate([levels[length - 1].grams for levels in kinds]), return_inverse=True)
        raw = np.bincount(inverse, weights=np.concatenate([levels[length - 1].raw for levels in kinds]))
        ids = unpacked(grams, length, size)
        probability = sum(share * 10 ** _said(model, ids) for model, share in zip(models, shares, strict=True))
        log10 = np.log10(probability)
        loss = raw * (log10 - _shorter(levels, found, grams, length, size)) if length > 1 else np.zeros(len(grams))
        levels.append(Level(grams, raw, raw))
        found.append(Estimate(log10, loss))
    return levels, found


def _said(model: CharModel, ids: NDArray[np.int64]) -> NDArray[np.float64]:
    parts = [model.of_windows(part) for part in np.array_split(ids, max(len(ids) // 200_000, 1))]
    return np.concatenate(parts).astype(float)


def _shorter(levels: list[Level], found: list[Estimate], grams: Grams, length: int, size: int) -> NDArray[np.float64]:
    """What the n-gram without its first symbol says."""
    rows = np.searchsorted(levels[-1].grams, grams % np.uint64(size) ** np.uint64(length - 1))
    return found[-1].log10[rows]


def pruned(levels: list[Level], found: list[Estimate], size: int, keep: dict[int, int]) -> list[NDArray[np.bool_]]:
    """Which n-grams of each level stay: those that matter most, and the first and the last symbols of every longer one."""
    stays = [np.ones(len(levels[0].grams), bool)]
    needed = np.empty(0, np.uint64)
    for length in range(len(levels), 1, -1):
        here, loss = levels[length - 1], found[length - 1].loss
        stay = loss >= max(_bar(loss, keep[length]), LEAST_LOSS)
        rows = np.minimum(np.searchsorted(here.grams, needed), len(here.grams) - 1)
        stay[rows[here.grams[rows] == needed]] = True
        kept = here.grams[stay]
        needed = np.unique(np.concatenate([kept // np.uint64(size), kept % np.uint64(size) ** np.uint64(length - 1)]))
        stays.insert(1, stay)
    return stays


def _bar(loss: NDArray[np.float64], keep: int) -> float:
    """The loss that as many n-grams reach."""
    return -np.inf if len(loss) <= keep else float(np.partition(loss, len(loss) - keep)[len(loss) - keep])


def tables(
    alphabet: Alphabet, levels: list[Level], found: list[Estimate], stays: list[NDArray[np.bool_]] | None, words: Table
) -> CharModel:
    """The model, each level's backoff set so that probabilities still sum to one after pruning."""
    size = len(alphabet)
    single = np.full((2, size), -7.0, np.float32)
    single[1] = 0
    single[0, levels[0].grams.astype(np.int64)] = found[0].log10
    model = CharModel(alphabet, single, [], words)
    for length in range(2, len(levels) + 1):
        stay = stays[length - 1] if stays else np.ones(len(levels[length - 1].grams), bool)
        ids = unpacked(levels[length - 1].grams[stay], length, size)
        log10 = found[length - 1].log10[stay]
        _set_backoff(model, ids, log10)
        model = CharModel(alphabet, model.single, [*model.grams, _table(ids, log10, length < len(levels))], words)
    return model


def _set_backoff(model: CharModel, ids: NDArray[np.int64], log10: NDArray[np.float64]) -> None:
    """Give the contexts of the n-grams the weight that shorter contexts keep."""
    contexts, group = np.unique(ids[:, :-1], axis=0, return_inverse=True)
    group = group.ravel()
    lower = np.concatenate([model.of_windows(part) for part in np.array_split(ids[:, 1:], 64)])
    kept = np.bincount(group, weights=10**log10)
    same = np.bincount(group, weights=10 ** lower.astype(float))
    weight = np.log10(np.clip(1 - kept, 1e-4, 1) / np.clip(1 - same, 1e-4, 1))
    if contexts.shape[1] == 1:
        model.single[1, contexts[:, 0]] = weight
        return
    table = model.grams[contexts.shape[1] - 2]
    rows, there = table.find(hashes(contexts))
    assert table.backoff is not None
    table.backoff[rows[there]] = weight[there]


def _table(ids: NDArray[np.int64], log10: NDArray[np.float64], has_backoff: bool) -> Table:
    keys = hashes(ids)
    order = np.lexsort((-log10, keys))
    first = np.ones(len(keys), bool)
    first[1:] = keys[order][1:] != keys[order][:-1]
    rows = order[first]
    backoff = np.zeros(len(rows), np.float32) if has_backoff else None
    return Table(keys[rows], log10[rows].astype(np.float32), backoff)


def unpacked(grams: Grams, length: int, size: int) -> NDArray[np.int64]:
    """n-grams as rows of ids, shape (rows, length)."""
    columns = []
    for _ in range(length):
        columns.append((grams % np.uint64(size)).astype(np.int64))
        grams = grams // np.uint64(size)
    return np.stack(columns[::-1], axis=1)
