"""The chain graph: products, what each is made from, and the firms that make them.

An arc runs from an input to the product that is made from it. Every arc keeps where it was said, and the days between which it
holds. Cycles are there in real tables (scrap is an input of steel): levels are told on the graph with each cycle drawn together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy
import scipy.sparse
from scipy.sparse.csgraph import breadth_first_order, connected_components

from yanzhen.errors import InputError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Link:
    """``product`` is made from ``made_from``; ``source`` says who says so, ``since`` and ``until`` when it holds (both included)."""

    made_from: str
    product: str
    weight: float | None = None
    source: str = ""
    since: date | None = None
    until: date | None = None

    def holds(self, on: date | None) -> bool:
        """Whether it holds on the day; an unknown end is open."""
        return on is None or ((self.since is None or self.since <= on) and (self.until is None or on <= self.until))


@dataclass(frozen=True, slots=True)
class Maker:
    """A firm that makes a product: ``output`` in 10 000 yuan, ``share`` of its own revenue (0 to 1), ``None`` where unknown.

    ``region`` is a GB/T 2260 code, empty where unknown; ``champion`` says that it holds a champion's title.
    """

    firm: str
    product: str
    region: str = ""
    output: float | None = None
    share: float | None = None
    champion: bool = False
    source: str = ""

    def is_in(self, prefix: str) -> bool:
        """Whether it stands in the region whose codes begin so; an unknown region is nowhere."""
        return bool(self.region) and self.region.startswith(prefix)


@dataclass(frozen=True)
class ChainGraph:
    """Products by name, arcs from inputs to products, kinds of products (``part_of``) and makers."""

    products: tuple[str, ...]
    links: tuple[Link, ...]
    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    makers: tuple[Maker, ...] = ()
    warnings: tuple[str, ...] = ()

    @cached_property
    def number(self) -> dict[str, int]:
        """The place of each product in ``products``."""
        return {product: at for at, product in enumerate(self.products)}

    @cached_property
    def arcs(self) -> scipy.sparse.csr_matrix:
        """Row *i*, column *j*: the number plus one of the link by which product *j* is made from product *i*."""
        rows = [self.number[link.made_from] for link in self.links]
        columns = [self.number[link.product] for link in self.links]
        size = len(self.products)
        return scipy.sparse.csr_matrix((numpy.arange(1, len(rows) + 1), (rows, columns)), shape=(size, size))

    @cached_property
    def backward(self) -> scipy.sparse.csr_matrix:
        """The same by product: row *j* holds its inputs."""
        return self.arcs.T.tocsr()

    @cached_property
    def makers_of(self) -> dict[str, tuple[Maker, ...]]:
        """The makers of each product that has any."""
        found: dict[str, list[Maker]] = {}
        for maker in self.makers:
            found.setdefault(maker.product, []).append(maker)
        return {product: tuple(makers) for product, makers in found.items()}

    @cached_property
    def cycle(self) -> NDArray[numpy.int32]:
        """The strongly connected component of each product; products of one number are on a cycle together."""
        return numpy.asarray(connected_components(self.arcs, directed=True, connection="strong")[1])

    @cached_property
    def kinds_of(self) -> dict[str, tuple[str, ...]]:
        """The products of each kind: ``parents`` the other way round."""
        found: dict[str, list[str]] = {}
        for product, upper in self.parents.items():
            for kind in upper:
                found.setdefault(kind, []).append(product)
        return {kind: tuple(products) for kind, products in found.items()}

    def inputs(self, product: str) -> tuple[str, ...]:
        """What it is made from, directly."""
        return self._near(self.backward, product)

    def uses(self, product: str) -> tuple[str, ...]:
        """What is made from it, directly."""
        return self._near(self.arcs, product)

    def link(self, made_from: str, product: str) -> Link:
        """The link between two products."""
        return self.links[int(self.arcs[self.number[made_from], self.number[product]]) - 1]

    def _near(self, rows: scipy.sparse.csr_matrix, product: str) -> tuple[str, ...]:
        at = self.known(product)
        return tuple(self.products[other] for other in rows.indices[rows.indptr[at] : rows.indptr[at + 1]])

    def known(self, product: str) -> int:
        """The product's place. Raises :class:`~yanzhen.errors.InputError` that names products like it."""
        at = self.number.get(product)
        if at is None:
            like = [name for name in self.products if product and product in name][:5]
            raise InputError(
                "product",
                seen=product,
                expected="a product of the chain" + (", such as " + ", ".join(like) if like else ""),
            )
        return at


