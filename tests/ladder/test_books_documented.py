"""`docs/rulebooks.md` names every book with its days and status, and every criterion that a person must look at."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from yanzhen.ladder import tree
from yanzhen.ladder.book import Book, Span
from yanzhen.ladder.shelf import Shelf

PAGE = (Path(__file__).parents[2] / "docs" / "rulebooks.md").read_text(encoding="utf-8")
BOOKS = list(Shelf().books())
ROWS = {
    cells[0].strip("` "): cells
    for line in PAGE.splitlines()
    if line.startswith("| `") and len(cells := line.strip("|").split("|")) == 7
}
NAMED = set(re.findall(r"`([a-z]+\d*\.[\w.]+)`", PAGE))
EVERY = "every criterion of `points`"


def days(span: Span) -> str:
    return f"{span.start} on" if span.end is None else f"{span.start} to {span.end}"


def test_the_table_has_each_book_once() -> None:
    assert sorted(ROWS) == sorted(book.id for book in BOOKS)


@pytest.mark.parametrize("book", BOOKS, ids=lambda book: book.id)
def test_a_row_says_what_the_book_says(book: Book) -> None:
    _, _, _, new, review, status, count = (cell.strip() for cell in ROWS[book.id])
    assert new == days(book.in_force["new"])
    assert review == ("the same" if book.in_force["review"] == book.in_force["new"] else days(book.in_force["review"]))
    assert status == book.status
    assert int(count) == len(book.criteria)


def asks_a_person(book: Book, tops: tuple[tree.Node, ...]) -> bool:
    nodes = [node for top in tops for node in book.below(top)]
    return any(isinstance(node, tree.Manual) or node == tree.Constant(None) for node in nodes)


@pytest.mark.parametrize("book", [book for book in BOOKS if book.frame is None], ids=lambda book: book.id)
def test_what_is_not_sure_is_named(book: Book) -> None:
    unsure = {one.id for one in book.criteria.values() if asks_a_person(book, one.trees())}
    unsure |= {one.id for one in book.criteria.values() if one.status == "unverified" and one.benchmark is None}
    assert unsure <= NAMED
    assert EVERY in PAGE


def test_no_criterion_is_named_that_no_book_has() -> None:
    assert {criterion for book in BOOKS for criterion in book.criteria} | {"points.weights.yaml"} >= NAMED
