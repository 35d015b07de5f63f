"""From the words in a slot to the names of products, each with its place: known ones, and new ones that could be a name."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from yanzhen.chains.proposing.proposal import Known
from yanzhen.chains.proposing.wording import name_words, words

LONGEST_NEW = 14
SHORTEST = 2
MOST_LAYERS = 3
"""How often words are taken away around a name."""
_PARTS = re.compile(r"、|/|，|以及|(?<!混)和|及其|(?<![涉普以])及|与|或|；")
_BRACKETS = re.compile(r"（[^）]*）?")
_AMOUNT_BEFORE = re.compile(
    r"^(?:[约近超达]?[\d.]+(?:多|余)?[十百千万亿]*(?:多|余)?[^\d\W]{0,2}?(?:吨|台|套|件|只|个|种|米|辆|片|颗|支))的?"
)
_AMOUNT_BEHIND = re.compile(
    r"(?<=[^\d.])[约近超达]?[\d.]+(?:多|余)?[十百千万亿]*(?:多|余)?(?:吨|台|套|件|只|个|种|米|辆|片|颗|支|平方米|立方米)+(?:以上)?$"
)
_COUNTED = re.compile(
    r"等?[一二三四五六七八九十几多两\d]+(?:大|种|个|类|余种|多种)(?:类|系列|品种|类别|门类)*(?:产品)?$"
)
_LETTERS = re.compile(r"[\u4e00-\u9fffa-z0-9\-+.（）·]+")
_HAS_WORD = re.compile(r"[\u4e00-\u9fff]{2}|[a-z]{2}")


@dataclass(frozen=True, slots=True)
class Named:
    """A product in the folded text: its name, ``[start, end)`` of the words, and the known product by which a new name ends."""

    name: str
    start: int
    end: int
    is_new: bool = False
    like: str = ""


def named_in(text: str, start: int, known: Known) -> list[Named]:
    """The products in a slot that begins at ``start`` of the folded text.

    >>> [(one.name, one.is_new) for one in named_in("公司自产的高精度轴承、直线导轨等产品", 0, Known.of(["轴承"]))]
    [('轴承', False), ('直线导轨', True)]
    """
    use = _use().search(text, 1)
    text = _COUNTED.sub("", text[: use.start()] if use else text)
    of_field = text.endswith(name_words()["field"])
    named = (_name(part, start + at, known) for part, at in _parts(text))
    return [one for one in named if one is not None and not (of_field and one.is_new)]


def _parts(text: str) -> Iterator[tuple[str, int]]:
    """The members of a list, each with its place; a name that holds 和 is not cut where a bracket holds it."""
    plain = _BRACKETS.sub(lambda told: "\ue002" * len(told[0]), text)
    at = 0
    for cut in [*_PARTS.finditer(plain), None]:
        end = cut.start() if cut else len(text)
        yield text[at:end], at
        at = cut.end() if cut else end


def _name(part: str, start: int, known: Known) -> Named | None:
    """The known product that the words are, or the new name that they could be."""
    if part in known.products and part not in _empty_words():
        return Named(known.products[part], start, start + len(part))
    part, start = _trimmed(part, start, known)
    if part in _empty_words():
        return None
    for bare in (part, _without(part, name_words()["praise"]), _without(part, words()["make"])):
        if bare in known.products:
            return Named(known.products[bare], start + len(part) - len(bare), start + len(part))
    if not _could_be(part):
        return None
    return Named(part, start, start + len(part), is_new=True, like=_ending(part, known))


def _trimmed(part: str, start: int, known: Known) -> tuple[str, int]:
    """The words without what stands before and behind a name (各类, 等产品, 3万吨), and where they begin then."""
    start, part = _of_the_thing(start, _cut(part, known), known)
    for _ in range(MOST_LAYERS):
        shorter = _AMOUNT_BEFORE.sub("", _without(part, name_words()["lead"]))
        start, part = start + len(part) - len(shorter), shorter
        if part in known.products:
            break
        part = _without_end(_AMOUNT_BEHIND.sub("", part), name_words()["tail"])
        if part not in known.products:
            part = _without_end(part, words()["adverb"])
    return part, start


def _of_the_thing(start: int, part: str, known: Known) -> tuple[int, str]:
    """What stands behind the last 的 (公司生产的滚珠); the known product before it where nobody knows what stands behind (锂电池的负极)."""
    head, _, thing = part.rpartition("的")
    if not thing:
        return start, part
    if thing not in known.products and head in known.products:
        return start, head
    return start + len(part) - len(thing), thing


def _cut(part: str, known: Known) -> str:
    """What stands before a bracket; a known name alone where a verb or the like follows it (滚珠供应, 聚丙烯拉伸)."""
    part = _BRACKETS.split(part, maxsplit=1)[0]
    cut = _cuts().search(part, SHORTEST)
    while cut:
        if part[: cut.start()] in known.products:
            return part[: cut.start()]
        cut = _cuts().search(part, cut.start() + 1)
    return part


@cache
def _cuts() -> re.Pattern[str]:
    groups = (name_words()["cut"], *(words()[group] for group in ("make", "supply", "use", "process", "become", "buy")))
    return re.compile("|".join(re.escape(word) for group in groups for word in group))


def _without(part: str, before: tuple[str, ...]) -> str:
    """Without one of these words before it."""
    for word in before:
        if part.startswith(word) and len(part) - len(word) >= SHORTEST:
            return part[len(word) :]
    return part


def _without_end(part: str, endings: tuple[str, ...]) -> str:
    for word in endings:
        if part.endswith(word) and len(part) - len(word) >= SHORTEST:
            return part[: -len(word)]
    return part


def _could_be(name: str) -> bool:
    """Whether a name that nobody knows could be a product's."""
    told = name_words()
    if not SHORTEST <= len(name) <= LONGEST_NEW or not _LETTERS.fullmatch(name) or not _HAS_WORD.search(name):
        return False
    if name in _no_names() or name.startswith(told["begins"]) or name.endswith(told["ends"]):
        return False
    return not any(word in name for word in told["holds"])


@cache
def _use() -> re.Pattern[str]:
    """Where a slot goes on to tell what its products are for (轴承、滚珠广泛应用于…)."""
    adverbs, uses = ("|".join(map(re.escape, words()[group])) for group in ("adverb", "use"))
    return re.compile(f"(?:{adverbs}){{0,4}}(?:{uses})")


@cache
def _empty_words() -> frozenset[str]:
    """Words that are no product even where a table calls them one (产品, 企业, 生产)."""
    return frozenset((*name_words()["is"], *words()["pronoun"], *words()["activity"]))


@cache
def _no_names() -> frozenset[str]:
    return _empty_words() | frozenset((*name_words()["sector"], *words()["adverb"]))


def _ending(name: str, known: Known) -> str:
    """The longest known product by which the name ends."""
    ends = (name[at:] for at in range(1, len(name) - SHORTEST + 1))
    return next((known.products[end] for end in ends if end in known.products), "")
