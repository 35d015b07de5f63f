"""The thing that a figure measures or counts: the noun phrase before it or behind it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from yanzhen.reading.statements.found import FoundQuantity
from yanzhen.reading.statements.phrases import MODIFYING, Token, word_patterns
from yanzhen.reading.statements.topics import is_group, phrase_end

_LEADING = ("reach", "change", "adverb", "aspect", "preposition", "number", "locative", "mark")
_EDGE = re.compile(r"^[的了、,:\s“”\"()]+|[的了、,:\s“”\"()]+$")
_OF_FIGURE = re.compile(r"(?:左右|以上|以下|以内|不等|上下)?的")
_NO_THING = re.compile(
    r"(?:十[一二三四五]五|其|此|该|这|那|人|个|家|名|者|本|一[只个条名台位家种批]|上|下|时|年|月|日|来|同比|环比|我|我们|目前|其中|以上|累计|平均|中|内|间|期|末|初|底|多|年末|年底|单|单次|一个|差|一)$|每(?:家|个|名|人|年|月|天|次)?$"
)
_LONGEST = 20
_GROUP_ALONE = re.compile(r"[\u4e00-\u9fff]{0,4}(?:企业|公司|农户|家庭|单位|机构|居民|村民|职工|人员)")
_THIS = re.compile("[这该]")
_THESE = ("这条", "这批", "这个", "这项", "这家", "这座", "这种", "这台", "这支", "这些", "该项")
_OF_FIGURES = ("以上", "以下", "左右")
_EVERY = re.compile("每.{0,3}|各|单")
COMPARING = ("比", "较", "高于", "低于", "高出", "多于", "少于", "超出", "相比", "距", "距离", "离")


@dataclass(frozen=True, slots=True)
class Measured:
    """The thing measured; ``owner`` are the words in front that own it, ``owner_words`` those that only name it.

    ``taken``: a verb takes the figure itself (拿到3000万元), so that no noun before it is meant. ``opens``: the owner opens the clause, so that it holds on behind it.
    """

    text: str | None = None
    owner: tuple[Token, ...] = ()
    owner_words: str | None = None
    taken: bool = False
    opens: bool = True


def measured_of(left: Sequence[Token], right: str | None, found: FoundQuantity, counted: str | None = None) -> Measured:
    """The thing measured from the words in front of a figure and the noun behind it.

    ``counted`` is what the count right in front of these words counts (24家科技企业融资4亿元).
    """
    tokens, taken = _before_figure(_without_comparand(left, found))
    phrase = () if taken else _last_phrase(tokens)
    if right and (found.kind == "count" or (not phrase and found.kind in ("money", "physical"))):
        return Measured(right, taken=taken)
    if found.kind == "duration" and all(token.kind == "nominal" for token in phrase):
        return Measured(taken=True)
    if not phrase:
        return Measured(_noun_unit(found), taken=taken)
    measured = _parted(phrase, left, found, counted)
    if measured.text is None and right and found.kind in ("money", "physical"):
        return replace(measured, text=right)
    return measured


def _noun_unit(found: FoundQuantity) -> str | None:
    """企业 of 3500企业, where the noun itself stands for the classifier."""
    unit = found.quantity.unit
    return unit if found.kind == "count" and len(unit) > 1 and not unit.endswith(("次", ")")) else None


def _without_comparand(left: Sequence[Token], found: FoundQuantity) -> Sequence[Token]:
    """Without what the figure is compared with (比全省平均高2个百分点)."""
    if found.kind == "ratio" and left and left[-1].kind == "particle":
        reached = [place for place, token in enumerate(left) if token.kind == "reach" and place]
        left = left[: reached[-1]] if reached else left
    for place, token in enumerate(left):
        following = left[place + 1] if place + 1 < len(left) else None
        if token.text in COMPARING and following is not None and following.is_noun:
            return left[:place]
    return left


def _before_figure(left: Sequence[Token]) -> tuple[list[Token], bool]:
    """The words without those that only lead to the figure, and whether a verb takes the figure."""
    tokens, taken = list(left), False
    while tokens and (
        _EVERY.fullmatch(tokens[-1].text)
        or tokens[-1].kind in (*_LEADING, "verb", "particle", "telling", "conjunction", "list")
    ):
        if tokens[-1].kind in ("mark", "list", "conjunction") and tokens[-1].text not in ("“", '"', "(", "”"):
            break
        taken = (
            taken or tokens[-1].kind == "verb" or (tokens[-1].kind == "locative" and tokens[-1].text not in _OF_FIGURES)
        )
        tokens.pop()
        if taken:
            break
    return tokens, taken


def _last_phrase(tokens: Sequence[Token]) -> tuple[Token, ...]:
    """The noun phrase that ends the words, back to a verb, a preposition or a mark."""
    start = len(tokens)
    while start and _goes_on(tokens, start - 1, len(tokens)):
        start -= 1
    while start < len(tokens) and tokens[start].kind in ("particle", "conjunction", "list"):
        start += 1
    return tuple(tokens[start:])


def _goes_on(tokens: Sequence[Token], place: int, end: int) -> bool:
    token = tokens[place]
    gap = tokens[place + 1].start - token.end if place + 1 < end else 0
    if gap > 1 or (gap == 1 and not (token.text[-1:].isascii() or tokens[place + 1].text[:1].isascii())):
        return False
    if token.is_noun:
        return True
    return token.kind in ("particle", "conjunction") and place + 1 < end and place > 0


def _parted(phrase: tuple[Token, ...], left: Sequence[Token], found: FoundQuantity, counted: str | None) -> Measured:
    """Owner and thing of a noun phrase: 甲县|产值, 全市|出口, 单只表计|售价."""
    text = _joined(phrase)
    if counted and text.startswith(counted) and len(text) > len(counted):
        return Measured(_EDGE.sub("", text[len(counted) :]), owner_words=counted, opens=False)
    if found.kind != "count" and (is_group(text) or _GROUP_ALONE.fullmatch(text)):
        return Measured(None, owner_words=text)
    owner = _owning(phrase)
    rest = phrase[len(owner) :]
    opens = not any(
        token.is_noun or token.kind in ("verb", "preposition") for token in left if token.start < phrase[0].start
    )
    if owner:
        return Measured(_thing(rest), owner=owner if opens or owner[0].kind != "noun" else (), opens=opens)
    named = 1 if len(phrase[0].text) > 1 and phrase[0].text not in _THESE else 2
    if _THIS.match(text) and len(phrase) > named:
        return Measured(_thing(phrase[named:]), owner_words=_joined(phrase[:named]) if opens else None)
    places = [place for place, token in enumerate(phrase) if token.kind == "particle"]
    if not places:
        return Measured(_thing(phrase))
    thing = _thing(phrase[places[-1] + 1 :])
    words = _joined(phrase[: places[-1]])
    owned = opens and 2 <= len(words) <= _LONGEST and not word_patterns()["no_owner"].match(words)
    return Measured(thing, owner_words=words if owned else None)


def _owning(phrase: tuple[Token, ...]) -> tuple[Token, ...]:
    """The names, regions and taken-up bodies at the start of a noun phrase."""
    end = 0
    while end < len(phrase) and phrase[end].kind in ("name", "region"):
        end += 1
    patterns = word_patterns()
    first = phrase[0].text
    if not end and (patterns["own"].fullmatch(first) or patterns["taken_up"].fullmatch(first)) and len(phrase) > 1:
        end = 1
    while 0 < end < len(phrase) and phrase[end].kind == "particle":
        end += 1
    return phrase[:end]


def _thing(tokens: Sequence[Token]) -> str | None:
    text = _EDGE.sub("", _joined(tokens)).lstrip("与和及")
    if not text or _NO_THING.fullmatch(text):
        return None
    return text[-_LONGEST:]


def _joined(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def right_noun(tokens: Sequence[Token], end_of_figure: int) -> str | None:
    """The noun phrase that follows the figure at once, or behind a clause that ends in 的 (3家可以合作的车间)."""
    after = [token for token in tokens if token.start >= end_of_figure]
    if not after or after[0].start > end_of_figure + 1:
        return None
    at = 0
    while at < len(after) and (
        after[at].kind == "particle" or after[at].text in ("左右", "以上", "不等", "以内", "上下", '"', "“")
    ):
        at += 1
    end = phrase_end(after, at)
    acting = end < len(after) and after[end].kind != "mark" and all(token.kind == "nominal" for token in after[at:end])
    if end == at or acting:
        at = _behind_relative(after)
        end = phrase_end(after, at)
    phrase = _up_to_particle(after[at:end])
    phrase = phrase[: next((n for n, token in enumerate(phrase) if n and token.text in MODIFYING), len(phrase))]
    while (
        phrase
        and phrase[-1].kind == "nominal"
        and len(phrase) > 1
        and end < len(after)
        and not (at and after[end].kind == "mark")
    ):
        phrase = phrase[:-1]
    cut = next((place for place, token in enumerate(phrase) if token.kind == "list"), len(phrase))
    text = _EDGE.sub("", _joined(phrase[:cut]))
    return text if len(text) >= 2 and not _NO_THING.fullmatch(text) else None


def _up_to_particle(phrase: Sequence[Token]) -> Sequence[Token]:
    """31位老师傅的手艺 counts the masters."""
    place = next((place for place, token in enumerate(phrase) if token.kind == "particle"), len(phrase))
    return phrase[:place]


def _behind_relative(tokens: Sequence[Token]) -> int:
    """Behind the 的 of a relative clause that follows the figure, the end where there is none."""
    if tokens[0].kind == "locative":
        return len(tokens)
    for place, token in enumerate(tokens[:12]):
        if token.kind == "mark":
            break
        if token.kind == "particle" and token.text == "的":
            return place + 1
    return len(tokens)
