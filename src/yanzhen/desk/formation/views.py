"""The formation's pages: the leads, a lead and its flock, choosing leads, if one leaves, who moved after whom, and whether they grew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.formation.asking import Asked, asked_of
from yanzhen.desk.formation.drawing import MOST_DRAWN, Goose, formation
from yanzhen.desk.formation.flock import CANDIDATES, Flock, flock_of, ranking
from yanzhen.desk.formation.held import Flight, Held, flight_of, held_links
from yanzhen.desk.frame.exporting import exported
from yanzhen.desk.register.pages.visitors import person_of
from yanzhen.formation.firms import Arc, kinds

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

KIND_WORDS = {
    "supplies": _("supply"), "owns": _("ownership"), "licenses": _("licence"), "co_files": _("joint filing"),
    "spins_off": _("spin-off"), "shared_person": _("shared person"), "joint_project": _("joint project"),
}  # fmt: skip
PULLS = {
    "forward": _("the first pulls the second"), "backward": _("the second pulls the first"),
    "both": _("both pull each other"),
}  # fmt: skip
MOST_FOLLOWERS = 100
MOST_LISTED = 40
"""Followers on the page; the file holds all."""


def question_of(request: HttpRequest) -> tuple[Person, Asked, Held, Flight]:
    """Who asks what, of which network."""
    person = person_of(request)
    asked = asked_of(request, timezone.localdate())
    held = held_links(person, asked.day)
    return person, asked, held, flight_of(held, asked.chances, asked.by_weight)


def common(asked: Asked, held: Held, flight: Flight) -> dict[str, Any]:
    """What every page of the room shows: the question, the assumptions."""
    return {
        "asked": asked,
        "held": held,
        "flight": flight,
        "kind_words": KIND_WORDS,
        "assumptions_told": [
            (name, KIND_WORDS[name], PULLS[kind.pulls], asked.chance[name]) for name, kind in kinds().items()
        ],
    }


@permitted(Right.READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The leads by their pull, and the formation of the first (or of the one that is asked for)."""
    _person, asked, held, flight = question_of(request)
    shown: dict[str, Any] = {**common(asked, held, flight), "ranks": (), "flock": None, "found": ()}
    if not flight.arcs:
        return render(request, "formation/index.html", shown)
    ranks = ranking(flight)
    word = request.GET.get("q", "").strip()
    lead = asked.firm if asked.firm in flight.led_by else ranks[0].firm
    flock = flock_of(flight, lead, asked.model)
    told = {
        "ranks": [(one, held.name_of(one.firm), asked.address(firm=one.firm)) for one in ranks],
        "candidates": CANDIDATES,
        "leaders": len(flight.led_by),
        "word": word,
        "found": _found(held, flight, asked, word) if word else (),
        "unknown_firm": asked.firm if asked.firm and asked.firm not in flight.led_by else "",
        **flock_shown(asked, held, flight, flock, lead),
    }
    return render(request, "formation/index.html", {**shown, **told})


@permitted(Right.READ)
@require_safe
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The ranking of the leads as a file, with the direct followers and the register's entries behind each link."""
    _person, asked, held, flight = question_of(request)
    headings = [
        gettext("Rank"),
        gettext("Code"),
        gettext("Firm"),
        gettext("Direct followers"),
        gettext("Reach in the mean"),
        gettext("± (95 %)"),
    ]
    headings += [gettext("Followers"), gettext("Sources")]
    rows = []
    for place, one in enumerate(ranking(flight) if flight.arcs else (), 1):
        arcs = flight.led_by[one.firm]
        names = gettext("; ").join(held.name_of(arc.follower) for arc in arcs[:MOST_FOLLOWERS])
        sources = gettext("; ").join(
            f"links:{link.source}:{link.target}:{link.kind}" for arc in arcs[:MOST_FOLLOWERS] for link in arc.links
        )
        rows.append(
            [
                place,
                one.firm,
                held.name_of(one.firm),
                one.direct,
                round(one.reach, 3),
                round(one.error, 3),
                names,
                sources,
            ]
        )
    return exported(form, f"leads-{asked.day.isoformat()}", headings, rows)


@permitted(Right.READ)
@require_safe
def flock_export(request: HttpRequest, form: str) -> HttpResponse:
    """The direct followers of one lead as a file, with what passes through each, who comes behind and where each link stands."""
    _person, asked, held, flight = question_of(request)
    headings = [
        gettext("Code"), gettext("Follower"), gettext("Chance"), gettext("Passes on"), gettext("Behind it"), gettext("Sources"),
    ]  # fmt: skip
    lead = asked.firm if asked.firm in flight.led_by else ""
    rows = [
        [
            one.arc.follower, held.name_of(one.arc.follower), round(one.arc.chance, 6),
            None if one.passes is None else round(one.passes, 4), gettext("; ").join(held.name_of(b) for b in one.behind),
            gettext("; ").join(f"links:{link.source}:{link.target}:{link.kind}" for link in one.arc.links),
        ]
        for one in (flock_of(flight, lead, asked.model).followers if lead else ())
    ]  # fmt: skip
    return exported(form, f"flock-{asked.day.isoformat()}", headings, rows)