def chain_graph(
    links: Iterable[Link],
    *,
    parents: Mapping[str, Sequence[str]] | None = None,
    makers: Iterable[Maker] = (),
    on: date | None = None,
) -> ChainGraph:
    """The graph of the links that hold on the day.

    A link of a product to itself says nothing and is left out with a warning; of two links between the same products the first stays. Every product that any link,
    kind or maker names is in the graph. Raises :class:`~yanzhen.errors.InputError` for a share outside 0 to 1 or an output below 0.
    """
    kept: dict[tuple[str, str], Link] = {}
    loops = twice = 0
    for link in links:
        pair = (link.made_from, link.product)
        if not link.holds(on):
            continue
        if link.made_from == link.product:
            loops += 1
        elif pair in kept:
            twice += 1
        else:
            kept[pair] = link
    pinned = tuple(_checked(maker) for maker in makers)
    kinds = {product: tuple(dict.fromkeys(upper)) for product, upper in (parents or {}).items()}
    names = dict.fromkeys(name for pair in kept for name in pair)
    names.update(dict.fromkeys(name for product, upper in kinds.items() for name in (product, *upper)))
    names.update(dict.fromkeys(maker.product for maker in pinned))
    warnings = [f"{loops} products are said to be made from themselves: left out"] if loops else []
    warnings += [f"{twice} links stand twice: the first of each was kept"] if twice else []
    return ChainGraph(tuple(names), tuple(kept.values()), kinds, pinned, tuple(warnings))


def _checked(maker: Maker) -> Maker:
    place = f"maker {maker.firm} of {maker.product}"
    if maker.share is not None and not 0 <= maker.share <= 1:
        raise InputError(
            f"{place}, share",
            seen=f"{maker.share:g}",
            expected="0 to 1",
            todo="correct it, or leave it empty as unknown",
        )
    if maker.output is not None and not maker.output >= 0:
        raise InputError(f"{place}, output", seen=f"{maker.output:g}", expected="0 or more")
    return maker


def without_firms(graph: ChainGraph, firms: Iterable[str]) -> ChainGraph:
    """The same graph as if these firms made nothing; what was laid out of products and links is taken over, not made again.

    >>> graph = chain_graph([Link("ore", "steel")], makers=[Maker("a", "steel"), Maker("b", "steel")])
    >>> [maker.firm for maker in without_firms(graph, ["a"]).makers]
    ['b']
    """
    gone = frozenset(firms)
    left = replace(graph, makers=tuple(maker for maker in graph.makers if maker.firm not in gone))
    kept = ("number", "arcs", "backward", "cycle", "kinds_of")
    vars(left).update({name: vars(graph)[name] for name in kept if name in vars(graph)})
    made = dict(graph.makers_of)
    for product in {maker.product for maker in graph.makers if maker.firm in gone}:
        made[product] = tuple(maker for maker in made[product] if maker.firm not in gone)
    vars(left)["makers_of"] = {product: makers for product, makers in made.items() if makers}
    return left


def laid_out(graph: ChainGraph) -> ChainGraph:
    """The same graph with all that walks need laid out now, not at the first question."""
    for name in ("number", "arcs", "backward", "makers_of", "kinds_of"):
        getattr(graph, name)
    return graph


