"""Places: regions, countries, waters, roads, parks and villages."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from yanzhen.reading import regions
from yanzhen.reading.names import lexicon
from yanzhen.reading.names.mentions import STOPS, Mention, Rank, Tagged

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.reading.names.tagger import Word

_ADMINISTRATIVE = re.compile(r"(?:街道|社区|[镇乡村县区州旗])$")
_LETTERS = re.compile(r"[A-Za-z0-9\s·]*$")


def find_places(tagged: Tagged) -> Iterator[Mention]:
    """Every span that may be a place; a run of regions (安徽合肥) is parted into its names."""
    yield from _official(tagged)
    yield from _listed(tagged)
    yield from _abbreviations(tagged)
    for at, word in enumerate(tagged.words):
        if word.tag in ("LOC", "ORG", "PER", "nz", "n", "s") and (start_end := _extended(tagged, at)):
            yield from part_places(tagged, *start_end, word.certainty)
            yield from _child_behind(tagged, *start_end)


def part_places(tagged: Tagged, start: int, end: int, certainty: float = 1.0) -> Iterator[Mention]:
    """The places that a span holds one after another."""
    text = tagged.text[start:end]
    parts = regions.split_places(text) or _region_and_rest(text)
    for part in parts:
        if is_place_name(part):
            rank = Rank.NAMED if regions.is_full_name(part) else Rank.TAGGED
            yield tagged.mention(start, start + len(part), "place", rank, certainty)
        start += len(part)


def is_place_name(text: str) -> bool:
    """Whether a span that looks like a place names one: not 高速公路, 东部地区, 我市."""
    if text in lexicon.words("known-places") or regions.regions_named(text) or text in regions.wide_regions():
        return text not in lexicon.words("not-names")
    if text in lexicon.words("not-names") or len(text) < 2 or _LETTERS.match(text) or set(text) & STOPS:
        return False
    suffix = lexicon.place_suffix(text) or ""
    core = text.removesuffix(suffix)
    return bool(core) and not lexicon.is_generic(core) and text[0] not in "我本该各这那全"


def _official(tagged: Tagged) -> Iterator[Mention]:
    """Full official names wherever they stand (西林县)."""
    for length in range(3, 13):
        for start in range(len(tagged.text) - length + 1):
            text = tagged.text[start : start + length]
            if (
                text[-1] in "省市县区州盟旗"
                and regions.is_full_name(text)
                and _cuts_no_word(tagged, start, start + length)
            ):
                yield tagged.mention(start, start + length, "place", Rank.TAGGED, 0.9)


def _cuts_no_word(tagged: Tagged, start: int, end: int) -> bool:
    """The start must be a word's; the end may lie inside a longer place or organisation."""
    return tagged.is_cut(start) and (
        tagged.is_cut(end) or any(w.start < end < w.end and w.tag in ("LOC", "ORG") for w in tagged.words)
    )


def _listed(tagged: Tagged) -> Iterator[Mention]:
    """Countries, waters, mountains and wide regions of the lists, where the words' borders agree."""
    pattern = "|".join(
        (lexicon.alternatives("known-places"), *sorted(map(re.escape, regions.wide_regions()), key=len, reverse=True))
    )
    for found in re.finditer(pattern, tagged.text):
        long = found.end() - found.start() >= 3
        if (
            tagged.is_cut(found.start())
            and tagged.is_cut(found.end())
            and (long or _is_placelike(tagged, *found.span()))
        ):
            yield tagged.mention(*found.span(), "place", Rank.TAGGED, 0.9)


def _is_placelike(tagged: Tagged, start: int, end: int) -> bool:
    return any(w.start == start and w.tag in ("LOC", "ns", "nz", "ORG", "s", "n", "f") for w in tagged.words)


