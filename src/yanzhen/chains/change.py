"""What changed between two periods: shift and share, entry and exit.

Shift-share (Dunn 1960, in the form of Esteban-Marquillas's first three terms) splits a region's change into what it would have been with the
whole's growth, what its mix of activities adds, and what it did better or worse than each activity elsewhere. The three add up to the change exactly.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy

from yanzhen.chains.specialisation import has
from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.chains.activities import Cells


@dataclass(frozen=True, slots=True)
class ShiftShare:
    """One region's change from the first period to the second, in the table's own unit.

    ``own`` leaves out activities that the whole did not have before: their growth has no base, and stands in ``new``.
    """

    region: str
    change: float
    whole: float
    mix: float
    own: float
    new: float


@dataclass(frozen=True, slots=True)
class Turn:
    """An activity that a region has in one period and not in the other."""

    region: str
    activity: str
    entered: bool


def shift_share(before: Cells, after: Cells) -> tuple[ShiftShare, ...]:
    """The split of every region's change, in the order of ids; ids of either period count.

    Raises :class:`~yanzhen.errors.RefusalError` where the first period is empty.

    >>> from yanzhen.chains.activities import activity_table
    >>> import polars
    >>> rows = [("r", "a", 100, 1), ("s", "a", 100, 1), ("r", "a", 150, 2), ("s", "a", 110, 2)]
    >>> table = activity_table(polars.DataFrame(rows, schema=["region", "activity", "value", "period"], orient="row"))
    >>> first = shift_share(table.cells("1"), table.cells("2"))[0]
    >>> [round(part) for part in (first.change, first.whole, first.mix, first.own, first.new)]
    [50, 30, 0, 20, 0]
    """
    regions, _, old, new = aligned(before, after)
    base = old.sum()
    if base <= 0:
        raise RefusalError("shift-share", seen="a first period with nothing", expected="something to grow from")
    growth = new.sum() / base - 1
    by_activity = old.sum(axis=0)
    had = by_activity > 0
    rate = numpy.where(had, new.sum(axis=0) / numpy.where(had, by_activity, 1) - 1, 0.0)
    whole = old.sum(axis=1) * growth
    mix = (old * (rate - growth)[None, :] * had).sum(axis=1)
    own = ((new - old * (1 + rate)[None, :]) * had).sum(axis=1)
    fresh = (new * ~had).sum(axis=1)
    change = new.sum(axis=1) - old.sum(axis=1)
    return tuple(
        ShiftShare(region, *(float(part) for part in parts))
        for region, *parts in zip(regions, change, whole, mix, own, fresh, strict=True)
    )


def turns(before: Cells, after: Cells, threshold: Fraction = Fraction(1)) -> tuple[Turn, ...]:
    """Every entry and exit at the threshold, by region and activity."""
    old, new = _pairs(before, threshold), _pairs(after, threshold)
    entered = [Turn(region, activity, True) for region, activity in sorted(new - old)]
    return tuple(entered + [Turn(region, activity, False) for region, activity in sorted(old - new)])


def aligned(
    before: Cells, after: Cells
) -> tuple[tuple[str, ...], tuple[str, ...], NDArray[numpy.float64], NDArray[numpy.float64]]:
    """The ids of both periods, and the two matrices over them."""
    regions = tuple(sorted({*before.regions, *after.regions}))
    activities = tuple(sorted({*before.activities, *after.activities}))
    return regions, activities, _over(before, regions, activities), _over(after, regions, activities)


def _over(cells: Cells, regions: tuple[str, ...], activities: tuple[str, ...]) -> NDArray[numpy.float64]:
    row = numpy.searchsorted(regions, cells.regions)[cells.row] if len(cells.row) else cells.row
    column = numpy.searchsorted(activities, cells.activities)[cells.column] if len(cells.column) else cells.column
    matrix = numpy.zeros((len(regions), len(activities)))
    matrix[row, column] = cells.value
    return matrix


def _pairs(cells: Cells, threshold: Fraction) -> set[tuple[str, str]]:
    had = has(cells, threshold)
    return {(cells.regions[r], cells.activities[c]) for r, c in zip(cells.row[had], cells.column[had], strict=True)}
