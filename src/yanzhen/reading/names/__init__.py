"""Names on a page: persons, organisations, places, documents, events, programmes, technologies."""

from __future__ import annotations

import re
from itertools import chain
from typing import TYPE_CHECKING

from yanzhen.codes import regions
from yanzhen.reading.names.consistency import consistent
from yanzhen.reading.names.mentions import Mention, Tagged
from yanzhen.reading.names.organisations import find_organisations
from yanzhen.reading.names.persons import find_persons
from yanzhen.reading.names.places import find_places
from yanzhen.reading.names.press import find_press
from yanzhen.reading.names.roles import role_of
from yanzhen.reading.names.speakers import find_speakers
from yanzhen.reading.names.tagger import tag
from yanzhen.reading.names.titles import find_documents, find_events, find_programmes, find_technologies
from yanzhen.reading.names.values import BlockText, FoundName, NameKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

__all__ = ["BlockText", "FoundName", "NameKind", "find_names"]

_RULE = re.compile(r"第[一二三四五六七八九十百]+条[\s　]")


def find_names(blocks: Sequence[BlockText]) -> list[FoundName]:
    """Every mention of a name, in the order of the page; mentions never overlap.

    What counts as a name: full official names and the longest ones; no role words, no quotation
    marks; no 我国, 全国, 本市; a place inside an organisation's name is no place. An industrial park
    is a place (成都高新区), its administration an organisation (成都高新区管委会).

    >>> [(n.text, n.kind, n.role) for n in find_names([BlockText(1, "paragraph", "昌乐县委书记刘裕斌说。")])]
    [('昌乐县委', 'organisation', None), ('刘裕斌', 'person', '县委书记')]
    """
    pages = [Tagged.of(i, block, tag(block.text)) for i, block in enumerate(blocks)]
    in_rules = sum(bool(_RULE.match(block.text.lstrip())) for block in blocks) >= 3
    found = chain(find_speakers(pages), chain.from_iterable(_candidates(page, in_rules) for page in pages))
    mentions = consistent(pages, found)
    return [_finished(mention, pages, mentions) for mention in mentions]


def _candidates(page: Tagged, in_rules: bool) -> Iterator[Mention]:
    yield from find_documents(page)
    yield from find_events(page)
    yield from find_press(page)
    yield from find_organisations(page, in_rules)
    yield from find_persons(page)
    yield from find_places(page)
    yield from find_programmes(page)
    yield from find_technologies(page)


def _finished(mention: Mention, pages: Sequence[Tagged], mentions: Sequence[Mention]) -> FoundName:
    role, organisation = (None, None)
    if mention.kind == "person":
        role, organisation = role_of(pages[mention.block], mention, mentions)
    code = _region_code(mention, pages, mentions) if mention.kind == "place" else None
    return FoundName(
        mention.block, mention.start, mention.end, mention.text, mention.kind, mention.same_as, code, role, organisation
    )


def _region_code(place: Mention, pages: Sequence[Tagged], mentions: Sequence[Mention]) -> str | None:
    """The region that the name means, given what the page names around it, nearest first."""
    article = pages[place.block].block.article
    others = [m for m in mentions if m.kind == "place" and m.text != place.text]
    others.sort(key=lambda m: _distance(m, place, pages, article))
    near = [region.code for other in others if (region := regions.resolve(other.text))]
    name = place.same_as or place.text
    if (above := _right_above(place, others)) and (inside := regions.resolve_within(name, above.code)):
        return inside.code
    found = regions.resolve(name, near) or regions.resolve(_leading_region(name), near)
    return found.code if found else None


def _right_above(place: Mention, others: Sequence[Mention]) -> regions.Region | None:
    """The region whose name ends where this one starts: 青海|海南, 吉林省|吉林."""
    before = next((m for m in others if m.block == place.block and m.end == place.start), None)
    return regions.resolve(before.text) if before else None


def _distance(
    other: Mention, place: Mention, pages: Sequence[Tagged], article: int | None
) -> tuple[bool, int, bool, int]:
    """Same article first, then nearer blocks, what stands before, and fewer characters between."""
    return (
        pages[other.block].block.article != article,
        abs(other.block - place.block),
        (other.block, other.start) > (place.block, place.start),
        abs(other.start - place.start),
    )


def _leading_region(name: str) -> str:
    """成都 of 成都高新区; nothing for other places."""
    if not re.search(r"(?:高新|经开|开发|新|园|保税|示范|试验)区$", name):
        return ""
    return next((name[:end] for end in range(len(name) - 1, 1, -1) if regions.regions_named(name[:end])), "")
