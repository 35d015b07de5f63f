"""Which items to raise, and how far, for a score to pass: a small integer programme, solved exactly, the best answers in turn.

Each item can be raised to one of its levels; what that takes and what it gives is measured on the firm itself. The programme minimises the effort under every
comparison of points that has to hold (a pass mark, a minimum of a block). Gains of several items together may differ from their sum where a rule takes the better of
two or caps them; so each answer is only a proposal, which the search verifies by judging again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy
from scipy.optimize import Bounds, LinearConstraint, milp

from yanzhen.ladder import tree
from yanzhen.ladder.climb.change import Draft
from yanzhen.ladder.climb.effort import effort_of
from yanzhen.ladder.climb.moves import Move, Need, least
from yanzhen.ladder.climb.ways import Pathfinder, ScoreNeed, Way
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.sight import MET, Sight

PROPOSALS = 6
"""Answers of one integer programme that are tried; a way on from an attempt tries the best alone."""
MOST_LEVELS = 8
STRICT = Fraction(1, 1000)
"""What a strict comparison asks beyond equality: above the tolerance of the solver, below any step of points."""
CLOSE = 1e-9


@dataclass(frozen=True, slots=True)
class Step:
    """One item raised to one level: the needs that do it, what they cost, and by how much each comparison gains."""

    criterion: str
    needs: tuple[Need, ...]
    effort: float
    gains: tuple[Fraction, ...]


def proposals(
    finder: Pathfinder, sight: Sight, needs: Sequence[ScoreNeed], most: int = PROPOSALS
) -> Iterator[tuple[Need, ...]]:
    """Sets of needs that should make all these comparisons of points hold, the least effort first."""
    short = [_shortfall(sight, need) for need in needs]
    steps = list(_steps(finder, sight, needs, short))
    for chosen in _cheapest(steps, short, most):
        yield tuple(dict.fromkeys(need for step in chosen for need in step.needs))


def _shortfall(sight: Sight, need: ScoreNeed) -> Fraction:
    """How many points are missing; a little more where the comparison is strict."""
    over = _over(sight, need)
    strict = need.node.relation in (">", "<")
    return -over + (STRICT if strict else 0)


def _over(sight: Sight, need: ScoreNeed) -> Fraction:
    """By how much the lowest score lies above the mark."""
    left, right = sight.amount(need.node.left), sight.amount(need.node.right)
    low = (left - right).low if need.node.relation in (">=", ">") else (right - left).low
    return Fraction(-(10**6)) if low is None else low


def _steps(finder: Pathfinder, sight: Sight, needs: Sequence[ScoreNeed], short: Sequence[Fraction]) -> Iterator[Step]:
    before = [_over(sight, need) for need in needs]
    for criterion in _items(sight, needs):
        for level in _levels(sight, criterion):
            best = _cheapest_way(finder, sight, criterion, level)
            if best is None:
                continue
            way, draft = best
            after = finder.case.sight(draft)
            gains = tuple(_over(after, need) - old for need, old in zip(needs, before, strict=True))
            if any(gain > 0 and lack > 0 for gain, lack in zip(gains, short, strict=True)):
                yield Step(criterion, way, effort_of(finder.case.firm, draft, finder.weights), gains)
            if all(gain >= lack for gain, lack in zip(gains, short, strict=True)):
                break  # a higher level costs more and closes nothing further


def _items(sight: Sight, needs: Sequence[ScoreNeed]) -> tuple[str, ...]:
    """The criteria whose points the comparisons count."""
    found: dict[str, None] = {}
    for need in needs:
        for side in (need.node.left, need.node.right):
            for below in sight.book.below(side):
                if isinstance(below, tree.Points):
                    found[below.criterion] = None
                elif isinstance(below, tree.Named) and below.name == "score" and sight.book.score is not None:
                    inner = sight.book.below(sight.book.score.of)
                    found.update(dict.fromkeys(one.criterion for one in inner if isinstance(one, tree.Points)))
    return tuple(found)


def _levels(sight: Sight, criterion: str) -> tuple[Fraction, ...]:
    """The points that the item can have above those that it has for sure."""
    here = sight.points(criterion)
    rule = sight.book.criteria[criterion]
    most = rule.most if rule.most is not None else Fraction(0)
    found: set[Fraction] = set()
    for below in () if rule.points is None else sight.book.below(rule.points):
        if isinstance(below, tree.Number):
            found.add(below.value)
        elif isinstance(below, tree.Awarded):
            found.add(below.high)
        elif isinstance(below, tree.Extreme | tree.Arithmetic):
            found |= {Fraction(points) for points in range(1, int(most) + 1)}
    floor = here.low if here.low is not None else Fraction(0)
    return tuple(sorted(level for level in found if floor < level <= most))[-MOST_LEVELS:]


def _cheapest_way(
    finder: Pathfinder, sight: Sight, criterion: str, level: Fraction
) -> tuple[tuple[Need, ...], Draft] | None:
    """The least effort that gives the item at least these points: by one lever, or by the conditions of one band."""
    reached = finder.case.level(criterion, level)
    levers = finder.by_lever(sight, reached, MET)
    if levers:
        return (levers[0].need,), levers[0].draft
    # The conditions of a band take several levers.
    ways: list[Way] = [way for test in _bands(sight, criterion, level) for way in finder.of(sight, test, MET)]
    best: tuple[float, tuple[Need, ...], Draft] | None = None
    for way in ways:
        needs = tuple(need for need in way if isinstance(need, Need))
        draft = _drafted(finder, needs) if len(needs) == len(way) and needs else None
        if draft is None or not _gives(finder.case.sight(draft).points(criterion), level):
            continue
        effort = effort_of(finder.case.firm, draft, finder.weights)
        if best is None or effort < best[0]:
            best = effort, needs, draft
    return None if best is None else (best[1], best[2])


def _bands(sight: Sight, criterion: str, level: Fraction) -> Iterator[tree.Test]:
    """The tests of the bands that give so many points, where the item is a list of bands."""
    points = sight.book.criteria[criterion].points
    if isinstance(points, tree.Choice):
        for test, amount in points.branches:
            given = sight.amount(amount)
            if given.high is not None and given.high >= level:
                yield test


def _gives(points: Range, level: Fraction) -> bool:
    return points.low is not None and points.low >= level


def _drafted(finder: Pathfinder, needs: Sequence[Need]) -> Draft | None:
    draft: Draft | None = finder.draft
    for need in needs:
        draft = None if draft is None else least(finder.case, need, draft)
    return draft


def _groups(step: Step) -> tuple[object, ...]:
    """What can be chosen only once: the item, and each figure moved, whose gain holds all that it does to other items."""
    return (step.criterion, *(need.how.key for need in step.needs if isinstance(need.how, Move)))


def _cheapest(steps: Sequence[Step], short: Sequence[Fraction], most: int) -> Iterator[tuple[Step, ...]]:
    """The sets of steps, one level an item, that close every shortfall, by growing effort (each answer is then forbidden to the next)."""
    if not steps:
        return
    effort = numpy.array([step.effort for step in steps])
    gains = numpy.array([[float(gain) for gain in step.gains] for step in steps]).T
    rows = [LinearConstraint(gains, lb=[float(lack) - CLOSE for lack in short])]
    for group in dict.fromkeys(group for step in steps for group in _groups(step)):
        rows.append(LinearConstraint(numpy.array([[float(group in _groups(step)) for step in steps]]), ub=1))
    for _ in range(most):
        solved = milp(effort, integrality=numpy.ones(len(steps)), bounds=Bounds(0, 1), constraints=rows)
        if not solved.success:
            return
        chosen = numpy.flatnonzero(solved.x > 0.5)
        yield tuple(steps[int(at)] for at in chosen)
        cut = numpy.zeros(len(steps))
        cut[chosen] = 1.0
        rows.append(LinearConstraint(cut[None, :], ub=len(chosen) - 1))
