"""The printed sheet: units set in lines, chunks of them, and the text that is left, with its truth."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from bench.reading.setting import Line, set_lines
from bench.reading.truth import (
    Day,
    Figure,
    Mention,
    Slip,
    Span,
    Spans,
    Truth,
    TruthArticle,
    TruthBlock,
    TruthByline,
)

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

    from bench.reading.articles import Article, Clean

_STOPS = "。？！”…；："
_LEAD_IN = 8


@dataclass(slots=True)
class Glyph:
    """One character of a block, and what the sheet shows for it (nothing, if it was lost)."""

    char: str
    block: int
    index: int
    printed: str
    labelled: bool


@dataclass(slots=True)
class Unit:
    """What is set as one paragraph: a block, or the head of a brief with the block behind it."""

    article: int
    article_kind: str
    kind: str
    blocks: list[tuple[Clean, int]]
    """Each block and where it starts among the glyphs."""
    numbers: list[int]
    """The blocks' numbers within the article."""
    glyphs: list[Glyph]
    lines: list[Line] = field(default_factory=list)
    kept: int = -1
    """Glyphs from here on are lost."""

    def set(self, width: float) -> None:
        text = "".join(g.char for g in self.glyphs)
        breaks = self.blocks[0][0].breaks
        width = 40 if self.kind in ("title", "byline") else width
        self.lines = set_lines(text, width, 2 if self.kind == "paragraph" else 0, breaks)
        self.kept = len(self.glyphs)

    def is_open(self, line: int) -> bool:
        """Whether the text before this line does not end like a sentence."""
        return self.glyphs[self.lines[line][0] - 1].char not in _STOPS

    def figure_follows(self, line: int) -> bool:
        """Whether the line begins with a figure that must be read."""
        at = self.lines[line][0]
        return any(
            start + a == at
            for clean, start in self.blocks
            for a, _b, what in clean.labels
            if isinstance(what, Figure) and not what.optional
        )

    def cut(self, line: int) -> None:
        self.kept = self.lines[line][0]
        self.lines = self.lines[:line]


@dataclass(slots=True)
class Chunk:
    """Lines of a unit that stand together on the sheet."""

    unit: Unit
    lines: list[Line]
    goes_on: bool = False
    """The rest of a paragraph that was torn: its first line has no indent."""
    into_next: bool = False
    quoted: bool = False


def units_of(article: Article, number: int) -> list[Unit]:
    """The article's blocks in the order in which they are set; the head of a brief joins its paragraph."""
    heads = (article.pull, article.kicker, article.title, article.byline)
    blocks = [b for b in (*heads, *article.body) if b is not None]
    units: list[Unit] = []
    for index, block in enumerate(blocks):
        if units and units[-1].kind == "dateline":
            _append(units[-1], block, index)
            units[-1].kind = "paragraph"
        else:
            units.append(Unit(number, article.kind, block.kind, [], [], []))
            _append(units[-1], block, index)
    return units


def _append(unit: Unit, block: Clean, number: int) -> None:
    labelled = {i for a, b, _ in block.labels for i in range(a, b)}
    unit.blocks.append((block, len(unit.glyphs)))
    unit.numbers.append(number)
    unit.glyphs += [Glyph(c, number, i, c, i in labelled) for i, c in enumerate(block.text)]


Place = tuple[int, int, int]
"""Article, block, index."""


