"""What a draft leaves as it is may be taken from before: the same answers and points as worked out anew, for every criterion."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.ladder.ladder_firms import full_firms, hidden

from yanzhen.ladder import tree
from yanzhen.ladder.book import Book
from yanzhen.ladder.catalogue import FIGURES
from yanzhen.ladder.climb.change import NOTHING, Addition, Draft, changed
from yanzhen.ladder.climb.hopeful import HopefulSight
from yanzhen.ladder.climb.moves import Case
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.shelf import Shelf

SHELF = Shelf()
ON = date(2026, 5, 1)
YEARLY = ("revenue", "sales", "rd_expense", "employees", "assets", "liabilities", "main_revenue")


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Up to three figures of some years, flags, and things added."""
    draft = NOTHING
    for name in draw(st.lists(st.sampled_from(YEARLY), max_size=3, unique=True)):
        draft = draft.with_figure((name, draw(st.integers(2022, 2026))), Fraction(draw(st.integers(0, 50_000))))
    if draw(st.booleans()):
        draft = draft.with_figure(("clean_record", None), draw(st.booleans()))
    if draw(st.booleans()):
        entry = (("title", "创新型中小企业"), ("valid_from", date(2025, 1, 1)), ("valid_to", date(2027, 12, 31)))
        draft = draft.with_addition(0, Addition("titles", entry))
    return draft


@pytest.mark.parametrize("book", [book for book in sorted(SHELF.ids) if SHELF.book(book).frame is None])
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(drawn=st.data())
def test_what_is_taken_from_before_is_what_would_be_found(book: str, drawn: st.DataObject) -> None:
    document = drawn.draw(full_firms())
    firm, draft = read_firm(drawn.draw(hidden(document))), drawn.draw(drafts())
    case = Case(SHELF.book(book), firm, ON, "new")
    quick, slow = case.sight(draft), HopefulSight(case.book, changed(firm, draft), ON, "new")
    for name, criterion in case.book.criteria.items():
        assert quick.answered(name) is slow.answered(name), name
        if criterion.points is not None:
            assert quick.points(name) == slow.points(name), name
    assert quick.answer() is slow.answer()


def _nodes(book: Book) -> list[tree.Node]:
    found: dict[int, tree.Node] = {}
    waiting: list[Any] = [node for criterion in book.criteria.values() for node in criterion.trees()]
    while waiting:
        node = waiting.pop()
        found[id(node)] = node
        waiting += tree.children(node)
    return list(found.values())


@pytest.mark.parametrize("book", ["gx", "zj26"])
def test_equal_trees_of_a_book_are_one_but_awards_stay_their_criterions(book: str) -> None:
    nodes = _nodes(SHELF.book(book))
    plain = [node for node in nodes if not any(isinstance(one, tree.Awarded) for one in SHELF.book(book).below(node))]
    assert len(plain) == len(set(plain)) and len(plain) > 30
    awards = [node for node in nodes if isinstance(node, tree.Awarded)]
    assert (len(awards) > len(set(awards))) is (
        book == "gx"
    )  # two criteria of 高企 leave bands of one breadth to experts


def test_all_figures_of_the_drafts_are_figures() -> None:
    assert set(YEARLY) <= set(FIGURES)
