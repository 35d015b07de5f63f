"""Scores the page's make-up: articles, titles, bylines, kinds, paragraphs, joins, cut ends."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cached_property
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from bench.reading.plain import plain, words_only
from bench.reading.tally import Miss, Tallies

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bench.reading.truth import Span, Truth, TruthArticle, TruthBlock

LENIENT = 0.95
SAME_ARTICLE = 0.9
"""Share of characters in common from which two articles are one."""

Offsets = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """A block of the page: where it stands and the characters it is made of."""

    article: int
    order: int
    kind: str
    text: str
    status: str
    offsets: Offsets


@dataclass(frozen=True, slots=True)
class Placed:
    """Which block holds which character of the file."""

    text: str
    blocks: tuple[Seen, ...]
    unplaced: Offsets

    @classmethod
    def of(cls, text: str, page: dict[str, Any]) -> Placed:
        blocks = [
            Seen(a["id"], i, b["kind"], b["text"], b["status"], _offsets(text, b["spans"]))
            for a in page["articles"]
            for i, b in enumerate(a["blocks"])
        ]
        return cls(text, tuple(blocks), _offsets(text, [u["span"] for u in page["unplaced"]]))

    def coverage(self) -> tuple[int, int]:
        """Characters in exactly one block or in ``unplaced``, and all that are not white space."""
        times = Counter(self.unplaced)
        for block in self.blocks:
            times.update(block.offsets)
        dark = [i for i, c in enumerate(self.text) if not c.isspace()]
        return sum(times[i] == 1 for i in dark), len(dark)


def _offsets(text: str, spans: Iterable[Iterable[int]]) -> Offsets:
    return tuple(i for start, end in spans for i in range(start, end) if not text[i].isspace())


class Layout:
    """Truth and page side by side."""

    def __init__(self, text: str, truth: Truth, page: dict[str, Any], placed: Placed) -> None:
        self.text, self.truth, self.placed = text, truth, placed
        self.articles: list[dict[str, Any]] = page["articles"]

    @cached_property
    def free(self) -> frozenset[int]:
        """Characters that may stand in any block: heads of briefs, and what no true block holds."""
        held = {i for b in self.truth.blocks for i in _offsets(self.text, b.spans)}
        heads = {i for b in self.truth.blocks if b.kind == "dateline" for i in _offsets(self.text, b.spans)}
        return frozenset(i for i in range(len(self.text)) if i not in held or i in heads)

    @cached_property
    def block_at(self) -> dict[int, int]:
        """The index of the page's block that holds a character."""
        return {i: n for n, b in enumerate(self.placed.blocks) for i in b.offsets}

    def offsets(self, block: TruthBlock) -> Offsets:
        return _offsets(self.text, block.spans)

    def bound(self, block: Seen) -> Offsets:
        """Its characters that are not free."""
        return tuple(i for i in block.offsets if i not in self.free)

    def best(self, offsets: Offsets) -> Seen | None:
        """The page's block that holds most of these characters, if it holds at least half of them."""
        holders = Counter(self.block_at[i] for i in offsets if i in self.block_at)
        if not holders:
            return None
        index, held = holders.most_common(1)[0]
        return self.placed.blocks[index] if 2 * held >= len(offsets) else None

    def string(self, spans: Iterable[Span]) -> str:
        return "".join(self.text[start:end] for start, end in spans)

    def readings(self, spans: tuple[Span, ...]) -> tuple[str, str]:
        """As printed, and with its slips put right."""
        mended = list(self.text)
        for slip in self.truth.slips:
            mended[slip.span[0] : slip.span[1]] = [slip.read] + [""] * (slip.span[1] - slip.span[0] - 1)
        return self.string(spans), "".join("".join(mended[start:end]) for start, end in spans)


def score_layout(layout: Layout, tallies: Tallies, misses: list[Miss]) -> None:
    """Counts every question of make-up."""
    _articles(layout, tallies, misses)
    _separation(layout, tallies)
    _paragraphs(layout, tallies, misses)
    _joins(layout, tallies, misses)
    _cut_ends(layout, tallies, misses)
    _kinds(layout, tallies, misses)


# ---- articles ---------------------------------------------------------------------------------------


def _articles(layout: Layout, tallies: Tallies, misses: list[Miss]) -> None:
    titles = [plain(a["title"]) for a in layout.articles if a["title"]]
    titled = [a for a in layout.truth.articles if a.title]
    met = [a for a in titled if _same_title(layout, a, titles)]
    tallies.count("titles", len(met), len(titles), len(titled))
    misses += [Miss("titles", layout.string(a.title)) for a in titled if a not in met]
    for article in layout.truth.articles:
        page_article = _counterpart(layout, article)
        whole = article in met and page_article is not None and _common(layout, article, page_article) >= SAME_ARTICLE
        tallies.count("articles", whole, 1)
        if not whole:
            misses.append(Miss("articles", f"{article.id} {layout.string(article.title)}"))
        if article.kind:
            tallies.count("article kinds", page_article is not None and page_article["kind"] == article.kind, 1)
        _kicker(layout, article, page_article, tallies, misses)
        _bylines(layout, article, page_article, tallies, misses)


