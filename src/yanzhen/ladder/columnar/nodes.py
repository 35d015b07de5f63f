"""What an engine is asked to compute: integers and plain yes-or-no values, in a graph where equal parts are one node.

There is no unknown here. A column's missing values show as ``known(column)``, and every answer is two such tests, *met* and *unmet*; so no engine's own reading of NULL decides anything. Every integer carries the bounds that the table's own figures give it: they choose the width in which it is computed, and fold what can have one value only.

A raw column (:func:`column`, :func:`flag`, :func:`one_of`, :func:`starts`) means nothing in a row where it is missing. It stands only where ``known`` of the same column is required beside it; there Kleene's AND, which all engines have, covers it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import reduce
from math import gcd
from typing import Any
from weakref import WeakValueDictionary

from yanzhen.ladder.columnar.day_numbers import day_of, days, first_day_from, pack

INTEGERS = ("const", "column", "fill", "sum", "product", "max", "min", "if", "int", "steps", "full", "packed")


class Node:
    """One operation; ``low`` and ``high`` bound an integer, ``columns`` are those it reads, ``bare`` those it reads raw without asking whether they are known."""

    __slots__ = ("__weakref__", "args", "attr", "bare", "columns", "high", "low", "op")

    def __init__(self, op: str, args: tuple[Node, ...], attr: Any, low: int, high: int) -> None:
        self.op, self.args, self.attr, self.low, self.high = op, args, attr, low, high
        own = {attr if isinstance(attr, str) else attr[0]} if op in LEAVES else set()
        self.columns: frozenset[str] = frozenset(own).union(*(arg.columns for arg in args))
        self.bare: frozenset[str] = _bare(self)

    @property
    def is_integer(self) -> bool:
        return self.op in INTEGERS

    @property
    def value(self) -> int | None:
        """The constant that it is, if it is one."""
        return int(self.attr) if self.op == "const" else None

    def __repr__(self) -> str:
        inside = ", ".join([*map(repr, self.args), *([] if self.attr is None else [repr(self.attr)])])
        return f"{self.op}({inside})"


RAW = {"column", "flag", "one_of", "starts", "packed"}


def _bare(node: Node) -> frozenset[str]:
    if node.op in RAW:
        return node.columns
    if node.op == "if":
        test, then, otherwise = node.args
        return test.bare | (then.bare - guarded(test, True)) | (otherwise.bare - guarded(test, False))
    found = frozenset().union(*(arg.bare for arg in node.args))
    if found and node.op in ("and", "or"):
        return found - frozenset().union(*(guarded(arg, node.op == "and") for arg in node.args))
    return found


LEAVES = {"column", "fill", "known", "flag", "one_of", "starts", "packed"}
_nodes: WeakValueDictionary[tuple[Any, ...], Node] = WeakValueDictionary()


def operation(op: str, args: tuple[Node, ...] = (), attr: Any = None, low: int = 0, high: int = 1) -> Node:
    """The one node of this operation; arguments are compared by identity, so a graph is never walked for it."""
    key = (op, attr, low, high, *map(id, args))
    found = _nodes.get(key)
    if found is None:
        found = _nodes[key] = Node(op, args, attr, low, high)
    return found


# Integers.


def const(number: int) -> Node:
    """A constant."""
    return operation("const", attr=number, low=number, high=number)


def column(name: str, low: int, high: int) -> Node:
    """A column's number (or day), raw."""
    return operation("column", attr=name, low=low, high=high)


def fill(name: str, low: int, high: int, missing: int) -> Node:
    """A column's number, or ``missing`` where there is none."""
    return operation("fill", attr=(name, missing, low, high), low=min(low, missing), high=max(high, missing))


def packed(name: str, low: int, high: int) -> Node:
    """A column's day as the number YYYYMMDD, raw."""
    return operation("packed", attr=(name, low, high), low=pack(day_of(low)), high=pack(day_of(high)))


