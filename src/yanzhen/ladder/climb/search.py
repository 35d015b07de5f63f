"""The search: ways through the unmet gates, each solved for its least amounts, pruned, verified by judging again, ordered by effort."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import FIGURES, Words
from yanzhen.ladder.climb.change import NOTHING, Alternative, Climb, Draft, changes_of, present
from yanzhen.ladder.climb.effort import Weights, effort_of, levers, things
from yanzhen.ladder.climb.moves import Case, Need, least, step_of
from yanzhen.ladder.climb.obstacles import obstacles
from yanzhen.ladder.climb.scores import PROPOSALS, proposals
from yanzhen.ladder.climb.ways import Pathfinder, ScoreNeed
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.sight import MET

ROUNDS = 30
DEPTH = 4
MOST_TRIED = 16
MOST_TOLD = 5


def climb(
    book: Book, firm: Firm, on: date, applicant: str = "new", weights: Weights | None = None, *, most: int = MOST_TOLD
) -> Climb:
    """The alternatives that turn the verdict to met, or leave it open through persons alone.

    A firm that meets the book, or that only persons can still decide, has none.
    """
    case = Case(book, firm, on, applicant)
    finder = Pathfinder(case, weights or Weights())
    sight = case.sight(NOTHING)
    if sight.answer() is MET:
        return Climb((), obstacles(case, sight))
    found: dict[frozenset[object], tuple[float, Draft]] = {}
    for draft in _turned(finder, MOST_TRIED):
        told = frozenset(draft.figures.items()) | frozenset(draft.additions)
        found.setdefault(told, (effort_of(firm, draft, finder.weights), draft))
    kept = _without_detours(sorted(found.values(), key=lambda one: one[0]))
    alternatives = tuple(
        Alternative(changes_of(firm, draft), round(effort, 3), _note(firm, draft)) for effort, draft in kept[:most]
    )
    return Climb(alternatives, () if alternatives else obstacles(case, sight))


def _turned(finder: Pathfinder, most: int) -> Iterator[Draft]:
    """Drafts that turn the answer, each with its least amounts and nothing that can be left out."""
    tried = 0
    seen: set[frozenset[Need]] = set()
    for needs in _plans(finder, ()):
        if tried >= most:
            return
        if frozenset(needs) in seen:
            continue
        seen.add(frozenset(needs))
        tried += 1
        draft = _solved(finder, needs, DEPTH)
        if draft is not None:
            yield _pruned(finder.case, draft)


def _plans(finder: Pathfinder, needs: tuple[Need, ...]) -> Iterator[tuple[Need, ...]]:
    """For each way through the gates that the finder's draft leaves open, the needs so far and those of the way."""
    sight = finder.case.sight(finder.draft)
    known: dict[tuple[ScoreNeed, ...], list[tuple[Need, ...]]] = {}
    for way in finder.of_gates(sight):
        simple = tuple(need for need in way if isinstance(need, Need))
        scored = tuple(need for need in way if isinstance(need, ScoreNeed))
        if not scored:
            yield (*needs, *simple)
            continue
        if scored not in known:
            known[scored] = list(proposals(finder, sight, scored, 1 if needs else PROPOSALS))
        for proposed in known[scored]:
            yield tuple(dict.fromkeys((*needs, *simple, *proposed)))


def _solved(finder: Pathfinder, needs: tuple[Need, ...], depth: int) -> Draft | None:
    """The least draft that meets all needs and every gate; a gate that the changes themselves close is opened in turn."""
    draft = _risen(finder.case, needs)
    if draft is None:
        return None
    if finder.case.sight(draft).answer() is MET:
        return draft
    if depth == 0:
        return None
    for further in _plans(replace(finder, draft=draft), needs):
        if set(further) != set(needs):
            solved = _solved(finder, further, depth - 1)
            if solved is not None:
                return solved
    return None


def _risen(case: Case, needs: Sequence[Need]) -> Draft | None:
    """All needs met together: each lever is moved as little as its need asks, until nothing moves (the least fixed point)."""
    draft = NOTHING
    for _ in range(ROUNDS):
        before = draft
        for need in needs:
            moved = least(case, need, draft)
            if moved is None:
                return None
            draft = moved
        if draft == before:
            return draft
    return None


def _pruned(case: Case, draft: Draft) -> Draft:
    """Without what can be left out, and no amount larger than it must be."""
    place = 0
    while place < len(draft):
        less = draft.without(place)
        if case.sight(less).answer() is MET:
            draft, place = less, 0
        else:
            place += 1
    return _shrunk(case, draft)


def _shrunk(case: Case, draft: Draft) -> Draft:
    """Each number drawn back towards what it was, as far as the answer stands; repeated until nothing moves."""
    while True:
        before = draft
        for key, value in draft.figures.items():
            if isinstance(value, Fraction):
                draft = _drawn_back(case, draft, key, value)
        draft = _fewer(case, draft)
        if draft == before:
            return draft


def _drawn_back(case: Case, draft: Draft, key: tuple[str, int | None], value: Fraction) -> Draft:
    here = present(case.firm, key)
    start = here if isinstance(here, Fraction) else FIGURES[key[0]].low or Fraction(0)
    step = step_of(case.firm, key[0]) * (1 if value > start else -1)

    def nearer(steps: int) -> Draft:
        return draft.with_figure(key, value - steps * step)

    if abs(value - start) <= abs(step) or case.sight(nearer(1)).answer() is not MET:
        return draft
    low, high = 1, int(abs(value - start) / abs(step))
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if case.sight(nearer(middle)).answer() is MET else (low, middle)
    return nearer(low)


def _fewer(case: Case, draft: Draft) -> Draft:
    for place, addition in enumerate(draft.additions):
        while addition.count > 1:
            fewer = replace(addition, count=addition.count - 1)
            if case.sight(draft.with_addition(place, fewer)).answer() is not MET:
                break
            draft, addition = draft.with_addition(place, fewer), fewer
    return draft


def _without_detours(found: list[tuple[float, Draft]]) -> list[tuple[float, Draft]]:
    """Without those that change all that a cheaper one changes, and more."""
    kept: list[tuple[float, Draft]] = []
    for effort, draft in found:
        if not any(_touched(other) < _touched(draft) for _, other in kept):
            kept.append((effort, draft))
    return kept


def _touched(draft: Draft) -> frozenset[object]:
    return frozenset(draft.figures) | frozenset((a.list, a.entry) for a in draft.additions)


def _note(firm: Firm, draft: Draft) -> Words:
    """What the changes mean, in a few words each; what only needs evidence is said to."""
    parts: dict[tuple[str, str], None] = {}
    for key in draft.figures:
        row = FIGURES[key[0]]
        if present(firm, key) is None:
            parts[f"补充{row.label.zh}（{row.origin.zh}）", f"bring {row.label.en} ({row.origin.en})"] = None
        elif key[0] in levers():
            why = levers()[key[0]].why
            parts[why.zh, why.en] = None
    for addition in draft.additions:
        why = things()[addition.list].why
        parts[why.zh, why.en] = None
    return Words("；".join(zh for zh, _ in parts), "; ".join(en for _, en in parts))
