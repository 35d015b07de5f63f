"""The chain graph: what is in it, walks with cycles, levels."""

from __future__ import annotations

import csv
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.chains.graph import ChainGraph, Link, Maker, around, chain_graph, levels, reached
from yanzhen.chains.standing import stand, work_lists
from yanzhen.errors import InputError

LISTED = Path(__file__).parents[3] / "shared" / "data" / "chain-graph"
ARCS = st.lists(st.tuples(st.integers(0, 7), st.integers(0, 7)), max_size=20)


def of_pairs(pairs: list[tuple[int, int]]) -> ChainGraph:
    return chain_graph([Link(f"p{a}", f"p{b}") for a, b in pairs], parents={f"p{i}": () for i in range(8)})


def test_a_link_of_a_product_to_itself_is_told_and_left_out() -> None:
    graph = chain_graph([Link("steel", "steel"), Link("ore", "steel"), Link("ore", "steel", source="again")])
    assert len(graph.links) == 1
    assert graph.link("ore", "steel").source == ""
    assert len(graph.warnings) == 2


def test_only_links_that_hold_on_the_day_are_in() -> None:
    links = [Link("a", "b", since=date(2020, 1, 1), until=date(2021, 12, 31)), Link("b", "c", since=date(2022, 1, 1))]
    assert [link.product for link in chain_graph(links, on=date(2021, 12, 31)).links] == ["b"]
    assert [link.product for link in chain_graph(links, on=date(2022, 1, 1)).links] == ["c"]
    assert len(chain_graph(links).links) == 2


@pytest.mark.parametrize(
    ("maker", "words"), [(Maker("f", "p", share=-0.5), "share"), (Maker("f", "p", output=-1.0), "output")]
)
def test_a_bad_weight_is_refused_by_name(maker: Maker, words: str) -> None:
    with pytest.raises(InputError, match=f"maker f of p, {words}"):
        chain_graph([], makers=[maker])


def test_an_unknown_product_names_those_like_it() -> None:
    with pytest.raises(InputError, match="stainless steel"):
        around(chain_graph([Link("ore", "stainless steel")]), "steel")


@given(ARCS, st.integers(0, 7), st.booleans())
def test_walks_are_those_of_repeating_every_arc(pairs: list[tuple[int, int]], start: int, upstream: bool) -> None:
    found = {start}
    while more := {(a if upstream else b) for a, b in pairs if (b if upstream else a) in found} - found:
        found |= more
    assert set(reached(of_pairs(pairs), [f"p{start}"], upstream=upstream)) == {f"p{at}" for at in found}


@given(ARCS)
def test_levels_grow_along_every_arc_but_within_a_cycle(pairs: list[tuple[int, int]]) -> None:
    graph = of_pairs(pairs)
    level = levels(graph, graph.products)
    for a, b in pairs:
        together = graph.cycle[graph.number[f"p{a}"]] == graph.cycle[graph.number[f"p{b}"]]
        assert level[f"p{a}"] == level[f"p{b}"] if together else level[f"p{a}"] < level[f"p{b}"]


def test_what_is_near_stops_where_it_is_told_to() -> None:
    graph = chain_graph([Link(f"in{i}", "hub") for i in range(50)])
    assert len(around(graph, "hub", most=10)) == 10
    assert around(graph, "hub", most=10)[0].steps == 0


@pytest.mark.skipif(not LISTED.is_dir(), reason="the shared chain graph is not here")
def test_a_graph_of_95_000_products_is_explored_at_once() -> None:
    graph = listed_graph()
    assert len(graph.products) > 95_000
    assert "107 products are said to be made from themselves" in graph.warnings[0]
    widest = max(graph.products, key=lambda product: len(graph.uses(product)))
    assert around(graph, widest, up=3, down=3)  # warms the arcs
    began = time.process_time()
    nodes = stand(graph, reached(graph, [widest], upstream=True), "浙江")
    work_lists(graph, nodes)
    around(graph, widest, up=3, down=3)
    assert time.process_time() - began < 30  # a walk that forgot where it had been would take hours


def listed_graph() -> ChainGraph:
    links, parents = [], {}
    for row in read("product_product.csv"):
        if row["relation"] == "上游材料":
            links.append(Link(row["to"], row["from"]))
        elif row["relation"] == "下游产品":
            links.append(Link(row["from"], row["to"]))
        else:
            parents.setdefault(row["to"], []).append(row["from"])
    return chain_graph(
        links, parents=parents, makers=[Maker(row["firm"], row["product"]) for row in read("firm_product.csv")]
    )


def read(file: str) -> list[dict[str, str]]:
    with (LISTED / file).open(encoding="utf-8") as lines:
        return list(csv.DictReader(lines))
