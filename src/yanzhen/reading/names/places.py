"""Places: regions, countries, waters, roads, parks and villages."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from yanzhen.codes import regions
from yanzhen.reading.names import lexicon
from yanzhen.reading.names.mentions import STOPS, Mention, Rank, Tagged
from yanzhen.reading.names.offices import is_common
from yanzhen.reading.names.particular import ends_like_body

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.reading.names.tagger import Word

_ADMINISTRATIVE = re.compile(r"(?:街道|社区|[镇乡村县区州旗])$")
_STARRED = re.compile(r"[1-5]A|[一二三四五1-5]星")
_HOUSE_NUMBER = re.compile(r"[0-9０-９一二三四五六七八九十]+[号弄].*$")
_TRAILING = re.compile(r"(?:讯|电|报道|边|畔|岸边|沿岸|岸线|[穿绕][城境村镇山])$")
_NATURAL = frozenset({"大峡谷", "峡谷", "瀑布", "梯田", "草原", "沙漠", "古镇", "古城", "古村", "大桥", "隧道", "公园"})
_NOT_OF_REGION = frozenset(
    {"景区", "风景区", "旅游区", "度假区", "地区", "社区", "园区", "新城", "古城", "生态园", "葡萄园", "茶园"}
)
_GROWING_TAGS = frozenset({"n", "LOC", "nz", "vn", "a", "s", "f"})
_OF_REGION = re.compile(
    r"(?:区|园|城|机场|站|口岸|平原|盆地|高原|半岛|干线|大桥|自贸港|自由贸易港|立交|立交桥|快速路|隧道|大楼|大厦)$"
)
_LIST_MARKS = frozenset("、及和与")
_NUMBERED = re.compile(r".*(?:[一二三四五六七八九十0-9]号|[^东西南北中总内外全上下]部)$")
_CENTRE = re.compile(r"(.+)(?:分)?中心$")
_DIRECTION = re.compile(
    r"以?[东西南北]{1,2}|(?:以?[东西南北]{1,2}|中东?西?)(?:部|面|侧|郊|端|缘|麓|坡|境|岸)(?:地区|山区)?|[上中下]{1,2}游(?:地区)?|(?:全境|境内|境外|城区|市区|主城区|老城区|县城|城郊|郊区|周边|沿线|岸边|边上|城里)"
)
_REGION_FORM = re.compile(r"[一-鿿]{2,4}(?:自治[县州]|[省市县区镇乡旗])")
_CUT_LEVEL = re.compile(r"[一-鿿]{2,3}(?:[县镇](?![级域长委])|[市区](?=(.{2,3})))")
_LETTERS = re.compile(r"[A-Za-z0-9\s·]*$")


def find_places(tagged: Tagged) -> Iterator[Mention]:
    """Every span that may be a place; a run of regions (安徽合肥) is parted into its names."""
    hidden = [found.span() for found in re.finditer(lexicon.alternatives("hiding-words"), tagged.text)]
    for place in _candidates(tagged):
        if not any(start <= place.start and place.end <= end for start, end in hidden):
            yield place


def _candidates(tagged: Tagged) -> Iterator[Mention]:
    yield from _official(tagged)
    yield from _by_form(tagged)
    yield from _leading(tagged)
    yield from _listed(tagged)
    yield from _abbreviations(tagged)
    for at, word in enumerate(tagged.words):
        if word.tag in ("LOC", "ORG", "PER", "nz", "n", "s") and (start_end := _extended(tagged, at)):
            yield from part_places(tagged, *start_end, word.certainty)
            yield from _child_behind(tagged, *start_end)


def part_places(tagged: Tagged, start: int, end: int, certainty: float = 1.0) -> Iterator[Mention]:
    """The places that a span holds one after another."""
    text = _without_tail(tagged.text[start:end])
    parts = regions.split_places(text) or _region_and_rest(text)
    for part in parts:
        joined = part[0] in "和与及" and len(part) == 2 and tagged.text[start - 1 : start] in tuple("省市县区州")
        if is_place_name(part) and not joined:
            yield tagged.mention(start, start + len(part), "place", Rank.TAGGED, certainty)
        start += len(part)


def _without_tail(text: str) -> str:
    """Without what clings to a place: 南宁|讯, 凤林西路|151号, 长三角|区域, 太湖|边, 浙江省|北部."""
    text = _without_direction(text)
    text = _HOUSE_NUMBER.sub("", text) if "路" in text or "街" in text or "道" in text else text
    if local := re.match(r"(.+?)(?:局部|部分|等|各|周边)地区$", text):
        text = local[1]
    for tail in ("地区", "区域", "全域", "县城", "城区", "市区"):
        if text.removesuffix(tail) in regions.wide_regions():
            return text.removesuffix(tail)
    if text.endswith("地区") and not regions.is_official_name(text) and regions.regions_named(text[:-2]):
        return text[:-2]
    bare = _TRAILING.sub("", text)
    known = regions.regions_named(bare) or bare in lexicon.words("known-places") or bare[-1:] in "江河溪湖川水"
    return bare if known else text


def _without_direction(text: str) -> str:
    """江西|北部: the shortest tail that leaves a name; 西南, 苏北 and 江北区 keep theirs."""
    if regions.regions_named(text) or text in lexicon.words("known-places") or text in regions.wide_regions():
        return text
    for cut in range(len(text) - 2, 1, -1):
        head = text[:cut]
        named = regions.regions_named(head) or head in lexicon.words("known-places") or head in regions.wide_regions()
        if _DIRECTION.fullmatch(text[cut:]) and (named or _is_natural_or_region(head)):
            return head
    return text


def _is_natural_or_region(text: str) -> bool:
    """Whether it has the form of a river's, a lake's or a region's name (汀川市, 澜江)."""
    return len(text) <= 5 and text[-1] in "省市县区镇乡州江河湖山岛村" and not lexicon.is_common_place(text)


