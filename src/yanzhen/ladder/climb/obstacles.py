"""Why there is no climb: what cannot be changed this year, from when on time itself changes it, and what only persons decide."""

from __future__ import annotations

from datetime import date

from yanzhen.ladder import tree
from yanzhen.ladder.book import Criterion
from yanzhen.ladder.catalogue import Words
from yanzhen.ladder.climb.hopeful import HopefulSight
from yanzhen.ladder.climb.moves import Case
from yanzhen.ladder.climb.ways import Pathfinder
from yanzhen.ladder.sight import MET, Sight
from yanzhen.values import Answer

YEARS_AHEAD = 15


def obstacles(case: Case, hopeful: Sight) -> tuple[Words, ...]:
    """The gates that nothing turns, each with its reason; or the persons whose answers are awaited."""
    finder = Pathfinder(case)
    found = []
    for gate in case.book.gates:
        if gate.test is not None and hopeful.answered(gate.id) is not MET and not finder.of(hopeful, gate.test, MET):
            found.append(_blocked(case, gate))
    if found:
        return tuple(found)
    if hopeful.answer() is MET:
        return _awaited(case)
    return (
        Words(
            "各条款分别可以达到，但没有找到同时达到全部条款的改变",
            "each criterion can be reached by itself, but no change was found that reaches all of them together",
        ),
    )


def _blocked(case: Case, gate: Criterion) -> Words:
    year = _met_from(case, gate)
    zh = f"{gate.id} {gate.wording.zh}：今年无法改变"
    en = f"{gate.id} {gate.wording.en}: cannot be changed this year"
    if year is not None:
        return Words(f"{zh}；随时间推移，自 {year} 年起可以达到", f"{en}; with time it is met from {year} on")
    return Words(zh, en)


def _met_from(case: Case, gate: Criterion) -> int | None:
    """The first later year in which the criterion holds by the passing of time alone."""
    waits = any(isinstance(below, tree.Elapsed) for tree_ in gate.trees() for below in case.book.below(tree_))
    for year in range(case.on.year + 1, case.on.year + 1 + YEARS_AHEAD) if waits else ():
        later = HopefulSight(case.book, case.firm, date(year, 1, 1), case.applicant)
        if later.answered(gate.id) is MET:
            return year
    return None


def _awaited(case: Case) -> tuple[Words, ...]:
    """What persons have to say; nothing where the firm meets the book."""
    sober = Sight(case.book, case.firm, case.on, case.applicant)
    if sober.answer() is Answer.MET:
        return ()
    open_ = [gate for gate in case.book.gates if sober.answered(gate.id) is not MET]
    return tuple(
        Words(
            f"{gate.id} {gate.wording.zh}：只待人工认定",
            f"{gate.id} {gate.wording.en}: only a person's decision is awaited",
        )
        for gate in open_
    )
