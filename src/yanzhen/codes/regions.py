"""Which region a place name means: the codes of GB/T 2260, with short and former names.

A name such as 鼓楼区 stands for several regions. :func:`resolve` takes the regions that the page has
named near it, and answers only where they leave one: an unknown region is ``None``, never a guess.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from importlib import resources
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Level = Literal["province", "prefecture", "county", "zone"]

_RANK: dict[Level, int] = {"province": 0, "prefecture": 1, "county": 2, "zone": 3}
_FOLKS = (
    "壮族|回族|维吾尔|藏族|羌族|彝族|白族|傣族|苗族|侗族|布依族|土家族|哈尼族|景颇族|傈僳族|蒙古族|哈萨克|柯尔克孜|朝鲜族|瑶族|"
    "畲族|黎族|满族|锡伯族|裕固族|东乡族|保安族|撒拉族|土族|仡佬族|水族|毛南族|仫佬族|各族|拉祜族|佤族|布朗族|纳西族|普米族|独龙族|"
    "怒族|达斡尔族|鄂温克族|塔吉克|(?<!内)蒙古"
)
_SUFFIX = re.compile(rf"(?:(?:{_FOLKS})*(?:自治[区州县旗])|特别行政区|地区|林区|矿区|新区|[省市县区盟旗])$")
_TOO_COMMON = frozenset(
    {"城区", "郊区", "矿区", "东区", "西区", "市辖区", "市中区", "市中", "南县", "新县", "和县", "成县"}
)


@dataclass(frozen=True, slots=True)
class Region:
    """A row of the table. ``zone`` marks development zones, whose codes are the statistics bureau's own."""

    code: str
    name: str
    level: Level
    parent: str | None


def resolve(name: str, near: Iterable[str] = ()) -> Region | None:
    """The region that a place name means, given the codes of regions named nearby, nearest first.

    >>> resolve("昌乐", near=["370000"])
    Region(code='370725', name='昌乐县', level='county', parent='370700')
    >>> resolve("鼓楼区") is None
    True
    >>> resolve("鼓楼区", near=["350100", "320000"]).code
    '350102'

    The short name of a province means the province (天津及河北), and a district without its 区 (海淀)
    means the district only where a region that holds it, or lies beside it, is named near.

    >>> resolve("河北", near=["120000"]).code, resolve("海淀"), resolve("海淀", near=["110000"]).code
    ('130000', None, '110108')
    """
    options = regions_named(name)
    near = tuple(near)
    if options and options[0].level == "province":
        return options[0]
    if options and all(_is_bare_district(option, name) for option in options):
        return _near_district(options, near)
    if len(options) <= 1:
        return options[0] if options else None
    for code in near:
        related = [option for option in options if _are_kin(option.code, code)]
        if len(related) == 1:
            return related[0]
        if related:
            options = tuple(related)
    return _only_highest(options)


def regions_named(name: str) -> tuple[Region, ...]:
    """Every region of that full, short or former name, higher levels first.

    >>> [r.code for r in regions_named("靖西县")]
    ['451081']
    >>> [r.level for r in regions_named("吉林")]
    ['province', 'prefecture']
    """
    table = _by_name()
    if found := table.get(name):
        return found
    if (former := _former().get(name)) is not None:
        return (_by_code()[former],)
    stem = short_name(name)
    suffixed = table.get(stem, ()) if stem != name and name[-1] in "县市" else ()
    return tuple(region for region in suffixed if region.level in ("prefecture", "county"))


def region(code: str) -> Region | None:
    """The region with that code."""
    return _by_code().get(code)


def every_region() -> tuple[Region, ...]:
    """All regions of the table, in its order."""
    return tuple(_by_code().values())


def ancestors(code: str) -> tuple[Region, ...]:
    """The regions that hold it, nearest first.

    >>> [r.name for r in ancestors("370725")]
    ['潍坊市', '山东省']
    """
    found = []
    here = region(code)
    while here and here.parent and here.parent != here.code:  # 东莞 is a prefecture and its only county by one code
        here = region(here.parent)
        if here:
            found.append(here)
    return tuple(found)


def short_name(name: str) -> str:
    """The name as people say it; names that would become one character keep their suffix.

    >>> [short_name(n) for n in ("广西壮族自治区", "景宁畲族自治县", "昌乐县", "赵县", "浦东新区")]
    ['广西', '景宁', '昌乐', '赵县', '浦东']
    """
    stem = _SUFFIX.sub("", name)
    return stem if len(stem) >= 2 else name


def is_full_name(name: str) -> bool:
    """Whether it is the official name of a region now or before, or was when the region was a county or a city."""
    return is_official_name(name) or (len(name) >= 3 and name[-1] in "县市" and bool(regions_named(name)))


