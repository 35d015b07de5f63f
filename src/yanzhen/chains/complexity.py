"""Economic complexity of regions and activities (Hidalgo and Hausmann 2009), refused where it means nothing.

ECI is the eigenvector of the second largest eigenvalue of the region-by-region matrix ``D^-1 M U^-1 M'``, PCI the same for
activities; both have mean 0 and population standard deviation 1, ECI's sign such that it grows with diversity, PCI's fixed by ECI. What lies in
different connected components cannot be compared: each component is answered apart, or refused when it is smaller than three
by three.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING

import numpy

from yanzhen.chains.pattern import SMALLEST_SIDE, Pattern, Piece, laid, pattern_of, pieces
from yanzhen.chains.specialisation import had_of
from yanzhen.chains.spectrum import Second, second_vectors
from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    import scipy.sparse
    from numpy.typing import NDArray

    from yanzhen.chains.activities import Cells

THIN = 10
"""Below this many regions or activities, or with fewer had activities than this, the answer is given with a warning."""


@dataclass(frozen=True, slots=True)
class RegionComplexity:
    """``rank`` 1 is the most complex of its component; equal values share the better rank."""

    id: str
    diversity: int
    eci: float
    rank: int
    component: int
    rank_low: int | None = None
    rank_high: int | None = None


@dataclass(frozen=True, slots=True)
class ActivityComplexity:
    """``rank`` 1 is the most complex of its component."""

    id: str
    ubiquity: int
    pci: float
    rank: int
    component: int
    rank_low: int | None = None
    rank_high: int | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A region or activity without an answer, and why; ``component`` is ``None`` for one that has nothing."""

    id: str
    kind: str
    reason: str
    component: int | None = None


@dataclass(frozen=True, slots=True)
class Complexity:
    """The answer; ``components`` counts the connected pieces of the matrix of what regions have."""

    regions: tuple[RegionComplexity, ...]
    activities: tuple[ActivityComplexity, ...]
    refused: tuple[Refused, ...]
    components: int
    threshold: Fraction
    period: str | None = None
    warnings: tuple[str, ...] = field(default=())


def complexity(cells: Cells, threshold: Fraction = Fraction(1)) -> Complexity:
    """The complexity of every region and activity of the cells.

    >>> from yanzhen.chains.activities import activity_table
    >>> import polars
    >>> nested = [(r, a, 1) for r, has in {"x": "abcd", "y": "abc", "z": "ab"}.items() for a in has]
    >>> table = activity_table(polars.DataFrame(nested, schema=["region", "activity", "value"], orient="row"))
    >>> answer = complexity(table.cells(), Fraction(1, 2))
    >>> [(region.id, region.diversity, region.rank) for region in answer.regions]
    [('x', 4, 1), ('y', 3, 2), ('z', 2, 3)]
    """
    by_row = laid(cells)
    present = pattern_of(by_row, had_of(by_row, threshold))
    found = pieces(present)
    regions: list[RegionComplexity] = []
    activities: list[ActivityComplexity] = []
    refused = list(_with_nothing(cells, present))
    for piece in found:
        try:
            answered = _answered(cells, piece)
        except RefusalError as refusal:
            refused.extend(_refused(cells, piece, f"{refusal.seen}; expected: {refusal.expected}"))
        else:
            regions.extend(answered[0])
            activities.extend(answered[1])
    by_id = attrgetter("id")
    ordered = tuple(sorted(regions, key=by_id)), tuple(sorted(activities, key=by_id))
    return Complexity(
        *ordered, tuple(refused), len(found), threshold, cells.period, _warnings(cells, present, found, bool(regions))
    )


def presence(cells: Cells, had: NDArray[numpy.bool_]) -> scipy.sparse.csr_matrix:
    """The 0/1 matrix of what regions have, regions by activities."""
    import scipy.sparse

    ones = numpy.ones(int(had.sum()))
    return scipy.sparse.csr_matrix((ones, (cells.row[had], cells.column[had])), shape=cells.shape)


def standardised(
    second: Second, diversity: NDArray[numpy.int64]
) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    """ECI and PCI with mean 0 and population standard deviation 1; ECI grows with diversity."""
    sign = _sign(second, diversity)
    return sign * _standard(second.regions), sign * _standard(second.activities)


