"""The pages of one deal: who bears which loss, one path to the fen, stresses, firms, checks."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.securitization import charts
from yanzhen.desk.securitization.asked import (
    SLIDERS,
    person_of,
    shown_of,
    slider_label,
    sliders_of,
    told_of_troubles,
    whole_number,
)
from yanzhen.desk.securitization.bounds import MOST_ROWS, TooLargeError
from yanzhen.desk.securitization.breaking import breaking
from yanzhen.desk.securitization.explorer import explore
from yanzhen.desk.securitization.firms import contributions_of, firm_lines
from yanzhen.desk.securitization.models import PricingJob
from yanzhen.desk.securitization.path_charts import path_drawings
from yanzhen.desk.securitization.pool_losses import member_names
from yanzhen.desk.securitization.pricing import LIVE_PATHS, PRICED, live, share_below
from yanzhen.desk.securitization.shown import percent, yuan
from yanzhen.desk.securitization.stresses import PATHS, outcomes
from yanzhen.desk.securitization.views import page_of

if TYPE_CHECKING:
    from yanzhen.desk.securitization.asked import Shown
    from yanzhen.desk.securitization.explorer import Explored
    from yanzhen.desk.securitization.pricing import Priced
    from yanzhen.securitization.deal import Deal as Terms


@dataclass(frozen=True, slots=True)
class SliderBox:
    """A slider as the page draws it; ``value`` is what the file or the person says."""

    name: str
    label: str
    low: float
    high: float
    step: float
    value: str


@permitted(Right.READ)
@require_safe
@told_of_troubles
def risk(request: HttpRequest, pk: int) -> HttpResponse:
    """Who bears which loss, and how sure that is; with sliders that price anew while they move."""
    shown = shown_of(request, pk)
    said = _said(shown.terms)
    sliders, wrong = sliders_of(request, said)
    full = _full(request, shown)
    try:
        now = live(shown.version.text, shown.version.file, sliders)
    except TooLargeError as error:
        seen = {"error": error, "full": full}
        return render(request, "securitization/large.html", page_of(request, shown, "risk") | seen)
    seen = {
        "priced": now,
        "base": live(shown.version.text, shown.version.file) if sliders.moved else None,
        "wrong": wrong,
        "boxes": _boxes(said, request),
        "moved": sliders.moved,
        "drawing": charts.losses(gettext("Loss of the pool"), now.distribution, now.classes),
        "full": full,
        "live_paths": LIVE_PATHS,
        "loss_rows": _loss_rows(now),
    }
    fragment = request.headers.get("HX-Request") == "true"
    template = "securitization/priced.html" if fragment else "securitization/risk.html"
    return render(request, template, page_of(request, shown, "risk") | seen)


@permitted(Right.READ)
@require_safe
@told_of_troubles
def cash(request: HttpRequest, pk: int) -> HttpResponse:
    """One path: where each fen came from and where it went."""
    shown = shown_of(request, pk)
    page = page_of(request, shown, "cash")
    if shown.terms.is_static:
        return render(request, "securitization/no_cash.html", page)
    asked = request.GET.get("path", "")
    number, defaults = whole_number(asked), _defaults(request, shown.terms)
    wrong = [] if not asked.strip() or number is not None else [gettext("A path number is a whole number from 0 up.")]
    explored = explore(shown.terms, number, defaults, supported="alone" not in request.GET)
    period = min(max(whole_number(request.GET.get("date", "")) or 1, 1), shown.terms.periods)
    seen = {
        "explored": explored,
        "members": member_names(shown.terms)[:MOST_ROWS],
        "most": MOST_ROWS,
        "period": period,
        "moved": explored.moved(period),
        "traced": explored.traced(period),
        "wrong": wrong,
        "kept": _kept(request),
        "cover_rows": _cover_rows(explored),
        **path_drawings(shown.terms, explored),
    }
    return render(request, "securitization/cash.html", page | seen)


@permitted(Right.READ)
@require_safe
@told_of_troubles
def stresses(request: HttpRequest, pk: int) -> HttpResponse:
    """Named stresses side by side, and the smallest set of firms that breaks a class."""
    shown = shown_of(request, pk)
    found = outcomes(shown.version.text, shown.version.file)
    asked = request.GET.get("break", "")
    names = [one.name for one in shown.terms.tranches]
    broken = breaking(shown.version.text, shown.version.file, asked) if asked in names else None
    members = member_names(shown.terms)
    seen = {
        "outcomes": found,
        "paths": PATHS,
        "asked": asked if asked in names else "",
        "broken": broken,
        "members_query": lambda defaults: "&".join(f"d{members.index(name)}={period}" for name, period in defaults),
    }
    return render(request, "securitization/stresses.html", page_of(request, shown, "stresses") | seen)


@permitted(Right.READ)
@require_safe
@told_of_troubles
def firms(request: HttpRequest, pk: int) -> HttpResponse:
    """Every firm: what it gets and pays, what it costs, and what it adds to each class's loss."""
    shown = shown_of(request, pk)
    lines = firm_lines(shown.terms, contributions_of(shown.version.text, shown.version.file), MOST_ROWS)
    shares = [firm.exposure_fen / shown.terms.pool_fen for firm in shown.terms.obligors]
    seen = {"lines": lines, "drawing": _adds(shown.terms, lines), "most": MOST_ROWS, "largest": max(shares)}
    return render(request, "securitization/firms.html", page_of(request, shown, "firms") | seen)


