"""Pieces set as blocks: the head, the chained paragraphs, and what stands beside them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yanzhen.reading.layout.genre import genre_of
from yanzhen.reading.layout.glyphs import ends_closed, is_cjk
from yanzhen.reading.layout.heads import Person, bylines_of, credited, head_of, is_source_line, kicker_mark
from yanzhen.reading.layout.joins import Language, is_open_end
from yanzhen.reading.layout.lines import without_inner_spaces
from yanzhen.reading.layout.pieces import Piece
from yanzhen.reading.layout.placed import Placed, Story
from yanzhen.reading.layout.stories import Start
from yanzhen.reading.original import Tracked
from yanzhen.reading.page import BlockKind, BlockStatus
from yanzhen.reading.statements.truncation import find_cut_figure

RUNS_ON = 1.0
"""Seam gain (log10) above which two lines of a head are one phrase broken by the line end."""


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets the pieces of one page.

    ``after`` leads from a torn piece to the piece that continues it; ``printed`` says that spaces and line
    ends are the printer's, not the writer's. ``marks`` gathers what only the layout needed.
    """

    pieces: Sequence[Piece]
    kinds: Sequence[str]
    after: dict[int, int]
    language: Language
    printed: bool

    def story(self, start: Start, members: Sequence[int]) -> Story:
        """The article that begins at ``start`` and holds these pieces, in their reading order."""
        blocks: list[Placed] = []
        people: list[Person] = []
        for at in members:
            kind = "title" if at in start.title else self.kinds[at]
            if kind == "byline":
                people += _people(self.pieces[at].raw.text)
            if kind == "dated":
                people += _head_people(self.pieces[at])
                blocks += self._dated(at)
            elif kind == "caption" and (credit := _CREDIT_BEHIND.search(self.pieces[at].raw.text)):
                raw = self.pieces[at].raw
                blocks.append(self._placed("caption", at, self._tight(raw[: credit.start()].strip())))
                blocks.append(self._placed("credit", at, raw[credit.start() :].strip()))
            else:
                blocks.append(self._block(kind, at))
        blocks = _titles_as_one([b for b in blocks if b.text.text.strip()])
        title, kicker, dateline = (_first(blocks, kind) for kind in ("title", "kicker", "dateline"))
        dateline = dateline if any(self.kinds[at] == "dated" for at in members) else None
        genre = genre_of(title, kicker, dateline, people, blocks)
        return Story(title, kicker, genre, _once(people), dateline, tuple(blocks))

    def _block(self, kind: str, at: int) -> Placed:
        piece = self.pieces[at]
        if kind == "table":
            return self._placed("table", at, table_text(piece), rows=piece.rows)
        if kind in ("title", "heading") and at not in self.after:
            return self._placed("title" if kind == "title" else "subhead", at, self._head(piece))
        if kind == "kicker":
            return self._kicker(at)
        if kind == "byline":
            return self._placed("byline", at, piece.raw.strip())
        if kind == "credit":
            return self._placed("credit", at, piece.raw.strip())
        if kind == "signed_day":
            return self._placed("dateline", at, self._tight(piece.text))
        return self._body(_BODY_KINDS.get(kind, "paragraph"), at, self._chained(at))

    def _placed(self, kind: BlockKind, at: int, text: Tracked, *, rows: tuple[tuple[Tracked, ...], ...] = ()) -> Placed:
        return Placed(kind, text, rows=rows, page=self.pieces[at].page, box=self.pieces[at].box)

    def _body(self, kind: BlockKind, at: int, text: Tracked) -> Placed:
        last = at
        while last in self.after:
            last = self.after[last]
        status: BlockStatus = "rejoined" if last != at else "whole"
        if kind in ("paragraph", "list") and (is_open_end(self.pieces[last]) or _announces_a_figure(text)):
            status = "truncated"
        return Placed(kind, self._tight(text), status, page=self.pieces[at].page, box=self.pieces[at].box)

    def _dated(self, at: int) -> list[Placed]:
        """The dateline and the bylines in brackets, set apart from the paragraph behind them."""
        text = self._chained(at, raw=True)
        head = head_of(text.text)
        if head is None:
            return [self._body("paragraph", at, text)]
        blocks = [self._placed("dateline", at, text[: head.dateline_end].strip())]
        between = text[head.dateline_end : head.end].strip()
        if between.text:
            blocks.append(self._placed("byline", at, between))
        return [*blocks, self._body("paragraph", at, text[head.end :].strip())]

    def _kicker(self, at: int) -> Placed:
        text = self.pieces[at].text
        mark = kicker_mark(text.text)
        placed = self._placed("kicker", at, without_inner_spaces(text[mark:].strip()))
        return replace(placed, ornament=(text.starts[0], text.ends[mark - 1]))

    def _chained(self, at: int, *, raw: bool = False) -> Tracked:
        parts = [self.pieces[at].raw if raw else self.pieces[at].text]
        while at in self.after:
            at = self.after[at]
            parts.append(self.pieces[at].text)
        return Tracked.join(parts)

    def _tight(self, text: Tracked) -> Tracked:
        return without_inner_spaces(text) if self.printed else text

    def _head(self, piece: Piece) -> Tracked:
        """The lines of a head: one space between two lines, none where the break runs through a phrase."""
        parts: list[Tracked] = []
        for line in piece.lines:
            line = line.strip()
            if line.text and parts and not self._runs_on(parts[-1].text, line.text):
                parts.append(_gap(line))
            parts.append(line)
        return Tracked.join(parts).strip()

    def _runs_on(self, left: str, right: str) -> bool:
        return is_cjk(left[-1]) and is_cjk(right[0]) and self.language.seam_gain(left, right) > RUNS_ON


