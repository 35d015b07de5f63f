"""Revealed comparative advantage: which region has more of an activity than its size would give it.

A region *has* an activity when its share of the activity is at least ``threshold`` times its share of everything (Balassa 1965):
``X[r, a] * total >= threshold * X[r] * X[a]`` and ``X[r, a] > 0``. A zero never counts as having (in the cross-multiplied form
``0 >= 0`` would), and ties are decided exactly, not by the last bit of a float.
"""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy

from yanzhen.chains import kernels
from yanzhen.chains.pattern import Laid, laid
from yanzhen.chains.threads import each, row_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.chains.activities import Cells

NEAR = 1e-9
"""Two sides that are nearer than this, relatively, are compared again without rounding."""
LAST_BITS = Fraction(2, 10**15)
"""How far apart, relatively, the two sides may be drawn by taking each printed value for its float: four roundings of a unit in the last place."""
MOST_DIGITS = 6
SURE = 1e15
"""A decimal number below this many of its last places is the one that its float prints."""


def has(cells: Cells, threshold: Fraction = Fraction(1)) -> NDArray[numpy.bool_]:
    """For each cell, whether its region has its activity; shape (cells,)."""
    by_row = laid(cells)
    had = had_of(by_row, threshold)
    if by_row.order is None:
        return had
    answer = numpy.empty_like(had)
    answer[by_row.order] = had
    return answer


def rca(cells: Cells) -> NDArray[numpy.float64]:
    """The revealed comparative advantage of each cell; shape (cells,)."""
    by_region = numpy.bincount(cells.row, cells.value, cells.shape[0])
    by_activity = numpy.bincount(cells.column, cells.value, cells.shape[1])
    # Divided by the total before the product, which would overflow for values of 1e200.
    return numpy.asarray(cells.value / (by_region[cells.row] * (by_activity[cells.column] / cells.value.sum())))


def had_of(cells: Laid, threshold: Fraction) -> NDArray[numpy.bool_]:
    """For each cell, whether its region has its activity, the cells by row."""
    had = numpy.empty(len(cells.value), dtype=numpy.bool_)
    if not len(had):
        return had
    by_row, share = _expected(cells, float(threshold))
    parts = row_parts(cells.start)

    def run(part: tuple[int, int]) -> int:
        return int(kernels.compare(cells.start, cells.column, cells.value, by_row, share, NEAR, had, *part))

    doubtful = sum(each(run, parts, len(had)))
    if doubtful:
        near = numpy.empty((2, doubtful), dtype=numpy.int64)
        kernels.find_near(cells.start, cells.column, cells.value, by_row, share, NEAR, near)
        had[near[0]] = _exactly(cells, near[0], near[1], threshold)
    return had


def _expected(cells: Laid, threshold: float) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    """The sum of each row, and what to multiply it with for the expected value of a column times the threshold."""
    parts = row_parts(cells.start)
    by_row = numpy.zeros(len(cells.start) - 1)
    by_column = numpy.zeros((len(parts), cells.columns))

    def run(at: int) -> None:
        kernels.add_up(cells.start, cells.column, cells.value, by_row, by_column[at], *parts[at])

    each(run, range(len(parts)), len(cells.value))
    return by_row, threshold * (by_column.sum(axis=0) / by_row.sum())


def _exactly(
    cells: Laid, near: NDArray[numpy.int64], rows: NDArray[numpy.int64], threshold: Fraction
) -> NDArray[numpy.bool_]:
    """The cells that floats cannot decide, with the values as they are printed (0.1 is one tenth)."""
    printed = _whole(cells.value)
    if printed is None:
        return _by_sharp_sums(cells, near, rows, threshold)
    by_row = numpy.add.reduceat(numpy.append(printed, 0), cells.start[:-1])
    by_row[numpy.diff(cells.start) == 0] = 0
    by_column = numpy.zeros(cells.columns, dtype=numpy.int64)
    numpy.add.at(by_column, cells.column, printed)
    total, of_row, of_column = int(by_row.sum()), by_row[rows], by_column[cells.column[near]]
    over, under = threshold.numerator, threshold.denominator
    small = under * int(printed.max()) * total < 2**63 and over * int(by_row.max()) * int(by_column.max()) < 2**63
    exact = numpy.int64 if small else object
    left = under * printed[near].astype(exact) * total
    return numpy.asarray(left >= over * of_row.astype(exact) * of_column.astype(exact), dtype=numpy.bool_)


def _whole(value: NDArray[numpy.float64]) -> NDArray[numpy.int64] | None:
    """The values in units of their last printed decimal place, where they have few and their sum fits 62 bits."""
    for digits in range(MOST_DIGITS + 1):
        scaled = numpy.rint(value * 10.0**digits)
        if scaled.max() >= SURE or scaled.sum() >= 2.0**62:
            return None
        if (scaled / 10.0**digits == value).all():
            return numpy.asarray(scaled.astype(numpy.int64))
    return None


def _by_sharp_sums(
    cells: Laid, near: NDArray[numpy.int64], rows: NDArray[numpy.int64], threshold: Fraction
) -> NDArray[numpy.bool_]:
    """Decided by sums that lose nothing; what even the last bit of the printed values could turn goes to :func:`_by_fractions`, which takes seconds for a million cells."""
    by_row, by_column = numpy.zeros((len(cells.start) - 1, 2)), numpy.zeros((cells.columns, 2))
    kernels.add_up_twice(cells.start, cells.column, cells.value, by_row, by_column)
    total = Fraction(math.fsum(by_row.ravel().tolist()))
    had = numpy.zeros(len(near), dtype=numpy.bool_)
    unsure = []
    for at, (cell, row) in enumerate(zip(near.tolist(), rows.tolist(), strict=True)):
        left = Fraction(float(cells.value[cell])) * total
        right = threshold * _sum_of(by_row[row]) * _sum_of(by_column[cells.column[cell]])
        had[at] = left >= right
        if abs(left - right) <= LAST_BITS * right:
            unsure.append(at)
    if unsure:
        had[unsure] = _by_fractions(cells, near[unsure], rows[unsure], threshold)
    return had


def _sum_of(pair: NDArray[numpy.float64]) -> Fraction:
    return Fraction(float(pair[0])) + Fraction(float(pair[1]))


def _by_fractions(
    cells: Laid, near: NDArray[numpy.int64], rows: NDArray[numpy.int64], threshold: Fraction
) -> list[bool]:
    printed = [Fraction(Decimal(repr(value))) for value in cells.value.tolist()]
    by_row = [sum(printed[a:b], Fraction(0)) for a, b in zip(cells.start[:-1], cells.start[1:], strict=True)]
    by_column = [Fraction(0)] * cells.columns
    for at, value in zip(cells.column.tolist(), printed, strict=True):
        by_column[at] += value
    total = sum(by_row, Fraction(0))
    return [
        printed[cell] * total >= threshold * by_row[row] * by_column[cells.column[cell]]
        for cell, row in zip(near.tolist(), rows.tolist(), strict=True)
    ]