def _same_title(layout: Layout, article: TruthArticle, titles: list[str]) -> bool:
    return any(plain(reading) in titles for reading in layout.readings(article.title))


def _article_offsets(layout: Layout, article: TruthArticle) -> set[int]:
    blocks = [b for b in layout.truth.blocks if b.article == article.id and b.kind == "paragraph"]
    return {i for b in blocks for i in layout.offsets(b)}


def _page_offsets(page_article: dict[str, Any], layout: Layout) -> set[int]:
    kinds = ("paragraph", "list", "table")
    blocks = [b for b in layout.placed.blocks if b.article == page_article["id"] and b.kind in kinds]
    return {i for b in blocks for i in layout.bound(b)}


def _counterpart(layout: Layout, article: TruthArticle) -> dict[str, Any] | None:
    """The page's article that holds most of this one's paragraphs."""
    offsets = _article_offsets(layout, article)
    holders = Counter(layout.placed.blocks[layout.block_at[i]].article for i in offsets if i in layout.block_at)
    if not holders:
        return None
    wanted = holders.most_common(1)[0][0]
    return next((a for a in layout.articles if a["id"] == wanted), None)


def _common(layout: Layout, article: TruthArticle, page_article: dict[str, Any]) -> float:
    true, page = _article_offsets(layout, article), _page_offsets(page_article, layout)
    return len(true & page) / len(true | page) if true | page else 1.0


def _kicker(
    layout: Layout, article: TruthArticle, page_article: dict[str, Any] | None, tallies: Tallies, misses: list[Miss]
) -> None:
    seen = words_only((page_article or {}).get("kicker") or "")
    wanted = words_only(layout.string(article.kicker))
    if article.kicker_optional:
        return
    tallies.count("kickers", bool(wanted) and seen == wanted, bool(seen), bool(wanted))
    if seen != wanted:
        misses.append(Miss("kickers", f"{layout.string(article.title)}: {seen!r}, not {wanted!r}"))


def _bylines(
    layout: Layout, article: TruthArticle, page_article: dict[str, Any] | None, tallies: Tallies, misses: list[Miss]
) -> None:
    seen = {words_only(b["name"]): words_only(b["role"] or "") for b in (page_article or {}).get("bylines", ())}
    true = {words_only(layout.string(b.name)): words_only(layout.string(b.role)) for b in article.bylines}
    tallies.count("bylines", len(seen.keys() & true.keys()), len(seen), len(true))
    tallies.count("byline roles", sum(seen[n] == true[n] for n in seen.keys() & true.keys()), len(true))
    if seen != true:
        misses.append(Miss("bylines", f"{layout.string(article.title)}: {seen}, not {true}"))


def _separation(layout: Layout, tallies: Tallies) -> None:
    """Pairs of paragraphs that are put into one article, against pairs that belong together."""
    pairs: list[tuple[int, int]] = []
    for number, block in enumerate(layout.truth.blocks):
        if block.kind == "paragraph":
            holder = layout.best(layout.offsets(block))
            pairs.append((block.article, holder.article if holder else -1 - number))
    for (true_a, page_a), (true_b, page_b) in combinations(pairs, 2):
        tallies.count("separation", true_a == true_b and page_a == page_b, page_a == page_b, true_a == true_b)


# ---- paragraphs -------------------------------------------------------------------------------------


def _paragraphs(layout: Layout, tallies: Tallies, misses: list[Miss]) -> None:
    holders: dict[int, list[tuple[int, int]]] = {}
    for block in layout.truth.blocks:
        if block.kind != "paragraph":
            continue
        offsets = layout.offsets(block)
        holder = layout.best(offsets)
        whole = holder is not None and layout.bound(holder) == offsets and _faithful(layout, holder)
        tallies.count("paragraphs", whole, 1)
        tallies.count("paragraphs >= .95", whole or _likeness(layout, block, holder) >= LENIENT, 1)
        holders.setdefault(block.article, []).append((holder.article, holder.order) if holder else (-1, -1))
        if not whole:
            misses.append(Miss("paragraphs", _difference(layout, block, holder)))
    for places in holders.values():
        ordered = sum(a[0] == b[0] >= 0 and a[1] <= b[1] for a, b in pairwise(places))
        tallies.count("paragraph order", ordered, len(places) - 1)


