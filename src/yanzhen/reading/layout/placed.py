"""The articles as they were set: what the layout gives to the rest of the reading."""

from __future__ import annotations

from dataclasses import dataclass

from yanzhen.reading.layout.heads import Person
from yanzhen.reading.original import Box, Span, Tracked
from yanzhen.reading.page import ArticleKind, BlockKind, BlockStatus


@dataclass(frozen=True, slots=True)
class Placed:
    """A block in its place."""

    kind: BlockKind
    text: Tracked
    status: BlockStatus = "whole"
    rows: tuple[tuple[Tracked, ...], ...] = ()
    page: int | None = None
    box: Box | None = None
    ornament: Span | None = None
    """A mark of the printer that belongs to the block but not to its text (the ■ of a kicker)."""


@dataclass(frozen=True, slots=True)
class Story:
    """An article: its head and its blocks in reading order."""

    title: str | None
    kicker: str | None
    kind: ArticleKind
    bylines: tuple[Person, ...]
    dateline: str | None
    blocks: tuple[Placed, ...]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """The articles, the texts that belong to none (with why), and the marks that only the layout needed."""

    stories: tuple[Story, ...]
    unplaced: tuple[tuple[Tracked, str], ...]
    marks: tuple[Span, ...]
