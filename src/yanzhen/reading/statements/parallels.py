"""Figures that 分别 hands out one by one: 甲、乙、丙分别出口3亿元、2亿元和1亿元."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from yanzhen.reading.statements.found import Reading
from yanzhen.reading.statements.grammar import clause_words

_EACH = re.compile("分别")
_BETWEEN = re.compile(r" ?(?:、|,|和|及|与|以及) ?")
_ITEM_END = re.compile(r"、|和|及|与|以及")
_CLAUSE_START = re.compile(r"[,。;:!?\n]")
_MEMBERS = re.compile(r"(?:[两三四五六七八九十]|\d+)[县市区省地家项类个].{0,4}$|等$")
_LEVEL = re.compile(r"(?:约|共|仅)?(?:为|是|达到?|占|有|约为|增长|下降|提高|增加|减少|上升|回落)(?:了|约)?")


@dataclass(frozen=True, slots=True)
class _Owned:
    """Behind 分别 stands a verb: the items are owners, and this is what they own."""

    property: str | None


def with_items(text: str, readings: list[Reading]) -> list[Reading]:
    """The readings, each of a list behind 分别 with its own item; other readings stay as they are.

    Items and figures are paired only where there are as many of the one as of the other.
    """
    paired = dict(enumerate(readings))
    items: list[str] = []
    owned: _Owned | None = None
    for each in _EACH.finditer(text):
        places = _figures(text, readings, each.end())
        named = _items(text, each.start(), len(places))
        items, owned = (named, None) if named else (items if _opens_clause(text, each.start()) else [], owned)
        if len(places) > 1 and not items and _opens_clause(text, each.start()):
            paired.update(_of_levels(readings, places))
        if len(places) < 2 or len(items) != len(places):
            continue
        first = readings[places[0]]
        if named and first.direction is None:
            between = text[each.end() : first.start].strip()
            owned = None if _LEVEL.fullmatch(between) else _Owned(first.property if between else None)
        for place, item in zip(places, items, strict=True):
            paired[place] = _of_item(readings[place], first, item, owned)
    return [paired[place] for place in range(len(readings))]


def _figures(text: str, readings: list[Reading], start: int) -> list[int]:
    """The places of the figures of one list that begins right behind 分别."""
    places: list[int] = []
    end = start
    for place, reading in enumerate(readings):
        if reading.quantity is None or reading.start < start:
            continue
        gap = text[end : reading.start]
        if not (_BETWEEN.fullmatch(gap) if places else len(gap) <= 8 and not _CLAUSE_START.search(gap)):
            break
        places.append(place)
        end = reading.end
    return places


def _items(text: str, end: int, count: int) -> list[str]:
    """The last ``count`` items of the list in front of 分别."""
    start = max(
        (match.end() for match in _CLAUSE_START.finditer(text, max(0, end - 120), end)), default=max(0, end - 120)
    )
    words = clause_words().lead.sub("", text[start:end].strip())
    items = [_MEMBERS.sub("", item).strip() for item in _ITEM_END.split(words)]
    return items if count >= 2 and len(items) == count and all(items) else []


def _opens_clause(text: str, position: int) -> bool:
    """Whether nothing stands between the comma and 分别, so that it speaks of the items before (，分别增长…)."""
    return text[position - 1 : position] in (",", ";", " ") or text[position - 2 : position] in ("同比", "环比")


def _of_levels(readings: list[Reading], places: list[int]) -> dict[int, Reading]:
    """收入9亿元，利润1亿元，分别增长22%和31%: each rise belongs to one of the figures right before it."""
    first, count = places[0], len(places)
    levels = readings[max(0, first - count) : first]
    same = [level for level in levels if level.quantity and level.sentence_start == readings[first].sentence_start]
    if len(same) != count or len({(level.subject, level.property) for level in same}) != count:
        return {}
    direction = readings[first].direction
    return {
        place: replace(readings[place], subject=level.subject, property=level.property, direction=direction)
        for place, level in zip(places, same, strict=True)
    }


def _of_item(reading: Reading, first: Reading, item: str, owned: _Owned | None) -> Reading:
    """With a verb behind 分别 the item is the owner (甲分别出口), without one it is what is measured.

    What stands in front of the first figure of the list holds for all: its direction, the whole of its share.
    """
    reading = replace(reading, direction=first.direction, share_of=first.share_of)
    return replace(reading, subject=item, property=owned.property) if owned else replace(reading, property=item)
