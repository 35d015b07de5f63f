"""The graph without some firms is the graph of the other makers, whatever was laid out before."""

from yanzhen.chains.graph import Link, Maker, chain_graph, laid_out, reached, without_firms
from yanzhen.chains.standing import stand

LINKS = [Link("ore", "steel"), Link("steel", "gear"), Link("gear", "drive"), Link("drive", "ship")]
MAKERS = [Maker("a", "steel", "370725"), Maker("b", "steel", "370725"), Maker("a", "drive", "370725")]


def test_it_equals_the_graph_made_without_them():
    for graph in (chain_graph(LINKS, makers=MAKERS), laid_out(chain_graph(LINKS, makers=MAKERS))):
        left = without_firms(graph, ["a"])
        made = chain_graph(LINKS, makers=[maker for maker in MAKERS if maker.firm != "a"])
        assert left.makers_of == made.makers_of
        assert stand(left, ["ore", "steel", "gear", "drive"], "3707") == stand(
            made, ["ore", "steel", "gear", "drive"], "3707"
        )
        assert {maker.firm for maker in graph.makers} == {"a", "b"}, "the graph itself stays as it was"


def test_the_quick_walk_reaches_what_the_steps_reach():
    graph = chain_graph([*LINKS, Link("ship", "steel")])
    for start in ("ore", "gear", "ship"):
        for upstream in (True, False):
            assert set(reached(graph, [start], upstream=upstream)) == set(
                reached(graph, [start], upstream=upstream, depth=99)
            )
