"""What the reader of names takes and gives."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

NameKind = Literal["person", "organisation", "place", "document", "event", "programme", "technology"]


@dataclass(frozen=True, slots=True)
class BlockText:
    """A repaired block of a page. ``kind`` is a :data:`yanzhen.reading.page.BlockKind`."""

    article: int | None
    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class FoundName:
    """One mention: ``blocks[block].text[start:end] == text``.

    ``same_as`` is the full name that the page gives for a short form. ``region`` is the GB/T 2260 code
    of a place that the page pins down; a development zone has the code of the region that its name
    starts with. ``role`` and ``organisation`` stand for persons, as printed beside the name.
    """

    block: int
    start: int
    end: int
    text: str
    kind: NameKind
    same_as: str | None = None
    region: str | None = None
    role: str | None = None
    organisation: str | None = None
