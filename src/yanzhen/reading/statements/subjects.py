"""Whose figure it is and what it measures, from the words of its clause."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from yanzhen.reading.statements.found import FoundQuantity, NameMention
from yanzhen.reading.statements.grammar import clause_words
from yanzhen.reading.statements.relations import without_relation

_SHARE = re.compile(
    r"占(?!有率|地|领|用|先)(?:比|到|据|了|有)?(?:约|近|超过?|逾)?(?P<of>[^,。;:]{0,24}?)(?:的?(?:比重|比例|份额|占比)(?:为|达到?|约)?|的)?(?:超过?|约|近|突破|达到?|仅|不足|不到|逾|接近|将近|高达|分别为?)*$"
)
_SHARE_OF_QUOTED = re.compile(r"^(?:为|达到?|约|近|超过?|逾|不足|不到|仅|高达|接近|将近|就|有|分别为?)*$")
_OF_FIGURE = re.compile(r"(?:左右|以上|以下|以内|不等|上下)?的")
_NOUN_RIGHT = re.compile(r"(?:(?:左右|以上|不等|以内|上下)?的)? ?[“\"]?(?P<noun>[\u4e00-\u9fffA-Za-z0-9+/-]{1,24})")
_OWNERS = re.compile(
    r"(?:全[国省市县区州镇乡村]|该[县市省区镇村校院所厂]|该(?:公司|企业|项目|园区|集团|产品|平台|中心|基地)|我[国省市县区]|本[省市县区]|[\u4e00-\u9fff]{2,12}(?:公司|集团|学校|医院|大学|研究院|研究所|园区|合作社|开发区|高新区|区域|地区|企业|行业|产业))"
)
_ADVERB_END = re.compile(
    r"(?:就|已|已经|又|也|将|都|共|再|正|均|还|累计|先后|稳步|大力|积极|成功|超额|全面|持续|可|能|应当?|的|主动|有望|同时)+$"
)
_ADVERBIAL = re.compile(
    r"(?:在|到|从|为|对|向|由|通过|经过|经|自|以|按|应当?|如|若|当|把|被|让|使|将|与|和|及|因|比|较|并|距|凭|围绕|根据|依据|关于|本次|此次|首期|随着|为了|继|截至|不再|这是|这|那|其|是|有|每)"
)
_EMPTY = re.compile(r"^[的了个和与及、,:\s“”\"]*$")
_EDGE = re.compile(r"^[的了、,:\s“”\"()]+|[的了、,:\s“”\"()]+$")
_SUBJECT_KINDS = ("organisation", "place", "person", "programme", "technology", "event")


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands around a figure: ``left`` up to the figure, ``right`` behind it, dates blanked."""

    left: str
    right: str
    left_start: int


@dataclass(frozen=True, slots=True)
class About:
    """Whose figure, of what, and how it moves."""

    subject: str | None
    property: str | None
    direction: Literal["up", "down"] | None
    share_of: str | None
    scope: str | None


def read_about(clause: Clause, found: FoundQuantity, names: tuple[NameMention, ...], earlier: About | None) -> About:
    """What the figure of a clause is about; what the clause leaves out is taken from the figure before it."""
    direction = direction_of(clause.left, found)
    share_of, head = _share(clause.left, found, earlier)
    left = _stripped(head)
    measured = _measured(left, clause, found, earlier)
    subject = _subject(clause, left, measured, names) or (earlier.subject if earlier else None)
    subject = subject or _named_before(clause, names)
    measured = _without_owner(measured, subject)
    if head != clause.left:
        measured = "占比" if not left or measured in (subject, None) else measured
    return About(subject, measured, direction, share_of, _scope(clause.left))


def direction_of(left: str, found: FoundQuantity) -> Literal["up", "down"] | None:
    """``up`` or ``down`` where the figure is a rise or fall, or the level that one leads to."""
    if found.quantity.unit == "番":
        return "up"
    words = clause_words()
    bare = without_relation(left)
    up, down = words.up.search(bare), words.down.search(bare)
    if up and down:
        return "up" if len(up["word"]) >= len(down["word"]) else "down"
    return "up" if up else "down" if down else None


def _share(left: str, found: FoundQuantity, earlier: About | None) -> tuple[str | None, str]:
    """The whole of which the figure is a share, and the words in front of 占."""
    if found.kind != "ratio":
        return None, left
    match = _SHARE.search(left)
    if match is None:
        return None, left
    of = _EDGE.sub("", match["of"])
    if of and not _SHARE_OF_QUOTED.match(of):
        return of, left[: match.start()]
    whole = earlier.property if earlier and clause_words().part.search(left) else None
    return whole, left[: match.start()]


