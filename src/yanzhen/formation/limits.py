"""What a choice of nodes may be: how many, at what cost, with at least how many of which groups; and how greedy keeps its promises."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from numpy.typing import NDArray

SLACK = 1e-9
"""Of the budget: sums of decimal costs are not exact."""


@dataclass(frozen=True, slots=True)
class Least:
    """At least ``count`` of the nodes that ``members`` marks; shape (nodes,)."""

    members: NDArray[numpy.bool_]
    count: int


@dataclass(frozen=True, slots=True)
class Limits:
    """At most ``most`` nodes, costing at most ``budget`` together by ``cost`` of each node, with what ``least`` asks for; groups may overlap."""

    most: int
    budget: float | None = None
    cost: NDArray[numpy.float64] | None = None
    least: tuple[Least, ...] = ()

    @property
    def is_number_only(self) -> bool:
        return self.cost is None and not self.least

    @property
    def affordable(self) -> NDArray[numpy.bool_] | bool:
        """The nodes that the budget can pay at all."""
        if self.cost is None or self.budget is None:
            return True
        return numpy.asarray(self.cost <= self.budget * (1 + SLACK))


def largest_within(
    worth: NDArray[numpy.float64], limits: Limits
) -> tuple[NDArray[numpy.int64], NDArray[numpy.float64]]:
    """Nodes, and which part of each counts, whose worth bounds that of every allowed choice where each node counts for itself.

    These are the nodes of most worth, or those that fill the budget by worth per cost, the last one in part, whichever adds up to less.
    """
    most = min(limits.most, len(worth))
    nodes = numpy.argpartition(worth, len(worth) - most)[len(worth) - most :]
    if limits.cost is None or limits.budget is None:
        return nodes, numpy.ones(most)
    cost = limits.cost
    able = numpy.flatnonzero(limits.affordable)
    able = able[numpy.argsort(-(worth[able] / cost[able]), kind="stable")]
    before = numpy.cumsum(cost[able]) - cost[able]
    able = able[before < limits.budget]
    part = numpy.minimum(1.0, (limits.budget * (1 + SLACK) - before[: len(able)]) / cost[able])
    return (able, part) if worth[able] @ part < worth[nodes].sum() else (nodes, numpy.ones(most))


class Promises:
    """The nodes chosen so far, and a plan of nodes that would keep every minimum number within the places and the budget left."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.chosen: list[int] = []
        self.plan = planned(limits)

    def best(self, worth: NDArray[numpy.float64] | NDArray[numpy.int64]) -> int | None:
        """The node of most worth after which every promise can still be kept; of equals the first."""
        if len(self.chosen) >= self.limits.most:
            return None
        open_ = numpy.ones(len(worth), dtype=numpy.bool_)
        open_[self.chosen] = False
        free = open_ & self._leaves_plan()
        best = int(numpy.argmax(numpy.where(free, worth, -1))) if free.any() else None
        beside = self._stand_ins(open_ & ~free) if self.plan else numpy.empty(0, dtype=numpy.int64)
        if best is not None:
            beside = beside[worth[beside] > worth[best]]
        fits = (
            int(one)
            for one in beside[numpy.argsort(-worth[beside], kind="stable")]
            if self._plan_after(one) is not None
        )
        return next(fits, best)

    def keep(self, node: int) -> None:
        """Choose the node; those of the plan that it stands in for leave it."""
        after = self._plan_after(node)
        self.chosen.append(node)
        self.plan = after if after is not None else []

    def _leaves_plan(self) -> NDArray[numpy.bool_] | bool:
        """The nodes beside which the whole plan has room."""
        if len(self.chosen) + len(self.plan) >= self.limits.most:
            return False
        if self.limits.cost is None or self.limits.budget is None:
            return True
        left = self.limits.budget * (1 + SLACK) - self._price([*self.chosen, *self.plan])
        return numpy.asarray(self.limits.cost <= left)

    def _stand_ins(self, others: NDArray[numpy.bool_]) -> NDArray[numpy.int64]:
        """The nodes of groups that are still owed some."""
        wanted = numpy.zeros(len(others), dtype=numpy.bool_)
        for least in self.limits.least:
            if least.members[self.chosen].sum() < least.count:
                wanted |= least.members
        return numpy.flatnonzero(others & wanted)

    def _plan_after(self, node: int) -> list[int] | None:
        """The plan without those whom the node makes needless, the dearest first; ``None`` where that is too many or too dear."""
        plan = [one for one in self.plan if one != node]
        price = self.limits.cost
        for one in sorted(plan, key=lambda one: -float(price[one]) if price is not None else 0.0):
            rest = [other for other in plan if other != one]
            if keeps(self.limits, [*self.chosen, node, *rest]):
                plan = rest
        everybody = [*self.chosen, node, *plan]
        dear = self.limits.budget is not None and self._price(everybody) > self.limits.budget * (1 + SLACK)
        return None if dear or len(everybody) > self.limits.most else plan

    def _price(self, nodes: list[int]) -> float:
        return float(self.limits.cost[nodes].sum()) if self.limits.cost is not None else 0.0


def keeps(limits: Limits, nodes: list[int]) -> bool:
    """Whether these nodes are enough of each group."""
    return all(int(least.members[nodes].sum()) >= least.count for least in limits.least)


def planned(limits: Limits) -> list[int]:
    """The cheapest nodes (the fewest where nothing costs) that keep every minimum number, exactly.

    Raises :class:`~yanzhen.errors.RefusalError` where none within the places and the budget do.
    """
    if not limits.least:
        return []
    marked = numpy.logical_or.reduce([least.members for least in limits.least])
    nodes = _cheapest(limits, numpy.flatnonzero(marked))
    if nodes is None:
        raise RefusalError(
            "minimum numbers of groups",
            seen=f"more than {limits.most} nodes needed",
            expected=f"at most {limits.most} nodes",
            todo="lower the minimum numbers, or raise the number of leads",
        )
    price = float(limits.cost[nodes].sum()) if limits.cost is not None else 0.0
    if limits.budget is not None and price > limits.budget * (1 + SLACK):
        raise RefusalError(
            "minimum numbers of groups",
            seen=f"{price:g} at least for the cheapest that meet them",
            expected=f"a budget of {limits.budget:g}",
            todo="lower the minimum numbers, or raise the budget",
        )
    return nodes


def _cheapest(limits: Limits, nodes: NDArray[numpy.int64]) -> list[int] | None:
    """The cheapest of these nodes that keep every minimum number, by integer programming; ``None`` where even all places are too few."""
    from scipy.optimize import Bounds, LinearConstraint, milp

    if not len(nodes):
        return None
    price = limits.cost[nodes] if limits.cost is not None else numpy.ones(len(nodes))
    rows = [LinearConstraint(numpy.ones((1, len(nodes))), ub=limits.most)]
    rows += [LinearConstraint(least.members[nodes][None, :].astype(float), lb=least.count) for least in limits.least]
    found = milp(price, constraints=rows, integrality=numpy.ones(len(nodes)), bounds=Bounds(0, 1))
    return None if found.x is None else [int(node) for node in nodes[found.x > 0.5]]
