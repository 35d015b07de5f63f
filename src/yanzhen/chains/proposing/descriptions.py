"""What a firm's description proposes: sentences as any text does, and bare lists of products as what the firm makes."""

from __future__ import annotations

import re
from datetime import date

from yanzhen.chains.proposing.engine import propose
from yanzhen.chains.proposing.folding import fold
from yanzhen.chains.proposing.naming import named_in
from yanzhen.chains.proposing.proposal import End, Firm, Known, Mood, Proposal, Relation, Sureness

LISTED = "listed"
"""Stands for the pattern where a description only lists."""
LONGEST_LIST = 200
_MARKS = re.compile(r"[、，；]")
_SENTENCE = re.compile(r"[。！？：]")


def propose_described(text: str, known: Known, subject: Firm, *, on: date | None = None) -> tuple[Proposal, ...]:
    """The edges that the firm's description proposes; one without sentence or verb is a list of what the firm makes.

    >>> firm = Firm("F1", "泰岭轴承有限公司")
    >>> [(one.target.name, one.sureness.value) for one in propose_described("轴承；滚珠", Known.of(["轴承"], [firm]), firm)]
    [('轴承', 'explicit'), ('滚珠', 'new_name')]
    """
    found = propose(text, known, subject=subject, on=on)
    if found or len(text) > LONGEST_LIST or _SENTENCE.search(text.strip().rstrip("。")):
        return found
    return _listed(text, known, subject, on)


def _listed(text: str, known: Known, subject: Firm, on: date | None) -> tuple[Proposal, ...]:
    folded = fold(text)
    firm = End(subject.name, "", (0, min(1, len(text))), not subject.code, subject.code)
    proposals = []
    listed = folded.text.rstrip("。")
    named = named_in(listed, 0, known)
    if len(named) < len(_MARKS.findall(listed)) + 1:  # a member that is no name: no list of products
        return ()
    for one in named:
        span = folded.span(one.start, one.end)
        words = text[span[0] : span[1]]
        proposals.append(
            Proposal(
                relation=Relation.MAKES,
                source=firm,
                target=End(one.name, words, span, one.is_new, like=one.like),
                mood=Mood.STATED,
                sureness=Sureness.NEW_NAME if one.is_new else Sureness.EXPLICIT,
                span=span,
                words=words,
                sentence=(0, len(text)),
                pattern=LISTED,
                on=on,
            )
        )
    return tuple(proposals)
