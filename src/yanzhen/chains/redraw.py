"""A table drawn again and ranked again, without building what one draw does not need.

One thread draws, adds up, compares and keeps what is had in three passes over the cells; the products of the search run over the entries by row
alone. The guess is that of the printed table, never that of the draw before: a draw is the same whoever draws it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy

from yanzhen.chains import kernels, noise
from yanzhen.chains.complexity import ranks, standardised
from yanzhen.chains.pattern import Laid, Pattern, pattern_of, pieces, starts, turned
from yanzhen.chains.specialisation import NEAR, had_of
from yanzhen.chains.spectrum import DENSE_SIDE, Second, rough_vectors, second_vectors
from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.chains.pattern import Places

ROUGH = 1e-3
"""The error of the vectors of one draw: far below what moves a rank by more than the draw itself does."""

Ranks = tuple["NDArray[numpy.int32]", "NDArray[numpy.int32]"]
Indices = tuple["NDArray[numpy.float64]", "NDArray[numpy.float64]"]


@dataclass(frozen=True, slots=True)
class Room:
    """What one thread writes its draws into, one draw after the other."""

    value: NDArray[numpy.float64]
    by_row: NDArray[numpy.float64]
    by_column: NDArray[numpy.float64]
    had: NDArray[numpy.bool_]
    kept: Places
    diversity: NDArray[numpy.int64]
    ubiquity: NDArray[numpy.int64]
    some_row: NDArray[numpy.int32]


Fill = Callable[[Room], None]
"""Writes the drawn values and their sums."""


@dataclass(frozen=True, slots=True)
class Guess:
    """The second and third vectors of the printed table's largest component, over all rows or all columns, whichever are fewer."""

    of_rows: bool
    pair: NDArray[numpy.float64]


def room_for(cells: Laid) -> Room:
    """A room for the draws of these cells."""
    rows, size = len(cells.start) - 1, len(cells.value)
    return Room(
        numpy.empty(size),
        numpy.empty(rows),
        numpy.empty(cells.columns),
        numpy.empty(int(numpy.diff(cells.start).max(initial=0)), dtype=numpy.bool_),
        numpy.empty(size, dtype=cells.column.dtype),
        numpy.empty(rows, dtype=numpy.int64),
        numpy.empty(cells.columns, dtype=numpy.int64),
        numpy.empty(cells.columns, dtype=numpy.int32),
    )


def guess_of(cells: Laid, threshold: Fraction) -> Guess:
    """The guess that all draws start from."""
    rows, columns = len(cells.start) - 1, cells.columns
    pair = numpy.cos(numpy.outer(numpy.arange(1.0, min(rows, columns) + 1), [1.0, 2.0]))
    found = pieces(pattern_of(cells, had_of(cells, threshold)))
    if found and not found[0].is_too_small and (len(found[0].rows) <= len(found[0].columns)) is (rows <= columns):
        try:
            mine = second_vectors(found[0].present, tolerance=ROUGH).pair
            pair[found[0].rows if rows <= columns else found[0].columns, : mine.shape[1]] = mine
        except RefusalError:
            pass  # the table has no answer, its draws may have one: they start anywhere
    return Guess(rows <= columns, pair)


def indices_drawn(
    cells: Laid, fill: Fill, room: Room, threshold: Fraction, guess: Guess, tolerance: float = ROUGH
) -> tuple[Indices, Ranks]:
    """The complexity of each row and column in one draw, NaN where there is none, and their ranks in their component, 0 where there is none."""
    fill(room)
    share = float(threshold) * (room.by_column / max(float(room.by_row.sum()), 1e-300))
    end, doubtful = noise.choose(
        cells.start, cells.column, room.value, room.by_row, share, NEAR, room.had, room.kept, room.diversity, room.ubiquity, room.some_row
    )  # fmt: skip
    answer = _Answer.of(cells)
    if doubtful:
        drawn = replace(cells, value=room.value)
        _by_piece(pattern_of(drawn, had_of(drawn, threshold)), guess, tolerance, answer)
    else:
        _whole(room, end, guess, tolerance, answer)
    return (answer.eci, answer.pci), (answer.region_ranks, answer.activity_ranks)


