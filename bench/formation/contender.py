"""One contender on one network in a process of its own: prints seconds, megabytes and what it found, as JSON.

``python contender.py NAME FILE K ROUNDS [SEEDS]``; a choice of seeds takes the fastest of the rounds, a cascade the mean of them.
"""

from __future__ import annotations

import json
import math
import random
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.formation.networks import arcs_of
from bench.peak import own_kib

Told = dict[str, Any]


def main() -> None:
    name, file, k, rounds, *seeds = sys.argv[1:]
    if name in CHOOSERS:
        told = _choice(CHOOSERS[name], Path(file), int(k), int(rounds))
    else:
        told = _cascades(CASCADES[name], Path(file), json.loads(seeds[0]), int(rounds))
    told["megabytes"] = own_kib() / 1024
    sys.stdout.write(json.dumps(told) + "\n")


def _choice(chooser: Callable[[Path, int], Callable[[], Told]], file: Path, k: int, rounds: int) -> Told:
    began = time.perf_counter()
    run = chooser(file, k)
    read, taken, told = time.perf_counter() - began, [], {}
    for _ in range(rounds):
        began = time.perf_counter()
        told = run()
        taken.append(time.perf_counter() - began)
    return {**told, "seconds": min(taken), "read": read}


def _cascades(
    walker: Callable[[Path, list[int]], Callable[[int], list[int]]], file: Path, seeds: list[int], rounds: int
) -> Told:
    run = walker(file, seeds)
    run(1)
    began = time.perf_counter()
    reached = run(rounds)
    return {"seconds": (time.perf_counter() - began) / rounds, "spread": sum(reached) / len(reached)}


def ours(epsilon: float | None) -> Callable[[Path, int], Callable[[], Told]]:
    def chooser(file: Path, k: int) -> Callable[[], Told]:
        from yanzhen.formation.leads import Wish, choose_leads
        from yanzhen.formation.network import read_network

        network = read_network(file)

        def run() -> Told:
            choice = choose_leads(network, Wish(k, epsilon=epsilon))
            return {"seeds": choice.seeds, "ratio": choice.ratio, "sets": choice.sets, "told": choice.spread}

        return run

    return chooser


