"""The grammar of formulas: what binds tighter than what, names, years, and the places of mistakes."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal, NoReturn, Protocol, TypeVar, cast

from yanzhen.ladder import tree
from yanzhen.ladder.catalogue import FIGURES, AttributeRow, FigureRow, ListRow
from yanzhen.ladder.tokens import Token, Written, tokens
from yanzhen.ladder.tree import Amount, Node, Test

YEARS_AT_MOST = 10
"""The longest span of years that one formula may name."""


class Scope(Protocol):
    """What a formula may refer to beside the catalogue's figures."""

    @property
    def criterion(self) -> str:
        """The criterion that the formula stands in; empty in a definition."""

    @property
    def criteria(self) -> Collection[str]:
        """The ids of the book's criteria."""

    @property
    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """The groups of industry codes."""

    @property
    def names(self) -> Collection[str]:
        """The definitions that have formulas."""

    def defined(self, name: str) -> Node:
        """The tree of a definition of the book."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text or day, which is neither an amount nor a test until it is compared."""

    term: tree.Figure | tree.Attribute
    kind: str
    choices: tuple[str, ...]


Part = Node | Text
_T = TypeVar("_T")


WORDS: Mapping[str, Test] = {
    "true": tree.Constant(True),
    "false": tree.Constant(False),
    "unknown": tree.Constant(None),
    "manual": tree.Constant(None),
    "new": tree.Applicant("new"),
    "review": tree.Applicant("review"),
}


