"""Compiles the loops of complexity once, so that no user waits for it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy
import scipy.sparse

from yanzhen.chains.activities import Cells
from yanzhen.chains.bootstrap import Draws, with_rank_intervals
from yanzhen.chains.complexity import complexity, presence
from yanzhen.chains.relatedness import joint_counts
from yanzhen.chains.specialisation import has
from yanzhen.chains.withheld import BoundedCells, complexity_within

SIDE = 70
"""Above the side up to which a table is decomposed whole."""
MANY = 2**16 + 1
"""Above what the shorter numbers count."""


def warm() -> None:
    """Compiles and caches every compiled function, by answering small tables of each kind."""
    table = _table()
    for cells in (table, replace(table, value=table.value + 0.5), _long(table), _turned(_long(table))):
        answer = complexity(cells)
        for counts in (True, False):
            with_rank_intervals(cells, answer, Fraction(1), Draws(2, counts=counts))
    complexity_within(BoundedCells(table, table.value, table.value + 1), completions=1)
    even = replace(
        table, row=numpy.repeat([0, 1, 2], 3), column=numpy.tile([0, 1, 2], 3), value=numpy.full(9, numpy.pi)
    )
    has(even)  # ties of figures with many digits
    present = presence(table, has(table))
    joint_counts(present)
    joint_counts(scipy.sparse.vstack([present] * SIDE, format="csr"))


def _table() -> Cells:
    """A triangle: a region has what its number reaches."""
    row, column = numpy.nonzero(numpy.tri(SIDE, dtype=bool))
    names = tuple(f"{at:03}" for at in range(SIDE))
    return Cells(names, names, row, column, ((row * 7 + column * 3) % 5 + 1).astype(numpy.float64))


def _long(cells: Cells) -> Cells:
    """The same with so many activities that they need longer numbers; the others have nothing."""
    return replace(cells, activities=tuple(f"{at:05}" for at in range(MANY)))


def _turned(cells: Cells) -> Cells:
    order = numpy.lexsort((cells.row, cells.column))
    return Cells(cells.activities, cells.regions, cells.column[order], cells.row[order], cells.value[order])