def _faithful(layout: Layout, block: Seen) -> bool:
    """Whether a block's text is what its spans hold, but for corrections."""
    printed = plain("".join(layout.text[i] for i in block.offsets))
    return SequenceMatcher(None, printed, plain(block.text), autojunk=False).ratio() >= LENIENT


def _likeness(layout: Layout, block: TruthBlock, holder: Seen | None) -> float:
    if holder is None:
        return 0.0
    kept = "".join(layout.text[i] for i in layout.bound(holder))
    return SequenceMatcher(None, plain(layout.string(block.spans)), plain(kept), autojunk=False).ratio()


def _difference(layout: Layout, block: TruthBlock, holder: Seen | None) -> str:
    wanted = "|".join(plain(layout.text[start:end]) for start, end in block.spans)
    return f"wanted {_short(wanted)} got {_short(plain(holder.text)) if holder else None}"


def _short(text: str, ends: int = 24) -> str:
    return text if len(text) <= 2 * ends else f"{text[:ends]}…{text[-ends:]}"


def _joins(layout: Layout, tallies: Tallies, misses: list[Miss]) -> None:
    """Seams where the page goes on from one printed piece to another, against the true ones."""
    true: dict[Span, bool] = {}
    starts: set[int] = set()
    for block in layout.truth.blocks:
        pieces = [_offsets(layout.text, [span]) for span in block.spans]
        starts.update(p[0] for p in pieces if p)
        for before, after in pairwise(p for p in pieces if p):
            true[before[-1], after[0]] = _displaced(layout, before[-1], after[0])
    seen = {
        (a, b)
        for block in layout.placed.blocks
        for a, b in pairwise(layout.bound(block))
        if b in starts or _held_between(layout, a, b)
    }
    tallies.count("joins", len(seen & true.keys()), len(seen), len(true))
    far = {seam for seam, displaced in true.items() if displaced}
    tallies.count("carried back", len(seen & far), len(far))
    misses += [Miss("joins", f"missed {_seam(layout, s)}") for s in sorted(true.keys() - seen)]
    misses += [Miss("joins", f"false {_seam(layout, s)}") for s in sorted(seen - true.keys())]


def _displaced(layout: Layout, end: int, start: int) -> bool:
    return start < end or _held_between(layout, end, start)


def _held_between(layout: Layout, a: int, b: int) -> bool:
    """Whether other text stands between two characters (or the second comes before the first)."""
    return b < a or any(i not in layout.free and not layout.text[i].isspace() for i in range(a + 1, b))


def _seam(layout: Layout, seam: Span) -> str:
    end, start = seam
    return f"{plain(layout.text[max(0, end - 12) : end + 1])}|{plain(layout.text[start : start + 12])}"


def _cut_ends(layout: Layout, tallies: Tallies, misses: list[Miss]) -> None:
    said = {(b.article, b.order) for b in layout.placed.blocks if b.status == "truncated" and b.kind == "paragraph"}
    true = 0
    right: set[tuple[int, int]] = set()
    for block in (b for b in layout.truth.blocks if b.truncated):
        true += 1
        holder = layout.best(layout.offsets(block))
        if holder and (holder.article, holder.order) in said:
            right.add((holder.article, holder.order))
        else:
            misses.append(Miss("cut ends", f"not said of …{plain(layout.string(block.spans))[-20:]}"))
    tallies.count("cut ends", len(right), len(said), true)
    for seen in layout.placed.blocks:
        if (seen.article, seen.order) in said - right:
            misses.append(Miss("cut ends", f"wrongly said of …{plain(seen.text)[-20:]}"))


# ---- kinds ------------------------------------------------------------------------------------------

_ALSO = {"dateline": ("byline", "paragraph")}
"""Kinds that do as well: the head of a brief may stay with its paragraph."""


def _kinds(layout: Layout, tallies: Tallies, misses: list[Miss]) -> None:
    for block in layout.truth.blocks:
        offsets = layout.offsets(block)
        holder = layout.best(offsets)
        right = holder is not None and holder.kind in (block.kind, *_ALSO.get(block.kind, ()))
        tallies.count("block kinds", right, 1)
        if block.kind not in ("paragraph", "dateline"):
            tallies.count(f"  {block.kind}", right and layout.bound(holder or _NOTHING) == offsets, 1)
        if block.kind in ("pull_quote", "caption"):
            tallies.count("tied to its article", _tied(layout, block, holder), 1)
        if not right:
            seen = holder.kind if holder else None
            misses.append(Miss("block kinds", f"{seen}, not {block.kind}: {_short(layout.string(block.spans))}"))


_NOTHING = Seen(-1, -1, "", "", "", ())


def _tied(layout: Layout, block: TruthBlock, holder: Seen | None) -> bool:
    article = next(a for a in layout.truth.articles if a.id == block.article)
    counterpart = _counterpart(layout, article)
    return holder is not None and counterpart is not None and holder.article == counterpart["id"]
