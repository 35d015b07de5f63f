"""Compiles the search for leads once, so that no user waits for it."""

from __future__ import annotations

from dataclasses import replace

from yanzhen.formation.leads import Wish
from yanzhen.formation.network import network_of
from yanzhen.formation.pull import pull_of
from yanzhen.formation.revising import revised, search

NODES = 80
"""More than are answered by enumeration."""


def warm() -> None:
    """Compiles and caches every compiled function, by searching small rings in each way."""
    network = network_of([f"{at} {(at + 1) % NODES} 0.5" for at in range(NODES)])
    cheap, held = Wish(2, epsilon=0.3), dict.fromkeys(network.nodes, 1.0)
    found = search(network, cheap)
    revised(found, replace(network, probability=network.probability / 2))
    search(network, replace(cheap, budget=2.0, costs=held))
    pull_of(network, 0, draws=2)
