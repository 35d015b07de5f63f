"""The networks that are timed. It runs in ours and in the peers' environment alike."""

from __future__ import annotations

from pathlib import Path

import numpy

NODES, ARCS = 300_000, 1_500_000


def write_power_law(file: Path, nodes: int = NODES, arcs: int = ARCS) -> None:
    """Weighted cascade on a network whose ends are drawn with weights (i + 10)^-0.6; loops and copies dropped, labels shuffled."""
    random = numpy.random.default_rng(3)
    weight = (numpy.arange(nodes) + 10.0) ** -0.6
    source, target = (random.choice(nodes, arcs, p=weight / weight.sum()) for _ in range(2))
    label = random.permutation(nodes)
    apart = source != target
    codes = numpy.unique(label[source[apart]] * nodes + label[target[apart]])
    source, target = codes // nodes, codes % nodes
    chance = 1 / numpy.bincount(target, minlength=nodes)[target]
    lines = (f"{a} {b} {p!r}\n" for a, b, p in zip(source.tolist(), target.tolist(), chance.tolist(), strict=True))
    file.write_text(f"{nodes} {len(codes)}\n" + "".join(lines))


def arcs_of(file: Path) -> tuple[int, list[tuple[int, int]], list[float]]:
    """Number of nodes, arcs without loops, and their probabilities, as plain lists for the peers."""
    lines = file.read_text().split("\n")
    rows = [line.split() for line in lines[1:] if line.strip()]
    kept = [(int(a), int(b), float(p)) for a, b, p in rows if a != b]
    return int(lines[0].split()[0]), [(a, b) for a, b, _ in kept], [p for *_, p in kept]
