"""What stands in a page: the truth against which a reading is scored.

The generator makes it; for real pages people wrote it (``tests/reading/labels``). It holds positions
and values only, so that labels of a page can be kept without the page.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

Span = tuple[int, int]
Spans = tuple[Span, ...]
Reading = tuple[Decimal | None, Decimal | None, str, str]
"""Low, high, unit, relation."""


@dataclass(frozen=True, slots=True)
class TruthByline:
    name: Spans
    role: Spans


@dataclass(frozen=True, slots=True)
class TruthArticle:
    id: int
    kind: str
    title: Spans
    kicker: Spans
    """Of the printed kicker; that of a group of articles stands before the first of them."""
    kicker_optional: bool
    bylines: tuple[TruthByline, ...]


@dataclass(frozen=True, slots=True)
class TruthBlock:
    article: int
    kind: str
    spans: Spans
    """One span a piece, in reading order."""
    truncated: bool
    carried: bool


@dataclass(frozen=True, slots=True)
class Slip:
    span: Span
    seen: str
    read: str


@dataclass(frozen=True, slots=True)
class Figure:
    spans: Spans
    low: Decimal | None
    high: Decimal | None
    unit: str
    relation: str
    status: str
    optional: bool
    also: tuple[Reading, ...] = ()
    """Other readings that a careful person could defend."""


@dataclass(frozen=True, slots=True)
class Day:
    spans: Spans
    start: str | None
    end: str | None
    optional: bool


@dataclass(frozen=True, slots=True)
class Mention:
    kind: str
    spans: Spans
    optional: bool


@dataclass(frozen=True, slots=True)
class Truth:
    """All that a page holds. ``articles`` and ``blocks`` are empty where only figures and names are labelled."""

    file: str
    published: str | None
    articles: tuple[TruthArticle, ...]
    blocks: tuple[TruthBlock, ...]
    slips: tuple[Slip, ...]
    quantities: tuple[Figure, ...]
    dates: tuple[Day, ...]
    names: tuple[Mention, ...]
    sha256: str | None = None
    upto: int | None = None
    """Labels go to here only (code points), where a long file is labelled in part."""


def load(path: Path) -> Truth:
    """The truth in a label file."""
    return from_json(json.loads(path.read_text(encoding="utf-8")))


def from_json(labels: dict[str, Any]) -> Truth:
    """The truth in the shape of ``tests/reading/labels``."""
    return Truth(
        file=labels["file"],
        published=labels["published"],
        articles=tuple(_article(a) for a in labels["articles"]),
        blocks=tuple(
            TruthBlock(b["article"], b["kind"], _spans(b["spans"]), b["truncated"], b["carried"])
            for b in labels["blocks"]
        ),
        slips=tuple(Slip((s["span"][0], s["span"][1]), s["seen"], s["read"]) for s in labels["slips"]),
        quantities=tuple(_figure(q) for q in labels["quantities"]),
        dates=tuple(Day(_spans(d["spans"]), d["start"], d["end"], d["optional"]) for d in labels["dates"]),
        names=tuple(Mention(n["kind"], _spans(n["spans"]), n["optional"]) for n in labels["names"]),
        sha256=labels.get("sha256"),
        upto=labels.get("upto"),
    )


def to_json(truth: Truth) -> dict[str, Any]:
    """The inverse of :func:`from_json`, figures as strings."""
    labels: dict[str, Any] = asdict(truth)
    for figure in labels["quantities"]:
        figure["low"], figure["high"] = _text(figure["low"]), _text(figure["high"])
        figure["also"] = [[_text(low), _text(high), *rest] for low, high, *rest in figure["also"]]
    return labels


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else str(figure)


def _article(article: dict[str, Any]) -> TruthArticle:
    return TruthArticle(
        id=article["id"],
        kind=article["kind"],
        title=_spans(article["title"]),
        kicker=_spans(article["kicker"]),
        kicker_optional=article["kicker_optional"],
        bylines=tuple(TruthByline(_spans(b["name"]), _spans(b["role"])) for b in article["bylines"]),
    )


def _spans(spans: Any) -> Spans:
    return tuple((int(start), int(end)) for start, end in spans)


def _figure(figure: dict[str, Any]) -> Figure:
    reading = _reading(figure["low"], figure["high"], figure["unit"], figure["relation"])
    also = tuple(_reading(*other) for other in figure.get("also", ()))
    return Figure(_spans(figure["spans"]), *reading, figure["status"], figure["optional"], also)


def _reading(low: Any, high: Any, unit: str, relation: str) -> Reading:
    return (None if low is None else Decimal(str(low)), None if high is None else Decimal(str(high)), unit, relation)
