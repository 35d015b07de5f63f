"""Reverse stress: the smallest set of firms, and when, whose defaults make a class lose principal."""

from __future__ import annotations

import itertools
import math
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from yanzhen.errors import InputError
from yanzhen.securitization.kernel import HAIR, run_vectors
from yanzhen.securitization.model import build_model, program_arrays

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from yanzhen.securitization.deal import Deal
    from yanzhen.securitization.model import Model

MOST_PATHS = 3_000_000
"""Paths that are run for one size of set; a few seconds."""

CHUNK_NUMBERS = 3_000_000
"""Sets times firms that are run at once, so that their memory stays small."""

ONE_BY_ONE = 200

Found: TypeAlias = tuple[tuple[tuple[str, int], ...], float]
"""Defaults, and what the class then loses."""


@dataclass(frozen=True, slots=True)
class Break:
    """Defaults (firm, period) that make the class lose the share ``loss``.

    ``proved`` tells that no smaller set does it, whatever its periods; else ``at_least`` firms are needed, and this set is
    the smallest that was found.
    """

    tranche: str
    defaults: tuple[tuple[str, int], ...]
    loss: float
    proved: bool
    at_least: int


def smallest_break(deal: Deal, tranche: str, supports: Sequence[str] = (), most: int = MOST_PATHS) -> Break | None:
    """The smallest set of firms and periods that breaks the class; of those the one with the largest loss.

    Sets are tried by size. As long as a size has at most ``most`` paths (sets times periods) all are run, which proves the
    smaller sizes harmless; beyond, only defaults in one common period of the largest firms are tried, and the answer
    is told as a bound. ``None`` when even all firms at once do not break it.
    """
    names = [entry.name for entry in deal.tranches]
    if tranche not in names:
        raise InputError("tranche", seen=repr(tranche), expected=", ".join(names))
    search = _Search(deal, build_model(deal), names.index(tranche), tuple(supports))
    firms = len(deal.obligors)
    for size in range(1, firms + 1):
        if math.comb(firms, size) * search.periods**size > most:
            found = search.first_likely(size, firms)
            return None if found is None else Break(tranche, *found, proved=False, at_least=size)
        found = search.best(search.every(size))
        if found is not None:
            return Break(tranche, *found, proved=True, at_least=size)
    return None


@dataclass(frozen=True)
class _Search:
    deal: Deal
    model: Model
    place: int
    supports: tuple[str, ...]

    @property
    def periods(self) -> int:
        """The periods in which a firm can default."""
        return int(self.model.states[: len(self.model.order)].max())

    def every(self, size: int) -> Iterator[dict[int, int]]:
        for firms in itertools.combinations(range(len(self.model.order)), size):
            choices = [range(1, int(self.model.states[firm]) + 1) for firm in firms]
            for periods in itertools.product(*choices):
                yield dict(zip(firms, periods, strict=True))

    def likely(self, size: int) -> Iterator[dict[int, int]]:
        """The firms with the largest exposures (they stand first), all in one period."""
        for period in range(1, self.periods + 1):
            yield dict.fromkeys(range(size), period)

    def first_likely(self, low: int, high: int) -> Found | None:
        """What the smallest number of the largest firms does; beyond ``ONE_BY_ONE`` numbers it is found by halving."""
        found = None
        while high - low > ONE_BY_ONE:
            middle = (low + high) // 2
            there = self.best(self.likely(middle))
            low, high, found = (low, middle, there) if there is not None else (middle + 1, high, found)
        smaller = (self.best(self.likely(size)) for size in range(low, high + 1))
        return next((one for one in smaller if one is not None), found)

    @cached_property
    def arrays(self) -> tuple[Any, ...]:
        """The program and the cash tables, which all sets share."""
        return program_arrays(self.deal, self.supports), self.model.cash_arrays()

    def best(self, candidates: Iterator[dict[int, int]]) -> Found | None:
        best: tuple[dict[int, int], float] | None = None
        at_once = max(1, CHUNK_NUMBERS // (len(self.model.order) + len(self.deal.supports)))
        while chunk := list(itertools.islice(candidates, at_once)):
            losses = self.losses(chunk)
            worst = int(np.argmax(losses))
            if losses[worst] > HAIR and (best is None or losses[worst] > best[1]):
                best = chunk[worst], float(losses[worst])
        if best is None:
            return None
        firms = self.model.obligors
        return tuple(sorted((firms[firm].name, period) for firm, period in best[0].items())), best[1]

    def losses(self, chunk: list[dict[int, int]]) -> NDArray[np.float64]:
        program, cash = self.arrays
        members = len(self.model.order) + len(self.deal.supports)
        vectors = np.zeros((len(chunk), members), dtype=np.int64)
        for row, defaults in enumerate(chunk):
            for firm, period in defaults.items():
                vectors[row, firm] = period
        losses = np.zeros((len(chunk), program.tranches))
        residuals, drawn = np.zeros(len(chunk)), np.zeros((len(chunk), 0))
        run_vectors(vectors, program.arrays, cash, len(self.deal.supports), losses, residuals, drawn)
        worst: NDArray[np.float64] = losses[:, self.place]
        return worst
