"""The pages of the heavier questions."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.formation.asking import Asked, number
from yanzhen.desk.formation.flock import ranking
from yanzhen.desk.formation.held import Flight, Held
from yanzhen.desk.formation.questions import (
    effect_of,
    followings_of,
    lead_timings_of,
    likely_year,
    moves_of,
    timing_of,
    years_with_figures,
)
from yanzhen.desk.formation.views import common, exports, figure_button, firm_address, question_of
from yanzhen.desk.frame.engine_words import error_sentence
from yanzhen.desk.frame.exporting import exported
from yanzhen.desk.frame.pictures import Band, Bar
from yanzhen.errors import RefusalError
from yanzhen.formation.effect import IMBALANCE, Effect, Match
from yanzhen.formation.timing import Following, Timing

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOVES = {
    "titles": _("first title of a kind"), "patents": _("first patent filing"), "investments": _("first investment in another firm"),
}  # fmt: skip
MOST_SHOWN = 60
TABLES = {"titles": ("titles", "valid_from"), "patents": ("patents", "filed_on"), "investments": ("links", "from")}
"""Where the day of each move stands in the register."""


@permitted(Right.READ)
@require_safe
def timing(request: HttpRequest) -> HttpResponse:
    """Whether followers move after their leads more often than chance, for all and for each lead, and who moved after whom."""
    person, asked, held, flight = question_of(request)
    kind, window = _move_asked(request)
    shown: dict[str, Any] = {**common(asked, held, flight), "moves": MOVES, "kind": kind, "window": window}
    shown.update(found=None, detail="", leads=(), followings=(), left_out=0)
    if not flight.arcs:
        return render(request, "formation/timing.html", shown)
    moves = moves_of(person, asked.day, kind)
    after = followings_of(flight, moves, window)
    shown.update(
        followings=[_following_shown(one, kind, held, asked) for one in after[:MOST_SHOWN]],
        left_out=max(0, len(after) - MOST_SHOWN),
        exports=exports(asked, "formation:timing_export", move=kind, window=str(window)),
    )
    try:
        found = timing_of(flight, moves, window)
        leads = [
            (one, held.name_of(one.leader), asked.address(firm=one.leader))
            for one in lead_timings_of(flight, moves, window)
        ]
        shown.update(found=found, timing_bars=_timing_bars(found), leads=leads[:MOST_SHOWN])
    except RefusalError as refusal:
        shown["detail"] = error_sentence(refusal)
    return render(request, "formation/timing.html", shown)


@permitted(Right.READ)
@require_safe
def timing_export(request: HttpRequest, form: str) -> HttpResponse:
    """Who moved after whom, as a file."""
    person, asked, held, flight = question_of(request)
    kind, window = _move_asked(request)
    headings = [
        gettext("Code of the lead"), gettext("Lead"), gettext("Day of the lead"), gettext("Code"), gettext("Follower"), gettext("Day"),
        gettext("Days after"), gettext("Move"), gettext("Sources"),
    ]  # fmt: skip
    table = TABLES[kind][0]
    rows = [
        [
            one.leader, held.name_of(one.leader), one.led.on, one.follower, held.name_of(one.follower), one.followed.on, one.lag,
            _move_word(one, kind), gettext("; ").join(f"{table}:{move.source}" for move in (one.led, one.followed)),
        ]
        for one in followings_of(flight, moves_of(person, asked.day, kind), window)
    ]  # fmt: skip
    return exported(form, f"followings-{asked.day.isoformat()}", headings, rows)


@permitted(Right.READ)
@require_safe
def effect(request: HttpRequest) -> HttpResponse:
    """Whether firms linked to a lead grew more than firms like them."""
    person, asked, held, flight = question_of(request)
    leads, year, years = _effect_asked(request, person, asked, flight)
    shown: dict[str, Any] = {**common(asked, held, flight), "year": year, "years": years, "found": None, "detail": ""}
    shown["leads"] = [(held.name_of(one), asked.address(firm=one)) for one in leads]
    if leads:
        try:
            found = effect_of(flight, leads, year, years, person, asked.day)
            unbalanced = any(abs(one) > IMBALANCE for one in found.balance)
            shown.update(found=found, effect_bands=_effect_bands(found), unbalanced=unbalanced)
            shown["matches"] = [_match_shown(one, held) for one in found.matches[:MOST_SHOWN]]
            shown["exports"] = exports(asked, "formation:effect_export", year=str(year), years=str(years))
        except RefusalError as refusal:
            shown["detail"] = error_sentence(refusal)
    return render(request, "formation/effect.html", shown)


@permitted(Right.READ)
@require_safe
def effect_export(request: HttpRequest, form: str) -> HttpResponse:
    """The linked firms with those that each is set against, as a file."""
    person, asked, held, flight = question_of(request)
    leads, year, years = _effect_asked(request, person, asked, flight)
    headings = [
        gettext("Code"), gettext("Linked firm"), gettext("Codes of the firms like it"), gettext("Firms like it"),
        gettext("Grew by so much more (log points × 100)"),
    ]  # fmt: skip
    try:
        matches = effect_of(flight, leads, year, years, person, asked.day).matches if leads else ()
    except RefusalError:
        matches = ()
    rows = [
        [
            one.firm, held.name_of(one.firm), gettext("; ").join(one.others),
            gettext("; ").join(held.name_of(other) for other in one.others), round(100 * one.difference, 2),
        ]
        for one in matches
    ]  # fmt: skip
    return exported(form, f"linked-firms-{year}", headings, rows)


def _effect_asked(request: HttpRequest, person: Person, asked: Asked, flight: Flight) -> tuple[list[str], int, int]:
    """The leads that are looked at, the year from which on, and over how many years; where no year is asked for, the one in which most were linked first."""
    leads = (
        [asked.firm]
        if asked.firm in flight.led_by
        else [one.firm for one in ranking(flight)[:10]]
        if flight.arcs
        else []
    )
    years = int(number(request.GET.get("years", ""), 2, 1, 10))
    known = years_with_figures(person, asked.day)
    usual = likely_year(flight, leads, years, known, asked.day.year - 2)
    return leads, int(number(request.GET.get("year", ""), usual, 1990, 2200)), years


def _match_shown(one: Match, held: Held) -> tuple[Match, str, str, list[tuple[str, str]]]:
    others = [(held.name_of(other), firm_address(held, other)) for other in one.others]
    return one, held.name_of(one.firm), firm_address(held, one.firm), others


def _move_asked(request: HttpRequest) -> tuple[str, int]:
    kind = request.GET.get("move", "")
    return kind if kind in MOVES else "titles", int(number(request.GET.get("window", ""), 365, 1, 3650))


def _move_word(one: Following, kind: str) -> str:
    """A title by its name, the others by what they are."""
    return one.led.kind if kind == "titles" else str(MOVES[kind])


def _following_shown(
    one: Following, kind: str, held: Held, asked: Asked
) -> tuple[Following, str, str, str, str, Markup, Markup]:
    led_on, followed_on = (
        figure_button(TABLES[kind], move.source, move.on.isoformat()) for move in (one.led, one.followed)
    )
    lead, address = held.name_of(one.leader), asked.address(firm=one.leader)
    return one, lead, address, held.name_of(one.follower), _move_word(one, kind), led_on, followed_on


def _timing_bars(found: Timing) -> list[Bar]:
    return [
        Bar(gettext("observed"), found.followed),
        Bar(gettext("with shuffled days"), Decimal(f"{found.expected:.1f}"), f"{found.low:.0f}–{found.high:.0f}"),
    ]


def _effect_bands(found: Effect) -> list[Band]:
    low, middle, high = (Decimal(f"{value * 100:.1f}") for value in (found.low, found.difference, found.high))
    return [Band(gettext("linked less matched"), low, middle, high)]
