"""Printed lines and pieces: what stands together on the page before anyone knows what it belongs to.

The geometry of print survives in the text of an OCR and is the strongest signal there is: a
paragraph's first line is two cells short of its column, every further line fills it, and a last line
that fills its column without a stop was cut. Lines are marked by spaces (an OCR'd sheet), by line
ends (a wrapped text), by boxes (a scan, a PDF), or by nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from statistics import median

from yanzhen.reading.layout.glyphs import cells, is_cjk
from yanzhen.reading.layout.lines import (
    INDENT,
    NARROWEST,
    is_wrapped_text,
    join_lines,
    paragraphs_of,
    printed_lines,
    spaced_lines,
    spaces_mark_lines,
)
from yanzhen.reading.layout.typed import typed_tables
from yanzhen.reading.original import Box, Chunk, Original, Span, Tracked

NOTHING = Tracked("", (), ())
_QUOTE_MARK = re.compile(r"^[ \t\u3000]*>[ \t]?")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of printed lines that stand together.

    ``widths`` are the printed widths of its lines in cells (empty where the input shows no lines),
    ``column`` the width of the column that it stands in, ``set_in`` whether white space shows a
    paragraph's indent.
    """

    text: Tracked
    widths: tuple[float, ...] = ()
    column: float | None = None
    set_in: bool | None = None
    hint: str | None = None
    level: int | None = None
    rows: tuple[tuple[Tracked, ...], ...] = ()
    page: int | None = None
    box: Box | None = None
    quoted: bool = False
    lines: tuple[Tracked, ...] = ()
    raw: Tracked = NOTHING
    """The text with the spaces and line ends as spaces: they part the names of a byline."""

    @property
    def torn(self) -> bool:
        """Whether its place may have been cut by a layout: plain text without markup, long enough to be a sentence."""
        return self.hint is None and self.page is None and len(self.text) >= 12

    @property
    def indent(self) -> float | None:
        """How many cells the first line is short of the column: 2 starts a paragraph, 0 continues one."""
        if self.set_in is not None:
            return 2.0 if self.set_in else 0.0
        if self.column is None or not self.widths:
            return None
        if len(self.widths) == 1 and self.widths[0] < self.column - 3.5:
            return None
        return self.column - self.widths[0]

    @property
    def fills(self) -> bool | None:
        """Whether the last line fills the column, so that the text may go on elsewhere."""
        if self.column is None or not self.widths:
            return None
        last = self.widths[-1] + (2.0 if self.set_in and len(self.widths) == 1 else 0.0)
        return last >= self.column - 2.25 - (1.75 if len(self.widths) == 1 and self.set_in is None else 0.0)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The pieces of a document in file order, and the marks that only the layout needed."""

    pieces: tuple[Piece, ...]
    marks: tuple[Span, ...]
    spaced: bool
    """Whether spaces mark the printed line ends."""


_TRAILING_HEAD = re.compile(r"(?<=[。！？!?])[ \u3000]*(?=[一二三四五六七八九十]{1,3}、[^。！？，,；;]{2,24}$)")


def pieces_of(original: Original) -> Sheet:
    """The document's pieces, their printed lines joined."""
    marks: list[Span] = []
    spaced = original.kind == "text" and spaces_mark_lines(original.chunks)
    wrapped = original.kind == "text" and is_wrapped_text(original.chunks)
    pieces: list[Piece] = []
    for chunk in original.chunks:
        if chunk.hint is not None or chunk.rows:
            pieces += _marked_up(chunk, original.text)
        else:
            pieces += _unmarked(chunk, spaced, wrapped, marks)
    pieces = [p for p in pieces if p.text.text.strip() or p.rows]
    return Sheet(tuple(_with_columns(pieces)), tuple(marks), spaced)


def _marked_up(chunk: Chunk, original: str) -> list[Piece]:
    """A chunk as its markup has it; a numbered head that was typed at the end of a paragraph is set apart."""
    text = _without_wraps(join_lines(chunk.lines), original)
    whole = Piece(
        text,
        hint=chunk.hint,
        level=chunk.level,
        rows=chunk.rows,
        page=chunk.page,
        box=chunk.box,
        lines=chunk.lines,
        raw=spaced_lines(chunk.lines),
    )
    cut = _TRAILING_HEAD.search(text.text) if chunk.hint == "paragraph" else None
    if cut is None:
        return [whole]
    return [
        replace(whole, text=part.strip(), lines=(part.strip(),), raw=part.strip(), hint=hint)
        for part, hint in ((text[: cut.start()], "paragraph"), (text[cut.end() :], "subhead"))
    ]


