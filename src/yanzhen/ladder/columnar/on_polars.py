"""A program as Polars expressions, in stages so that what is read twice is computed once."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from operator import and_, or_
from pathlib import Path

import polars as pl

from yanzhen.ladder.columnar.nodes import TRUE, Node
from yanzhen.ladder.columnar.program import Output, Program, Stored, kept_nodes, staged
from yanzhen.ladder.columnar.widths import Widths

_INTEGER = {8: pl.Int8, 16: pl.Int16, 32: pl.Int32, 64: pl.Int64, 128: pl.Int128}


def judged(frame: pl.LazyFrame, program: Program, keep: tuple[str, ...] = ("uscc", "name")) -> pl.LazyFrame:
    """One row a firm: the columns in ``keep``, the year judged, then the program's outputs in words and exact numbers."""
    year = pl.lit(program.year, dtype=pl.Int32).alias("year")
    return _selected(frame.with_columns(year), program, (*keep, "year"), said)


def coded(frame: pl.LazyFrame, program: Program) -> pl.LazyFrame:
    """The outputs alone, as an engine computes them: codes of words, numbers times their scale."""
    return _selected(frame, program, (), lambda expression, output: expression)


def said(expression: pl.Expr, output: Output) -> pl.Expr:
    """A code as its word, a scaled number as the exact one."""
    if output.words:
        return expression.cast(pl.UInt8).cat.to(pl.Enum(output.words))
    if output.divisor is not None or output.scale == 1:
        return expression
    if output.places is None:
        return expression.cast(pl.Float64) / output.scale
    return expression.cast(pl.Decimal(38, output.places)) / output.scale


def _selected(
    frame: pl.LazyFrame, program: Program, keep: tuple[str, ...], said: Callable[[pl.Expr, Output], pl.Expr]
) -> pl.LazyFrame:
    lowering = Lowering(program)
    for stage in lowering.stages():
        frame = frame.with_columns(stage)
    outputs = [said(lowering.output(output), output).alias(output.name) for output in program.outputs]
    return frame.select(*(pl.col(name) for name in keep), *outputs)


def write(frame: pl.LazyFrame, program: Program, keep: tuple[str, ...], target: Path) -> None:
    """The result as a Parquet file, streamed: memory does not grow with the number of firms."""
    judged(frame, program, keep).sink_parquet(target, compression="zstd")


class Lowering:
    """Expressions of one program; ``stages`` names what is kept, in the order in which it must be computed."""

    def __init__(self, program: Program) -> None:
        self.program, self.widths = program, Widths()
        self.nodes, kept = kept_nodes(program.roots())
        self.kept = {node: f"~{number}" for node, number in kept.items()}
        self._expressions: dict[Node, pl.Expr] = {}

    def stages(self) -> list[list[pl.Expr]]:
        """Named expressions; each stage reads only those before it."""
        return [
            [self._computed(node).alias(self.kept[node]) for node in stage] for stage in staged(self.nodes, self.kept)
        ]

    def output(self, output: Output) -> pl.Expr:
        """The output's code or number, null where it is not there."""
        value = self.of(output.value)
        if output.divisor is not None:
            value = value.cast(pl.Float64) / (self.of(output.divisor).cast(pl.Float64) * float(output.scale))
        return value if output.there is TRUE else pl.when(self.of(output.there)).then(value)

    def of(self, node: Node) -> pl.Expr:
        """The node as an expression over the stages."""
        return pl.col(self.kept[node]) if node in self.kept else self._computed(node)

    def _computed(self, node: Node) -> pl.Expr:
        found = self._expressions.get(node)
        if found is None:
            found = self._expressions[node] = self._integer(node) if node.is_integer else self._test(node)
        return found

    def _integer(self, node: Node) -> pl.Expr:
        width = self.widths.of(node)
        match node.op:
            case "const":
                return pl.lit(node.value, dtype=_INTEGER[width])
            case "column":
                return raw(self.program.stored[node.attr], width)
            case "fill":
                name, missing, _, _ = node.attr
                return raw(self.program.stored[name], width).fill_null(pl.lit(missing, dtype=_INTEGER[width]))
            case "packed":
                day = pl.col(node.attr[0]).dt
                return day.year().cast(pl.Int32) * 10000 + day.month().cast(pl.Int32) * 100 + day.day().cast(pl.Int32)
            case "sum":
                return self._sum(node, width)
            case "steps":
                return self._steps(node, width)
            case "product":
                return self._as(node.args[0], width) * self._as(node.args[1], width)
            case "max":
                return pl.max_horizontal(*(self._as(arg, width) for arg in node.args))
            case "min":
                return pl.min_horizontal(*(self._as(arg, width) for arg in node.args))
            case "if":
                test, then, otherwise = node.args
                return pl.when(self.of(test)).then(self._as(then, width)).otherwise(self._as(otherwise, width))
            case "full":
                reached = self._as(node.args[0], width)
                return (
                    pl.when(reached > 0)
                    .then(reached // pl.lit(node.attr, dtype=_INTEGER[width]))
                    .otherwise(pl.lit(0, dtype=_INTEGER[width]))
                )
        return self.of(node.args[0]).cast(pl.Int8)

    def _sum(self, node: Node, width: int) -> pl.Expr:
        constant, weights = node.attr
        parts = [self._weighted(arg, weight, width) for arg, weight in zip(node.args, weights, strict=True)]
        found = reduce(lambda one, other: one + other, parts)
        return found + pl.lit(constant, dtype=_INTEGER[width]) if constant else found

    def _steps(self, node: Node, width: int) -> pl.Expr:
        start, rises = node.attr
        kind = _INTEGER[width]
        parts = [
            self.of(test).cast(kind) * pl.lit(rise, dtype=kind) for test, rise in zip(node.args, rises, strict=True)
        ]
        found = reduce(lambda one, other: one + other, parts)
        return found + pl.lit(start, dtype=kind) if start else found

    def _weighted(self, arg: Node, weight: int, width: int) -> pl.Expr:
        value = self._as(arg, width)
        if weight == 1:
            return value
        return -value if weight == -1 else value * pl.lit(weight, dtype=_INTEGER[width])

    def _as(self, node: Node, width: int) -> pl.Expr:
        if node.value is not None:
            return pl.lit(node.value, dtype=_INTEGER[width])
        found = self.of(node)
        return found if self.widths.of(node) == width else found.cast(_INTEGER[width])

    def _test(self, node: Node) -> pl.Expr:
        match node.op:
            case "true" | "false":
                return pl.lit(node.op == "true")
            case "known":
                return pl.col(node.attr).is_not_null()
            case "flag":
                return pl.col(node.attr)
            case "one_of":
                name, words = node.attr
                return pl.col(name).cast(pl.String).is_in(words)
            case "starts":
                name, prefixes = node.attr
                return reduce(or_, (pl.col(name).cast(pl.String).str.starts_with(prefix) for prefix in prefixes))
            case "not":
                return ~self.of(node.args[0])
            case "and":
                return reduce(and_, map(self.of, node.args))
            case "or":
                return reduce(or_, map(self.of, node.args))
        width = self.widths.of(node)
        return self._as(node.args[0], width) >= self._as(node.args[1], width)


def raw(stored: Stored, width: int) -> pl.Expr:
    """A stored column as the integer that it stands for."""
    column = pl.col(stored.name)
    if stored.form == "decimal":
        column = column.to_physical()
    elif stored.form == "float":
        column = (column * 10**stored.digits).round()
    elif stored.form == "day":
        column = column.to_physical()
    return column.cast(_INTEGER[width])