def is_place_name(text: str) -> bool:
    """Whether a span that looks like a place names one: not 高速公路, 东部地区, 我市."""
    body = ends_like_body(text) or (text in lexicon.known_organisations() and not regions.regions_named(text))
    if (centre := _CENTRE.match(text)) and regions.regions_named(centre[1]):
        return False
    if body or _STARRED.match(text) or _NUMBERED.match(text) or "·" in text:
        return False
    if text in lexicon.words("known-places") or regions.regions_named(text) or text in regions.wide_regions():
        return text not in lexicon.words("not-names") and text not in lexicon.words("common-places")
    if (
        text in lexicon.words("not-names")
        or lexicon.is_common_place(text)
        or len(text) < 2
        or _LETTERS.match(text)
        or set(text) & STOPS
    ):
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
                and regions.is_official_name(text)
                and (text not in lexicon.words("not-names") or _is_below_its_city(tagged, start, text))
                and not (text[-1] == "市" and tagged.text.startswith("区", start + length))
                and _cuts_no_word(tagged, start, start + length)
            ):
                yield tagged.mention(start, start + length, "place", Rank.TAGGED, 0.9)


def _by_form(tagged: Tagged) -> Iterator[Mention]:
    """云岚县, whatever the model takes it for: a proper word that ends in a level, or stands before one."""
    for at, word in enumerate(tagged.words):
        if word.tag in ("ORG", "nz", "PER") and is_region_form(word.text):
            yield tagged.mention(word.start, word.end, "place", Rank.TAGGED, max(0.5, word.certainty))
        elif word.tag in ("ORG", "LOC", "nz") and (cut := _CUT_LEVEL.match(word.text)) and cut.end() < len(word.text):
            if is_region_form(cut[0]) and (cut[1] is None or regions.leading_regions(cut[1])):
                yield tagged.mention(word.start, word.start + cut.end(), "place", Rank.GUESS, 0.5)
        elif word.text in tuple("省市县区镇乡") and at and tagged.words[at - 1].end == word.start:
            before = tagged.words[at - 1]
            proper = before.tag in ("LOC", "PER", "nz", "ORG") and re.fullmatch(r".{1,2}[^省市县区镇乡]", before.text)
            if proper and is_region_form(before.text + word.text):
                yield tagged.mention(before.start, word.end, "place", Rank.TAGGED, 0.6)


def _leading(tagged: Tagged) -> Iterator[Mention]:
    """宜昌|建设研发: the regions that a word begins with, should nothing make it an organisation."""
    for word in tagged.words:
        if word.tag == "ORG" and not regions.split_places(word.text):
            at = word.start
            for text in regions.leading_regions(word.text):
                yield tagged.mention(at, at + len(text), "place", Rank.GUESS, 0.6)
                at += len(text)


def is_region_form(text: str) -> bool:
    """Whether it has the form of a region's name and is made of no common words.

    >>> [is_region_form(t) for t in ("云岚县", "大城市", "贫困县", "永辉超市", "全市")]
    [True, False, False, False, False]
    """
    formed = _REGION_FORM.fullmatch(text) and not re.search(
        r"(?:[超夜股楼车集门都闹上菜]市|[小园社校厂]区|[下进入出返回离还]乡|[进入驻包]村|[出入]县)$", text
    )
    return bool(formed) and not is_common(text[:-1]) and not lexicon.is_common_place(text)


def _is_below_its_city(tagged: Tagged, start: int, text: str) -> bool:
    """洛阳|老城区: a region whose name is a common noun, behind the name of the region that holds it."""
    above = {
        name
        for r in regions.regions_named(text)
        for up in regions.ancestors(r.code)
        for name in (up.name, regions.short_name(up.name))
    }
    return tagged.text[:start].endswith(tuple(above))


