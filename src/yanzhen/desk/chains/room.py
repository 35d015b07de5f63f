"""What the chains put on the home page and in the rail."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext

from yanzhen.chains.standing import Strength
from yanzhen.desk.accounts.rights import Right
from yanzhen.desk.chains import words
from yanzhen.desk.chains.asking import Asked
from yanzhen.desk.chains.chain import MOST_PRODUCTS, standing_of
from yanzhen.desk.chains.held import Held, held_graph
from yanzhen.desk.frame.figures import count
from yanzhen.desk.frame.paper import Bring, HomePart, Story, Visit


def badge(visit: Visit) -> int:
    """Nothing waits here: the chains show, they ask nobody to decide."""
    return 0


def home(visit: Visit) -> HomePart:
    """How the region stands in its chain; without one, what to bring."""
    held = held_graph(visit.person, visit.today)
    if held.is_empty:
        return HomePart(bring=_bring(visit))
    return HomePart(story=_story(visit, held))


def _story(visit: Visit, held: Held) -> Story:
    if len(held.graph.products) > MOST_PRODUCTS:
        sentence = gettext(
            "The chain has %(products)s products and %(links)s links; choose one to see how the region stands."
        ) % {
            "products": count(len(held.graph.products)),
            "links": count(len(held.graph.links)),
        }
    else:
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
    source = gettext("Source: product links and firms' products of the register, as of %(day)s.") % {"day": visit.today}
    return Story(sentence, source, reverse("chains:index"), gettext("The chain map"))


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
