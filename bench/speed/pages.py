"""The texts that are timed: damaged pages, clean articles with their labels, a page of a given length."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import cycle, islice
from typing import TYPE_CHECKING, TypeVar

from bench.reading.articles import ARTICLES, PUBLISHED, Article, read_articles
from bench.reading.damage import VARIANTS, damaged_page
from bench.reading.truth import Day, Figure, Mention, Truth

if TYPE_CHECKING:
    from collections.abc import Iterator

Label = TypeVar("Label", Figure, Day, Mention)

SHORT_PAGE = 4000
"""Characters of the page whose longest wait is promised."""
OTHER_SEED = 61
"""Pages from here on warm a process up and are not timed."""


@dataclass(frozen=True, slots=True)
class Labelled:
    """An article as it was written, and what stands in it."""

    text: str
    truth: Truth


def damaged_pages(count: int, first: int = 1) -> list[str]:
    """Pages of ``count`` seeds from ``first`` on, of ``articles/open``, the four kinds of line ends in turn."""
    pool = read_articles(ARTICLES / "open")
    kinds = islice(cycle(VARIANTS), count)
    return [damaged_page(pool, seed, variant).text for seed, variant in enumerate(kinds, first)]


def short_page() -> str:
    """Damaged pages one after the other, cut at 4,000 characters."""
    return "\n\n".join(damaged_pages(4))[:SHORT_PAGE]


def labelled_articles(*, held_out: bool) -> list[Labelled]:
    """Every article of the pool, undamaged: a line a block, an empty line between them."""
    folder = ARTICLES / ("kept" if held_out else "open")
    return [_labelled(article) for article in read_articles(folder)]


def _labelled(article: Article) -> Labelled:
    heads = (article.kicker, article.title, article.byline)
    blocks = [block for block in (*heads, *article.body) if block is not None]
    text, marks = "", []
    for block in blocks:
        marks += [(len(text) + a, len(text) + b, what) for a, b, what in block.labels]
        text += block.text + ("" if block.kind == "dateline" else "\n\n")
    placed = [replace(what, spans=((a, b),)) for a, b, what in marks]
    truth = Truth(
        file=f"{article.name}.txt",
        published=PUBLISHED,
        articles=(),
        blocks=(),
        slips=(),
        quantities=tuple(_of(Figure, placed)),
        dates=tuple(_of(Day, placed)),
        names=tuple(_of(Mention, placed)),
    )
    return Labelled(text, truth)


def _of(kind: type[Label], placed: list[Figure | Day | Mention]) -> Iterator[Label]:
    return (what for what in placed if isinstance(what, kind))
