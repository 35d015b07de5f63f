"""What each lead firm pulls, through whom, and how sure that is, under two models of spread.

*Independent cascade*: each arc passes a move on once with its chance. *Linear threshold*: a firm follows when the arcs from those that moved
weigh at least its own threshold, drawn evenly from 0 to 1 (Kempe, Kleinberg and Tardos 2003); a firm's incoming chances are then shares that sum
to at most 1. Both are drawn in worlds of live arcs, so that one reach answers both.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numba
import numpy

from yanzhen.errors import InputError
from yanzhen.formation.draws import cascades
from yanzhen.formation.network import Network

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.formation.network import Node

Model = Literal["cascade", "threshold"]
MOST_DRAWS = 1_000_000
MOST_CELLS = 10_000_000
"""Draws times arcs that are held at once."""


@dataclass(frozen=True, slots=True)
class Pull:
    """The firms that one firm's move reaches in the mean, itself left out, with a 95 % interval of the mean (of the simulation, not of the assumptions).

    ``through`` are its direct followers with what each passes on: the mean reach that is lost when the arc to that follower is cut.
    """

    firm: Node
    reach: float
    low: float
    high: float
    through: tuple[tuple[Node, float], ...]


@dataclass(frozen=True, slots=True)
class Reach:
    """How many others a firm's move reaches in the mean, with a 95 % interval of that mean."""

    firm: Node
    mean: float
    low: float
    high: float


def pull_of(
    network: Network, firm: Node, *, model: Model = "cascade", draws: int = 4000, seed: int = 0, most: int | None = None
) -> Pull:
    """What one firm pulls. The same worlds are drawn with and without each arc, so that the differences are those of the arc alone.

    ``most`` cuts only so many of its arcs, those with the largest chance: each cut walks all worlds again.
    """
    _check_draws(draws)
    at = _place(network, firm)
    arcs = numpy.flatnonzero(network.source == at)
    arcs = arcs[numpy.argsort(-network.probability[arcs], kind="stable")][:most]
    reached = [_reaches(network, worlds, at, arcs) for worlds in live_worlds(network, model, draws, seed)]
    whole = numpy.concatenate([one for one, _ in reached])
    lost = sum((cut for _, cut in reached), numpy.zeros(len(arcs))) / draws
    through = zip((network.nodes[node] for node in network.target[arcs]), lost.tolist(), strict=True)
    mean, error = _interval(whole)
    return Pull(
        firm, mean, max(0.0, mean - error), mean + error, tuple(sorted(through, key=lambda one: (-one[1], str(one[0]))))
    )


def _reaches(
    network: Network, worlds: NDArray[numpy.bool_], at: int, arcs: NDArray[numpy.int64]
) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    """The reach in each world, and what each arc's cut loses over all of them."""
    whole = _reach(network, worlds, at, cut=-1)
    return whole, numpy.array([(whole - _reach(network, worlds, at, cut=int(arc))).sum() for arc in arcs])


def _interval(reached: NDArray[numpy.float64]) -> tuple[float, float]:
    """The mean, and half the width of its 95 % interval."""
    return float(reached.mean()), float(1.96 * reached.std(ddof=1) / len(reached) ** 0.5)


def _check_draws(draws: int) -> None:
    if not 2 <= draws <= MOST_DRAWS:
        raise InputError("draws", seen=str(draws), expected=f"2 to {MOST_DRAWS}")


def pulls(
    network: Network, firms: Sequence[Node] | None = None, *, draws: int = 2000, seed: int = 0
) -> tuple[Reach, ...]:
    """The mean reach of each firm under independent cascade, the furthest first; each firm draws the same numbers."""
    _check_draws(draws)
    outward, ones = network.outward(), numpy.ones(network.size)
    wanted = network.nodes if firms is None else firms
    found = []
    for firm in wanted:
        start = numpy.array([_place(network, firm)], dtype=numpy.int32)
        reached = cascades(outward, start, ones, count=draws, seed=seed) - 1
        mean, error = _interval(reached)
        found.append(Reach(firm, mean, max(0.0, mean - error), mean + error))
    return tuple(sorted(found, key=lambda one: (-one.mean, str(one.firm))))


def fitted(network: Network, model: Model) -> Network:
    """For thresholds, the shares into a firm divided by their sum where that is above 1; for cascades the network as it is."""
    if model == "cascade":
        return network
    into = numpy.bincount(network.target, network.probability, network.size)
    return replace(network, probability=network.probability / numpy.maximum(1.0, into)[network.target])


def live_worlds(network: Network, model: Model, draws: int, seed: int) -> Iterator[NDArray[numpy.bool_]]:
    """Which arcs are live in each draw, so many draws at a time that they fit in memory; shapes (some draws, arcs).

    Raises :class:`~yanzhen.errors.InputError` where the threshold model's incoming shares of a firm sum to more than 1.
    """
    random = numpy.random.default_rng(seed)
    step = max(1, MOST_CELLS // max(1, len(network.source)))
    for first in range(0, draws, step):
        size = min(step, draws - first)
        if model == "cascade":
            yield random.random((size, len(network.source))) < network.probability
        else:
            yield _threshold_worlds(network, size, random)


def _threshold_worlds(network: Network, draws: int, random: numpy.random.Generator) -> NDArray[numpy.bool_]:
    """Each firm follows at most one of its incoming arcs, chosen with its share (the live-arc form of the threshold model)."""
    into = numpy.bincount(network.target, network.probability, network.size)
    over = numpy.flatnonzero(into > 1 + 1e-9)
    if over.size:
        raise InputError(
            f"threshold model, firm {network.nodes[over[0]]}",
            seen=f"incoming shares of {into[over[0]]:.3f}",
            expected="at most 1 together",
            todo="divide each by the firm's total",
        )
    drawn = random.random((draws, network.size))
    order = numpy.argsort(network.target, kind="stable")
    before = numpy.zeros(network.size)
    live = numpy.zeros((draws, len(network.source)), dtype=numpy.bool_)
    for arc in order:
        target = network.target[arc]
        after = before[target] + network.probability[arc]
        live[:, arc] = (drawn[:, target] >= before[target]) & (drawn[:, target] < after)
        before[target] = after
    return live


def _reach(network: Network, worlds: NDArray[numpy.bool_], start: int, *, cut: int) -> NDArray[numpy.float64]:
    """How many others are reached in each world."""
    order = numpy.argsort(network.source, kind="stable")
    first = numpy.searchsorted(network.source[order], numpy.arange(network.size + 1))
    reached: NDArray[numpy.float64] = _walked(first, order, network.target, worlds, start, cut)
    return reached


@numba.njit(cache=True, nogil=True)
def _walked(first, order, target, worlds, start, cut):  # type: ignore[no-untyped-def]
    reached = numpy.zeros(len(worlds))
    met, queue = numpy.full(len(first) - 1, -1), numpy.empty(len(first) - 1, dtype=numpy.int64)
    for world in range(len(worlds)):
        met[start], queue[0] = world, start
        head, filled = 0, 1
        while head < filled:
            node = queue[head]
            head += 1
            for at in range(first[node], first[node + 1]):
                arc = order[at]
                if arc != cut and worlds[world, arc] and met[target[arc]] != world:
                    met[target[arc]], queue[filled] = world, target[arc]
                    filled += 1
        reached[world] = filled - 1
    return reached


def _place(network: Network, firm: Node) -> int:
    try:
        return network.nodes.index(firm)
    except ValueError:
        raise InputError("firm", seen=str(firm), expected="a firm of the network") from None
