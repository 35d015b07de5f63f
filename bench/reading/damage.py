"""Damages clean articles into a newspaper sheet as a recogniser hands it over.

What is imitated: columns of a fixed width whose line ends stay in the text as a space (variant A), a
newline (B), nothing (C), or newlines with indents and no blank lines (D); paragraphs torn at the end of
a column, their rest adjacent, carried beyond other paragraphs or into the next article; last lines
lost; articles interrupted by others; pull quotes, kickers, captions, a quoting column; slips, lost
characters and stops; half-width punctuation; names set apart. All of it is drawn from one seed.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from bench.reading.articles import PUBLISHED, Article
from bench.reading.sheet import Chunk, Sheet, Unit, units_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.reading.truth import Truth

VARIANTS = "ABCD"
_HALF = {
    "，": ",",
    "；": ";",
    "：": ":",
    "？": "?",
    "！": "!",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "（": "(",
    "）": ")",
}


@dataclass(frozen=True, slots=True)
class Rates:
    """How often each damage is done; the defaults are near those counted on a real sheet."""

    torn: float = 0.18
    """Paragraphs of three lines or more that a column's end tears apart."""
    carried: float = 0.5
    """Of those, whose rest does not stand right behind."""
    carried_to_next_article: float = 0.12
    cut: float = 0.16
    """Paragraphs whose last line or lines are lost."""
    cut_before_figure: float = 0.4
    """Of those, where a cut right before a figure is sought first."""
    slip: float = 1 / 300
    """Of characters outside names and figures that have a double (about a quarter of all)."""
    lost_character: float = 1 / 2500
    lost_stop: float = 0.05
    lost_line_end: float = 0.01
    interrupted: float = 0.6
    """Sheets in which an article is interrupted by others."""
    quoting_column: float = 0.4
    half_width: float = 0.75


@dataclass(frozen=True, slots=True)
class DamagedPage:
    seed: int
    variant: str
    text: str
    truth: Truth


def damaged_page(articles: Sequence[Article], seed: int, variant: str = "A", rates: Rates | None = None) -> DamagedPage:
    """A sheet of five to seven of the articles. The same seed gives the same damage in every variant."""
    rates = rates or Rates()
    rng = random.Random(seed)
    chosen = _choose(articles, rng)
    units = [units_of(article, number) for number, article in enumerate(chosen)]
    _spell(units, rng, rates)
    widths = _widths(chosen, rng)
    columns = [_set_article(u, w, rng, rates) for u, w in zip(units, widths, strict=True)]
    chunks = _make_up(columns, chosen, rng, rates)
    sheet = Sheet(variant, random.Random(seed + 1_000_000), rates.lost_line_end)
    text, truth = sheet.print(chunks, chosen, units, f"seed-{seed}-{variant}.txt", PUBLISHED)
    return DamagedPage(seed, variant, text, truth)


def _choose(articles: Sequence[Article], rng: random.Random) -> list[Article]:
    """One or two features, a commentary, two or three briefs, perhaps a notice, in the order of the sheet."""

    def of(kind: str) -> list[Article]:
        pool = [a for a in articles if a.kind == kind]
        return rng.sample(pool, len(pool))

    features, briefs = of("feature")[: rng.choice((1, 2, 2))], of("brief")[: rng.choice((2, 3))]
    briefs.sort(key=lambda a: a.kicker is None)
    blocks = [features[:1], of("commentary")[: rng.choice((1, 1, 2))], briefs, features[1:]]
    blocks.append(of("notice")[: rng.choice((0, 1))])
    if rng.random() < 0.4:
        rng.shuffle(blocks)
    return [article for block in blocks for article in block]


def _widths(articles: Sequence[Article], rng: random.Random) -> list[int]:
    """The column width of each article; briefs under one kicker share theirs."""
    brief = rng.randint(26, 31)
    width = {"feature": (20, 25), "commentary": (19, 26), "notice": (24, 32)}
    return [brief if a.kind == "brief" else rng.randint(*width[a.kind]) for a in articles]


