"""In how many bits each integer is computed: the narrowest that its bounds allow, as wide as its parts need."""

from __future__ import annotations

from collections.abc import Iterable

from yanzhen.ladder.columnar.nodes import Node

WIDTHS = (8, 16, 32, 64, 128)
STORED = 64
"""Columns are held in 64 bits where their figures fit."""


class Widths:
    """The width of each node of a program; nodes are asked for after those they need."""

    def __init__(self, least: int = 8) -> None:
        self.least = least
        self._widths: dict[Node, int] = {}

    def of(self, node: Node) -> int:
        """The width of an integer node; that of a comparison's two sides."""
        found = self._widths.get(node)
        if found is None:
            found = self._widths[node] = max(self.least, self._needed(node))
        return found

    def _needed(self, node: Node) -> int:
        match node.op:
            case "column" | "fill":
                return max(STORED, narrowest(node.low, node.high))
            case "sum":
                constant, weights = node.attr
                reach = abs(constant) + sum(
                    abs(w) * max(-n.low, n.high) for w, n in zip(weights, node.args, strict=True)
                )
                return max([narrowest(-reach, reach), *self._args(node)])
            case "steps":
                start, rises = node.attr
                reach = abs(start) + sum(map(abs, rises))
                return narrowest(-reach, reach)
            case "product" | "at_least" | "max" | "min":
                return max([narrowest(node.low, node.high), *self._args(node)])
            case "if":
                return max([narrowest(node.low, node.high), *self._args(node, 1)])
            case "full" | "packed":
                return max([narrowest(node.low, node.high), 32, *self._args(node)])
        return narrowest(node.low, node.high)

    def _args(self, node: Node, first: int = 0) -> Iterable[int]:
        """A constant takes the width of what stands beside it."""
        return (narrowest(arg.low, arg.high) if arg.value is not None else self.of(arg) for arg in node.args[first:])


def narrowest(low: int, high: int) -> int:
    """The fewest bits of a signed integer that holds both."""
    for width in WIDTHS:
        if -(2 ** (width - 1)) <= low and high < 2 ** (width - 1):
            return width
    return WIDTHS[-1]
