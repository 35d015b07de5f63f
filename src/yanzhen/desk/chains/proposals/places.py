"""The places that can propose edges: pages that were read, and the cells in which a firm is described."""

from __future__ import annotations

import calendar
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from yanzhen.chains.proposing.files import DESCRIBING
from yanzhen.chains.proposing.proposal import Firm, Span
from yanzhen.chains.proposing.wording import words
from yanzhen.desk.reading.models import Block, Name
from yanzhen.desk.register.models import ENTRIES, Document, Entry

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

READ_KINDS = ("paragraph", "list", "caption", "pull_quote", "subhead")
FIRMS = "firms"


@dataclass(frozen=True, slots=True)
class Place:
    """Where text stands; ``state`` is another whenever the text is. ``origin`` is its name."""

    origin: str
    state: str
    document: Document | None = None
    firm: Entry | None = None
    column: str = ""

    @property
    def scope(self) -> tuple[str, str]:
        """The region and the department to which what it proposes belongs."""
        row = self.document or self.firm
        assert row is not None
        return row.region, row.department


def document_places(person: Person) -> Iterator[Place]:
    """Every page that was read and that this person may see."""
    for document in Document.objects.visible_to(person).filter(read_at__isnull=False).order_by("pk"):
        state = f"{document.read_at.isoformat() if document.read_at else ''} {document.published}"
        yield Place(document_origin(document), state, document=document)


def firm_places(person: Person) -> Iterator[Place]:
    """Every cell in which a firm that this person may see is described."""
    rows: Any = ENTRIES[FIRMS].objects
    described = reduce(or_, (Q(content__contains=f'"{column}"') for column in DESCRIBING))
    for firm in rows.visible_to(person).filter(described).order_by("pk").iterator(chunk_size=2000):
        for column in DESCRIBING:
            if text := firm.values.get(column):
                yield Place(f"firm {firm.subject} {column}", digest(str(text)), firm=firm, column=column)


def document_origin(document: Document) -> str:
    """The page's name as an origin."""
    return f"document {document.pk}"


def digest(text: str) -> str:
    """What tells that a text is another."""
    return hashlib.sha256(text.encode()).hexdigest()


def paragraphs(document: Document) -> list[list[Span]]:
    """The pieces of the page in reading order, each block as its spans of the page's text."""
    blocks = Block.objects.filter(document=document, article__isnull=False, kind__in=READ_KINDS)
    spans = blocks.order_by("article__number", "position").values_list("spans", flat=True)
    return [[(start, end) for start, end in block] for block in spans if block]


def named_firms(document: Document) -> Sequence[Firm]:
    """The firms that the reader found on the page, of which the register may know nothing; a university or an office makes no products."""
    found = Name.objects.filter(document=document, kind="organisation").values_list("text", "same_as")
    told = sorted({(full or text, text) for text, full in found})
    return [Firm("", full, (text,)) for full, text in told if full.endswith(words()["firm_end"])]


def published_on(document: Document) -> date | None:
    """The day of the page: the last one of a month or year, where no more is known.

    >>> published_on(Document(published="2026-02")), published_on(Document(published="2026"))
    (datetime.date(2026, 2, 28), datetime.date(2026, 12, 31))
    """
    parts = [int(part) for part in document.published.split("-") if part.isdigit()]
    if not parts:
        return None
    year, month = parts[0], parts[1] if len(parts) > 1 else 12
    return date(year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])
