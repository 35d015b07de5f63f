"""The exact evaluation of a book's trees for one firm: amounts as ranges, tests as met, unmet or unknown.

What is unknown ranges over everything it can be, so where it cannot change an answer, the answer stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from yanzhen.ladder import tree
from yanzhen.ladder.book import Book, Criterion
from yanzhen.ladder.catalogue import FIGURES
from yanzhen.ladder.firm import Entry, Firm
from yanzhen.ladder.ranges import Range, compared, exactly, hull, largest, smallest
from yanzhen.ladder.tree import Amount, Test
from yanzhen.values import Answer

MET, UNMET, UNKNOWN = Answer.MET, Answer.UNMET, Answer.UNKNOWN
FROM_ZERO = Range(Fraction(0), None)
ZERO, ONE = exactly(0), exactly(1)


def last_full_year(on: date) -> int:
    """Year t: the last calendar year that ended before the day."""
    return on.year - 1


def full_years(since: date, until: date) -> int:
    """Full years from ``since`` to the end of ``until``, the first day counted whole; 0 where it begins later.

    >>> full_years(date(2023, 1, 1), date(2025, 12, 31)), full_years(date(2023, 1, 2), date(2025, 12, 31))
    (3, 2)
    """
    end = until + timedelta(days=1)
    years = end.year - since.year - ((end.month, end.day) < (since.month, since.day))
    return max(0, years)


class Sight:
    """One firm seen through one book on one day; every node is evaluated once."""

    def __init__(self, book: Book, firm: Firm, on: date, applicant: str) -> None:
        self.book, self.firm, self.on, self.applicant = book, firm, on, applicant
        self.year = last_full_year(on)
        self._amounts: dict[int, Range] = {}
        self._tests: dict[int, Answer] = {}
        self._points: dict[str, Range] = {}
        self._answers: dict[str, Answer] = {}
        self._others: dict[str, Sight] = {}

    def answer(self) -> Answer:
        """Whether the firm meets the book."""
        result = MET
        for gate in self.book.gates:
            result &= self.answered(gate.id)
        return result

    def score(self) -> Range | None:
        """What the score can be, or None for a book without one."""
        rule = self.book.score
        return None if rule is None else self.amount(rule.of)

    def answered(self, criterion: str) -> Answer:
        """The criterion's answer; one that does not apply to this applicant is met."""
        if criterion not in self._answers:
            self._answers[criterion] = self._answer(self.book.criteria[criterion])
        return self._answers[criterion]

    def points(self, criterion: str) -> Range:
        """The criterion's points, narrowed by what the experts awarded."""
        if criterion not in self._points:
            rule = self.book.criteria[criterion]
            tree_of = tree.Number(Fraction(0)) if rule.points is None else rule.points
            found = self.amount(tree_of)
            if not found.sound:
                found = Range(Fraction(0), rule.most)
            self._points[criterion] = narrowed(found, self.firm.experts.get(criterion))
        return self._points[criterion]

    def classes(self, criterion: Criterion) -> tuple[str, ...]:
        """The classes that are possible; one where it is decided."""
        possible = []
        for label, test in criterion.classes:
            answer = self.test(test)
            if answer is not UNMET:
                possible.append(label)
            if answer is MET:
                return tuple(possible)
        return (*possible, criterion.other_class)

    def amount(self, node: Amount, entry: Entry | None = None) -> Range:
        """What the amount can be."""
        if entry is not None:
            return self._amount(node, entry)
        found = self._amounts.get(id(node))
        if found is None:
            found = self._amounts[id(node)] = self._amount(node, None)
        return found

    def test(self, node: Test, entry: Entry | None = None) -> Answer:
        """Whether the test holds."""
        if entry is not None:
            return self._test(node, entry)
        found = self._tests.get(id(node))
        if found is None:
            found = self._tests[id(node)] = self._test(node, None)
        return found

    def other(self, book: str) -> Sight:
        """The same firm seen through a book that this one refers to."""
        if book not in self._others:
            self._others[book] = Sight(self.book.others[book], self.firm, self.on, self.applicant)
        return self._others[book]

    def year_figure(self, name: str, offset: int) -> Range:
        """A yearly figure, or everything it can be."""
        known = self.firm.years.get(self.year + offset, {}).get(name)
        return Range(FIGURES[name].low, FIGURES[name].high) if known is None else Range(known, known)

    def existed(self, name: str, offset: int) -> Answer:
        """Whether the firm was registered by the end of that year, or has the figure for it."""
        if name in self.firm.years.get(self.year + offset, {}):
            return MET
        registered = self.firm.figures.get("registered_on")
        if not isinstance(registered, date):
            return UNKNOWN
        return MET if registered <= date(self.year + offset, 12, 31) else UNMET

    def entries_passing(self, node: tree.Tally) -> tuple[tuple[Entry, Answer], ...] | None:
        """The list's entries with what ``where`` says of each; None where the list is unknown."""
        entries = self.firm.lists.get(node.name)
        if entries is None:
            return None
        return tuple((entry, MET if node.where is None else self.test(node.where, entry)) for entry in entries)

    def _answer(self, criterion: Criterion) -> Answer:
        if self.applicant not in criterion.applicants or criterion.test is None:
            return MET
        return self.test(criterion.test)

    # Amounts.

    def _amount(self, node: Amount, entry: Entry | None) -> Range:
        return _AMOUNTS[type(node)](self, node, entry)

    def _named(self, node: tree.Named, _entry: Entry | None) -> Range:
        return self.amount(self._formula(node.name))  # type: ignore[arg-type]

    def _points_of(self, node: tree.Points, _entry: Entry | None) -> Range:
        return self.points(node.criterion)

    def _extreme(self, node: tree.Extreme, entry: Entry | None) -> Range:
        best = largest if node.operation == "max" else smallest
        return best([self.amount(part, entry) for part in node.parts])

    def _figure(self, node: tree.Figure, _entry: Entry | None) -> Range:
        if node.offset is not None:
            return self.year_figure(node.name, node.offset)
        known = self.firm.figures.get(node.name)
        if isinstance(known, Fraction):
            return Range(known, known)
        return Range(FIGURES[node.name].low, FIGURES[node.name].high)

    def _attribute(self, node: tree.Attribute, entry: Entry | None) -> Range:
        return self._known(node.name, entry)

    def _known(self, name: str, entry: Entry | None) -> Range:
        known = None if entry is None else entry.get(name)
        return Range(known, known) if isinstance(known, Fraction) else FROM_ZERO

    def _arithmetic(self, node: tree.Arithmetic, entry: Entry | None) -> Range:
        left, right = self.amount(node.left, entry), self.amount(node.right, entry)
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
        return left / right

    def _choice(self, node: tree.Choice, entry: Entry | None) -> Range:
        reached = []
        for test, amount in node.branches:
            answer = self.test(test, entry)
            if answer is not UNMET:
                reached.append(self.amount(amount, entry))
            if answer is MET:
                return hull(reached)
        return hull([*reached, self.amount(node.otherwise, entry)])

    def _over_years(self, node: tree.OverYears, _entry: Entry | None) -> Range:
        parts, counts = [], []
        for offset in node.offsets:
            existed = self.existed(node.name, offset) if node.existing else MET
            if existed is UNMET:
                continue
            part = self.year_figure(node.name, offset)
            parts.append(part if existed is MET else hull([part, ZERO]))
            counts.append(ONE if existed is MET else Range(Fraction(0), Fraction(1)))
        total = sum(parts, ZERO)
        return total if node.operation == "sum" else total / sum(counts, ZERO)

    def _tally(self, node: tree.Tally, _entry: Entry | None) -> Range:
        passing = self.entries_passing(node)
        if passing is None:
            return FROM_ZERO
        total = ZERO
        for entry, answer in passing:
            if answer is not UNMET:
                part = self._known(node.attribute, entry) if node.attribute else ONE
                total += part if answer is MET else hull([part, ZERO])
        return total

    def _elapsed(self, node: tree.Elapsed, entry: Entry | None) -> Range:
        since = self._day(node.since, entry)
        if since is None:
            return FROM_ZERO
        until = self._until(node.until)
        if node.unit == "years":
            return exactly(full_years(since, until))
        return exactly(max(0, (until - since).days + 1))

    def _until(self, until: tree.Until) -> date:
        match until:
            case "on":
                return self.on
            case "eve":
                return self.on - timedelta(days=1)
            case "t" | "t-1" | "t-2":
                return date(self.year + int(until[1:] or 0), 12, 31)

    def _day(self, term: tree.Figure | tree.Attribute, entry: Entry | None) -> date | None:
        known = self._term(term, entry)
        return known if isinstance(known, date) else None

    def _term(self, term: tree.Figure | tree.Attribute, entry: Entry | None) -> object:
        if isinstance(term, tree.Figure):
            return self.firm.figures.get(term.name)
        return None if entry is None else entry.get(term.name)

    # Tests.

    def _test(self, node: Test, entry: Entry | None) -> Answer:
        return _TESTS[type(node)](self, node, entry)

    def _compare(self, node: tree.Compare, entry: Entry | None) -> Answer:
        return compared(node.relation, self.amount(node.left, entry), self.amount(node.right, entry))

    def _all(self, node: tree.All, entry: Entry | None) -> Answer:
        return _every(self.test(part, entry) for part in node.parts)

    def _any(self, node: tree.AnyOf, entry: Entry | None) -> Answer:
        return ~_every(~self.test(part, entry) for part in node.parts)

    def _named_test(self, node: tree.NamedTest, _entry: Entry | None) -> Answer:
        return self.test(self._formula(node.name))  # type: ignore[arg-type]

    def _one_of(self, node: tree.OneOf, entry: Entry | None) -> Answer:
        known = self._term(node.term, entry)
        return UNKNOWN if known is None else _truth(known in node.choices)

    def _holds(self, node: tree.Holds, _entry: Entry | None) -> Answer:
        entries = self.firm.lists.get("titles")
        if entries is None:
            return UNKNOWN
        return ~_every(~self.valid_title(entry, node.titles) for entry in entries)

    def valid_title(self, entry: Entry, titles: tuple[str, ...]) -> Answer:
        """Whether the entry is one of these titles and valid on the day, both end days included."""
        name, start, end = entry.get("title"), entry.get("valid_from"), entry.get("valid_to")
        named = UNKNOWN if name is None else _truth(name in titles)
        begun = _truth(start <= self.on) if isinstance(start, date) else UNKNOWN
        lasting = _truth(self.on <= end) if isinstance(end, date) else UNKNOWN
        return named & begun & lasting

    def _within(self, node: tree.Within, _entry: Entry | None) -> Answer:
        known = self.firm.figures.get(node.figure)
        if not isinstance(known, str):
            return UNKNOWN
        if known.startswith(node.codes):
            return MET
        return UNKNOWN if any(code.startswith(known) for code in node.codes) else UNMET

    def _at_least(self, node: tree.AtLeast, entry: Entry | None) -> Answer:
        answers = [self.test(part, entry) for part in node.parts]
        sure = answers.count(MET)
        if sure >= node.count:
            return MET
        return UNKNOWN if sure + answers.count(UNKNOWN) >= node.count else UNMET

    def _decision(self, node: tree.Decision, entry: Entry | None) -> Answer:
        reached = []
        for test, then in node.branches:
            answer = self.test(test, entry)
            if answer is not UNMET:
                reached.append(self.test(then, entry))
            if answer is MET:
                return _agreed(reached)
        return _agreed([*reached, self.test(node.otherwise, entry)])

    def _formula(self, name: str) -> tree.Node:
        if name == "score" and self.book.score is not None:
            return self.book.score.of
        formula = self.book.definitions[name].formula
        return tree.Constant(None) if formula is None else formula


