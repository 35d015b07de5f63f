"""What the frame itself shows on every page, worked out only when a template asks for it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext

from yanzhen.desk.frame.paper import Visit
from yanzhen.desk.rooms import ROOMS, Room, badge, search_url_name

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest

    from yanzhen.desk.accounts.models import Person


@dataclass(frozen=True, slots=True)
class RailEntry:
    """One instrument in the rail."""

    room: Room
    waiting: int
    current: bool


class Frame:
    """The rail, the region, the day, the person."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def person(self) -> Person | None:
        """Who is signed in."""
        user = getattr(self.request, "user", None)
        return user if user is not None and user.is_authenticated else None

    @cached_property
    def today(self) -> date:
        return timezone.localdate()

    @property
    def language(self) -> str:
        """The tag for ``<html lang>``."""
        return "en" if (get_language() or "").startswith("en") else "zh-Hans"

    @property
    def other_language(self) -> tuple[str, str]:
        """Code and own name of the language that the switch offers."""
        return settings.LANGUAGES[0] if self.language == "en" else settings.LANGUAGES[1]

    @property
    def region(self) -> str:
        """The region that the person's desk speaks of."""
        if self.person is None or not self.person.region:
            return gettext("All regions")
        return " ".join(word for word in (self.person.region_name, self.person.region) if word)

    @property
    def is_fragment(self) -> bool:
        """Whether htmx asks for the inside of a page alone."""
        return self.request.headers.get("HX-Request") == "true"

    @cached_property
    def rail(self) -> list[RailEntry]:
        if self.person is None:
            return []
        visit = Visit(self.person, self.today)
        return [self._entry(room, visit) for room in ROOMS]

    def _entry(self, room: Room, visit: Visit) -> RailEntry:
        match = self.request.resolver_match
        current = match is not None and room.key in match.app_names
        return RailEntry(room, badge(room, visit) if room.built else 0, current)

    @property
    def search_url(self) -> str:
        name = search_url_name()
        return reverse(name) if name else ""

    @property
    def at_home(self) -> bool:
        match = self.request.resolver_match
        return match is not None and match.view_name == "frame:home"


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: ``frame`` in every template."""
    return {"frame": Frame(request)}
