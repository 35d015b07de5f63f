"""What comes out: a page as articles, statements, names, facts and checks.

These classes are the JSON of ``yanzhen read --json``; its schema is generated from them. Every span
is ``[start, end)`` in code points of :attr:`Original.text <yanzhen.reading.original.Original>`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from yanzhen.values import Answer, Period, Quantity

SCHEMA_VERSION = 1

Span = tuple[int, int]

BlockKind = Literal[
    "title", "kicker", "byline", "dateline", "subhead", "paragraph", "list", "table", "caption", "credit", "pull_quote"
]
BlockStatus = Literal["whole", "rejoined", "truncated"]
ArticleKind = Literal["feature", "commentary", "brief", "caption", "pull_quote", "notice"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    file: str
    sha256: str
    characters: int
    kind: str
    encoding: str | None = None
    published: str | None = None
    """YYYY, YYYY-MM or YYYY-MM-DD."""
    published_from: str | None = None
    """Where the date comes from: ``given``, ``metadata``, ``inferred: …`` with the words that say so."""
    text: str | None = None
    """The text that spans index, for scans, PDF and DOCX (for text and HTML the file itself holds it)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    kind: BlockKind
    text: str
    """Lines and words joined, slips corrected."""
    spans: tuple[Span, ...]
    status: BlockStatus = "whole"
    """``rejoined``: a piece that the layout had carried away was put back. ``truncated``: its end is lost."""
    rows: tuple[tuple[str, ...], ...] | None = None
    page: int | None = None
    box: tuple[float, float, float, float] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Byline:
    name: str
    role: str
    """As printed (记者, 通讯员, 实习生, 本报记者); empty where the page gives none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    id: int
    title: str | None
    kicker: str | None
    kind: ArticleKind
    bylines: tuple[Byline, ...]
    dateline: str | None
    subheads: tuple[str, ...]
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    span: Span
    seen: str
    read: str
    reason: str
    confidence: float
    """0 to 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageStatement:
    """A statement of the page; see :class:`yanzhen.sources.Statement` for the words."""

    article: int | None
    subject: str | None
    property: str | None
    quantity: Quantity | None
    period: Period | None
    scope: str | None
    quote: str
    span: Span
    """Of the figure itself."""
    origin: str
    """``grammar``, or ``model: NAME`` where a language model proposed it."""
    other_scope: str | None = None
    direction: Literal["up", "down"] | None = None
    ranking: str | None = None
    share_of: str | None = None
    sentence: Span | None = None
    """Of the sentence that holds it (its first run, if the layout tore it apart)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Name:
    text: str
    kind: str
    """person, organisation, place, document, event, programme, technology."""
    article: int | None
    span: Span
    same_as: str | None = None
    """The full name, where this mention is a short form of it."""
    region: str | None = None
    """The GB/T 2260 code of a place that the page pins down."""
    role: str | None = None
    organisation: str | None = None
    origin: str = "grammar"
    """``grammar``, or ``model: NAME`` where a language model proposed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    article: int | None
    subject: str
    predicate: str
    """founder_of, head_of, role_at, subsidiary_of, supplier_of, award, project, financing, supervises, located_in."""
    object: str
    quote: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckInput:
    quote: str
    span: Span


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    what: str
    answer: Answer
    inputs: tuple[CheckInput, ...]
    reasons: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unplaced:
    text: str
    span: Span
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    document: Document
    articles: tuple[Article, ...]
    corrections: tuple[Correction, ...]
    statements: tuple[PageStatement, ...]
    names: tuple[Name, ...]
    facts: tuple[Fact, ...]
    checks: tuple[Check, ...]
    unplaced: tuple[Unplaced, ...]
    warnings: tuple[str, ...] = field(default=())
    schema_version: int = SCHEMA_VERSION
