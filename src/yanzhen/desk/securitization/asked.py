"""What a request asks of a deal: which one, in which version, with which sliders, on which path."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.frame.engine_words import engine_in_words
from yanzhen.desk.securitization.models import Deal, DealVersion
from yanzhen.desk.securitization.pricing import Sliders
from yanzhen.desk.securitization.terms import terms_of
from yanzhen.errors import YanzhenError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from yanzhen.securitization.deal import Deal as Terms

MOST_NUMBER = 10**9


@dataclass(frozen=True, slots=True)
class Shown:
    """A deal that this person may see, in the version that is asked for."""

    deal: Deal
    version: DealVersion
    latest: int
    terms: Terms

    @property
    def query(self) -> str:
        """What an address needs to stay with this version; empty for the one that is shown unasked."""
        return "" if self.version.pk == _unasked(self.deal).pk else f"?version={self.version.number}"

    @property
    def is_in_force(self) -> bool:
        return self.deal.in_force_id == self.version.pk


def person_of(request: HttpRequest) -> Person:
    """Who asks; the views' decorator has seen to it that someone is signed in."""
    assert isinstance(request.user, Person)
    return request.user


def deal_of(request: HttpRequest, pk: int) -> Deal:
    """The deal, if this person may see it."""
    return get_object_or_404(Deal.objects.visible_to(person_of(request)).select_related("in_force"), pk=pk)


def shown_of(request: HttpRequest, pk: int) -> Shown:
    """The deal in the version of the query, else the one in force, else the latest."""
    deal = deal_of(request, pk)
    latest = _latest(deal)
    number = whole_number(request.GET.get("version", ""))
    version = _unasked(deal) if number is None else deal.versions.filter(number=number).first()
    if version is None:
        raise Http404
    return Shown(deal, version, latest.number, terms_of(version))


def told_of_troubles(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A deal that the engine refuses is told on a page of its own, with the place in the file, not as a fault of the desk."""

    @wraps(view)
    def guarded(request: HttpRequest, pk: int, *more: Any, **named: Any) -> HttpResponse:
        try:
            return view(request, pk, *more, **named)
        except YanzhenError as error:
            seen = {"deal": deal_of(request, pk), "error": error, "check_in_words": engine_in_words}
            return render(request, "securitization/trouble.html", seen, status=400)

    return guarded


def sliders_of(request: HttpRequest, said: Mapping[str, str]) -> tuple[Sliders, list[str]]:
    """The sliders of the query, and what of them is no number or out of bounds, in words.

    A slider that stands where the file has it (``said``) is not moved: firms keep figures of their own.
    """
    sliders, wrong = Sliders(), []
    for name, scale, low, high in SLIDERS:
        given = request.GET.get(name, "").strip()
        if not given or given == said.get(name):
            continue
        value = real_number(given)
        if value is None or not low <= value <= high:
            words = gettext("%(name)s: “%(seen)s” is no number from %(low)s to %(high)s.")
            wrong.append(
                words % {"name": slider_label(name), "seen": given[:30], "low": f"{low:g}", "high": f"{high:g}"}
            )
        else:
            sliders = replace(sliders, **{name: value / scale})
    return sliders, wrong


SLIDERS: tuple[tuple[str, float, float, float], ...] = (
    ("correlation", 1, 0, 0.9),
    ("recovery", 100, 0, 100),
    ("pd_factor", 1, 0.1, 10),
    ("below", 100, 0, 60),
)
"""Name, what a typed number is divided by, lowest and highest typed number."""


def slider_label(name: str) -> str:
    """What a slider is called."""
    return {
        "correlation": gettext("Correlation"),
        "recovery": gettext("Recovery in per cent"),
        "pd_factor": gettext("Probabilities of default, times"),
        "below": gettext("Share of the pool below the classes, per cent"),
    }[name]


def whole_number(text: str) -> int | None:
    """A whole number from 0 up that a person typed; ``None`` where it is none."""
    plain = text.strip()
    return int(plain) if plain.isdecimal() and len(plain) <= 13 else None


def real_number(text: str) -> float | None:
    """A number that a person typed; ``None`` where it is none."""
    try:
        value = float(text)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _latest(deal: Deal) -> DealVersion:
    found = deal.versions.order_by("-number").first()
    if found is None:
        raise Http404
    return found


def _unasked(deal: Deal) -> DealVersion:
    return deal.in_force or _latest(deal)
