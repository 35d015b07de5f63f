"""The greedy choice of nodes that hit the most sets, with a bound on what any choice could hit.

Greedy is within ``1 - 1/e`` of the best for *k* equal costs (Nemhauser, Wolsey and Fisher 1978). What any allowed choice could hit is bounded from the very sets: greedy's own steps
give a bound at once (Tang, Tang, Xiao and Yuan 2018), prices on the sets a nearer one (:mod:`~yanzhen.formation.duality`).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numba
import numpy

from yanzhen.formation.duality import most_hit
from yanzhen.formation.limits import Limits, Promises, largest_within

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.formation.draws import Sets


@dataclass(frozen=True, slots=True)
class Cover:
    """The nodes chosen, in order, how many sets they hit, and how many any choice within the limits could hit at most.

    ``nearer`` works a nearer bound out of the same sets.
    """

    chosen: NDArray[numpy.int32]
    hit: int
    at_most: float
    nearer: Callable[[], float]


def greedy(sets: Sets, nodes: int, limits: Limits) -> Cover:
    """Choose by gain (by gain per cost where nodes cost); the better of that and the best single node, where costs differ."""
    index, where = _inverted(sets.start, sets.members, nodes)
    gains = numpy.diff(index)
    if limits.is_number_only:
        chosen, hits, at_most = _choose_freely(sets.start, sets.members, index, where, gains, min(limits.most, nodes))
    else:
        chosen, hits, at_most = _choose(sets, index, where, gains.copy(), limits)
        single = _best_single(numpy.diff(index), limits)
        if single is not None and numpy.diff(index)[single] > hits:
            chosen, hits = numpy.array([single], dtype=numpy.int32), numpy.diff(index)[single]

    def nearer() -> float:
        return most_hit(sets, index, where, chosen, int(hits), lambda worth: largest_within(worth, limits))

    return Cover(chosen, int(hits), float(min(at_most, sets.count)), nearer)


def hit_by(sets: Sets, chosen: NDArray[numpy.int32], nodes: int) -> int:
    """How many sets hold one of these nodes."""
    wanted = numpy.zeros(nodes, dtype=numpy.bool_)
    wanted[chosen] = True
    return int(_count_hit(sets.start, sets.members, wanted))


def _choose(
    sets: Sets, index: NDArray[numpy.int64], where: NDArray[numpy.int32], gains: NDArray[numpy.int64], limits: Limits
) -> tuple[NDArray[numpy.int32], int, float]:
    covered = numpy.zeros(sets.count, dtype=numpy.bool_)
    promises, hits = Promises(limits), 0
    at_most = _sum_within(gains, limits)
    while True:
        node = promises.best(gains if limits.cost is None else gains / limits.cost)
        if node is None:
            break
        promises.keep(node)
        hits += int(_take(sets.start, sets.members, index, where, gains, covered, node))
        at_most = min(at_most, hits + _sum_within(gains, limits))
    return numpy.array(promises.chosen, dtype=numpy.int32), hits, at_most


def _sum_within(gains: NDArray[numpy.int64], limits: Limits) -> float:
    nodes, part = largest_within(gains.astype(numpy.float64), limits)
    return float(gains[nodes] @ part)


def _best_single(gains: NDArray[numpy.int64], limits: Limits) -> int | None:
    """Where costs differ, one dear node may be worth more than many cheap ones; with minimum numbers it stands for nobody else."""
    if limits.cost is None or limits.least:
        return None
    return int(numpy.argmax(numpy.where(limits.affordable, gains, -1)))


@numba.njit(cache=True, nogil=True)
def _inverted(start, members, nodes):  # type: ignore[no-untyped-def]
    index = numpy.zeros(nodes + 1, dtype=numpy.int64)
    for node in members:
        index[node + 1] += 1
    for node in range(nodes):
        index[node + 1] += index[node]
    filled = index[:-1].copy()
    where = numpy.empty(len(members), dtype=numpy.int32)
    for i in range(len(start) - 1):
        for at in range(start[i], start[i + 1]):
            node = members[at]
            where[filled[node]] = i
            filled[node] += 1
    return index, where


@numba.njit(cache=True, nogil=True)
def _choose_freely(start, members, index, where, gains, most):  # type: ignore[no-untyped-def]
    """The greedy choice without costs and groups; a histogram of the gains tells the ``most`` largest without sorting."""
    covered = numpy.zeros(len(start) - 1, dtype=numpy.bool_)
    chosen, taken = numpy.empty(most, dtype=numpy.int32), numpy.zeros(len(gains), dtype=numpy.bool_)
    with_gain = numpy.zeros(gains.max() + 1, dtype=numpy.int64)
    for gain in gains:
        with_gain[gain] += 1
    top, hits = len(with_gain) - 1, 0
    at_most = _largest(with_gain, top, most)
    for place in range(most):
        best, node = -1, -1
        for one in range(len(gains)):
            if gains[one] > best and not taken[one]:
                best, node = gains[one], one
        chosen[place], taken[node] = node, True
        hits += best
        for at in range(index[node], index[node + 1]):
            i = where[at]
            if not covered[i]:
                covered[i] = True
                for member in range(start[i], start[i + 1]):
                    gain = gains[members[member]]
                    with_gain[gain] -= 1
                    with_gain[gain - 1] += 1
                    gains[members[member]] = gain - 1
        while top > 0 and with_gain[top] == 0:
            top -= 1
        at_most = min(at_most, hits + _largest(with_gain, top, most))
    return chosen, hits, at_most


@numba.njit(cache=True, nogil=True)
def _largest(with_gain, top, most):  # type: ignore[no-untyped-def]
    """The sum of the ``most`` largest gains."""
    total, left, gain = 0, most, top
    while left > 0 and gain > 0:
        mine = min(left, with_gain[gain])
        total += mine * gain
        left -= mine
        gain -= 1
    return total


@numba.njit(cache=True, nogil=True)
def _take(start, members, index, where, gains, covered, node):  # type: ignore[no-untyped-def]
    newly = 0
    for at in range(index[node], index[node + 1]):
        i = where[at]
        if covered[i]:
            continue
        covered[i] = True
        newly += 1
        for member in range(start[i], start[i + 1]):
            gains[members[member]] -= 1
    return newly


@numba.njit(cache=True, nogil=True)
def _count_hit(start, members, wanted):  # type: ignore[no-untyped-def]
    hits = 0
    for i in range(len(start) - 1):
        for at in range(start[i], start[i + 1]):
            if wanted[members[at]]:
                hits += 1
                break
    return hits
