"""The instruments of the desk, in the order of the rail.

Adding an instrument is adding its folder ``desk/<key>/`` (with ``urls.py`` and ``room.py``) and one line
below. A line whose folder is not there yet is shown as a quiet entry that leads nowhere.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.frame.paper import HomePart, Visit


@dataclass(frozen=True, slots=True)
class Room:
    """One instrument: its seal, its folder's name, what it is called and what it answers."""

    seal: str
    key: str
    name: _StrPromise
    question: _StrPromise

    @property
    def package(self) -> str:
        return f"yanzhen.desk.{self.key}"

    @property
    def built(self) -> bool:
        return self.key in _built_keys()

    @property
    def url_name(self) -> str:
        """The name of its first page."""
        return f"{self.key}:index"


ROOMS = (
    Room("读", "reading", _("Reading"), _("What does this page say, and which figures does it vouch for?")),
    Room("册", "register", _("Register"), _("What do we know of this firm, this region, and from whom?")),
    Room(
        "梯", "ladder", _("Ladder"), _("Which firms are hidden champions, and what keeps the next from the next rung?")
    ),
    Room("雁", "formation", _("Formation"), _("Which firms lead, whom do they pull, and what if one leaves?")),
    Room("链", "chains", _("Chains"), _("Where is the industry chain strong, weak or missing?")),
    Room("图", "campaigns", _("Campaigns"), _("Is every campaign on course, and who must act?")),
    Room("证", "securitization", _("IP finance"), _("What can our firms' patents raise, and who bears which loss?")),
    Room("景", "scenarios", _("Scenarios"), _("Who can do this scenario, and where can it be repeated?")),
    Room("盟", "alliance", _("Alliance"), _("With which region should we join, and on what?")),
    Room("土", "soil", _("Soil"), _("Where is the soil polluted, and which remedy fits?")),
    Room("训", "training", _("Training"), _("Did the training reach people, and did it work?")),
)

SIDES = ("api", "privacy")
"""Apps beside the rooms, at addresses of their own."""


def built_rooms() -> tuple[Room, ...]:
    """The rooms whose folder is there."""
    return tuple(room for room in ROOMS if room.built)


def built_apps() -> list[str]:
    """What settings install."""
    return [room.package for room in built_rooms()]


def side_apps() -> list[str]:
    """Apps that are no instruments and work on what the register and the reading hold: the API, personal data."""
    return [f"yanzhen.desk.{key}" for key in SIDES] if _built_keys() >= {"register", "reading"} else []


def side_links(person: Person) -> list[tuple[str, _StrPromise]]:
    """What these apps put into the menu under the person's name: pages with their titles (``MENU`` of a ``menu.py``)."""
    entries = [entry for app in side_apps() for entry in import_module(f"{app}.menu").MENU]
    return [(view, title) for view, title, right in entries if person.may(right)]


def home_part(room: Room, visit: Visit) -> HomePart:
    """What the room has to say on the home page: ``home`` of its ``room.py``."""
    tell: Callable[[Visit], HomePart] = import_module(f"{room.package}.room").home
    return tell(visit)


def badge(room: Room, visit: Visit) -> int:
    """How many things wait in the room for this person (0 shows none): ``badge`` of its ``room.py``."""
    count: Callable[[Visit], int] = import_module(f"{room.package}.room").badge
    return count(visit)


def search_url_name() -> str:
    """The page that the search of the top bar asks (``SEARCH`` of a ``room.py``), or nothing."""
    for room in built_rooms():
        name: str = getattr(import_module(f"{room.package}.room"), "SEARCH", "")
        if name:
            return name
    return ""


@cache
def _built_keys() -> frozenset[str]:
    """The rooms with a folder; ``YANZHEN_ROOMS=reading,register`` opens only some of them."""
    wanted = os.environ.get("YANZHEN_ROOMS", "").replace(",", " ").split()
    keys = (room.key for room in ROOMS if not wanted or room.key in wanted)
    return frozenset(key for key in keys if find_spec(f"yanzhen.desk.{key}") and find_spec(f"yanzhen.desk.{key}.room"))
