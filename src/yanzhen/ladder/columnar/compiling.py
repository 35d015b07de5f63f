"""A book's trees as one graph of integers and tests that judges a whole table at once.

It follows :mod:`yanzhen.ladder.sight` node by node, with a span of columns where that has a range and with the pair *met*,
*unmet* where that has an answer. What it cannot follow exactly it refuses, with the criterion.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from fractions import Fraction
from functools import reduce
from typing import TypeVar, assert_never

from yanzhen.errors import RefusalError
from yanzhen.ladder import tree
from yanzhen.ladder.book import Book, Criterion
from yanzhen.ladder.catalogue import FIGURES
from yanzhen.ladder.columnar import nodes, spans
from yanzhen.ladder.columnar.choices import choose
from yanzhen.ladder.columnar.day_numbers import days, pack
from yanzhen.ladder.columnar.facts import Simplifier
from yanzhen.ladder.columnar.naming import (
    HIGH,
    LOW,
    experts_columns,
    figure_column,
    manual_column,
    tally_column,
    title_column,
)
from yanzhen.ladder.columnar.nodes import FALSE, TRUE, Node, both, either, negation
from yanzhen.ladder.columnar.outputs import answer_output, range_outputs, refuse_width
from yanzhen.ladder.columnar.program import ANSWER, ANSWERS, SCORE, Output, Program, Stored
from yanzhen.ladder.columnar.spans import End, Span
from yanzhen.ladder.columnar.verdicts import MET, UNKNOWN, Verdict, compared, every
from yanzhen.ladder.judge import refuse_frame
from yanzhen.ladder.sight import last_full_year

T = TypeVar("T")


def compile_book(
    book: Book, on: date, applicant: str, stored: Mapping[str, Stored], *, evidence: bool = True
) -> Program:
    """The book for a table with these columns; a column that is not there is unknown for every firm.

    Without ``evidence`` only the answer and the score are computed. Raises RefusalError where a criterion cannot be columnar, or where
    the table's own figures are so large that its arithmetic would need more than 128 bits.
    """
    refuse_frame(book)
    simplify = Simplifier()
    outputs = []
    for criterion, output in _Compiler(book, on, applicant, stored).outputs(evidence):
        simpler = Output(
            name=output.name,
            words=output.words,
            value=simplify(output.value),
            there=simplify(output.there),
            scale=output.scale,
            divisor=None if output.divisor is None else simplify(output.divisor),
        )
        refuse_width(book.id, criterion, simpler)
        outputs.append(simpler)
    read = set().union(*(root.columns for output in outputs for root in (output.value, output.there)))
    return Program(
        book=book.id,
        on=on,
        applicant=applicant,
        year=last_full_year(on),
        outputs=tuple(outputs),
        stored={name: stored[name] for name in stored if name in read},
    )


class _Compiler:
    def __init__(self, book: Book, on: date, applicant: str, stored: Mapping[str, Stored]) -> None:
        self.book, self.on, self.applicant, self.stored = book, on, applicant, stored
        self.year = last_full_year(on)
        self._spans: dict[int, tuple[tree.Amount, Span]] = {}  # the nodes too, so that no id is used twice
        self._verdicts: dict[int, tuple[tree.Test, Verdict]] = {}
        self._points: dict[str, Span] = {}

    # What is asked for.

    def outputs(self, evidence: bool) -> list[tuple[str, Output]]:
        """Each output with the criterion that it belongs to, for messages."""
        found = [("the answer", answer_output(ANSWER, self.answer()))]
        if self.book.score is not None:
            score = self._named_in("the score", lambda: self.amount(self.book.score.of))  # type: ignore[union-attr]
            if score.sound is not TRUE:
                raise RefusalError(
                    f"rulebook {self.book.id}, the score",
                    seen="a division by what may be zero",
                    expected="divisions inside a criterion's points",
                    todo="move the division into a criterion",
                )
            found += [("the score", output) for output in range_outputs(SCORE, score)]
        for criterion in self.book.criteria.values() if evidence else ():
            label = f"criterion {criterion.id}"
            found += [(label, output) for output in self._named_in(label, lambda c=criterion: self._of(c))]  # type: ignore[misc]
        return found

    def _of(self, criterion: Criterion) -> list[Output]:
        found = []
        if criterion.test is not None and self.applicant in criterion.applicants:
            found.append(answer_output(criterion.id, self.answered(criterion.id)))
        if criterion.classes:
            found.append(self._classes(criterion))
        if criterion.points is not None:
            found += range_outputs(criterion.id, self.points(criterion.id))
        return found

    def _classes(self, criterion: Criterion) -> Output:
        """The class that is decided: all before it unmet, itself met; otherwise unknown."""
        labels = [label for label, _ in criterion.classes] + [criterion.other_class]
        unknown, code, open_still = len(labels), [], TRUE
        for place, (_, test) in enumerate(criterion.classes):
            verdict = self.test(test)
            code.append((place - unknown, both(open_still, verdict.met)))
            open_still = both(open_still, verdict.unmet)
        code.append((len(labels) - 1 - unknown, open_still))
        value = nodes.total([(weight, nodes.as_integer(test)) for weight, test in code], unknown)
        name = f"{criterion.id}.class" if criterion.test is not None else criterion.id
        return Output(name=name, words=(*labels, ANSWERS[2]), value=value)

    def _named_in(self, label: str, compute: Callable[[], T]) -> T:
        try:
            return compute()
        except RefusalError as refused:
            raise RefusalError(
                f"rulebook {self.book.id}, {label}, as columns",
                seen=" ".join(part for part in (refused.what, refused.seen) if part),
                expected=refused.expected,
                todo=refused.todo or "judge these firms without --engine",
            ) from refused

    def answer(self) -> Verdict:
        """The AND of the gates."""
        return every([self._gate(gate.id) for gate in self.book.gates])

    def _gate(self, name: str) -> Verdict:
        return self._named_in(f"criterion {name}", lambda: self.answered(name))

    def answered(self, name: str) -> Verdict:
        criterion = self.book.criteria[name]
        if self.applicant not in criterion.applicants or criterion.test is None:
            return MET
        return self.test(criterion.test)

    def points(self, name: str) -> Span:
        if name not in self._points:
            criterion = self.book.criteria[name]
            self._points[name] = self._narrowed(name, self._whole_points(criterion))
        return self._points[name]

    def _whole_points(self, criterion: Criterion) -> Span:
        if criterion.points is None:
            return spans.number(0)
        found = self.amount(criterion.points)
        if found.sound is TRUE:
            return found
        most = spans.NO_END if criterion.most is None else spans.end_of(criterion.most)
        every = Span(spans.end_of(Fraction(0)), most)
        found = spans.span_if(found.sound, Span(found.low, found.high), every)
        return Span(found.low, found.high)

    def _narrowed(self, name: str, points: Span) -> Span:
        """What experts awarded, where it meets the band; an end that they left open is the band's own."""
        low, high = (self._number_column(column, None, None) for column in experts_columns(name))
        given = (low.low.finite, high.low.finite)
        if given == (FALSE, FALSE):
            return points
        inside = both(
            points.low.finite,
            points.high.finite,
            either(negation(given[0]), spans.reaches(points.high, low.low)),
            either(negation(given[1]), spans.reaches(high.low, points.low)),
            either(negation(both(*given)), spans.reaches(high.low, low.low)),
        )
        raised = both(inside, spans.falls_short(points.low, low.low))
        lowered = both(inside, spans.falls_short(high.low, points.high))
        return Span(spans.end_if(raised, low.low, points.low), spans.end_if(lowered, high.low, points.high))

    # Amounts.

    def amount(self, node: tree.Amount) -> Span:
        found = self._spans.get(id(node))
        if found is None:
            found = self._spans[id(node)] = node, self._amount(node)
        return found[1]

    def _amount(self, node: tree.Amount) -> Span:
        match node:
            case tree.Number(value=value):
                return spans.number(value)
            case tree.Figure(name=name, offset=offset):
                row = FIGURES[name]
                return self._number_column(figure_column(name, offset), row.low, row.high)
            case tree.Arithmetic():
                return self._arithmetic(node)
            case tree.Choice():
                return self._choice(node)
            case tree.Points(criterion=criterion):
                return self.points(criterion)
            case tree.Awarded(low=low, high=high):
                return Span(spans.end_of(low), spans.end_of(high))
            case tree.Extreme(operation=operation, parts=parts):
                pick = spans.largest if operation == "max" else spans.smallest
                return pick([self.amount(part) for part in parts])
            case tree.OverYears():
                return self._over_years(node)
            case tree.Tally():
                return self._tally(node)
            case tree.Elapsed():
                return self._elapsed(node)
            case tree.YearNumber(offset=offset):
                return spans.number(self.year + offset)
            case tree.Attribute(name=name):
                raise RefusalError(f"attribute {name} outside a list", expected="a list's filter around it")
            case tree.Named(name=name):
                return self.amount(self._formula(name))  # type: ignore[arg-type]
        assert_never(node)

    def _number_column(self, name: str, low: Fraction | None, high: Fraction | None) -> Span:
        """A number where the column has one, everything from ``low`` to ``high`` elsewhere."""
        ends = [spans.NO_END if end is None else spans.end_of(end) for end in (low, high)]
        stored = self.stored.get(name)
        if stored is None:
            return Span(ends[0], ends[1])
        value = End(stored.factor, nodes.column(name, stored.low, stored.high))
        return Span(self._filled(stored, value, ends[0]), self._filled(stored, value, ends[1]))

    def _filled(self, stored: Stored, value: End, missing: End) -> End:
        known = nodes.known(stored.name)
        if missing.finite is FALSE:
            top = nodes.fill(stored.name, stored.low, stored.high, 0)
            return End(value.factor, top, finite=known)
        number = missing.number or Fraction(0)
        if (number / stored.factor).denominator == 1:
            whole = int(number / stored.factor)
            return End(value.factor, nodes.fill(stored.name, stored.low, stored.high, whole))
        return spans.end_if(known, value, missing)

    def _arithmetic(self, node: tree.Arithmetic) -> Span:
        left, right = self.amount(node.left), self.amount(node.right)
        match node.operator:
            case "+":
                return left + right
            case "-":
                return left - right
            case "*":
                return left * right
        return left / right

    def _choice(self, node: tree.Choice) -> Span:
        rest = self.amount(node.otherwise)
        for test, amount in reversed(node.branches):
            verdict, own = self.test(test), self.amount(amount)
            rest = spans.between(verdict.met, verdict.unmet, own, rest)
        return rest

    def _over_years(self, node: tree.OverYears) -> Span:
        parts, counts = [], []
        for offset in node.offsets:
            part = self.amount(tree.Figure(node.name, offset))
            sure, maybe = self._existed(node, offset)
            parts.append(spans.counted(part, sure, maybe))
            counts.append(spans.counted(spans.number(1), sure, maybe))
        sum_of_parts = reduce(Span.__add__, parts)
        return sum_of_parts if node.operation == "sum" else sum_of_parts / reduce(Span.__add__, counts)

    def _existed(self, node: tree.OverYears, offset: int) -> tuple[Node, Node]:
        """Whether the year surely counts, and whether it may."""
        if not node.existing:
            return TRUE, FALSE
        figure = (
            nodes.known(figure_column(node.name, offset)) if figure_column(node.name, offset) in self.stored else FALSE
        )
        stored = self.stored.get("registered_on")
        if stored is None:
            return figure, negation(figure)
        known = nodes.known(stored.name)
        last = nodes.const(days(date(self.year + offset, 12, 31)))
        in_time = both(known, nodes.at_least(last, nodes.column(stored.name, stored.low, stored.high)))
        sure = either(figure, in_time)
        return sure, both(negation(figure), negation(known))

    def _tally(self, node: tree.Tally) -> Span:
        name = tally_column(node)
        exact = self._number_column(name, None, None)
        low, high = self._number_column(name + LOW, None, None), self._number_column(name + HIGH, None, None)
        known = exact.low.finite
        least = spans.end_if(low.low.finite, low.low, spans.end_of(Fraction(0)))
        return Span(spans.end_if(known, exact.low, least), spans.end_if(known, exact.low, high.high))

    def _elapsed(self, node: tree.Elapsed) -> Span:
        stored = self.stored.get(node.since.name)
        if not isinstance(node.since, tree.Figure) or stored is None:
            return Span(spans.end_of(Fraction(0)), spans.NO_END)
        until, known = self._until(node.until), nodes.known(stored.name)
        if node.unit == "years":
            day = nodes.packed(stored.name, stored.low, stored.high)
            passed = nodes.full(nodes.total([(-1, day)], pack(until + timedelta(days=1))), 10000)
        else:
            day = nodes.column(stored.name, stored.low, stored.high)
            passed = nodes.largest(nodes.const(0), nodes.total([(-1, day)], days(until) + 1))
        one = Fraction(1)
        return Span(End(one, choose(known, passed, nodes.const(0))), End(one, passed, finite=known))

    def _until(self, until: tree.Until) -> date:
        if until == "on":
            return self.on
        if until == "eve":
            return self.on - timedelta(days=1)
        return date(self.year + int(until[1:] or 0), 12, 31)

    # Tests.

    def test(self, node: tree.Test) -> Verdict:
        found = self._verdicts.get(id(node))
        if found is None:
            found = self._verdicts[id(node)] = node, self._test(node)
        return found[1]

    def _test(self, node: tree.Test) -> Verdict:
        match node:
            case tree.Compare(relation=relation, left=left, right=right):
                return compared(relation, self.amount(left), self.amount(right))
            case tree.All(parts=parts):
                return every([self.test(part) for part in parts])
            case tree.AnyOf(parts=parts):
                return ~every([~self.test(part) for part in parts])
            case tree.Flag(name=name):
                return self._flag(name)
            case tree.OneOf(term=term, choices=choices):
                return self._words(term.name, nodes.one_of(term.name, choices))
            case tree.Not(part=part):
                return ~self.test(part)
            case tree.Answered(criterion=criterion):
                return self.answered(criterion)
            case tree.Holds(titles=titles):
                return ~every([~self._flag(title_column(title)) for title in titles])
            case tree.Manual(criterion=criterion):
                return self._flag(manual_column(criterion))
            case tree.Constant(value=value):
                return UNKNOWN if value is None else Verdict(nodes.truth(value), nodes.truth(not value))
            case tree.Applicant(kind=kind):
                return Verdict(nodes.truth(self.applicant == kind), nodes.truth(self.applicant != kind))
            case tree.Within(codes=codes, figure=figure):
                return self._within(figure, codes)
            case tree.AtLeast(count=count, parts=parts):
                return self._at_least(count, [self.test(part) for part in parts])
            case tree.OtherBook(book=book):
                return _Compiler(self.book.others[book], self.on, self.applicant, self.stored).answer()
            case tree.Decision():
                return self._decision(node)
            case tree.NamedTest(name=name):
                return self.test(self._formula(name))  # type: ignore[arg-type]
            case tree.EntryFlag(name=name):
                raise RefusalError(f"attribute {name} outside a list", expected="a list's filter around it")
        assert_never(node)

    def _flag(self, name: str) -> Verdict:
        return self._words(name, nodes.flag(name))

    def _words(self, name: str, holds: Node) -> Verdict:
        if name not in self.stored:
            return UNKNOWN
        known = nodes.known(name)
        return Verdict(both(known, holds), both(known, negation(holds)))

    def _within(self, name: str, codes: tuple[str, ...]) -> Verdict:
        """A code that is only the beginning of one of these is unknown."""
        if name not in self.stored:
            return UNKNOWN
        known, begins = nodes.known(name), nodes.starts(name, codes)
        shorter = dict.fromkeys(code[:length] for code in codes for length in range(len(code)))
        open_still = nodes.one_of(name, shorter)
        return Verdict(both(known, begins), both(known, negation(begins), negation(open_still)))

    def _at_least(self, count: int, parts: list[Verdict]) -> Verdict:
        sure = nodes.total([(1, nodes.as_integer(part.met)) for part in parts])
        lost = nodes.total([(1, nodes.as_integer(part.unmet)) for part in parts])
        possible = nodes.total([(-1, lost)], len(parts))
        return Verdict(nodes.at_least(sure, nodes.const(count)), negation(nodes.at_least(possible, nodes.const(count))))

    def _decision(self, node: tree.Decision) -> Verdict:
        """The answer on which all ways that are open agree."""
        met, unmet, open_still = [], [], TRUE
        for test, then in (*node.branches, (tree.Constant(True), node.otherwise)):
            verdict, own = self.test(test), self.test(then)
            shut = negation(both(open_still, negation(verdict.unmet)))
            met.append(either(shut, own.met))
            unmet.append(either(shut, own.unmet))
            open_still = both(open_still, negation(verdict.met))
        return Verdict(both(*met), both(*unmet))

    def _formula(self, name: str) -> tree.Node:
        if name == "score" and self.book.score is not None:
            return self.book.score.of
        formula = self.book.definitions[name].formula
        return tree.Constant(None) if formula is None else formula