_CREDIT_BEHIND = re.compile(
    r"(?<=[。！？)）])[ \u3000]*(?:[\u4e00-\u9fff]{2,8}(?:记者|通讯员)[ \u3000]*)?[\u4e00-\u9fff](?:[ \u3000]?[\u4e00-\u9fff]){1,3}[ \u3000]*(?:摄|摄影)$"
)
_BODY_KINDS: dict[str, BlockKind] = {"list": "list", "caption": "caption", "pull_quote": "pull_quote"}


def _announces_a_figure(text: Tracked) -> bool:
    """Whether the text breaks off right in front of its figure: that it fills no column then means nothing."""
    return not ends_closed(text.text) and find_cut_figure(text.text) is not None


def table_text(piece: Piece) -> Tracked:
    """Cells parted by tabs, rows by line ends; the separators take no room in the original."""
    parts: list[Tracked] = []
    at = 0
    for r, row in enumerate(piece.rows):
        for c, cell in enumerate(row):
            if r or c:
                parts.append(Tracked("\n" if c == 0 else "\t", (at,), (at,)))
            bare = cell.strip()
            parts.append(bare)
            at = bare.ends[-1] if bare.text else at
    return Tracked.join(parts)


def _gap(before: Tracked) -> Tracked:
    """A space that takes no room in the original."""
    return Tracked(" ", (before.starts[0],), (before.starts[0],))


def _first(blocks: Sequence[Placed], kind: str) -> str | None:
    return next((b.text.text for b in blocks if b.kind == kind), None)


def _head_people(piece: Piece) -> tuple[Person, ...]:
    head = head_of(piece.raw.text)
    return head.people if head else ()


def _people(text: str) -> tuple[Person, ...]:
    """The persons of a byline or a source line, or the bodies that sign instead of a person."""
    people = credited(text) if is_source_line(text) else bylines_of(text, bare=True)
    if people or not re.fullmatch(r"[\u4e00-\u9fff·（）()\s]{3,60}", text.strip()):
        return people
    return tuple(Person(body, "") for body in text.split())


def _titles_as_one(blocks: list[Placed]) -> list[Placed]:
    """Several lines of a head that stood in pieces of their own are one title."""
    titles = [b for b in blocks if b.kind == "title"]
    if len(titles) < 2:
        return blocks
    parts = [titles[0].text]
    for b in titles[1:]:
        parts += [_gap(b.text), b.text]
    one = Placed("title", Tracked.join(parts), page=titles[0].page, box=titles[0].box)
    first = blocks.index(titles[0])
    return [*blocks[:first], one, *(b for b in blocks[first:] if b.kind != "title")]


def _once(people: Sequence[Person]) -> tuple[Person, ...]:
    """Each name once, with the role that it has first."""
    return tuple({p.name: p for p in reversed(people)}[name] for name in dict.fromkeys(p.name for p in people))