def flock_shown(asked: Asked, held: Held, flight: Flight, flock: Flock, lead: str) -> dict[str, Any]:
    """A flock as the template shows it."""
    geese = [
        Goose(
            held.name_of(one.arc.follower),
            asked.address(firm=one.arc.follower)
            if one.arc.follower in flight.led_by
            else _firm_url(held, one.arc.follower, asked),
            one.passes or 0.0,
            one.arc.chance,
            len(one.behind),
        )
        for one in flock.followers
    ]
    lines = [
        (
            one,
            geese[at].name,
            geese[at].url,
            [link_button(held, link.said, link.kind) for link in one.arc.links],
            [(held.name_of(b), asked.address(firm=b)) for b in one.behind[:4]],
        )
        for at, one in enumerate(flock.followers[:MOST_LISTED])
    ]
    return {
        "flock": flock,
        "lead": lead,
        "lead_name": held.name_of(lead),
        "lead_known": lead in held.firms,
        "picture": formation(held.name_of(lead), geese, max(0, len(geese) - MOST_DRAWN)),
        "lines": lines,
        "flock_exports": exports(asked, "formation:flock_export", firm=lead),
        "pulled_by": [_arc_words(held, arc, asked) for arc in flight.leaders_of.get(lead, ())[:12]],
    }


def link_button(held: Held, said: str, kind: str) -> Markup:
    """The kind of a link as a button that opens the cell that says it."""
    return Markup('<button class="figure told" form="go" formaction="{}" aria-expanded="false">{}</button>').format(
        reverse("register:cell", args=["links", said, "kind"]), KIND_WORDS[kind]
    )


def figure_button(cell: tuple[str, str], entry: str, text: str) -> Markup:
    """A figure that opens its cell, told by table and column; without an entry the bare text."""
    if not entry:
        return Markup("{}").format(text)
    return Markup('<button class="figure" form="go" formaction="{}" aria-expanded="false">{}</button>').format(
        reverse("register:cell", args=[cell[0], entry, cell[1]]), text
    )


def exports(asked: Asked, view: str, *, firm: str | None = None, **more: str) -> list[tuple[str, str]]:
    """The two files of a list: what the link says, and where it leads."""
    return [(word, asked.address(view, form, firm=firm, **more)) for word, form in (("Excel", "xlsx"), ("CSV", "csv"))]


def firm_address(held: Held, firm: str) -> str:
    """Its page in the register; nowhere for one that the register does not know."""
    return reverse("register:firm", args=[firm]) if firm in held.firms else ""


def revenue_button(held: Held, firm: str) -> Markup:
    """The revenue of the firm's last year as a button that opens its cell; unknown in a word."""
    if firm not in held.revenues:
        why = gettext("no source gives this figure")
        return Markup('<span class="unknown" title="{0}">{1}<span class="sr"> ({0})</span></span>').format(
            why, gettext("unknown")
        )
    cell = ("firm-years", "revenue")
    return figure_button(cell, str(held.revenue_cells[firm]), f"{held.revenues[firm]:,.0f}")


def _arc_words(held: Held, arc: Arc, asked: Asked) -> tuple[str, str]:
    return held.name_of(arc.leader), asked.address(firm=arc.leader)


def _firm_url(held: Held, firm: str, asked: Asked) -> str:
    """A firm that leads nobody has no flock: its page in the register, or if one leaves."""
    if firm in held.firms:
        return reverse("register:firm", args=[firm])
    return asked.address("formation:leaving", firm=firm)


def _found(held: Held, flight: Flight, asked: Asked, word: str) -> list[tuple[str, str, int]]:
    """The firms of the network whose name or code holds the word; those that lead come first."""
    low = word.lower()
    nodes = [str(node) for node in flight.network.nodes]
    fits = [node for node in nodes if low in held.name_of(node).lower() or low in node.lower()]
    fits.sort(key=lambda node: (-len(flight.led_by.get(node, ())), held.name_of(node)))
    return [
        (
            held.name_of(node),
            asked.address(firm=node) if node in flight.led_by else _firm_url(held, node, asked),
            len(flight.led_by.get(node, ())),
        )
        for node in fits[:40]
    ]
