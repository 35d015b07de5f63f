"""A formula's text into the tree.

::

    rd_expense@t / revenue@t >= 3%                     a yearly figure at year t, compared exactly
    each(t-1..t, rd_expense >= 100)                    in each of these years
    sum(rd_expense, t-2..t, existing)                  over the years, those before registration left out
    count(ip where class = I and valid) >= 1           entries of a list
    sum(equity.amount where qualified and recent(2))   an attribute, added up
    if sales@t <= 5000 then 5% else 3%                 the value beside the first test that holds
    title(科技型中小企业, 创新型中小企业)                  one of these titles is valid on the day
    years(segment_since, t) >= 3                       full years by the end of year t
    years(granted, eve) >= 2                           more than two years on the day of judging
    days(registered_on, t-2) >= 1                      the firm existed in year t-2
    region within 浙江                                   a group of code prefixes of the book; industry likewise
    points(kx.staff) + max(points(a), points(b))       a score; max is "the better of"
    kx.d1 or manual or book(sme) or unknown            other criteria, a person's answer, another book
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import cast, get_args

from yanzhen.ladder import tree
from yanzhen.ladder.catalogue import FIGURES, LISTS
from yanzhen.ladder.grammar import Grammar, Part, Scope, Text
from yanzhen.ladder.tokens import Written
from yanzhen.ladder.tree import Amount, Node, Test


def parse_amount(written: Written, scope: Scope) -> Amount:
    """The formula of a number."""
    parser = _Parser(written, scope)
    return parser.whole(parser.amount)


def parse_test(written: Written, scope: Scope) -> Test:
    """The formula of a test."""
    parser = _Parser(written, scope)
    return parser.whole(parser.test)


def parse_either(written: Written, scope: Scope) -> Node:
    """The formula of a definition: a number or a test."""
    parser = _Parser(written, scope)
    return parser.whole(parser.either)


class _Parser(Grammar):
    """The functions of formulas."""

    def function(self, name: str) -> Part:
        return FUNCTIONS[name](self)

    def each(self) -> Test:
        offsets = self.span()
        self.needs(",")
        body, outer, parts = self.at, self.year, []
        for offset in offsets:
            self.at, self.year = body, offset
            parts.append(self.test())
        self.year = outer
        return tree.All(tuple(parts))

    def total(self) -> Amount:
        token = self.now
        name, _, attribute = token.text.partition(".")
        if name in LISTS:
            return self.tally(name, attribute)
        return self.over_years("sum")

    def mean(self) -> Amount:
        return self.over_years("mean")

    def over_years(self, operation: str) -> Amount:
        token = self.step()
        row = FIGURES.get(token.text)
        if row is None or row.kind != "yearly":
            self.refuse(
                token, "a yearly figure: " + ", ".join(name for name, row in FIGURES.items() if row.kind == "yearly")
            )
        self.needs(",")
        offsets = self.span()
        existing = self.takes(",")
        if existing:
            self.needs("existing")
        return tree.OverYears("sum" if operation == "sum" else "mean", token.text, offsets, existing)

    def count(self) -> Amount:
        return self.tally(self.now.text, "")

    def tally(self, name: str, attribute: str) -> Amount:
        token = self.step()
        if name not in LISTS:
            self.refuse(token, "a list: " + ", ".join(LISTS))
        row = LISTS[name]
        if attribute and (attribute not in row.attributes or row.attributes[attribute].kind != "number"):
            self.refuse(
                token, "a number of the list: " + ", ".join(k for k, a in row.attributes.items() if a.kind == "number")
            )
        where: Test | None = None
        if self.takes("where"):
            self.entry, outer = row, self.entry
            where, self.entry = self.test(), outer
        return tree.Tally(name, where, attribute or None)

    def recent(self) -> Test:
        token = self.step()
        if self.entry is None or "year" not in self.entry.attributes or not token.text.isdigit():
            self.refuse(token, "recent(n) inside `where` of a list whose entries have a year")
        year = tree.Attribute("year")
        first, last = tree.YearNumber(1 - int(token.text)), tree.YearNumber(1)
        return tree.All((tree.Compare(">=", year, first), tree.Compare("<=", year, last)))

    def extreme(self, operation: str) -> Amount:
        parts = [self.amount()]
        while self.takes(","):
            parts.append(self.amount())
        return tree.Extreme("max" if operation == "max" else "min", tuple(parts))

    def points(self) -> Amount:
        token = self.step()
        if token.text not in self.scope.criteria:
            self.refuse(token, "a criterion of this book: " + ", ".join(self.scope.criteria))
        return tree.Points(token.text)

    def titles(self) -> Test:
        any_title = Text(tree.Attribute("title"), "text", ())
        found = [self.word(any_title)]
        while self.takes(","):
            found.append(self.word(any_title))
        return tree.Holds(tuple(found))

    def elapsed(self, unit: str) -> Amount:
        token = self.now
        since = self.atom()
        if not isinstance(since, Text) or since.kind != "day":
            self.refuse(token, "a day, such as registered_on or segment_since")
        self.needs(",")
        token = self.step()
        until = token.text + (str(self.offset() or "") if token.text == "t" else "")
        if until not in get_args(tree.Until):
            self.refuse(
                token, "t, t-1, t-2 (the ends of these years), on (the day of judging) or eve (the day before it)"
            )
        return tree.Elapsed("years" if unit == "years" else "days", since.term, cast(tree.Until, until))

    def other_book(self) -> Test:
        return tree.OtherBook(self.step().text)

    def at_least(self) -> Test:
        token = self.step()
        if not token.text.isdigit():
            self.refuse(token, "a whole number: at_least(2, a, b, c)")
        parts = []
        while self.takes(","):
            parts.append(self.test())
        return tree.AtLeast(int(token.text), tuple(parts))

    def experts(self) -> Amount:
        ends = [self.step()]
        self.needs("..")
        ends.append(self.step())
        for token in ends:
            if token.kind != "number":
                self.refuse(token, "a number of points: experts(0..6)")
        return tree.Awarded(Fraction(ends[0].text), Fraction(ends[1].text))


FUNCTIONS: Mapping[str, Callable[[_Parser], Part]] = {
    "each": _Parser.each,
    "sum": _Parser.total,
    "mean": _Parser.mean,
    "count": _Parser.count,
    "recent": _Parser.recent,
    "max": lambda parser: parser.extreme("max"),
    "min": lambda parser: parser.extreme("min"),
    "points": _Parser.points,
    "title": _Parser.titles,
    "years": lambda parser: parser.elapsed("years"),
    "days": lambda parser: parser.elapsed("days"),
    "book": _Parser.other_book,
    "at_least": _Parser.at_least,
    "experts": _Parser.experts,
}
_Parser.functions = tuple(FUNCTIONS)
