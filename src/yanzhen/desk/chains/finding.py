"""Finding a product by what a person types: those that begin so, those that hold it, those most like it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

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

    @cached_property
    def _by_pair(self) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for at, name in enumerate(self._lower):
            for pair in pairs(name):
                found.setdefault(pair, []).append(at)
        return found

    def _like(self, word: str) -> list[int]:
        """By the share of common pairs of letters (Dice)."""
        wanted = pairs(word)
        common: Counter[int] = Counter()
        for pair in wanted:
            common.update(self._by_pair.get(pair, ()))
        likeness = {at: 2 * n / (len(wanted) + max(1, len(self._lower[at]) - 1)) for at, n in common.items()}
        near = [at for at, share in likeness.items() if share >= LEAST_LIKE]
        return sorted(near, key=lambda at: (-likeness[at], self._lower[at]))


def pairs(word: str) -> set[str]:
    """The pairs of letters that stand side by side.

    >>> sorted(pairs("齿轮箱"))
    ['轮箱', '齿轮']
    """
    return {word[at : at + 2] for at in range(len(word) - 1)} or {word}
