"""Who has what as a 0/1 matrix without its ones: where the entries of each row stand, and of each column."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy

from yanzhen.chains import kernels
from yanzhen.chains.threads import each, row_parts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.chains.activities import Cells

    Places = NDArray[numpy.integer[Any]]

SMALLEST_SIDE = 3


@dataclass(frozen=True, slots=True)
class Laid:
    """Cells by row: those of row *r* stand at ``start[r]:start[r + 1]``; ``order`` sorts the cells so where they were not sorted."""

    start: NDArray[numpy.int64]
    column: Places
    value: NDArray[numpy.float64]
    columns: int
    order: NDArray[numpy.int64] | None = None


@dataclass(frozen=True, slots=True)
class Pattern:
    """The entries of row *r* are ``column[start[r]:start[r + 1]]``, those of column *c* ``row[column_start[c]:column_start[c + 1]]``."""

    start: NDArray[numpy.int64]
    column: Places
    column_start: NDArray[numpy.int64]
    row: Places

    @property
    def shape(self) -> tuple[int, int]:
        return len(self.start) - 1, len(self.column_start) - 1

    @property
    def diversity(self) -> NDArray[numpy.int64]:
        """How many entries each row has."""
        return numpy.diff(self.start)

    @property
    def ubiquity(self) -> NDArray[numpy.int64]:
        """How many entries each column has."""
        return numpy.diff(self.column_start)


@dataclass(frozen=True, slots=True)
class Piece:
    """One connected component: where its rows and columns stand in the whole table, and its own pattern."""

    number: int
    rows: NDArray[numpy.int64]
    columns: NDArray[numpy.int64]
    present: Pattern

    @property
    def is_too_small(self) -> bool:
        return min(self.present.shape) < SMALLEST_SIDE


def places_of(size: int) -> type[numpy.uint16] | type[numpy.int32]:
    """The shortest whole number that counts so many places: what is read from memory is what takes the time."""
    return numpy.uint16 if size <= 2**16 else numpy.int32


def laid(cells: Cells) -> Laid:
    """The cells by row, with their columns in short numbers."""
    column = numpy.empty(len(cells.column), dtype=places_of(cells.shape[1]))
    cuts = numpy.linspace(0, len(column), 5).astype(int).tolist()
    parts = list(pairwise(cuts))
    ordered = each(lambda part: kernels.narrow(cells.row, cells.column, column, *part), parts, len(column))
    row, value, order = cells.row, cells.value, None
    if not all(ordered):
        order = numpy.argsort(cells.row, kind="stable")
        row, value, column = row[order], value[order], column[order]
    start = numpy.searchsorted(row, numpy.arange(cells.shape[0] + 1)).astype(numpy.int64)
    return Laid(start, column, value, cells.shape[1], order)


def pattern_of(cells: Laid, had: NDArray[numpy.bool_]) -> Pattern:
    """The pattern of the cells that are had; ``had`` is in the order of ``cells``."""
    parts = row_parts(cells.start)
    kept = numpy.empty_like(cells.column)
    by_row = numpy.zeros(len(cells.start) - 1, dtype=numpy.int64)
    by_column = numpy.zeros((len(parts), cells.columns), dtype=numpy.int64)

    def run(at: int) -> int:
        return int(kernels.keep(cells.start, cells.column, had, kept, by_row, by_column[at], *parts[at]))

    ends = each(run, range(len(parts)), len(kept))
    runs = [kept[cells.start[first] : end] for (first, _), end in zip(parts, ends, strict=True)]
    column = numpy.concatenate(runs) if len(runs) > 1 else (runs[0].copy() if runs else kept[:0])
    return turned(starts(by_row), column, parts, by_column)


def pieces(present: Pattern) -> tuple[Piece, ...]:
    """The connected components that hold at least one region and one activity, larger ones first."""
    rows, columns = present.shape
    label = kernels.connect(present.start, present.column, _first_rows(present))
    if rows and columns and not label.any():
        return (Piece(1, numpy.arange(rows), numpy.arange(columns), present),)
    by_row, by_column = _grouped(label[:rows]), _grouped(label[rows:])
    sizes = sorted((-(len(by_row[one]) + len(by_column[one])), one) for one in by_row)
    relabel = numpy.zeros(columns, dtype=present.column.dtype)
    cut = partial(_cut, present, relabel)
    return tuple(cut(number, by_row[one], by_column[one]) for number, (_, one) in enumerate(sizes, start=1))


def _first_rows(present: Pattern) -> NDArray[numpy.int32]:
    first = numpy.full(present.shape[1], -1, dtype=numpy.int32)
    there = present.ubiquity > 0
    first[there] = present.row[present.column_start[:-1][there]]
    return first


def _grouped(label: NDArray[numpy.int64]) -> dict[int, NDArray[numpy.int64]]:
    """The places of each label, but not of -1."""
    order = numpy.argsort(label, kind="stable")
    names, first = numpy.unique(label[order], return_index=True)
    groups = numpy.split(order, first[1:])
    return {int(name): group for name, group in zip(names, groups, strict=True) if name >= 0} if len(label) else {}


def _cut(
    present: Pattern,
    relabel: Places,
    number: int,
    rows: NDArray[numpy.int64],
    columns: NDArray[numpy.int64],
) -> Piece:
    relabel[columns] = numpy.arange(len(columns))
    start = starts(present.diversity[rows])
    column, by_column = numpy.empty(start[-1], dtype=relabel.dtype), numpy.zeros(len(columns), dtype=numpy.int64)
    kernels.take(present.start, present.column, rows, relabel, column, by_column)
    return Piece(number, rows, columns, turned(start, column, [(0, len(rows))], by_column[None, :]))


def turned(
    start: NDArray[numpy.int64],
    column: Places,
    parts: list[tuple[int, int]],
    by_column: NDArray[numpy.int64],
) -> Pattern:
    """The pattern with its columns' entries too; ``by_column`` counts them by part, and part after part finds its places."""
    column_start = starts(by_column.sum(axis=0))
    place = column_start[:-1] + numpy.cumsum(by_column, axis=0) - by_column
    row = numpy.empty(len(column), dtype=places_of(len(start) - 1))
    each(lambda at: kernels.turn(start, column, place[at], row, *parts[at]), range(len(parts)), len(column))
    return Pattern(start, column, column_start, row)


def starts(counts: NDArray[numpy.int64]) -> NDArray[numpy.int64]:
    start = numpy.zeros(len(counts) + 1, dtype=numpy.int64)
    numpy.cumsum(counts, out=start[1:])
    return start
