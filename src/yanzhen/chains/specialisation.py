"""Revealed comparative advantage: which region has more of an activity than its size would give it.

A region *has* an activity when its share of the activity is at least ``threshold`` times its share of everything (Balassa 1965):
``X[r, a] * total >= threshold * X[r] * X[a]`` and ``X[r, a] > 0``. A zero never counts as having (in the cross-multiplied form
``0 >= 0`` would), and ties are decided exactly, not by the last bit of a float.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.chains.activities import Cells

NEAR = 1e-9
"""Two sides that are nearer than this, relatively, are compared again as fractions."""


def has(cells: Cells, threshold: Fraction = Fraction(1)) -> NDArray[numpy.bool_]:
    """For each cell, whether its region has its activity; shape (cells,)."""
    left, right = _sides(cells, float(threshold))
    answer = left >= right
    near = numpy.flatnonzero(numpy.abs(left - right) <= NEAR * right)
    if near.size:
        answer[near] = _exactly(cells, near, threshold)
    return answer


def rca(cells: Cells) -> NDArray[numpy.float64]:
    """The revealed comparative advantage of each cell; shape (cells,)."""
    left, right = _sides(cells, 1.0)
    return left / right


def _sides(cells: Cells, threshold: float) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    by_region = numpy.bincount(cells.row, cells.value, cells.shape[0])
    by_activity = numpy.bincount(cells.column, cells.value, cells.shape[1])
    # Divided by the total before the product, which would overflow for values of 1e200.
    right = threshold * by_region[cells.row] * (by_activity[cells.column] / cells.value.sum())
    return cells.value, right


def _exactly(cells: Cells, near: NDArray[numpy.int64], threshold: Fraction) -> list[bool]:
    """The cells that floats cannot decide, with the values as they are printed (0.1 is one tenth)."""
    printed = [Fraction(Decimal(repr(value))) for value in cells.value.tolist()]
    by_region = _sums(cells.row, printed, cells.shape[0])
    by_activity = _sums(cells.column, printed, cells.shape[1])
    total = sum(by_region, Fraction(0))
    return [
        printed[i] * total >= threshold * by_region[cells.row[i]] * by_activity[cells.column[i]] for i in near.tolist()
    ]


def _sums(group: NDArray[numpy.int64], values: list[Fraction], groups: int) -> list[Fraction]:
    sums = [Fraction(0)] * groups
    for at, value in zip(group.tolist(), values, strict=True):
        sums[at] += value
    return sums
