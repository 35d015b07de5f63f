"""The home page as a morning paper: what each room may put on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yanzhen.desk.frame.parts import Lamp

if TYPE_CHECKING:
    from markupsafe import Markup

    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.rooms import Room


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, and on which day."""

    person: Person
    today: date


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits for this person."""

    lamp: Lamp
    text: str
    why: str
    url: str
    verb: str


@dataclass(frozen=True, slots=True)
class Said:
    """One side of a contradiction: the figure as a button (``figures.figure``), and where it stands."""

    figure: Markup
    source: str
    url: str


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two sources that cannot both be true."""

    subject: str
    property: str
    one: Said
    other: Said


@dataclass(frozen=True, slots=True)
class Story:
    """What a room has to say: one sentence with its figures, a picture if there is one, the source under it."""

    sentence: Markup | str
    source: str
    url: str
    verb: str
    picture: Markup | None = None


@dataclass(frozen=True, slots=True)
class Bring:
    """What a room without data asks for, with links to the template and the example."""

    sentence: str
    links: tuple[tuple[str, str], ...]  # (words, address)


@dataclass(frozen=True, slots=True)
class HomePart:
    """One room's part of the paper; what is empty is left out.

    ``waiting_count`` and ``contradiction_count`` are the whole numbers, of which ``waiting`` and ``contradictions`` show the first
    few; ``changed`` are sentences about what is new since yesterday.
    """

    waiting: tuple[Matter, ...] = ()
    waiting_count: int = 0
    changed: tuple[str, ...] = ()
    contradictions: tuple[Contradiction, ...] = ()
    contradiction_count: int = 0
    contradictions_url: str = ""
    story: Story | None = None
    bring: Bring | None = None


@dataclass(frozen=True, slots=True)
class Paper:
    """The whole page."""

    parts: tuple[tuple[Room, HomePart], ...]

    @property
    def waiting(self) -> list[Matter]:
        order = {Lamp.BAD: 0, Lamp.WATCH: 1, Lamp.GOOD: 2, Lamp.UNKNOWN: 3}
        matters = [matter for _, part in self.parts for matter in part.waiting]
        return sorted(matters, key=lambda matter: order[matter.lamp])

    @property
    def waiting_count(self) -> int:
        return sum(max(part.waiting_count, len(part.waiting)) for _, part in self.parts)

    @property
    def changed(self) -> list[str]:
        return [sentence for _, part in self.parts for sentence in part.changed]

    @property
    def contradictions(self) -> list[Contradiction]:
        return [found for _, part in self.parts for found in part.contradictions]

    @property
    def contradiction_count(self) -> int:
        return sum(max(part.contradiction_count, len(part.contradictions)) for _, part in self.parts)

    @property
    def contradictions_url(self) -> str:
        return next((part.contradictions_url for _, part in self.parts if part.contradictions_url), "")

    @property
    def stories(self) -> list[tuple[Room, Story]]:
        return [(room, part.story) for room, part in self.parts if part.story]

    @property
    def requests(self) -> list[tuple[Room, Bring]]:
        return [(room, part.bring) for room, part in self.parts if part.bring]
