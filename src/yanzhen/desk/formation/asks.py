"""The pages of the heavier questions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.formation.asking import Asked, number
from yanzhen.desk.formation.flock import ranking
from yanzhen.desk.formation.held import Held
from yanzhen.desk.formation.questions import (
    GROUPS,
    Wanted,
    choice_of,
    effect_of,
    loss_of,
    most_hung_on,
    moves_of,
    timing_of,
)
from yanzhen.desk.formation.views import common, question_of, revenue_button
from yanzhen.desk.frame.engine_words import error_sentence
from yanzhen.desk.frame.exporting import exported
from yanzhen.desk.frame.pictures import Band, Bar
from yanzhen.errors import InputError, RefusalError
from yanzhen.formation.effect import IMBALANCE, Effect
from yanzhen.formation.leaving import Exposure
from yanzhen.formation.timing import Timing

MOST_LEADS = 50
MOST_LINES = 500
GROUP_WORDS = {"township": _("township"), "region": _("county (code)"), "industry": _("industry division")}
assert tuple(GROUP_WORDS) == GROUPS
MOVES = {"titles": _("first title of a kind"), "patents": _("first patent filing")}
MOST_SHOWN = 60


@permitted(Right.READ)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which leads to choose, and how near to the best that choice is."""
    _person, asked, held, flight = question_of(request)
    told = request.GET
    k = int(number(told.get("k", ""), 3, 1, MOST_LEADS))
    group = told.get("group", "") if told.get("group") in GROUPS else "township"
    costs, wrong_costs = _lines(told.get("costs", ""))
    least, wrong_least = _lines(told.get("least", ""))
    budget = number(told.get("budget", ""), -1.0, -1.0, 1e12)
    revenue = number(told.get("most_revenue", ""), -1.0, -1.0, 1e12)
    wanted = Wanted(
        k,
        budget if budget > 0 else None,
        number(told.get("cost", ""), 1.0, 1e-6, 1e12),
        costs,
        group,
        {name: int(count) for name, count in least.items()},
        revenue if revenue >= 0 else None,
    )
    shown: dict[str, Any] = {**common(asked, held, flight), "wanted": wanted, "groups": GROUP_WORDS, "choice": None}
    shown.update(
        costs_text=told.get("costs", "")[:20_000], least_text=told.get("least", "")[:2_000], trouble="", detail="",
        wrong=[*wrong_costs, *wrong_least], small=0,
    )  # fmt: skip
    if not flight.arcs:
        return render(request, "formation/choose.html", shown)
    try:
        choice = choice_of(held, flight, wanted)
    except (InputError, RefusalError) as fault:
        shown.update(
            trouble=gettext(
                "No choice fits these wishes: fewer places, a larger budget, or smaller minimum numbers may."
            ),
            detail=error_sentence(fault),
        )
        return render(request, "formation/choose.html", shown)
    shown["choice"] = choice
    shown["seeds"] = [(held.name_of(seed), asked.address(firm=str(seed)), str(seed)) for seed in choice.seeds]
    return render(request, "formation/choose.html", shown)


@permitted(Right.READ)
@require_safe
def leaving(request: HttpRequest) -> HttpResponse:
    """What is at stake when a firm leaves."""
    _person, asked, held, flight = question_of(request)
    hung = most_hung_on(held)
    firm = asked.firm or (hung[0][0] if hung else "")
    loss = loss_of(held, firm) if firm else None
    shown = {**common(asked, held, flight), "firm": firm, "firm_name": held.name_of(firm) if firm else "", "loss": loss}
    shown.update(
        own=revenue_button(held, firm),
        exposed=[_exposed(one, held, asked) for one in loss.exposed[:MOST_SHOWN]] if loss else [],
        guards=[(held.name_of(one.firm), held.name_of(one.on), one.saved) for one in loss.guards] if loss else [],
        hung=[(held.name_of(one), _leaving_url(asked, one), suppliers, amount) for one, suppliers, amount in hung[:20]],
        exports=[
            (word, asked.address("formation:leaving_export", form, firm=firm))
            for word, form in (("Excel", "xlsx"), ("CSV", "csv"))
        ],
    )
    return render(request, "formation/leaving.html", shown)