def _standard(values: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    return numpy.asarray((values - values.mean()) / values.std())


def _sign(second: Second, diversity: NDArray[numpy.int64]) -> float:
    lean = float(numpy.dot(second.regions - second.regions.mean(), diversity - diversity.mean()))
    if abs(lean) <= 1e-9 * max(1.0, float(numpy.abs(second.regions).max()) * float(diversity.sum())):
        # All as diverse, or balanced: any sign is as good; the first region by name is set above zero, so that it is always the same one.
        return -1.0 if second.regions[numpy.flatnonzero(numpy.abs(second.regions) > 1e-12)[0]] < 0 else 1.0
    return 1.0 if lean > 0 else -1.0


def ranks(values: NDArray[numpy.float64]) -> NDArray[numpy.int64]:
    """1 for the largest; values that differ by rounding only share the better rank."""
    order = numpy.argsort(-values, kind="stable")
    falls = numpy.diff(values[order]) < -1e-9
    starts = numpy.concatenate(([0], numpy.flatnonzero(falls) + 1))
    rank = numpy.empty(len(values), dtype=numpy.int64)
    rank[order] = starts[numpy.concatenate(([0], numpy.cumsum(falls)))] + 1
    return rank


def _answered(cells: Cells, piece: Piece) -> tuple[list[RegionComplexity], list[ActivityComplexity]]:
    if piece.is_too_small:
        rows, columns = piece.present.shape
        raise RefusalError(
            "complexity",
            seen=f"component {piece.number} has {rows} regions and {columns} activities",
            expected=f"at least {SMALLEST_SIDE} of each",
        )
    eci, pci = standardised(second_vectors(piece.present), piece.present.diversity)
    regions = map(
        RegionComplexity,
        [cells.regions[row] for row in piece.rows.tolist()],
        piece.present.diversity.tolist(),
        eci.tolist(),
        ranks(eci).tolist(),
        repeat(piece.number),
    )
    activities = map(
        ActivityComplexity,
        [cells.activities[column] for column in piece.columns.tolist()],
        piece.present.ubiquity.tolist(),
        pci.tolist(),
        ranks(pci).tolist(),
        repeat(piece.number),
    )
    return list(regions), list(activities)


def _with_nothing(cells: Cells, present: Pattern) -> list[Refused]:
    empty_rows, empty_columns = numpy.flatnonzero(present.diversity == 0), numpy.flatnonzero(present.ubiquity == 0)
    return [
        *(Refused(cells.regions[row], "region", "it has no activity at the threshold") for row in empty_rows),
        *(
            Refused(cells.activities[column], "activity", "no region has it at the threshold")
            for column in empty_columns
        ),
    ]


def _refused(cells: Cells, piece: Piece, reason: str) -> list[Refused]:
    return [
        *(Refused(cells.regions[row], "region", reason, piece.number) for row in piece.rows),
        *(Refused(cells.activities[column], "activity", reason, piece.number) for column in piece.columns),
    ]


def _warnings(cells: Cells, present: Pattern, found: tuple[Piece, ...], any_answer: bool) -> tuple[str, ...]:
    warnings = []
    if len(found) > 1:
        warnings.append(
            f"{len(found)} components have nothing in common: figures of different components cannot be compared"
        )
    if any_answer and min(cells.shape) < THIN:
        warnings.append(f"only {cells.shape[0]} regions and {cells.shape[1]} activities: small changes turn the order")
    thin = int(((present.diversity > 0) & (present.diversity < SMALLEST_SIDE)).sum())
    if thin:
        warnings.append(
            f"{thin} regions have fewer than {SMALLEST_SIDE} activities: their figures rest on almost nothing"
        )
    return tuple(warnings)


def with_intervals(answer: Complexity, bounds: dict[tuple[str, str], tuple[int, int]]) -> Complexity:
    """The answer with rank intervals by ``(kind, id)``."""
    regions = tuple(_bounded(region, bounds.get(("region", region.id))) for region in answer.regions)
    activities = tuple(_bounded_activity(one, bounds.get(("activity", one.id))) for one in answer.activities)
    return replace(answer, regions=regions, activities=activities)


def _bounded(region: RegionComplexity, bound: tuple[int, int] | None) -> RegionComplexity:
    low, high = bound or (None, None)
    return replace(region, rank_low=low, rank_high=high)


def _bounded_activity(activity: ActivityComplexity, bound: tuple[int, int] | None) -> ActivityComplexity:
    low, high = bound or (None, None)
    return replace(activity, rank_low=low, rank_high=high)
