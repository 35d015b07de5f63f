"""What the formation puts on the home page and in the rail."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from yanzhen.desk.accounts.rights import Right
from yanzhen.desk.formation.flock import ranking
from yanzhen.desk.formation.held import flight_of, held_links
from yanzhen.desk.frame.figures import count
from yanzhen.desk.frame.paper import Bring, HomePart, Story, Visit
from yanzhen.desk.register.models import ENTRIES

MOST_LINKS = 2000


def badge(visit: Visit) -> int:
    """Nothing waits here: the formation shows, it asks nobody to decide."""
    return 0


def home(visit: Visit) -> HomePart:
    """Which firm pulls most; without links, what to bring."""
    rows: Any = ENTRIES["links"].objects
    links = rows.visible_to(visit.person).count()
    if links > MOST_LINKS:
        return HomePart(story=_large(links))
    held = held_links(visit.person, visit.today)
    flight = flight_of(held, (), by_weight=False)
    if not flight.arcs:
        return HomePart(bring=_bring(visit))
    first = ranking(flight)[0]
    sentence = gettext(
        "Of %(leads)s leads %(firm)s pulls most: a move of it reaches %(reach)s other firms in the mean."
    ) % {
        "leads": count(len(flight.led_by)),
        "firm": held.name_of(first.firm),
        "reach": f"{first.reach:.1f}",
    }
    source = gettext("Source: %(links)s links of the register, with assumed chances.") % {
        "links": count(len(held.links))
    }
    return HomePart(story=Story(sentence, source, reverse("formation:index"), gettext("The formation")))


def _large(links: int) -> Story:
    """A large network is drawn when someone opens it: the home page does not wait for that."""
    source = gettext("Source: %(links)s links of the register, with assumed chances.") % {"links": count(links)}
    sentence = gettext("Which firms lead, and whom do they pull?")
    return Story(sentence, source, reverse("formation:index"), gettext("The formation"))


def _bring(visit: Visit) -> Bring:
    links = [(gettext("Template of links"), reverse("register:template", args=["links"]))]
    if visit.person.may(Right.EDIT):
        links.insert(0, (gettext("Import a sheet"), reverse("register:bring") + "?kind=links"))
    return Bring(gettext("Bring the links between firms, to see who leads and whom they pull."), tuple(links))
