"""The chain that a visit speaks of, and how the region stands at each of its products; kept for the state of the register."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from yanzhen.chains.graph import ChainGraph, Near, around, without_firms
from yanzhen.chains.standing import BreakRisk, Gap, Node, Strength, Work, break_risks, gaps, stand, work_lists
from yanzhen.desk.chains.asking import Asked
from yanzhen.desk.chains.held import Held
from yanzhen.desk.frame.memory import Memory
from yanzhen.desk.scope import region_prefix

MOST_PRODUCTS = 1500
"""A chain of more products is not judged on a page: choose a product, and the chain around it."""
MOST_NEAR = 20_000
MOST_STANDINGS = 24
_standings: Memory[Standing] = Memory(MOST_STANDINGS)


@dataclass(frozen=True)
class Standing:
    """The nodes of a chain as a region makes them, and what follows from that."""

    graph: ChainGraph
    near: tuple[Near, ...]
    nodes: tuple[Node, ...]
    left: int
    """Products of the chain beyond :data:`MOST_PRODUCTS`, the furthest ones, which are not judged."""
    region: str
    """The first digits of the codes of GB/T 2260 that are here."""

    @cached_property
    def by_name(self) -> Mapping[str, Node]:
        return {node.product: node for node in self.nodes}

    @cached_property
    def gaps(self) -> tuple[Gap, ...]:
        return gaps(self.graph, self.nodes)

    @cached_property
    def risks(self) -> tuple[BreakRisk, ...]:
        return break_risks(self.graph, self.nodes)

    @cached_property
    def works(self) -> tuple[Work, ...]:
        return work_lists(self.graph, self.nodes, self.region)

    @cached_property
    def gap_of(self) -> Mapping[str, Gap]:
        return {gap.product: gap for gap in self.gaps}

    @cached_property
    def risk_of(self) -> Mapping[str, BreakRisk]:
        return {risk.product: risk for risk in self.risks}

    def count(self, strength: Strength) -> int:
        """How many nodes are so."""
        return sum(node.strength is strength for node in self.nodes)


def standing_of(held: Held, asked: Asked) -> Standing:
    """How the region stands in the chain around the product; without a product, in the whole graph."""
    key = (held.key, asked.product, asked.up, asked.down, asked.region, asked.without)
    return _standings.of(key, lambda: _made(held, asked))


def graph_without(held: Held, asked: Asked) -> ChainGraph:
    """The graph as if the firms that were taken away made nothing."""
    return without_firms(held.graph, asked.without) if asked.without else held.graph


def _made(held: Held, asked: Asked) -> Standing:
    graph = graph_without(held, asked)
    if asked.product:
        near = around(graph, asked.product, up=asked.up, down=asked.down, most=MOST_NEAR)
    else:
        near = tuple(Near(product, 0) for product in graph.products)
    judged = near[:MOST_PRODUCTS]
    prefix = region_prefix(asked.region)
    nodes = stand(graph, (one.product for one in judged), prefix)
    return Standing(graph, near, nodes, len(near) - len(judged), prefix)