class Sheet:
    """Prints chunks into a text and remembers where every character went."""

    def __init__(self, variant: str, rng: random.Random, lost_line_end: float) -> None:
        self.variant, self.rng, self.lost_line_end = variant, rng, lost_line_end
        self.parts: list[str] = []
        self.length = 0
        self.at: dict[Place, Span] = {}
        self.slips: list[Slip] = []
        self.pieces: dict[tuple[int, int], list[list[Span]]] = {}

    def print(
        self, chunks: Sequence[Chunk], articles: Sequence[Article], units: Sequence[Sequence[Unit]], name: str, on: str
    ) -> tuple[str, Truth]:
        """The text and its truth."""
        chunks = _without_repeated_kickers(chunks, articles)
        before: Chunk | None = None
        for chunk in chunks:
            self._put(self._between(before, chunk))
            self._chunk(chunk)
            before = chunk
        text = "".join(self.parts)
        return text, _Truths(self, text, articles, units).truth(name, on)

    def _put(self, printed: str) -> int:
        self.parts.append(printed)
        self.length += len(printed)
        return self.length

    def _between(self, before: Chunk | None, chunk: Chunk) -> str:
        if before is None:
            return "　　" if self.variant == "D" and chunk.unit.kind == "paragraph" and not chunk.goes_on else ""
        if self.variant != "D":
            return "\n\n"
        apart = before.unit.article != chunk.unit.article
        indent = "　　" if chunk.unit.kind == "paragraph" and not chunk.goes_on else ""
        return ("\n\n" if apart else "\n") + indent

    def _chunk(self, chunk: Chunk) -> None:
        pieces: dict[int, list[Span]] = {}
        for number, (start, end) in enumerate(chunk.lines):
            if number:
                self._put(self._line_end(forced=start in chunk.unit.blocks[0][0].breaks))
            if chunk.quoted and (number == 0 or self.variant in "BD"):
                self._put("> ")
            if chunk.unit.kind == "kicker" and chunk.unit.article_kind != "feature":
                self._put_mark(pieces, chunk)
            for glyph in chunk.unit.glyphs[start:end]:
                self._glyph(chunk.unit.article, glyph, pieces)
        for block, spans in pieces.items():
            self.pieces.setdefault((chunk.unit.article, block), []).append(spans)

    def _put_mark(self, pieces: dict[int, list[Span]], chunk: Chunk) -> None:
        """The black square before a column's name belongs to it."""
        start = self.length
        pieces.setdefault(chunk.unit.numbers[0], []).append((start, self._put("■")))

    def _line_end(self, forced: bool) -> str:
        mark = {"A": " ", "B": "\n", "C": " " if forced else "", "D": "\n"}[self.variant]
        return "" if self.variant == "A" and self.rng.random() < self.lost_line_end else mark

    def _glyph(self, article: int, glyph: Glyph, pieces: dict[int, list[Span]]) -> None:
        start = self.length
        self._put(glyph.printed)
        dark = glyph.printed.strip()
        if not dark:
            return
        span = (start, start + len(dark))
        self.at[article, glyph.block, glyph.index] = span
        pieces.setdefault(glyph.block, []).append(span)
        if dark.isalnum() != glyph.char.isalnum() or (glyph.char.isalnum() and dark != glyph.char):
            self.slips.append(Slip(span, dark, glyph.char))


def _without_repeated_kickers(chunks: Sequence[Chunk], articles: Sequence[Article]) -> list[Chunk]:
    """A column's name stands once, before the first of its articles."""
    seen: set[str] = set()
    kept = []
    for chunk in chunks:
        if chunk.unit.kind == "kicker":
            name = chunk.unit.blocks[0][0].text
            if name in seen:
                continue
            seen.add(name)
        kept.append(chunk)
    return kept


