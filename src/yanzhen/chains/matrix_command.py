"""``yanzhen chains matrix``: the two-way matrix of tables on disk."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from yanzhen.chains.questions_command import SHOWN, Chain, Tables, graph_of, nodes_of

if TYPE_CHECKING:
    from yanzhen.chains.graph import ChainGraph
    from yanzhen.chains.matrix import Matrix, MatrixCell

Writer = Callable[[str], None]
KIND_OF = {
    "titles": "title",
    "patents": "patent",
    "institutions": "institution",
    "links": "project",
    "people": "person",
    "technologies": "technology",
}
SHAPES = {"full": "●", "thin": "▲", "empty": "○"}


def matrix_of_files(
    tables: Tables, chain: Chain, given: Mapping[str, Path], concordance: Path | None, *, as_json: bool, out: Writer
) -> int:
    """The products of the chain against the kinds of innovation that the given tables tell of; returns the exit code."""
    graph = graph_of(tables)
    found = _matrix(graph, tables, chain, given, concordance)
    if as_json:
        told = {
            "schema_version": 1,
            "region": chain.region,
            "kinds": found.kinds,
            "nodes": found.nodes,
            "cells": [_told(cell) for cell in found.cells.values() if cell.evidence or cell.lacking],
            "unserved": found.empty_nodes(),
            "lacking": [{"node": node, "technologies": names} for node, names in found.lacking_nodes()],
            "unplaced": [asdict(one) for one in found.unplaced],
            "warnings": graph.warnings,
        }
        out(json.dumps(told, ensure_ascii=False) + "\n")
        return 0
    out("".join(f"{line}\n" for line in _lines(found)))
    return 0


def _matrix(
    graph: ChainGraph, tables: Tables, chain: Chain, given: Mapping[str, Path], concordance: Path | None
) -> Matrix:
    from yanzhen.chains.innovation import innovation_matrix
    from yanzhen.chains.innovation_tables import pieces_of_tables
    from yanzhen.chains.matrix import read_concordance
    from yanzhen.sheets.frames import table_of_file

    regions = {maker.firm: maker.region for maker in graph.makers}
    frames = {kind: table_of_file(kind, path, tables.today) for kind, path in given.items()}
    return innovation_matrix(
        [node.product for node in nodes_of(graph, chain)],
        pieces_of_tables(frames, tables.on),
        graph.makers,
        read_concordance(concordance) if concordance else None,
        lambda holder: (regions.get(holder) or chain.region).startswith(chain.region),
        [KIND_OF[kind] for kind in given],
    )


def _told(cell: MatrixCell) -> dict[str, Any]:
    return {**asdict(cell), "lacks": cell.lacks}


def _lines(found: Matrix) -> list[str]:
    rows = [f"{node}: " + "  ".join(_word(found.cells[node, kind]) for kind in found.kinds) for node in found.nodes]
    more = [f"… and {len(rows) - SHOWN} more (all with --json)"] if len(rows) > SHOWN else []
    lacking = [f"■ {node} lacks {', '.join(names)}" for node, names in found.lacking_nodes()]
    return [*rows[:SHOWN], *more, *lacking, f"without a product here: {len(found.unplaced)}"]


def _word(cell: MatrixCell) -> str:
    return f"{SHAPES[cell.fill.value]} {cell.kind} {len(cell.evidence)}"
