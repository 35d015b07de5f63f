"""How sure a rank is: the same figures drawn again, ranked again, and the middle share of the ranks told.

A count of firms or employees is drawn as a Poisson number with the printed mean (each firm comes or goes by itself). Another
figure (money, output) is multiplied by lognormal noise whose spread the caller states, since the table does not tell its own error. A cell that prints
zero stays zero. Ranks are those among the regions (activities) that are still in the same component.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy

from yanzhen.chains.complexity import Complexity, Piece, pieces, presence, ranks, standardised, with_intervals
from yanzhen.chains.specialisation import has
from yanzhen.chains.spectrum import second_vectors
from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.chains.activities import Cells
    from yanzhen.chains.complexity import ActivityComplexity, RegionComplexity

ROUGH = 1e-6
"""Precision of the vectors of one draw: far below what moves a rank by more than the draw itself does."""
LARGEST_COUNT = 1e6


@dataclass(frozen=True, slots=True)
class Draws:
    """How to draw: ``count`` times with ``seed``; ``spread`` is the standard deviation of the log, for figures that are no counts.

    ``counts`` says whether the figures count things; ``None`` takes whole numbers up to :data:`LARGEST_COUNT` for counts, since dollars that
    are printed whole would seem far surer than they are.
    """

    count: int = 200
    seed: int = 0
    spread: float = 0.2
    level: float = 0.95
    counts: bool | None = None


def with_rank_intervals(cells: Cells, answer: Complexity, threshold: Fraction, draws: Draws) -> Complexity:
    """The answer with the interval of every rank, which always holds the rank itself."""
    if draws.count < 1 or not answer.regions:
        return answer
    by_region = numpy.full((draws.count, cells.shape[0]), numpy.nan)
    by_activity = numpy.full((draws.count, cells.shape[1]), numpy.nan)
    start: dict[int, NDArray[numpy.float64]] = {}
    for draw in range(draws.count):
        _rank_draw(_drawn(cells, draws, draw), threshold, by_region[draw], by_activity[draw], start)
    bounds = _bounds("region", _ranked(answer.regions), cells.regions, by_region, draws.level)
    of_activities = _bounds("activity", _ranked(answer.activities), cells.activities, by_activity, draws.level)
    return with_intervals(answer, bounds | of_activities)


def are_counts(cells: Cells, draws: Draws) -> bool:
    """Whether the figures are drawn as counts."""
    if draws.counts is not None:
        return draws.counts
    whole = numpy.all(cells.value == numpy.floor(cells.value))
    return bool(whole and cells.value.max(initial=0) <= LARGEST_COUNT)


def _drawn(cells: Cells, draws: Draws, draw: int) -> Cells:
    random = numpy.random.default_rng((draws.seed, draw))
    if are_counts(cells, draws):
        value = random.poisson(numpy.minimum(cells.value, 1e15)).astype(float)
    else:
        value = cells.value * numpy.exp(random.normal(0.0, draws.spread, len(cells.value)))
    kept = value > 0
    return replace(cells, row=cells.row[kept], column=cells.column[kept], value=value[kept])


def _rank_draw(
    cells: Cells,
    threshold: Fraction,
    by_region: NDArray[numpy.float64],
    by_activity: NDArray[numpy.float64],
    start: dict[int, NDArray[numpy.float64]],
) -> None:
    for piece in pieces(presence(cells, has(cells, threshold))):
        if piece.is_too_small:
            continue
        first = start.get(min(piece.present.shape)) if piece.number == 1 else None
        try:
            second = second_vectors(piece.present, tolerance=ROUGH, start=first)
        except RefusalError:
            continue
        eci, pci = standardised(second, numpy.asarray(piece.present.sum(axis=1)).ravel())
        by_region[piece.rows], by_activity[piece.columns] = ranks(eci), ranks(pci)
        _remember(piece, second.regions, second.activities, start)


def _remember(
    piece: Piece,
    regions: NDArray[numpy.float64],
    activities: NDArray[numpy.float64],
    start: dict[int, NDArray[numpy.float64]],
) -> None:
    """The vector of the shorter side, as a first guess for draws of the same size."""
    if piece.number == 1:
        start.clear()
        start[min(piece.present.shape)] = regions if piece.present.shape[0] <= piece.present.shape[1] else activities


def _bounds(
    kind: str, ranked: Mapping[str, tuple[int, int]], ids: tuple[str, ...], drawn: NDArray[numpy.float64], level: float
) -> dict[tuple[str, str], tuple[int, int]]:
    """The middle of the drawn ranks, wide enough for the rank itself.

    A draw that could not answer for an id says nothing of it: it counts as the first rank below and as the last above. ``ranked`` gives
    the rank of each id that was answered and how many share its component.
    """
    tail = (1 - level) / 2
    bounds = {}
    for at, id_ in enumerate(ids):
        if id_ in ranked:
            rank, last = ranked[id_]
            low = numpy.quantile(numpy.nan_to_num(drawn[:, at], nan=1), tail, method="lower")
            high = numpy.quantile(numpy.nan_to_num(drawn[:, at], nan=last), 1 - tail, method="higher")
            bounds[kind, id_] = (min(rank, int(low)), max(rank, int(high)))
    return bounds


def _ranked(rows: Sequence[RegionComplexity | ActivityComplexity]) -> dict[str, tuple[int, int]]:
    size = Counter(row.component for row in rows)
    return {row.id: (row.rank, size[row.component]) for row in rows}