def total(terms: Iterable[tuple[int, Node]], constant: int = 0) -> Node:
    """``constant`` + the sum of coefficient × node, equal nodes put together."""
    weights: dict[Node, int] = {}
    for weight, node in terms:
        constant = _add_term(weights, weight, node, constant)
    kept = tuple((node, weight) for node, weight in weights.items() if weight)
    if not kept:
        return const(constant)
    if len(kept) == 1 and (kept[0][0].op == "steps" or (constant == 0 and kept[0][1] == 1)):
        return _scaled_steps(*kept[0], constant) if kept[0][0].op == "steps" else kept[0][0]
    low = constant + sum(min(w * n.low, w * n.high) for n, w in kept)
    high = constant + sum(max(w * n.low, w * n.high) for n, w in kept)
    return operation("sum", tuple(n for n, _ in kept), (constant, tuple(w for _, w in kept)), low, high)


def _add_term(weights: dict[Node, int], weight: int, node: Node, constant: int) -> int:
    if node.op == "const":
        return constant + weight * int(node.attr)
    if node.op == "sum":
        inner, coefficients = node.attr
        for part, coefficient in zip(node.args, coefficients, strict=True):
            weights[part] = weights.get(part, 0) + weight * coefficient
        return constant + weight * int(inner)
    weights[node] = weights.get(node, 0) + weight
    return constant


def scaled(node: Node, factor: int) -> Node:
    """The node times a constant."""
    return total([(factor, node)])


def product(left: Node, right: Node) -> Node:
    """Two integers multiplied; a common factor of either is taken out."""
    (one, left), (other, right) = _factored(left), _factored(right)
    if left.value is not None or right.value is not None:
        known, rest = (left, right) if left.value is not None else (right, left)
        return scaled(rest, one * other * int(known.value or 0))
    corners = [a * b for a in (left.low, left.high) for b in (right.low, right.high)]
    pair = (left, right) if id(left) <= id(right) else (right, left)
    return scaled(operation("product", pair, None, min(corners), max(corners)), one * other)


