"""What the chains put on the home page and in the rail."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from yanzhen.chains.standing import Strength
from yanzhen.desk.accounts.rights import Right
from yanzhen.desk.chains import words
from yanzhen.desk.chains.asking import Asked
from yanzhen.desk.chains.chain import standing_of
from yanzhen.desk.chains.held import Held, held_graph
from yanzhen.desk.chains.models import Proposal
from yanzhen.desk.frame.figures import count
from yanzhen.desk.frame.paper import Bring, HomePart, Matter, Story, Visit
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.register.models import ENTRIES

MOST_LINKS = 2000


def badge(visit: Visit) -> int:
    """Proposed edges that wait to be confirmed, for those who may confirm them."""
    return _waiting(visit).count() if visit.person.may(Right.EDIT) else 0


def home(visit: Visit) -> HomePart:
    """How the region stands in its chain; without one, what to bring."""
    rows: Any = ENTRIES["product-links"].objects
    links = rows.visible_to(visit.person).count()
    waiting = _matters(visit)
    if not links:
        return HomePart(bring=_bring(visit), waiting=waiting, waiting_count=len(waiting))
    story = _large(visit, links) if links > MOST_LINKS else _story(visit, held_graph(visit.person, visit.today))
    return HomePart(story=story, waiting=waiting, waiting_count=len(waiting))


def _waiting(visit: Visit) -> QuerySet[Proposal]:
    return Proposal.objects.visible_to(visit.person).filter(standing=Proposal.Standing.WAITING)


def _matters(visit: Visit) -> tuple[Matter, ...]:
    """What was found on pages and in descriptions and nobody confirmed yet."""
    number = badge(visit)
    if not number:
        return ()
    words = ngettext(
        "%(num)s proposed edge waits to be confirmed", "%(num)s proposed edges wait to be confirmed", number
    )
    why = gettext("found on pages and in firms' descriptions")
    told = words % {"num": count(number)}
    return (Matter(Lamp.WATCH, told, why, reverse("chains:proposals"), gettext("Confirm")),)


def _large(visit: Visit, links: int) -> Story:
    """A large chain is laid out when someone opens it: the home page does not wait for that."""
    sentence = gettext("The chain has %(links)s links; choose a product to see how the region stands.") % {
        "links": count(links)
    }
    return Story(sentence, _source(visit), reverse("chains:index"), gettext("The chain map"))


def _story(visit: Visit, held: Held) -> Story:
    standing = standing_of(held, _whole(visit))
    sentence = gettext(
        "Of %(all)s products of the chain %(strong)s are strong in %(region)s, %(weak)s weak and %(missing)s missing; %(gaps)s gaps lie between strong ones."
    ) % {
        "all": count(len(standing.nodes)),
        "region": words.region_name(visit.person.region),
        "strong": count(standing.count(Strength.STRONG)),
        "weak": count(standing.count(Strength.WEAK)),
        "missing": count(standing.count(Strength.MISSING)),
        "gaps": count(len(standing.gaps)),
    }
    return Story(sentence, _source(visit), reverse("chains:index"), gettext("The chain map"))


def _source(visit: Visit) -> str:
    return gettext("Source: product links and firms' products of the register, as of %(day)s.") % {"day": visit.today}


def _whole(visit: Visit) -> Asked:
    region = visit.person.region
    return Asked("", 2, 2, region, "", False, (), visit.today, visit.today, region)


def _bring(visit: Visit) -> Bring:
    links = [
        (gettext("Template of product links"), reverse("register:template", args=["product-links"])),
        (gettext("Template of firms' products"), reverse("register:template", args=["firm-products"])),
    ]
    if visit.person.may(Right.EDIT):
        links.insert(0, (gettext("Import a sheet"), reverse("register:bring") + "?kind=product-links"))
    return Bring(
        gettext(
            "Bring the links between products and who makes what, to see where the chain is strong, weak or missing."
        ),
        tuple(links),
    )