_AMOUNTS: Mapping[type[Amount], Callable[[Sight, Any, Entry | None], Range]] = {
    tree.Number: lambda sight, node, entry: Range(node.value, node.value),
    tree.Figure: Sight._figure,
    tree.Arithmetic: Sight._arithmetic,
    tree.Choice: Sight._choice,
    tree.Points: Sight._points_of,
    tree.Awarded: lambda sight, node, entry: Range(node.low, node.high),
    tree.Extreme: Sight._extreme,
    tree.OverYears: Sight._over_years,
    tree.Tally: Sight._tally,
    tree.Elapsed: Sight._elapsed,
    tree.YearNumber: lambda sight, node, entry: exactly(sight.year + node.offset),
    tree.Attribute: Sight._attribute,
    tree.Named: Sight._named,
}
"""What each kind of node comes to. By type and not by ``match``: a region asks hundreds of nodes for each of its firms."""

_TESTS: Mapping[type[Test], Callable[[Sight, Any, Entry | None], Answer]] = {
    tree.Compare: Sight._compare,
    tree.All: Sight._all,
    tree.AnyOf: Sight._any,
    tree.AtLeast: Sight._at_least,
    tree.Not: lambda sight, node, entry: ~sight.test(node.part, entry),
    tree.Decision: Sight._decision,
    tree.Flag: lambda sight, node, entry: _flag(sight.firm.figures.get(node.name)),
    tree.EntryFlag: lambda sight, node, entry: _flag(None if entry is None else entry.get(node.name)),
    tree.OneOf: Sight._one_of,
    tree.Within: Sight._within,
    tree.Holds: Sight._holds,
    tree.Answered: lambda sight, node, entry: sight.answered(node.criterion),
    tree.OtherBook: lambda sight, node, entry: sight.other(node.book).answer(),
    tree.Manual: lambda sight, node, entry: _flag(sight.firm.manual.get(node.criterion)),
    tree.Constant: lambda sight, node, entry: _flag(node.value),
    tree.Applicant: lambda sight, node, entry: _truth(sight.applicant == node.kind),
    tree.NamedTest: Sight._named_test,
}


def narrowed(points: Range, awarded: tuple[Fraction, Fraction] | None) -> Range:
    """The points that experts can still give, where they awarded some of them; what lies outside the band is not taken."""
    if awarded is None or points.low is None or points.high is None:
        return points
    low, high = max(points.low, awarded[0]), min(points.high, awarded[1])
    return Range(low, high) if low <= high else points


def _every(answers: Iterable[Answer]) -> Answer:
    result = MET
    for answer in answers:
        if answer is UNMET:
            return UNMET
        if answer is UNKNOWN:
            result = UNKNOWN
    return result


def _flag(value: object) -> Answer:
    return UNKNOWN if not isinstance(value, bool) else _truth(value)


def _truth(value: bool) -> Answer:
    return MET if value else UNMET


def _agreed(answers: list[Answer]) -> Answer:
    return answers[0] if len(set(answers)) == 1 else UNKNOWN
