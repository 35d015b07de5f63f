"""Articles out of pieces: group them, re-join what was torn, set each article in its reading order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from yanzhen.reading.layout.genre import genre_of
from yanzhen.reading.layout.interruptions import Page, return_interrupted
from yanzhen.reading.layout.joins import Body, Language, find_joins
from yanzhen.reading.layout.kinds import kinds_of
from yanzhen.reading.layout.pieces import Piece, Sheet, pieces_of
from yanzhen.reading.layout.placed import Arrangement, Placed, Story
from yanzhen.reading.layout.quotes import find_pull_quotes
from yanzhen.reading.layout.setting import Setter
from yanzhen.reading.layout.stories import Start, find_starts
from yanzhen.reading.original import Original, Tracked

LOOSE = ("text", "pdf", "scan")
"""Kinds of files that a layout may have torn; the others hold their paragraphs whole."""
ASIDE = {"furniture": "page furniture", "folio": "folio"}
"""Kinds of pieces that belong to no article, and why."""


def arrange(original: Original, language: Language) -> Arrangement:
    """Separate the articles, put torn paragraphs together, and say what belongs to none."""
    sheet = pieces_of(original)
    loose = original.kind in LOOSE
    starts, body = _sorted_out(sheet, loose=loose, language=language)
    after = {join.tail: join.head for join in find_joins(body)} if loose else {}
    kinds = ["heading" if kind == "title" else kind for kind in body.kinds]
    setter = Setter(sheet.pieces, kinds, after, language, printed=loose)
    stories = [setter.story(start, members) for start, members in _members(starts, body.groups, kinds, after)]
    stories = [s for s in stories if s.blocks]
    unplaced = [(p.text, ASIDE[k]) for p, k in zip(sheet.pieces, kinds, strict=True) if k in ASIDE]
    if len(stories) == 1 and stories[0].title is None and original.title:
        stories[0], unplaced = _titled_by_file(stories[0], original.title, unplaced)
    return Arrangement(tuple(_with_kickers(stories)), tuple(unplaced), sheet.marks)


def body_of(original: Original, language: Language) -> Body:
    """The pieces as they are weighed for joining, before anything is joined."""
    return _sorted_out(pieces_of(original), loose=True, language=language)[1]


def _sorted_out(sheet: Sheet, *, loose: bool, language: Language) -> tuple[list[Start], Body]:
    """The articles' beginnings, and every piece with its kind and its article."""
    kinds = kinds_of(sheet.pieces, marked_up=not loose)
    starts = find_starts(sheet.pieces, kinds, loose=loose)
    groups = _groups(len(kinds), starts)
    titles = {i for s in starts for i in s.title}
    if loose:
        _demote_last_heads(sheet.pieces, kinds, groups, titles)
        return_interrupted(Page(sheet.pieces, kinds, starts), groups)
        for quote, source in find_pull_quotes(sheet.pieces, kinds, titles).items():
            kinds[quote] = "pull_quote"
            groups[quote] = groups[source]
    kinds = ["title" if i in titles else kind for i, kind in enumerate(kinds)]
    return starts, Body(sheet.pieces, kinds, groups, language)


def _demote_last_heads(pieces: Sequence[Piece], kinds: list[str], groups: Sequence[int], titles: set[int]) -> None:
    """A head with nothing under it heads nothing: it is the short end of a paragraph."""
    for i in range(len(kinds) - 1, -1, -1):
        alone = i + 1 == len(kinds) or groups[i + 1] != groups[i]
        if alone and kinds[i] == "heading" and i not in titles and pieces[i].hint is None:
            kinds[i] = "paragraph"


def _groups(count: int, starts: Sequence[Start]) -> list[int]:
    """For each piece the article in whose stretch of the file it stands."""
    groups, current = [], 0
    for i in range(count):
        while current + 1 < len(starts) and i >= starts[current + 1].at:
            current += 1
        groups.append(current)
    return groups


def _members(
    starts: Sequence[Start], groups: Sequence[int], kinds: Sequence[str], after: dict[int, int]
) -> list[tuple[Start, list[int]]]:
    """Each article's pieces; a piece that continues another goes with it."""
    continuing = set(after.values())
    members: list[list[int]] = [[] for _ in starts]
    for i, kind in enumerate(kinds):
        if i not in continuing and kind not in ASIDE:
            members[groups[i]].append(i)
    return [(start, _in_order(start, own, kinds)) for start, own in zip(starts, members, strict=True)]


def _in_order(start: Start, members: Sequence[int], kinds: Sequence[str]) -> list[int]:
    """Kicker, title and byline first, whatever the layout put above or between them."""
    front = [i for i in (start.kicker, *start.title) if i is not None]
    rest = [i for i in members if i not in front]
    below = front[-1] if front else -1
    byline = next((i for i in rest if below < i <= below + 3 and kinds[i] == "byline"), None)
    return [*front, *([] if byline is None else [byline]), *(i for i in rest if i != byline)]


def _with_kickers(stories: Sequence[Story]) -> list[Story]:
    """A kicker stands over the briefs that follow it, even past an article that the layout set between."""
    named: list[Story] = []
    last: Story | None = None
    for story in stories:
        if story.kicker is not None:
            last = story
        elif last is not None and story.kind == "brief" == last.kind and story.dateline and last.dateline:
            story = replace(story, kicker=last.kicker)
        named.append(story)
    return named


def _titled_by_file(
    story: Story, title: str, unplaced: list[tuple[Tracked, str]]
) -> tuple[Story, list[tuple[Tracked, str]]]:
    """A file whose body has no head may name it in its front matter or its page title."""
    for n, (text, reason) in enumerate(unplaced):
        at = text.text.find(title)
        if at < 0:
            continue
        block = Placed("title", text[at : at + len(title)])
        rest = [(part, reason) for part in (text[:at], text[at + len(title) :]) if part.text.strip()]
        blocks = (block, *story.blocks)
        titled = replace(
            story, title=title, blocks=blocks, kind=genre_of(title, story.kicker, story.dateline, story.bylines, blocks)
        )
        return titled, [*unplaced[:n], *rest, *unplaced[n + 1 :]]
    return story, unplaced