def is_official_name(name: str) -> bool:
    """Whether it is, letter for letter, in the table of regions or of former regions.

    >>> [(is_official_name(n), is_full_name(n)) for n in ("靖西市", "靖西县", "靖西")]
    [(True, True), (False, True), (False, False)]
    """
    return len(name) >= 3 and name not in _TOO_COMMON and name in _full_names()


def split_places(text: str) -> tuple[str, ...] | None:
    """A run of region names parted into its names, highest first, or ``None`` if it is no such run.

    >>> split_places("山东昌乐"), split_places("广西百色市西林县"), split_places("昌乐路")
    (('山东', '昌乐'), ('广西', '百色市', '西林县'), None)
    """
    if regions_named(text):
        return (text,)
    for parts in _divisions(text):
        if _descends(parts):
            return parts
    return None


def leading_regions(text: str) -> tuple[str, ...]:
    """The region names that a text starts with, each within the one before it.

    >>> leading_regions("山东潍坊某厂"), leading_regions("宁波海棠电子"), leading_regions("凯通科技")
    (('山东', '潍坊'), ('宁波',), ())
    """
    found: tuple[str, ...] = ()
    while True:
        start = sum(map(len, found))
        for end in range(min(len(text), start + 12), start + 1, -1):
            if regions_named(text[start:end]) and _descends((*found, text[start:end])):
                found = (*found, text[start:end])
                break
        else:
            return found


@cache
def wide_regions() -> frozenset[str]:
    """Names of regions across provinces (长三角); they have no code."""
    return frozenset(row["name"] for row in _rows("regions-wide.csv"))


def resolve_within(name: str, upper: str) -> Region | None:
    """The region of that name inside the one with the code ``upper``: 吉林 behind 吉林省 is the city.

    >>> resolve_within("吉林", "220000").code
    '220200'
    """
    inside = [option for option in regions_named(name) if any(r.code == upper for r in ancestors(option.code))]
    return inside[0] if len({option.code for option in inside}) == 1 else None


def _is_bare_district(option: Region, name: str) -> bool:
    return option.level == "county" and option.name.endswith("区") and name == short_name(option.name) != option.name


def _near_district(options: tuple[Region, ...], near: tuple[str, ...]) -> Region | None:
    """The district whose city, province or sister is named near: the first of these that leaves one."""
    for code in near:
        city = {r.code for r in ancestors(code)} | {code}
        kin = [o for o in options if _are_kin(o.code, code) or o.parent in city]
        if len(kin) == 1:
            return kin[0]
    return None


def _are_kin(one: str, other: str) -> bool:
    """Whether one region holds the other, or is it."""
    return one == other or any(r.code == other for r in ancestors(one)) or any(r.code == one for r in ancestors(other))


def _only_highest(options: tuple[Region, ...]) -> Region | None:
    """The province among them, or the one that holds all others: 长沙 is the city that holds 长沙县."""
    top = options[0]
    alone = top.level == "province" and options[1].level != "province"
    return top if alone or all(_holds(top, other) for other in options[1:]) else None


def _divisions(text: str) -> Iterator[tuple[str, ...]]:
    for cut in range(len(text) - 2, 1, -1):
        head, rest = text[:cut], text[cut:]
        if not regions_named(head):
            continue
        if regions_named(rest):
            yield (head, rest)
        for tail in _divisions(rest):
            yield (head, *tail)


def _descends(parts: tuple[str, ...]) -> bool:
    """Whether each name can lie within the one before it."""
    return all(
        any(_holds(upper, lower) for upper in regions_named(one) for lower in regions_named(other))
        for one, other in pairwise(parts)
    )


def _holds(upper: Region, lower: Region) -> bool:
    return any(above.code == upper.code for above in ancestors(lower.code))


@cache
def _by_code() -> dict[str, Region]:
    return {
        row["code"]: Region(row["code"], row["name"], _level(row["level"]), row["parent"] or None)
        for row in _rows("regions-2023.csv")
    }


def _level(word: str) -> Level:
    for level in _RANK:
        if level == word:
            return level
    raise ValueError(f"level must be one of {', '.join(_RANK)} but is {word!r}")


@cache
def _by_name() -> dict[str, tuple[Region, ...]]:
    names: dict[str, list[Region]] = defaultdict(list)
    for each in _by_code().values():
        for name in {each.name, short_name(each.name)}:
            names[name].append(each)
    return {name: tuple(sorted(found, key=lambda r: (_RANK[r.level], r.code))) for name, found in names.items()}


@cache
def _full_names() -> frozenset[str]:
    return frozenset(each.name for each in _by_code().values()) | frozenset(_former())


@cache
def _former() -> dict[str, str]:
    return {row["name"]: row["code"] for row in _rows("regions-former.csv")}


def _rows(file: str) -> list[dict[str, str]]:
    text = (resources.files("yanzhen.codes") / "lists" / file).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))
