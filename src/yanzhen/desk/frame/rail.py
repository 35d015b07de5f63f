"""The rail with the instruments and what waits in each: drawn once for each set of numbers, not for each page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from django.template.loader import render_to_string
from django.urls import get_script_prefix
from django.utils.translation import get_language
from markupsafe import Markup

from yanzhen.desk.frame.changes import counted_once
from yanzhen.desk.rooms import ROOMS, Room, badge

if TYPE_CHECKING:
    from yanzhen.desk.frame.paper import Visit

HOME = "home"


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One instrument in the rail."""

    room: Room
    waiting: int
    current: bool


def rail(visit: Visit, current: str, state: str) -> Markup:
    """The rail for this person; ``current`` is the key of the room that is open, or ``home``, ``state`` the desk's state."""
    person = visit.person
    key = ("rail", person.pk, person.region, person.department, person.role, visit.today)
    numbers = counted_once(key, state, lambda: _counted(visit))
    return _drawn(get_language() or "", get_script_prefix(), current, numbers)


def _counted(visit: Visit) -> tuple[int, ...]:
    return tuple(badge(room, visit) if room.built else 0 for room in ROOMS)


@lru_cache(maxsize=512)
def _drawn(language: str, prefix: str, current: str, numbers: tuple[int, ...]) -> Markup:
    """``language`` and ``prefix`` are not used here: the words and the addresses depend on them."""
    entries = [RailEntry(room, number, room.key == current) for room, number in zip(ROOMS, numbers, strict=True)]
    return Markup(render_to_string("frame/rail.html", {"entries": entries, "at_home": current == HOME}))
