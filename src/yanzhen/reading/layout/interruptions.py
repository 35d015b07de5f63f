"""An article that another one interrupts goes on after it: known by the width of its column and by its words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from math import log
from statistics import median

from yanzhen.reading.layout.glyphs import folded
from yanzhen.reading.layout.pieces import Piece
from yanzhen.reading.layout.stories import Start

SAME = 1.5
"""Cells by which two measures of one column may differ."""
OTHER = 2.5
OWN_WORDS = 0.6
"""Share of an article's own words in the mixture with the page's (Jelinek and Mercer 1980)."""
EVIDENCE = 14.0
"""Natural log odds that a stretch under a subhead must show for the earlier article's words."""
KNOWN = 90
"""Characters of the interrupting article that must be known."""


@dataclass(frozen=True, slots=True)
class Page:
    """The pieces of a page and what each is."""

    pieces: Sequence[Piece]
    kinds: Sequence[str]
    starts: Sequence[Start]

    def column(self, at: int) -> float | None:
        """The width in which a piece of body text is set, if it was measured."""
        piece = self.pieces[at]
        return piece.column if self.is_body(at) and not piece.quoted else None

    def is_subhead(self, at: int) -> bool:
        return self.kinds[at] == "heading" and not any(at in start.title for start in self.starts)

    def is_body(self, at: int) -> bool:
        return self.kinds[at] in ("paragraph", "dated", "list")


def return_interrupted(page: Page, groups: list[int]) -> None:
    """Give each stretch back that an earlier article's column, or else its words, claim."""
    for group, members in _articles(groups):
        for stretch in _stretches(members, page):
            home = _home_by_column(stretch, group, page, groups)
            if home is not None:
                _move(stretch, home, group, page, groups)
    words = _Words(page)
    for group, members in _articles(groups):
        own = [i for i in members if groups[i] == group]
        found = _home_by_words(own, group, page, groups, words) or _home_behind_signature(
            own, group, page, groups, words
        )
        if found is not None:
            _move(found[0], found[1], group, page, groups)


def _articles(groups: Sequence[int]) -> list[tuple[int, list[int]]]:
    return [(g, list(members)) for g, members in groupby(range(len(groups)), key=list(groups).__getitem__)]


def _move(stretch: Sequence[int], home: int, group: int, page: Page, groups: list[int]) -> None:
    if not set(stretch) & set(page.starts[group].title):
        for i in stretch:
            groups[i] = home


def _article_width(page: Page, groups: Sequence[int], group: int) -> float | None:
    """The width in which an article begins: of its first measured paragraphs."""
    widths = [w for i in range(len(groups)) if groups[i] == group and (w := page.column(i)) is not None]
    return median(widths[:3]) if widths else None


def _stretches(members: Sequence[int], page: Page) -> list[list[int]]:
    """Runs of pieces of one column; heads and unmeasured pieces go with what follows them."""
    runs: list[list[int]] = []
    waiting: list[int] = []
    current: float | None = None
    for i in members:
        width = page.column(i)
        waiting.append(i)
        if width is None:
            continue
        if runs and current is not None and abs(width - current) <= OTHER:
            runs[-1] += waiting
        else:
            runs.append(waiting)
            current = width
        waiting = []
    if runs:
        runs[-1] += waiting
    return runs


def _home_by_column(stretch: Sequence[int], group: int, page: Page, groups: Sequence[int]) -> int | None:
    own = _article_width(page, groups, group)
    columns = [w for i in stretch if (w := page.column(i)) is not None]
    if own is None or not columns or abs(median(columns) - own) <= OTHER:
        return None
    for earlier in range(group - 1, -1, -1):
        there = _article_width(page, groups, earlier)
        if there is not None and abs(there - median(columns)) <= SAME:
            return earlier
    return None


