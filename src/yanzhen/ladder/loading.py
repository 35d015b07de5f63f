"""A rulebook's file into a :class:`~yanzhen.ladder.book.Book`; a faulty one is refused with file, line, column and field."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from yanzhen.ladder import tree
from yanzhen.ladder.book import APPLICANTS, ROLES, STATUSES, Book, Criterion, Definition, ScoreRule, Span
from yanzhen.ladder.catalogue import FIGURES, LISTS, Words
from yanzhen.ladder.checks import check_book
from yanzhen.ladder.formula import parse_amount, parse_either, parse_test
from yanzhen.ladder.marked import Marked
from yanzhen.ladder.points import points_of
from yanzhen.ladder.sharing import shared
from yanzhen.ladder.tokens import Written
from yanzhen.ladder.tree import Node

TOP = ("rulebook", "sources", "groups", "definitions", "score", "criteria", "remove")
HEADER = (
    "id", "extends", "rung", "title", "doc_no", "issuer", "region", "in_force", "boundary", "status", "url", "note", "frame",
)  # fmt: skip
CRITERION = (
    "id", "clause", "wording", "status", "evidence", "role", "applicants", "note",
    "test", "bands", "steps", "points", "max", "classes", "shows", "benchmark",
)  # fmt: skip
DEFINITION = ("zh", "en", "status", "evidence", "formula")
SCORE = ("of", "max", "pass")
INCLUSIVE = Words(
    "“以上”“以下”均含本数；恰在档线上的取较高的一档", "a value exactly on an edge counts, and takes the higher band"
)
BOUNDARIES: Mapping[str, Words] = {
    "inclusive": INCLUSIVE,
    "as_written": Words("按条文各自的写法", "as each clause writes it"),
}

Other = Callable[[str], Book]
"""Gives the book of an id, or raises."""


@dataclass(frozen=True, slots=True)
class Sections:
    """A file's parts, each with its place; a book that extends another is laid over the other's."""

    top: Marked
    header: dict[str, Marked]
    sources: dict[str, Marked] = field(default_factory=dict)
    groups: dict[str, Marked] = field(default_factory=dict)
    definitions: dict[str, Marked] = field(default_factory=dict)
    criteria: dict[str, Marked] = field(default_factory=dict)
    score: Marked | None = None
    remove: tuple[Marked, ...] = ()


def sections(top: Marked) -> Sections:
    """The parts of a file."""
    top.only(TOP)
    header = top.required("rulebook", "the head of the book: id, title, doc_no, in_force, …")
    header.only(HEADER)
    criteria: dict[str, Marked] = {}
    listed = top.optional("criteria")
    for entry in listed.items() if listed else ():
        _add_criterion(criteria, entry)
    removed = top.optional("remove")
    return Sections(
        top=top,
        header=_mapping(header),
        sources=_mapping(top.optional("sources")),
        groups=_mapping(top.optional("groups")),
        definitions=_mapping(top.optional("definitions")),
        criteria=criteria,
        score=top.optional("score"),
        remove=tuple(removed.items()) if removed else (),
    )


def laid_over(base: Sections, own: Sections) -> Sections:
    """The base with the criteria, definitions and head fields that the other file replaces, adds or removes."""
    criteria = dict(base.criteria)
    for gone in own.remove:
        if criteria.pop(gone.text(), None) is None:
            raise gone.fault(
                seen=gone.text(),
                expected="one of " + ", ".join(base.criteria),
                todo="name a criterion of the extended book",
            )
    return Sections(
        top=own.top,
        header={**base.header, **own.header},
        sources={**base.sources, **own.sources},
        groups={**base.groups, **own.groups},
        definitions={**base.definitions, **own.definitions},
        criteria={**criteria, **own.criteria},
        score=own.score or base.score,
    )


def load(parts: Sections, other: Other) -> Book:
    """The book, checked as a whole; ``other`` gives the books that it refers to."""
    builder = _Builder(parts)
    header = parts.header
    criteria = {name: builder.criterion_of(entry) for name, entry in parts.criteria.items()}
    definitions = {name: builder.definition(name) for name in parts.definitions}
    book = Book(
        id=_header(parts, "id", "a short name, such as zj26").text(),
        rung=_header(parts, "rung", "the title that it gives; books of one rung follow each other in time").text(),
        title=_words(_header(parts, "title", "the title, zh and en")),
        doc_no=_header(parts, "doc_no", "the document's number").text(),
        issuer=_header(parts, "issuer", "who issued it").text(),
        region=_header(parts, "region", "CN, or a region's six digits").text(),
        in_force=_in_force(_header(parts, "in_force", "from and to for new and for review")),
        boundary=BOUNDARIES[_header(parts, "boundary", "inclusive or as_written").choice(BOUNDARIES)],
        status=_header(parts, "status", "how well it was verified").choice(STATUSES),
        url=header["url"].text() if "url" in header else "",
        note=_words(header["note"]) if "note" in header else None,
        frame=_words(header["frame"]) if "frame" in header and parts.score is None else None,
        extends=header["extends"].text() if "extends" in header else "",
        sources={name: source.text() for name, source in parts.sources.items()},
        groups=builder.groups,
        definitions=definitions,
        criteria=criteria,
        score=builder.score(),
        others={},
        file=parts.top.file,
    )
    return shared(check_book(book, parts, other))


class _Builder:
    """Reads formulas in any order; a definition is parsed when it is first named."""

    def __init__(self, parts: Sections) -> None:
        self.parts = parts
        self.criterion = ""
        self.criteria = tuple(parts.criteria)
        self.groups = {name: tuple(code.text() for code in codes.items()) for name, codes in parts.groups.items()}
        self.formulas: dict[str, Node] = {}
        self.open: list[str] = []
        formulas = {name: entry.optional("formula") for name, entry in parts.definitions.items()}
        self.written = {name: entry for name, entry in formulas.items() if entry is not None}
        if parts.score is not None:
            self.written["score"] = parts.score.required("of", "how the points add up")
        self.names = tuple(self.written)

    def defined(self, name: str) -> Node:
        if name not in self.formulas:
            entry = self.written[name]
            if name in self.open:
                chain = " → ".join([*self.open[self.open.index(name) :], name])
                raise entry.fault(
                    seen=chain, expected="definitions that do not lead back to themselves", todo="break the circle"
                )
            self.open.append(name)
            self.criterion, outer = "", self.criterion
            self.formulas[name] = parse_either(written(entry), self)
            self.criterion = outer
            self.open.pop()
        return self.formulas[name]

    def definition(self, name: str) -> Definition:
        entry = self.parts.definitions[name]
        entry.only(DEFINITION)
        known = name in FIGURES or name in LISTS
        if known is (name in self.written):
            expected = (
                "no formula for a figure of the firm"
                if known
                else "a formula, or the name of a figure or list of the firm"
            )
            raise entry.fault(seen=name, expected=expected, todo="correct the name, or write a formula")
        return Definition(
            name=name,
            meaning=_words(entry, DEFINITION),
            status=self.status(entry),
            evidence=self.evidence(entry),
            formula=self.defined(name) if name in self.written else None,
        )

    def criterion_of(self, entry: Marked) -> Criterion:
        entry.only(CRITERION)
        self.criterion = entry.required("id", "the criterion's id").text()
        test, classes = entry.optional("test"), entry.optional("classes")
        points, most = points_of(entry, self)
        shows, benchmark = entry.optional("shows"), entry.optional("benchmark")
        if [test, classes, points, shows or benchmark].count(None) != 3:
            raise entry.fault(
                seen="none or several of them",
                expected="one of test, bands, steps, points, classes, or shows with a benchmark",
                todo="keep one",
            )
        labels, rest = _classes(classes, self) if classes else ((), "")
        role = entry.optional("role")
        applicants = entry.optional("applicants")
        note = entry.optional("note")
        return Criterion(
            id=self.criterion,
            clause=entry.required("clause", "the clause that it cites").text(),
            wording=_words(entry.required("wording", "the criterion in our own words, zh and en")),
            status=self.status(entry),
            evidence=self.evidence(entry),
            role=role.choice(ROLES) if role else _role(test, points),
            place=entry.place,
            applicants=tuple(one.choice(APPLICANTS) for one in applicants.items()) if applicants else APPLICANTS,
            test=parse_test(written(test), self) if test else None,
            points=points,
            most=most,
            classes=labels,
            other_class=rest,
            shows=parse_amount(written(shows), self) if shows else None,
            benchmark=_words(benchmark) if benchmark else None,
            note=_words(note) if note else None,
        )

    def score(self) -> ScoreRule | None:
        entry = self.parts.score
        if entry is None:
            return None
        entry.only(SCORE)
        most, passing = entry.required("max", "the highest score"), entry.required("pass", "the score that passes")
        if passing.number() > most.number():
            raise passing.fault(
                seen=passing.text(), expected=f"at most max, {most.text()}", todo="correct the pass mark"
            )
        of = self.defined("score")
        if not isinstance(of, tree.AMOUNTS):
            raise entry.fault(seen="a test", expected="points(…) added up", todo="correct the formula", below="of")
        return ScoreRule(of=of, most=most.number(), passing=passing.number())

    def status(self, entry: Marked) -> str:
        own = entry.optional("status")
        return (own or _header(self.parts, "status", "how well the book was verified")).choice(STATUSES)

    def evidence(self, entry: Marked) -> tuple[str, ...]:
        cited = entry.optional("evidence")
        for source in cited.items() if cited else ():
            if source.text() not in self.parts.sources:
                raise source.fault(
                    seen=source.text(), expected="one of " + ", ".join(self.parts.sources), todo="list it under sources"
                )
        return tuple(source.text() for source in cited.items()) if cited else ()


def written(entry: Marked) -> Written:
    """A scalar's text as a formula."""
    entry.text()
    return Written(*entry.written(), entry.field)


