"""Points of a criterion: bands of an amount, steps of tests, or a formula, all as one choice.

::

    bands:                              steps:
      of: tech_staff@t / employees@t      - if: count(ip where class = I) >= 1
      at_least: {30%: 20, 25%: 16}          points: 30
      else: 0                             - else: 0
"""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

from yanzhen.ladder import tree
from yanzhen.ladder.formula import parse_amount, parse_test
from yanzhen.ladder.grammar import Scope
from yanzhen.ladder.marked import NUMBER, Marked
from yanzhen.ladder.tokens import Written

_EDGES: dict[str, tree.Relation] = {"at_least": ">=", "above": ">", "at_most": "<=", "below": "<"}
_Reward = tree.Number | tree.Awarded


def points_of(entry: Marked, scope: Scope) -> tuple[tree.Amount | None, Fraction | None]:
    """The points' tree and their maximum; ``(None, None)`` for a criterion without points."""
    kinds = {key: entry.optional(key) for key in ("bands", "steps", "points")}
    given = [(key, value) for key, value in kinds.items() if value is not None]
    most = entry.optional("max")
    if not given:
        return None, None
    key, value = given[0]
    if len(given) > 1:
        raise given[1][1].fault(seen=given[1][0], expected=f"only {key}", todo="keep one of them")
    if most is None:
        raise entry.fault(seen="nothing", expected="the highest points of the item", todo="add max", below="max")
    tree_of = {"bands": _bands, "steps": _steps, "points": _formula}[key](value, scope)
    return tree_of, most.number()


def _formula(entry: Marked, scope: Scope) -> tree.Amount:
    return parse_amount(_written(entry), scope)


def _bands(entry: Marked, scope: Scope) -> tree.Amount:
    entry.only(("of", *_EDGES, "else"))
    of = parse_amount(_written(entry.required("of", "the amount that the bands are of")), scope)
    edges = [
        (relation, bound, reward)
        for kind, relation in _EDGES.items()
        if (listed := entry.optional(kind)) is not None
        for bound, reward in listed.entries()
    ]
    last = entry.required("else", "the points below the last band (without it the bands have a gap)")
    if not edges:
        raise entry.fault(seen="no band", expected="at_least, above, at_most or below", todo="add the bands")
    _refuse_disorder(edges, last)
    branches = tuple(
        (tree.Compare(relation, of, tree.Number(bound.number(), bound.text().endswith("%"))), _reward(points))
        for relation, bound, points in edges
    )
    return tree.Choice(branches, _reward(last))


def _refuse_disorder(edges: list[tuple[tree.Relation, Marked, Marked]], last: Marked) -> None:
    """Bands go from the best to the last: bounds and points both in order, none out of reach."""
    falling = edges[0][0] in (">=", ">")
    for (before, bound, _), (after, following, _) in pairwise(edges):
        if (after in (">=", ">")) is not falling:
            raise following.fault(
                seen=f"{before} and {after}",
                expected="bounds of one direction",
                todo="use at_least and above, or at_most and below",
            )
        step = bound.number() - following.number()
        if not (step > 0 if falling else step < 0) and not (step == 0 and before != after and before in (">", "<")):
            raise following.fault(
                seen=f"{following.text()} after {bound.text()}",
                expected="bounds from the best band to the last, each once (bands overlap)",
                todo="put them in order",
            )
    rewards = [reward for _, _, reward in edges] + [last]
    for better, worse in pairwise(rewards):
        if _reward_ends(worse)[1] >= _reward_ends(better)[0]:
            raise worse.fault(
                seen=worse.text(),
                expected=f"fewer points than the band before, {better.text()}",
                todo="correct the points",
            )


def _steps(entry: Marked, scope: Scope) -> tree.Amount:
    items = entry.items()
    if not items or items[-1].optional("else") is None:
        raise entry.fault(seen="no else", expected="a last step `else`", todo="add `- else: 0`")
    branches = []
    for item in items[:-1]:
        item.only(("if", "points"))
        test = parse_test(_written(item.required("if", "a test")), scope)
        branches.append((test, _reward(item.required("points", "the points of the step"))))
    return tree.Choice(tuple(branches), _reward(items[-1].required("else", "points")))


def _reward(entry: Marked) -> _Reward:
    low, high = _reward_ends(entry)
    return tree.Number(low) if low == high else tree.Awarded(low, high)


def _reward_ends(entry: Marked) -> tuple[Fraction, Fraction]:
    low, dash, high = entry.text().partition("-")
    written_well = NUMBER.fullmatch(low) and (not dash or NUMBER.fullmatch(high))
    if not written_well or (dash and Fraction(low) > Fraction(high)):
        raise entry.fault(seen=entry.text(), expected="points, such as 20, or a range such as 7-8", todo="correct them")
    return Fraction(low), Fraction(high or low)


def _written(entry: Marked) -> Written:
    entry.text()
    return Written(*entry.written(), entry.field)
