"""The whole way: a file, its articles, what they state, and whether it adds up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from yanzhen.reading import layout
from yanzhen.reading.checks import check_page
from yanzhen.reading.facts import find_facts
from yanzhen.reading.inputs import open_bytes, open_original
from yanzhen.reading.language import find_slips, load
from yanzhen.reading.names import BlockText, FoundName, find_names
from yanzhen.reading.original import Original, Span, Tracked
from yanzhen.reading.page import (
    Article,
    Block,
    Byline,
    Check,
    CheckInput,
    Correction,
    Document,
    Fact,
    Name,
    Page,
    PageStatement,
    Unplaced,
)
from yanzhen.reading.publication import Published, published_on
from yanzhen.reading.statements import NameMention, Paragraph, read_statements
from yanzhen.reading.statements import Reading as Stated

MENDED = ("title", "subhead", "paragraph", "list", "caption", "pull_quote")
STATING = ("title", "subhead", "paragraph", "list", "caption", "pull_quote")
TEXT_KINDS = ("text", "html", "markdown")


@dataclass(frozen=True, slots=True)
class Reading:
    """A page with the document it was read from."""

    original: Original
    page: Page


@dataclass(frozen=True, slots=True)
class _Set:
    """A block as it was set: its article, kind and repaired text."""

    article: int
    placed: layout.Placed
    text: Tracked


def read(path: Path | str, *, published: str | None = None) -> Reading:
    """Read a file.

    ``published`` is the page's own date as YYYY, YYYY-MM or YYYY-MM-DD; without it the date is taken from
    the file's metadata or inferred, and the page says which. Raises :class:`~yanzhen.errors.InputError`
    for a file that cannot be read and for a date that is none.
    """
    return read_original(open_original(Path(path)), published=published)


def read_file(path: Path | str, *, published: str | None = None) -> Page:
    """:func:`read`, the page alone."""
    return read(path, published=published).page


def read_bytes(content: bytes, *, name: str, published: str | None = None) -> Page:
    """:func:`read` for a file that is in memory; its kind is told from the content and from ``name``."""
    return read_original(open_bytes(content, name=name), published=published).page


def read_original(original: Original, *, published: str | None = None) -> Reading:
    """Arrange, mend and read a document that was opened before."""
    model = load()
    arrangement = layout.arrange(original, model)
    day = published_on(original, published)
    blocks, corrections = _mended(arrangement, original)
    names = find_names([BlockText(b.article, b.placed.kind, b.text.text) for b in blocks])
    stated = _stated(blocks, names, day)
    page = Page(
        document=_document(original, day),
        articles=_articles(arrangement, blocks, original),
        corrections=corrections,
        statements=tuple(_statement(s, blocks, original) for s in stated),
        names=tuple(_name(n, blocks, original) for n in names),
        facts=_facts(blocks, names, original),
        checks=_checks(stated, blocks, original, day),
        unplaced=_unplaced(arrangement, blocks, original),
        warnings=original.warnings,
    )
    return Reading(original, page)


def _mended(arrangement: layout.Arrangement, original: Original) -> tuple[list[_Set], tuple[Correction, ...]]:
    """Every block with its slips read right, and the slips."""
    blocks: list[_Set] = []
    corrections: list[Correction] = []
    for number, story in enumerate(arrangement.stories):
        known = [p.name for p in story.bylines]
        for placed in story.blocks:
            text = placed.text
            if placed.kind in MENDED and original.kind in ("text", "scan", "pdf"):
                text, found = _without_slips(text, known, original)
                corrections += found
            blocks.append(_Set(number, placed, text))
    return blocks, tuple(sorted(corrections, key=lambda c: c.span))


def _without_slips(text: Tracked, known: Sequence[str], original: Original) -> tuple[Tracked, list[Correction]]:
    protected = [m.span() for name in known for m in re.finditer(re.escape(name), text.text)]
    found = []
    for slip in sorted(find_slips(text.text, protected=protected), key=lambda s: -s.start):
        if slip.read is None:
            continue
        span = _span(text, slip.start, slip.end, original)
        found.append(
            Correction(
                span=span, seen=slip.seen, read=slip.read, reason=slip.reason, confidence=round(slip.confidence, 3)
            )
        )
        text = text.replaced(slip.start, slip.end, slip.read)
    return text, found


def _span(text: Tracked, start: int, end: int, original: Original) -> Span:
    """Of a stretch of a block: its first run in the original (a torn stretch has more)."""
    runs = text[start:end].runs(original.text)
    return runs[0] if runs else (text.starts[start], text.starts[start])


def _whole_span(text: Tracked, start: int, end: int, original: Original) -> Span:
    """The stretch's runs as one span where they follow each other, across markup or layout marks."""
    runs = text[start:end].runs(original.text)
    if not runs:
        return (text.starts[start], text.starts[start])
    last = runs[0][1]
    for low, high in runs[1:]:
        if not 0 <= low - last <= 120:
            break
        last = high
    return (runs[0][0], last)


