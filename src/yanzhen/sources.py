"""Where a figure comes from, and the statement that carries it.

A source is a span of a document, a cell of an imported sheet, or a computation whose inputs are
statements in turn.
"""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.values import Period, Quantity


@dataclass(frozen=True, slots=True)
class TextSpan:
    """``[start, end)`` in code points of the document with this SHA-256."""

    sha256: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of an imported sheet, named as a spreadsheet shows it (row 1 is the first)."""

    sha256: str
    sheet: str
    row: int
    column: str


@dataclass(frozen=True, slots=True)
class Derived:
    """A computation; ``inputs`` are the statements that it used."""

    operation: str
    inputs: tuple[Statement, ...]


Source = TextSpan | Cell | Derived


@dataclass(frozen=True, slots=True)
class Statement:
    """Of ``subject``, the figure ``property`` was ``quantity`` in ``period``, as ``source`` says.

    ``quantity`` is ``None`` where the statement is a day or a span of days (``period`` alone), or a
    ranking (``ranking``: 最大, 唯一, 首个). ``scope`` says what the figure counts, ``other_scope`` the other
    reading where the sentence allows two. ``direction`` is ``"up"`` or ``"down"`` for a rise or fall,
    whose magnitude is printed without a sign.
    """

    subject: str | None
    property: str | None
    quantity: Quantity | None
    period: Period | None
    source: Source
    scope: str | None = None
    other_scope: str | None = None
    direction: str | None = None
    ranking: str | None = None
