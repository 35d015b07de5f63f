"""The best seed set of a small network, exactly: every set of live arcs, every choice."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from math import comb
from typing import TYPE_CHECKING

import numpy

from yanzhen.errors import RefusalError
from yanzhen.formation.limits import SLACK, keeps

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.formation.limits import Limits
    from yanzhen.formation.network import Network

MOST_NODES = 60
MOST_WORLDS = 2**16
MOST_WORK = 2e8
"""Worlds times choices."""


@dataclass(frozen=True, slots=True)
class Best:
    """The nodes by number, the one that adds most first, and their expected weight reached."""

    chosen: tuple[int, ...]
    spread: float


def can_enumerate(network: Network, limits: Limits) -> bool:
    """Whether all live-arc graphs and all choices are few enough."""
    uncertain = int((network.probability < 1).sum())
    if network.size > MOST_NODES or uncertain > MOST_WORLDS.bit_length() - 1:
        return False
    choices = sum(comb(network.size, size) for size in _sizes(limits))
    return choices * 2**uncertain <= MOST_WORK and choices <= MOST_WORK / 500


def best_by_enumeration(network: Network, limits: Limits, weight: NDArray[numpy.float64]) -> Best:
    """The allowed set with the largest expected weight; of equals the first in the nodes' order."""
    chance, reach = worlds(network)
    best, found = -1.0, tuple[int, ...]()
    for size in _sizes(limits):
        for chosen in combinations(range(network.size), size):
            if _allowed(chosen, limits):
                spread = expected(chance, reach, chosen, weight)
                if spread > best + 1e-12:
                    best, found = spread, chosen
    if best < 0:
        raise RefusalError("leads", seen="no choice fits the limits", expected="limits that somebody fits")
    return Best(_in_order(chance, reach, found, weight), best)


def worlds(network: Network) -> tuple[NDArray[numpy.float64], NDArray[numpy.uint64]]:
    """The chance of each live-arc graph, shape (worlds,), and whom each node reaches in it as bits, shape (worlds, nodes)."""
    sure = numpy.flatnonzero(network.probability >= 1)
    unsure = numpy.flatnonzero(network.probability < 1)
    number = numpy.arange(2 ** len(unsure), dtype=numpy.uint64)
    chance = numpy.ones(len(number))
    live = numpy.zeros((len(number), len(network.source)), dtype=numpy.bool_)
    live[:, sure] = True
    for bit, arc in enumerate(unsure):
        on = (number >> numpy.uint64(bit)) & numpy.uint64(1) == 1
        live[:, arc] = on
        chance *= numpy.where(on, network.probability[arc], 1 - network.probability[arc])
    return chance, _closed(network, live)


def expected(
    chance: NDArray[numpy.float64],
    reach: NDArray[numpy.uint64],
    chosen: tuple[int, ...],
    weight: NDArray[numpy.float64],
) -> float:
    """The expected weight of whom the chosen nodes reach."""
    together = (
        numpy.bitwise_or.reduce(reach[:, list(chosen)], axis=1) if chosen else numpy.zeros(len(chance), numpy.uint64)
    )
    if (weight == 1).all():
        return float(chance @ numpy.bitwise_count(together))
    counted = sum(
        weight[node] * ((together >> numpy.uint64(node)) & numpy.uint64(1)).astype(float) for node in range(len(weight))
    )
    return float(chance @ numpy.asarray(counted))


def _closed(network: Network, live: NDArray[numpy.bool_]) -> NDArray[numpy.uint64]:
    """Reachability by repeating every arc until nothing changes."""
    reach = numpy.broadcast_to(
        numpy.uint64(1) << numpy.arange(network.size, dtype=numpy.uint64), (len(live), network.size)
    ).copy()
    arcs = list(zip(network.source.tolist(), network.target.tolist(), strict=True))
    while True:
        before = reach.copy()
        for arc, (source, target) in enumerate(arcs):
            reach[:, source] |= numpy.where(live[:, arc], reach[:, target], numpy.uint64(0))
        if (before == reach).all():
            return reach


def _sizes(limits: Limits) -> tuple[int, ...]:
    """With a budget a smaller set may be all that fits; without one, more never harms."""
    return tuple(range(1, limits.most + 1)) if limits.cost is not None else (limits.most,)


def _allowed(chosen: tuple[int, ...], limits: Limits) -> bool:
    dear = limits.cost is not None and limits.budget is not None
    if dear and float(limits.cost[list(chosen)].sum()) > limits.budget * (1 + SLACK):  # type: ignore[index,operator]
        return False
    return keeps(limits, list(chosen))


def _in_order(
    chance: NDArray[numpy.float64],
    reach: NDArray[numpy.uint64],
    chosen: tuple[int, ...],
    weight: NDArray[numpy.float64],
) -> tuple[int, ...]:
    left, ordered = list(chosen), tuple[int, ...]()
    while left:
        gain = [expected(chance, reach, (*ordered, node), weight) for node in left]
        ordered = (*ordered, left.pop(int(numpy.argmax(gain))))
    return ordered
