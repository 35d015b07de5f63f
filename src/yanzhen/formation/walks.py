"""Arcs laid out and made ready for drawing many times: in rows by node, each row with the quickest way to draw which of its arcs pass."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numba
import numpy

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.formation.network import Arcs

FEW = 8.0
"""Up to so many passing arcs in the mean, their number is drawn from a table and then which they are; beyond, leaping over the others is quicker."""
RARE = 2.0**-60
"""A number of passing arcs rarer than this, and all larger ones, share the last line of a table."""
ALWAYS = 2**64 - 1


@dataclass(frozen=True, slots=True)
class Walk:
    """Arcs in compressed rows, the nodes renumbered by how often they are reached, so that those met most lie together in memory.

    An arc passes when 53 random bits are below its limit. Where all arcs of a row pass with one probability, ``table[row[v]:]`` holds the cumulative chances that none, one, two … of
    them pass, in 64 bits, or else ``leap[v]`` is ``1 / log(1 - p)``; ``row`` is -1 and ``leap`` 0 where arcs are looked at one by one. ``name`` is the node by its new number, ``place`` the
    new number by node. What is drawn does not depend on the numbering.
    """

    start: NDArray[numpy.int64]
    other: NDArray[numpy.int32]
    limits: NDArray[numpy.uint64]
    row: NDArray[numpy.int32]
    table: NDArray[numpy.uint64]
    leap: NDArray[numpy.float64]
    name: NDArray[numpy.int32]
    place: NDArray[numpy.int32]


def walk_back(inward: Arcs) -> Walk:
    """The arcs that end in each node, ready for drawing."""
    nodes = len(inward.start) - 1
    often = numpy.bincount(inward.other, inward.probability, nodes)
    name = numpy.argsort(-often, kind="stable").astype(numpy.int32)
    place = numpy.empty_like(name)
    place[name] = numpy.arange(nodes, dtype=numpy.int32)
    start, other, probability = _renumbered(inward.start, inward.other, inward.probability, name, place)
    row, table, leap = _shortcuts(start, probability)
    return Walk(start, other, _limits(probability), row, table, leap, name, place)


def _limits(probability: NDArray[numpy.float64]) -> NDArray[numpy.uint64]:
    """A 53-bit draw below this passes; 1 always does."""
    return numpy.rint(probability * 2.0**53).astype(numpy.uint64)


def by_node(
    near: NDArray[numpy.int32], far: NDArray[numpy.int32], probability: NDArray[numpy.float64], nodes: int
) -> tuple[NDArray[numpy.int64], NDArray[numpy.int32], NDArray[numpy.float64]]:
    """Rows by the near end, the arcs of each in the order given: where each row starts, the far ends, the probabilities."""
    rows: tuple[NDArray[numpy.int64], NDArray[numpy.int32], NDArray[numpy.float64]] = _by_node(
        near, far, probability, nodes
    )
    return rows


def _shortcuts(
    start: NDArray[numpy.int64], probability: NDArray[numpy.float64]
) -> tuple[NDArray[numpy.int32], NDArray[numpy.uint64], NDArray[numpy.float64]]:
    """The rows whose arcs are even, by a table or by leaps."""
    degree = numpy.diff(start)
    row, leap = numpy.full(len(degree), -1, dtype=numpy.int32), numpy.zeros(len(degree))
    nodes = numpy.flatnonzero(degree > 1)
    if not len(nodes):
        return row, numpy.empty(0, dtype=numpy.uint64), leap
    least, most = _extremes(start, probability, nodes)
    even = (least == most) & (most < 1)
    nodes, chance = nodes[even], most[even]
    mean = degree[nodes] * chance
    far = mean > FEW
    leap[nodes[far]] = 1 / numpy.log1p(-chance[far])
    nodes, chance = nodes[~far], chance[~far]
    kinds, kind = numpy.unique(degree[nodes] + 1j * chance, return_inverse=True)  # pairs, since they sort quicker so
    tables = [_cumulative(int(one.real), float(one.imag)) for one in kinds]
    first = numpy.cumsum([0, *(len(one) for one in tables)])
    row[nodes] = first[:-1][kind]
    return row, numpy.array([limit for one in tables for limit in one], dtype=numpy.uint64), leap


def _extremes(
    start: NDArray[numpy.int64], probability: NDArray[numpy.float64], nodes: NDArray[numpy.int64]
) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    """The least and the largest probability in the rows of these nodes."""
    least, most = numpy.empty(len(nodes)), numpy.empty(len(nodes))
    _fill_extremes(start, probability, nodes, least, most)
    return least, most


def _cumulative(arcs: int, p: float) -> list[int]:
    """The chances that at most 0, 1, 2 … of the arcs pass, in 64 bits; the last one is sure."""
    term, told, limits = (1 - p) ** arcs, 0.0, list[int]()
    for passing in range(arcs):
        if passing > arcs * p and term < RARE:
            break
        told += term
        limits.append(min(ALWAYS, int(told * 2.0**64)))
        term *= (arcs - passing) / (passing + 1) * p / (1 - p)
    return [*limits, ALWAYS]


@numba.njit(cache=True, nogil=True)
def _by_node(near, far, probability, nodes):  # type: ignore[no-untyped-def]
    start = numpy.zeros(nodes + 1, dtype=numpy.int64)
    for node in near:
        start[node + 1] += 1
    for node in range(nodes):
        start[node + 1] += start[node]
    filled = start[:-1].copy()
    other, chance = numpy.empty(len(near), dtype=numpy.int32), numpy.empty(len(near), dtype=numpy.float64)
    for arc in range(len(near)):
        at = filled[near[arc]]
        filled[near[arc]] = at + 1
        other[at], chance[at] = far[arc], probability[arc]
    return start, other, chance


@numba.njit(cache=True, nogil=True)
def _renumbered(start, other, probability, name, place):  # type: ignore[no-untyped-def]
    """The same rows in the order of ``name``, each with its arcs in their order."""
    new_start = numpy.zeros(len(start), dtype=numpy.int64)
    new_other, new_probability = numpy.empty_like(other), numpy.empty_like(probability)
    at = 0
    for row in range(len(name)):
        for arc in range(start[name[row]], start[name[row] + 1]):
            new_other[at], new_probability[at] = place[other[arc]], probability[arc]
            at += 1
        new_start[row + 1] = at
    return new_start, new_other, new_probability


@numba.njit(cache=True, nogil=True)
def _fill_extremes(start, probability, nodes, least, most):  # type: ignore[no-untyped-def]
    for at in range(len(nodes)):
        low, high = 1.0, 0.0
        for arc in range(start[nodes[at]], start[nodes[at] + 1]):
            low, high = min(low, probability[arc]), max(high, probability[arc])
        least[at], most[at] = low, high
