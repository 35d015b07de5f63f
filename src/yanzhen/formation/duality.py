"""How many sets any choice could hit, bounded by the prices of linear programming.

Let a price between 0 and 1 stand on every set. Whatever is chosen hits at most the sum of ``1 - price`` over all sets, plus what the prices of the sets of its own nodes add up to, each
node counted for itself; and that is at most the largest such sum within the limits. Every system of prices gives a bound (weak duality; for the covering of
locations Cornuéjols, Fisher and Nemhauser 1977), and prices that fall where the best nodes overlap give a tight one. They are found by subgradient steps with the length of Polyak (1969), the
greedy choice standing for the optimum. The bound that greedy's own steps give (Tang et al. 2018) is the case of prices 0 for what is hit and 1 for the rest.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numba
import numpy

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from yanzhen.formation.draws import Sets

STEPS = 24
NEAR = 1.002
"""A bound this near to what greedy hits is near enough."""
ROUNDING = 1e-9

Best = "Callable[[NDArray[numpy.float64]], tuple[NDArray[numpy.int64], NDArray[numpy.float64]]]"


def most_hit(
    sets: Sets,
    index: NDArray[numpy.int64],
    where: NDArray[numpy.int32],
    chosen: NDArray[numpy.int32],
    hit: int,
    best: Callable[[NDArray[numpy.float64]], tuple[NDArray[numpy.int64], NDArray[numpy.float64]]],
) -> float:
    """A bound of the sets that any choice hits, given that ``chosen`` hit ``hit``; ``index`` and ``where`` are the sets of each node.

    ``best`` tells, of the worth of each node, which nodes add up to most within the limits and which part of each counts; shapes (nodes,) to (some,) twice.
    """
    relief = numpy.zeros(sets.count)
    _relieve(index, where, chosen, relief)
    worth, met, lowest = numpy.empty(len(index) - 1), numpy.empty(sets.count), math.inf
    for _ in range(STEPS):
        total = _worth(sets.start, sets.members, index, relief, worth)
        nodes, part = best(worth)
        bound = total + float(worth[nodes] @ part)
        lowest = min(lowest, bound)
        if bound <= NEAR * hit or not _step(index, where, nodes, part, bound - hit, relief, met):
            break
    return max(float(hit), math.floor(lowest * (1 + ROUNDING) + ROUNDING))


@numba.njit(cache=True, nogil=True)
def _relieve(index, where, chosen, relief):  # type: ignore[no-untyped-def]
    """The first prices: a half for what is hit, 1 for the rest; ``relief`` is 1 less the price."""
    for node in chosen:
        for at in range(index[node], index[node + 1]):
            relief[where[at]] = 0.5


@numba.njit(cache=True, nogil=True)
def _worth(start, members, index, relief, worth):  # type: ignore[no-untyped-def]
    """The sum of the prices of each node's sets; returns the sum of what the prices leave out."""
    for node in range(len(worth)):
        worth[node] = index[node + 1] - index[node]
    total = 0.0
    for i in range(len(relief)):
        left_out = relief[i]
        if left_out > 0:
            total += left_out
            for at in range(start[i], start[i + 1]):
                worth[members[at]] -= left_out
    return total


@numba.njit(cache=True, nogil=True)
def _step(index, where, nodes, part, above, relief, met):  # type: ignore[no-untyped-def]
    """Prices fall where the nodes meet and rise where none of them is; false where nothing would change."""
    met[:] = 0
    for at in range(len(nodes)):
        for place in range(index[nodes[at]], index[nodes[at] + 1]):
            met[where[place]] += part[at]
    length = 0.0
    for i in range(len(relief)):
        over = met[i] - 1
        if (over > 0 and relief[i] < 1) or (over < 0 and relief[i] > 0):
            length += over * over
    if length == 0:
        return False
    for i in range(len(relief)):
        over = met[i] - 1
        if over > 0 or relief[i] > 0:
            relief[i] = min(1.0, max(0.0, relief[i] + above / length * over))
    return True