class Grammar:
    """Reads a formula from its tokens; the functions are a subclass's (:mod:`yanzhen.ladder.formula`)."""

    functions: tuple[str, ...] = ()

    def __init__(self, written: Written, scope: Scope) -> None:
        self.written, self.scope = written, scope
        self.tokens, self.at = tokens(written), 0
        self.year: int | None = None
        self.entry: ListRow | None = None

    # What a whole formula may be.

    def whole(self, read: Callable[[], _T]) -> _T:
        try:
            found = read()
        except RecursionError:
            self.refuse(self.tokens[0], "a formula that is not nested so deeply", "give its parts names in definitions")
        if self.now.kind != "end":
            self.refuse(
                self.now, "the end of the formula, or a sign between two parts", "add the sign, or remove the rest"
            )
        return found

    def amount(self) -> Amount:
        start = self.now
        return self.as_amount(self.disjunction(), start)

    def test(self) -> Test:
        start = self.now
        return self.as_test(self.disjunction(), start)

    def either(self) -> Node:
        start = self.now
        found = self.disjunction()
        if isinstance(found, Text):
            self.refuse(start, "a number or a test, not a text or a day")
        return found

    def as_amount(self, part: Part, token: Token) -> Amount:
        if isinstance(part, Text) or not isinstance(part, tree.AMOUNTS):
            return self.refuse(
                token, "a number here, not a test, a text or a day", "compare it, or use count(), points() or years()"
            )
        return part

    def as_test(self, part: Part, token: Token) -> Test:
        if isinstance(part, (Text, *tree.AMOUNTS)):
            self.refuse(token, "a test here, such as revenue@t >= 1500", "compare it with something")
        return part

    # From the loosest binding to the tightest.

    def disjunction(self) -> Part:
        return self.chain("or", self.conjunction, tree.AnyOf)

    def conjunction(self) -> Part:
        return self.chain("and", self.negation, tree.All)

    def chain(self, word: str, below: Callable[[], Part], join: type[tree.All] | type[tree.AnyOf]) -> Part:
        start = self.now
        first = below()
        if not self.sees(word):
            return first
        parts = [self.as_test(first, start)]
        while self.takes(word):
            start = self.now
            parts.append(self.as_test(below(), start))
        return join(tuple(parts))

    def negation(self) -> Part:
        if not self.takes("not"):
            return self.comparison()
        start = self.now
        return tree.Not(self.as_test(self.negation(), start))

    def comparison(self) -> Part:
        start = self.now
        left = self.addition()
        if self.takes("in"):
            return tree.OneOf(*self.words(left, start))
        if self.takes("within"):
            return self.within(left, start)
        relation = self.now.text
        if self.now.kind != "sign" or relation not in (">=", ">", "<=", "<", "=", "!="):
            return left
        self.step()
        if isinstance(left, Text):
            return self.word_comparison(left, relation, start)
        right = self.now
        return tree.Compare(
            cast(tree.Relation, relation), self.as_amount(left, start), self.as_amount(self.addition(), right)
        )

    def word_comparison(self, left: Text, relation: str, start: Token) -> Test:
        if relation not in ("=", "!=") or left.kind != "text":
            self.refuse(start, "= or != with a text; a day only in years() or days()")
        same = tree.OneOf(left.term, (self.word(left),))
        return same if relation == "=" else tree.Not(same)

    def words(self, left: Part, start: Token) -> tuple[tree.Figure | tree.Attribute, tuple[str, ...]]:
        if not isinstance(left, Text) or left.kind != "text":
            self.refuse(start, "a text before `in`, such as type in (invention, design)")
        self.needs("(")
        found = [self.word(left)]
        while self.takes(","):
            found.append(self.word(left))
        self.needs(")")
        return left.term, tuple(found)

    def word(self, term: Text) -> str:
        token = self.step()
        text = token.text[1:-1] if token.kind == "quoted" else token.text
        if token.kind not in ("name", "quoted") or (term.choices and text not in term.choices):
            self.refuse(token, "one of " + ", ".join(term.choices) if term.choices else "a word")
        return text

    def within(self, left: Part, start: Token) -> Test:
        if not isinstance(left, Text) or left.term not in (tree.Figure("industry"), tree.Figure("region")):
            self.refuse(start, "industry or region before `within`")
        figure: Literal["industry", "region"] = "region" if left.term.name == "region" else "industry"
        token = self.step()
        if token.text not in self.scope.groups:
            self.refuse(
                token, "one of the book's groups: " + ", ".join(self.scope.groups), "add the group, or correct its name"
            )
        return tree.Within(token.text, self.scope.groups[token.text], figure)

    def addition(self) -> Part:
        return self.arithmetic(("+", "-"), self.product)

    def product(self) -> Part:
        return self.arithmetic(("*", "/"), self.atom)

    def arithmetic(self, signs: tuple[str, str], below: Callable[[], Part]) -> Part:
        start = self.now
        left = below()
        while self.now.kind == "sign" and self.now.text in signs:
            operator = cast(tree.Operator, self.step().text)
            right = self.now
            left = tree.Arithmetic(operator, self.as_amount(left, start), self.as_amount(below(), right))
        return left

    # The smallest parts.

    def atom(self) -> Part:
        token = self.step()
        if token.kind == "number":
            percent = token.text.endswith("%")
            return tree.Number(Fraction(token.text.rstrip("%")) / (100 if percent else 1), percent)
        if token.text == "-" and self.now.kind == "number":
            number = cast(tree.Number, self.atom())
            return tree.Number(-number.value, number.percent)
        if token.text == "(":
            inside = self.disjunction()
            self.needs(")")
            return inside
        if token.kind != "name":
            self.refuse(token, "a figure, a number, a function or a bracket")
        if token.text == "if":
            return self.conditional()
        if token.text == "t":
            return tree.YearNumber(self.offset())
        if self.sees("(") and token.text in self.functions:
            return self.call(token)
        return self.named(token)

    def conditional(self) -> Part:
        branches: list[tuple[Test, Part]] = []
        while True:
            condition = self.test()
            self.needs("then")
            branches.append((condition, self.disjunction()))
            self.needs("else")
            if not self.takes("if"):
                return self.decided(branches, self.disjunction())

    def decided(self, branches: list[tuple[Test, Part]], otherwise: Part) -> Part:
        token = self.now
        if isinstance(otherwise, tree.AMOUNTS):
            amounts = tuple((test, self.as_amount(part, token)) for test, part in branches)
            return tree.Choice(amounts, otherwise)
        tests = tuple((test, self.as_test(part, token)) for test, part in branches)
        return tree.Decision(tests, self.as_test(otherwise, token))

    def call(self, token: Token) -> Part:
        self.needs("(")
        found = self.function(token.text)
        self.needs(")")
        return found

    def function(self, name: str) -> Part:
        """What stands between a function's brackets."""
        raise NotImplementedError

    def named(self, token: Token) -> Part:
        name = token.text
        if self.entry and name in self.entry.attributes:
            return self.attribute(self.entry.attributes[name])
        if name in WORDS:
            return self.manual(token) if name == "manual" else WORDS[name]
        if name in FIGURES:
            return self.figure(FIGURES[name], token)
        if name in self.scope.names:
            parsed = self.scope.defined(name)
            return tree.Named(name) if isinstance(parsed, tree.AMOUNTS) else tree.NamedTest(name)
        if name in self.scope.criteria:
            return tree.Answered(name)
        return self.unknown_name(token)

    def manual(self, token: Token) -> Test:
        if not self.scope.criterion:
            self.refuse(token, "a person's answer only in a criterion", "move it there")
        return tree.Manual(self.scope.criterion)

    def attribute(self, row: AttributeRow) -> Part:
        if row.kind == "flag":
            return tree.EntryFlag(row.name)
        term = tree.Attribute(row.name)
        return term if row.kind == "number" else Text(term, row.kind, row.choices)

    def figure(self, row: FigureRow, token: Token) -> Part:
        if row.kind == "flag":
            return tree.Flag(row.name)
        if row.kind in ("text", "day"):
            return Text(tree.Figure(row.name), row.kind, ())
        if row.kind == "number":
            return tree.Figure(row.name)
        if self.now.kind == "year":
            return tree.Figure(row.name, int(self.step().text[2:] or 0))
        if self.year is None:
            self.refuse(token, f"a year after it, such as {token.text}@t or {token.text}@t-1", "add the year")
        return tree.Figure(row.name, self.year)

    def unknown_name(self, token: Token) -> NoReturn:
        known = [*FIGURES, *self.scope.names, *self.scope.criteria, *self.functions, *WORDS]
        if self.entry:
            known += list(self.entry.attributes)
        what = "function" if self.sees("(") else "figure, definition or criterion"
        close = difflib.get_close_matches(token.text, known, n=3, cutoff=0.6)
        self.refuse(
            token,
            f"a {what} that is known",
            "did you mean " + ", ".join(close) + "?" if close else "see the list of figures",
        )

    # Years.

    def span(self) -> tuple[int, ...]:
        start = self.now
        first = self.year_word()
        self.needs("..")
        last = self.year_word()
        if not first <= last < first + YEARS_AT_MOST:
            self.refuse(start, f"years in order, at most {YEARS_AT_MOST}, such as t-2..t")
        return tuple(range(first, last + 1))

    def year_word(self) -> int:
        token = self.step()
        if token.text != "t":
            self.refuse(token, "a year: t, t-1, t+1")
        return self.offset()

    def offset(self) -> int:
        following = self.tokens[min(self.at + 1, len(self.tokens) - 1)]
        if self.now.text in ("+", "-") and following.kind == "number" and following.text.isdigit():
            sign = self.step().text
            return int(sign + self.step().text)
        return 0

    # Tokens.

    @property
    def now(self) -> Token:
        return self.tokens[self.at]

    def step(self) -> Token:
        token = self.now
        self.at = min(self.at + 1, len(self.tokens) - 1)
        return token

    def sees(self, text: str) -> bool:
        return self.now.kind in ("name", "sign") and self.now.text == text

    def takes(self, text: str) -> bool:
        found = self.sees(text)
        if found:
            self.step()
        return found

    def needs(self, text: str) -> None:
        if not self.takes(text):
            self.refuse(self.now, f"`{text}`")

    def refuse(self, token: Token, expected: str, todo: str = "correct the formula") -> NoReturn:
        raise self.written.fault(token.start, seen=token.text, expected=expected, todo=todo)