def ours_revised(file: Path, k: int) -> Callable[[], Told]:
    """The choice again after one arc has changed, the sets kept."""
    from dataclasses import replace

    from yanzhen.formation.leads import Wish
    from yanzhen.formation.network import read_network
    from yanzhen.formation.revising import revised, search

    network = read_network(file)
    before = search(network, Wish(k))
    chance = network.probability.copy()
    chance[len(chance) // 2] /= 2
    changed = replace(network, probability=chance)

    def run() -> Told:
        after = revised(before, changed)
        return {
            "seeds": after.choice.seeds,
            "ratio": after.choice.ratio,
            "sets": after.choice.sets,
            "redrawn": after.redrawn,
        }

    return run


def pynetim(algorithm: str, epsilon: float) -> Callable[[Path, int], Callable[[], Told]]:
    """IMM states its guarantee beforehand; what OPIM-C says of itself is not to be had from its answer."""

    def chooser(file: Path, k: int) -> Callable[[], Told]:
        import pynetim
        from pynetim import IMGraph

        _, arcs, chance = arcs_of(file)
        graph = IMGraph(arcs, weights=chance, renumber=True)
        back = graph.internal_to_original

        def run() -> Told:
            if algorithm == "IMMAlgorithm":
                seeds = pynetim.IMMAlgorithm(graph, model="IC", epsilon=epsilon, random_seed=1).run(k)
                certified = f"a priori {1 - 1 / math.e - epsilon:.3f}"
            else:
                seeds, certified = pynetim.OPIMCAlgorithm(graph, model="IC", random_seed=1).run(k, epsilon), ""
            return {"seeds": sorted(back[seed] for seed in seeds), "certified": certified}

        return run

    return chooser


def our_cascades(file: Path, seeds: list[int]) -> Callable[[int], list[int]]:
    import numpy

    from yanzhen.formation.draws import cascades
    from yanzhen.formation.network import read_network

    network = read_network(file)
    outward, ones = network.outward(), numpy.ones(network.size)
    chosen = numpy.array(seeds, dtype=numpy.int32)
    return lambda rounds: cascades(outward, chosen, ones, count=rounds, seed=5).tolist()


def cynetdiff_cascades(file: Path, seeds: list[int]) -> Callable[[int], list[int]]:
    import networkx
    from cynetdiff.utils import networkx_to_ic_model

    nodes, arcs, chance = arcs_of(file)
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from((a, b, {"activation_prob": p}) for (a, b), p in zip(arcs, chance, strict=True))
    model, place = networkx_to_ic_model(graph)
    model.set_seeds({place[seed] for seed in seeds})

    def run(rounds: int) -> list[int]:
        reached = []
        for _ in range(rounds):
            model.reset_model()
            model.advance_until_completion()
            reached.append(model.get_num_activated_nodes())
        return reached

    return run


def ndlib_cascades(file: Path, seeds: list[int]) -> Callable[[int], list[int]]:
    import networkx
    from ndlib.models.epidemics import IndependentCascadesModel
    from ndlib.models.ModelConfig import Configuration

    nodes, arcs, chance = arcs_of(file)
    graph = networkx.DiGraph()
    graph.add_nodes_from(range(nodes))
    graph.add_edges_from(arcs)
    settings = Configuration()
    settings.add_model_initial_configuration("Infected", seeds)
    for arc, p in zip(arcs, chance, strict=True):
        settings.add_edge_configuration("threshold", arc, p)

    def run(rounds: int) -> list[int]:
        reached = []
        for _ in range(rounds):
            model = IndependentCascadesModel(graph)
            model.set_initial_status(settings)
            told = model.iteration_bunch(25, node_status=False)[-1]["node_count"]
            reached.append(told[1] + told[2])
        return reached

    return run


def networkx_cascades(file: Path, seeds: list[int]) -> Callable[[int], list[int]]:
    """The plain loop over a DiGraph that tutorials show."""
    import networkx

    _, arcs, chance = arcs_of(file)
    graph = networkx.DiGraph()
    graph.add_nodes_from(seeds)
    graph.add_edges_from((a, b, {"p": p}) for (a, b), p in zip(arcs, chance, strict=True))
    draw = random.Random(5).random

    def once() -> int:
        active, front = set(seeds), list(seeds)
        while front:
            front = [
                b
                for a in front
                for b, arc in graph[a].items()
                if b not in active and draw() < arc["p"] and not active.add(b)
            ]
        return len(active)

    return lambda rounds: [once() for _ in range(rounds)]


def igraph_cascades(file: Path, seeds: list[int]) -> Callable[[int], list[int]]:
    """One draw of the live arcs, and who can be reached through them."""
    import igraph
    import numpy

    nodes, arcs, chance = arcs_of(file)
    ends, p = numpy.array(arcs), numpy.array(chance)
    draw = numpy.random.default_rng(5)

    def once() -> int:
        live = ends[draw.random(len(p)) < p]
        graph = igraph.Graph(n=nodes + 1, edges=numpy.vstack([live, [(nodes, seed) for seed in seeds]]), directed=True)
        return len(graph.subcomponent(nodes, mode="out")) - 1

    return lambda rounds: [once() for _ in range(rounds)]


CHOOSERS = {
    "ours to 0.80": ours(None),
    "ours eps 0.1": ours(0.1),
    "ours, one arc changed": ours_revised,
    "pynetim IMM eps 0.1": pynetim("IMMAlgorithm", 0.1),
    "pynetim IMM eps 0.5": pynetim("IMMAlgorithm", 0.5),
    "pynetim OPIM-C eps 0.1": pynetim("OPIMCAlgorithm", 0.1),
    "pynetim OPIM-C eps 0.05": pynetim("OPIMCAlgorithm", 0.05),
}
CASCADES = {
    "our cascade": our_cascades,
    "cynetdiff": cynetdiff_cascades,
    "networkx loop": networkx_cascades,
    "igraph percolation": igraph_cascades,
    "ndlib": ndlib_cascades,
}


if __name__ == "__main__":
    main()