class _Words:
    """Character pairs of each piece, and how often the page has them."""

    def __init__(self, page: Page) -> None:
        self.of = [_pairs(p.text.text) for p in page.pieces]
        self.all = self.together(range(len(self.of)))
        self.total = max(1, self.all.total())

    def together(self, pieces: Iterable[int]) -> Counter[str]:
        """The pairs of several pieces."""
        found: Counter[str] = Counter()
        for i in pieces:
            found.update(self.of[i])
        return found

    def odds(self, piece: int, home: Counter[str], own: Counter[str]) -> float:
        """Log odds that the piece's words come from ``home`` and not from ``own``."""
        at_home, at_own = max(1, home.total()), max(1, own.total())
        odds = 0.0
        for pair, count in self.of[piece].items():
            page = (1 - OWN_WORDS) * self.all[pair] / self.total
            here = OWN_WORDS * home[pair] / at_home + page
            odds += count * log(here / (OWN_WORDS * own[pair] / at_own + page))
        return odds


def _pairs(text: str) -> Counter[str]:
    text = folded(text)
    return Counter(text[i : i + 2] for i in range(len(text) - 1) if text[i : i + 2].isalnum())


def _home_by_words(
    members: Sequence[int], group: int, page: Page, groups: Sequence[int], words: _Words
) -> tuple[list[int], int] | None:
    """The end of an article that an earlier one claims by its words, and that earlier one."""
    cuts = _cuts(members, page)
    best: tuple[float, list[int], int] | None = None
    for home in range(group) if cuts else ():
        there = words.together(i for i in range(len(groups)) if groups[i] == home)
        for stretch in cuts:
            body = [i for i in stretch if page.is_body(i)]
            own = words.together(i for i in members if i < body[0] and page.is_body(i))
            odds = sum(words.odds(i, there, own) for i in body)
            if odds > max(EVIDENCE, best[0] if best else 0.0) and _column_allows(body, home, page, groups):
                best = (odds, stretch, home)
    return best[1:] if best else None


def _cuts(members: Sequence[int], page: Page) -> list[list[int]]:
    """Where an article may end and an interrupted one go on: at the first subhead behind a brief or a comment.

    Those have none; words alone are not enough, since two articles on one subject share too many.
    """
    body = [i for i in members if page.is_body(i)]
    subhead = next((i for i in members if page.is_subhead(i)), None)
    if subhead is None or not any(page.kinds[i] in ("dated", "kicker") for i in members):
        return []
    known = 0
    cuts = []
    for first, second in pairwise(body):
        known += len(page.pieces[first].text)
        if known >= KNOWN and first < subhead:
            cuts.append(_from_head(members, second, page))
    return cuts


def _home_behind_signature(
    members: Sequence[int], group: int, page: Page, groups: Sequence[int], words: _Words
) -> tuple[list[int], int] | None:
    """A notice ends with the day that signs it: what stands behind goes to the earlier article whose words it has."""
    signed = next((n for n, i in enumerate(members) if page.kinds[i] == "signed_day" and n > 2), None)
    behind = [] if signed is None else list(members[signed + 1 :])
    body = [i for i in behind if page.is_body(i)]
    if not body or not group:
        return None
    own = words.together(i for i in members if i not in behind)

    def odds(home: int) -> float:
        there = words.together(i for i in range(len(groups)) if groups[i] == home)
        return sum(words.odds(i, there, own) for i in body)

    home = max(range(group), key=odds)
    return (behind, home) if odds(home) > 0 and _column_allows(body, home, page, groups) else None


def _column_allows(stretch: Sequence[int], home: int, page: Page, groups: Sequence[int]) -> bool:
    there = _article_width(page, groups, home)
    columns = [w for i in stretch if (w := page.column(i)) is not None]
    return there is None or not columns or abs(median(columns) - there) <= OTHER


def _from_head(members: Sequence[int], first: int, page: Page) -> list[int]:
    """The members from this piece on, with the subhead right above it."""
    at = list(members).index(first)
    while at > 1 and (page.is_subhead(members[at - 1]) or page.kinds[members[at - 1]] in ("caption", "credit")):
        at -= 1
    return list(members[at:])
