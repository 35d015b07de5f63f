"""Statements and where they come from."""

from __future__ import annotations

from decimal import Decimal

import pytest

from yanzhen.errors import InputError, RefusalError, YanzhenError
from yanzhen.sources import Cell, Derived, Source, Statement, TextSpan
from yanzhen.values import Quantity, exactly


def stated(source: Source, figure: int = 24) -> Statement:
    return Statement("云溪县", "支持企业数", exactly(Decimal(figure), "家"), None, source)


def leaves(source: Source) -> list[Source]:
    """The documents and cells at the ends of a computation."""
    if isinstance(source, Derived):
        return [leaf for statement in source.inputs for leaf in leaves(statement.source)]
    return [source]


def test_a_computation_leads_to_its_documents_and_cells() -> None:
    span, cell = TextSpan("ab" * 32, 10, 13), Cell("cd" * 32, "firms", 2, "revenue")
    inner = stated(Derived("sum", (stated(span), stated(cell))), 48)
    outer = stated(Derived("share", (inner, stated(span))))
    assert leaves(outer.source) == [span, cell, span]


def test_statements_with_the_same_words_are_one() -> None:
    span = TextSpan("ab" * 32, 10, 13)
    assert len({stated(span), stated(span), stated(span, 25)}) == 2


def test_what_a_statement_does_not_say_is_unknown() -> None:
    statement = stated(TextSpan("ab" * 32, 0, 1))
    assert (statement.scope, statement.other_scope, statement.direction, statement.ranking) == (None,) * 4
    assert isinstance(statement.quantity, Quantity)


@pytest.mark.parametrize("kind", [InputError, RefusalError])
def test_an_error_is_told_in_one_order(kind: type[YanzhenError]) -> None:
    error = kind("row 3, column revenue", seen="'many'", expected="a number", todo="correct it")
    assert str(error) == "row 3, column revenue; seen: 'many'; expected: a number; what to do: correct it"
    assert str(kind("nothing to read")) == "nothing to read"
    assert (error.what, error.seen, error.expected, error.todo) == error.args
