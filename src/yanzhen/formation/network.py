"""A directed network with the probability that each arc passes an impulse on, read and laid out for walking backwards and forwards."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from yanzhen.errors import InputError
from yanzhen.formation.plain_text import read_plain

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

Node = int | str


@dataclass(frozen=True, slots=True)
class Arcs:
    """Arcs in compressed rows: those of node *v* stand at ``start[v]:start[v + 1]``, ``other`` is the node at their far end."""

    start: NDArray[numpy.int64]
    other: NDArray[numpy.int32]
    probability: NDArray[numpy.float64]


@dataclass(frozen=True, slots=True)
class Network:
    """``nodes`` are the ids in order; an impulse at ``source[i]`` reaches ``target[i]`` with ``probability[i]``, above 0 and at most 1."""

    nodes: tuple[Node, ...]
    source: NDArray[numpy.int32]
    target: NDArray[numpy.int32]
    probability: NDArray[numpy.float64]
    warnings: tuple[str, ...] = ()

    @property
    def size(self) -> int:
        return len(self.nodes)

    def inward(self) -> Arcs:
        """The arcs that end in each node."""
        return _rows(self.target, self.source, self.probability, self.size)

    def outward(self) -> Arcs:
        """The arcs that start in each node."""
        return _rows(self.source, self.target, self.probability, self.size)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the file that says something: its number and words."""

    number: int
    words: list[str]


def read_network(path: Path) -> Network:
    """The network in a text file: ``source target probability`` a line, ``#`` starts a comment, a first line of two integers is a header.

    Ids that are all whole numbers are given back as such; with a header of *n* nodes they are 0 to n - 1, and those without an arc are nodes too.
    Raises :class:`~yanzhen.errors.InputError` with the line for anything else.
    """
    raw = path.read_bytes()
    table = read_plain(raw)
    if table is not None:
        return _that_pull(table.nodes, table.source, table.target, table.probability)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"network {path.name}", seen="bytes that are not UTF-8", expected="a text file") from error
    return network_of(text.splitlines(), path.name)


def network_of(lines: Iterable[str], name: str = "network") -> Network:
    """The network in these lines.

    >>> network = network_of(["# a lead and its flock", "lead small 0.5", "small smaller 1"])
    >>> network.nodes, network.probability.tolist()
    (('lead', 'small', 'smaller'), [0.5, 1.0])
    """
    told = list(_lines(lines))
    declared = None
    if told and len(told[0].words) == 2:
        declared = _header(told.pop(0), name)
    if not told and not declared:
        raise InputError(f"network {name}", seen="no arc", expected="source target probability on each line")
    arcs = [_arc(line, name) for line in told]
    network = _numbered(arcs, declared, name)
    if declared and declared[1] != len(told):
        raise InputError(
            f"network {name}, first line",
            seen=f"{declared[1]} arcs",
            expected=f"the {len(told)} that follow",
            todo="correct the header",
        )
    return network


def _lines(lines: Iterable[str]) -> Iterator[Line]:
    for number, line in enumerate(lines, start=1):
        words = line.partition("#")[0].split()
        if words:
            yield Line(number, words)


def _header(line: Line, name: str) -> tuple[int, int]:
    try:
        nodes, arcs = (int(word) for word in line.words)
    except ValueError:
        nodes = arcs = -1
    if nodes < 0 or arcs < 0:
        raise InputError(
            f"network {name}, line {line.number}",
            seen=" ".join(line.words),
            expected="source target probability, or two integers (nodes, arcs) on the first line",
        )
    return nodes, arcs


def _arc(line: Line, name: str) -> tuple[str, str, float, int]:
    if len(line.words) != 3:
        raise InputError(
            f"network {name}, line {line.number}", seen=" ".join(line.words), expected="source target probability"
        )
    source, target, word = line.words
    try:
        probability = float(word)
    except ValueError:
        probability = math.nan
    if not 0 <= probability <= 1:
        raise InputError(
            f"network {name}, line {line.number}, probability of {source} to {target}",
            seen=word,
            expected="a number from 0 to 1",
        )
    return source, target, probability, line.number


def _numbered(arcs: list[tuple[str, str, float, int]], declared: tuple[int, int] | None, name: str) -> Network:
    import numpy

    nodes = _nodes(arcs, declared, name)
    number = {str(node): at for at, node in enumerate(nodes)}
    seen: dict[tuple[int, int], int] = {}
    for source, target, _, line in arcs:
        pair = number[source], number[target]
        if pair in seen:
            raise InputError(
                f"network {name}, line {line}",
                seen=f"{source} to {target} again, as on line {seen[pair]}",
                expected="each arc once",
            )
        seen[pair] = line
    ends = numpy.array(list(seen), dtype=numpy.int64).reshape(-1, 2)
    return _that_pull(nodes, ends[:, 0], ends[:, 1], numpy.array([arc[2] for arc in arcs], dtype=numpy.float64))


def _that_pull(
    nodes: tuple[Node, ...],
    source: NDArray[numpy.int64],
    target: NDArray[numpy.int64],
    probability: NDArray[numpy.float64],
) -> Network:
    import numpy

    loops, nothing = source == target, probability == 0
    kept = ~(loops | nothing)
    left_out = (
        (int(loops.sum()), "arcs from a node to itself were left out: they pull nobody"),
        (int((nothing & ~loops).sum()), "arcs with a probability of 0 were left out: nothing passes"),
    )
    return Network(
        nodes,
        source[kept].astype(numpy.int32),
        target[kept].astype(numpy.int32),
        probability[kept],
        tuple(f"{number} {what}" for number, what in left_out if number),
    )


def _nodes(arcs: list[tuple[str, str, float, int]], declared: tuple[int, int] | None, name: str) -> tuple[Node, ...]:
    named = dict.fromkeys(node for arc in arcs for node in arc[:2])
    whole = all(node.isascii() and node.isdigit() and str(int(node)) == node for node in named)
    if not declared:
        return tuple(sorted(map(int, named))) if whole else tuple(named)
    if whole and all(int(node) < declared[0] for node in named):
        return tuple(range(declared[0]))
    if len(named) == declared[0]:
        return tuple(sorted(map(int, named))) if whole else tuple(named)
    raise InputError(
        f"network {name}, first line",
        seen=f"{declared[0]} nodes",
        expected=f"the {len(named)} that the arcs name"
        + ("" if not whole else f", or more than {max(map(int, named))}"),
        todo="correct the header",
    )


def _rows(
    near: NDArray[numpy.int32], far: NDArray[numpy.int32], probability: NDArray[numpy.float64], nodes: int
) -> Arcs:
    from yanzhen.formation.walks import by_node

    return Arcs(*by_node(near, far, probability, nodes))
