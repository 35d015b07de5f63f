"""What a visit asks of the formation: of which firm, on which day, under which assumptions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlencode

from django.urls import reverse

from yanzhen.formation.firms import kinds

if TYPE_CHECKING:
    from django.http import HttpRequest

Model = Literal["cascade", "threshold"]


@dataclass(frozen=True, slots=True)
class Asked:
    """The question; ``chances`` are those that differ from what ``kinds.csv`` states."""

    firm: str
    day: date
    today: date
    model: Model
    by_weight: bool
    chances: tuple[tuple[str, float], ...]

    @property
    def chance(self) -> dict[str, float]:
        """The chance of every kind."""
        return {name: kind.chance for name, kind in kinds().items()} | dict(self.chances)

    def fields(self, but: tuple[str, ...] = ()) -> list[tuple[str, str]]:
        """What the address says; what is as usual is left out."""
        told = [
            ("firm", self.firm),
            ("day", "" if self.day == self.today else self.day.isoformat()),
            ("model", "" if self.model == "cascade" else self.model),
            ("by_weight", "1" if self.by_weight else ""),
            *((f"chance_{kind}", f"{chance:g}") for kind, chance in self.chances),
        ]
        return [(key, value) for key, value in told if value and key not in but]

    def address(self, view: str = "formation:index", *parts: str, firm: str | None = None, **more: str) -> str:
        """The same question at that page, of that firm."""
        other = self if firm is None else replace(self, firm=firm)
        query = urlencode([*other.fields(), *((key, value) for key, value in more.items() if value)])
        place = reverse(view, args=parts or None)
        return f"{place}?{query}" if query else place


def asked_of(request: HttpRequest, today: date) -> Asked:
    """The question of a request; what cannot be is taken as usual."""
    told = request.GET
    chances = []
    for name, kind in kinds().items():
        chance = number(told.get(f"chance_{name}", ""), kind.chance, 0.0, 1.0)
        if chance != kind.chance:
            chances.append((name, chance))
    return Asked(
        told.get("firm", "").strip()[:200],
        day_of(told.get("day", ""), today),
        today,
        "threshold" if told.get("model") == "threshold" else "cascade",
        told.get("by_weight") == "1",
        tuple(chances),
    )


def number(text: str, usual: float, low: float, high: float) -> float:
    """The number in the text within its bounds; the usual one where there is none.

    >>> number("0.25", 0.1, 0, 1), number("9", 0.1, 0, 1), number("nan", 0.1, 0, 1), number("", 0.1, 0, 1)
    (0.25, 1.0, 0.1, 0.1)
    """
    try:
        found = float(text)
    except ValueError:
        return usual
    return min(max(found, float(low)), float(high)) if found == found else usual


def day_of(text: str, today: date) -> date:
    """The day in the text; today where there is none."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return today
