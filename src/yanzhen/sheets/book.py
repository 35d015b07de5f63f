"""A book and its sheets, whatever the file was."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from yanzhen.sheets.rows import RawCell

Rows = Iterator[tuple[int, Sequence[RawCell]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetNotes:
    """What a sheet holds beside its values; rows are numbered as a spreadsheet shows them, positions are ``(row, column from 0)``.

    ``without_value`` are formulas whose result the file does not hold, ``percents`` cells shown as per cent (0.125 as 12.5%),
    ``errors`` cells such as #REF!, ``merged`` the corners ``(row, column, row, column)`` of merged cells.
    """

    hidden: bool = False
    hidden_rows: frozenset[int] = frozenset()
    formulas: frozenset[tuple[int, int]] = frozenset()
    without_value: frozenset[tuple[int, int]] = frozenset()
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    percents: frozenset[tuple[int, int]] = frozenset()
    merged: tuple[tuple[int, int, int, int], ...] = ()
    external_links: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet; :meth:`rows` starts anew at each call and gives each row's number with its cells from column A on."""

    name: str
    notes: SheetNotes
    source: Callable[[], Rows] = field(repr=False, compare=False)

    def rows(self) -> Rows:
        """``(row number as a spreadsheet shows it, cells)``; empty rows may be left out."""
        return self.source()


@dataclass(frozen=True, slots=True)
class Book:
    """An opened file. ``counts_from_1904`` says how day numbers count in it (old Macintosh books)."""

    path: Path
    format: str
    sheets: tuple[Sheet, ...]
    counts_from_1904: bool = False


def column_letter(position: int) -> str:
    """The letters of a column counted from 0.

    >>> column_letter(0), column_letter(27), column_letter(16383)
    ('A', 'AB', 'XFD')
    """
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_position(letters: str) -> int:
    """The column of these letters, counted from 0; 0 for none.

    >>> column_position("AB")
    27
    """
    position = 0
    for letter in letters.upper():
        position = position * 26 + ord(letter) - 64
    return max(position - 1, 0)
