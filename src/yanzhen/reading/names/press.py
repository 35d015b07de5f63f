"""The press as it signs: 新川科技报讯, 新川科技报汀川9月16日电, 海东早报记者; and the place of a dateline."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yanzhen.codes import regions
from yanzhen.reading.names import lexicon
from yanzhen.reading.names.mentions import STOPS, Rank

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.reading.names.mentions import Mention, Tagged

_DAY = r"(?:[0-9０-９]{1,2}月)?[0-9０-９]{1,2}日"
_WRITER = (
    r"(?:(?:特约|见习|实习|首席|驻站|全媒体|融媒体|驻[一-鿿]{2,3}|本报)?(?:记者|通讯员|评论员|实习生)|编辑部|客户端)"
)
_PRESS_END = re.compile(
    rf"(?:(?<=报)|(?<=通讯社)|(?<=新闻网)|(?<=周刊)|(?<=电视台)|(?<=电台)|(?<=融媒体中心))(?=\s*(?:讯|{_WRITER}|[一-鿿、]{{2,12}}?{_DAY}(?:电|讯)))"
)
_DATELINE = re.compile(rf"(?:报|刊|社|台|网)\s*([一-鿿]{{2,8}}(?:[、/／][一-鿿]{{2,5}}){{0,4}}?)\s*{_DAY}\s*(?:电|讯)")
_NEWS_FROM = re.compile(r"本[报刊台]\s*([一-鿿]{2,5})讯\s*[（(]")
_OWN = re.compile(r"(?:[本该我各某]|今日本|多家)[报刊台社]$")
_INNER_TAGS = frozenset({"n", "nz", "LOC", "ORG", "PER", "vn", "nw", "a", "s", "f", "j", "an"})
_NEVER_FIRST = frozenset({"据", "在", "由", "与", "和", "对", "接受", "向", "昨日", "今日", "近日"})
_LONGEST = 12
_NOT_PRESS = re.compile(r"(?:举|汇|通|申|预|警|情|海|简|回|播|填|上|电|捷|喜|年|月|季|财)报$")


def find_press(tagged: Tagged) -> Iterator[Mention]:
    """A paper, station or agency where it signs, known or not, and the places of its dateline."""
    for found in _PRESS_END.finditer(tagged.text):
        start = _start(tagged, found.start())
        text = tagged.text[start : found.start()]
        if len(text) >= 4 and not _OWN.search(text) and not _NOT_PRESS.search(text) and not lexicon.is_generic(text):
            yield tagged.mention(start, found.start(), "organisation", Rank.NAMED, 0.95)
    yield from _datelines(tagged)


def _start(tagged: Tagged, end: int) -> int:
    """Leftwards over the nouns that make the name, up to a mark, a space or another kind of word."""
    start = end
    for word in reversed([w for w in tagged.words if w.start < end]):
        attached = word.end >= start and end - word.start <= _LONGEST
        last = start == end
        if not attached or set(word.text) & STOPS or word.text in _NEVER_FIRST:
            break
        if not last and (word.tag not in _INNER_TAGS or word.text in lexicon.words("roles")):
            break
        start = word.start
    return start


def _datelines(tagged: Tagged) -> Iterator[Mention]:
    for found in (*_DATELINE.finditer(tagged.text), *_NEWS_FROM.finditer(tagged.text)):
        at = found.start(1)
        for text in re.split(r"[、/／]", found[1]):
            parts = regions.split_places(text) or (text,)
            for part in parts:
                if not re.search(r"记者|通讯员|消息|特稿|专电|今天|昨天", part) and len(part) <= 5:
                    yield tagged.mention(at, at + len(part), "place", Rank.NAMED, 0.95)
                at += len(part)
            at += 1