def _abbreviations(tagged: Tagged) -> Iterator[Mention]:
    """沪苏浙皖 as one place; 日、韩 in a list with other places."""
    table = {row["character"]: row["kind"] for row in lexicon.rows("abbreviations") if row["kind"] == "province"}
    run = "".join(table)
    for found in re.finditer(rf"[{run}]{{2,}}", tagged.text):
        if _are_single_places(tagged, *found.span()):
            yield tagged.mention(*found.span(), "place", Rank.COMPOSED, 0.8)
    letters = {row["character"] for row in lexicon.rows("abbreviations")}
    for word in tagged.words:
        if len(word.text) == 1 and word.text in letters and word.tag == "LOC" and _is_listed(tagged, word):
            yield tagged.mention(word.start, word.end, "place", Rank.TAGGED, word.certainty)


def _are_single_places(tagged: Tagged, start: int, end: int) -> bool:
    inside = [w for w in tagged.words if start <= w.start < end]
    exact = bool(inside) and inside[0].start == start and inside[-1].end == end
    return (
        exact
        and all(w.tag in ("LOC", "nz", "ORG") for w in inside)
        and not regions.regions_named(tagged.text[start:end])
    )


def _is_listed(tagged: Tagged, word: Word) -> bool:
    around = tagged.text[max(0, word.start - 1) : word.start] + tagged.text[word.end : word.end + 1]
    return any(mark in around for mark in "、及和与") or any(
        other.tag == "LOC" and len(other.text) == 1 and word.start in (other.end, other.start - 1)
        for other in tagged.words
    )


def _extended(tagged: Tagged, at: int) -> tuple[int, int] | None:
    """A place word with the words that make it a longer place: 琶洲 + 园区, 巴泽 + 梯田, 张江 + 科学城."""
    word = tagged.words[at]
    end = word.end
    for following in tagged.words[at + 1 : at + 4]:
        if following.start != end or following.tag not in ("n", "LOC", "nz", "vn", "a", "s"):
            break
        if lexicon.place_suffix(following.text, "place-extensions") == following.text or _makes_zone(tagged, following):
            end = following.end
            continue
        if following.text not in (
            "国家级",
            "经济",
            "技术",
            "高新技术",
            "产业",
            "生态",
            "国际",
            "国家",
            "自由",
            "贸易",
            "综合",
            "文化",
            "旅游",
            "新",
        ):
            break
    return (word.start, end) if word.tag == "LOC" or (end > word.end and word.tag in ("ORG", "PER", "nz")) else None


def _makes_zone(tagged: Tagged, word: Word) -> bool:
    return word.text in ("片区", "开发区") and tagged.text[word.start - 1] in "新术济"


def _child_behind(tagged: Tagged, start: int, end: int) -> Iterator[Mention]:
    """广西西林: the short name of a region inside the one before it."""
    upper = regions.regions_named(tagged.text[start:end])
    for length in (3, 2):
        behind = tagged.text[end : end + length]
        if (
            len(behind) == length
            and tagged.is_cut(end + length)
            and any(
                r.code == u.code
                for lower in regions.regions_named(behind)
                for r in regions.ancestors(lower.code)
                for u in upper
            )
        ):
            yield tagged.mention(end, end + length, "place", Rank.TAGGED, 0.9)
            return


def _region_and_rest(text: str) -> tuple[str, ...]:
    """深圳市南山区粤海街道 is three places, 昌乐营丘镇 two; 南京路 and 成都高新区 are one."""
    for cut in range(len(text) - 2, 1, -1):
        head, rest = text[:cut], text[cut:]
        if (parts := regions.split_places(head)) and _stands_apart(head, rest):
            return (*parts, rest)
    return (text,)


def _stands_apart(head: str, rest: str) -> bool:
    if not is_place_name(rest) or rest in lexicon.words("place-suffixes"):
        return False
    official = regions.is_full_name(head)
    named = rest in lexicon.words("known-places")
    return named or (
        len(rest) >= 3
        and (official or bool(_ADMINISTRATIVE.search(rest)) and not rest.endswith(("高新区", "开发区", "新区", "园区")))
    )
