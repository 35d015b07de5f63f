"""The compiled loops behind specialisation and complexity.

Each fills its own part of its results, so that parts may run on threads of their own; sums that several parts share are kept by part and
added in the parts' order. Digits therefore depend on the parts, whose number is fixed, and never on the number of threads.
"""

from __future__ import annotations

import numba
import numpy


@numba.njit(cache=True, nogil=True)
def narrow(row, column, narrowed, first, last):  # type: ignore[no-untyped-def]
    """Copies the columns of these cells into shorter numbers; whether the rows never fall on the way."""
    ordered = first == 0 or row[first - 1] <= row[first]
    for cell in range(first, last):
        narrowed[cell] = column[cell]
        ordered &= cell == first or row[cell - 1] <= row[cell]
    return ordered


@numba.njit(cache=True, nogil=True)
def add_up(start, column, value, by_row, by_column, first, last):  # type: ignore[no-untyped-def]
    """The sums of rows ``first`` to ``last - 1``, and what those rows add to the columns."""
    by_column[:] = 0.0
    for row in range(first, last):
        total = 0.0
        for cell in range(start[row], start[row + 1]):
            total += value[cell]
            by_column[column[cell]] += value[cell]
        by_row[row] = total


@numba.njit(cache=True, nogil=True)
def add_up_twice(start, column, value, by_row, by_column):  # type: ignore[no-untyped-def]
    """The sums of rows and columns, each as a float and what it lacks of the true sum (Neumaier 1974); shapes (rows, 2) and (columns, 2), zeros at first."""
    for row in range(len(start) - 1):
        for cell in range(start[row], start[row + 1]):
            _add_twice(by_row[row], value[cell])
            _add_twice(by_column[column[cell]], value[cell])


@numba.njit(inline="always")
def _add_twice(pair, more):  # type: ignore[no-untyped-def]
    total = pair[0] + more
    pair[1] += (pair[0] - total) + more if pair[0] >= more else (more - total) + pair[0]
    pair[0] = total


@numba.njit(cache=True, nogil=True)
def compare(start, column, value, by_row, share, near, had, first, last):  # type: ignore[no-untyped-def]
    """Marks the cells at or above their expected value; returns how many are too near to it for floats to decide."""
    doubtful = 0
    for row in range(first, last):
        size = by_row[row]
        for cell in range(start[row], start[row + 1]):
            expected = size * share[column[cell]]
            left = value[cell]
            had[cell] = (left >= expected) & (left > 0.0)
            doubtful += (abs(left - expected) <= near * expected) & (left > 0.0)
    return doubtful


@numba.njit(cache=True, nogil=True)
def find_near(start, column, value, by_row, share, near, found):  # type: ignore[no-untyped-def]
    """Lists the cells that :func:`compare` counted as doubtful, with their rows; ``found`` has two rows."""
    place = 0
    for row in range(len(start) - 1):
        for cell in range(start[row], start[row + 1]):
            expected = by_row[row] * share[column[cell]]
            if abs(value[cell] - expected) <= near * expected and value[cell] > 0.0:
                found[0, place], found[1, place] = cell, row
                place += 1


@numba.njit(cache=True, nogil=True)
def keep(start, column, had, kept, by_row, by_column, first, last):  # type: ignore[no-untyped-def]
    """Writes the columns of the cells that are had from ``start[first]`` on, and counts them by row and by column."""
    by_column[:] = 0
    place = start[first]
    for row in range(first, last):
        before = place
        for cell in range(start[row], start[row + 1]):
            # No branch: what is had comes in no order that a processor could guess. The place is never beyond the cell.
            kept[place] = column[cell]
            place += had[cell]
            by_column[column[cell]] += had[cell]
        by_row[row] = place - before
    return place


@numba.njit(cache=True, nogil=True)
def turn(start, column, place, turned, first, last):  # type: ignore[no-untyped-def]
    """Writes the rows of these entries where their columns stand; ``place`` is this part's next free place of each column."""
    for row in range(first, last):
        for entry in range(start[row], start[row + 1]):
            at = column[entry]
            turned[place[at]] = row
            place[at] += 1


@numba.njit(cache=True, nogil=True)
def connect(start, column, some_row):  # type: ignore[no-untyped-def]
    """A label for each row and column that have an entry, the same within a connected piece and by first row; -1 for the others.

    ``some_row`` is some row that has each column, -1 for none. One entry of each row and column joins nearly everything in most tables; the
    rest is read only until all is one piece.
    """
    rows, columns = len(start) - 1, len(some_row)
    parent = numpy.arange(rows + columns)
    left = 0
    for row in range(rows):
        if start[row + 1] > start[row]:
            left += 1
            left -= _join(parent, row, rows + column[start[row]])
    for at in range(columns):
        if some_row[at] >= 0:
            left += 1
            left -= _join(parent, some_row[at], rows + at)
    for row in range(rows):
        if left <= 1:
            break
        for entry in range(start[row], start[row + 1]):
            left -= _join(parent, row, rows + column[entry])
    label = numpy.full(rows + columns, -1, dtype=numpy.int64)
    for at in range(rows + columns):
        if start[at + 1] > start[at] if at < rows else some_row[at - rows] >= 0:
            label[at] = _root(parent, at)
    return label


@numba.njit(cache=True, nogil=True)
def _join(parent, at, beside):  # type: ignore[no-untyped-def]
    """Joins two pieces, by the lower name; 1 where they were two."""
    one, other = _root(parent, at), _root(parent, beside)
    if one == other:
        return 0
    parent[max(one, other)] = min(one, other)
    return 1


@numba.njit(cache=True, nogil=True)
def _root(parent, at):  # type: ignore[no-untyped-def]
    while parent[at] != at:
        parent[at] = parent[parent[at]]
        at = parent[at]
    return at


@numba.njit(cache=True, nogil=True)
def take(start, column, rows, relabel, taken, counts):  # type: ignore[no-untyped-def]
    """Writes the entries of these rows one row after the other with the new numbers of their columns, and counts them by new column."""
    place = 0
    for row in rows:
        for entry in range(start[row], start[row + 1]):
            at = relabel[column[entry]]
            taken[place] = at
            counts[at] += 1
            place += 1


@numba.njit(cache=True, nogil=True)
def gather(start, other, vectors, scale, out, first, last):  # type: ignore[no-untyped-def]
    """``out[i] = scale[i] * (sum of vectors[j] over the entries j of row i)`` for two vectors side by side."""
    for row in range(first, last):
        one, two = 0.0, 0.0
        for entry in range(start[row], start[row + 1]):
            at = other[entry]
            one += vectors[at, 0]
            two += vectors[at, 1]
        out[row, 0] = one * scale[row]
        out[row, 1] = two * scale[row]
