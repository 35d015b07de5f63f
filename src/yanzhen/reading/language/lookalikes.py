"""Which characters may be read for which, as ids of the model's alphabet."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from yanzhen.reading.language.model import CharModel
from yanzhen.reading.language.symbols import SYMBOL_OF, UNKNOWN, Alphabet, is_han

BY_HAND = Path(__file__).with_name("confusables.tsv")
MEASURED = Path(__file__).with_name("look-alikes.tsv")
MISREAD = Path(__file__).with_name("misreadings.tsv")

LEAST_COMMON = -5.0
"""Log10 probability that a character must have alone to be proposed: nobody's slip is a rarity in disguise."""


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """For each id, the ids it may stand for: ``reads[first[id]:first[id + 1]]``, the likeliest first."""

    first: NDArray[np.int64]
    reads: NDArray[np.int64]

    def of(self, ids: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Every reading of every symbol: (which row of ``ids``, id to read), shapes (readings,)."""
        many = self.first[ids + 1] - self.first[ids]
        row = np.repeat(np.arange(len(ids)), many)
        place = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
        return row, self.reads[self.first[ids[row]] + place]


@cache
def read_pairs() -> dict[str, str]:
    """Character or mark as seen -> what may have stood there; all three tables together, the hand-made one first. Characters hold both ways.

    >>> read_pairs()["目"][:2]
    '自日'
    """
    pairs: dict[str, str] = {}
    for seen, reads in [*_rows(BY_HAND), *_rows(MISREAD), *_rows(MEASURED)]:
        for read in reads:
            _add(pairs, seen, read)
            if is_han(seen):
                _add(pairs, read, seen)
    return pairs


def lookalikes(model: CharModel) -> Lookalikes:
    """The tables in the alphabet of a model."""
    alphabet = model.alphabet
    reads: list[list[int]] = [[] for _ in range(len(alphabet))]
    for seen, others in read_pairs().items():
        number = alphabet.id_of(SYMBOL_OF.get(ord(seen)) or seen)
        reads[number] += [other for other in _known(alphabet, others) if model.single[0, other] > LEAST_COMMON]
    reads[UNKNOWN] = []
    first = np.cumsum([0, *map(len, reads)])
    return Lookalikes(first, np.array([other for row in reads for other in row], np.int64))


def _known(alphabet: Alphabet, characters: str) -> list[int]:
    return [number for number in map(alphabet.id_of, characters) if number != UNKNOWN]


def _add(pairs: dict[str, str], seen: str, read: str) -> None:
    if read not in pairs.get(seen, ""):
        pairs[seen] = pairs.get(seen, "") + read


def _rows(table: Path) -> list[tuple[str, str]]:
    lines = table.read_text("utf-8").splitlines()
    return [(row[0], row[1]) for row in (line.split("\t") for line in lines if not line.startswith("#"))]
