"""The one table that is printed: parts of it, each with its own columns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Cell = str | float | int | None


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the table. ``notes`` say what was not run, and why."""

    title: str
    columns: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    notes: Sequence[str] = ()


def printed(part: Part) -> Iterator[str]:
    """The part's lines.

    >>> print(*printed(Part("speed", ["", "a second"], [["pages", 2.0]])), sep="\\n")
    == speed
           a second
    pages      2.00
    """
    rows = [list(part.columns), *([_shown(cell) for cell in row] for row in part.rows)]
    widths = [max(len(row[at]) for row in rows) for at in range(len(part.columns))]
    yield f"== {part.title}"
    for row in rows:
        first, *rest = (
            cell.ljust(w) if at == 0 else cell.rjust(w) for at, (cell, w) in enumerate(zip(row, widths, strict=True))
        )
        yield "  ".join((first, *rest)).rstrip()
    for note in part.notes:
        yield f"   not run: {note}"


def _shown(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, str):
        return cell
    if isinstance(cell, int) or abs(cell) >= 100:
        return f"{cell:,.0f}"
    return f"{cell:.2f}" if abs(cell) >= 1 else f"{cell:.3f}"
