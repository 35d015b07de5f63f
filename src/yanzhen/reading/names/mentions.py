"""What the finders pass on: tagged blocks in, mentions out."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from yanzhen.reading.names.tagger import Word
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

    def overlaps(self, other: Mention) -> bool:
        return self.block == other.block and self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Tagged:
    """A block with its words."""

    index: int
    block: BlockText
    words: tuple[Word, ...]

    @property
    def text(self) -> str:
        return self.block.text

    def mention(
        self, start: int, end: int, kind: NameKind, rank: Rank = Rank.TAGGED, certainty: float = 1.0
    ) -> Mention:
        return Mention(self.index, start, end, self.text[start:end], kind, rank, certainty)

    def is_cut(self, at: int) -> bool:
        """Whether a word starts or ends at this offset (or nothing but a mark stands there)."""
        return at in (0, len(self.text)) or any(at in (word.start, word.end) for word in self.words)


def settle(mentions: Iterable[Mention]) -> list[Mention]:
    """Without overlaps: higher ranks first, then longer ones; in the order of the page."""
    kept: dict[int, list[Mention]] = {}
    for mention in sorted(mentions, key=lambda m: (-m.rank, m.start - m.end, m.start)):
        there = kept.setdefault(mention.block, [])
        if not any(mention.overlaps(other) for other in there):
            there.append(mention)
    return sorted((m for there in kept.values() for m in there), key=lambda m: (m.block, m.start))


def free_of(mentions: Iterable[Mention], span: Mention) -> bool:
    """Whether the span overlaps none of the mentions."""
    return not any(span.overlaps(other) for other in mentions)
