"""What a part of a sum looks like to the assembler: its width, its kind, its pairs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeVar

from yanzhen.ladder.columnar.nodes import Node
from yanzhen.ladder.columnar.widths import narrowest

P = TypeVar("P")


def is_code(node: Node) -> bool:
    """A sum of one or two tests, within a byte."""
    return node.op in ("sum", "steps") and len(node.args) <= 2 and all(map(is_test, node.args)) and bits(node) == 8


def is_test(arg: Node) -> bool:
    return not arg.is_integer or arg.op == "int"


def bare(arg: Node) -> Node:
    return arg.args[0] if arg.op == "int" else arg


def pairs(parts: list[tuple[P, int]]) -> Iterator[tuple[tuple[P, int], tuple[P, int]]]:
    """Two and two; a last one alone stands beside itself times nothing."""
    for number in range(0, len(parts), 2):
        yield parts[number], parts[number + 1] if number + 1 < len(parts) else (parts[number][0], 0)


def term(node: Node) -> tuple[Node, int, int] | None:
    """A number that is weight × a column + a constant."""
    if node.op == "column":
        return node, 1, 0
    if node.op == "sum" and len(node.args) == 1 and node.args[0].op == "column":
        constant, weights = node.attr
        return node.args[0], weights[0], constant
    return None


def is_small(node: Node) -> bool:
    """Whether it adds up within 16 bits, from small parts."""
    start, weights = node.attr
    if any(
        arg.is_integer and arg.op != "int" and not (arg.op in ("sum", "steps") and is_small(arg)) for arg in node.args
    ):
        return False
    reach = abs(start) + sum(
        abs(weight) * (max(-arg.low, arg.high) if arg.is_integer else 1)
        for weight, arg in zip(weights, node.args, strict=True)
    )
    return narrowest(-reach, reach) <= 16


def bits(node: Node) -> int:
    """The width in which the part is kept: 8, 16 or 64 bits."""
    small = (
        node.op == "int"
        or (node.op in ("sum", "steps") and is_small(node))
        or (node.value is not None and abs(node.value) < 2**15)
    )
    return 64 if not small else 8 if narrowest(node.low, node.high) == 8 else 16