def _role(test: Marked | None, points: tree.Amount | None) -> str:
    return "item" if points is not None else "gate" if test is not None else "info"


def _classes(entry: Marked, builder: _Builder) -> tuple[tuple[tuple[str, tree.Test], ...], str]:
    labels = []
    for key, value in entry.entries():
        if key.text() != "else":
            labels.append((key.text(), parse_test(written(value), builder)))
    return tuple(labels), entry.required("else", "the class where no test holds").text()


def _add_criterion(criteria: dict[str, Marked], entry: Marked) -> None:
    name = entry.required("id", "the criterion's id").text()
    if name in criteria:
        raise entry.required("id", "an id").fault(
            seen=name,
            expected=f"an id that is not used yet (line {criteria[name].place.line})",
            todo="rename one of the two",
        )
    criteria[name] = entry


def _mapping(entry: Marked | None) -> dict[str, Marked]:
    return {key.text(): value for key, value in entry.entries() if not value.is_null()} if entry else {}


def _header(parts: Sections, key: str, meaning: str) -> Marked:
    if key not in parts.header:
        return parts.top.required("rulebook", "the head of the book").required(key, meaning)
    return parts.header[key]


def _words(entry: Marked, beside: Iterable[str] = ()) -> Words:
    entry.only(("zh", "en", *beside))
    return Words(
        entry.required("zh", "the words in Chinese").text(), entry.required("en", "the words in English").text()
    )


def _in_force(entry: Marked) -> dict[str, Span]:
    entry.only(APPLICANTS)
    return {kind.text(): _span(days) for kind, days in entry.entries() if not days.is_null()}


def _span(entry: Marked) -> Span:
    entry.only(("from", "to"))
    start, end = entry.optional("from"), entry.optional("to")
    if start and end and start.day() > end.day():
        raise end.fault(
            seen=end.text(), expected=f"a day not before from, {start.text()}", todo="correct one of the days"
        )
    return Span(start.day() if start else None, end.day() if end else None)
