"""A graph made smaller by what is known where a part is read.

In ``known(a) and a + fill(b, 0) >= 3`` the second part only matters where the first holds, so there a raw column may stand for
a filled one, and a comparison that was already made is not made again.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from typing import Any

from yanzhen.ladder.columnar import nodes
from yanzhen.ladder.columnar.choices import choose, steps
from yanzhen.ladder.columnar.nodes import FALSE, TRUE, Node

Facts = Mapping[Node, bool]
REACH = 2
"""A fact about more columns than these is not carried along: it would hardly be met again."""


class Simplifier:
    """Rebuilds nodes under facts; one for a whole program, since its memory is what keeps equal parts one."""

    def __init__(self) -> None:
        self._done: dict[tuple[Node, frozenset[tuple[Node, bool]]], Node] = {}

    def __call__(self, node: Node, facts: Facts | None = None) -> Node:
        own = {} if not facts else {fact: holds for fact, holds in facts.items() if fact.columns <= node.columns}
        key = (node, frozenset(own.items()))
        found = self._done.get(key)
        if found is None:
            found = self._done[key] = self._under(node, own)
        return found

    def _under(self, node: Node, facts: dict[Node, bool]) -> Node:
        if node in facts:
            return nodes.truth(facts[node])
        match node.op:
            case "and" | "or":
                return self._joined(node, facts)
            case "if":
                return self._if(node, facts)
            case "fill":
                return _filled(node, facts.get(nodes.known(node.attr[0])))
        if not node.args:
            return node
        return rebuilt(node, [self(arg, facts) for arg in node.args])

    def _joined(self, node: Node, facts: dict[Node, bool]) -> Node:
        """Each part under what the parts before it leave open."""
        needed = node.op == "and"
        carried, parts = dict(facts), []
        for part in sorted(node.args, key=_weight):
            part = self(part, carried)
            if part is (FALSE if needed else TRUE):
                return part
            parts.append(part)
            learn(carried, part, needed)
        return nodes.both(*parts) if needed else nodes.either(*parts)

    def _if(self, node: Node, facts: dict[Node, bool]) -> Node:
        test = self(node.args[0], facts)
        where, elsewhere = dict(facts), dict(facts)
        learn(where, test, True)
        learn(elsewhere, test, False)
        return choose(test, self(node.args[1], where), self(node.args[2], elsewhere))


def _filled(node: Node, known: bool | None) -> Node:
    name, missing, low, high = node.attr
    if known is None:
        return node
    return nodes.column(name, low, high) if known else nodes.const(missing)


def learn(facts: dict[Node, bool], test: Node, holds: bool) -> None:
    """Add what follows from the test holding, or not."""
    if test.op == "not":
        learn(facts, test.args[0], not holds)
    elif test.op == ("and" if holds else "or"):
        for part in test.args:
            learn(facts, part, holds)
    elif len(test.columns) <= REACH:
        facts[test] = holds


def rebuilt(node: Node, args: list[Node]) -> Node:
    """The same operation on other arguments."""
    match node.op:
        case "sum":
            constant, weights = node.attr
            return nodes.total(zip(weights, args, strict=True), constant)
        case "full":
            return nodes.full(args[0], node.attr)
        case "steps":
            start, rises = node.attr
            taken = zip(args, rises, strict=True)
            found = reduce(lambda before, step: steps(before, *step), taken, nodes.const(start))
            return nodes.within(found, node.low, node.high)
    made: Node = _MADE[node.op](*args)
    return made


_MADE: Mapping[str, Any] = {
    "product": nodes.product,
    "max": nodes.largest,
    "min": nodes.smallest,
    "int": nodes.as_integer,
    "not": nodes.negation,
    "at_least": nodes.at_least,
    "and": nodes.both,
    "or": nodes.either,
    "if": choose,
}


def _weight(part: Node) -> tuple[int, int]:
    bare = part.args[0] if part.op == "not" else part
    return (bare.op != "known", len(part.columns))
