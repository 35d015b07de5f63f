"""Which firms to win first: the seed set with the widest spread under independent cascade, with its certificate.

Two independent pools of reverse-reachable sets grow by doubling (OPIM-C, Tang, Tang, Xiao and Yuan 2018): greedy chooses on the first and every choice is bounded there from
above, by prices where that is nearer (:mod:`~yanzhen.formation.duality`); the second, half as large, bounds the spread of what was chosen from below. Small networks are answered exactly. All bounds hold
together with the stated confidence, whatever the round in which the search stopped.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy

from yanzhen.errors import InputError, RefusalError
from yanzhen.formation.covering import Cover, greedy, hit_by
from yanzhen.formation.draws import NO_SETS, Sets, cascades, first_of, joined, looked_at, sets_numbered
from yanzhen.formation.enumeration import best_by_enumeration, can_enumerate
from yanzhen.formation.limits import Least, Limits
from yanzhen.formation.walks import Walk, walk_back

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.formation.network import Network, Node

Pools = tuple[Sets, Sets]
NO_POOLS: Pools = (NO_SETS, NO_SETS)
FIRST_SETS = 16_384
"""Of the first pool: quicker to draw than to explain on a small network, and few enough on a large one."""
MOST_SETS = 4_000_000
"""Of both pools together: what a search without a goal of its own stops at."""
MOST_MEMBERS = 300_000_000
"""Members of both pools together: about 2.4 GB with their index; the ratio that was reached is then told."""
ENOUGH = 0.80
OVERFIT = 0.02
"""A search without a goal of its own goes on while its seeds may hit this share fewer of the other pool's sets than of the sets they were chosen by: better ones are still to be found."""
LEAST_DOUBT = 0.01
PILOT = 40
"""Cascades that the forward check runs in any case."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What to choose: ``k`` nodes at most, within ``budget`` of ``costs`` (every node's), with at least ``least`` of each group.

    ``groups`` are the nodes of each group; they may overlap. ``epsilon`` asks for a certified ``1 - 1/e - epsilon``; without it the search goes on until the ratio is 0.80 and the seeds have
    settled. ``targets`` are the nodes that count (small firms); ``None`` counts all. ``most_sets`` ends a search that has certified less by then: a page waits for no more.
    """

    k: int
    epsilon: float | None = None
    seed: int = 0
    budget: float | None = None
    costs: Mapping[Node, float] = field(default_factory=dict)
    groups: Mapping[str, frozenset[Node]] = field(default_factory=dict)
    least: Mapping[str, int] = field(default_factory=dict)
    targets: frozenset[Node] | None = None
    most_sets: int = MOST_SETS


@dataclass(frozen=True, slots=True)
class Check:
    """How sure the forward check is to be: its standard error as a share of the spread, and how many arcs it may look at, about."""

    error: float
    arcs: float


CAREFUL, QUICK = Check(0.002, 3e7), Check(0.005, 1e7)
"""The second where ``epsilon`` asks for a quick answer."""


@dataclass(frozen=True, slots=True)
class Choice:
    """The nodes in the order chosen; ``lower_bound`` bounds their spread, ``upper_bound`` that of the best allowed set; ``ratio`` is the quotient.

    ``spread`` is the mean of forward cascades (exact where ``sets`` is 0), ``spread_se`` its standard error.
    """

    seeds: tuple[Node, ...]
    spread: float
    spread_se: float
    lower_bound: float
    upper_bound: float
    confidence: float
    sets: int
    reached: str

    @property
    def ratio(self) -> float:
        return self.lower_bound / self.upper_bound if self.upper_bound else 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """A choice with the two pools of sets that it rests on."""

    choice: Choice
    pools: Pools


@dataclass(frozen=True, slots=True)
class Supply:
    """The two pools of a search: what is held already, the rest drawn when it is asked for."""

    back: Walk
    roots: NDArray[numpy.int32]
    seed: int
    held: list[Sets]

    def of(self, pool: int, count: int) -> Sets:
        """The first ``count`` sets of a pool."""
        have = self.held[pool].count
        if have < count:
            more = sets_numbered(self.back, self.roots, numpy.arange(have, count), seed=2 * self.seed + pool)
            self.held[pool] = joined(self.held[pool], more) if have else more
        return self.held[pool] if self.held[pool].count == count else first_of(self.held[pool], count)