@permitted(Right.READ)
@require_safe
def leaving_export(request: HttpRequest, form: str) -> HttpResponse:
    """Who is exposed, as a file."""
    _person, asked, held, _flight = question_of(request)
    loss = loss_of(held, asked.firm) if asked.firm else None
    headings = [
        gettext("Code"),
        gettext("Firm"),
        gettext("Round"),
        gettext("Share at stake"),
        gettext("Revenue (10,000 yuan)"),
    ]
    rows = (
        [[one.firm, held.name_of(one.firm), one.round, round(one.share, 6), one.output] for one in loss.exposed]
        if loss
        else []
    )
    return exported(form, f"leaving-{asked.day.isoformat()}", headings, rows)


@permitted(Right.READ)
@require_safe
def timing(request: HttpRequest) -> HttpResponse:
    """Whether followers move after their leads more often than chance."""
    person, asked, held, flight = question_of(request)
    kind = request.GET.get("move", "")
    kind = kind if kind in MOVES else "titles"
    window = int(number(request.GET.get("window", ""), 365, 1, 3650))
    shown: dict[str, Any] = {**common(asked, held, flight), "moves": MOVES, "kind": kind, "window": window}
    shown.update(found=None, detail="")
    if flight.arcs:
        try:
            found = timing_of(flight, moves_of(person, asked.day, kind), window)
            shown.update(found=found, timing_bars=_timing_bars(found))
        except RefusalError as refusal:
            shown["detail"] = error_sentence(refusal)
    return render(request, "formation/timing.html", shown)


@permitted(Right.READ)
@require_safe
def effect(request: HttpRequest) -> HttpResponse:
    """Whether firms linked to a lead grew more than firms like them."""
    person, asked, held, flight = question_of(request)
    year = int(number(request.GET.get("year", ""), asked.day.year - 2, 1990, 2200))
    years = int(number(request.GET.get("years", ""), 2, 1, 10))
    leads = (
        [asked.firm]
        if asked.firm in flight.led_by
        else [one.firm for one in ranking(flight)[:10]]
        if flight.arcs
        else []
    )
    shown: dict[str, Any] = {**common(asked, held, flight), "year": year, "years": years, "found": None, "detail": ""}
    shown["leads"] = [(held.name_of(one), asked.address(firm=one)) for one in leads]
    if leads:
        try:
            found = effect_of(flight, leads, year, years, person, asked.day)
            unbalanced = any(abs(one) > IMBALANCE for one in found.balance)
            shown.update(found=found, effect_bands=_effect_bands(found), unbalanced=unbalanced)
        except RefusalError as refusal:
            shown["detail"] = error_sentence(refusal)
    return render(request, "formation/effect.html", shown)


def _timing_bars(found: Timing) -> list[Bar]:
    return [
        Bar(gettext("observed"), found.followed),
        Bar(gettext("with shuffled days"), Decimal(f"{found.expected:.1f}"), f"{found.low:.0f}–{found.high:.0f}"),
    ]


def _effect_bands(found: Effect) -> list[Band]:
    low, middle, high = (Decimal(f"{value * 100:.1f}") for value in (found.low, found.difference, found.high))
    return [Band(gettext("linked less matched"), low, middle, high)]


def _exposed(one: Exposure, held: Held, asked: Asked) -> tuple[Exposure, str, str, Markup]:
    return one, held.name_of(one.firm), _leaving_url(asked, one.firm), revenue_button(held, one.firm)


def _leaving_url(asked: Asked, firm: str) -> str:
    return asked.address("formation:leaving", firm=firm)


def _lines(text: str) -> tuple[dict[str, float], list[str]]:
    """The lines ``NAME NUMBER`` of a box (a tab, a space, ``=`` or a comma between), and those that are none.

    >>> _lines("宝都街道=2\\n坏行")
    ({'宝都街道': 2.0}, ['坏行'])
    """
    found, wrong = {}, []
    for line in text.splitlines()[:MOST_LINES]:
        name, _space, word = line.replace("=", " ").replace(",", " ").replace("，", " ").strip().rpartition(" ")
        size = number(word, -1.0, -1.0, 1e12)
        if name and size > 0:
            found[name.strip()] = size
        elif line.strip():
            wrong.append(line.strip()[:60])
    return found, wrong
