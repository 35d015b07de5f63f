"""Readings that need no reader: the one that knows the truth, and the one that knows nothing.

The first must score 1 everywhere (it tests the scorer), the second is the floor: every chunk of the
file is a paragraph of one article.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.reading.truth import Span, Spans, Truth, TruthArticle

_CHUNK = re.compile(r"\S(?:[^\n]|\n(?!\s*\n))*")


def perfect(text: str, truth: Truth) -> dict[str, Any]:
    """The page's JSON as a reader without fault would give it."""
    held = {i for block in truth.blocks for start, end in block.spans for i in range(start, end)}
    unplaced = [i for i, c in enumerate(text) if not c.isspace() and i not in held]
    return {
        "articles": [_article(text, truth, article) for article in truth.articles],
        "unplaced": [{"text": text[i], "span": [i, i + 1]} for i in unplaced],
        "corrections": [{"span": list(s.span), "seen": s.seen, "read": s.read} for s in truth.slips],
        "statements": [*_quantities(truth), *_days(truth)],
        "names": [{"kind": n.kind, "span": list(n.spans[0])} for n in truth.names if not n.optional],
    }


def ignorant(text: str) -> dict[str, Any]:
    """Every chunk a paragraph of one article."""
    blocks = [
        {"kind": "paragraph", "text": m.group().strip(), "spans": [list(m.span())], "status": "whole"}
        for m in _CHUNK.finditer(text)
    ]
    article = {"id": 1, "title": None, "kicker": None, "kind": "feature", "bylines": [], "blocks": blocks}
    return {"articles": [article], "unplaced": [], "corrections": [], "statements": [], "names": []}


def _article(text: str, truth: Truth, article: TruthArticle) -> dict[str, Any]:
    blocks = [b for b in truth.blocks if b.article == article.id]
    return {
        "id": article.id,
        "title": _string(text, article.title),
        "kicker": _string(text, article.kicker) or None,
        "kind": article.kind,
        "bylines": [{"name": _string(text, b.name), "role": _string(text, b.role)} for b in article.bylines],
        "blocks": [
            {
                "kind": b.kind,
                "text": _string(text, b.spans),
                "spans": [list(s) for s in b.spans],
                "status": "truncated" if b.truncated else "whole",
            }
            for b in blocks
        ],
    }


def _string(text: str, spans: Spans) -> str:
    return "".join(text[start:end] for start, end in spans)


def _quantities(truth: Truth) -> Iterable[dict[str, Any]]:
    for figure in truth.quantities:
        if not figure.optional:
            sides = {"low": _number(figure.low), "high": _number(figure.high)}
            quantity = {**sides, "unit": figure.unit, "relation": figure.relation, "status": figure.status}
            yield {"quantity": quantity, "period": None, "span": _first(figure.spans)}


def _days(truth: Truth) -> Iterable[dict[str, Any]]:
    for day in truth.dates:
        if not day.optional:
            yield {"quantity": None, "period": {"start": day.start, "end": day.end}, "span": _first(day.spans)}


def _number(figure: Any) -> str | None:
    return None if figure is None else str(figure)


def _first(spans: Spans) -> list[int]:
    first: Span = spans[0]
    return list(first)
