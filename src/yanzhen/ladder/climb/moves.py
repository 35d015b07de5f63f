"""The ways in which one test can be turned, each by one lever, and the least movement of the lever that does it."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

from yanzhen.ladder import tree
from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import FIGURES, MONEY
from yanzhen.ladder.climb.adding import addition, counted, title_addition, valued
from yanzhen.ladder.climb.change import Addition, Draft, Key, changed, present
from yanzhen.ladder.climb.effort import direction_of
from yanzhen.ladder.climb.hopeful import HopefulSight
from yanzhen.ladder.climb.unchanged import Before, Readings, touched
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_json import MONEY_UNITS
from yanzhen.ladder.sight import Sight
from yanzhen.values import Answer

LARGEST = 10**12
MOST_COUNT = 60


@dataclass(frozen=True, slots=True)
class Move:
    """Move a number: ``up`` from what it is (from its lowest, where it is missing) or down."""

    key: Key
    up: bool


@dataclass(frozen=True, slots=True)
class Put:
    """Put a yes, a no or a word."""

    key: Key
    value: bool | str


@dataclass(frozen=True, slots=True)
class Date:
    """Bring a day that is missing: the latest that will do."""

    key: Key


@dataclass(frozen=True, slots=True)
class Add:
    """Add things: as many as needed, or one with as much of ``attribute`` as needed."""

    addition: Addition
    attribute: str | None = None


How = Move | Put | Date | Add


@dataclass(frozen=True, slots=True)
class Need:
    """A test that has to come out as ``wanted``, through one lever; ``books`` leads to the other book that it stands in."""

    node: tree.Test
    wanted: Answer
    how: How
    books: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WorkedOut:
    """What was worked out for a case already: the firm without a draft, and the answers to questions that come again by other ways."""

    without: HopefulSight
    readings: Readings
    sights: dict[Hashable, HopefulSight] = field(default_factory=dict)
    levels: dict[tuple[str, Fraction], tree.Compare] = field(default_factory=dict)
    least: dict[Hashable, Draft | None] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Case:
    """Who is judged by which book, when, and as what."""

    book: Book
    firm: Firm
    on: date
    applicant: str
    worked_out: WorkedOut = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        without = HopefulSight(self.book, self.firm, self.on, self.applicant)
        object.__setattr__(self, "worked_out", WorkedOut(without, Readings(self.book)))

    def sight(self, draft: Draft) -> HopefulSight:
        """The firm with the draft's changes, hopefully seen."""
        known, key = self.worked_out, _told(draft)
        if key not in known.sights:
            before = Before(known.without, known.readings, touched(draft))
            firm = changed(self.firm, draft)
            known.sights[key] = HopefulSight(self.book, firm, self.on, self.applicant, before)
        return known.sights[key]

    def level(self, criterion: str, points: Fraction) -> tree.Compare:
        """The test that the criterion gives at least so many points; one node for the whole climb, as a sight knows nodes by identity."""
        known = self.worked_out.levels
        if (criterion, points) not in known:
            known[criterion, points] = tree.Compare(">=", tree.Points(criterion), tree.Number(points))
        return known[criterion, points]

    def holds(self, need: Need, draft: Draft) -> bool:
        """Whether the need is met with the draft."""
        return _within(self.sight(draft), need.books).test(need.node) is need.wanted


def _told(draft: Draft) -> tuple[Hashable, ...]:
    """What the draft says, as a key."""
    return frozenset(draft.figures.items()), draft.additions


def _within(sight: Sight, books: tuple[str, ...]) -> Sight:
    for book in books:
        sight = sight.other(book)
    return sight


def hows(case: Case, sight: Sight, node: tree.Test) -> tuple[How, ...]:
    """Every lever that a test offers, in the order in which its figures stand."""
    found: dict[How, None] = {}
    for below in _reached(sight, node):
        for how in _levers(case, sight, below):
            found[how] = None
    return tuple(found)