def _stripped(left: str) -> str:
    """The words that name owner and thing: openings and the words right before the figure taken off."""
    words = clause_words()
    left = words.tail.sub("", without_relation(left).rstrip())
    return _EDGE.sub("", words.lead.sub("", left.strip()))


def _measured(left: str, clause: Clause, found: FoundQuantity, earlier: About | None) -> str | None:
    right = _noun_right(clause.right)
    if found.kind == "count" or (
        found.kind in ("money", "physical")
        and right
        and (_ends_in_verb(left, clause.left) or _OF_FIGURE.match(clause.right))
    ):
        noun = right or (found.quantity.unit if found.kind == "count" and len(found.quantity.unit) > 1 else None)
        if noun and not _names_counted(left, right):
            return noun
    phrase = _last_phrase(left)
    if phrase:
        return phrase
    if found.kind == "duration":
        return None
    return earlier.property if earlier else right


def _without_owner(measured: str | None, subject: str | None) -> str | None:
    """甲县出口 of 甲县 is 出口."""
    if not measured or not subject or not measured.startswith(subject):
        return measured
    return _EDGE.sub("", measured[len(subject) :]) or measured


def _names_counted(left: str, right: str | None) -> bool:
    """发放资料37000多份: the thing stands in front, and nothing follows."""
    return right is None and bool(_last_phrase(left))


def _ends_in_verb(left: str, printed: str) -> bool:
    """Whether a verb stands right before the figure (提供4.34亿元融资)."""
    words = clause_words()
    return not left or bool(words.only_verb.fullmatch(left) or words.ends_in_verb.search(without_relation(printed)))


def _noun_right(right: str) -> str | None:
    """The noun phrase that follows the figure at once."""
    match = _NOUN_RIGHT.match(right)
    if match is None:
        return None
    noun = match["noun"]
    stop = clause_words().stop.search(noun, 2)
    noun = noun[: stop.start()] if stop else noun
    digits = re.search(r"\d", noun)
    noun = noun[: digits.start()] if digits else noun
    noun = _EDGE.sub("", noun)
    return noun if len(noun) >= 2 else None


def _last_phrase(left: str) -> str | None:
    """The noun phrase that ends the words in front of the figure, its verb taken off."""
    piece = re.split(r"[,;:、()]|(?<=[^\s]) +(?=[^\s])", left)[-1]
    ends = [match.end() for match in clause_words().verbs.finditer(piece) if match.end() < len(piece)]
    if ends and len(piece) - ends[-1] >= 2:
        piece = piece[ends[-1] :]
    piece = _EDGE.sub("", piece)
    return piece[-20:] if piece and not _EMPTY.match(piece) else None


def _subject(clause: Clause, left: str, measured: str | None, names: tuple[NameMention, ...]) -> str | None:
    end = clause.left_start + len(clause.left)
    inside = [
        name for name in names if clause.left_start <= name.start and name.end <= end and name.kind in _SUBJECT_KINDS
    ]
    if inside:
        return inside[-1].same_as or inside[-1].text
    owner = _OWNERS.search(left)
    if owner and owner[0] != measured:
        return owner[0]
    verb = clause_words().verbs.search(left)
    if verb and verb.start() >= 2:
        return _owner(clause_words().lead.sub("", left[: verb.start()]))
    if verb:
        return None
    head = left[: -len(measured)] if measured and left.endswith(measured) else ""
    return None if head.endswith(("、", "和", "及", "与")) else _owner(head)


def _named_before(clause: Clause, names: tuple[NameMention, ...]) -> str | None:
    """The last organisation or place named in front of the clause."""
    before = [name for name in names if name.end <= clause.left_start and name.kind in ("organisation", "place")]
    return (before[-1].same_as or before[-1].text) if before else None


def _owner(head: str) -> str | None:
    """The words in front of verb or thing, if they can be an owner and no adverbial (通过…, 稳步)."""
    head = _EDGE.sub("", _ADVERB_END.sub("", _EDGE.sub("", head)))
    return head if len(head) >= 2 and not _ADVERBIAL.match(head) else None


def _scope(left: str) -> str | None:
    """The words that say of how much the figure speaks: 每家…, 全市, 其中, 累计."""
    words = clause_words()
    for pattern in (words.each, words.part, words.whole, words.total):
        match = pattern.search(left)
        if match:
            return match[0]
    return None