# ---- spelling ---------------------------------------------------------------------------------------


@cache
def confusables() -> dict[str, str]:
    """For each character, those that a recogniser may see instead."""
    rows = (Path(__file__).parent / "confusables.tsv").read_text(encoding="utf-8").splitlines()
    return dict(row.split("\t") for row in rows if not row.startswith("#"))


def _spell(units: Sequence[Sequence[Unit]], rng: random.Random, rates: Rates) -> None:
    """Slips, lost characters, lost stops, spaced names, half-width marks."""
    half = rng.random() < rates.half_width
    for unit in (u for article in units for u in article):
        _slip(unit, rng, rates)
        if unit.kind == "paragraph" and unit.glyphs[-1].char == "。" and rng.random() < rates.lost_stop:
            unit.glyphs[-1].printed = ""
        if unit.kind in ("byline", "paragraph"):
            _space_names(unit, rng)
        if unit.kind == "kicker" and len(unit.glyphs) == 2:
            unit.glyphs[0].printed += " "
        if half:
            _narrow(unit, rng)


def _slip(unit: Unit, rng: random.Random, rates: Rates) -> None:
    if unit.kind not in ("paragraph", "subhead"):
        return
    for glyph in unit.glyphs:
        if glyph.labelled:
            continue
        if glyph.char in confusables() and rng.random() < rates.slip:
            glyph.printed = rng.choice(confusables()[glyph.char])
        elif "一" <= glyph.char <= "鿿" and rng.random() < rates.lost_character:
            glyph.printed = ""


def _space_names(unit: Unit, rng: random.Random) -> None:
    """A name of two characters in a byline is often set as wide as one of three."""
    for clean, start in unit.blocks:
        for (a, b), _role in clean.bylines:
            if b - a == 2 and rng.random() < 0.4:
                unit.glyphs[start + a].printed += " "


def _narrow(unit: Unit, rng: random.Random) -> None:
    for glyph in unit.glyphs:
        if glyph.printed in _HALF:
            gap = " " if glyph.printed == "？" and rng.random() < 0.5 else ""
            glyph.printed = _HALF[glyph.printed] + gap


# ---- columns ----------------------------------------------------------------------------------------


def _set_article(units: Sequence[Unit], width: int, rng: random.Random, rates: Rates) -> list[Chunk]:
    """The article's chunks in its own column, with what was torn, cut and carried within it."""
    quoted = _quoting_column(units, rng, rates)
    chunks: list[Chunk] = []
    waiting: list[tuple[int, Chunk]] = []
    for number, unit in enumerate(units):
        narrow = number in quoted
        unit.set(rng.randint(9, 11) if unit.kind == "pull_quote" else 15 if narrow else width)
        if unit.kind == "paragraph":
            _cut(unit, rng, rates)
        pieces = _tear(unit, rng, rates)
        for piece in pieces:
            piece.quoted = narrow
        chunks.append(pieces[0])
        waiting = _let_in(waiting, chunks, unit)
        if len(pieces) == 2:
            _place_rest(pieces[1], chunks, waiting, rng, rates)
    chunks += [chunk for _, chunk in waiting]
    return _move_pull_quote(chunks, rng)


def _move_pull_quote(chunks: list[Chunk], rng: random.Random) -> list[Chunk]:
    """A pull quote stands before its article's title, or anywhere among its paragraphs."""
    if chunks[0].unit.kind == "pull_quote" and rng.random() < 0.5:
        chunks.insert(rng.randint(5, len(chunks) - 1), chunks.pop(0))
    return chunks


def _quoting_column(units: Sequence[Unit], rng: random.Random, rates: Rates) -> set[int]:
    """One or two paragraphs in the middle that stand beside a picture."""
    bodies = [n for n, u in enumerate(units) if u.kind == "paragraph"][2:-1]
    if units[0].article_kind != "feature" or not bodies or rng.random() >= rates.quoting_column:
        return set()
    first = rng.choice(bodies)
    return {n for n in (first, first + 1)[: rng.choice((1, 2))] if n in bodies}


