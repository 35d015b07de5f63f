"""A program as one straight-line Python function over a firm's row: the plainest engine, beside which the others are laid."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from yanzhen.ladder.columnar.day_numbers import day_of, pack
from yanzhen.ladder.columnar.nodes import TRUE, Node
from yanzhen.ladder.columnar.program import Program, kept_nodes

Judge = Callable[[Mapping[str, Any]], tuple[int | None, ...]]


def row_judge(program: Program) -> Judge:
    """A function from a row (stored integers, booleans, texts; None is unknown) to the outputs' codes and scaled numbers."""
    scope: dict[str, Any] = {"pack_day": lambda number: pack(day_of(number))}
    exec(_source(program), scope)
    judge: Judge = scope["judge"]
    return judge


def _source(program: Program) -> str:
    """The function's text. A missing number stands as 0 and a missing text as "", always beside the test that it is there."""
    writer = Writer()
    nodes, kept = kept_nodes(program.roots())
    lines = ["def judge(row):"]
    for place, stored in enumerate(program.stored.values()):
        writer.columns[stored.name] = f"c{place}", f"k{place}"
        nothing = {"text": '""', "flag": "False"}.get(stored.kind, "0")
        lines += [f"    c{place} = row[{stored.name!r}]", f"    k{place} = c{place} is not None"]
        lines.append(f"    if not k{place}: c{place} = {nothing}")
    for node in nodes:
        if node in kept:
            lines.append(f"    v{kept[node]} = {writer.computed(node)}")
            writer.kept[node] = f"v{kept[node]}"
    found = []
    for output in program.outputs:
        value = writer.of(output.value)
        if output.divisor is not None:
            value = f"{value} / ({writer.of(output.divisor)} * {float(output.scale)!r})"
        found.append(value if output.there is TRUE else f"({value} if {writer.of(output.there)} else None)")
    return "\n".join([*lines, f"    return ({', '.join(found)},)"])


class Writer:
    """Nodes as Python expressions over the names of columns and of what was kept."""

    def __init__(self) -> None:
        self.columns: dict[str, tuple[str, str]] = {}
        self.kept: dict[Node, str] = {}

    def of(self, node: Node) -> str:
        """The node where it is read."""
        return self.kept.get(node) or self.computed(node)

    def computed(self, node: Node) -> str:
        """The node's own operation."""
        args = [self.of(arg) for arg in node.args]
        match node.op:
            case "const":
                return f"({node.attr})" if node.attr < 0 else str(node.attr)
            case "column" | "flag":
                return self.columns[node.attr][0]
            case "known":
                return self.columns[node.attr][1]
            case "fill":
                value, known = self.columns[node.attr[0]]
                return f"({value} if {known} else {node.attr[1]})"
            case "packed":
                return f"pack_day({self.columns[node.attr[0]][0]})"
            case "sum":
                return self._sum(node, args)
            case "steps":
                start, rises = node.attr
                parts = [f"({rise} if {arg} else 0)" for arg, rise in zip(args, rises, strict=True)]
                return "(" + " + ".join([*parts, *([str(start)] if start else [])]) + ")"
            case "product":
                return f"({args[0]} * {args[1]})"
            case "max" | "min":
                sign = ">=" if node.op == "max" else "<="
                return f"({args[0]} if {args[0]} {sign} {args[1]} else {args[1]})"
            case "if":
                return f"({args[1]} if {args[0]} else {args[2]})"
            case "full":
                return f"({args[0]} // {node.attr} if {args[0]} > 0 else 0)"
            case "int":
                return f"int({args[0]})"
        return self._test(node, args)

    def _sum(self, node: Node, args: Sequence[str]) -> str:
        constant, weights = node.attr
        parts = [arg if weight == 1 else f"{weight} * {arg}" for arg, weight in zip(args, weights, strict=True)]
        return "(" + " + ".join([*parts, *([str(constant)] if constant else [])]) + ")"

    def _test(self, node: Node, args: Sequence[str]) -> str:
        match node.op:
            case "true" | "false":
                return str(node.op == "true")
            case "one_of":
                return f"({self.columns[node.attr[0]][0]} in {node.attr[1]!r})"
            case "starts":
                return f"{self.columns[node.attr[0]][0]}.startswith({node.attr[1]!r})"
            case "not":
                return f"(not {args[0]})"
            case "at_least":
                return f"({args[0]} >= {args[1]})"
        return "(" + f" {node.op} ".join(args) + ")"
