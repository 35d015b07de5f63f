"""Complexity of regions and activities by correlated shares (Davies and Maré, "Relatedness, complexity and local growth", Regional Studies 2021).

Made for employment counts with suppressed cells: nothing is cut at a threshold, and a pair that the table does not hold is unknown, not 0. Two regions are as
related as their shares of each activity go together, two activities as their shares of each region's total do; the complexity is the eigenvector of the second
largest eigenvalue of that matrix, here with mean 0 and population standard deviation 1 (the paper divides by n - 1).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from yanzhen.chains.complexity import ranks
from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.chains.activities import Cells

LEAST = 3
"""Of fewer regions or activities, and of fewer shared by two, a correlation says nothing."""
SAME = 1e-10
"""Eigenvalues closer than so much cannot be told apart."""


@dataclass(frozen=True, slots=True)
class CorrelatedRow:
    """One region or activity: ``size`` is its sum over the known cells, ``rank`` 1 the most complex."""

    id: str
    size: float
    complexity: float
    rank: int


@dataclass(frozen=True, slots=True)
class Correlated:
    """``unknown`` counts the pairs that the table does not hold; the relatedness matrices lie between 0 and 1."""

    regions: tuple[CorrelatedRow, ...]
    activities: tuple[CorrelatedRow, ...]
    region_relatedness: NDArray[numpy.float64]
    activity_relatedness: NDArray[numpy.float64]
    unknown: int


def correlated_complexity(cells: Cells) -> Correlated:
    """The complexity of every region and activity that has a cell above zero.

    ECI's sign is such that it grows with the regions' sizes, PCI's such that it grows with the mean complexity of where the activity is. Raises
    :class:`~yanzhen.errors.RefusalError` for fewer than three regions or activities, for two that share fewer than three known cells or whose shares do not vary there,
    and where the second eigenvalue occurs twice.

    >>> from yanzhen.chains.activities import activity_table
    >>> import polars
    >>> rows = [(r, a, (ord(r) - 96) ** (ord(a) - 118) + ord(r) * ord(a) % 5) for r in "abcd" for a in "wxyz"]
    >>> table = activity_table(polars.DataFrame(rows, schema=["region", "activity", "value"], orient="row"))
    >>> [(one.id, one.rank) for one in correlated_complexity(table.cells()).regions]
    [('a', 2), ('b', 4), ('c', 3), ('d', 1)]
    """
    known, regions, activities = _known(cells)
    in_regions, in_activities = numpy.nansum(known, axis=1), numpy.nansum(known, axis=0)
    of_regions = relatedness(known / in_activities, in_activities, regions)
    of_activities = relatedness((known / in_regions[:, None]).T, in_regions, activities)
    eci = _second(of_regions, "region")
    eci *= _sign(eci, in_regions)
    pci = _second(of_activities, "activity")
    pci *= _sign(pci, numpy.nan_to_num(known / in_activities).T @ eci)
    return Correlated(
        _rows(regions, in_regions, eci),
        _rows(activities, in_activities, pci),
        of_regions,
        of_activities,
        int(numpy.isnan(known).sum()),
    )


def relatedness(
    shares: NDArray[numpy.float64], sizes: NDArray[numpy.float64], names: tuple[str, ...]
) -> NDArray[numpy.float64]:
    """``(r + 1) / 2`` of each two rows of ``shares`` (things, observations; NaN is unknown), the observations weighted by ``sizes``.

    Of each pair what both know counts. As in the authors' own figures the weights enter the means once and the products of deviations squared.
    """
    there = (~numpy.isnan(shares)).astype(float)
    _refuse_strangers(there @ there.T, names)
    share, weight = numpy.nan_to_num(shares), sizes / sizes.sum()
    mean = (share * weight) @ there.T / ((there * weight) @ there.T)
    squared = weight**2
    total, count = (share * squared) @ there.T, (there * squared) @ there.T
    together = (share * squared) @ share.T - mean * total.T - mean.T * total + mean * mean.T * count
    spread = (share**2 * squared) @ there.T - 2 * mean * total + mean**2 * count
    _refuse_even(spread, (share**2 * squared) @ there.T, names)
    return numpy.asarray((together / numpy.sqrt(spread * spread.T) + 1) / 2)


def _known(cells: Cells) -> tuple[NDArray[numpy.float64], tuple[str, ...], tuple[str, ...]]:
    """The cells above zero of regions and activities that have any; the others are unknown."""
    matrix = numpy.full(cells.shape, numpy.nan)
    matrix[cells.row, cells.column] = cells.value
    rows, columns = ((~numpy.isnan(matrix)).any(axis=axis) for axis in (1, 0))
    if min(rows.sum(), columns.sum()) < LEAST:
        raise RefusalError(
            "complexity by correlation",
            seen=f"{rows.sum()} regions and {columns.sum()} activities with anything",
            expected=f"at least {LEAST} of each",
        )
    regions = tuple(one for one, is_in in zip(cells.regions, rows, strict=True) if is_in)
    return (
        matrix[rows][:, columns],
        regions,
        tuple(one for one, is_in in zip(cells.activities, columns, strict=True) if is_in),
    )


def _refuse_strangers(common: NDArray[numpy.float64], names: tuple[str, ...]) -> None:
    one, other = numpy.unravel_index(int(common.argmin()), common.shape)
    if common[one, other] < LEAST:
        raise RefusalError(
            "complexity by correlation",
            seen=f"{names[one]} and {names[other]} share {common[one, other]:.0f} known cells",
            expected=f"at least {LEAST}",
            todo="leave out what is known of too little, or join regions or activities",
        )


def _refuse_even(spread: NDArray[numpy.float64], scale: NDArray[numpy.float64], names: tuple[str, ...]) -> None:
    even = spread <= 1e-14 * scale
    if even.any():
        one, other = numpy.unravel_index(int(even.argmax()), even.shape)
        raise RefusalError(
            "complexity by correlation",
            seen=f"the shares of {names[one]} are all the same where {names[other]} is known too",
            expected="shares that vary",
        )


def _second(related: NDArray[numpy.float64], kind: str) -> NDArray[numpy.float64]:
    values, vectors = numpy.linalg.eigh((related + related.T) / 2)
    if values[-1] - values[-2] < SAME or values[-2] - values[-3] < SAME:
        raise RefusalError(
            f"complexity by correlation, {kind}",
            seen=f"the eigenvalues {values[-3]:.6g}, {values[-2]:.6g}, {values[-1]:.6g}",
            expected="a second one that stands alone",
        )
    second = vectors[:, -2]
    return numpy.asarray((second - second.mean()) / second.std())


def _sign(values: NDArray[numpy.float64], measure: NDArray[numpy.float64]) -> float:
    return -1.0 if float(numpy.dot(values, measure - measure.mean())) < 0 else 1.0


def _rows(
    names: tuple[str, ...], sizes: NDArray[numpy.float64], values: NDArray[numpy.float64]
) -> tuple[CorrelatedRow, ...]:
    found = zip(names, sizes.tolist(), values.tolist(), ranks(values).tolist(), strict=True)
    return tuple(CorrelatedRow(*row) for row in found)
