"""The parts that templates draw: lamps, the drawer's sources, progress."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext

if TYPE_CHECKING:
    from markupsafe import Markup


class Lamp(StrEnum):
    """A state, always drawn with a shape and a word: colour alone says nothing to one man in twelve."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    UNKNOWN = "unknown"

    @property
    def shape(self) -> str:
        return {"good": "●", "watch": "▲", "bad": "■", "unknown": "◌"}[self.value]

    @property
    def word(self) -> str:
        """The general word; pages that know better give their own."""
        return {
            "good": gettext("in order"),
            "watch": gettext("to watch"),
            "bad": gettext("overdue"),
            "unknown": gettext("unknown"),
        }[self.value]


@dataclass(frozen=True, slots=True)
class Passage:
    """A sentence of a document with the span marked, and where it stands."""

    before: str
    marked: str
    after: str
    place: str  # "Science Daily 2020-09 · article 6, paragraph 3 · characters 18,204–18,210"
    url: str  # where it is seen in the original


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of an imported sheet with one cell marked, with the letters of its columns and its neighbours where they are known."""

    headers: tuple[str, ...]
    cells: tuple[str, ...]
    marked: int  # index into cells
    place: str
    url: str
    number: int = 0  # of the row, as a spreadsheet shows it
    letters: tuple[str, ...] = ()
    above: tuple[tuple[int, tuple[str, ...]], ...] = ()
    below: tuple[tuple[int, tuple[str, ...]], ...] = ()

    @property
    def lines(self) -> tuple[tuple[int, tuple[str, ...], bool], ...]:
        """Number, cells and whether it is the marked one, from above to below."""
        around = [*self.above, (self.number, self.cells), *self.below]
        return tuple((number, cells, number == self.number) for number, cells in around)


@dataclass(frozen=True, slots=True)
class Step:
    """A computation whose inputs open in turn. ``figure`` is a button (``figures.figure``) or plain text."""

    what: str
    figure: Markup | str
    inputs: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class OtherSource:
    """Another source of the same figure: whether it says the same, and in words why not."""

    figure: Markup
    place: str
    agrees: bool
    why: str = ""


@dataclass(frozen=True, slots=True)
class Drawer:
    """What the source drawer shows of one figure."""

    figure: str
    note: str  # "a lower bound: the text says 多"
    source: Passage | SheetRow | Step
    others: tuple[OtherSource, ...] = ()
    contest_url: str = ""  # takes a POST with ``reason``; empty hides it
    more: tuple[tuple[str, str], ...] = ()  # further facts, (label, value)

    @property
    def kind(self) -> str:
        return {"Passage": "passage", "SheetRow": "row", "Step": "step"}[type(self.source).__name__]


@dataclass(frozen=True, slots=True)
class Progress:
    """Long work: what is being done, how many of how many; ``total`` 0 is not yet known."""

    doing: str
    done: int
    total: int
    stop_url: str = ""
    poll_url: str = ""  # answers with this part again, until the work ends