@dataclass(frozen=True, slots=True)
class Near:
    """A product at some steps from another: below 0 upstream, above 0 downstream."""

    product: str
    steps: int


def around(graph: ChainGraph, product: str, *, up: int = 2, down: int = 2, most: int = 200) -> tuple[Near, ...]:
    """The product and what lies within so many steps of it up and down the chain, nearest first, at most ``most`` products.

    >>> graph = chain_graph([Link("ore", "steel"), Link("steel", "gear"), Link("gear", "drive")])
    >>> [(near.product, near.steps) for near in around(graph, "steel", up=1, down=2)]
    [('steel', 0), ('ore', -1), ('gear', 1), ('drive', 2)]
    """
    start = graph.known(product)
    found = {start: 0}
    for rows, depth, sign in ((graph.backward, up, -1), (graph.arcs, down, 1)):
        edge = [start]
        for step in range(1, depth + 1):
            edge = [other for other in _next_to(rows, edge) if other not in found]
            found.update(dict.fromkeys(edge, sign * step))
    nearest = sorted(found.items(), key=lambda item: (abs(item[1]), item[1], item[0]))
    return tuple(Near(graph.products[at], steps) for at, steps in nearest[:most])


def reached(graph: ChainGraph, products: Iterable[str], *, upstream: bool, depth: int | None = None) -> tuple[str, ...]:
    """Everything up (or down) the chain from these products, themselves included, within ``depth`` steps."""
    rows = graph.backward if upstream else graph.arcs
    found = dict.fromkeys(graph.known(product) for product in products)
    if depth is None and len(found) == 1:
        return tuple(graph.products[at] for at in breadth_first_order(rows, *found, return_predecessors=False).tolist())
    edge = list(found)
    step = 0
    while edge and (depth is None or step < depth):
        edge = [other for other in _next_to(rows, edge) if other not in found]
        found.update(dict.fromkeys(edge))
        step += 1
    return tuple(graph.products[at] for at in found)


def _next_to(rows: scipy.sparse.csr_matrix, edge: Sequence[int]) -> list[int]:
    near: dict[int, None] = {}
    for at in edge:
        near.update(dict.fromkeys(rows.indices[rows.indptr[at] : rows.indptr[at + 1]].tolist()))
    return list(near)


def levels(graph: ChainGraph, products: Sequence[str]) -> dict[str, int]:
    """The level of each of these products among themselves: 0 for what needs none of the others, else one above its deepest input.

    Products of one cycle share a level.

    >>> graph = chain_graph([Link("ore", "steel"), Link("steel", "gear"), Link("scrap", "steel"), Link("steel", "scrap")])
    >>> levels(graph, ["ore", "steel", "scrap", "gear"])
    {'ore': 0, 'steel': 1, 'scrap': 1, 'gear': 2}
    """
    at = numpy.array([graph.known(product) for product in products])
    among = graph.arcs[at][:, at]
    count, group = connected_components(among, directed=True, connection="strong")
    pairs = {(int(group[i]), int(group[j])) for i, j in zip(*among.nonzero(), strict=True) if group[i] != group[j]}
    level = _longest(count, pairs)
    return {product: level[int(group[i])] for i, product in enumerate(products)}


def _longest(groups: int, pairs: set[tuple[int, int]]) -> list[int]:
    """The longest way to each group of an acyclic graph (Kahn 1962)."""
    after: dict[int, list[int]] = {}
    waiting = [0] * groups
    for before, behind in pairs:
        after.setdefault(before, []).append(behind)
        waiting[behind] += 1
    level = [0] * groups
    ready = [group for group in range(groups) if not waiting[group]]
    while ready:
        group = ready.pop()
        for behind in after.get(group, ()):
            level[behind] = max(level[behind], level[group] + 1)
            waiting[behind] -= 1
            if not waiting[behind]:
                ready.append(behind)
    return level
