"""Finding a product by what a person types: those that begin so, those that hold it, those most like it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

LETTER_BITS = 21
"""Of a code point of Unicode."""
MOST_FOUND = 40
LEAST_LIKE = 0.34
"""Below this share of common pairs of letters two names are not like each other."""


class Finder:
    """The names of products, laid out for searching.

    >>> Finder(["gear box", "gear", "steel", "bevel gears"]).found("gear")
    ('gear', 'gear box', 'bevel gears')
    >>> Finder(["锂离子电池", "锂电池", "电机"]).found("锂离电池")
    ('锂离子电池', '锂电池')
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.names = tuple(names)
        self._lower = [name.lower() for name in self.names]

    def found(self, asked: str, most: int = MOST_FOUND) -> tuple[str, ...]:
        """The names that fit, the best first: the name itself, those that begin with it, those that hold it, those like it."""
        word = asked.strip().lower()
        if not word:
            return ()
        hold = [at for at, name in enumerate(self._lower) if word in name]
        hold.sort(key=lambda at: (not self._lower[at].startswith(word), len(self._lower[at]), self._lower[at]))
        if len(hold) < most:
            known = set(hold)
            hold += [at for at in self._like(word) if at not in known]
        return tuple(self.names[at] for at in hold[:most])

    def lay_out(self) -> None:
        """Lay out the pairs of letters now, not at the first search that needs them."""
        _ = self._by_pair

    @cached_property
    def _by_pair(self) -> tuple[NDArray[numpy.int64], NDArray[numpy.int64]]:
        """The pairs of all names as numbers, in order, and beside each the place of its name; a pair counts once in a name."""
        lengths = numpy.array([len(name) for name in self._lower], dtype=numpy.int64)
        letters = _letters("".join(self._lower))
        owner = numpy.repeat(numpy.arange(len(lengths)), lengths)
        is_last = numpy.zeros(len(letters), dtype=bool)
        is_last[numpy.cumsum(lengths)[lengths > 0] - 1] = True
        behind = numpy.where(is_last, 0, numpy.append(letters[1:], 0))
        counts = ~is_last | (lengths[owner] == 1)
        pair, owner = (letters << LETTER_BITS | behind)[counts], owner[counts]
        order = numpy.argsort(pair, kind="stable")
        pair, owner = pair[order], owner[order]
        first = numpy.append(True, (pair[1:] != pair[:-1]) | (owner[1:] != owner[:-1]))[: len(pair)]
        return pair[first], owner[first]

    @cached_property
    def _pairs_in(self) -> NDArray[numpy.int64]:
        return numpy.array([max(1, len(name) - 1) for name in self._lower], dtype=numpy.int64)

    def _like(self, word: str) -> list[int]:
        """By the share of common pairs of letters (Dice)."""
        pair, owner = self._by_pair
        wanted = _pairs(word)
        begin, end = numpy.searchsorted(pair, wanted), numpy.searchsorted(pair, wanted, side="right")
        holders = [owner[one:other] for one, other in zip(begin, end, strict=True)]
        common = numpy.bincount(numpy.concatenate(holders), minlength=len(self.names))
        likeness = 2 * common / (len(wanted) + self._pairs_in)
        near = numpy.flatnonzero(likeness >= LEAST_LIKE).tolist()
        return sorted(near, key=lambda at: (-likeness[at], self._lower[at]))


def _pairs(word: str) -> NDArray[numpy.int64]:
    """The pairs of letters that stand side by side, each once; of a single letter the letter itself."""
    letters = _letters(word)
    behind = letters[1:] if len(letters) > 1 else numpy.zeros(1, dtype=numpy.int64)
    return numpy.unique(letters[: len(behind)] << LETTER_BITS | behind)


def _letters(text: str) -> NDArray[numpy.int64]:
    return numpy.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype="<u4").astype(numpy.int64)