def _factored(node: Node) -> tuple[int, Node]:
    """A sum's common factor and what remains."""
    if node.op != "sum":
        return 1, node
    constant, weights = node.attr
    common = reduce(gcd, weights, constant)
    if common in (0, 1):
        return 1, node
    return common, total([(w // common, n) for n, w in zip(node.args, weights, strict=True)], constant // common)


def largest(left: Node, right: Node) -> Node:
    """The larger."""
    if left is right or left.low >= right.high:
        return left
    if right.low >= left.high:
        return right
    return operation("max", (left, right), None, max(left.low, right.low), max(left.high, right.high))


def smallest(left: Node, right: Node) -> Node:
    """The smaller."""
    if left is right or left.high <= right.low:
        return left
    if right.high <= left.low:
        return right
    return operation("min", (left, right), None, min(left.low, right.low), min(left.high, right.high))


def within(node: Node, low: int, high: int) -> Node:
    """The same with the bounds that it is known to keep."""
    return (
        node
        if node.op != "steps"
        else operation("steps", node.args, node.attr, max(node.low, low), min(node.high, high))
    )


def guarded(test: Node, holds: bool) -> frozenset[str]:
    """The columns that are known where the test holds (or does not)."""
    if test.op == "known":
        return test.columns if holds else frozenset()
    if test.op == "not":
        return guarded(test.args[0], not holds)
    if test.op == ("and" if holds else "or"):
        return frozenset().union(*(guarded(part, holds) for part in test.args))
    return frozenset()


def _scaled_steps(node: Node, weight: int, constant: int) -> Node:
    start, rises = node.attr
    found = stairs(
        constant + weight * start, [(test, weight * rise) for test, rise in zip(node.args, rises, strict=True)]
    )
    ends = sorted((constant + weight * node.low, constant + weight * node.high))
    return within(found, *ends)


def stairs(start: int, parts: Sequence[tuple[Node, int]]) -> Node:
    low = start + sum(min(0, rise) for _, rise in parts)
    high = start + sum(max(0, rise) for _, rise in parts)
    return operation("steps", tuple(test for test, _ in parts), (start, tuple(rise for _, rise in parts)), low, high)


def as_integer(test: Node) -> Node:
    """1 where the test holds, 0 elsewhere."""
    if test.op in ("true", "false"):
        return const(int(test.op == "true"))
    return operation("int", (test,))


def full(node: Node, divisor: int) -> Node:
    """How often the divisor goes into the number; 0 for a number below zero."""
    if node.value is not None:
        return const(max(0, node.value) // divisor)
    return operation("full", (node,), divisor, max(0, node.low) // divisor, max(0, node.high) // divisor)


# Tests.

TRUE, FALSE = operation("true"), operation("false")


def known(name: str) -> Node:
    """The column has a value."""
    return operation("known", attr=name)


def flag(name: str) -> Node:
    """A yes-or-no column, raw."""
    return operation("flag", attr=name)


def one_of(name: str, words: Iterable[str]) -> Node:
    """A text column is one of the words, raw."""
    return operation("one_of", attr=(name, tuple(words)))


def starts(name: str, prefixes: Iterable[str]) -> Node:
    """A text column begins with one of the prefixes, raw."""
    return operation("starts", attr=(name, tuple(prefixes)))


def truth(value: bool) -> Node:
    """TRUE or FALSE."""
    return TRUE if value else FALSE


def both(*parts: Node) -> Node:
    """All hold."""
    return _joined("and", parts, TRUE, FALSE)


def either(*parts: Node) -> Node:
    """One holds."""
    return _joined("or", parts, FALSE, TRUE)


def _joined(op: str, parts: Sequence[Node], nothing: Node, decides: Node) -> Node:
    kept: dict[Node, None] = {}
    for part in _flat(op, parts):
        if part is decides or negation(part) in kept:
            return decides
        if part is not nothing:
            kept[part] = None
    if not kept:
        return nothing
    ordered = tuple(sorted(kept, key=lambda part: part.op != "known"))
    return ordered[0] if len(ordered) == 1 else operation(op, ordered)


def _flat(op: str, parts: Iterable[Node]) -> Iterator[Node]:
    for part in parts:
        yield from part.args if part.op == op else (part,)


def negation(test: Node) -> Node:
    """The test does not hold."""
    if test.op == "not":
        return test.args[0]
    if test.op in ("true", "false"):
        return truth(test.op == "false")
    return operation("not", (test,))


def at_least(left: Node, right: Node) -> Node:
    """left ≥ right, in smallest terms."""
    difference = total([(1, left), (-1, right)])
    if difference.low >= 0:
        return TRUE
    if difference.high < 0:
        return FALSE
    constant, terms = terms_of(difference)
    if len(terms) == 1:
        (node, weight) = terms[0]
        if weight > 0:
            return _reaches(node, -(constant // weight))
        return negation(_reaches(node, constant // -weight + 1))
    common = reduce(gcd, (weight for _, weight in terms))
    above = total([(w // common, n) for n, w in terms if w > 0], constant // common)
    below = total([(-w // common, n) for n, w in terms if w < 0])
    return operation("at_least", (above, below))


def equal(left: Node, right: Node) -> Node:
    """left = right."""
    return both(at_least(left, right), at_least(right, left))


def terms_of(node: Node) -> tuple[int, list[tuple[Node, int]]]:
    if node.op != "sum":
        return 0, [(node, 1)]
    constant, weights = node.attr
    return constant, list(zip(node.args, weights, strict=True))


def _reaches(node: Node, bound: int) -> Node:
    """node ≥ bound, taken as far into the node as it goes."""
    if node.low >= bound:
        return TRUE
    if node.high < bound:
        return FALSE
    match node.op:
        case "fill":
            return _fill_reaches(node.attr, bound)
        case "full":
            return at_least(node.args[0], const(bound * int(node.attr)))
        case "packed":
            name, low, high = node.attr
            return _reaches(column(name, low, high), days(first_day_from(bound)))
        case "int":
            return node.args[0]
        case "max":
            return either(*(_reaches(arg, bound) for arg in node.args))
        case "min":
            return both(*(_reaches(arg, bound) for arg in node.args))
        case "if" if any(arg.value is not None for arg in node.args[1:]):
            test, then, otherwise = node.args
            return either(both(test, _reaches(then, bound)), both(negation(test), _reaches(otherwise, bound)))
        case "sum":
            return at_least(node, const(bound))
    return operation("at_least", (node, const(bound)))


def _fill_reaches(attr: tuple[str, int, int, int], bound: int) -> Node:
    name, missing, low, high = attr
    raw = _reaches(column(name, low, high), bound)
    if missing >= bound:
        return either(negation(known(name)), raw)
    return both(known(name), raw)