def choose_leads(network: Network, wish: Wish) -> Choice:
    """The seeds with their certificate.

    Raises :class:`~yanzhen.errors.InputError` for a wish that cannot be, :class:`~yanzhen.errors.RefusalError` where the limits allow nobody.
    """
    limits = limits_of(network, wish)
    weight = weight_of(network, wish)
    if can_enumerate(network, limits):
        best = best_by_enumeration(network, limits, weight)
        seeds = tuple(network.nodes[node] for node in best.chosen)
        return Choice(seeds, best.spread, 0.0, best.spread, best.spread, 1.0, 0, "exact, by enumeration")
    return _searched(network, wish, limits, weight).choice


def search_with(network: Network, wish: Wish, kept: Pools) -> Found:
    """The choice by sampling, where ``kept`` are the first sets of its two pools as this network and wish would draw them."""
    return _searched(network, wish, limits_of(network, wish), weight_of(network, wish), kept)


def limits_of(network: Network, wish: Wish) -> Limits:
    """The wish by node number, checked against the network."""
    _check(network, wish)
    cost = numpy.array([float(wish.costs[node]) for node in network.nodes]) if wish.budget is not None else None
    if cost is not None and wish.budget is not None and not (cost <= wish.budget).any():
        raise RefusalError(
            "budget",
            seen=str(wish.budget),
            expected=f"at least {cost.min():g}, the cheapest node",
            todo="raise the budget",
        )
    least = tuple(
        Least(numpy.array([node in wish.groups[name] for node in network.nodes]), count)
        for name, count in sorted(wish.least.items())
        if count > 0
    )
    return Limits(min(wish.k, network.size), wish.budget, cost, least)


def weight_of(network: Network, wish: Wish) -> NDArray[numpy.float64]:
    """1 for each node that counts, 0 for the others; shape (nodes,)."""
    if wish.targets is None:
        return numpy.ones(network.size)
    return numpy.array([float(node in wish.targets) for node in network.nodes])


def _check(network: Network, wish: Wish) -> None:
    if not network.size:
        raise InputError("network", seen="no node", expected="at least one")
    if not 1 <= wish.k <= network.size:
        raise InputError("-k", seen=str(wish.k), expected=f"1 to {network.size}, the nodes of the network")
    if wish.epsilon is not None and not 0 < wish.epsilon < 1 - 1 / math.e:
        raise InputError("--epsilon", seen=str(wish.epsilon), expected="above 0 and below 1 - 1/e (0.632)")
    if wish.budget is not None:
        missing = [node for node in network.nodes if node not in wish.costs]
        if missing:
            raise InputError(
                "--costs", seen=f"no cost for {missing[0]}, one of {len(missing)}", expected="a cost for every node"
            )
        if not wish.budget > 0 or min(wish.costs.values()) <= 0:
            raise InputError("--budget, --costs", seen=str(wish.budget), expected="a budget and costs above 0")
    nodes = frozenset(network.nodes)
    for name, least in wish.least.items():
        there = len(wish.groups.get(name, frozenset()) & nodes)
        if least > wish.k:
            raise InputError(f"least of group {name}", seen=str(least), expected=f"at most k = {wish.k}")
        if there < least:
            raise InputError(
                f"least of group {name}", seen=str(least), expected=f"at most {there}, the nodes of that group"
            )
    if wish.targets is not None and not wish.targets & nodes:
        raise InputError("targets", seen="none of them is in the network", expected="at least one node that counts")


