"""A document as its page shows it: the original with its marks, and one article with all that was read in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from yanzhen.desk.frame.engine_words import engine_in_words
from yanzhen.desk.reading.marked import Mark, Piece, Window, pieces, window_at, without_gaps
from yanzhen.desk.reading.models import Article, Block, Check
from yanzhen.desk.reading.rows import ReviewRow, review_rows
from yanzhen.desk.register.models import Contradiction, Document, Fact, Statement

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

UNPLACED, ALL = "unplaced", "all"
NAME_KINDS = ("organisation", "person", "place", "programme", "technology", "document", "event")


@dataclass(frozen=True, slots=True)
class Tab:
    """One article in the bar: its key in the address, its title, how many of its statements wait."""

    key: str
    title: str
    waiting: int
    total: int
    is_open: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """The page of one document."""

    document: Document
    window: Window
    pieces: tuple[Piece, ...]
    tabs: tuple[Tab, ...]
    tab: str
    article: Article | None
    blocks: tuple[Block, ...]
    rows: tuple[ReviewRow, ...]
    checks: tuple[Check, ...]
    names: tuple[tuple[str, tuple[tuple[str, str, int], ...]], ...]
    facts: tuple[Fact, ...]
    standings: Mapping[str, int]
    disputed: int
    selected: int | None


def sheet_of(document: Document, person: Person, query: Mapping[str, Any]) -> Sheet:
    """The document as the address asks for it: ``article``, ``said`` (a statement) or ``at`` (a character)."""
    statements = list(_statements(document, person))
    selected = _number(query.get("said"))
    at = _number(query.get("at"))
    articles = list(document.articles.order_by("number"))
    tab = _tab(query, statements, articles, selected, at)
    mine = [s for s in statements if tab == ALL or _key(s.source.article) == tab]
    target = at if at is not None else _start(statements, selected)
    window = window_at(len(document.text), target if target is not None else _first(document, tab, mine))
    article = next((a for a in articles if str(a.number) == tab), None)
    blocks = tuple(_blocks(document, tab, article))
    return Sheet(
        document=document,
        window=window,
        pieces=tuple(_pieces(document, window, statements, at)),
        tabs=tuple(_tabs(document, articles, statements, tab)),
        tab=tab,
        article=article,
        blocks=blocks,
        rows=tuple(review_rows(mine, person)),
        checks=tuple(_checks(document, tab, blocks)),
        names=tuple(_names(document, tab)),
        facts=tuple(_of_article(document.facts.order_by("start"), tab)),
        standings=Counter(s.standing for s in statements),
        disputed=_disputed(document, person),
        selected=selected,
    )


def _statements(document: Document, person: Person) -> Iterable[Statement]:
    rows = Statement.objects.visible_to(person).filter(source__document=document).order_by("source__start", "pk")
    for row in rows.select_related("source", "subject"):
        row.source.document = document
        yield row


def _tab(
    query: Mapping[str, Any], statements: list[Statement], articles: list[Article], selected: int | None, at: int | None
) -> str:
    wish = str(query.get("article", ""))
    if wish in (ALL, UNPLACED) or wish in {str(a.number) for a in articles}:
        return wish
    for said in statements:
        span = range(said.source.start or 0, said.source.end or 0)
        if said.pk == selected or (at is not None and at in span):
            return _key(said.source.article)
    return str(articles[0].number) if articles else UNPLACED


def _key(article: int | None) -> str:
    return UNPLACED if article is None else str(article)


def _start(statements: list[Statement], selected: int | None) -> int | None:
    return next((s.source.start for s in statements if s.pk == selected), None)


def _first(document: Document, tab: str, mine: list[Statement]) -> int:
    if mine:
        return mine[0].source.start or 0
    block = document.blocks.filter(_in_tab(tab)).order_by("position").first()
    return int(block.spans[0][0]) if block and block.spans else 0


def _in_tab(tab: str) -> Q:
    if tab == ALL:
        return Q()
    return Q(article__isnull=True) if tab == UNPLACED else Q(article__number=tab)


def _pieces(document: Document, window: Window, statements: list[Statement], at: int | None) -> list[Piece]:
    marks = [*_statement_marks(statements), *_fix_marks(document)]
    found = pieces(document.text, window, marks, document.markup, at)
    return without_gaps(found) if document.markup else found


def _statement_marks(statements: list[Statement]) -> Iterable[Mark]:
    for said in statements:
        yield Mark(
            said.source.start or 0,
            said.source.end or 0,
            statement=said.pk,
            article=said.source.article,
            gone=said.status == "truncated",
            standing=said.standing,
        )


def _fix_marks(document: Document) -> Iterable[Mark]:
    for made in document.corrections.all():
        words = f"{made.seen} → {made.read or '∅'}" + (f" ({engine_in_words(made.reason)})" if made.reason else "")
        yield Mark(made.start, made.end, fix=words)


def _tabs(document: Document, articles: list[Article], statements: list[Statement], tab: str) -> Iterable[Tab]:
    total = Counter(_key(s.source.article) for s in statements)
    waiting = Counter(_key(s.source.article) for s in statements if s.standing == Statement.Standing.WAITING)
    for article in articles:
        key = str(article.number)
        yield Tab(key, article.title or article.kind, waiting[key], total[key], key == tab)
    pieces_left = document.blocks.filter(article=None).count()
    if pieces_left or total[UNPLACED]:
        yield Tab(UNPLACED, "", waiting[UNPLACED], pieces_left, tab == UNPLACED)
    if len(articles) > 1:
        yield Tab(ALL, "", sum(waiting.values()), len(statements), tab == ALL)


def _blocks(document: Document, tab: str, article: Article | None) -> Iterable[Block]:
    if tab == UNPLACED:
        return document.blocks.filter(article=None).order_by("position")
    return article.blocks.order_by("position") if article else ()


def _checks(document: Document, tab: str, blocks: tuple[Block, ...]) -> Iterable[Check]:
    spans = [span for block in blocks for span in block.spans]
    for check in document.checks.order_by("pk"):
        inside = any(a <= told["span"][0] < b for told in check.inputs for a, b in spans)
        if tab == ALL or inside:
            yield check


def _names(document: Document, tab: str) -> Iterable[tuple[str, tuple[tuple[str, str, int], ...]]]:
    found: dict[str, dict[str, tuple[str, str, int]]] = {}
    for name in _of_article(document.names.order_by("start"), tab):
        told = found.setdefault(name.kind, {})
        told.setdefault(name.text, (name.text, name.same_as or name.role, name.start))
    order = [kind for kind in NAME_KINDS if kind in found] + sorted(set(found) - set(NAME_KINDS))
    return ((kind, tuple(found[kind].values())) for kind in order)


def _of_article(rows: Any, tab: str) -> Any:
    if tab == ALL:
        return rows
    return rows.filter(article=None if tab == UNPLACED else tab)


def _disputed(document: Document, person: Person) -> int:
    return (
        Contradiction.objects.visible_to(person)
        .filter(Q(first__source__document=document) | Q(second__source__document=document))
        .count()
    )


def _number(given: Any) -> int | None:
    return int(given) if given and str(given).isdecimal() and len(str(given)) < 16 else None
