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


def joint_counts(present: scipy.sparse.csr_matrix) -> NDArray[numpy.int32]:
    """In how many regions each pair of activities occurs together; shape (activities, activities), the diagonal is the ubiquity.

    Exact: the columns are packed into words of 64 regions and the common bits counted.
    """
    words = _packed(present)
    activities = len(words)
    counts = numpy.zeros((activities, activities), dtype=numpy.int32)
    starts = range(0, activities, TILE)
    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(lambda start: _tile_row(words, counts, start, min(start + TILE, activities)), starts))
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
    regions, activities = present.shape
    words = numpy.zeros((activities, (regions + 63) // 64), dtype=numpy.uint64)
    rows = numpy.repeat(numpy.arange(regions), numpy.diff(present.indptr))
    numpy.bitwise_or.at(words, (present.indices, rows // 64), numpy.uint64(1) << (rows % 64).astype(numpy.uint64))
    return words


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _bits(word: numpy.uint64) -> numpy.uint64:
    """How many bits are set (Warren, Hacker's Delight, 5-1); compiled to one instruction where there is one."""
    word = word - ((word >> numpy.uint64(1)) & numpy.uint64(0x5555555555555555))
    word = (word & numpy.uint64(0x3333333333333333)) + ((word >> numpy.uint64(2)) & numpy.uint64(0x3333333333333333))
    word = (word + (word >> numpy.uint64(4))) & numpy.uint64(0x0F0F0F0F0F0F0F0F)
    return (word * numpy.uint64(0x0101010101010101)) >> numpy.uint64(56)


@numba.njit(cache=True, nogil=True)
def _tile_row(words, counts, first, last):  # type: ignore[no-untyped-def]
    """The rows ``first`` to ``last - 1`` of the table from their diagonal on, and their mirror."""
    activities, length = words.shape
    for start in range(first, activities, TILE):
        for a in range(first, last):
            for b in range(max(start, a), min(start + TILE, activities)):
                common = 0
                for word in range(length):
                    common += int(_bits(words[a, word] & words[b, word]))
                counts[a, b] = common
                counts[b, a] = common
