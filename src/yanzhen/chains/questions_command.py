"""``yanzhen chains around|standing|gaps|work|industries``: tables of the register in, one JSON object or lines for people out."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.chains.command import threshold_of
from yanzhen.errors import InputError

if TYPE_CHECKING:
    from yanzhen.chains.graph import ChainGraph
    from yanzhen.chains.standing import Node

Writer = Callable[[str], None]
SHOWN = 60


@dataclass(frozen=True, slots=True)
class Tables:
    """The files of the chain: product links, and who makes what, where and with which titles."""

    links: Path
    makers: Path | None
    firms: Path | None
    titles: Path | None
    on: date | None
    today: date


@dataclass(frozen=True, slots=True)
class Chain:
    """Which part of the graph: the chain around a product, or all of it; as the region (a prefix of GB/T 2260 codes) makes it."""

    product: str | None
    up: int
    down: int
    region: str


def around_product(tables: Tables, chain: Chain, *, as_json: bool, out: Writer) -> int:
    """The products within so many steps; returns the exit code."""
    from yanzhen.chains.graph import around

    graph = graph_of(tables)
    near = around(graph, _named(chain), up=chain.up, down=chain.down, most=len(graph.products))
    makers = {one.product: sorted({m.firm for m in graph.makers_of.get(one.product, ())}) for one in near}
    rows = [{"product": one.product, "steps": one.steps, "makers": makers[one.product]} for one in near]
    lines = [f"{one.steps:>+3}  {one.product}  {len(makers[one.product])}" for one in near]
    return _told(as_json, out, graph, {"product": chain.product, "near": rows}, lines)


def standing_of(tables: Tables, chain: Chain, *, as_json: bool, out: Writer) -> int:
    """How the region stands at each product."""
    graph = graph_of(tables)
    nodes = nodes_of(graph, chain)
    rows = [_row(node) for node in nodes]
    lines = [f"{node.strength.value:<8} {node.product}: {node.why}" for node in nodes]
    return _told(as_json, out, graph, {"region": chain.region, "nodes": rows}, lines)


def gaps_of(tables: Tables, chain: Chain, *, as_json: bool, out: Writer) -> int:
    """The gaps and the break risks."""
    from yanzhen.chains.standing import break_risks, gaps

    graph = graph_of(tables)
    nodes = nodes_of(graph, chain)
    found, risks = gaps(graph, nodes), break_risks(graph, nodes)
    lines = [f"gap   {one.product}: between {', '.join(one.before)} and {', '.join(one.behind)}" for one in found]
    lines += [f"risk  {one.product}: only {one.firm}; lost with it: {', '.join(one.lost)}" for one in risks]
    told = {
        "region": chain.region,
        "gaps": [asdict(one) for one in found],
        "break_risks": [asdict(one) for one in risks],
    }
    return _told(as_json, out, graph, told, lines)


def work_of(tables: Tables, chain: Chain, *, as_json: bool, out: Writer) -> int:
    """What to strengthen, mend and extend."""
    from yanzhen.chains.standing import work_lists

    graph = graph_of(tables)
    works = work_lists(graph, nodes_of(graph, chain), chain.region)
    lines = [f"{one.task.value:<10} {one.product}: {one.reason}" for one in works]
    return _told(as_json, out, graph, {"region": chain.region, "work": [asdict(one) for one in works]}, lines)


def industries_of_file(
    table: Path,
    region: str,
    *,
    threshold: str,
    period: str | None,
    before: str | None,
    weights: Mapping[str, float],
    seed: int,
    as_json: bool,
    out: Writer,
) -> int:
    """Every industry for one region with its evidence, in the order of the weights."""
    from yanzhen.chains.activities import read_activities
    from yanzhen.chains.choosing import ranked_choice
    from yanzhen.chains.industries import criteria_of, industries

    rows = industries(read_activities(table), region, threshold=threshold_of(threshold), period=period, before=before)
    known = [row for row in rows if any(getattr(row, name, None) is not None for name in weights)]
    ranked = ranked_choice(criteria_of(known, weights), seed=seed)
    told = {
        "schema_version": 1,
        "region": region,
        "industries": [asdict(row) for row in rows],
        "ranking": [asdict(one) for one in ranked],
        "weights": dict(weights),
        "seed": seed,
    }
    if as_json:
        out(json.dumps(told, ensure_ascii=False) + "\n")
    else:
        out(
            "".join(
                f"{one.rank:>4} ({one.rank_low} to {one.rank_high})  {one.candidate}  {one.score:.3f}\n"
                for one in ranked[:SHOWN]
            )
        )
    return 0


def graph_of(tables: Tables) -> ChainGraph:
    """The graph of the files on the day."""
    from yanzhen.chains.tables import graph_of_tables
    from yanzhen.sheets.frames import table_of_file

    given = (
        ("product-links", tables.links),
        ("firm-products", tables.makers),
        ("firms", tables.firms),
        ("titles", tables.titles),
    )
    frames = [None if path is None else table_of_file(kind, path, tables.today) for kind, path in given]
    return graph_of_tables(*frames, on=tables.on)


def weights_of(words: Sequence[str]) -> dict[str, float]:
    """``NAME=NUMBER`` each.

    >>> weights_of(["density=2", "pci=1"])
    {'density': 2.0, 'pci': 1.0}
    """
    weights = {}
    for word in words:
        name, _, number = word.partition("=")
        try:
            weights[name] = float(number)
        except ValueError:
            raise InputError("--weight", seen=word, expected="NAME=NUMBER, such as density=2") from None
    return weights or {"quotient": 1.0, "density": 2.0, "pci": 1.0, "gain": 1.0}


def _named(chain: Chain) -> str:
    if chain.product is None:
        raise InputError("product", seen="none", expected="the name of a product")
    return chain.product


def nodes_of(graph: ChainGraph, chain: Chain) -> tuple[Node, ...]:
    """How the region stands at the products that the question is about."""
    from yanzhen.chains.graph import around
    from yanzhen.chains.standing import stand

    products: Sequence[str] = graph.products
    if chain.product is not None:
        near = around(graph, chain.product, up=chain.up, down=chain.down, most=len(graph.products))
        products = [one.product for one in near]
    return stand(graph, products, chain.region)


def _row(node: Node) -> dict[str, Any]:
    return {
        "product": node.product,
        "strength": node.strength.value,
        "why": node.why,
        "local": [asdict(maker) for maker in node.local],
        "elsewhere": [asdict(maker) for maker in node.elsewhere],
        "local_output": node.local_output,
        "effective": node.effective,
        "outside": node.outside,
    }


def _told(as_json: bool, out: Writer, graph: ChainGraph, told: dict[str, Any], lines: Sequence[str]) -> int:
    if as_json:
        out(json.dumps({"schema_version": 1, **told, "warnings": list(graph.warnings)}, ensure_ascii=False) + "\n")
        return 0
    more = [f"… and {len(lines) - SHOWN} more (all with --json)"] if len(lines) > SHOWN else []
    out("".join(f"{line}\n" for line in [*(f"warning: {one}" for one in graph.warnings), *lines[:SHOWN], *more]))
    return 0