def missing_keys(case: Case, sight: Sight, node: tree.Node) -> tuple[Key, ...]:
    """The numbers under the node that the firm has no figure for."""
    keys = (key for below in _reached(sight, node) for key in _keys(sight, below))
    return tuple(dict.fromkeys(key for key in keys if present(case.firm, key) is None))


def step_of(firm: Firm, name: str) -> Fraction:
    """The whole unit of the figure, in the unit that firms hold it in."""
    return MONEY_UNITS[firm.money_unit] if FIGURES[name].unit == MONEY else Fraction(1)


def least(case: Case, need: Need, draft: Draft) -> Draft | None:
    """The draft with the least movement of the need's lever that meets it; ``None`` where no movement does.

    Other figures of the test that are missing are brought at their lowest first.
    """
    key = (id(need.node), need.wanted, need.how, need.books, *_told(draft))
    known = case.worked_out.least
    if key not in known:
        known[key] = _least_of(case, need, draft)
    return known[key]


def _least_of(case: Case, need: Need, draft: Draft) -> Draft | None:
    if case.holds(need, draft):
        return draft
    found = _moved(case, need, draft)
    if found is not None:
        return found
    filled = _filled(case, need, draft)
    if filled == draft:
        return None
    return filled if case.holds(need, filled) else _moved(case, need, filled)


def _filled(case: Case, need: Need, draft: Draft) -> Draft:
    """Missing figures at their lowest; one where zero would leave a ratio undefined."""
    sight = _within(case.sight(draft), need.books)
    lever = getattr(need.how, "key", None)
    missing = [key for key in missing_keys(case, sight, need.node) if key != lever and key not in draft.figures]
    for key in missing:
        low = FIGURES[key[0]].low or Fraction(0)
        draft = draft.with_figure(
            key, low if key[0] not in _divisors(sight, need.node) else max(low, step_of(case.firm, key[0]))
        )
    return draft


def _divisors(sight: Sight, node: tree.Node) -> set[str]:
    found: set[str] = set()
    for below in _reached(sight, node):
        if isinstance(below, tree.Arithmetic) and below.operator == "/":
            found |= {key[0] for part in _reached(sight, below.right) for key in _keys(sight, part)}
    return found


def _moved(case: Case, need: Need, draft: Draft) -> Draft | None:
    match need.how:
        case Put(key=key, value=value):
            tried = draft.with_figure(key, value)
            return tried if case.holds(need, tried) else None
        case Move():
            return _number_moved(case, need, need.how, draft)
        case Date(key=key):
            return _date_moved(case, need, key, draft)
        case Add():
            return _added(case, need, need.how, draft)
    return None


def _number_moved(case: Case, need: Need, how: Move, draft: Draft) -> Draft | None:
    name, _year = how.key
    row, step = FIGURES[name], step_of(case.firm, name)
    here = draft.figures.get(how.key, present(case.firm, how.key))
    if here is None:
        tried = draft.with_figure(how.key, row.low or Fraction(0))
        if case.holds(need, tried):
            return tried
        here = row.low or Fraction(0)
    assert isinstance(here, Fraction)
    whole = here // step if how.up else -(-here // step)

    def at(steps: int) -> Draft:
        return draft.with_figure(how.key, (whole + steps if how.up else whole - steps) * step)

    most = _most_steps(whole, how.up, row.low, row.high, step)
    steps = _first(lambda steps: case.holds(need, at(steps)), most)
    return None if steps is None else at(steps)


def _most_steps(whole: int, up: bool, low: Fraction | None, high: Fraction | None, step: Fraction) -> int:
    if up:
        return LARGEST if high is None else max(0, int(high / step) - whole)
    return whole - int((low or Fraction(0)) / step) if low is not None else LARGEST


