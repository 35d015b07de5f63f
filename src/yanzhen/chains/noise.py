"""The compiled loops of one draw of a table: noise by counter, so that a cell's noise depends on seed, draw and cell alone."""

from __future__ import annotations

import math
from functools import cache
from statistics import NormalDist

import numba
import numpy
from numpy.typing import NDArray

GOLDEN = numpy.uint64(0x9E3779B97F4A7C15)
STEPS = 2**14
"""Equally likely values that stand for the lognormal noise: the middles of as many equal shares of it."""
FEW = 10.0


@cache
def factors(spread: float) -> NDArray[numpy.float64]:
    """The equally likely factors of lognormal noise with this standard deviation of the log; shape (STEPS,)."""
    normal = NormalDist()
    return numpy.exp(spread * numpy.array([normal.inv_cdf((at + 0.5) / STEPS) for at in range(STEPS)]))


def key_of(seed: int, draw: int) -> numpy.uint64:
    """The stream of one draw."""
    return numpy.uint64(_key(numpy.uint64(seed % 2**64), numpy.uint64(draw)))


@numba.njit(inline="always")
def _mixed(state):  # type: ignore[no-untyped-def]
    """The output step of splitmix64 (Steele, Lea and Flood 2014)."""
    z = (state ^ (state >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return z ^ (z >> numpy.uint64(31))


@numba.njit(cache=True)
def _key(seed, draw):  # type: ignore[no-untyped-def]
    return _mixed(_mixed(seed + GOLDEN) + draw * GOLDEN)


@numba.njit(cache=True, nogil=True)
def multiply(start, column, value, factor, key, drawn, by_row, by_column):  # type: ignore[no-untyped-def]
    """Multiplies each value by a factor drawn for its cell, and adds them up by row and column."""
    by_column[:] = 0.0
    shift = numpy.uint64(64 - 14)
    for row in range(len(start) - 1):
        total = 0.0
        for cell in range(start[row], start[row + 1]):
            one = value[cell] * factor[_mixed(key + numpy.uint64(cell + 1) * GOLDEN) >> shift]
            drawn[cell] = one
            total += one
            by_column[column[cell]] += one
        by_row[row] = total


@numba.njit(cache=True, nogil=True)
def count(start, column, value, key, drawn, by_row, by_column):  # type: ignore[no-untyped-def]
    """Draws each count from the Poisson distribution with its printed mean, and adds them up by row and column."""
    by_column[:] = 0.0
    for row in range(len(start) - 1):
        total = 0.0
        for cell in range(start[row], start[row + 1]):
            one = _poisson(min(value[cell], 1e15), _mixed(key + numpy.uint64(cell + 1) * GOLDEN))
            drawn[cell] = one
            total += one
            by_column[column[cell]] += one
        by_row[row] = total


@numba.njit(cache=True, nogil=True)
def between(start, column, low, high, key, drawn, by_row, by_column):  # type: ignore[no-untyped-def]
    """Draws each value evenly from its range, and adds them up by row and column."""
    by_column[:] = 0.0
    for row in range(len(start) - 1):
        total = 0.0
        for cell in range(start[row], start[row + 1]):
            one = low[cell]
            if high[cell] > one:
                one += (high[cell] - one) * _even(_mixed(key + numpy.uint64(cell + 1) * GOLDEN))
            drawn[cell] = one
            total += one
            by_column[column[cell]] += one
        by_row[row] = total


@numba.njit(inline="always")
def _even(word):  # type: ignore[no-untyped-def]
    """From above 0 to below 1."""
    return (numpy.float64(word >> numpy.uint64(12)) + 0.5) * 2.0**-52


@numba.njit(cache=True, nogil=True)
def _poisson(mean, state):  # type: ignore[no-untyped-def]
    """Few by adding up chances; many by transformed rejection (Hörmann 1993, algorithm PTRS)."""
    if mean < FEW:
        left, chance, number = _even(_mixed(state)), math.exp(-mean), 0.0
        while left > chance and number < 200.0:
            left -= chance
            number += 1.0
            chance *= mean / number
        return number
    root = math.sqrt(mean)
    b = 0.931 + 2.53 * root
    a = -0.059 + 0.02483 * b
    over = 1.1239 + 1.1328 / (b - 3.4)
    sure = 0.9277 - 3.6224 / (b - 2.0)
    while True:
        state += GOLDEN
        across = _even(_mixed(state)) - 0.5
        state += GOLDEN
        up = _even(_mixed(state))
        inward = 0.5 - abs(across)
        number = math.floor((2.0 * a / inward + b) * across + mean + 0.43)
        if inward >= 0.07 and up <= sure:
            return number
        if number < 0.0 or (inward < 0.013 and up > inward):
            continue
        if math.log(up * over / (a / (inward * inward) + b)) <= number * math.log(mean) - mean - math.lgamma(
            number + 1
        ):
            return number


@numba.njit(cache=True, nogil=True)
def choose(start, column, value, by_row, share, near, had, kept, diversity, ubiquity, some_row):  # type: ignore[no-untyped-def]
    """Keeps the columns of the cells at or above their expected value, and counts them by row and by column.

    Returns how many were kept, and how many cells are too near to their expected value for floats to decide. Each row is gone through three times
    while it is near; no loop branches, since what is had comes in no order that a processor could guess.
    """
    ubiquity[:] = 0
    some_row[:] = -1
    doubtful, place = 0, 0
    for row in range(len(start) - 1):
        first, last, size, before = start[row], start[row + 1], by_row[row], place
        for cell in range(first, last):
            expected, left = size * share[column[cell]], value[cell]
            had[cell - first] = (left >= expected) & (left > 0.0)
            doubtful += (abs(left - expected) <= near * expected) & (left > 0.0)
        for cell in range(first, last):
            kept[place] = column[cell]
            place += had[cell - first]
            ubiquity[column[cell]] += had[cell - first]
        for entry in range(before, place):
            some_row[kept[entry]] = row
        diversity[row] = place - before
    return place, doubtful


@numba.njit(cache=True, nogil=True)
def there_and_back(start, column, vectors, scale, out):  # type: ignore[no-untyped-def]
    """``M' (scale * (M x))`` for two vectors of the columns."""
    out[:] = 0.0
    for row in range(len(start) - 1):
        one, two = 0.0, 0.0
        for entry in range(start[row], start[row + 1]):
            one += vectors[column[entry], 0]
            two += vectors[column[entry], 1]
        one, two = one * scale[row], two * scale[row]
        for entry in range(start[row], start[row + 1]):
            out[column[entry], 0] += one
            out[column[entry], 1] += two


@numba.njit(cache=True, nogil=True)
def scatter(start, column, vectors, out):  # type: ignore[no-untyped-def]
    """``M' x`` for two vectors of the rows, without the entries of the columns."""
    out[:] = 0.0
    for row in range(len(start) - 1):
        one, two = vectors[row, 0], vectors[row, 1]
        for entry in range(start[row], start[row + 1]):
            out[column[entry], 0] += one
            out[column[entry], 1] += two
