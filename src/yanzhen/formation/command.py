"""``yanzhen lead choose``: the network in, the leads with their certificate out."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.errors import InputError

if TYPE_CHECKING:
    from yanzhen.formation.leads import Choice, Wish
    from yanzhen.formation.network import Network, Node

Writer = Callable[[str], None]


def choose_in_file(
    edges: Path,
    *,
    k: int,
    epsilon: float | None,
    seed: int,
    budget: float | None,
    costs: Path | None,
    groups: Path | None,
    least: tuple[str, ...],
    targets: Path | None,
    as_json: bool,
    out: Writer,
    say: Writer,
) -> int:
    """Answer one network; returns the exit code."""
    from yanzhen.formation.leads import Wish, choose_leads
    from yanzhen.formation.network import read_network

    began = time.perf_counter()
    network = read_network(edges)
    if (budget is None) is not (costs is None):
        raise InputError("--budget, --costs", seen="one of them", expected="both or neither")
    wish = Wish(
        k,
        epsilon,
        seed,
        budget,
        costs_of(costs, network) if costs else {},
        groups_of(groups, network) if groups else {},
        dict(_least(word) for word in least),
        frozenset(node for node, _ in words_of(targets, network, "")) if targets else None,
    )
    choice = choose_leads(network, wish)
    for warning in network.warnings:
        say(f"lead: {warning}")
    out(_json(choice, network, wish, time.perf_counter() - began) if as_json else as_text(choice))
    return 0


def _json(choice: Choice, network: Network, wish: Wish, seconds: float) -> str:
    told: dict[str, Any] = {
        "schema_version": 1,
        "seeds": list(choice.seeds),
        "spread": choice.spread,
        "spread_se": choice.spread_se,
        "lower_bound": choice.lower_bound,
        "upper_bound": choice.upper_bound,
        "ratio": choice.ratio,
        "confidence": choice.confidence,
        "sets": choice.sets,
        "stopped": choice.reached,
        "nodes": network.size,
        "arcs": len(network.source),
        "seed": wish.seed,
        "warnings": list(network.warnings),
        "seconds": round(seconds, 3),
    }
    return json.dumps(told, ensure_ascii=False) + "\n"


def as_text(choice: Choice) -> str:
    """The answer for people."""
    seeds = "".join(f"{place:>4}  {node}\n" for place, node in enumerate(choice.seeds, start=1))
    exact = "exactly" if not choice.sets else f"± {choice.spread_se:.2f} (standard error)"
    return (
        f"{seeds}reaches {choice.spread:.2f} nodes in the mean, {exact}\n"
        f"with confidence {choice.confidence:.4f} at least {choice.lower_bound:.2f}, and no choice more than {choice.upper_bound:.2f}: "
        f"at least {choice.ratio:.3f} of the best\nstopped because: {choice.reached}\n"
    )


def costs_of(path: Path, network: Network) -> dict[Node, float]:
    """The cost of each node, ``node cost`` a line."""
    costs: dict[Node, float] = {}
    for node, word in words_of(path, network, "cost"):
        try:
            costs[node] = float(word)
        except ValueError:
            raise InputError(f"{path.name}, cost of {node}", seen=word, expected="a number above 0") from None
        if not 0 < costs[node] < float("inf"):
            raise InputError(f"{path.name}, cost of {node}", seen=word, expected="a number above 0")
    return costs


def groups_of(path: Path, network: Network) -> dict[str, frozenset[Node]]:
    """The nodes of each group, ``node group`` a line; a node may be in several groups (its chain, its township)."""
    found: dict[str, set[Node]] = {}
    for node, name in words_of(path, network, "group", again=True):
        found.setdefault(name, set()).add(node)
    return {name: frozenset(nodes) for name, nodes in found.items()}


def words_of(path: Path, network: Network, what: str, *, again: bool = False) -> list[tuple[Node, str]]:
    """The lines ``node WHAT`` of a file (a space, a tab or a comma between), each node one that the network has, and once unless it may come ``again``."""
    by_name = {str(node): node for node in network.nodes}
    found: dict[Node, str] = {}
    told: list[tuple[Node, str]] = []
    for number, line in enumerate(text_of(path).splitlines(), start=1):
        words = line.partition("#")[0].replace(",", " ", 1).split(maxsplit=1)
        if not words or (number == 1 and words == ["node", what]):
            continue
        place = f"{path.name}, line {number}"
        if len(words) != (2 if what else 1):
            raise InputError(place, seen=line.strip(), expected=f"a node and its {what}" if what else "a node")
        if words[0] not in by_name:
            raise InputError(place, seen=words[0], expected="a node of the network")
        node = by_name[words[0]]
        if node in found and not again:
            raise InputError(place, seen=f"{words[0]} again", expected="each node once")
        found[node] = words[1].strip() if what else ""
        told.append((node, found[node]))
    return told


def text_of(path: Path) -> str:
    """The text of a file. Raises :class:`~yanzhen.errors.InputError` where it is no UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(path.name, seen="bytes that are not UTF-8", expected="a text file in UTF-8") from error


def _least(word: str) -> tuple[str, int]:
    name, _, count = word.rpartition("=")
    if not name or not count.isdigit():
        raise InputError("--least", seen=word, expected="GROUP=NUMBER")
    return name, int(count)
