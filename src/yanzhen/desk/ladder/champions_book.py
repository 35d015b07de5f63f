"""The marks of hidden champions as a book that every run judges by, beside the books in force."""

from __future__ import annotations

from yanzhen.ladder.book import Book
from yanzhen.ladder.champions import marks_book

MARKS = "marks"


def champion_books() -> tuple[Book, ...]:
    """The book of marks; it is no rung of the ladder."""
    return (marks_book(),)
