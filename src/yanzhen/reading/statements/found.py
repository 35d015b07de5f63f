"""What the grammar takes and what it finds; every offset counts code points of the paragraph's text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from yanzhen.values import Period, Quantity

if TYPE_CHECKING:
    from yanzhen.reading.names.tagger import Word

FigureKind = Literal["money", "ratio", "points", "times", "duration", "physical", "count", "bare"]


@dataclass(frozen=True, slots=True)
class NameMention:
    """A name that the text mentions; ``kind`` is a word of :class:`yanzhen.reading.page.Name`."""

    start: int
    end: int
    text: str
    kind: str
    same_as: str | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A repaired paragraph: one string, lines and words joined.

    ``kind`` is the kind of its block; ``truncated`` says that its end is lost. ``words`` are a tagger's
    words of ``text`` (:func:`yanzhen.reading.names.tagger.tag`); without them subjects and properties are read
    with word lists alone, less often right.
    """

    article: int | None
    text: str
    kind: str = "paragraph"
    truncated: bool = False
    names: tuple[NameMention, ...] = ()
    words: tuple[Word, ...] = ()


@dataclass(frozen=True, slots=True)
class FoundQuantity:
    """A figure with its place: ``text[start:end]`` holds relation words, number and unit.

    ``figure`` is where the digits start. ``unit_end`` is where the unit ends, in front of 以上, 左右.
    """

    start: int
    end: int
    quantity: Quantity
    kind: FigureKind
    figure: int
    unit_end: int
    told: str = "plain"
    """``change`` where it is one end of a change (从7天缩短到1天), ``plain`` elsewhere."""


@dataclass(frozen=True, slots=True)
class FoundDate:
    """A date or span of days.

    ``resolution`` is the finest part that is printed (``day``, ``month``, ``quarter``, ``half``, ``year``,
    ``span``); ``compared`` says that another figure is compared with it (比2019年).
    """

    start: int
    end: int
    period: Period | None
    resolution: str
    compared: bool = False


@dataclass(frozen=True, slots=True)
class FoundRanking:
    """A place in an order (全球最大, 唯一, 首个, 前三), in the words of the text."""

    start: int
    end: int
    words: str
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class Reading:
    """One statement of a paragraph, before it is laid onto the page.

    ``[start, end)`` is the figure with its relation words and unit, ``[sentence_start, sentence_end)``
    the sentence that holds it; the other fields are those of :class:`yanzhen.reading.page.PageStatement`.
    """

    paragraph: int
    article: int | None
    start: int
    end: int
    sentence_start: int
    sentence_end: int
    subject: str | None
    property: str | None
    quantity: Quantity | None
    period: Period | None
    scope: str | None = None
    other_scope: str | None = None
    direction: Literal["up", "down"] | None = None
    ranking: str | None = None
    share_of: str | None = None