def _cuts_no_word(tagged: Tagged, start: int, end: int) -> bool:
    """The start must be a word's; the end may lie inside a longer place or organisation."""
    return tagged.is_cut(start) and (
        tagged.is_cut(end) or any(w.start < end < w.end and w.tag in ("LOC", "ORG") for w in tagged.words)
    )


def _listed(tagged: Tagged) -> Iterator[Mention]:
    """Countries, waters, mountains and wide regions of the lists, where the words' borders agree."""
    for found in _known().finditer(tagged.text):
        start, end = found.span()
        shore = tagged.text[end : end + 1] in ("边", "畔", "岸", "滨") and found[0][-1] in "湖江河海"
        fits = tagged.is_cut(start) and (tagged.is_cut(end) or shore)
        if fits and (shore or end - start >= 3 or _is_placelike(tagged, start, end)):
            yield tagged.mention(start, end, "place", Rank.TAGGED, 0.9)


@cache
def _known() -> re.Pattern[str]:
    names = sorted(lexicon.words("known-places") | regions.wide_regions(), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, names)))


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
    if not exact or regions.regions_named(tagged.text[start:end]):
        return False
    counted = re.match(r"[两二三四五六]?[省地市]", tagged.text[end : end + 2])
    return bool(counted) or all(w.tag in ("LOC", "nz", "ORG") for w in inside)


def _is_listed(tagged: Tagged, word: Word) -> bool:
    """美国、日、韩: behind a mark of a list whose item before is a place too, or before such an item."""
    behind = any(w.tag == "LOC" and w.end == word.start - 1 for w in tagged.words)
    ahead = any(w.tag == "LOC" and w.start == word.end + 1 for w in tagged.words)
    before, after = tagged.text[max(0, word.start - 1) : word.start], tagged.text[word.end : word.end + 1]
    return (behind and before in _LIST_MARKS) or (ahead and after in _LIST_MARKS)


def _extended(tagged: Tagged, at: int) -> tuple[int, int] | None:
    """A place word with the words that make it a longer place: 琶洲 + 园区, 巴泽 + 梯田, 张江 + 科学城."""
    word = tagged.words[at]
    end, table = word.end, _extensions(word.text)
    for following in tagged.words[at + 1 : at + 6]:
        behind = tagged.text[word.end : following.end]
        if following.tag not in _GROWING_TAGS or any(mark in behind for mark in STOPS) or " " in behind:
            break
        suffix = next((behind[i:] for i in range(len(behind)) if behind[i:] in table), None)
        if suffix and (suffix == behind or lexicon.is_generic(behind.removesuffix(suffix))):
            end = following.end
    grown = end > word.end and word.tag in ("ORG", "PER", "nz")
    return (_specified(tagged, at), end) if word.tag == "LOC" or grown else None


def _extensions(text: str) -> frozenset[str]:
    """A region grows into a zone or an airport only: 靖西 + 景区 stays 靖西."""
    table = lexicon.words("place-extensions")
    if not regions.regions_named(text) and not is_region_form(text):
        return table
    return frozenset(word for word in table if _OF_REGION.search(word)) - _NOT_OF_REGION


def _specified(tagged: Tagged, at: int) -> int:
    """通灵 + 大峡谷: the word before a common noun that the model took for a place."""
    word, before = tagged.words[at], tagged.words[at - 1] if at else None
    if before is None or before.end != word.start or word.text not in _NATURAL:
        return word.start
    proper = before.tag in ("nz", "n", "PER", "v", "a") and 2 <= len(before.text) <= 4
    return before.start if proper and not lexicon.is_generic(before.text) else word.start


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
    upper = regions.leading_regions(text)
    if (
        len(upper) == 2
        and _is_province(upper[0])
        and len(text) > len(upper[0] + upper[1]) + 2
        and not regions.is_full_name(upper[1])
    ):
        return (upper[0], text[len(upper[0]) :])
    for cut in range(len(text) - 2, 1, -1):
        head, rest = text[:cut], text[cut:]
        if (parts := regions.split_places(head)) and _stands_apart(head, rest):
            return (*parts, rest)
    return (text,)


def _is_province(name: str) -> bool:
    return any(region.level == "province" for region in regions.regions_named(name))


def _stands_apart(head: str, rest: str) -> bool:
    zone = re.search(r"(?:产业园|科技园|工业园区?|开发区|高新区|会展中心|软件园|机场)$", rest)
    if zone or not is_place_name(rest) or rest in lexicon.words("place-suffixes"):
        return False
    official = regions.is_full_name(head) and not re.search(
        r"(?:府|馆|园|寺|庙|塔|桥|楼|厦|广场|中心|遗址|故居|景区|城)$", rest
    )
    named = rest in lexicon.words("known-places")
    return named or (
        len(rest) >= 3
        and (
            official or (bool(_ADMINISTRATIVE.search(rest)) and not rest.endswith(("高新区", "开发区", "新区", "园区")))
        )
    )