def _first(holds: Callable[[int], bool], most: int) -> int | None:
    """The smallest number of steps, from 1 to ``most``, that holds, where all beyond it hold too."""
    if most < 1 or not holds(most):
        return None
    low, reach = 0, 1
    while reach < most and not holds(reach):
        low, reach = reach, reach * 8
    high = min(reach, most)
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if holds(middle) else (middle, high)
    return high


def _date_moved(case: Case, need: Need, key: Key, draft: Draft) -> Draft | None:
    days = _first(lambda days: case.holds(need, draft.with_figure(key, case.on - timedelta(days=days - 1))), 40 * 366)
    return None if days is None else draft.with_figure(key, case.on - timedelta(days=days - 1))


def _added(case: Case, need: Need, how: Add, draft: Draft) -> Draft | None:
    place = next((n for n, there in enumerate(draft.additions) if _same_kind(there, how)), len(draft.additions))
    if how.attribute is None:
        count = _first(
            lambda count: case.holds(need, draft.with_addition(place, counted(how.addition, count))), MOST_COUNT
        )
        return None if count is None else draft.with_addition(place, counted(how.addition, count))
    step = MONEY_UNITS[case.firm.money_unit]

    def with_amount(steps: int) -> Draft:
        return draft.with_addition(place, valued(how.addition, how.attribute or "", steps * step))

    steps = _first(lambda steps: case.holds(need, with_amount(steps)), LARGEST)
    return None if steps is None else with_amount(steps)


def _same_kind(there: Addition, how: Add) -> bool:
    if how.attribute is None:
        return there.list == how.addition.list and there.entry == how.addition.entry
    blank = valued(there, how.attribute, Fraction(0))
    return blank.list == how.addition.list and blank.entry == valued(how.addition, how.attribute, Fraction(0)).entry


def _reached(sight: Sight, node: tree.Node) -> Iterator[tree.Node]:
    """The node and everything under it, points and answers of other criteria entered."""
    for below in sight.book.below(node):
        yield below
        if isinstance(below, tree.Points):
            inner = sight.book.criteria[below.criterion].points
            if inner is not None:
                yield from _reached(sight, inner)
        elif isinstance(below, tree.Named) and below.name == "score" and sight.book.score is not None:
            yield from _reached(sight, sight.book.score.of)


def _keys(sight: Sight, node: tree.Node) -> tuple[Key, ...]:
    """The numeric figures of one node."""
    match node:
        case tree.Figure(name=name, offset=None):
            return ((name, None),) if FIGURES[name].kind == "number" else ()
        case tree.Figure(name=name, offset=int(offset)):
            return ((name, sight.year + offset),)
        case tree.OverYears(name=name, offsets=offsets):
            return tuple((name, sight.year + offset) for offset in offsets)
    return ()


def _levers(case: Case, sight: Sight, node: tree.Node) -> Iterator[How]:
    for key in _keys(sight, node):
        yield from _number_levers(case, key)
    match node:
        case tree.Flag(name=name):
            here = present(case.firm, (name, None))
            if here is None or direction_of(name) == "set":
                yield from (Put((name, None), value) for value in (True, False) if value is not here)
        case tree.OneOf(term=tree.Figure(name=name), choices=choices):
            if present(case.firm, (name, None)) is None:
                yield from (Put((name, None), choice) for choice in choices)
        case tree.Elapsed(since=tree.Figure(name=name)):
            if present(case.firm, (name, None)) is None:
                yield Date((name, None))
        case tree.Tally():
            easiest = addition(sight, node)
            if easiest is not None:
                yield Add(easiest, node.attribute)
        case tree.Holds(titles=titles):
            yield from (Add(title_addition(sight, title)) for title in titles)


def _number_levers(case: Case, key: Key) -> Iterator[Move]:
    """A missing figure is brought from its lowest up; a known one moves as its lever says."""
    direction = direction_of(key[0])
    if present(case.firm, key) is None or direction == "up":
        yield Move(key, True)
    elif direction == "down":
        yield Move(key, False)
