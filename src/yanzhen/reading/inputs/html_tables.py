"""HTML tables: those that hold data become rows of cells, those that only lay out a page are read through."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from yanzhen.reading.inputs.html_drafts import Draft
from yanzhen.reading.original import Tracked

_WIDEST = 100
_WHOLE_ARTICLE = 0.7
_LONG = 400


@dataclass(slots=True)
class Cell:
    """A cell whose content is ``drafts[first:last]``."""

    first: int
    columns: int
    rows: int
    head: bool
    last: int | None = None

    def content(self, drafts: Sequence[Draft]) -> Sequence[Draft]:
        """What was read in it."""
        return drafts[self.first : self.last]


@dataclass(slots=True)
class OpenTable:
    """A table being read; ``first`` is the index of the first draft in it."""

    first: int
    layout: bool
    rows: list[list[Cell]] = field(default_factory=list)
    open_cell: Cell | None = None

    def begin_row(self) -> None:
        """A <tr>."""
        self.rows.append([])

    def begin_cell(self, at: int, attributes: Mapping[str, str], head: bool) -> None:
        """A <td> or <th>, its content beginning with draft ``at``."""
        self.end_cell(at)
        if not self.rows:
            self.begin_row()
        self.open_cell = Cell(at, _span(attributes, "colspan"), _span(attributes, "rowspan"), head)
        self.rows[-1].append(self.open_cell)

    def end_cell(self, at: int) -> None:
        """The open cell's content ends before draft ``at``."""
        if self.open_cell:
            self.open_cell.last = at
            self.open_cell = None

    def closed(self, drafts: list[Draft]) -> None:
        """Put the whole table in place of its cells' drafts if it holds data; else leave these as they are."""
        self.end_cell(len(drafts))
        self.rows = [row for row in self.rows if row]
        if not self._holds_rows(drafts):
            return
        inside = {id(draft) for row in self.rows for cell in row for draft in cell.content(drafts)}
        beside = [draft for draft in drafts[self.first :] if id(draft) not in inside]
        framed = {draft.framed for draft in drafts[self.first :]} or {None}
        table = Draft((), "table", rows=self._filled(drafts), framed=framed.pop() if len(framed) == 1 else None)
        drafts[self.first :] = [*beside, table]

    def _holds_rows(self, drafts: list[Draft]) -> bool:
        widths = Counter(sum(cell.columns for cell in row) for row in self.rows)
        contents = [cell.content(drafts) for row in self.rows for cell in row]
        if self.layout or len(self.rows) < 2 or max(widths, default=0) < 2:
            return False
        if any(
            draft.rows or draft.hint in ("title", "heading", "headline") for content in contents for draft in content
        ):
            return False
        lengths = [sum(draft.length for draft in content) for content in contents]
        if sum(lengths) == 0:
            return False
        headed = any(cell.head for row in self.rows for cell in row)
        # One cell that holds nearly everything is an article set in a frame.
        return headed or sum(lengths) <= _LONG or max(lengths) / sum(lengths) < _WHOLE_ARTICLE

    def _filled(self, drafts: list[Draft]) -> tuple[tuple[Tracked, ...], ...]:
        """The cells in their columns; where one spans several, the others are empty."""
        below: dict[int, int] = {}
        filled = []
        for row in self.rows:
            line: list[Tracked] = []
            for cell in row:
                _skip(line, below)
                for column in range(len(line), len(line) + cell.columns):
                    below[column] = cell.rows - 1
                line += [_cell_text(cell.content(drafts)), *[_EMPTY] * (cell.columns - 1)]
            _skip(line, below)
            filled.append(tuple(line))
        return tuple(filled)


_EMPTY = Tracked("", (), ())


def _skip(line: list[Tracked], below: dict[int, int]) -> None:
    while below.get(len(line), 0) > 0:
        below[len(line)] -= 1
        line.append(_EMPTY)


def _cell_text(content: Sequence[Draft]) -> Tracked:
    parts: list[Tracked] = []
    for line in (line for draft in content for line in draft.lines):
        if parts:
            end = parts[-1].ends[-1]
            parts.append(Tracked(" ", (end,), (end,)))
        parts.append(line)
    return Tracked.join(parts)


def _span(attributes: Mapping[str, str], name: str) -> int:
    number = attributes.get(name, "1").strip()
    return min(max(int(number), 1), _WIDEST) if number.isascii() and number.isdigit() and len(number) < 6 else 1
