"""Reverse-reachable sets and cascades, drawn by counter: set *i* of a seed is the same whoever draws it, in whatever order.

A reverse-reachable set of a node is who would have reached it in one draw of the live arcs (Borgs, Brautbar, Chayes and Lucier 2014).
The share of sets that a seed set hits, times the number of nodes, is an unbiased estimate of its spread under independent cascade.
"""

from __future__ import annotations

import math
import os
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numba
import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.formation.network import Arcs

BLOCK = 8192
"""Sets that one thread draws at a time; the partition never depends on the number of threads."""


MANY = 16
"""From so many arcs of equal probability on, leaping is quicker than looking at each."""


@dataclass(frozen=True, slots=True)
class Sets:
    """Set *i* is ``members[start[i]:start[i + 1]]``."""

    start: NDArray[numpy.int64]
    members: NDArray[numpy.int32]

    @property
    def count(self) -> int:
        return len(self.start) - 1


NO_SETS = Sets(numpy.zeros(1, dtype=numpy.int64), numpy.zeros(0, dtype=numpy.int32))


def threads() -> int:
    """How many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def reverse_sets(inward: Arcs, roots: NDArray[numpy.int32], *, first: int, count: int, seed: int) -> Sets:
    """Sets number ``first`` to ``first + count - 1`` of the seed; each starts at a root drawn evenly from ``roots``."""
    return sets_numbered(walk_back(inward), roots, numpy.arange(first, first + count), seed=seed)


@dataclass(frozen=True, slots=True)
class Walk:
    """Arcs made ready for drawing: an arc passes when 53 random bits are below its limit; ``leap`` is told at :func:`_leaps`."""

    arcs: Arcs
    limits: NDArray[numpy.uint64]
    leap: NDArray[numpy.float64]


def walk_back(inward: Arcs) -> Walk:
    """The arcs that end in each node, ready for drawing many times."""
    return Walk(inward, _limits(inward.probability), _leaps(inward))


def sets_numbered(back: Walk, roots: NDArray[numpy.int32], numbers: NDArray[numpy.int64], *, seed: int) -> Sets:
    """The sets of the seed with these numbers."""
    arcs, nodes = back.arcs, len(back.arcs.start) - 1
    blocks = [numbers[at : at + BLOCK] for at in range(0, len(numbers), BLOCK)]

    def run(block: NDArray[numpy.int64]) -> tuple[NDArray[numpy.int64], NDArray[numpy.int32]]:
        drawn: tuple[NDArray[numpy.int64], NDArray[numpy.int32]] = _reverse(
            arcs.start, arcs.other, back.limits, back.leap, roots, nodes, block, _key(seed)
        )
        return drawn

    with ThreadPoolExecutor(threads()) as pool:
        drawn = list(pool.map(run, blocks))
    starts, offset = [numpy.zeros(1, dtype=numpy.int64)], 0
    for start, members in drawn:
        starts.append(start[1:] + offset)
        offset += len(members)
    empty = numpy.zeros(0, dtype=numpy.int32)
    return Sets(numpy.concatenate(starts), numpy.concatenate([empty, *(members for _, members in drawn)]))


def joined(one: Sets, other: Sets) -> Sets:
    """The sets of both, those of ``one`` first."""
    return Sets(
        numpy.concatenate([one.start, other.start[1:] + one.start[-1]]), numpy.concatenate([one.members, other.members])
    )


def first_of(sets: Sets, count: int) -> Sets:
    """The first ``count`` of them, without a copy."""
    return Sets(sets.start[: count + 1], sets.members[: sets.start[count]])


def replaced(sets: Sets, numbers: NDArray[numpy.int64], fresh: Sets) -> Sets:
    """The sets with those of these numbers (rising) replaced by the fresh ones, in order."""
    size = numpy.diff(sets.start)
    size[numbers] = numpy.diff(fresh.start)
    start = numpy.zeros(len(sets.start), dtype=numpy.int64)
    numpy.cumsum(size, out=start[1:])
    members = numpy.empty(start[-1], dtype=numpy.int32)
    _replace(sets.start, sets.members, numbers, fresh.start, fresh.members, start, members)
    return Sets(start, members)


def holding(sets: Sets, wanted: NDArray[numpy.bool_]) -> NDArray[numpy.int64]:
    """The numbers of the sets that hold a wanted node, rising."""
    found: NDArray[numpy.int64] = numpy.flatnonzero(_holding(sets.start, sets.members, wanted))
    return found


def cascades(
    outward: Arcs,
    seeds: NDArray[numpy.int32],
    weight: NDArray[numpy.float64],
    *,
    count: int,
    seed: int,
    first: int = 0,
) -> NDArray[numpy.float64]:
    """The weight reached by forward cascades number ``first`` to ``first + count - 1`` from ``seeds``; shape (count,)."""
    limits = _limits(outward.probability)
    blocks = [(at, min(256, first + count - at)) for at in range(first, first + count, 256)]
    with ThreadPoolExecutor(threads()) as pool:
        parts = pool.map(
            lambda block: _forward(outward.start, outward.other, limits, seeds, weight, *block, _key(seed)), blocks
        )
        return numpy.concatenate(list(parts))


def _key(seed: int) -> numpy.uint64:
    return numpy.uint64(seed % 2**64)


def _limits(probability: NDArray[numpy.float64]) -> NDArray[numpy.uint64]:
    """A 53-bit draw below this passes; 1 always does."""
    return numpy.rint(probability * 2.0**53).astype(numpy.uint64)


def _leaps(arcs: Arcs) -> NDArray[numpy.float64]:
    """``1 / log(1 - p)`` for a node with :data:`MANY` arcs or more that all pass with the same *p*, else 0.

    The arcs that pass are then found by geometric leaps, without a draw for each that does not.
    """
    degree = numpy.diff(arcs.start)
    leap = numpy.zeros(len(degree))
    there = numpy.flatnonzero(degree)
    if len(there):
        first = arcs.start[:-1][there]
        least, most = (bound.reduceat(arcs.probability, first) for bound in (numpy.minimum, numpy.maximum))
        even = (degree[there] >= MANY) & (least == most) & (most < 1)
        leap[there[even]] = 1 / numpy.log1p(-most[even])
    return leap


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _mixed(state: numpy.uint64) -> numpy.uint64:
    """The output step of splitmix64 (Steele, Lea and Flood 2014)."""
    z = (state ^ (state >> numpy.uint64(30))) * numpy.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> numpy.uint64(27))) * numpy.uint64(0x94D049BB133111EB)
    return z ^ (z >> numpy.uint64(31))


GOLDEN = numpy.uint64(0x9E3779B97F4A7C15)


@numba.njit(inline="always")  # type: ignore[untyped-decorator]
def _stream(seed: numpy.uint64, number: int) -> numpy.uint64:
    mixed: numpy.uint64 = _mixed(_mixed(seed + GOLDEN) + numpy.uint64(number) * GOLDEN)
    return mixed


@numba.njit(cache=True, nogil=True)
def _reverse(start, other, limits, leap, roots, nodes, numbers, seed):  # type: ignore[no-untyped-def]
    visited = numpy.full(nodes, -1, dtype=numpy.int32)
    offsets = numpy.zeros(len(numbers) + 1, dtype=numpy.int64)
    members = numpy.empty(len(numbers) * 4 + 64, dtype=numpy.int32)
    filled = 0
    for i in range(len(numbers)):
        state = _stream(seed, numbers[i])
        state += GOLDEN
        root = roots[int(_mixed(state) >> numpy.uint64(11)) % len(roots)]
        visited[root] = i
        if filled >= len(members):
            members = _wider(members, filled + 1)
        members[filled] = root
        head, filled = filled, filled + 1
        while head < filled:
            node = members[head]
            head += 1
            arc, end = start[node], start[node + 1]
            if filled + end - arc > len(members):
                members = _wider(members, filled + end - arc)
            far = leap[node]
            while arc < end:
                state += GOLDEN
                word = _mixed(state) >> numpy.uint64(11)
                if far != 0.0:
                    over = math.log((numpy.float64(word) + 0.5) * 2.0**-53) * far
                    if over >= end - arc:
                        break
                    arc += int(over)
                elif word >= limits[arc]:
                    arc += 1
                    continue
                near = other[arc]
                arc += 1
                if visited[near] != i:
                    visited[near] = i
                    members[filled] = near
                    filled += 1
        offsets[i + 1] = filled
    return offsets, members[:filled].copy()


@numba.njit(cache=True, nogil=True)
def _replace(start, members, numbers, fresh_start, fresh, new_start, new_members):  # type: ignore[no-untyped-def]
    place = 0
    for i in range(len(start) - 1):
        to = new_start[i]
        if place < len(numbers) and numbers[place] == i:
            for at in range(fresh_start[place], fresh_start[place + 1]):
                new_members[to + at - fresh_start[place]] = fresh[at]
            place += 1
        else:
            for at in range(start[i], start[i + 1]):
                new_members[to + at - start[i]] = members[at]


@numba.njit(cache=True, nogil=True)
def _holding(start, members, wanted):  # type: ignore[no-untyped-def]
    found = numpy.zeros(len(start) - 1, dtype=numpy.bool_)
    for i in range(len(start) - 1):
        for at in range(start[i], start[i + 1]):
            if wanted[members[at]]:
                found[i] = True
                break
    return found


@numba.njit(cache=True, nogil=True)
def _wider(members, needed):  # type: ignore[no-untyped-def]
    wider = numpy.empty(max(needed, 2 * len(members)), dtype=numpy.int32)
    wider[: len(members)] = members
    return wider


@numba.njit(cache=True, nogil=True)
def _forward(start, other, limits, seeds, weight, first, count, seed):  # type: ignore[no-untyped-def]
    nodes = len(start) - 1
    visited = numpy.full(nodes, -1, dtype=numpy.int64)
    queue = numpy.empty(nodes, dtype=numpy.int32)
    reached = numpy.zeros(count)
    for i in range(count):
        state = _stream(seed, first + i)
        filled = 0
        for node in seeds:
            visited[node] = i
            queue[filled] = node
            filled += 1
        head, total = 0, 0.0
        while head < filled:
            node = queue[head]
            head += 1
            total += weight[node]
            for arc in range(start[node], start[node + 1]):
                state += GOLDEN
                if (_mixed(state) >> numpy.uint64(11)) < limits[arc]:
                    near = other[arc]
                    if visited[near] != i:
                        visited[near] = i
                        queue[filled] = near
                        filled += 1
        reached[i] = total
    return reached