def _quote(text: Tracked, start: int, end: int, span: Span, original: Original) -> str:
    """The words as the original has them; without its markup, and whole where the layout tore them."""
    printed = original.text[span[0] : span[1]]
    bare = "".join(printed.split())
    seen = "".join(text.text[start:end].split())
    return printed if len(bare) == len(seen) else text.text[start:end]


def _stated(blocks: Sequence[_Set], names: Sequence[FoundName], day: Published) -> list[Stated]:
    mentions: dict[int, list[NameMention]] = {}
    for name in names:
        mentions.setdefault(name.block, []).append(
            NameMention(name.start, name.end, name.text, name.kind, name.same_as)
        )
    paragraphs = [
        Paragraph(
            b.article,
            b.text.text if b.placed.kind in STATING else "",
            b.placed.kind,
            b.placed.status == "truncated",
            tuple(mentions.get(i, ())),
        )
        for i, b in enumerate(blocks)
    ]
    return read_statements(paragraphs, published=day.day, published_resolution=day.resolution)


def _statement(stated: Stated, blocks: Sequence[_Set], original: Original) -> PageStatement:
    block = blocks[stated.paragraph]
    span = _whole_span(block.text, stated.start, stated.end, original)
    return PageStatement(
        article=block.article,
        subject=stated.subject,
        property=stated.property,
        quantity=stated.quantity,
        period=stated.period,
        scope=stated.scope,
        quote=_quote(block.text, stated.start, stated.end, span, original),
        span=span,
        origin="grammar",
        other_scope=stated.other_scope,
        direction=stated.direction,
        ranking=stated.ranking,
        share_of=stated.share_of,
        sentence=_whole_span(block.text, stated.sentence_start, stated.sentence_end, original),
    )


def _name(found: FoundName, blocks: Sequence[_Set], original: Original) -> Name:
    block = blocks[found.block]
    return Name(
        text=found.text,
        kind=found.kind,
        article=block.article,
        span=_whole_span(block.text, found.start, found.end, original),
        same_as=found.same_as,
        region=found.region,
        role=found.role,
        organisation=found.organisation,
    )


def _facts(blocks: Sequence[_Set], names: Sequence[FoundName], original: Original) -> tuple[Fact, ...]:
    texts = [BlockText(b.article, b.placed.kind, b.text.text) for b in blocks]
    facts = []
    for found in find_facts(texts, names):
        text = blocks[found.block].text
        span = _whole_span(text, found.start, found.end, original)
        facts.append(
            Fact(
                article=blocks[found.block].article,
                subject=found.subject,
                predicate=found.predicate,
                object=found.object,
                quote=_quote(text, found.start, found.end, span, original),
                span=span,
            )
        )
    return tuple(facts)


