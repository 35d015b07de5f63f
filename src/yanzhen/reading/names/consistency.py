"""One document, one reading: what was surely found once is found wherever it stands."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from yanzhen.codes import regions
from yanzhen.reading.names import lexicon
from yanzhen.reading.names.mentions import Mention, Rank, Tagged, settle
from yanzhen.reading.names.persons import has_surname, is_transliterated, role_before, verb_after
from yanzhen.reading.names.places import is_region_form
from yanzhen.reading.names.short_forms import ShortForm, implied, invented_stem, is_abbreviation, stated

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from yanzhen.reading.names.values import NameKind

_CALLED = (
    re.compile(r"的(?:企业|公司)([一-鿿]{2,5})(?=来说|，|,|。|的|在|是|也)"),
    re.compile(
        r"(?:^|[，,。；“”\"：:])([一-鿿]{2,5})是[^，,。]{0,10}(?:企业|公司)的?(?:翘楚|代表|典范|佼佼者|典型|龙头|之一|领头羊)"
    ),
)
_FIRM_TRACE = re.compile(
    r"(?:的)?(?:董事长|总经理|总裁|创始人|集团|公司|展品|产品|员工|车间|厂区|生产线|总部|展厅|研发团队|技术团队|股票|股价|旗下)"
)
_IS_FIRM = re.compile(
    r"(?:就|正|也)?是[^，,。；;]{0,12}(?<!有限)(?:企业|公司|厂商|龙头)(?!的?(?:董事|总|创始|员工|负责))"
)
_FIRM_BEFORE = re.compile(r"(?:的|家)(?:企业|公司|厂商|供应商)(?:——|—)?$")


def consistent(pages: Sequence[Tagged], mentions: Iterable[Mention]) -> list[Mention]:
    """The mentions with one kind for each name, their repeats, and their short forms tied."""
    found = settle(mentions)
    found = _one_kind_each(pages, found)
    ties: list[ShortForm] = []
    for tagged in pages:
        for tie, mention in stated(tagged, found):
            ties.append(tie)
            found.append(mention)
    found = settle(found)
    found = _cut_back(found)
    found = settle([*found, *_repeats(pages, found), *_called_firms(pages)])
    ties.extend(implied(found))
    found = settle([*_short_mentions(pages, ties), *found])
    return _without_doubtful(pages, _tie(found, ties))


def _one_kind_each(pages: Sequence[Tagged], mentions: list[Mention]) -> list[Mention]:
    votes: dict[str, Counter[NameKind]] = defaultdict(Counter)
    for mention in mentions:
        votes[mention.text][mention.kind] += round(100 * mention.certainty * (1 + mention.rank))
    for text, counter in votes.items():
        if "person" in counter and not _is_plainly_a_person(mentions, text) and _is_a_firm(pages, text):
            counter["organisation"] += 1000 * len(pages)
    best = {text: counter.most_common(1)[0][0] for text, counter in votes.items()}
    return [_as_kind(m, best[m.text]) for m in mentions]


def _is_plainly_a_person(mentions: Sequence[Mention], text: str) -> bool:
    """A surname, a given name, and a model that does not doubt it: 何守拙的公司 makes no firm of him."""
    return has_surname(text) and any(m.text == text and m.kind == "person" and m.certainty > 0.7 for m in mentions)


def _as_kind(mention: Mention, kind: NameKind) -> Mention:
    if mention.kind == kind or mention.rank is Rank.QUOTED:
        return mention
    return replace(mention, kind=kind, rank=max(mention.rank, Rank.TAGGED))


def _is_a_firm(pages: Sequence[Tagged], text: str) -> bool:
    """Whether the page speaks of a name as of a firm, and never as of a person."""
    firm = 0
    for tagged, start, end in _occurrences(pages, text):
        before, after = tagged.text[max(0, start - 8) : start], tagged.text[end : end + 20]
        if role_before().search(before) or verb_after().match(after):
            return False
        firm += bool(_FIRM_TRACE.match(after) or _IS_FIRM.match(after) or _FIRM_BEFORE.search(before))
    return firm > 0


def _occurrences(pages: Iterable[Tagged], text: str) -> Iterator[tuple[Tagged, int, int]]:
    for tagged in pages:
        at = tagged.text.find(text)
        while at >= 0:
            yield tagged, at, at + len(text)
            at = tagged.text.find(text, at + len(text))


def _repeats(pages: Sequence[Tagged], mentions: Sequence[Mention]) -> Iterator[Mention]:
    """Every other place where a sure name's text stands."""
    for text, mention in {m.text: m for m in mentions if _is_sure(m)}.items():
        for tagged, start, end in _occurrences(pages, text):
            borders = len(text) >= 3 or (tagged.is_cut(start) and tagged.is_cut(end))
            if borders and (mention.kind != "organisation" or tagged.text[end : end + 1] != "门"):
                titled = mention.rank is Rank.QUOTED and len(text) >= 6
                yield tagged.mention(start, end, mention.kind, Rank.QUOTED if titled else Rank.GUESS, 0.7)


def _cut_back(mentions: list[Mention]) -> list[Mention]:
    """梅溪|穿城, 汀川|山 before 核桃: a doubtful place without what follows a surer place of the page."""
    sure = {m.text for m in mentions if m.kind == "place" and (m.certainty > 0.6 or m.rank >= Rank.COMPOSED)}
    sure |= {stem for m in mentions if m.kind == "place" and (stem := invented_stem(m.text))}
    return [
        _cut_to(m, sure) if m.kind == "place" and m.certainty < 0.6 and m.rank < Rank.COMPOSED else m for m in mentions
    ]


