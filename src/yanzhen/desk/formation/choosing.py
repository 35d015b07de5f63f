"""Choosing leads: the page, and the choice as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.formation.asking import Asked, number
from yanzhen.desk.formation.held import Flight, Held
from yanzhen.desk.formation.questions import Wanted, choice_of, members_of
from yanzhen.desk.formation.views import common, exports, question_of
from yanzhen.desk.frame.engine_words import error_sentence
from yanzhen.desk.frame.exporting import exported
from yanzhen.errors import InputError, RefusalError
from yanzhen.formation.leads import Choice

MOST_LEADS = 50
MOST_LINES = 500
OWN_FIELDS = ("k", "budget", "cost", "most_revenue", "costs", "least")


@dataclass(frozen=True, slots=True)
class Chosen:
    """One lead of the choice as it is listed."""

    place: int
    code: str
    name: str
    township: str
    industry: str
    direct: int
    cost: float | None
    address: str


@permitted(Right.READ)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """Which leads to choose, and how near to the best that choice is."""
    _person, asked, held, flight = question_of(request)
    wanted, wrong = _wanted(request)
    told = request.GET
    shown: dict[str, Any] = {
        **common(asked, held, flight),
        "wanted": wanted,
        "choice": None,
        "wrong": wrong,
        "unknown": [],
    }
    shown.update(
        costs_text=told.get("costs", "")[:20_000], least_text=told.get("least", "")[:2_000], trouble="", detail="",
        kept=[(name, told.get(name, "")) for name in OWN_FIELDS if told.get(name)],
    )  # fmt: skip
    if not flight.arcs:
        return render(request, "formation/choose.html", shown)
    known = {word for node in flight.network.nodes for word in (str(node), held.name_of(node))}
    nobody = [name for name in wanted.least if not members_of(held, flight.network.nodes, name)]
    shown["unknown"] = [*(name for name in wanted.costs if name not in known), *nobody]
    try:
        choice = choice_of(held, flight, wanted)
    except (InputError, RefusalError) as fault:
        trouble = gettext("No choice fits these wishes: fewer places, a larger budget, or smaller minimum numbers may.")
        return render(request, "formation/choose.html", {**shown, "trouble": trouble, "detail": error_sentence(fault)})
    shown.update(choice=choice, chosen=_chosen(choice, wanted, asked, held, flight))
    shown["exports"] = exports(asked, "formation:choose_export", **dict(shown["kept"]))
    return render(request, "formation/choose.html", shown)


@permitted(Right.READ)
@require_safe
def choose_export(request: HttpRequest, form: str) -> HttpResponse:
    """The chosen leads as a file, each line with the certificate of the whole choice."""
    _person, asked, held, flight = question_of(request)
    wanted, _wrong = _wanted(request)
    headings = [
        gettext("Rank"), gettext("Code"), gettext("Firm"), gettext("Township"), gettext("Industry"), gettext("Direct followers"),
        gettext("Cost"), gettext("All together reach"), gettext("At least"), gettext("No choice more than"), gettext("Confidence"),
    ]  # fmt: skip
    try:
        choice = choice_of(held, flight, wanted) if flight.arcs else None
    except (InputError, RefusalError):
        choice = None
    rows = [
        [
            one.place, one.code, one.name, one.township, one.industry, one.direct, one.cost,
            round(choice.spread, 3), round(choice.lower_bound, 3), round(choice.upper_bound, 3), round(choice.confidence, 6),
        ]
        for one in _chosen(choice, wanted, asked, held, flight)
    ] if choice else []  # fmt: skip
    return exported(form, f"chosen-leads-{asked.day.isoformat()}", headings, rows)


def _wanted(request: HttpRequest) -> tuple[Wanted, list[str]]:
    """The wish of a request, and the lines of its boxes that are none."""
    told = request.GET
    costs, wrong_costs = lines_of(told.get("costs", ""))
    least, wrong_least = lines_of(told.get("least", ""))
    budget = number(told.get("budget", ""), -1.0, -1.0, 1e12)
    revenue = number(told.get("most_revenue", ""), -1.0, -1.0, 1e12)
    wanted = Wanted(
        int(number(told.get("k", ""), 3, 1, MOST_LEADS)),
        budget if budget > 0 else None,
        number(told.get("cost", ""), 1.0, 1e-6, 1e12),
        costs,
        {name: int(count) for name, count in least.items() if count >= 1},
        revenue if revenue >= 0 else None,
    )
    return wanted, [*wrong_costs, *wrong_least]


def _chosen(choice: Choice, wanted: Wanted, asked: Asked, held: Held, flight: Flight) -> list[Chosen]:
    found = []
    for place, seed in enumerate(choice.seeds, 1):
        code = str(seed)
        about = held.firms.get(code)
        found.append(
            Chosen(
                place,
                code,
                held.name_of(code),
                about.township if about else "",
                about.trade if about else "",
                len(flight.led_by.get(code, ())),
                wanted.cost_of(code, held.name_of(code)) if wanted.budget is not None else None,
                asked.address(firm=code),
            )
        )
    return found


def lines_of(text: str) -> tuple[dict[str, float], list[str]]:
    """The lines ``NAME NUMBER`` of a box (a tab, a space, ``=`` or a comma between), and those that are none.

    >>> lines_of("宝都街道=2\\n坏行")
    ({'宝都街道': 2.0}, ['坏行'])
    """
    found, wrong = {}, []
    for line in text.splitlines()[:MOST_LINES]:
        told = line
        for mark in ("=", ",", "，", "\t", "＝"):
            told = told.replace(mark, " ")
        name, _space, word = told.strip().rpartition(" ")
        size = number(word, -1.0, -1.0, 1e12)
        if name and size > 0:
            found[name.strip()] = size
        elif line.strip():
            wrong.append(line.strip()[:60])
    return found, wrong
