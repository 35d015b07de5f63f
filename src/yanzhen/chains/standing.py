"""How a region stands in a chain: strong, weak or missing at each node, and what to do about it.

A node is *missing* when no local firm is known to make it, *strong* when several local firms do, or a champion among them, and *weak* when
it hangs on one firm. Where nobody at all is known to make a product it is *unknown*: the table may not know its makers. The lines between these are
arguments (:class:`Lines`), told with every answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from yanzhen.chains.graph import ChainGraph, Maker, reached


class Strength(StrEnum):
    """How well a region makes a product."""

    STRONG = "strong"
    WEAK = "weak"
    MISSING = "missing"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Lines:
    """Where strong begins: that many local firms, as many as count (effective number), or one champion."""

    firms: int = 3
    effective: float = 2.0
    champions: int = 1


DEFAULT_LINES = Lines()


@dataclass(frozen=True, slots=True)
class Node:
    """One product of the chain in the region.

    ``local_output`` is the known output of local makers (10 000 yuan), ``None`` where none is known; ``effective`` the effective number of local makers
    (1 / sum of squared shares of output; the number of makers where some output is unknown); ``outside`` the share of known makers that stand elsewhere.
    """

    product: str
    strength: Strength
    local: tuple[Maker, ...]
    elsewhere: tuple[Maker, ...]
    local_output: float | None
    effective: float
    outside: float | None
    why: str

    @property
    def champions(self) -> tuple[Maker, ...]:
        """Local makers with a champion's title."""
        return tuple(maker for maker in self.local if maker.champion)


@dataclass(frozen=True, slots=True)
class Gap:
    """A missing node with a strong one before it and a strong one behind it, and who outside makes it."""

    product: str
    before: tuple[str, ...]
    behind: tuple[str, ...]
    makers: tuple[Maker, ...]


@dataclass(frozen=True, slots=True)
class BreakRisk:
    """A node whose one local maker carries what lies behind it: ``lost`` are the local products downstream, ``substitutes`` what may stand in."""

    product: str
    firm: str
    lost: tuple[str, ...]
    lost_firms: int
    lost_output: float | None
    substitutes: tuple[str, ...]


class Task(StrEnum):
    """What to do at a node: strengthen 强链, mend 补链, extend 延链."""

    STRENGTHEN = "strengthen"
    MEND = "mend"
    EXTEND = "extend"


@dataclass(frozen=True, slots=True)
class Work:
    """One line of a work list, with its reason; ``weight`` orders the list."""

    task: Task
    product: str
    reason: str
    weight: float
    makers: tuple[Maker, ...]


def stand(graph: ChainGraph, products: Iterable[str], region: str, lines: Lines = DEFAULT_LINES) -> tuple[Node, ...]:
    """Each product of the chain as the region (a prefix of GB/T 2260 codes) makes it."""
    return tuple(_node(graph, product, region, lines) for product in dict.fromkeys(products))


def gaps(graph: ChainGraph, nodes: Sequence[Node]) -> tuple[Gap, ...]:
    """The missing nodes between two strong ones, those with the most strong neighbours first."""
    by_name = {node.product: node for node in nodes}
    found = []
    for node in nodes:
        if node.strength is not Strength.MISSING:
            continue
        before = _strong(graph.inputs(node.product), by_name)
        behind = _strong(graph.uses(node.product), by_name)
        if before and behind:
            found.append(Gap(node.product, before, behind, node.elsewhere))
    return tuple(sorted(found, key=lambda gap: (-len(gap.before) - len(gap.behind), gap.product)))


def break_risks(graph: ChainGraph, nodes: Sequence[Node]) -> tuple[BreakRisk, ...]:
    """Products that one local firm alone makes while others downstream depend on them here, the largest loss first."""
    by_name = {node.product: node for node in nodes}
    found = []
    for node in nodes:
        firms = {maker.firm for maker in node.local}
        if len(firms) != 1:
            continue
        behind = reached(graph, [node.product], upstream=False)
        lost = tuple(p for p in behind if p != node.product and (there := by_name.get(p)) and there.local)
        if lost:
            found.append(_risk(graph, node.product, next(iter(firms)), lost, by_name))
    return tuple(sorted(found, key=lambda risk: (-(risk.lost_output or 0), -risk.lost_firms, risk.product)))


def substitutes(graph: ChainGraph, product: str, most: int = 5) -> tuple[str, ...]:
    """What may stand in: products of the same kind, then products that share most customers, the larger share of them first.

    One common customer says nothing: the inputs of one product complement each other. Two or more that are most of both lists do.
    """
    kin = {other for kind in graph.parents.get(product, ()) for other in graph.kinds_of[kind]} - {product}
    uses = set(graph.uses(product))
    shares = {}
    for use in uses:
        for other in graph.inputs(use):
            if other != product and other not in kin and other not in shares:
                theirs = set(graph.uses(other))
                shares[other] = len(uses & theirs) / len(uses | theirs) if len(uses & theirs) > 1 else 0.0
    by_share = sorted(
        (other for other, share in shares.items() if share > 0.5), key=lambda other: (-shares[other], other)
    )
    return (*sorted(kin), *by_share)[:most]