def _checks(stated: Sequence[Stated], blocks: Sequence[_Set], original: Original, day: Published) -> tuple[Check, ...]:
    return tuple(
        Check(
            what=check.what,
            answer=check.answer,
            inputs=tuple(_check_input(s, blocks, original) for s in check.inputs),
            reasons=tuple(check.reasons),
        )
        for check in check_page(stated, published=day.day, published_resolution=day.resolution)
    )


def _check_input(stated: Stated, blocks: Sequence[_Set], original: Original) -> CheckInput:
    text = blocks[stated.paragraph].text
    span = _whole_span(text, stated.start, stated.end, original)
    return CheckInput(quote=_quote(text, stated.start, stated.end, span, original), span=span)


def _document(original: Original, day: Published) -> Document:
    return Document(
        file=original.file,
        sha256=original.sha256,
        characters=len(original.text),
        kind=original.kind,
        encoding=original.encoding,
        published=day.text,
        published_from=day.source,
        text=None if original.kind in TEXT_KINDS else original.text,
    )


def _articles(arrangement: layout.Arrangement, blocks: Sequence[_Set], original: Original) -> tuple[Article, ...]:
    articles = []
    for number, story in enumerate(arrangement.stories):
        own = [b for b in blocks if b.article == number]
        subheads = tuple(b.text.text for b in own if b.placed.kind == "subhead")
        title = next((b.text.text for b in own if b.placed.kind == "title"), story.title)
        articles.append(
            Article(
                id=number,
                title=title,
                kicker=story.kicker,
                kind=story.kind,
                bylines=tuple(Byline(name=p.name, role=p.role) for p in story.bylines),
                dateline=story.dateline,
                subheads=subheads,
                blocks=tuple(_block(b, original) for b in own),
            )
        )
    return tuple(articles)


def _block(block: _Set, original: Original) -> Block:
    placed = block.placed
    spans = block.text.runs(original.text)
    if placed.kind == "table" and original.kind == "markdown" and spans:
        spans = ((min(a for a, _ in spans), max(b for _, b in spans)),)
    return Block(
        kind=placed.kind,
        text=block.text.text,
        spans=spans,
        status=placed.status,
        rows=tuple(tuple(c.text.strip() for c in row) for row in placed.rows) or None,
        page=placed.page,
        box=placed.box,
    )


def _unplaced(arrangement: layout.Arrangement, blocks: Sequence[_Set], original: Original) -> tuple[Unplaced, ...]:
    """What the layout set aside, its marks, and, so that nothing is ever lost, whatever no block holds."""
    covered = bytearray(len(original.text))
    for block in blocks:
        for start, end in _block(block, original).spans:
            covered[start:end] = b"\1" * (end - start)
    found: list[Unplaced] = []
    for text, reason in arrangement.unplaced:
        for start, end in text.runs(original.text):
            found.append(Unplaced(text=original.text[start:end], span=(start, end), reason=reason))
            covered[start:end] = b"\1" * (end - start)
    marks = list(arrangement.marks)
    if original.kind == "html":
        for start, end in original.markup:
            covered[start:end] = b"\1" * (end - start)
    else:
        marks += [(a, b) for a, b in original.markup if not any(covered[a:b])]
    for start, end in marks:
        if original.text[start:end].strip() and not any(covered[start:end]):
            found.append(Unplaced(text=original.text[start:end], span=(start, end), reason="layout mark"))
            covered[start:end] = b"\1" * (end - start)
    found += [
        Unplaced(text=original.text[a:b], span=(a, b), reason="left over") for a, b in _bare(covered, original.text)
    ]
    return tuple(sorted(found, key=lambda u: u.span))


def _bare(covered: bytearray, text: str) -> Iterable[Span]:
    """The stretches that nothing covers, white space aside."""
    for found in re.finditer(rb"\x00+", bytes(covered)):
        stretch = text[found.start() : found.end()]
        bare = stretch.strip().strip("\u3000\ufeff")
        if bare and not re.fullmatch(r"(?:&(?:nbsp|ensp|emsp|#160|#12288|#xa0);|\s)+", bare):
            start = found.start() + stretch.index(bare)
            yield (start, start + len(bare))
