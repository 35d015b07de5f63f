"""The greedy choice of nodes that hit the most sets, with a bound on what any choice could hit.

Greedy is within ``1 - 1/e`` of the best for *k* equal costs (Nemhauser, Wolsey and Fisher 1978). The bound is taken from the very
sets: after every step, what is hit plus the largest gains still to be had within the limits bounds every allowed choice from above (Tang,
Tang, Xiao and Yuan 2018); with costs the gains fill the budget by gain per cost, the last one in part.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numba
import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.formation.draws import Sets


@dataclass(frozen=True, slots=True)
class Limits:
    """At most ``most`` nodes, costing at most ``budget`` together; of each group in ``least`` at least so many.

    ``cost`` is by node; ``group`` is by node, -1 for none.
    """

    most: int
    budget: float | None = None
    cost: NDArray[numpy.float64] | None = None
    group: NDArray[numpy.int64] | None = None
    least: Mapping[int, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Cover:
    """The nodes chosen, in order, how many sets they hit, and how many any choice within the limits could hit at most."""

    chosen: NDArray[numpy.int32]
    hit: int
    at_most: float


def greedy(sets: Sets, nodes: int, limits: Limits) -> Cover:
    """Choose by gain (by gain per cost where nodes cost); the better of that and the best single node, where costs differ."""
    index, where = _inverted(sets.start, sets.members, nodes)
    gains = numpy.diff(index)
    if limits.cost is None and not limits.least:
        chosen, hits, at_most = _choose_freely(sets.start, sets.members, index, where, gains, min(limits.most, nodes))
        return Cover(chosen, int(hits), float(min(at_most, sets.count)))
    chosen, hits, at_most = _choose(sets, index, where, gains.copy(), limits)
    if limits.cost is not None:
        single = _best_single(gains, limits)
        if single is not None and not limits.least and gains[single] > hits:
            return Cover(numpy.array([single], dtype=numpy.int32), int(gains[single]), at_most)
    return Cover(chosen, hits, at_most)


def hit_by(sets: Sets, chosen: NDArray[numpy.int32], nodes: int) -> int:
    """How many sets hold one of these nodes."""
    wanted = numpy.zeros(nodes, dtype=numpy.bool_)
    wanted[chosen] = True
    return int(_count_hit(sets.start, sets.members, wanted))


def _choose(
    sets: Sets, index: NDArray[numpy.int64], where: NDArray[numpy.int32], gains: NDArray[numpy.int64], limits: Limits
) -> tuple[NDArray[numpy.int32], int, float]:
    covered = numpy.zeros(sets.count, dtype=numpy.bool_)
    allowed = numpy.ones(len(gains), dtype=numpy.bool_)
    chosen: list[int] = []
    spent, hits = 0.0, 0
    at_most = _gains_within(gains, limits)
    while len(chosen) < limits.most:
        node = _next(gains, allowed, limits, chosen, spent)
        if node is None:
            break
        chosen.append(node)
        allowed[node] = False
        spent += float(limits.cost[node]) if limits.cost is not None else 0.0
        hits += int(_take(sets.start, sets.members, index, where, gains, covered, node))
        at_most = min(at_most, hits + _gains_within(gains, limits))
    return numpy.array(chosen, dtype=numpy.int32), hits, float(min(at_most, sets.count))


def _next(
    gains: NDArray[numpy.int64], allowed: NDArray[numpy.bool_], limits: Limits, chosen: list[int], spent: float
) -> int | None:
    open_ = allowed.copy()
    if limits.cost is not None and limits.budget is not None:
        open_ &= limits.cost <= limits.budget - spent + 1e-9 * limits.budget
    open_ &= _leaves_room(limits, chosen)
    if not open_.any():
        return None
    worth = gains / limits.cost if limits.cost is not None else gains
    return int(numpy.argmax(numpy.where(open_, worth, -1)))


def _leaves_room(limits: Limits, chosen: list[int]) -> NDArray[numpy.bool_] | bool:
    """Where the places that are left are all promised to groups, only nodes of those groups."""
    if limits.group is None or not limits.least:
        return True
    have = (
        numpy.bincount(limits.group[chosen][limits.group[chosen] >= 0], minlength=max(limits.least) + 1)
        if chosen
        else None
    )
    owed = {group: least - (int(have[group]) if have is not None else 0) for group, least in limits.least.items()}
    owed = {group: count for group, count in owed.items() if count > 0}
    if sum(owed.values()) < limits.most - len(chosen):
        return True
    return numpy.isin(limits.group, list(owed))


def _gains_within(gains: NDArray[numpy.int64], limits: Limits) -> float:
    """The most that the gains could add within the limits, as if no two overlapped."""
    most = min(limits.most, len(gains))
    largest = float(numpy.partition(gains, len(gains) - most)[len(gains) - most :].sum()) if most else 0.0
    if limits.cost is None or limits.budget is None:
        return largest
    order = numpy.argsort(-(gains / limits.cost))
    filled = numpy.minimum(limits.budget - (numpy.cumsum(limits.cost[order]) - limits.cost[order]), limits.cost[order])
    return min(largest, float((gains[order] * numpy.maximum(filled, 0) / limits.cost[order]).sum()))


def _best_single(gains: NDArray[numpy.int64], limits: Limits) -> int | None:
    if limits.cost is None or limits.budget is None:
        return None
    open_ = limits.cost <= limits.budget
    return int(numpy.argmax(numpy.where(open_, gains, -1))) if open_.any() else None


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
