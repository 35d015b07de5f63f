"""Worked cases beside a book: firms with what the judge must say of them.

::

    base: {…}                            # a firm as `yanzhen score` takes it; every case starts from it
    firms:                               # or several, named
      maker: {…}
    cases:
      - id: KX4
        source: derived from Art. 7
        on: 2026-05-01
        applicant: new
        firm: maker                      # default: base
        set: {years.2025.employees: 100, platform_score.2026: null}
        lists: {ip: [{class: I, times: 2}]}
        expect: {answer: met, score: 60, points: {kx.staff: 8}, criteria: {kx.veto: met, sme.class: small}}
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from yanzhen.ladder.book import APPLICANTS, Book
from yanzhen.ladder.catalogue import LISTS
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.judge import class_label, refuse_frame
from yanzhen.ladder.marked import Marked, read_marked
from yanzhen.ladder.numbers import shown_range
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.shelf import CASES
from yanzhen.ladder.sight import Sight

CASE = ("id", "source", "on", "applicant", "firm", "set", "lists", "expect")
EXPECT = ("answer", "score", "points", "criteria")

POINTS_OF = "points of "
"""How a difference names the points of an item."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One worked case; ``points`` and ``score`` are ranges, ``answers`` the criteria's answers or classes."""

    id: str
    source: str
    on: date
    applicant: str
    firm: Firm
    answer: str | None
    score: Range | None
    points: Mapping[str, Range] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Difference:
    """Where the judge says something else than a case expects."""

    case: str
    what: str
    expected: str
    seen: str


def cases_path(book_file: Path) -> Path:
    """The file of worked cases of a book's file."""
    return book_file.with_name(book_file.stem + CASES)


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a file; BookError for a fault in it."""
    top = read_marked(path, name=path.name)
    top.only(("base", "firms", "cases"))
    firms = top.optional("firms")
    base = top.optional("base")
    named = {"base": base.plain() if base else {}}
    if firms:
        named |= {key.text(): firm.plain() for key, firm in firms.entries()}
    return tuple(_case(entry, named) for entry in top.required("cases", "the cases").items())


def differences(book: Book, case: Case) -> Iterator[Difference]:
    """What the judge says differently; nothing where the case holds. Only what the case expects is asked."""
    refuse_frame(book)
    sight = Sight(book, case.firm, case.on, case.applicant)
    if case.answer is not None and sight.answer() != case.answer:
        yield Difference(case.id, "answer", case.answer, sight.answer())
    if case.score is not None and sight.score() != case.score:
        yield Difference(case.id, "score", _said(case.score), _said(sight.score()))
    for name, points in case.points.items():
        criterion = book.criteria.get(name)
        seen = None if criterion is None or criterion.points is None else sight.points(name)
        if seen != points:
            yield Difference(case.id, f"{POINTS_OF}{name}", _said(points), _said(seen))
    for name, answer in case.answers.items():
        if _answered(sight, name) != answer:
            yield Difference(case.id, name, answer, _answered(sight, name))


def _answered(sight: Sight, name: str) -> str:
    """The criterion's class or answer; ``none`` where the book has no such criterion."""
    criterion = sight.book.criteria.get(name)
    if criterion is None:
        return "none"
    if criterion.classes:
        return class_label(sight.classes(criterion))
    applicable = criterion.test is not None and sight.applicant in criterion.applicants
    return str(sight.answered(name)) if applicable else "not applicable"


def _said(points: Range | None) -> str:
    return "none" if points is None else shown_range(points)[1]


def _case(entry: Marked, named: Mapping[str, Any]) -> Case:
    entry.only(CASE)
    name = entry.required("id", "the case's id").text()
    firm = entry.optional("firm")
    applicant = entry.optional("applicant")
    expect = entry.required("expect", "what the judge must say")
    expect.only(EXPECT)
    answer, score = expect.optional("answer"), expect.optional("score")
    points, answers = expect.optional("points"), expect.optional("criteria")
    return Case(
        id=name,
        source=entry.required("source", "where the case comes from").text(),
        on=entry.required("on", "the day of judging").day(),
        applicant=applicant.choice(APPLICANTS) if applicant else "new",
        firm=read_firm(_firm(entry, named[firm.choice(named)] if firm else named["base"]), file=f"{entry.file} {name}"),
        answer=answer.text() if answer else None,
        score=_range(score) if score else None,
        points={key.text(): _range(value) for key, value in points.entries()} if points else {},
        answers={key.text(): value.text() for key, value in answers.entries()} if answers else {},
    )


def _firm(entry: Marked, base: Any) -> dict[str, Any]:
    firm: dict[str, Any] = copy.deepcopy(base)
    changes, lists = entry.optional("set"), entry.optional("lists")
    for key, value in changes.entries() if changes else ():
        _place(firm, split_path(key.text()), value.plain())
    for key, value in lists.entries() if lists else ():
        firm[key.choice(LISTS)] = (
            None if value.is_null() else [one for item in value.items() for one in _repeated(item.plain())]
        )
    return firm


def split_path(path: str) -> list[str]:
    """A dotted path's parts; what follows ``manual`` or ``experts`` is one criterion's id, dots and all.

    >>> split_path("years.2025.revenue"), split_path("manual.zj26.5")
    (['years', '2025', 'revenue'], ['manual', 'zj26.5'])
    """
    return path.split(".", 1) if path.startswith(("manual.", "experts.")) else path.split(".")


def _place(firm: dict[str, Any], path: list[str], value: Any) -> None:
    for part in path[:-1]:
        firm = firm.setdefault(part, {})
    firm[path[-1]] = value


def _repeated(item: Mapping[str, Any]) -> list[dict[str, Any]]:
    entry = {key: value for key, value in item.items() if key != "times"}
    return [entry] * int(item.get("times", Decimal(1)))


def _range(entry: Marked) -> Range:
    low, _, high = entry.text().partition("-")
    return Range(Fraction(low), Fraction(high or low))