def _adds(terms: Terms, lines: Any) -> Any:
    from decimal import Decimal

    from yanzhen.desk.frame.pictures import Bar, bars

    first = terms.tranches[0].name
    ordered = sorted((line for line in lines if line.adds), key=lambda line: -line.adds[0][1])[:12]
    rows = [Bar(line.firm.name[-14:], Decimal(f"{line.adds[0][1] * 1e4:.3f}")) for line in ordered]
    return bars(gettext("What each firm adds to the expected loss of %(name)s") % {"name": first}, "‱", rows)


def _cover_rows(explored: Explored) -> list[tuple[str, ...]]:
    """The table behind the over-cover."""
    standings = [one.standing for one in explored.dates]
    return [
        (str(one.period), yuan(one.available), yuan(one.needed), f"{one.cover:.2f}" if one.cover else "")
        for one in standings
    ]


def _said(terms: Terms) -> dict[str, str]:
    """Where the file has each slider."""
    said = {"correlation": terms.risk.correlation, "recovery": 100 * _recovery(terms), "pd_factor": 1.0}
    if not terms.is_static:
        said["below"] = 100 * share_below(terms)
    return {name: f"{value:.6g}" for name, value in said.items()}


def _boxes(said: dict[str, str], request: HttpRequest) -> list[SliderBox]:
    steps = {"correlation": 0.01, "recovery": 1, "pd_factor": 0.1, "below": 0.5}
    return [
        SliderBox(name, slider_label(name), low, high, steps[name], request.GET.get(name, "") or said[name])
        for name, _scale, low, high in SLIDERS
        if name in said
    ]


def _loss_rows(now: Priced) -> list[tuple[str, str]]:
    """The table behind the loss distribution: bars with a chance."""
    shares = now.distribution
    return [
        (f"{percent(place * shares.step)}–{percent((place + 1) * shares.step)}", percent(chance))
        for place, chance in enumerate(shares.chances)
        if chance
    ]


def _recovery(terms: Terms) -> float:
    """The recovery rate, weighted by exposure."""
    whole = sum((firm.recovery.rate * firm.exposure_fen for firm in terms.obligors), Fraction(0))
    return float(whole / terms.pool_fen)


def _full(request: HttpRequest, shown: Shown) -> dict[str, Any]:
    """The latest full pricing of the version that ended, and the one that is under way."""
    rows = PricingJob.objects.visible_to(person_of(request)).filter(version=shown.version).order_by("-pk")
    done = rows.filter(state=PricingJob.State.DONE).first()
    latest = rows.first()
    running = latest if latest and latest.state in (PricingJob.State.WAITING, PricingJob.State.RUNNING) else None
    failed = latest if latest and latest.state == PricingJob.State.FAILED else None
    return {
        "done": done,
        "priced": PRICED.validate_python(done.priced) if done else None,
        "running": running,
        "failed": failed,
    }


def _defaults(request: HttpRequest, terms: Terms) -> dict[str, int]:
    """``d0=3&d5=1``: the member at that place defaults in that period."""
    found = {}
    for place, name in enumerate(member_names(terms)):
        period = whole_number(request.GET.get(f"d{place}", ""))
        if period and period <= terms.periods:
            found[name] = period
    return found


def _kept(request: HttpRequest) -> str:
    """The query without the date, to change the date alone."""
    left = request.GET.copy()
    left.pop("date", None)
    for key in [key for key, value in left.items() if not value]:
        left.pop(key)
    return left.urlencode()
