"""The chain map: a search, a product in the middle of its chain, and what changes when a firm is taken away."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from yanzhen.chains.standing import Strength
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.chains import words
from yanzhen.desk.chains.asking import DEEPEST, Asked, asked_of
from yanzhen.desk.chains.focus import counts, focus_of
from yanzhen.desk.chains.held import Held, held_graph
from yanzhen.desk.register.pages.visitors import person_of

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOST_FIRST = 24


@permitted(Right.READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The map: of the product that is asked for, or where to begin."""
    person = person_of(request)
    asked = asked_of(request, person, timezone.localdate())
    held = held_graph(person, asked.day)
    shown = common(held, asked)
    if asked.product in held.graph.number:
        focus = focus_of(held, asked)
        return render(request, "chains/map.html", {**shown, "focus": focus, "counts": counts(focus.standing)})
    word = request.GET.get("q", "").strip() or asked.product
    found = held.finder.found(word) if word else ()
    if len(found) == 1 and found[0] == word:
        asked = replace(asked, product=word)
        shown, focus = common(held, asked), focus_of(held, asked)
        return render(request, "chains/map.html", {**shown, "focus": focus, "counts": counts(focus.standing)})
    lists = {"word": word, "found": _lines(held, asked, found), "first": () if word else _first(held, asked)}
    return render(request, "chains/begin.html", {**shown, **lists})


def common(held: Held, asked: Asked) -> dict[str, Any]:
    """What every page of the room shows: the question and its choices."""
    return {
        "held": held,
        "asked": asked,
        "region_name": words.region_name(asked.region),
        "strength_words": words.STRENGTHS,
        "lamps": words.LAMPS,
        "strengths": list(Strength),
        "depths": range(DEEPEST + 1),
        "without": [(firm, held.name_of(firm), _with_again(asked, firm)) for firm in asked.without],
    }


def question_of(request: HttpRequest) -> tuple[Person, Asked, Held]:
    """Who asks, what, and the graph that answers."""
    person = person_of(request)
    asked = asked_of(request, person, timezone.localdate())
    return person, asked, held_graph(person, asked.day)


def _with_again(asked: Asked, firm: str) -> str:
    return asked.address(without=tuple(one for one in asked.without if one != firm))


def _lines(held: Held, asked: Asked, products: tuple[str, ...]) -> list[dict[str, Any]]:
    graph = held.graph
    lines = []
    for product in products:
        makers = {maker.firm for maker in graph.makers_of.get(product, ())}
        lines.append(
            {
                "product": product,
                "url": asked.address(product=product),
                "makers": len(makers),
                "inputs": len(graph.inputs(product)),
                "uses": len(graph.uses(product)),
            }
        )
    return lines


def _first(held: Held, asked: Asked) -> list[dict[str, Any]]:
    """Where to begin: the products that most firms make."""
    makers = held.graph.makers_of
    most = sorted(makers, key=lambda product: (-len({maker.firm for maker in makers[product]}), product))
    return _lines(held, asked, tuple(most[:MOST_FIRST] or held.graph.products[:MOST_FIRST]))