def _cut(unit: Unit, rng: random.Random, rates: Rates) -> None:
    """Loses the last line or lines; what is left must not end as if it were whole."""
    if len(unit.lines) < 3 or rng.random() >= rates.cut:
        return
    last = [n for n in range(2, len(unit.lines)) if unit.is_open(n)]
    before_figure = [n for n in last if unit.figure_follows(n)]
    if before_figure and rng.random() < rates.cut_before_figure:
        unit.cut(rng.choice(before_figure))
    elif last and last[-1] >= len(unit.lines) - 2:
        unit.cut(last[-1])


def _tear(unit: Unit, rng: random.Random, rates: Rates) -> list[Chunk]:
    whole = Chunk(unit, unit.lines)
    if unit.kind != "paragraph" or len(unit.lines) < 3 or rng.random() >= rates.torn:
        return [whole]
    seams = [n for n in range(1, len(unit.lines)) if unit.is_open(n)]
    if not seams:
        return [whole]
    seam = rng.choice(seams)
    return [Chunk(unit, unit.lines[:seam]), Chunk(unit, unit.lines[seam:], goes_on=True)]


def _place_rest(
    rest: Chunk, chunks: list[Chunk], waiting: list[tuple[int, Chunk]], rng: random.Random, rates: Rates
) -> None:
    """Right behind, beyond one to three paragraphs, or (marked) into the next article."""
    draw = rng.random()
    if draw < rates.carried_to_next_article:
        rest.into_next = True
        chunks.append(rest)
    elif draw < rates.carried and rest.unit.article_kind != "notice":
        waiting.append((rng.randint(1, 3), rest))
    else:
        chunks.append(rest)


def _let_in(waiting: list[tuple[int, Chunk]], chunks: list[Chunk], unit: Unit) -> list[tuple[int, Chunk]]:
    """Counts down the paragraphs that a carried rest waits for, and lets it in."""
    if unit.kind != "paragraph":
        return waiting
    left = [(n - 1, chunk) for n, chunk in waiting]
    chunks += [chunk for n, chunk in left if n <= 0]
    return [(n, chunk) for n, chunk in left if n > 0]


# ---- make-up ----------------------------------------------------------------------------------------


def _make_up(columns: list[list[Chunk]], articles: Sequence[Article], rng: random.Random, rates: Rates) -> list[Chunk]:
    """One article behind the other, some interrupted, some rests fallen into the next."""
    for chunks, following in pairwise(columns):
        for chunk in [c for c in chunks if c.into_next]:
            chunks.remove(chunk)
            chunk.into_next = False
            following.insert(_after_head(following), chunk)
    order = _interrupt(columns, articles, rng) if rng.random() < rates.interrupted else columns
    return [chunk for chunks in order for chunk in chunks]


def _after_head(chunks: Sequence[Chunk]) -> int:
    heads = ("pull_quote", "kicker", "title", "byline")
    return next((n for n, c in enumerate(chunks) if c.unit.kind not in heads), len(chunks))


def _interrupt(columns: list[list[Chunk]], articles: Sequence[Article], rng: random.Random) -> list[list[Chunk]]:
    """A feature's column is broken off; one or two other articles stand before it goes on."""
    long = [n for n, a in enumerate(articles[:-1]) if a.kind == "feature" and len(columns[n]) >= 8]
    if not long:
        return columns
    number = rng.choice(long)
    column = columns[number]
    seams = [n for n in range(4, len(column) - 2) if _may_break(column, n)]
    if not seams:
        return columns
    seam, others = rng.choice(seams), rng.choice((1, 1, 2))
    between = columns[number + 1 : number + 1 + others]
    return [*columns[:number], column[:seam], *between, column[seam:], *columns[number + 1 + others :]]


def _may_break(column: Sequence[Chunk], seam: int) -> bool:
    """A column goes on with a paragraph or its rest, and is not broken off under a subhead."""
    before, after = column[seam - 1].unit.kind, column[seam].unit.kind
    return before == "paragraph" and after in ("paragraph", "subhead")
