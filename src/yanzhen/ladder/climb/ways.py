"""What has to be turned for a test to hold: alternatives of needs, each need one test with one lever."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from yanzhen.ladder import tree
from yanzhen.ladder.climb.change import NOTHING, Draft, present
from yanzhen.ladder.climb.effort import Weights, effort_of
from yanzhen.ladder.climb.moves import Case, Move, Need, hows, least
from yanzhen.ladder.sight import MET, UNMET, Sight
from yanzhen.values import Answer

MOST_WAYS = 24
ALWAYS = tree.Constant(True)
"""One for all: a sight knows its nodes by their identity, so none that it was asked of may pass away before it."""
MOST_LEVERS = 4


@dataclass(frozen=True, slots=True)
class ScoreNeed:
    """A comparison of points that several criteria give: solved together with the others of its kind."""

    node: tree.Compare
    wanted: Answer
    books: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LeveredTest:
    """A need with the least draft that meets it, and the effort of that."""

    effort: float
    need: Need
    draft: Draft


Way = tuple["Need | ScoreNeed", ...]


@dataclass(frozen=True, slots=True)
class Pathfinder:
    """Finds ways for one case, from one draft."""

    case: Case
    weights: Weights = field(default_factory=Weights)
    draft: Draft = NOTHING

    def of_gates(self, sight: Sight, books: tuple[str, ...] = ()) -> list[Way]:
        """The ways to meet every gate of the book."""
        gates = [gate.test for gate in sight.book.gates if gate.test is not None and sight.answered(gate.id) is not MET]
        return self._all(sight, gates, MET, books)

    def of(self, sight: Sight, node: tree.Test, wanted: Answer, books: tuple[str, ...] = ()) -> list[Way]:
        """The ways to turn one test; one empty way where it stands already, none where nothing turns it."""
        if sight.test(node) is wanted:
            return [()]
        match node:
            case tree.All(parts=parts) | tree.AnyOf(parts=parts):
                every = isinstance(node, tree.All) is (wanted is MET)
                return self._all(sight, parts, wanted, books) if every else self._any(sight, parts, wanted, books)
            case tree.Not(part=part):
                return self.of(sight, part, UNMET if wanted is MET else MET, books)
            case tree.Answered(criterion=criterion):
                test = sight.book.criteria[criterion].test
                return [] if test is None else self.of(sight, test, wanted, books)
            case tree.NamedTest(name=name):
                formula = sight.book.definitions[name].formula
                return [] if formula is None else self.of(sight, formula, wanted, books)  # type: ignore[arg-type]
            case tree.OtherBook(book=book) if wanted is MET:
                return self.of_gates(sight.other(book), (*books, book))
            case tree.Decision():
                return self._decided(sight, node, wanted, books)
            case tree.AtLeast(count=count, parts=parts) if wanted is MET:
                return self._at_least(sight, count, parts, books)
            case tree.Compare() if _is_of_points(sight, node):
                return [(ScoreNeed(node, wanted, books),)]
            case tree.Compare() | tree.Flag() | tree.OneOf() | tree.Holds():
                return self._by_lever(sight, node, wanted, books)
        return []

    def _all(self, sight: Sight, parts: Sequence[tree.Test], wanted: Answer, books: tuple[str, ...]) -> list[Way]:
        found: list[Way] = [()]
        for part in parts:
            ways = self.of(sight, part, wanted, books)
            found = _shortest([(*one, *way) for one in found for way in ways])
        return found

    def _any(self, sight: Sight, parts: Iterable[tree.Test], wanted: Answer, books: tuple[str, ...]) -> list[Way]:
        return _shortest([way for part in parts for way in self.of(sight, part, wanted, books)])

    def _decided(self, sight: Sight, node: tree.Decision, wanted: Answer, books: tuple[str, ...]) -> list[Way]:
        """Each branch in turn: what comes before it does not hold, it holds, and its test comes out as wanted."""
        found: list[Way] = []
        before: list[tree.Test] = []
        for test, then in (*node.branches, (ALWAYS, node.otherwise)):
            ways: list[Way] = [()]
            for part, answer in (*((one, UNMET) for one in before), (test, MET), (then, wanted)):
                ways = [(*one, *way) for one in ways for way in self.of(sight, part, answer, books)]
            found += ways
            before.append(test)
        return _shortest(found)

    def _at_least(self, sight: Sight, count: int, parts: tuple[tree.Test, ...], books: tuple[str, ...]) -> list[Way]:
        open_ = [part for part in parts if sight.test(part) is not MET]
        needed = count - (len(parts) - len(open_))
        chosen = (self._all(sight, some, MET, books) for some in combinations(open_, needed))
        return _shortest([way for ways in chosen for way in ways])

    def _by_lever(self, sight: Sight, node: tree.Test, wanted: Answer, books: tuple[str, ...]) -> list[Way]:
        return [(lever.need,) for lever in self.by_lever(sight, node, wanted, books)[:MOST_LEVERS]]

    def by_lever(self, sight: Sight, node: tree.Test, wanted: Answer, books: tuple[str, ...] = ()) -> list[LeveredTest]:
        """Each lever that turns the test alone, the least effort first."""
        found: list[LeveredTest] = []
        for how in hows(self.case, sight, node):
            need = Need(node, wanted, how, books)
            draft = least(self.case, need, self.draft)
            if draft is not None:
                found.append(LeveredTest(effort_of(self.case.firm, draft, self.weights), need, draft))
        found.sort(key=lambda lever: lever.effort)
        return _one_year_each(self.case, found)


def _one_year_each(case: Case, found: list[LeveredTest]) -> list[LeveredTest]:
    """Of a figure that could be moved in several years, the latest year alone: the past is no lever where the present does it.

    A year whose figure is missing stays: it has to be brought.
    """
    latest: dict[str, int] = {}
    for name, year in (lever.need.how.key for lever in found if isinstance(lever.need.how, Move)):
        if year is not None and present(case.firm, (name, year)) is not None:
            latest[name] = max(latest.get(name, 0), year)
    return [lever for lever in found if not _is_of_the_past(case, lever.need, latest)]


def _is_of_the_past(case: Case, need: Need, latest: Mapping[str, int]) -> bool:
    if not isinstance(need.how, Move) or need.how.key[1] is None or present(case.firm, need.how.key) is None:
        return False
    return need.how.key[1] < latest[need.how.key[0]]


def _is_of_points(sight: Sight, node: tree.Compare) -> bool:
    """Whether it compares points of criteria (a single one's own level is turned by a lever)."""
    below = [*sight.book.below(node.left), *sight.book.below(node.right)]
    return any(isinstance(one, tree.Points) or (isinstance(one, tree.Named) and one.name == "score") for one in below)


def _shortest(ways: list[Way]) -> list[Way]:
    """Without repetitions, the fewest needs first, no more than can be tried."""
    unique = dict.fromkeys(tuple(dict.fromkeys(way)) for way in ways)
    return sorted(unique, key=len)[:MOST_WAYS]
