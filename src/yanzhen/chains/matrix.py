"""The industry chain against the innovation chain, both ways: full, thin and empty cells, each with its evidence.

Rows are nodes of the industry chain, columns the kinds of innovation that could serve them (patents, platforms, projects, people, key
technologies). A piece of evidence stands at a node because somebody said so, or through a concordance of patent classes and industries that the
user names: none is shipped, since no open one was found.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from yanzhen.errors import InputError


class Fill(StrEnum):
    """How much stands in a cell."""

    FULL = "full"
    THIN = "thin"
    EMPTY = "empty"


class Lack(StrEnum):
    """Why a technology that the node needs is not there."""

    MISSING = "missing"
    IMPORTED = "imported"
    ELSEWHERE = "elsewhere"
    NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One piece: of which kind (``patent``, ``platform``, ``project``, ``person``, ``technology``), at which node, and who says so.

    With ``lack`` it tells what the node needs and does not have: it stands in the cell and fills nothing.
    """

    kind: str
    node: str
    name: str
    holder: str = ""
    source: str = ""
    lack: Lack | None = None


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """One cell with its evidence; ``holders`` counts the different firms or institutions behind it, ``lacking`` is what is needed and not there."""

    node: str
    kind: str
    fill: Fill
    evidence: tuple[Evidence, ...]
    holders: int
    lacking: tuple[Evidence, ...] = ()

    @property
    def lacks(self) -> tuple[str, ...]:
        """The names of what is lacking, each once."""
        return tuple(dict.fromkeys(one.name for one in self.lacking))


@dataclass(frozen=True, slots=True)
class Matrix:
    """The cells by node and kind; ``unplaced`` is evidence at nodes that the chain does not have: innovation without an industry here."""

    nodes: tuple[str, ...]
    kinds: tuple[str, ...]
    cells: Mapping[tuple[str, str], MatrixCell]
    unplaced: tuple[Evidence, ...]

    def empty_nodes(self) -> tuple[str, ...]:
        """Nodes of the industry chain that no innovation serves."""
        return tuple(n for n in self.nodes if all(self.cells[n, k].fill is Fill.EMPTY for k in self.kinds))

    def lacking_nodes(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Nodes that are said to need what is not there, each with the names of it: the bottlenecks."""
        told = ((n, dict.fromkeys(name for k in self.kinds for name in self.cells[n, k].lacks)) for n in self.nodes)
        return tuple((node, tuple(names)) for node, names in told if names)


def matrix(
    nodes: Sequence[str], kinds: Sequence[str], evidence: Iterable[Evidence], *, full: int = 3, holders: int = 2
) -> Matrix:
    """The matrix; a cell is full from ``full`` pieces held by ``holders`` different ones, thin with any less, else empty.

    >>> told = matrix(["gear"], ["patent"], [Evidence("patent", "gear", "ZL1", "mill"), Evidence("patent", "ship", "ZL2")])
    >>> told.cells["gear", "patent"].fill.value, [one.node for one in told.unplaced]
    ('thin', ['ship'])
    """
    placed: dict[tuple[str, str], list[Evidence]] = {(node, kind): [] for node in nodes for kind in kinds}
    unplaced = []
    for one in dict.fromkeys(evidence):
        if (one.node, one.kind) in placed:
            placed[one.node, one.kind].append(one)
        else:
            unplaced.append(one)
    cells = {pair: _cell(*pair, found, full, holders) for pair, found in placed.items()}
    return Matrix(tuple(nodes), tuple(kinds), cells, tuple(unplaced))


def _cell(node: str, kind: str, found: list[Evidence], full: int, holders: int) -> MatrixCell:
    there = tuple(one for one in found if one.lack is None)
    held = len({one.holder for one in there if one.holder})
    enough = len(there) >= full and held >= holders
    fill = Fill.FULL if enough else Fill.THIN if there else Fill.EMPTY
    return MatrixCell(node, kind, fill, there, held, tuple(one for one in found if one.lack is not None))


@dataclass(frozen=True, slots=True)
class Concordance:
    """Which industries (or nodes) the patent classes serve, longest class first; ``citation`` says whose table it is."""

    rows: tuple[tuple[str, str], ...]
    citation: str

    def nodes_of(self, ipc: str) -> tuple[str, ...]:
        """The nodes of the most exact class that the table knows for this one.

        >>> Concordance((("H01M10", "battery"), ("H01", "electrics")), "example").nodes_of("H01M 10/0525")
        ('battery',)
        """
        bare = ipc.replace(" ", "")
        found = [(prefix, node) for prefix, node in self.rows if bare.startswith(prefix)]
        longest = max((len(prefix) for prefix, _ in found), default=0)
        return tuple(node for prefix, node in found if len(prefix) == longest)


def read_concordance(path: Path) -> Concordance:
    """A CSV with the columns ``ipc, node`` and a first line ``# citation``; refused without its citation."""
    text = path.read_text(encoding="utf-8-sig").splitlines()
    if not text or not text[0].startswith("#") or not text[0].strip("# "):
        raise InputError(
            f"concordance {path.name}",
            seen=text[0] if text else "nothing",
            expected="a first line '# whose table this is'",
        )
    rows = list(csv.DictReader(text[1:]))
    if not rows or not {"ipc", "node"} <= set(rows[0]):
        raise InputError(
            f"concordance {path.name}", seen=", ".join(rows[0]) if rows else "no row", expected="ipc, node"
        )
    pairs = {(row["ipc"].replace(" ", ""), row["node"].strip()) for row in rows if row["ipc"] and row["node"]}
    return Concordance(tuple(sorted(pairs, key=lambda pair: (-len(pair[0]), *pair))), text[0].strip("# "))
