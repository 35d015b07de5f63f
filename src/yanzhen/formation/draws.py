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

from yanzhen.formation.walks import Walk, walk_back

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.formation.network import Arcs

BLOCK = 1024
"""Sets that one thread draws at a time, and how many cascades; nothing that is drawn depends on the partition."""
CASCADES = 8


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


def sets_numbered(back: Walk, roots: NDArray[numpy.int32], numbers: NDArray[numpy.int64], *, seed: int) -> Sets:
    """The sets of the seed with these numbers."""
    begin = back.place[roots]
    blocks = [numbers[at : at + BLOCK] for at in range(0, len(numbers), BLOCK)]

    def run(block: NDArray[numpy.int64]) -> tuple[NDArray[numpy.int64], NDArray[numpy.int32]]:
        drawn: tuple[NDArray[numpy.int64], NDArray[numpy.int32]] = _reverse(
            back.start, back.other, back.limits, back.row, back.table, back.leap, back.name, begin, block, _key(seed)
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
    return looked_at(outward, seeds, weight, count=count, seed=seed, first=first)[0]


def looked_at(
    outward: Arcs,
    seeds: NDArray[numpy.int32],
    weight: NDArray[numpy.float64],
    *,
    count: int,
    seed: int,
    first: int = 0,
) -> tuple[NDArray[numpy.float64], int]:
    """The same, with how many arcs were looked at altogether."""
    far = _far_ends(outward.other, outward.probability)
    blocks = [(at, min(CASCADES, first + count - at)) for at in range(first, first + count, CASCADES)]
    with ThreadPoolExecutor(threads()) as pool:
        parts = list(pool.map(lambda block: _forward(outward.start, far, seeds, weight, *block, _key(seed)), blocks))
    return numpy.concatenate([reached for reached, _ in parts]), sum(int(looked) for _, looked in parts)


def _far_ends(other: NDArray[numpy.int32], probability: NDArray[numpy.float64]) -> NDArray[numpy.uint64]:
    """Chance and far end of each arc in one word: it passes when 32 random bits are at most the upper half, which is always where the chance is 1."""
    chance = numpy.maximum(numpy.rint(probability * 2.0**32), 1).astype(numpy.uint64) - numpy.uint64(1)
    return (chance << numpy.uint64(32)) | other.astype(numpy.uint64)


def _key(seed: int) -> numpy.uint64:
    return numpy.uint64(seed % 2**64)


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
def _reverse(start, other, limits, row, table, leap, name, roots, numbers, seed):  # type: ignore[no-untyped-def]
    """One byte a node tells whether the set at hand has met it, so that all of them stay in the nearest memory."""
    met, mark = numpy.zeros(len(name), dtype=numpy.uint8), numpy.uint8(0)
    offsets = numpy.zeros(len(numbers) + 1, dtype=numpy.int64)
    members = numpy.empty(len(numbers) * 4 + 64, dtype=numpy.int32)
    picks = numpy.empty(len(table) + 1, dtype=numpy.int64)
    filled = 0
    for i in range(len(numbers)):
        if mark == numpy.uint8(255):
            met[:] = 0
            mark = numpy.uint8(0)
        mark = numpy.uint8(mark + 1)
        state = _stream(seed, numbers[i]) + GOLDEN
        root = roots[int(_mixed(state) >> numpy.uint64(11)) % len(roots)]
        if filled >= len(members):
            members = _wider(members, filled + 1)
        met[root], members[filled] = mark, root
        head, filled = filled, filled + 1
        while head < filled:
            node = members[head]
            head += 1
            arc, end = start[node], start[node + 1]
            if filled + end - arc > len(members):
                members = _wider(members, filled + end - arc)
            if row[node] >= 0:
                state += GOLDEN
                word, passing, picked = _mixed(state), 0, 0
                while word > table[row[node] + passing]:
                    passing += 1
                room = numpy.float64(end - arc) * 2.0**-53
                while picked < passing:
                    state += GOLDEN
                    pick = arc + int(numpy.float64(_mixed(state) >> numpy.uint64(11)) * room)
                    if not _among(picks, picked, pick):
                        picks[picked] = pick
                        picked += 1
                        near = other[pick]
                        if met[near] != mark:
                            met[near], members[filled] = mark, near
                            filled += 1
                continue
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
                if met[near] != mark:
                    met[near], members[filled] = mark, near
                    filled += 1
        offsets[i + 1] = filled
    named = numpy.empty(filled, dtype=numpy.int32)
    for at in range(filled):
        named[at] = name[members[at]]
    return offsets, named


@numba.njit(inline="always")
def _among(picks, picked, pick):  # type: ignore[no-untyped-def]
    for at in range(picked):  # noqa: SIM110
        if picks[at] == pick:
            return True
    return False


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
def _forward(start, far, seeds, weight, first, count, seed):  # type: ignore[no-untyped-def]
    nodes = len(start) - 1
    met = numpy.zeros(nodes, dtype=numpy.uint8)
    queue = numpy.empty(nodes, dtype=numpy.int32)
    reached, looked = numpy.zeros(count), 0
    for i in range(count):
        mark = numpy.uint8(i % 255 + 1)
        if i and mark == numpy.uint8(1):
            met[:] = 0
        state = _stream(seed, first + i)
        filled = 0
        for node in seeds:
            met[node] = mark
            queue[filled] = node
            filled += 1
        head, total = 0, 0.0
        while head < filled:
            node = queue[head]
            head += 1
            total += weight[node]
            looked += start[node + 1] - start[node]
            for arc in range(start[node], start[node + 1]):
                state += GOLDEN
                if (_mixed(state) >> numpy.uint64(32)) <= (far[arc] >> numpy.uint64(32)):
                    near = numpy.int64(far[arc] & numpy.uint64(0xFFFFFFFF))
                    if met[near] != mark:
                        met[near] = mark
                        queue[filled] = near
                        filled += 1
        reached[i] = total
    return reached, looked