def work_lists(graph: ChainGraph, nodes: Sequence[Node], region: str | None = None) -> tuple[Work, ...]:
    """What to strengthen, mend and extend, each with its reason, the most pressing of each first.

    Weak nodes are strengthened, missing ones between two strong ones mended; what nobody here makes and is made from something strong here is what the chain may extend
    into. ``region`` is that of the nodes: what lies beyond them and is made there already is no extension.
    """
    by_name = {node.product: node for node in nodes}
    risks = {risk.product: risk for risk in break_risks(graph, nodes)}
    found = [_strengthen(node, risks.get(node.product)) for node in nodes if node.strength is Strength.WEAK]
    between = {gap.product: gap for gap in gaps(graph, nodes)}
    found += [_mend(gap) for gap in between.values()]
    found += _extend(graph, by_name, between.keys(), region)
    order = list(Task)
    return tuple(sorted(found, key=lambda work: (order.index(work.task), -work.weight, work.product)))


def _node(graph: ChainGraph, product: str, region: str, lines: Lines) -> Node:
    makers = graph.makers_of.get(product, ())
    local = tuple(maker for maker in makers if maker.is_in(region))
    elsewhere = tuple(maker for maker in makers if not maker.is_in(region))
    outputs = [maker.output for maker in local if maker.output is not None]
    effective = effective_number(local)
    strength, why = _strength(local, makers, effective, lines)
    return Node(
        product,
        strength,
        local,
        elsewhere,
        sum(outputs) if outputs else None,
        effective,
        _outside(local, makers),
        why,
    )


def effective_number(makers: Sequence[Maker]) -> float:
    """1 / sum of squared shares of output; how many firms there are, where some output is unknown.

    >>> effective_number([Maker("a", "p", output=50.0), Maker("b", "p", output=50.0)])
    2.0
    """
    firms: dict[str, float | None] = {}
    for maker in makers:
        known = firms.get(maker.firm, 0.0)
        firms[maker.firm] = None if maker.output is None or known is None else known + maker.output
    outputs = [output for output in firms.values() if output is not None]
    total = sum(outputs)
    if len(outputs) < len(firms) or total <= 0:
        return float(len(firms))
    return total**2 / sum(output**2 for output in outputs)


def _strength(local: Sequence[Maker], makers: Sequence[Maker], effective: float, lines: Lines) -> tuple[Strength, str]:
    if not makers:
        return Strength.UNKNOWN, "no maker of it is known anywhere"
    if not local:
        return Strength.MISSING, f"{len({maker.firm for maker in makers})} firms make it, none here"
    champions = len({maker.firm for maker in local if maker.champion})
    if champions >= lines.champions:
        return Strength.STRONG, f"{champions} champion(s) here"
    firms = len({maker.firm for maker in local})
    if firms >= lines.firms and effective >= lines.effective:
        return Strength.STRONG, f"{firms} firms here, {effective:.1f} as they count"
    few = f"{firms} firm(s) here" + (f", {effective:.1f} as they count" if firms > 1 else "")
    return Strength.WEAK, f"{few}; strong from {lines.firms} firms that count {lines.effective:g}, or a champion"


def _outside(local: Sequence[Maker], makers: Sequence[Maker]) -> float | None:
    """The share of output (of firms, where an output is unknown) that stands elsewhere."""
    if not makers:
        return None
    if all(maker.output is not None for maker in makers) and sum(maker.output or 0 for maker in makers) > 0:
        return 1 - sum(maker.output or 0 for maker in local) / sum(maker.output or 0 for maker in makers)
    return 1 - len({maker.firm for maker in local}) / len({maker.firm for maker in makers})


def _strong(products: Iterable[str], by_name: dict[str, Node]) -> tuple[str, ...]:
    return tuple(p for p in products if (node := by_name.get(p)) and node.strength is Strength.STRONG)


def _risk(graph: ChainGraph, product: str, firm: str, lost: tuple[str, ...], by_name: dict[str, Node]) -> BreakRisk:
    firms = {maker.firm for name in lost for maker in by_name[name].local}
    outputs = [output for name in lost if (output := by_name[name].local_output) is not None]
    return BreakRisk(product, firm, lost, len(firms), sum(outputs) if outputs else None, substitutes(graph, product))


def _strengthen(node: Node, risk: BreakRisk | None) -> Work:
    reason = node.why + (f"; {len(risk.lost)} products here depend on it" if risk else "")
    return Work(Task.STRENGTHEN, node.product, reason, float(len(risk.lost)) if risk else 0.0, node.local)


def _mend(gap: Gap) -> Work:
    reason = f"missing between {', '.join(gap.before)} and {', '.join(gap.behind)}, which are strong here"
    return Work(Task.MEND, gap.product, reason, float(len(gap.before) + len(gap.behind)), gap.makers)


def _extend(graph: ChainGraph, by_name: dict[str, Node], mended: Collection[str], region: str | None) -> list[Work]:
    strong_inputs: dict[str, list[str]] = {}
    for node in by_name.values():
        if node.strength is Strength.STRONG:
            for use in graph.uses(node.product):
                if use not in mended and _is_not_made_here(graph, use, by_name.get(use), region):
                    strong_inputs.setdefault(use, []).append(node.product)
    return [
        Work(
            Task.EXTEND,
            use,
            f"made from {', '.join(inputs)}, strong here ({len(inputs)} of its {len(graph.inputs(use))} inputs)",
            len(inputs) / len(graph.inputs(use)),
            graph.makers_of.get(use, ()),
        )
        for use, inputs in strong_inputs.items()
    ]


def _is_not_made_here(graph: ChainGraph, product: str, node: Node | None, region: str | None) -> bool:
    if node is not None:
        return node.strength in (Strength.MISSING, Strength.UNKNOWN)
    return region is None or not any(maker.is_in(region) for maker in graph.makers_of.get(product, ()))
