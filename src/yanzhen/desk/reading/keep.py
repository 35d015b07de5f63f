"""What a reading gave, written into the desk whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Model

from yanzhen.desk.reading import jobs, search
from yanzhen.desk.reading.models import Article, Block, Check, Correction, Name, ReadingJob
from yanzhen.desk.reading.said import Cast, source_of, statement_of
from yanzhen.desk.register.contradictions import refresh
from yanzhen.desk.register.models import Document, Fact, Original, Source, Statement
from yanzhen.desk.register.subjects import heads_of, tie_by_code
from yanzhen.reading.page import Page, Span

BATCH = 500
Row = TypeVar("Row", bound=Model)


@transaction.atomic
def keep(job: ReadingJob, text: str, page: Page, markup: Sequence[Span] = (), *, now: datetime) -> bool:
    """Write the page and end its job. False, and nothing written, when the job is no longer ours."""
    if not jobs.QUEUE.finish(job, now=now):
        return False
    document = job.document
    _clear(document)
    _keep_document(document, text, page, markup, now)
    _keep_parts(document, page)
    cast = Cast.of(document, page)
    _keep_statements(document, text, page, cast, now)
    _add(Fact, cast.facts(page))
    tie_by_code(cast.subjects.values())
    refresh(heads_of([subject.pk for subject in cast.subjects.values()]), now=now)
    return True


def _clear(document: Document) -> None:
    """Nothing may be left of an earlier reading (there is none unless a person asked for another one)."""
    search.drop("block", list(document.blocks.values_list("pk", flat=True)))
    statements = Statement.objects.filter(source__document=document)
    search.drop("statement", list(statements.values_list("pk", flat=True)))
    statements.delete()
    for rows in ("sources", "articles", "blocks", "corrections", "names", "facts", "checks"):
        getattr(document, rows).all().delete()


def _keep_document(document: Document, text: str, page: Page, markup: Sequence[Span], now: datetime) -> None:
    told = page.document
    document.kind, document.encoding = told.kind, told.encoding or ""
    document.published, document.published_from = told.published or "", (told.published_from or "")[:200]
    document.characters, document.warnings, document.read_at = len(text), list(page.warnings), now
    document.save()
    whole = {"text": text, "markup": [list(span) for span in markup]}
    Original.objects.update_or_create(document=document, defaults=whole)


def _keep_parts(document: Document, page: Page) -> None:
    articles = _add(
        Article,
        (
            Article(
                document=document,
                number=article.id,
                title=article.title or "",
                kicker=article.kicker or "",
                kind=article.kind,
                dateline=article.dateline or "",
                bylines=[{"name": byline.name, "role": byline.role} for byline in article.bylines],
                subheads=list(article.subheads),
            )
            for article in page.articles
        ),
    )
    blocks = _add(Block, _numbered(_blocks(document, page, {a.number: a for a in articles})))
    search.put(search.Entry("block", block.pk, block.text) for block in blocks)
    _add(Correction, _corrections(document, page))
    _add(Name, _names(document, page))
    _add(Check, _checks(document, page))


def _keep_statements(document: Document, text: str, page: Page, cast: Cast, now: datetime) -> None:
    said = sorted(page.statements, key=lambda s: s.span)
    titles = {article.id: article.title or "" for article in page.articles}
    sources = _add(Source, (source_of(s, document, text, page, titles) for s in said))
    office: dict[str, Any] = {"region": document.region, "department": document.department, "read_at": now}
    rows = (
        Statement(source=source, subject=cast.subject_of(s), **statement_of(s), **office)
        for s, source in zip(said, sources, strict=True)
    )
    statements = _add(Statement, rows)
    search.put(searched(statement) for statement in statements)


def searched(statement: Statement) -> search.Entry:
    """The words by which the statement is found: its own, and the sentence that it stands in."""
    own = (
        statement.subject_text,
        statement.property,
        statement.scope,
        statement.source.quote,
        statement.source.context,
    )
    return search.Entry("statement", statement.pk, "\n".join(own))


def _blocks(document: Document, page: Page, articles: dict[int, Article]) -> Iterable[Block]:
    for article in page.articles:
        for block in article.blocks:
            yield Block(
                document=document,
                article=articles[article.id],
                kind=block.kind,
                text=block.text,
                spans=[list(span) for span in block.spans],
                status=block.status,
                rows=[list(row) for row in block.rows] if block.rows else None,
                page=block.page,
            )
    for piece in page.unplaced:
        yield Block(document=document, kind="unplaced", text=piece.text, spans=[list(piece.span)], reason=piece.reason)


def _numbered(blocks: Iterable[Block]) -> Iterable[Block]:
    for position, block in enumerate(blocks):
        block.position = position
        yield block


def _corrections(document: Document, page: Page) -> Iterable[Correction]:
    for made in page.corrections:
        start, end = made.span
        yield Correction(
            document=document,
            start=start,
            end=end,
            seen=made.seen,
            read=made.read,
            reason=made.reason,
            confidence=made.confidence,
        )


def _names(document: Document, page: Page) -> Iterable[Name]:
    for name in page.names:
        yield Name(
            document=document,
            article=name.article,
            text=name.text,
            kind=name.kind,
            start=name.span[0],
            end=name.span[1],
            same_as=name.same_as or "",
            code=name.region or "",
            role=name.role or "",
            organisation=name.organisation or "",
        )


def _checks(document: Document, page: Page) -> Iterable[Check]:
    for check in page.checks:
        inputs = [{"quote": told.quote, "span": list(told.span)} for told in check.inputs]
        yield Check(
            document=document, what=check.what, answer=check.answer.value, inputs=inputs, reasons=list(check.reasons)
        )


def _add(kind: type[Row], rows: Iterable[Row]) -> Sequence[Row]:
    return kind._default_manager.bulk_create(rows, batch_size=BATCH)
