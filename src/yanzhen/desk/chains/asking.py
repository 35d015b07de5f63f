"""What a visit asks of the chain: which product, how far up and down, for which region, on which day, without which firms."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext

from yanzhen.chains.standing import Strength
from yanzhen.codes import region_codes, regions

if TYPE_CHECKING:
    from django.http import HttpRequest

    from yanzhen.desk.accounts.models import Person

DEEPEST = 4
STEPS = 2
MOST_WITHOUT = 10


@dataclass(frozen=True, slots=True)
class Asked:
    """The visit's question; ``region`` is a code of GB/T 2260 (empty: the whole country)."""

    product: str
    up: int
    down: int
    region: str
    strength: str
    here: bool
    without: tuple[str, ...]
    day: date
    today: date
    own_region: str
    shared: bool = False

    def fields(self) -> list[tuple[str, str]]:
        """What the address says; what is as usual is left out."""
        told = [
            ("product", self.product),
            ("up", "" if self.up == STEPS else str(self.up)),
            ("down", "" if self.down == STEPS else str(self.down)),
            ("region", "" if self.region == self.own_region else self.region or "all"),
            ("strength", self.strength),
            ("here", "1" if self.here else ""),
            *(("without", firm) for firm in self.without),
            ("day", "" if self.day == self.today else self.day.isoformat()),
            ("shared", "1" if self.shared else ""),
        ]
        return [(key, value) for key, value in told if value]

    def address(self, view: str = "chains:index", *parts: str, **changes: object) -> str:
        """The same question with these changes, at that page."""
        other = replace(self, **changes)  # type: ignore[arg-type]
        query = urlencode(other.fields())
        place = reverse(view, args=parts or None)
        return f"{place}?{query}" if query else place


def asked_of(request: HttpRequest, person: Person, today: date) -> Asked:
    """The question of a request; what cannot be is taken as usual."""
    told = request.GET
    strength = told.get("strength", "")
    return Asked(
        product=told.get("product", "").strip(),
        up=_steps(told.get("up", "")),
        down=_steps(told.get("down", "")),
        region=_region(told.get("region", "").strip(), person),
        strength=strength if strength in list(Strength) else "",
        here=told.get("here") == "1",
        without=tuple(dict.fromkeys(one.strip() for one in told.getlist("without") if one.strip()))[:MOST_WITHOUT],
        day=_day(told.get("day", ""), today),
        today=today,
        own_region=person.region,
        shared=told.get("shared") == "1",
    )


def _region(text: str, person: Person) -> str:
    """The code that was typed, or that of the name (of several the one nearest to where the person works); the person's own where neither is."""
    if text in ("all", gettext("the whole country")):
        return ""
    if region_codes.known(text) is not None:
        return text
    named = regions.regions_named(text)
    only = named[0] if len(named) == 1 else regions.resolve(text, near=[person.region] if person.region else [])
    return only.code if only else person.region


def _steps(text: str) -> int:
    return min(int(text), DEEPEST) if text.isascii() and text.isdigit() and len(text) < 3 else STEPS


def _day(text: str, today: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today