@dataclass(frozen=True, slots=True)
class _Answer:
    eci: NDArray[numpy.float64]
    pci: NDArray[numpy.float64]
    region_ranks: NDArray[numpy.int32]
    activity_ranks: NDArray[numpy.int32]

    @classmethod
    def of(cls, cells: Laid) -> _Answer:
        rows, columns = len(cells.start) - 1, cells.columns
        return cls(
            numpy.full(rows, numpy.nan),
            numpy.full(columns, numpy.nan),
            numpy.zeros(rows, dtype=numpy.int32),
            numpy.zeros(columns, dtype=numpy.int32),
        )

    def fill(
        self, rows: NDArray[numpy.int64], columns: NDArray[numpy.int64], second: Second, diversity: NDArray[numpy.int64]
    ) -> None:
        eci, pci = standardised(second, diversity)
        self.eci[rows], self.pci[columns] = eci, pci
        self.region_ranks[rows], self.activity_ranks[columns] = ranks(eci), ranks(pci)


def _by_piece(present: Pattern, guess: Guess, tolerance: float, answer: _Answer) -> None:
    """Every component apart, the largest from the guess."""
    for piece in pieces(present):
        if piece.is_too_small:
            continue
        rows_are_short = len(piece.rows) <= len(piece.columns)
        start = None
        if piece.number == 1 and rows_are_short is guess.of_rows:
            start = guess.pair[piece.rows if rows_are_short else piece.columns]
        try:
            second = second_vectors(piece.present, tolerance=tolerance, start=start)
        except RefusalError:
            continue
        answer.fill(piece.rows, piece.columns, second, piece.present.diversity)


def _whole(room: Room, end: int, guess: Guess, tolerance: float, answer: _Answer) -> None:
    """All that is had as one component, where it is one; else by piece."""
    diversity, ubiquity, start, column = room.diversity, room.ubiquity, starts(room.diversity), room.kept[:end]
    rows, columns = numpy.flatnonzero(diversity), numpy.flatnonzero(ubiquity)
    label = kernels.connect(start, column, room.some_row)
    if min(len(rows), len(columns)) <= DENSE_SIDE or label.max() > label[rows[0]]:
        whole = turned(start, column.copy(), [(0, len(diversity))], ubiquity[None, :])
        _by_piece(whole, guess, tolerance, answer)
        return
    of_rows, of_columns = _inverse_root(diversity), _inverse_root(ubiquity)
    product = _product(start, column, of_rows, of_columns, on_rows=guess.of_rows)
    short = diversity if guess.of_rows else ubiquity
    known = numpy.sqrt(short / short.sum())
    try:
        pair = rough_vectors(product, known, guess.pair, tolerance)
    except RefusalError:
        return
    left, right = _both(start, column, pair, of_rows, of_columns, on_rows=guess.of_rows)
    answer.fill(rows, columns, Second(left[rows], right[columns], 0.0, 0.0, pair), diversity[rows])


def _inverse_root(counts: NDArray[numpy.int64]) -> NDArray[numpy.float64]:
    return numpy.where(counts > 0, 1 / numpy.sqrt(numpy.maximum(counts, 1)), 0.0)


def _product(
    start: NDArray[numpy.int64],
    column: Places,
    of_rows: NDArray[numpy.float64],
    of_columns: NDArray[numpy.float64],
    *,
    on_rows: bool,
) -> Callable[[NDArray[numpy.float64]], NDArray[numpy.float64]]:
    """``S S' x`` from the entries by row alone, on the rows or on the columns."""
    rows, columns = len(of_rows), len(of_columns)

    def by_rows(vectors: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        long, out = numpy.empty((columns, 2)), numpy.empty((rows, 2))
        noise.scatter(start, column, of_rows[:, None] * vectors, long)
        kernels.gather(start, column, (of_columns**2)[:, None] * long, of_rows, out, 0, rows)
        return out

    def by_columns(vectors: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        out = numpy.empty((columns, 2))
        noise.there_and_back(start, column, of_columns[:, None] * vectors, of_rows**2, out)
        return of_columns[:, None] * out

    return by_rows if on_rows else by_columns


def _both(
    start: NDArray[numpy.int64],
    column: Places,
    pair: NDArray[numpy.float64],
    of_rows: NDArray[numpy.float64],
    of_columns: NDArray[numpy.float64],
    *,
    on_rows: bool,
) -> Indices:
    """The index of rows and of columns, up to one scale each."""
    if on_rows:
        left, long = of_rows[:, None] * pair, numpy.empty((len(of_columns), 2))
        noise.scatter(start, column, left, long)
        return left[:, 0], long[:, 0] * of_columns**2
    right, out = of_columns[:, None] * pair, numpy.empty((len(of_rows), 2))
    kernels.gather(start, column, right, of_rows**2, out, 0, len(of_rows))
    return out[:, 0], right[:, 0]
