"""How sure a rank is: the same figures drawn again, ranked again, and the middle share of the ranks told.

A count of firms or employees is drawn as a Poisson number with the printed mean (each firm comes or goes by itself). Another
figure (money, output) is multiplied by lognormal noise whose spread the caller states, since the table does not tell its own error. A cell that prints
zero stays zero. Ranks are those among the regions (activities) that are still in the same component.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from queue import SimpleQueue
from typing import TYPE_CHECKING

import numpy

from yanzhen.chains import noise
from yanzhen.chains.complexity import Complexity, with_intervals
from yanzhen.chains.pattern import Laid, laid
from yanzhen.chains.redraw import ROUGH, Fill, Room, guess_of, indices_drawn, room_for
from yanzhen.chains.threads import each, threads

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.chains.activities import Cells
    from yanzhen.chains.complexity import ActivityComplexity, RegionComplexity

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


def with_rank_intervals(
    cells: Cells, answer: Complexity, threshold: Fraction, draws: Draws, tolerance: float = ROUGH
) -> Complexity:
    """The answer with the interval of every rank, which always holds the rank itself; the same for any number of threads."""
    if draws.count < 1 or not answer.regions:
        return answer
    by_row, as_counts = laid(cells), are_counts(cells, draws)
    fills = [_fill(by_row, draws, draw, as_counts) for draw in range(draws.count)]
    drawn = drawn_by(by_row, fills, threshold, tolerance)
    bounds = _bounds("region", answer.regions, cells.regions, drawn.region_ranks, draws.level)
    of_activities = _bounds("activity", answer.activities, cells.activities, drawn.activity_ranks, draws.level)
    return with_intervals(answer, bounds | of_activities)


@dataclass(frozen=True, slots=True)
class Drawn:
    """The indices and ranks of every draw, NaN and 0 where one has none; shapes (draws, regions) and (draws, activities)."""

    eci: NDArray[numpy.float64]
    pci: NDArray[numpy.float64]
    region_ranks: NDArray[numpy.int32]
    activity_ranks: NDArray[numpy.int32]


def drawn_by(cells: Laid, fills: Sequence[Fill], threshold: Fraction, tolerance: float = ROUGH) -> Drawn:
    """All draws, each on one thread, every thread with a room of its own."""
    guess, rooms = guess_of(cells, threshold), SimpleQueue[Room]()
    for _ in range(threads()):
        rooms.put(room_for(cells))
    regions, activities = (len(fills), len(cells.start) - 1), (len(fills), cells.columns)
    drawn = Drawn(
        numpy.empty(regions),
        numpy.empty(activities),
        numpy.empty(regions, dtype=numpy.int32),
        numpy.empty(activities, dtype=numpy.int32),
    )

    def run(at: int) -> None:
        room = rooms.get()
        try:
            indices, ranks = indices_drawn(cells, fills[at], room, threshold, guess, tolerance)
        finally:
            rooms.put(room)
        drawn.eci[at], drawn.pci[at] = indices
        drawn.region_ranks[at], drawn.activity_ranks[at] = ranks

    each(run, range(len(fills)), len(fills) * len(cells.value))
    return drawn


def are_counts(cells: Cells, draws: Draws) -> bool:
    """Whether the figures are drawn as counts."""
    if draws.counts is not None:
        return draws.counts
    whole = numpy.all(cells.value == numpy.floor(cells.value))
    return bool(whole and cells.value.max(initial=0) <= LARGEST_COUNT)


def _fill(cells: Laid, draws: Draws, draw: int, as_counts: bool) -> Fill:
    key = noise.key_of(draws.seed, draw)
    if as_counts:
        return lambda room: noise.count(
            cells.start, cells.column, cells.value, key, room.value, room.by_row, room.by_column
        )
    factors = noise.factors(draws.spread)
    return lambda room: noise.multiply(
        cells.start, cells.column, cells.value, factors, key, room.value, room.by_row, room.by_column
    )


def _bounds(
    kind: str,
    rows: Sequence[RegionComplexity | ActivityComplexity],
    ids: tuple[str, ...],
    drawn: NDArray[numpy.int32],
    level: float,
) -> dict[tuple[str, str], tuple[int, int]]:
    """The middle of the drawn ranks, wide enough for the rank itself.

    A draw that could not answer for an id says nothing of it: it counts as the first rank below and as the last above.
    """
    tail = (1 - level) / 2
    size = Counter(row.component for row in rows)
    answered = {row.id: row for row in rows}
    last = numpy.array([size[answered[id_].component] if id_ in answered else 1 for id_ in ids], dtype=numpy.int32)
    low = numpy.quantile(numpy.where(drawn == 0, 1, drawn), tail, axis=0, method="lower").astype(int).tolist()
    high = numpy.quantile(numpy.where(drawn == 0, last, drawn), 1 - tail, axis=0, method="higher").astype(int).tolist()
    return {
        (kind, id_): (min(answered[id_].rank, low[at]), max(answered[id_].rank, high[at]))
        for at, id_ in enumerate(ids)
        if id_ in answered
    }
