"""Who or what a sentence is about, clause by clause, and what of it holds on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from yanzhen.reading.statements.found import NameMention
from yanzhen.reading.statements.phrases import Token, word_patterns

_OWNERS = ("organisation", "place", "person", "programme", "technology")
_AT_NAME = re.compile(r"(?:等)?(?:地|省|市|县|企业|公司|团队|课题组|集团)?$")
_FIRM = re.compile(r"(?:公司|集团|厂|院|所|中心|合作社|银行|企业)$")
_GROUP = re.compile(r"(?:企业|公司|户|人|家庭|单位|机构|学校|院所|团队|项目|村|园区|职工|农民|居民)$")
_TEAM = re.compile(r"(?:研发|科研|攻关|课题|创新)?(?:团队|课题组|小组|工作室|公司|集团)")
_LONGEST = 16
_NO_DOER = re.compile("[首最每]|唯一")
_BODIES = ("公司", "集团", "企业", "项目", "园区", "合作社", "平台")


@dataclass(frozen=True, slots=True)
class Topic:
    """What figures are about. ``lasting``: a name or region, which holds beyond its sentence."""

    subject: str | None = None
    lasting: bool = False
    region: str | None = None
    """The region that opens the subject's words (全县 of 全县轴承产业) and holds on where they do not."""


@dataclass(frozen=True, slots=True)
class Head:
    """The noun phrase that opens a clause: ``tokens[start:end]``; ``telling`` where it only tells."""

    start: int
    end: int
    telling: bool = False


def head_of(tokens: Sequence[Token]) -> Head:
    """The opening noun phrase of a clause, adverbials in front of it left out; empty where there is none."""
    at = _behind_openings(tokens)
    end = phrase_end(tokens, at)
    telling = any(token.kind == "telling" for token in tokens[end : end + 4]) and not _figure_follows(tokens, end)
    if telling or (at < len(tokens) and tokens[at].text.startswith("记者")):
        return Head(at, end, telling=True)
    if end < len(tokens) and tokens[end].kind == "locative" and not _is_counted_place(tokens, end):
        return Head(end, end)
    return Head(at, end)


def _figure_follows(tokens: Sequence[Token], end: int) -> bool:
    return end < len(tokens) and tokens[end].kind in ("number", "reach", "change")


def _is_counted_place(tokens: Sequence[Token], end: int) -> bool:
    """开放以后, 会上: a time or place; 中心运行以来 keeps its noun, for a verb stands between."""
    return tokens[end].text in ("等",)


def _behind_openings(tokens: Sequence[Token]) -> int:
    """Past conjunctions, adverbs, marks and phrases with a preposition."""
    at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.kind in ("mark", "adverb", "conjunction", "locative", "aspect", "list", "particle"):
            at += 1
        elif token.kind == "preposition" or token.text in ("在", "到", "至"):
            behind = _behind_preposition(tokens, at + 1)
            if behind is None:
                return at
            at = behind
        else:
            return at
    return at


def _behind_preposition(tokens: Sequence[Token], at: int) -> int | None:
    """Past 在全县管网上, 与甲大学, 对符合条件的企业; ``None`` where nothing follows it."""
    if at >= len(tokens):
        return None
    for place in range(at, min(at + 8, len(tokens))):
        if tokens[place].kind == "locative":
            return place + 1
        if tokens[place].kind == "mark":
            break
    end = phrase_end(tokens, at)
    return end if end > at else None


def phrase_end(tokens: Sequence[Token], at: int) -> int:
    """Behind the noun phrase that starts at ``at``."""
    while at < len(tokens):
        token = tokens[at]
        linking = token.kind in ("particle", "conjunction", "list") and at + 1 < len(tokens) and tokens[at + 1].is_noun
        if not token.is_noun and not linking:
            break
        at += 1
    return at


def topic_of(tokens: Sequence[Token], head: Head, known: Topic, firm: str | None) -> Topic:
    """The topic that the opening noun phrase of a clause sets, ``known`` where it sets none."""
    phrase = list(tokens[head.start : head.end])
    if head.telling or not phrase:
        return known
    if head.end == len(tokens) and phrase[0].kind == "name" and len(phrase) > 1:
        return known
    owner = owner_of(phrase, firm)
    if owner is not None:
        return _whole(phrase, owner) if _acts(tokens, head.end) else owner
    return _noun_topic(phrase, known) if _acts(tokens, head.end) else known


