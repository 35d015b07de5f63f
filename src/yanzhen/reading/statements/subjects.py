"""Whose figure it is and what it measures, from the words of its clause."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from yanzhen.reading.statements.found import FoundQuantity
from yanzhen.reading.statements.grammar import clause_words
from yanzhen.reading.statements.measured import COMPARING, Measured, measured_of, right_noun
from yanzhen.reading.statements.phrases import Token
from yanzhen.reading.statements.relations import without_relation
from yanzhen.reading.statements.topics import Topic, owner_of

_SHARE = re.compile(
    r"占(?!有率|地|领|用|先)(?:比|到|据|了|有)?(?:约|近|超过?|逾)?(?P<of>[^,。;:]{0,24}?)(?:的?(?:比重|比例|份额|占比)(?:为|达到?|约)?|的)?(?:超过?|约|近|突破|达到?|仅|不足|不到|逾|接近|将近|高达|分别为?)*$"
)
_SHARE_OF_QUOTED = re.compile(r"^(?:为|达到?|约|近|超过?|逾|不足|不到|仅|高达|接近|将近|就|有|分别为?)*$")
_EDGE = re.compile(r"^[的了、,:\s“”\"()]+|[的了、,:\s“”\"()]+$")
_SHARED = "占比"
_RATES = ("ratio", "points", "times")


@dataclass(frozen=True, slots=True)
class Clause:
    """What stands around a figure, dates blanked: ``left`` is the text from ``left_start`` up to it.

    ``own`` are the words of ``left``, ``behind`` those that follow the figure in its clause. ``topic`` is what the
    text is about in this clause, ``before`` what it was about up to it, ``firm`` the firm that 公司 takes up.
    """

    left: str
    left_start: int
    own: Sequence[Token]
    behind: Sequence[Token]
    topic: Topic
    before: Topic
    firm: str | None


@dataclass(frozen=True, slots=True)
class About:
    """Whose figure, of what, and how it moves."""

    subject: str | None
    property: str | None
    direction: Literal["up", "down"] | None
    share_of: str | None
    scope: str | None
    kind: str | None = None
    unit: str | None = None
    owner: Topic | None = None
    """The owner that the figure's own words name; it holds on in the clauses behind."""
    end: int | None = None


def read_about(clause: Clause, found: FoundQuantity, earlier: About | None) -> About:
    """What the figure of a clause is about; ``earlier`` is the figure before it in its sentence."""
    share_of, head = _share(clause.left, found, earlier)
    own = [token for token in clause.own if token.end <= clause.left_start + len(head)]
    measured = measured_of(own, right_noun(clause.behind, found.end), found, _counted(clause, own, earlier))
    shared = head != clause.left
    owner = _owner(clause, measured, shared=shared)
    thing = _thing(measured, found, earlier, own, shared=shared)
    subject = owner.subject if owner else clause.topic.subject
    if (
        earlier is not None
        and thing is not None
        and measured.text is None
        and owner is None
        and thing == earlier.property
    ):
        subject = earlier.subject
    if thing is not None and subject in (thing, measured.text):
        subject = clause.before.subject
    return About(
        subject,
        thing,
        direction_of(clause.left, found),
        share_of,
        _scope(clause.left),
        found.kind,
        found.quantity.unit,
        owner if measured.opens else None,
        found.end,
    )


def _counted(clause: Clause, own: Sequence[Token], earlier: About | None) -> str | None:
    """What the figure right in front of a figure's own words counts."""
    adjacent = earlier is not None and earlier.kind == "count" and earlier.end == clause.left_start
    return earlier.property if earlier is not None and adjacent and own else None


def _owner(clause: Clause, measured: Measured, *, shared: bool) -> Topic | None:
    """The owner that the measured noun phrase brings along (全县产值, 甲公司的收入, 每家企业)."""
    if measured.owner:
        found = owner_of(measured.owner, clause.firm)
        if found is not None:
            return found
    return Topic(measured.owner_words) if measured.owner_words and not (shared and measured.text is None) else None


def _thing(
    measured: Measured, found: FoundQuantity, earlier: About | None, own: Sequence[Token], *, shared: bool
) -> str | None:
    if shared:
        return _share_thing(measured, earlier)
    if measured.text is not None:
        return measured.text
    if earlier is None or earlier.property is None or measured.taken or measured.owner_words:
        return None
    if any(token.is_noun for token in own) and not any(token.text in COMPARING for token in own):
        return None
    return earlier.property if found.kind in _RATES or earlier.unit == found.quantity.unit else None


def _share_thing(measured: Measured, earlier: About | None) -> str:
    """研发人员占比 of 研发人员86人，占15.4%."""
    part = measured.text or measured.owner_words or (earlier.property if earlier else None)
    if part is None:
        return _SHARED
    return part if part.endswith((_SHARED, "比重", "份额")) else part + _SHARED


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


def _scope(left: str) -> str | None:
    """The words that say of how much the figure speaks: 每家…, 全市, 其中, 累计."""
    words = clause_words()
    for pattern in (words.each, words.part, words.whole, words.total):
        match = pattern.search(left)
        if match:
            return match[0]
    return None
