"""The rulebooks as pages to read and cite: every clause with its wording, its test in words, how well it was verified, and its worked cases, judged now."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame.engine_words import engine_in_words
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.ladder.asked import Asked, asked_of
from yanzhen.desk.ladder.books import Books
from yanzhen.desk.ladder.drafting import CaseResult, book_cases
from yanzhen.desk.ladder.rule_words import Step, definition_words, rule_words, steps_words
from yanzhen.desk.ladder.words import (
    APPLICANTS,
    ROLES,
    STATUS_LAMPS,
    STATUS_SHORT,
    STATUSES,
    answer_word,
    range_words,
    said,
)
from yanzhen.desk.register.pages.filters import region_word
from yanzhen.ladder.book import Book, Criterion, Span
from yanzhen.ladder.cases import POINTS_OF
from yanzhen.ladder.catalogue import FIGURES, LISTS
from yanzhen.ladder.numbers import shown


@dataclass(frozen=True, slots=True)
class BookLine:
    """A book in the list."""

    book: Book
    title: str
    days: tuple[tuple[str, str], ...]
    lamp: Lamp
    status: str
    in_force: bool
    own: bool
    region: str


@dataclass(frozen=True, slots=True)
class Clause:
    """A criterion on the page of its book."""

    id: str
    clause: str
    wording: str
    role: str
    rule: str
    steps: tuple[Step, ...]
    most: str
    note: str
    benchmark: str
    lamp: Lamp
    status: str
    evidence: tuple[tuple[str, str], ...]
    only_for: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure or list that the book uses: what it means there, its unit, and from whom it comes."""

    name: str
    label: str
    meaning: str
    formula: str
    unit: str
    origin: str
    lamp: Lamp
    status: str
    evidence: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class CaseLine:
    """A worked case and what the judge says of it now."""

    id: str
    source: str
    on: str
    applicant: str
    expected: str
    holds: bool
    differences: tuple[str, ...]


@permitted(Right.READ)
@require_safe
def books(request: HttpRequest) -> HttpResponse:
    """All books, by rung and time."""
    asked = asked_of(request)
    rungs: dict[str, list[BookLine]] = {}
    for book in asked.books.all():
        rungs.setdefault(book.rung, []).append(_line(book, asked))
    shown_ = {
        **asked.fields,
        "rungs": list(rungs.items()),
        "faults": asked.books.faults,
        "count": len(asked.books.shelf.ids),
    }
    return render(request, "ladder/books.html", shown_)


@permitted(Right.READ)
@require_safe
def book(request: HttpRequest, name: str) -> HttpResponse:
    """One book, whole."""
    asked = asked_of(request)
    found = asked.book(name)
    clauses = [_clause(found, one) for one in found.criteria.values()]
    open_ = [one for one in clauses if one.lamp is not Lamp.GOOD]
    shown_ = {
        **asked.fields,
        "book": found,
        "title": said(found.title),
        "line": _line(found, asked),
        "note": said(found.note),
        "frame_words": said(found.frame),
        "boundary": said(found.boundary),
        "status": STATUSES[found.status],
        "clauses": clauses,
        "unverified": len(open_),
        "figures": [_figure(found, one) for one in found.definitions],
        "groups": [(group, ", ".join(codes)) for group, codes in found.groups.items()],
        "score": _score(found),
        "cases": _cases(asked.books, found),
        "others": [one for one in asked.books.of_rung(found.rung) if one.id != found.id],
        "file": asked.books.shelf.path(found.id).name,
    }
    return render(request, "ladder/book.html", shown_)


def _line(book: Book, asked: Asked) -> BookLine:
    return BookLine(
        book=book,
        title=said(book.title),
        days=tuple((str(APPLICANTS[kind]), _span_words(span)) for kind, span in book.in_force.items()),
        lamp=STATUS_LAMPS[book.status],
        status=str(STATUS_SHORT[book.status]),
        in_force=book.frame is None and any(book.in_force_on(asked.on, kind) for kind in APPLICANTS),
        own=book.id in asked.books.own,
        region=region_word(book.region) or (gettext("the whole country") if book.region == "CN" else book.region),
    )


def _span_words(span: Span) -> str:
    start, end = span.start, span.end
    if end is None:
        return gettext("from %(start)s on") % {"start": start or "…"}
    return f"{start or '…'} – {end}"


def _clause(book: Book, one: Criterion) -> Clause:
    only = "" if len(one.applicants) > 1 else " ".join(str(APPLICANTS[kind]) for kind in one.applicants)
    return Clause(
        id=one.id,
        clause=one.clause,
        wording=said(one.wording),
        role=str(ROLES[one.role]),
        rule=rule_words(book, one),
        steps=steps_words(book, one),
        most="" if one.most is None else shown(one.most),
        note=said(one.note),
        benchmark=said(one.benchmark),
        lamp=STATUS_LAMPS[one.status],
        status=str(STATUS_SHORT[one.status]),
        evidence=_evidence(book, one.evidence),
        only_for=only,
    )


def _figure(book: Book, name: str) -> Figure:
    one = book.definitions[name]
    row, listed = FIGURES.get(name), LISTS.get(name)
    label = said(row.label) if row else said(listed.label) if listed else name
    return Figure(
        name=name,
        label=label,
        meaning=said(one.meaning),
        formula=definition_words(book, one.formula) if one.formula is not None else "",
        unit=row.unit if row else listed.unit if listed else "",
        origin=said(row.origin) if row else "",
        lamp=STATUS_LAMPS[one.status],
        status=str(STATUS_SHORT[one.status]),
        evidence=_evidence(book, one.evidence),
    )


def _evidence(book: Book, marks: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((mark, book.sources.get(mark, mark)) for mark in marks)


def _score(book: Book) -> tuple[str, str, str] | None:
    """How the points add up, what they reach, and from what score on they pass."""
    rule = book.score
    return None if rule is None else (definition_words(book, rule.of), shown(rule.most), shown(rule.passing))


def _cases(books: Books, book: Book) -> list[CaseLine]:
    return [case_line(one) for one in book_cases(books, book)] if book.frame is None else []


def case_line(one: CaseResult) -> CaseLine:
    """A worked case, to be shown."""
    case = one.case
    expected = [_word(case.answer)] if case.answer else []
    if case.score is not None:
        expected.append(gettext("score %(score)s") % {"score": range_words(case.score)})
    expected += [f"{name} {range_words(points)}" for name, points in case.points.items()]
    expected += [f"{name} {_word(answer)}" for name, answer in case.answers.items()]
    wrong = gettext("%(what)s: expected %(expected)s, seen %(seen)s")
    told = tuple(
        wrong % {"what": _what(d.what), "expected": _word(d.expected), "seen": _word(d.seen)} for d in one.differences
    )
    return CaseLine(
        case.id, case.source, case.on.isoformat(), str(APPLICANTS[case.applicant]), "; ".join(expected), one.holds, told
    )


def _what(about: str) -> str:
    """What a worked case is about: the answer, the score, the points of an item, or a criterion by its id."""
    if about.startswith(POINTS_OF):
        return f"{gettext('Points')} {about.removeprefix(POINTS_OF)}"
    return {"answer": gettext("Verdict"), "score": gettext("Score")}.get(about, about)


def _word(answer: str) -> str:
    return answer_word(answer) if answer in ("met", "unmet", "unknown") else engine_in_words(answer)
