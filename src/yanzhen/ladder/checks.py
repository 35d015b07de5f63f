"""What must hold of a book as a whole, after each of its fields was read."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

from yanzhen.errors import InputError
from yanzhen.ladder import tree
from yanzhen.ladder.book import Book, Criterion
from yanzhen.ladder.firm import EMPTY
from yanzhen.ladder.marked import BookError, Marked
from yanzhen.ladder.sight import Sight

if TYPE_CHECKING:
    from yanzhen.ladder.loading import Sections


def check_book(book: Book, parts: Sections, other: Callable[[str], Book]) -> Book:
    """The book with the books that it refers to; the first fault is raised."""
    if not book.in_force:
        raise parts.header["in_force"].fault(seen="nobody", expected="new, review or both", todo="add the days")
    for criterion in book.criteria.values():
        _refuse_undefined(book, criterion, parts)
    _refuse_circles(book, parts)
    whole = replace(book, others=_others(book, parts, other))
    for criterion in book.criteria.values():
        _refuse_out_of_reach(whole, criterion, parts)
    _refuse_score(whole, parts)
    return whole


def figures_used(book: Book, criterion: Criterion) -> Iterator[str]:
    """The names of figures and lists that a criterion reads itself."""
    for top in criterion.trees():
        for node in book.below(top):
            match node:
                case tree.Figure(name=name) | tree.OverYears(name=name) | tree.Tally(name=name) | tree.Flag(name=name):
                    yield name
                case tree.Within(figure=figure):
                    yield figure
                case tree.Holds():
                    yield "titles"


def _refuse_undefined(book: Book, criterion: Criterion, parts: Sections) -> None:
    for name in figures_used(book, criterion):
        if name not in book.definitions:
            raise parts.criteria[criterion.id].fault(
                seen=name, expected="a figure that the book defines", todo=f"add {name} to definitions, with zh and en"
            )


def _refuse_circles(book: Book, parts: Sections) -> None:
    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            raise parts.criteria[name].fault(
                seen=" → ".join([*path[path.index(name) :], name]),
                expected="criteria that do not lead back to themselves",
                todo="break the circle",
            )
        if name not in done:
            for following in references(book, book.criteria[name]):
                visit(following, (*path, name))
            done.add(name)

    done: set[str] = set()
    for name in book.criteria:
        visit(name, ())


def references(book: Book, criterion: Criterion) -> Iterator[str]:
    """The criteria that a criterion refers to, by their answer or their points."""
    for top in criterion.trees():
        for node in _below_score(book, top):
            if isinstance(node, (tree.Answered, tree.Points)):
                yield node.criterion


def _below_score(book: Book, top: tree.Node) -> Iterator[tree.Node]:
    for node in book.below(top):
        yield node
        if isinstance(node, tree.Named) and node.name == "score" and book.score:
            yield from book.below(book.score.of)


def _others(book: Book, parts: Sections, other: Callable[[str], Book]) -> dict[str, Book]:
    found: dict[str, Book] = {}
    for criterion in book.criteria.values():
        for top in criterion.trees():
            for node in book.below(top):
                if isinstance(node, tree.OtherBook) and node.book not in found:
                    found[node.book] = _other(book, node.book, parts.criteria[criterion.id], other)
    return found


def _other(book: Book, name: str, entry: Marked, other: Callable[[str], Book]) -> Book:
    if name == book.id:
        raise entry.fault(seen=name, expected="another book", todo="refer to its criteria by their ids")
    try:
        return other(name)
    except BookError:
        raise
    except InputError as error:
        raise entry.fault(seen=f"book({name})", expected="the id of a rulebook", todo="correct the id") from error


def _refuse_out_of_reach(book: Book, criterion: Criterion, parts: Sections) -> None:
    """An item's highest points are its maximum."""
    if criterion.points is None:
        return
    reach = Sight(book, EMPTY, date(2026, 1, 1), "new").amount(criterion.points).high
    if reach is None or reach != criterion.most:
        most = parts.criteria[criterion.id].required("max", "the highest points")
        raise most.fault(
            seen=most.text(),
            expected=f"{reach}, the most that the item can give" if reach is not None else "points with an upper end",
            todo="correct max or the bands",
        )


def _refuse_score(book: Book, parts: Sections) -> None:
    if book.score is None or parts.score is None:
        return
    reach = Sight(book, EMPTY, date(2026, 1, 1), "new").amount(book.score.of).high
    if reach != book.score.most:
        most = parts.score.required("max", "the highest score")
        raise most.fault(
            seen=most.text(), expected=f"{reach}, which the items add up to", todo="correct max, or the items"
        )