def _searched(
    network: Network, wish: Wish, limits: Limits, weight: NDArray[numpy.float64], kept: Pools = NO_POOLS
) -> Found:
    """Rounds of twice as many sets each; those that ``kept`` holds are taken from there, as if they were drawn now."""
    roots = numpy.flatnonzero(weight).astype(numpy.int32)
    supply = Supply(walk_back(network.inward()), roots, wish.seed, list(kept))
    doubt = min(1 / network.size, LEAST_DOUBT)
    most = max(1, wish.most_sets * 2 // 3)
    rounds = math.ceil(math.log2(max(1.0, most / FIRST_SETS))) + 1
    ease = math.log(2 * rounds / doubt)  # each of the two bounds of each round fails with doubt / (2 rounds)
    count = min(FIRST_SETS, most)
    while True:
        half = count // 2 if count < most else wish.most_sets - most
        first, second = supply.of(0, count), supply.of(1, max(1, half))
        cover = greedy(first, network.size, limits)
        full = _full(first, second, count >= most)
        lower, upper, reached = _judged(
            cover, first.count, hit_by(second, cover.chosen, network.size), second.count, ease, wish.epsilon, full
        )
        if reached:
            break
        count = min(2 * count, most)
    check = CAREFUL if wish.epsilon is None else QUICK
    spread, error = _checked(network, cover.chosen, weight, 2 * wish.seed + 2**32, check)
    seeds = tuple(network.nodes[node] for node in cover.chosen)
    lower, upper = lower * len(roots), max(lower, upper) * len(roots)
    choice = Choice(seeds, spread, error, lower, upper, 1 - doubt, first.count + second.count, reached)
    return Found(choice, (supply.held[0], supply.held[1]))


def _judged(
    cover: Cover, first: int, again: int, second: int, ease: float, epsilon: float | None, full: str
) -> tuple[float, float, str]:
    """Bounds of the share of sets that the chosen, and that the best choice would hit, and why the search stops here; empty when it goes on.

    The chosen hit ``again`` of ``second`` sets that they were not chosen by. The nearer upper bound is not worked out where even the nearest, what greedy hits, would not do.
    """
    goal = ENOUGH if epsilon is None else 1 - 1 / math.e - epsilon
    lower = _lower(again, ease) / second
    error = math.sqrt(again / second * (1 / first + 1 / second))
    settled = epsilon is not None or again / second - 2 * error >= (1 - OVERFIT) * cover.hit / first
    if not full and not (settled and lower >= goal * _upper(cover.hit, ease) / first):
        return lower, math.inf, ""
    upper = _upper(min(cover.at_most, cover.nearer()), ease) / first
    if settled and lower >= goal * upper:
        return (
            lower,
            upper,
            f"a ratio of {goal:.3f} is certified" + (" and the seeds have settled" if epsilon is None else ""),
        )
    return lower, upper, full


def _checked(
    network: Network, seeds: NDArray[numpy.int32], weight: NDArray[numpy.float64], seed: int, check: Check
) -> tuple[float, float]:
    """The mean of forward cascades and its standard error: as many as the check asks for, by the spread of the first ones."""
    outward = network.outward()
    spread, looked = looked_at(outward, seeds, weight, count=PILOT, seed=seed)
    wanted = (float(spread.std(ddof=1)) / (check.error * float(spread.mean()))) ** 2 if spread.any() else 0.0
    more = math.ceil(min(wanted, check.arcs / max(looked / PILOT, 1))) - PILOT
    if more > 0:
        spread = numpy.append(spread, cascades(outward, seeds, weight, count=more, seed=seed, first=PILOT))
    return float(spread.mean()), float(spread.std(ddof=1) / math.sqrt(len(spread)))


def _full(first: Sets, second: Sets, most: bool) -> str:
    """Why no more sets may be drawn; empty while they may."""
    members = len(first.members) + len(second.members)
    if most:
        return f"{first.count + second.count} sets were drawn"
    return f"{members} members of sets fill the memory that is allowed" if members >= MOST_MEMBERS // 2 else ""


def _upper(hits: float, ease: float) -> float:
    """An upper bound of the expected count, given one of at most ``hits`` (Tang et al. 2018, lemma 4.3)."""
    return (math.sqrt(hits + ease / 2) + math.sqrt(ease / 2)) ** 2


def _lower(hits: float, ease: float) -> float:
    """A lower bound of the expected count, given ``hits`` (Tang et al. 2018, lemma 4.2)."""
    return max(0.0, (math.sqrt(hits + 2 * ease / 9) - math.sqrt(ease / 2)) ** 2 - ease / 18)
