"""If one leaves: the page, and its lists as files."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe
from markupsafe import Markup

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.formation.asking import Asked
from yanzhen.desk.formation.held import Held
from yanzhen.desk.formation.questions import loss_of, most_hung_on
from yanzhen.desk.formation.views import common, exports, question_of, revenue_button
from yanzhen.desk.frame.exporting import exported
from yanzhen.formation.leaving import Exposure

MOST_SHOWN, MOST_HUNG, MOST_FOUND = 60, 20, 12


@permitted(Right.READ)
@require_safe
def leaving(request: HttpRequest) -> HttpResponse:
    """What is at stake when a firm leaves."""
    _person, asked, held, flight = question_of(request)
    hung = most_hung_on(held)
    firm = asked.firm or (hung[0][0] if hung else "")
    word = request.GET.get("q", "").strip()
    loss = loss_of(held, firm) if firm else None
    shown: dict[str, Any] = {**common(asked, held, flight), "firm": firm, "loss": loss, "word": word}
    shown.update(
        firm_name=held.name_of(firm) if firm else "",
        own=revenue_button(held, firm),
        exposed=[_exposed(one, held, asked) for one in loss.exposed[:MOST_SHOWN]] if loss else [],
        more=max(0, len(loss.exposed) - MOST_SHOWN) if loss else 0,
        guards=[(held.name_of(one.firm), held.name_of(one.on), one) for one in loss.guards] if loss else [],
        cheapest=max(loss.guards, key=lambda one: one.worth) if loss and loss.guards else None,
        hung=[(held.name_of(one), _address(asked, one), number, amount) for one, number, amount in hung[:MOST_HUNG]],
        found=_found(held, asked, hung, word) if word else [],
        exports={name: exports(asked, "formation:leaving_export", firm=firm, list=name) for name in LISTS},
    )
    return render(request, "formation/leaving.html", shown)


@permitted(Right.READ)
@require_safe
def leaving_export(request: HttpRequest, form: str) -> HttpResponse:
    """One list of the page as a file: who is exposed, the guards, or on whom most hangs."""
    _person, asked, held, _flight = question_of(request)
    name = request.GET.get("list", "")
    name = name if name in LISTS else "exposed"
    headings, rows = LISTS[name](held, asked.firm)
    return exported(form, f"leaving-{name}-{asked.day.isoformat()}", headings, rows)


def _exposed_rows(held: Held, firm: str) -> tuple[list[str], list[list[Any]]]:
    headings = [
        gettext("Code"),
        gettext("Firm"),
        gettext("Round"),
        gettext("Share at stake"),
        gettext("Revenue (10,000 yuan)"),
    ]
    headings.append(gettext("Sources"))
    loss = loss_of(held, firm) if firm else None
    rows = [
        [one.firm, held.name_of(one.firm), one.round, round(one.share, 6), one.output, _revenue_source(held, one.firm)]
        for one in (loss.exposed if loss else ())
    ]
    return headings, rows


def _guard_rows(held: Held, firm: str) -> tuple[list[str], list[list[Any]]]:
    headings = [
        gettext("Code"),
        gettext("Firm"),
        gettext("Code of the partner"),
        gettext("beside"),
        gettext("Saves (10,000 yuan)"),
    ]
    loss = loss_of(held, firm) if firm else None
    rows = [
        [one.firm, held.name_of(one.firm), one.on, held.name_of(one.on), round(one.placed, 2), round(one.saved, 2)]
        for one in (loss.guards if loss else ())
    ]
    return headings, rows


def _hung_rows(held: Held, firm: str) -> tuple[list[str], list[list[Any]]]:
    headings = [
        gettext("Code"),
        gettext("Firm"),
        gettext("Suppliers"),
        gettext("Their revenue that hangs on it (10,000 yuan)"),
    ]
    return headings, [[one, held.name_of(one), number, round(amount, 2)] for one, number, amount in most_hung_on(held)]


LISTS = {"exposed": _exposed_rows, "guards": _guard_rows, "hung": _hung_rows}


def _revenue_source(held: Held, firm: str) -> str:
    return f"firm-years:{held.revenue_cells[firm]}" if firm in held.revenue_cells else ""


def _exposed(one: Exposure, held: Held, asked: Asked) -> tuple[Exposure, str, str, Markup]:
    return one, held.name_of(one.firm), _address(asked, one.firm), revenue_button(held, one.firm)


def _found(held: Held, asked: Asked, hung: list[tuple[str, int, float]], word: str) -> list[tuple[str, str, int]]:
    """The firms on which somebody hangs whose name or code holds the word."""
    low = word.lower()
    fits = [(one, number) for one, number, _amount in hung if low in held.name_of(one).lower() or low in one.lower()]
    return [(held.name_of(one), _address(asked, one), number) for one, number in fits[:MOST_FOUND]]


def _address(asked: Asked, firm: str) -> str:
    return asked.address("formation:leaving", firm=firm)
