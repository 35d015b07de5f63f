"""The leads again after some arcs have changed: only the sets that looked at a changed arc are drawn anew.

A reverse-reachable set looks at the arcs into its own members and at no other, and its random numbers are its own. A set without the head of any
changed arc is therefore, draw for draw, what it would be on the new network; the rest are drawn with their own numbers. The answer is the
same to the last digit as that of a search from nothing, which the tests hold it to. That needs the same nodes, the same targets and the same seed; k, budget, groups and epsilon may change.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from yanzhen.errors import InputError
from yanzhen.formation.draws import holding, replaced, sets_numbered
from yanzhen.formation.enumeration import can_enumerate
from yanzhen.formation.leads import NO_POOLS, Choice, Pools, Wish, choose_leads, limits_of, search_with, weight_of
from yanzhen.formation.walks import walk_back

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.formation.network import Arcs, Network


@dataclass(frozen=True, slots=True)
class Search:
    """A choice that can be revised. ``redrawn`` is how many of the sets that were held had to be drawn anew."""

    network: Network
    wish: Wish
    choice: Choice
    pools: Pools
    redrawn: int = 0


def search(network: Network, wish: Wish) -> Search:
    """The same choice as :func:`~yanzhen.formation.leads.choose_leads`, kept for revision."""
    return _search(network, wish, NO_POOLS, 0)


def revised(before: Search, network: Network, wish: Wish | None = None) -> Search:
    """The choice on a network that has the nodes of ``before`` and other arcs, equal to a search from nothing.

    Raises :class:`~yanzhen.errors.InputError` where nodes, targets or seed differ, since every set may then differ.
    """
    wish = wish or before.wish
    if (network.nodes, wish.targets, wish.seed) != (before.network.nodes, before.wish.targets, before.wish.seed):
        raise InputError(
            "revision", seen="other nodes, targets or another seed", expected="the same", todo="search from nothing"
        )
    changed = changed_heads(before.network, network)
    back, roots = walk_back(network.inward()), numpy.flatnonzero(weight_of(network, wish)).astype(numpy.int32)
    pools, redrawn = list(before.pools), 0
    for pool, sets in enumerate(before.pools):
        numbers = holding(sets, changed)
        fresh = sets_numbered(back, roots, numbers, seed=2 * wish.seed + pool)
        pools[pool] = replaced(sets, numbers, fresh) if len(numbers) else sets
        redrawn += len(numbers)
    return _search(network, wish, (pools[0], pools[1]), redrawn)


def changed_heads(before: Network, after: Network) -> NDArray[numpy.bool_]:
    """Which nodes have other arcs coming in than before, or the same in another order; shape (nodes,)."""
    one, other = before.inward(), after.inward()
    changed: NDArray[numpy.bool_] = numpy.diff(one.start) != numpy.diff(other.start)
    rest = numpy.flatnonzero(~changed)
    size = numpy.diff(one.start)[rest]
    node = numpy.repeat(rest, size)
    here, there = _places(one, rest, size), _places(other, rest, size)
    differs = (one.other[here] != other.other[there]) | (one.probability[here] != other.probability[there])
    changed[node[differs]] = True
    return changed


def _places(arcs: Arcs, nodes: NDArray[numpy.int64], size: NDArray[numpy.int64]) -> NDArray[numpy.int64]:
    """Where the arcs of these nodes stand, node after node."""
    within = numpy.arange(size.sum()) - numpy.repeat(numpy.cumsum(size) - size, size)
    return numpy.asarray(numpy.repeat(arcs.start[:-1][nodes], size) + within)


def _search(network: Network, wish: Wish, pools: Pools, redrawn: int) -> Search:
    if can_enumerate(network, limits_of(network, wish)):
        return Search(network, wish, choose_leads(network, wish), pools, redrawn)
    found = search_with(network, wish, pools)
    return Search(network, wish, found.choice, found.pools, redrawn)
