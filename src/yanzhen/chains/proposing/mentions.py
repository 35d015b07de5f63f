"""Where a sentence names firms: known ones by any of their names, others by how a registered name ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from yanzhen.chains.proposing.proposal import Firm, Known
from yanzhen.chains.proposing.wording import FIRM_FIRST, FIRM_NEXT

LONGEST_NAME = 40
_REGISTERED = re.compile(
    r"(?:^|(?<=[，。；：、由与和为向给从在对被“”《》]))[\u4e00-\u9fffa-z0-9（）]{2,26}?(?:有限责任公司|股份有限公司|集团有限公司|有限公司)"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A firm's name at ``[start, end)`` of the sentence."""

    start: int
    end: int
    firm: Firm
    text: str


def mentions(sentence: str, known: Known) -> tuple[Mention, ...]:
    """The firms that the folded sentence names, in its order; where names overlap, the longer one.

    >>> known = Known.of([], [Firm("F1", "泰岭轴承有限公司", ("泰岭轴承",))])
    >>> [(one.text, one.firm.code) for one in mentions("泰岭轴承和云坪新材料有限公司", known)]
    [('泰岭轴承', 'F1'), ('云坪新材料有限公司', '')]
    """
    found = tuple(_known(sentence, known))
    return tuple(sorted([*found, *_unknown(masked(sentence, found))], key=lambda one: one.start))


def masked(sentence: str, named: tuple[Mention, ...]) -> str:
    """The sentence with each firm's name covered."""
    letters = list(sentence)
    for one in named:
        letters[one.start : one.end] = [FIRM_FIRST, *[FIRM_NEXT] * (one.end - one.start - 1)]
    return "".join(letters)


def _known(sentence: str, known: Known) -> Iterator[Mention]:
    at = 0
    while known.firms and at < len(sentence):
        longest = min(LONGEST_NAME, len(sentence) - at)
        name = next((sentence[at : at + n] for n in range(longest, 1, -1) if sentence[at : at + n] in known.firms), "")
        if name:
            yield Mention(at, at + len(name), known.firms[name], name)
        at += max(1, len(name))


def _unknown(sentence: str) -> Iterator[Mention]:
    for told in _REGISTERED.finditer(sentence):
        yield Mention(told.start(), told.end(), Firm("", told[0]), told[0])
