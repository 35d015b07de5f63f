"""What the frame itself shows on every page, worked out only when a template asks for it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from markupsafe import Markup

from yanzhen.desk.frame.changes import state_of
from yanzhen.desk.frame.paper import Visit
from yanzhen.desk.frame.rail import HOME, rail
from yanzhen.desk.rooms import search_url_name, side_links

if TYPE_CHECKING:
    from datetime import date

    from django.http import HttpRequest
    from django.utils.functional import _StrPromise

    from yanzhen.desk.accounts.models import Person


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
    def rail(self) -> Markup:
        """The instruments, with what waits in each."""
        if self.person is None:
            return Markup()
        return rail(Visit(self.person, self.today), self._open_room, state_of(self.request))

    @property
    def _open_room(self) -> str:
        """The key of the room whose page this is, or ``home``."""
        match = self.request.resolver_match
        if match is None:
            return ""
        return HOME if match.view_name == "frame:home" else next(iter(match.app_names), "")

    @property
    def side_links(self) -> list[tuple[str, _StrPromise]]:
        """Pages beside the rooms that the menu leads to."""
        return side_links(self.person) if self.person else []

    @property
    def search_url(self) -> str:
        name = search_url_name()
        return reverse(name) if name else ""


def frame(request: HttpRequest) -> dict[str, Frame]:
    """Context processor: ``frame`` in every template."""
    return {"frame": Frame(request)}
