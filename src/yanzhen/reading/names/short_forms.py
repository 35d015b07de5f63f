"""Short forms: those that the page ties (以下简称), and those that a full name implies."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from yanzhen.codes import regions
from yanzhen.reading.names import lexicon
from yanzhen.reading.names.mentions import Mention, Rank
from yanzhen.reading.names.places import is_region_form

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yanzhen.reading.names.mentions import Tagged
    from yanzhen.reading.names.values import NameKind

_TIED = re.compile(
    r"[（(]?\s*[，,]?\s*(?:以下|下文|后文|下)?(?:简称|统称|称)(?:为)?\s*[：:]?\s*[“\"‘'《「]*([^“”\"‘’'《》「」（）()，,。；;]{2,14})[”\"’'》」]*\s*[)）]"
)
_LEGAL_END = re.compile(
    r"(?:（集团）|\(集团\))?(?:集团)?(?:股份)?(?:有限责任公司|有限公司|股份公司|集团公司|总公司|公司|集团|合作社)$"
)


@dataclass(frozen=True, slots=True)
class ShortForm:
    """``stated``: the page says so; else it is implied by the full name and must fit where it stands."""

    short: str
    full: str
    kind: NameKind
    stated: bool


def stated(tagged: Tagged, mentions: Sequence[Mention]) -> Iterator[tuple[ShortForm, Mention]]:
    """山东世纪阳光纸业集团（以下简称世纪阳光）: the tie and the mention of the short form itself."""
    for found in _TIED.finditer(tagged.text):
        if "称" not in found[0]:
            continue
        full = _right_before(tagged, mentions, found.start())
        if full is None or found[1] in lexicon.words("not-names") or found[1].endswith("部门"):
            continue
        yield (
            ShortForm(found[1], full.text, full.kind, True),
            Mention(tagged.index, *found.span(1), found[1], full.kind, Rank.NAMED, 1.0, full.text),
        )


def _right_before(tagged: Tagged, mentions: Iterable[Mention], at: int) -> Mention | None:
    """The mention that ends where the bracket opens, a closing mark between them allowed."""
    gaps = {at - len(mark) for mark in ("", "》", "”", '"', "）") if tagged.text[:at].endswith(mark)}
    return next((m for m in mentions if m.block == tagged.index and m.end in gaps), None)


def implied(mentions: Sequence[Mention]) -> Iterator[ShortForm]:
    """What people call a firm or region once its full name has been said."""
    sure = _surely_named(mentions)
    for text, kind in {m.text: m.kind for m in mentions}.items():
        if kind == "organisation":
            yield from (ShortForm(core, text, "organisation", False) for core in firm_cores(text))
        elif kind == "place" and regions.is_full_name(text):
            if (short := regions.short_name(text)) != text:
                yield ShortForm(short, text, "place", False)
        elif kind == "place" and text in sure and (stem := invented_stem(text)):
            yield ShortForm(stem, text, "place", False)


def _surely_named(mentions: Sequence[Mention]) -> set[str]:
    """Places named twice, or behind the region that holds them, or that the model does not doubt."""
    places = [m for m in mentions if m.kind == "place"]
    ends = {(m.block, m.end) for m in places}
    counts = Counter(m.text for m in places)
    return {m.text for m in places if counts[m.text] > 1 or m.certainty > 0.7 or (m.block, m.start) in ends}


@cache
def invented_stem(full: str) -> str | None:
    """汀川 of 汀川市, a region that no table has: what people call it.

    >>> invented_stem("汀川市"), invented_stem("昌乐县"), invented_stem("贫困县"), invented_stem("梅溪")
    ('汀川', None, None, None)
    """
    if regions.regions_named(full) or not is_region_form(full):
        return None
    stem = re.sub(r"自治[县州]$", "", full)
    stem = stem[:-1] if stem == full else stem
    taken = stem in lexicon.words("not-names") | lexicon.words("known-places") or regions.regions_named(stem)
    return None if taken else stem


def firm_cores(full: str) -> tuple[str, ...]:
    """The firm's own words, longest first.

    >>> firm_cores("广州长视科技股份有限公司"), firm_cores("山东世纪阳光纸业集团"), firm_cores("南京大学")
    (('长视科技', '长视'), ('世纪阳光纸业', '世纪阳光'), ())
    """
    body = _LEGAL_END.sub("", full)
    if body == full:
        return ()
    body = body[sum(map(len, regions.leading_regions(body))) :] or body
    cores = sorted(_without_trades(body), key=len, reverse=True)
    return tuple(core for core in cores if core != full and not lexicon.is_generic(core))


def _without_trades(body: str) -> set[str]:
    """The text, and what is left of it without one trade word or several behind it, two characters at least."""
    table = lexicon.words("firm-words")
    ends = [at for at in range(2, len(body)) if body[at:] in table]
    return {body}.union(*(_without_trades(body[:at]) for at in ends)) if len(body) > 1 else set()


def is_abbreviation(short: str, full: str) -> bool:
    """Whether the short form's characters stand in the full name in that order, head and office alike.

    >>> is_abbreviation("靖西县旅发委", "靖西县旅游发展委员会"), is_abbreviation("昌乐县委", "昌乐县委宣传部")
    (True, False)
    """
    if re.search(r"第.{1,4}[届次]", full):
        return False
    rest = iter(full)
    in_order = len(short) < len(full) and short[:2] == full[:2] and all(c in rest for c in short)
    same_office = (
        short[-1] == full[-1]
        or (short[-1], full[-2:]) in {("委", "员会"), ("委", "会")}
        or (full.endswith("委员会") and short[-1] == "委")
    )
    return in_order and same_office and len(short) >= 4