def _without_wraps(text: Tracked, original: str) -> Tracked:
    """Without the white space with which the source was wrapped between two Chinese characters."""
    keep = [
        i
        for i, char in enumerate(text.text)
        if not (char == " " and 0 < i < len(text) - 1 and is_cjk(text.text[i - 1]) and is_cjk(text.text[i + 1]))
        or "\n" not in original[text.ends[i - 1] : text.starts[i + 1]]
    ]
    return text.keep(keep) if len(keep) < len(text) else text


def _unmarked(chunk: Chunk, spaced: bool, wrapped: bool, marks: list[Span]) -> list[Piece]:
    lines, quoted = _without_quote_marks(chunk.lines, marks)
    lines = [line for line in lines if line.text.strip()]
    pieces: list[Piece] = []
    for part, rows in typed_tables(lines):
        if rows:
            pieces.append(replace(_piece(part, chunk, quoted=False, measured=False), rows=rows, hint="table"))
        elif spaced:
            printed = [line for whole in part for line in printed_lines(whole)]
            pieces.append(_piece(printed, chunk, quoted=quoted, measured=len(printed) > 1 or len(part) == 1))
        else:
            groups = paragraphs_of(part, chunk, wrapped)
            pieces += [_piece(group, chunk, quoted=quoted, measured=measured) for group, measured in groups]
    return pieces


def _without_quote_marks(lines: tuple[Tracked, ...], marks: list[Span]) -> tuple[list[Tracked], bool]:
    """Take off the ``>`` that a layout puts before the lines of a narrow column; says whether all lines had one."""
    bare = []
    quoted = 0
    for line in lines:
        found = _QUOTE_MARK.match(line.text)
        if found:
            at = found.group().index(">")
            marks.append((line.starts[at], line.ends[at]))
            line = Tracked.join([line[:at], line[found.end() :]])
            quoted += 1
        bare.append(line)
    return bare, 0 < quoted == len(lines)


def _piece(lines: list[Tracked], chunk: Chunk, *, quoted: bool, measured: bool) -> Piece:
    set_in = None
    if lines and INDENT.match(lines[0].text):
        set_in = True
    bare = [line.strip() for line in lines]
    widths = tuple(cells(line.text) for line in bare) if measured else ()
    return Piece(
        join_lines(bare),
        widths,
        set_in=set_in,
        page=chunk.page,
        box=chunk.box,
        quoted=quoted,
        lines=tuple(bare),
        raw=spaced_lines(bare),
    )


def _with_columns(pieces: list[Piece]) -> list[Piece]:
    """Give every measured piece the width of its column: its own inner lines', else its neighbours'."""
    own = _smoothed([_own_column(p) for p in pieces], pieces)
    return [replace(p, column=own[i] or _neighbour_column(i, pieces, own)) for i, p in enumerate(pieces)]


def _own_column(piece: Piece) -> float | None:
    if len(piece.widths) >= 4:
        return median(piece.widths[1:-1])
    if len(piece.widths) == 3 and piece.widths[1] >= NARROWEST and abs(piece.widths[1] - piece.widths[0]) <= 4:
        return piece.widths[1] if piece.widths[2] <= piece.widths[1] + 2 else median(piece.widths[1:])
    return None


def _smoothed(own: list[float | None], pieces: list[Piece]) -> list[float | None]:
    """Neighbours of nearly the same width stand in one column: the median of all their inner lines."""
    smooth: list[float | None] = []
    for i, column in enumerate(own):
        if column is None:
            smooth.append(None)
            continue
        inner = [
            w
            for j in range(max(0, i - 8), min(len(pieces), i + 9))
            if own[j] is not None and abs(own[j] - column) <= 2.5  # type: ignore[operator]
            for w in pieces[j].widths[1:-1]
        ]
        smooth.append(_set_width(inner))
    return smooth


def _set_width(inner: list[float]) -> float:
    """The width to which lines are set: a little above their median, since an OCR loses marks and spaces but adds none."""
    return sorted(inner)[(len(inner) * 13) // 20]


def _neighbour_column(at: int, pieces: list[Piece], own: list[float | None]) -> float | None:
    """The nearest column into which the piece's lines fit."""
    if not pieces[at].widths:
        return None
    widest = max(pieces[at].widths)
    for distance in range(1, 7):
        for i in (at - distance, at + distance):
            column = own[i] if 0 <= i < len(pieces) else None
            if column is None or column < NARROWEST or pieces[i].quoted is not pieces[at].quoted:
                continue
            single = len(pieces[at].widths) == 1
            if widest <= column + 2 and (single or widest >= column - 3.5):
                return column
    return None