class _Truths:
    """The truth of a printed sheet."""

    def __init__(self, sheet: Sheet, text: str, articles: Sequence[Article], units: Sequence[Sequence[Unit]]) -> None:
        self.sheet, self.text, self.articles, self.units = sheet, text, articles, units
        self.quantities: list[Figure] = []
        self.dates: list[Day] = []
        self.names: list[Mention] = []

    def truth(self, name: str, published: str) -> Truth:
        blocks = [b for article in self.units for unit in article for b in self._blocks(unit)]
        for unit in (u for article in self.units for u in article):
            self._labels(unit)
        return Truth(
            file=name,
            published=published,
            articles=tuple(self._article(n) for n in range(len(self.articles))),
            blocks=tuple(blocks),
            slips=tuple(self.sheet.slips),
            quantities=tuple(self.quantities),
            dates=tuple(self.dates),
            names=tuple(self.names),
        )

    def _spans(self, article: int, block: int, start: int, end: int) -> Spans:
        """Where these characters are printed; white space alone does not part them."""
        runs: list[Span] = []
        for index in range(start, end):
            span = self.sheet.at.get((article, block, index))
            if span is None:
                continue
            if runs and runs[-1][1] <= span[0] and not self.text[runs[-1][1] : span[0]].strip("> \n　"):
                runs[-1] = (runs[-1][0], span[1])
            else:
                runs.append(span)
        return tuple(runs)

    def _blocks(self, unit: Unit) -> list[TruthBlock]:
        found = []
        for (clean, start), number in zip(unit.blocks, unit.numbers, strict=True):
            pieces = self.sheet.pieces.get((unit.article, number), [])
            spans = tuple((piece[0][0], piece[-1][1]) for piece in sorted(pieces, key=self._order(unit, number)))
            truncated = unit.kept < start + len(clean.text)
            if spans:
                found.append(TruthBlock(unit.article, clean.kind, spans, truncated, len(spans) > 1))
        return found

    def _order(self, unit: Unit, number: int):  # type: ignore[no-untyped-def]
        index = {self.sheet.at[p]: p[2] for p in self.sheet.at if p[0] == unit.article and p[1] == number}
        return lambda piece: next((index[s] for s in piece if s in index), -1)

    def _labels(self, unit: Unit) -> None:
        for (clean, start), number in zip(unit.blocks, unit.numbers, strict=True):
            for a, b, what in clean.labels:
                spans = self._spans(unit.article, number, a, b)
                whole = bool(spans) and start + b <= unit.kept
                if isinstance(what, Figure):
                    self._figure(unit, number, start, (a, b), what, spans, whole)
                elif spans and isinstance(what, Day):
                    self.dates.append(replace(what, spans=spans, optional=what.optional or not whole))
                elif spans and isinstance(what, Mention):
                    self.names.append(replace(what, spans=spans, optional=what.optional or not whole))

    def _figure(self, unit: Unit, number: int, start: int, at: Span, what: Figure, spans: Spans, whole: bool) -> None:
        if spans:
            self.quantities.append(replace(what, spans=spans, optional=what.optional or not whole))
        elif not what.optional and 0 <= start + at[0] - unit.kept <= 0:
            tail = self._spans(unit.article, number, unit.kept - start - _LEAD_IN, unit.kept - start)
            self.quantities.append(Figure(tail, None, None, "", "=", "truncated", False))

    def _article(self, number: int) -> TruthArticle:
        article = self.articles[number]
        blocks = [(n, clean) for u in self.units[number] for n, (clean, _) in zip(u.numbers, u.blocks, strict=True)]
        title = next(n for n, clean in blocks if clean.kind == "title")
        kicker, borrowed = self._kicker(number)
        bylines = tuple(
            TruthByline(self._spans(number, n, *name), self._spans(number, n, *role) if role else ())
            for n, clean in blocks
            for name, role in clean.bylines
        )
        return TruthArticle(
            number, article.kind, self._spans(number, title, 0, len(article.title.text)), kicker, borrowed, bylines
        )

    def _kicker(self, number: int) -> tuple[Spans, bool]:
        """Its own, or that of the group it may belong to; only the first of a group surely has it."""
        kicker = self.articles[number].kicker
        if kicker is None:
            return (), self.articles[number].kind == "brief"
        for owner, article in enumerate(self.articles):
            if article.kicker and article.kicker.text == kicker.text:
                block = next(u.numbers[0] for u in self.units[owner] if u.kind == "kicker")
                if spans := self._spans(owner, block, 0, len(kicker.text)):
                    return spans, owner != number
        return (), True
