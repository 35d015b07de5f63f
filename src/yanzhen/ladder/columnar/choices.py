"""A choice between two numbers, without a branch where both are constants: steps that add up, each taken where its own test holds."""

from __future__ import annotations

from functools import lru_cache

from yanzhen.ladder.columnar import nodes
from yanzhen.ladder.columnar.nodes import FALSE, TRUE, Node, guarded


def choose(test: Node, then: Node, otherwise: Node) -> Node:
    """``then`` where the test holds."""
    if test.op == "true" or then is otherwise:
        return then
    if test.op == "false":
        return otherwise
    if test.op == "not":
        return choose(test.args[0], otherwise, then)
    return _stepped(test, then, otherwise) or nodes.operation(
        "if", (test, then, otherwise), None, min(then.low, otherwise.low), max(then.high, otherwise.high)
    )


def _stepped(test: Node, then: Node, otherwise: Node) -> Node | None:
    """The choice as steps, where it is one of constants."""
    if then.value is not None and _is_steps(otherwise):
        return _joined_steps(test, then.value, otherwise)
    if otherwise.value is not None and _is_steps(then):
        return _joined_steps(nodes.negation(test), otherwise.value, then)
    return None


def _is_steps(node: Node) -> bool:
    return node.value is not None or node.op == "steps"


def _joined_steps(test: Node, number: int, rest: Node) -> Node:
    """``number`` where the test holds, the steps elsewhere."""
    if rest.value is not None:
        return steps(rest, test, number - rest.value)
    (start, rises), covered, parts = rest.attr, guarded(test, False), []
    reached = start
    for arg, rise in zip(rest.args, rises, strict=True):
        safe = nodes.both(*map(nodes.known, sorted(arg.bare & covered)), arg)
        if implies(test, safe):
            reached += rise
        elif not (implies(test, nodes.negation(safe)) or implies(safe, nodes.negation(test))):
            safe = nodes.both(nodes.negation(test), safe)
        parts.append((safe, rise))
    found = steps(nodes.stairs(start, parts), test, number - reached)
    return nodes.within(found, min(number, rest.low), max(number, rest.high))


def _shifted(node: Node, by: int) -> Node:
    if node.value is not None:
        return nodes.const(node.value + by)
    start, rises = node.attr
    return nodes.operation("steps", node.args, (start + by, rises), node.low + by, node.high + by)


def steps(before: Node, test: Node, rise: int) -> Node:
    """``before`` and ``rise`` more where the test holds; as an operation of its own it stays one part of a larger sum."""
    start, rises = before.attr if before.op == "steps" else (int(before.value or 0), ())
    if rise == 0 or test is FALSE:
        return before
    if test is TRUE:
        return _shifted(before, rise)
    return nodes.stairs(start, (*zip(before.args, rises, strict=True), (test, rise)))


@lru_cache(maxsize=50_000)
def implies(one: Node, other: Node) -> bool:
    """Whether the one surely holds only where the other does, as far as their comparisons show it."""
    if one is other or other is TRUE or one is FALSE:
        return True
    if other.op == "and":
        return all(implies(one, part) for part in other.args)
    if other.op == "or" and any(implies(one, part) for part in other.args):
        return True
    if (
        other.op == "not"
        and other.args[0].op == "and"
        and any(implies(one, nodes.negation(p)) for p in other.args[0].args)
    ):
        return True
    if one.op == "and":
        return any(implies(part, other) for part in one.args)
    if one.op == "or":
        return all(implies(part, other) for part in one.args)
    return _stronger(one, other)


def _stronger(one: Node, other: Node) -> bool:
    """Two comparisons d ≥ 0: the other follows where its d is a multiple of the first's and something that is never negative."""
    first, second = _difference(one), _difference(other)
    if first is None or second is None:
        return False
    weights, wanted = dict(nodes.terms_of(first)[1]), dict(nodes.terms_of(second)[1])
    for node in weights.keys() & wanted.keys():
        up, down = wanted[node], weights[node]
        if (up > 0) is (down > 0):
            rest = nodes.total([(abs(down), second), (-abs(up), first)])
            return rest.low >= 0
    return False


@lru_cache(maxsize=50_000)
def _difference(test: Node) -> Node | None:
    """d of a comparison, or of a denied one, as d ≥ 0."""
    if test.op == "at_least":
        return nodes.total([(1, test.args[0]), (-1, test.args[1])])
    if test.op == "not" and test.args[0].op == "at_least":
        above, below = test.args[0].args
        return nodes.total([(1, below), (-1, above)], -1)
    return None
