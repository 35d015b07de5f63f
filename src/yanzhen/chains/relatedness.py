"""How near activities are to each other, and how near a region is to those that it does not have.

Proximity is the smaller of the two conditional chances of having one activity where one has the other (Hidalgo, Klinger, Barabási
and Hausmann 2007). Density is the share of what surrounds an activity that the region has; the outlook weighs what is missing by how complex it is.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numba
import numpy

if TYPE_CHECKING:
    import scipy.sparse
    from numpy.typing import NDArray

TILE = 64
WORKERS = 2
AT_ONCE = 4
"""Words of a column that are counted in one pass."""
FEW_WORDS = 8


def joint_counts(present: scipy.sparse.csr_matrix) -> NDArray[numpy.int32]:
    """In how many regions each pair of activities occurs together; shape (activities, activities), the diagonal is the ubiquity.

    Exact: the columns are packed into words of 64 regions and the common bits counted. With many words to count, tile by tile and each pair once; with few, where
    writing the table is what takes time, row by row from end to end.
    """
    words = _packed(present)
    activities = present.shape[1]
    counts = numpy.empty((activities, activities), dtype=numpy.int32)
    if words.shape[1] <= FEW_WORDS:
        turned = numpy.ascontiguousarray(words.T)

        def band(start: int) -> None:
            _whole_rows(turned, counts, start)
    else:

        def band(start: int) -> None:
            _tile_row(words, counts, start)

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(band, range(0, activities, TILE)))
    return counts


def proximity(present: scipy.sparse.csr_matrix) -> NDArray[numpy.float64]:
    """``min(P(a|b), P(b|a))`` of each pair of activities, 1 on the diagonal, 0 with an activity that nobody has."""
    counts = joint_counts(present)
    ubiquity = counts.diagonal()
    larger = numpy.maximum(numpy.maximum.outer(ubiquity, ubiquity), 1)
    return counts / larger


def density(present: scipy.sparse.csr_matrix, near: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    """For each region and activity, the share of the activity's proximities that lie in what the region has.

    The activity itself counts as the literature's own formula has it (its proximity to itself is 1). Shape (regions, activities).
    """
    total = near.sum(axis=0)
    return numpy.asarray((present @ near) / numpy.where(total > 0, total, 1.0))


def outlook(
    present: scipy.sparse.csr_matrix, dense: NDArray[numpy.float64], pci: NDArray[numpy.float64]
) -> NDArray[numpy.float64]:
    """The complexity outlook of each region: the sum of density times PCI over the activities that it lacks; shape (regions,)."""
    lacking = 1.0 - present.toarray()
    return numpy.asarray((lacking * dense) @ pci)


def outlook_gain(
    present: scipy.sparse.csr_matrix,
    near: NDArray[numpy.float64],
    dense: NDArray[numpy.float64],
    pci: NDArray[numpy.float64],
) -> NDArray[numpy.float64]:
    """What a region's outlook would gain by having each activity that it lacks, the proximities held: what the outlook is then, less what it is now.

    The activity's own term leaves the outlook (the gain of Hausmann et al. 2014 keeps its own proximity in). Shape (regions, activities); what
    a region has is 0.
    """
    total = near.sum(axis=0)
    spread = near / numpy.where(total > 0, total, 1.0)
    lacking = 1.0 - present.toarray()
    gain = (lacking * pci) @ spread.T - (dense + spread.diagonal()) * pci
    return numpy.asarray(lacking * gain)


def _packed(present: scipy.sparse.csr_matrix) -> NDArray[numpy.uint64]:
    """Row *j* holds the regions of activity *j*, 64 a word; rows and words of nothing fill the last tile and the last pass up."""
    regions, activities = present.shape
    length = -(-regions // 64)
    length = -(-length // AT_ONCE) * AT_ONCE if length <= FEW_WORDS else length
    words = numpy.zeros((-(-activities // TILE) * TILE, length), dtype=numpy.uint64)
    _pack(present.indptr, present.indices, words)
    return words


@numba.njit(cache=True, nogil=True)
def _pack(start, column, words):  # type: ignore[no-untyped-def]
    for row in range(len(start) - 1):
        bit = numpy.uint64(1) << numpy.uint64(row % 64)
        for at in range(start[row], start[row + 1]):
            words[column[at], row // 64] |= bit


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _bits(word: numpy.uint64) -> numpy.uint64:
    """How many bits are set (Warren, Hacker's Delight, 5-1); compiled to one instruction where there is one."""
    word = word - ((word >> numpy.uint64(1)) & numpy.uint64(0x5555555555555555))
    word = (word & numpy.uint64(0x3333333333333333)) + ((word >> numpy.uint64(2)) & numpy.uint64(0x3333333333333333))
    word = (word + (word >> numpy.uint64(4))) & numpy.uint64(0x0F0F0F0F0F0F0F0F)
    return (word * numpy.uint64(0x0101010101010101)) >> numpy.uint64(56)


@numba.njit(cache=True, nogil=True)
def _whole_rows(turned, counts, first):  # type: ignore[no-untyped-def]
    """The rows from ``first`` on, one tile of them, each against every activity; ``turned`` is (words, activities)."""
    length, activities = len(turned), len(counts)
    for a in range(first, min(first + TILE, activities)):
        row = counts[a]
        row[:] = 0
        for at in range(0, length, AT_ONCE):
            p, q, r, s = turned[at], turned[at + 1], turned[at + 2], turned[at + 3]
            one, two, three, four = p[a], q[a], r[a], s[a]
            for b in range(activities):
                half = _bits(one & p[b]) + _bits(two & q[b])
                row[b] += numpy.int32(half + _bits(three & r[b]) + _bits(four & s[b]))


@numba.njit(cache=True, nogil=True)
def _tile_row(words, counts, first):  # type: ignore[no-untyped-def]
    """The tiles right of the diagonal that begin at row ``first``, and their mirror."""
    tile = numpy.empty((TILE, TILE), dtype=numpy.int32)
    activities = len(counts)
    for start in range(first, activities, TILE):
        for a in range(0, TILE, 2):
            for b in range(0, TILE, 4):
                _eight(words, first + a, start + b, tile, a, b)
        rows, columns = min(TILE, activities - first), min(TILE, activities - start)
        counts[first : first + rows, start : start + columns] = tile[:rows, :columns]
        counts[start : start + columns, first : first + rows] = tile[:rows, :columns].T


@numba.njit(inline="always")
def _eight(words, one, other, tile, a, b):  # type: ignore[no-untyped-def]
    """Two rows against four: each word that is loaded serves several pairs."""
    none = numpy.uint64(0)
    c0, c1, c2, c3, d0, d1, d2, d3 = none, none, none, none, none, none, none, none
    for at in range(words.shape[1]):
        x, y = words[one, at], words[one + 1, at]
        p, q, r, s = words[other, at], words[other + 1, at], words[other + 2, at], words[other + 3, at]
        c0, c1, c2, c3 = c0 + _bits(x & p), c1 + _bits(x & q), c2 + _bits(x & r), c3 + _bits(x & s)
        d0, d1, d2, d3 = d0 + _bits(y & p), d1 + _bits(y & q), d2 + _bits(y & r), d3 + _bits(y & s)
    tile[a, b], tile[a, b + 1], tile[a, b + 2], tile[a, b + 3] = c0, c1, c2, c3
    tile[a + 1, b], tile[a + 1, b + 1], tile[a + 1, b + 2], tile[a + 1, b + 3] = d0, d1, d2, d3
