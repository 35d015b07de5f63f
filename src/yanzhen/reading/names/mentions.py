"""What the finders pass on: tagged blocks in, mentions out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yanzhen.reading.names.tagger import Tagging, Word
    from yanzhen.reading.names.values import BlockText, NameKind

STOPS = frozenset("，,。；;：:！!？?、（）()《》〈〉“”\"‘’'「」『』【】[]…—\n\r\t|｜■●▲◆>")


class Rank(IntEnum):
    """Which of two mentions that overlap stays. Within a rank the longer one does."""

    GUESS = 0
    TAGGED = 1
    """The model's word."""
    COMPOSED = 2
    """Put together by a grammar."""
    NAMED = 3
    """In a list, or introduced by the page itself."""
    QUOTED = 4
    """In title marks."""


@dataclass(frozen=True, slots=True)
class Mention:
    block: int
    start: int
    end: int
    text: str
    kind: NameKind
    rank: Rank = Rank.TAGGED
    certainty: float = 1.0
    same_as: str | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Tagged:
    """A block with its words."""

    index: int
    block: BlockText
    words: tuple[Word, ...]
    tagging: Tagging = field(repr=False)
    cuts: frozenset[int] = field(repr=False)

    @classmethod
    def of(cls, index: int, block: BlockText, tagging: Tagging) -> Tagged:
        cuts = {0, len(block.text)} | {at for word in tagging.words for at in (word.start, word.end)}
        return cls(index, block, tagging.words, tagging, frozenset(cuts))

    def name_chance(self, start: int, end: int) -> float:
        """How likely the model holds ``[start, end)`` for a person's name, 0 to 1 (characters taken as independent)."""
        if not 0 <= start < end <= len(self.text):
            return 0.0
        chance = self.tagging.name_starts[start]
        for at in range(start + 1, end):
            chance *= self.tagging.name_goes_on[at]
        return chance * (1 - (self.tagging.name_goes_on[end] if end < len(self.text) else 0.0))

    @property
    def text(self) -> str:
        return self.block.text

    def mention(
        self, start: int, end: int, kind: NameKind, rank: Rank = Rank.TAGGED, certainty: float = 1.0
    ) -> Mention:
        return Mention(self.index, start, end, self.text[start:end], kind, rank, certainty)

    def is_cut(self, at: int) -> bool:
        """Whether a word starts or ends at this offset (or nothing but a mark stands there)."""
        return at in self.cuts


def settle(mentions: Iterable[Mention]) -> list[Mention]:
    """Without overlaps: higher ranks first, then longer ones; in the order of the page."""
    kept: list[Mention] = []
    taken: dict[int, set[int]] = {}
    for mention in sorted(mentions, key=lambda m: (-m.rank, m.start - m.end, m.start)):
        there = taken.setdefault(mention.block, set())
        if there.isdisjoint(range(mention.start, mention.end)):
            there.update(range(mention.start, mention.end))
            kept.append(mention)
    return sorted(kept, key=lambda m: (m.block, m.start))
