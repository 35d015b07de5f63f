"""The whole way: a file, its articles, what they state, and whether it adds up."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from yanzhen.reading import layout
from yanzhen.reading.checks import check_page
from yanzhen.reading.facts import find_facts
from yanzhen.reading.inputs import open_bytes, open_original
from yanzhen.reading.language.model import load
from yanzhen.reading.mending import SetBlock, mended
from yanzhen.reading.names import FoundName, find_names
from yanzhen.reading.names.tagger import tag
from yanzhen.reading.original import Original
from yanzhen.reading.page import (
    Article,
    Block,
    Byline,
    Check,
    CheckInput,
    Document,
    Fact,
    Name,
    Page,
    PageStatement,
)
from yanzhen.reading.publication import Published, published_on
from yanzhen.reading.remainder import unplaced
from yanzhen.reading.statements import NameMention, Paragraph, read_statements
from yanzhen.reading.statements import Reading as Stated

STATING = ("title", "dateline", "subhead", "paragraph", "list", "table", "caption", "pull_quote")
"""Kinds of blocks whose figures are stated."""
OWN_TEXT = ("text", "html", "markdown")
"""Kinds of files whose spans index the file itself."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A page with the document it was read from."""

    original: Original
    page: Page


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
    arrangement = layout.arrange(original, load())
    day = published_on(original, published)
    blocks, corrections = mended(arrangement, original)
    names = find_names([b.as_text() for b in blocks])
    paragraphs = _paragraphs(blocks, names)
    stated = read_statements(paragraphs, published=day.day, published_resolution=day.resolution)
    page = Page(
        document=_document(original, day),
        articles=tuple(_article(n, story, blocks) for n, story in enumerate(arrangement.stories)),
        corrections=corrections,
        statements=tuple(_statement(s, blocks) for s in stated),
        names=tuple(_name(n, blocks) for n in names),
        facts=_facts(blocks, names),
        checks=_checks(stated, paragraphs, blocks, day),
        unplaced=unplaced(arrangement, blocks, original),
        warnings=original.warnings,
    )
    return Reading(original, page)


def _paragraphs(blocks: Sequence[SetBlock], names: Sequence[FoundName]) -> list[Paragraph]:
    mentions: dict[int, list[NameMention]] = {}
    for name in names:
        mentions.setdefault(name.block, []).append(
            NameMention(name.start, name.end, name.text, name.kind, name.same_as)
        )
    return [
        Paragraph(
            article=b.article,
            text=b.text.text if b.kind in STATING else "",
            kind=b.kind,
            truncated=b.placed.status == "truncated",
            names=tuple(mentions.get(i, ())),
            words=tag(b.text.text).words if b.kind in STATING else (),
        )
        for i, b in enumerate(blocks)
    ]


def _statement(stated: Stated, blocks: Sequence[SetBlock]) -> PageStatement:
    block = blocks[stated.paragraph]
    return PageStatement(
        article=block.article,
        subject=stated.subject,
        property=stated.property,
        quantity=stated.quantity,
        period=stated.period,
        scope=stated.scope,
        quote=block.quote(stated.start, stated.end),
        span=block.span(stated.start, stated.end),
        origin="grammar",
        other_scope=stated.other_scope,
        direction=stated.direction,
        ranking=stated.ranking,
        share_of=stated.share_of,
        sentence=block.span(stated.sentence_start, stated.sentence_end),
    )


def _name(found: FoundName, blocks: Sequence[SetBlock]) -> Name:
    block = blocks[found.block]
    return Name(
        text=found.text,
        kind=found.kind,
        article=block.article,
        span=block.span(found.start, found.end),
        same_as=found.same_as,
        region=found.region,
        role=found.role,
        organisation=found.organisation,
    )


def _facts(blocks: Sequence[SetBlock], names: Sequence[FoundName]) -> tuple[Fact, ...]:
    return tuple(
        Fact(
            article=blocks[found.block].article,
            subject=found.subject,
            predicate=found.predicate,
            object=found.object,
            quote=blocks[found.block].quote(found.start, found.end),
            span=blocks[found.block].span(found.start, found.end),
        )
        for found in find_facts([b.as_text() for b in blocks], names)
    )


def _checks(
    stated: Sequence[Stated], paragraphs: Sequence[Paragraph], blocks: Sequence[SetBlock], day: Published
) -> tuple[Check, ...]:
    published = day.day if day.resolution == "day" else None
    return tuple(
        Check(
            what=finding.what,
            answer=finding.answer,
            inputs=tuple(_check_input(stated[i], blocks) for i in finding.inputs),
            reasons=tuple(finding.reasons),
        )
        for finding in check_page(stated, paragraphs, published=published)
    )


def _check_input(stated: Stated, blocks: Sequence[SetBlock]) -> CheckInput:
    block = blocks[stated.paragraph]
    return CheckInput(quote=block.quote(stated.start, stated.end), span=block.span(stated.start, stated.end))


def _document(original: Original, day: Published) -> Document:
    return Document(
        file=original.file,
        sha256=original.sha256,
        characters=len(original.text),
        kind=original.kind,
        encoding=original.encoding,
        published=day.text,
        published_from=day.source,
        text=None if original.kind in OWN_TEXT else original.text,
    )


def _article(number: int, story: layout.Story, blocks: Sequence[SetBlock]) -> Article:
    own = [b for b in blocks if b.article == number]
    return Article(
        id=number,
        title=next((b.text.text for b in own if b.kind == "title"), story.title),
        kicker=story.kicker,
        kind=story.kind,
        bylines=tuple(Byline(name=p.name, role=p.role) for p in story.bylines),
        dateline=story.dateline,
        subheads=tuple(b.text.text for b in own if b.kind == "subhead"),
        blocks=tuple(_block(b) for b in own),
    )


def _block(block: SetBlock) -> Block:
    placed = block.placed
    return Block(
        kind=placed.kind,
        text=block.text.text,
        spans=block.spans(),
        status=placed.status,
        rows=tuple(tuple(cell.text.strip() for cell in row) for row in placed.rows) or None,
        page=placed.page,
        box=placed.box,
    )