def _whole(phrase: Sequence[Token], owner: Topic) -> Topic:
    """全县轴承产业 where a region is followed by whose doing it is."""
    place = phrase[0].kind == "region" or (phrase[0].name is not None and phrase[0].name.kind == "place")
    text = "".join(token.text for token in phrase)
    plain = all(token.kind in ("noun", "nominal", "name", "region") for token in phrase)
    if (
        not place
        or not plain
        or len(phrase) < 2
        or phrase[-1].kind in ("name", "region")
        or len(text) > _LONGEST
        or _NO_DOER.search(text)
    ):
        return owner
    return Topic(text, region=owner.subject)


def _acts(tokens: Sequence[Token], at: int) -> bool:
    """Whether a verb with an object of its own follows (企业实现利润, but not 利润达)."""
    leading = False
    while at < len(tokens):
        token = tokens[at]
        at = _behind_preposition(tokens, at + 1) or at + 1 if token.kind == "preposition" else at + 1
        if token.kind == "verb":
            return True
        if token.kind not in ("adverb", "preposition", "aspect", "reach", "change", "locative"):
            return leading and token.is_noun
        leading = leading or token.kind in ("reach", "change")
    return False


def owner_of(phrase: Sequence[Token], firm: str | None) -> Topic | None:
    """The name, region or taken-up body (公司) that a noun phrase starts with."""
    first = phrase[0]
    if first.kind == "name" and first.name is not None:
        return _named(phrase)
    if first.kind == "region":
        return Topic(first.text, lasting=True)
    patterns = word_patterns()
    if patterns["own"].match(first.text):
        return Topic(firm, lasting=False)
    taken_up = patterns["taken_up"].fullmatch(first.text)
    if taken_up and first.text.removeprefix("该") in ("公司", "集团", "企业") and firm:
        return Topic(firm, lasting=True)
    if taken_up and first.text.startswith("该"):
        return Topic(first.text, lasting=True)
    return Topic(first.text) if taken_up and first.text in _BODIES and len(phrase) > 1 else None


def _named(phrase: Sequence[Token]) -> Topic | None:
    """甲县 of 甲县规模以上企业, 黄志强团队 of 浙江大学教授黄志强团队, the person of 甲公司董事长乙."""
    persons = [place for place, token in enumerate(phrase) if token.name is not None and token.name.kind == "person"]
    if persons and not any(token.kind in ("particle", "list") for token in phrase[: persons[0]]):
        place = persons[0]
        after = phrase[place + 1] if place + 1 < len(phrase) else None
        team = after is not None and _TEAM.match(after.text)
        return Topic(phrase[place].text + (after.text if after and team else ""))
    name = _deepest(phrase)
    if name is None or name.kind not in _OWNERS:
        return None
    return Topic(name.same_as or name.text, lasting=name.kind in ("organisation", "place"))


def _deepest(phrase: Sequence[Token]) -> NameMention | None:
    """The last of the names that stand side by side at the start (山东昌乐 is 昌乐); of a list the first."""
    found: NameMention | None = None
    for token in phrase:
        if token.name is None or (found is not None and token.name.kind != "place"):
            break
        if found is not None and found.kind != "place":
            break
        found = token.name
    return found


def _noun_topic(phrase: Sequence[Token], known: Topic) -> Topic:
    """A noun phrase in front of a verb; what says only when or how is none."""
    text = "".join(token.text for token in phrase)
    if word_patterns()["no_owner"].match(text) or text.endswith(("性", "化")) or not 2 <= len(text) <= _LONGEST:
        return known
    if any(token.kind == "list" for token in phrase) or all(token.kind == "nominal" for token in phrase):
        return known
    return Topic(text)


def firm_named(names: Sequence[NameMention], before: int, known: str | None) -> str | None:
    """The last firm or body that the text names up to a place; 公司 takes it up."""
    firms = [
        name
        for name in names
        if name.start < before and name.kind == "organisation" and _FIRM.search(name.same_as or name.text)
    ]
    return (firms[-1].same_as or firms[-1].text) if firms else known


def is_group(text: str) -> bool:
    """Whether a noun phrase with 每 or 单个 names a group whose members own the figure (每家企业)."""
    return bool(word_patterns()["each"].fullmatch(text) and _GROUP.search(text))


def carried(topic: Topic) -> Topic:
    """What of a topic holds on in the next sentence."""
    if topic.region is not None:
        return Topic(topic.region, lasting=True)
    return topic if topic.lasting else Topic()