def _cut_to(place: Mention, sure: Iterable[str]) -> Mention:
    heads = [text for text in sure if place.text.startswith(text) and text != place.text]
    if place.text in sure or not heads or is_region_form(place.text) or regions.regions_named(place.text):
        return place
    head = max(heads, key=len)
    return replace(place, end=place.start + len(head), text=head)


def _called_firms(pages: Sequence[Tagged]) -> Iterator[Mention]:
    """他的企业比德文, 比德文是创新型企业的翘楚: a name that the page calls a firm, and uses again."""
    for tagged in pages:
        for found in (m for pattern in _CALLED for m in pattern.finditer(tagged.text)):
            places = list(_occurrences(pages, found[1]))
            if len(places) > 1 and not lexicon.is_generic(found[1]) and _is_unknown_word(places):
                for page, start, end in places:
                    yield page.mention(start, end, "organisation", Rank.COMPOSED, 0.7)


def _is_unknown_word(places: Sequence[tuple[Tagged, int, int]]) -> bool:
    """Whether the model takes it, whole, for a proper name or for a word it hardly knows."""
    return any(
        (word.start, word.end) == (start, end) and (word.tag in ("PER", "ORG", "nz") or word.certainty < 0.5)
        for page, start, end in places
        for word in page.words
    )


def _is_sure(mention: Mention) -> bool:
    if mention.kind in ("technology", "event"):
        return False
    if mention.kind == "person":
        return has_surname(mention.text) or len(mention.text) > 2
    return mention.rank >= Rank.COMPOSED or mention.certainty > 0.7


def _short_mentions(pages: Sequence[Tagged], ties: Iterable[ShortForm]) -> Iterator[Mention]:
    for tie in ties:
        for tagged, start, end in _occurrences(pages, tie.short):
            if tie.stated or _fits(tagged, start, end, tie):
                region = tie.kind == "place" and invented_stem(tie.full) == tie.short
                rank = Rank.COMPOSED if tie.stated else Rank.TAGGED if region else Rank.GUESS
                yield replace(tagged.mention(start, end, tie.kind, rank, 0.8), same_as=tie.full)


def _fits(tagged: Tagged, start: int, end: int, tie: ShortForm) -> bool:
    """Whether an implied short form is a word or words of its own where it stands."""
    inside = [w for w in tagged.words if w.start < end and start < w.end]
    if not inside or inside[0].start != start or inside[-1].end != end:
        return tie.kind == "organisation" and end - start >= 4
    named = any(w.tag in ("ORG", "LOC", "nz", "PER") for w in inside)
    if tie.kind == "place":
        if invented_stem(tie.full) == tie.short:
            return not any(w.text in lexicon.words("roles") for w in inside)
        return named or (all(w.tag in ("n", "nz", "LOC", "a", "v") for w in inside) and len(inside) == 1)
    return named or end - start >= 3


def _tie(mentions: list[Mention], ties: Sequence[ShortForm]) -> list[Mention]:
    """Each mention with the full name it stands for, where the page gives one."""
    fulls: dict[tuple[str, NameKind], str] = {}
    for tie in ties:
        fulls.setdefault((tie.short, tie.kind), tie.full)
    for mention in {(m.text, m.kind): m for m in mentions}.values():
        key = (mention.text, mention.kind)
        if key not in fulls and (full := _full_name(mention, mentions)):
            fulls[key] = full
    return [replace(m, same_as=m.same_as or fulls.get((m.text, m.kind))) for m in mentions]


def _full_name(mention: Mention, mentions: Sequence[Mention]) -> str | None:
    """The one full name on the page that this text abbreviates, or the one that everybody knows."""
    others = {m.text for m in mentions if m.kind == mention.kind and m.text != mention.text}
    fulls = {text for text in others if _abbreviates(mention, text)}
    if len(fulls) == 1:
        return fulls.pop()
    known = lexicon.known_organisations().get(mention.text) if mention.kind == "organisation" else None
    return (known["full"] or None) if known else None


def _abbreviates(mention: Mention, full: str) -> bool:
    if mention.kind != "place":
        return mention.kind == "organisation" and is_abbreviation(mention.text, full)
    if regions.is_full_name(full):
        return regions.short_name(full) == mention.text
    return full.startswith(mention.text) and invented_stem(full) == mention.text


def _without_doubtful(pages: Sequence[Tagged], mentions: list[Mention]) -> list[Mention]:
    """Without the model's doubtful words that nothing on the page supports."""
    counts = Counter(m.text for m in mentions)
    return [m for m in mentions if m.same_as or counts[m.text] > 1 or not _is_doubtful(pages[m.block], m)]


def _is_doubtful(tagged: Tagged, mention: Mention) -> bool:
    if mention.rank >= Rank.COMPOSED or mention.kind not in ("person", "organisation", "place"):
        return False
    return mention.certainty < _enough(mention)


def _enough(mention: Mention) -> float:
    """How sure the model must be of a word that stands once and that no grammar supports."""
    text = mention.text
    if mention.kind == "organisation":
        return 0.45
    if mention.kind == "person":
        known_form = has_surname(text) or is_transliterated(text)
        return (0.7 if len(text) == 2 else 0.45) if known_form else 0.95
    shaped = lexicon.place_suffix(text) is not None or bool(regions.leading_regions(text))
    listed = text in lexicon.words("known-places") or text in regions.wide_regions() or regions.regions_named(text)
    return 0.0 if listed else 0.3 if shaped else 0.6
