"""The map around one product: which of its chain is drawn, and what is told of the product itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from markupsafe import Markup

from yanzhen.chains.graph import Maker
from yanzhen.chains.standing import Node, Strength, stand, substitutes
from yanzhen.desk.chains import words
from yanzhen.desk.chains.asking import Asked
from yanzhen.desk.chains.chain import Standing, standing_of
from yanzhen.desk.chains.drawing import Drawn, DrawnLink, chain_map
from yanzhen.desk.chains.held import Held
from yanzhen.desk.chains.sources import link_button, maker_figure
from yanzhen.desk.frame.figures import decimal
from yanzhen.desk.scope import region_prefix

if TYPE_CHECKING:
    from yanzhen.chains.graph import ChainGraph

MOST_DRAWN = 60
MOST_IN_COLUMN = 16
MOST_MAKERS = 20
MOST_LINKS = 40


@dataclass(frozen=True, slots=True)
class MakerLine:
    """One firm that makes the product, with the cells that say so."""

    firm: str
    name: str
    in_register: bool
    region: str
    by_code: bool
    champion: bool
    output: Markup
    share: Markup
    without_url: str


@dataclass(frozen=True, slots=True)
class LinkLine:
    """One direct input or use, with the cell that says so."""

    product: str
    url: str
    node: Node
    why: str
    source: Markup
    weight: str
    since: str


@dataclass(frozen=True, slots=True)
class Changed:
    """A product whose strength is another without the firms that were taken away."""

    product: str
    url: str
    before: Strength
    after: Strength


@dataclass(frozen=True, slots=True)
class Column:
    """One level of the map: what is drawn, and how many more there are."""

    title: str
    steps: int
    drawn: tuple[Drawn, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Focus:
    """All that the page of one product shows."""

    node: Node
    why: str
    measured: str
    columns: tuple[Column, ...]
    picture: Markup
    count: int
    fitting: int
    shown: int
    local: tuple[MakerLine, ...]
    elsewhere: tuple[MakerLine, ...]
    elsewhere_count: int
    inputs: tuple[LinkLine, ...]
    inputs_count: int
    uses: tuple[LinkLine, ...]
    uses_count: int
    substitutes: tuple[tuple[str, str], ...]
    changed: tuple[Changed, ...]
    standing: Standing


def focus_of(held: Held, asked: Asked) -> Focus:
    """The product that was asked for, on the map and in words; the caller has seen to it that the graph has it."""
    standing = standing_of(held, asked)
    graph = standing.graph
    node = standing.by_name[asked.product]
    fitting = [one for one in standing.nodes if _fits(one, asked)]
    columns = _columns(standing, fitting, asked)
    links = _links(graph, columns)
    inputs, uses = graph.inputs(asked.product), graph.uses(asked.product)
    return Focus(
        node=node,
        why=words.reason(node),
        measured=words.measured(node),
        columns=columns,
        picture=chain_map(
            [(column.title, column.drawn, column.more) for column in columns],
            links,
            gettext("The chain around %(product)s, as %(region)s makes it")
            % {"product": asked.product, "region": words.region_name(asked.region)},
        ),
        count=len(standing.near),
        fitting=len(fitting),
        shown=sum(len(column.drawn) for column in columns),
        local=tuple(_maker(held, maker, asked) for maker in node.local),
        elsewhere=tuple(_maker(held, maker, asked) for maker in _largest(node.elsewhere)),
        elsewhere_count=len(node.elsewhere),
        inputs=_lines(graph, inputs, asked, into=True),
        inputs_count=len(inputs),
        uses=_lines(graph, uses, asked, into=False),
        uses_count=len(uses),
        substitutes=tuple((one, asked.address(product=one)) for one in substitutes(graph, asked.product)),
        changed=_changed(held, standing, asked),
        standing=standing,
    )


def _fits(node: Node, asked: Asked) -> bool:
    if node.product == asked.product:
        return True
    return (not asked.strength or node.strength == asked.strength) and (not asked.here or bool(node.local))


def _columns(standing: Standing, fitting: Sequence[Node], asked: Asked) -> tuple[Column, ...]:
    """The levels from left to right: inputs of inputs, inputs, the product, its uses, their uses.

    Levels are steps from the product: the longest way, as the engine tells levels, would draw a dozen columns for two steps. In each the products with makers here come first,
    then those with more makers.
    """
    fits = {node.product: node for node in fitting}
    by_steps: dict[int, list[Node]] = {}
    for near in standing.near:
        if near.product in fits:
            by_steps.setdefault(near.steps, []).append(fits[near.product])
    room = _room({steps: len(nodes) for steps, nodes in by_steps.items()})
    columns = []
    for steps in sorted(by_steps):
        nodes = sorted(by_steps[steps], key=lambda node: (-len(node.local), -len(node.elsewhere), node.product))
        drawn = tuple(_drawn(node, asked) for node in nodes[: room[steps]])
        columns.append(Column(_title(steps), steps, drawn, len(nodes) - len(drawn)))
    return tuple(columns)


def _room(wanted: dict[int, int]) -> dict[int, int]:
    """How many of each level are drawn: the nearer levels first, all together at most :data:`MOST_DRAWN`."""
    left, room = MOST_DRAWN, {}
    for steps in sorted(wanted, key=abs):
        room[steps] = min(wanted[steps], MOST_IN_COLUMN, left)
        left -= room[steps]
    return room


def _title(steps: int) -> str:
    titles = {0: gettext("the product"), -1: gettext("made from"), 1: gettext("used in")}
    if steps in titles:
        return titles[steps]
    return (gettext("%(num)s steps before") if steps < 0 else gettext("%(num)s steps behind")) % {"num": abs(steps)}


def _drawn(node: Node, asked: Asked) -> Drawn:
    firms = len({maker.firm for maker in node.local})
    word = str(words.STRENGTHS[node.strength])
    return Drawn(
        node.product,
        node.strength.value,
        words.LAMPS[node.strength].shape,
        str(firms) if firms else "",
        asked.address(product=node.product),
        f"{node.product}: {word}, {words.reason(node)}",
        node.product == asked.product,
    )


def _links(graph: ChainGraph, columns: Sequence[Column]) -> tuple[DrawnLink, ...]:
    """The links among what is drawn, but for those that jump over the product or run within a level."""
    places = {drawn.name: column.steps for column in columns for drawn in column.drawn}
    found = []
    for product, steps in places.items():
        for use in graph.uses(product):
            if use in places and places[use] == steps + 1:
                found.append(DrawnLink(product, use))
    return tuple(found)


def _largest(makers: Sequence[Maker]) -> list[Maker]:
    return sorted(makers, key=lambda maker: (-(maker.output or 0), not maker.champion, maker.firm))[:MOST_MAKERS]


def _maker(held: Held, maker: Maker, asked: Asked) -> MakerLine:
    return MakerLine(
        maker.firm,
        held.name_of(maker.firm),
        maker.firm in held.names,
        words.region_name(maker.region) if maker.region else gettext("unknown"),
        maker.firm in held.by_code,
        maker.champion,
        maker_figure(maker, "output"),
        maker_figure(maker, "share"),
        asked.address(without=(*asked.without, maker.firm)),
    )


def _lines(graph: ChainGraph, products: Sequence[str], asked: Asked, *, into: bool) -> tuple[LinkLine, ...]:
    nodes = stand(graph, products, region_prefix(asked.region))
    order = list(Strength)
    lines = []
    for node in sorted(nodes, key=lambda one: (order.index(one.strength), -len(one.local), one.product))[:MOST_LINKS]:
        link = graph.link(node.product, asked.product) if into else graph.link(asked.product, node.product)
        weight = "" if link.weight is None else decimal(round_(link.weight))
        since = link.since.isoformat() if link.since else ""
        address = asked.address(product=node.product)
        lines.append(LinkLine(node.product, address, node, words.reason(node), link_button(link), weight, since))
    return tuple(lines)


def round_(number: float) -> Decimal:
    """A figure of the graph as the register wrote it, to six places."""
    return Decimal(repr(round(number, 6)))


def _changed(held: Held, standing: Standing, asked: Asked) -> tuple[Changed, ...]:
    """What is weaker without the firms that were taken away."""
    if not asked.without:
        return ()
    before = stand(held.graph, (node.product for node in standing.nodes), region_prefix(asked.region))
    pairs = zip(before, standing.nodes, strict=True)
    return tuple(
        Changed(old.product, asked.address(product=old.product), old.strength, new.strength)
        for old, new in pairs
        if old.strength is not new.strength
    )


def counts(standing: Standing) -> tuple[tuple[Strength, int], ...]:
    """How many products of the chain stand how."""
    found = Counter(node.strength for node in standing.nodes)
    return tuple((strength, found[strength]) for strength in Strength)
