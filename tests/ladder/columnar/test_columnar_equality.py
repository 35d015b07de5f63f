"""Every book that comes with Yanzhen, judged by columns and firm by firm: the same answers, scores and criteria in every row."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.ladder.columnar.beside import differences, judged_rows
from tests.ladder.columnar.edge_firms import edge_firms
from tests.ladder.ladder_firms import full_firms, hidden

from yanzhen.ladder.columnar.compiling import compile_book
from yanzhen.ladder.columnar.flat import flatten
from yanzhen.ladder.columnar.on_polars import judged
from yanzhen.ladder.columnar.table import table_of
from yanzhen.ladder.firm import Firm
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.shelf import shelf_of

SHELF = shelf_of(())
BOOKS = [book.id for book in SHELF.books() if book.frame is None]
ON = date(2026, 6, 17)


def _equal(book_id: str, firms: list[Firm], on: date, applicant: str) -> None:
    book = SHELF.book(book_id)
    table = table_of(flatten(firms, book, on, applicant), book)
    program = compile_book(book, on, applicant, table.stored)
    rows = judged(table.frame, program, ()).collect().rows(named=True)
    assert differences(program, judged_rows(book, firms, on, applicant), rows) == []


@pytest.mark.parametrize("applicant", ["new", "review"])
@pytest.mark.parametrize("book", BOOKS)
@settings(max_examples=4, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_firms_at_the_edges_are_judged_alike(book: str, applicant: str, seed: int) -> None:
    _equal(book, edge_firms(SHELF.book(book), seed, 60, ON), ON, applicant)


@pytest.mark.parametrize("book", BOOKS)
@settings(max_examples=5, deadline=None)
@given(
    firms=st.lists(full_firms().flatmap(lambda firm: st.one_of(st.just(firm), hidden(firm))), min_size=1, max_size=4)
)
def test_firms_of_which_more_or_less_is_known_are_judged_alike(book: str, firms: list[dict[str, object]]) -> None:
    _equal(book, [read_firm(firm) for firm in firms], ON, "new")
