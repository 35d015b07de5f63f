"""The deals: their list, a new one, and the pages of one deal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of
from yanzhen.desk.frame.engine_words import engine_in_words, error_sentence
from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.desk.securitization import keep
from yanzhen.desk.securitization.asked import person_of, shown_of, told_of_troubles
from yanzhen.desk.securitization.forms import DealForm
from yanzhen.desk.securitization.keep import Draft
from yanzhen.desk.securitization.models import Deal
from yanzhen.desk.securitization.path_charts import cover_lines
from yanzhen.desk.securitization.pricing import live_if_small
from yanzhen.desk.securitization.shown import money, percent, sure_money, sure_number, sure_percent, yuan
from yanzhen.desk.securitization.structure import structure
from yanzhen.desk.securitization.terms import examples, terms_of
from yanzhen.desk.securitization.words import (
    ANSWER_LAMPS,
    ANSWERS,
    COPULAS,
    MARK_LAMPS,
    MARKS,
    MODE_LAMPS,
    MODES,
    RULES,
    SUPPORTS,
    TRIGGERS,
    place_in_words,
    step_in_words,
)
from yanzhen.errors import YanzhenError
from yanzhen.securitization.ledger import run_ledger

if TYPE_CHECKING:
    from yanzhen.desk.securitization.asked import Shown
    from yanzhen.securitization.deal import Deal as Terms

WORDS = {
    "money": money,
    "yuan": yuan,
    "percent": percent,
    "sure_percent": sure_percent,
    "sure_number": sure_number,
    "sure_money": sure_money,
    "check_in_words": engine_in_words,
    "step_in_words": step_in_words,
    "place_in_words": place_in_words,
    "copulas": COPULAS,
    "modes": MODES,
    "mode_lamps": MODE_LAMPS,
    "rules": RULES,
    "support_kinds": SUPPORTS,
    "trigger_kinds": TRIGGERS,
    "marks": MARKS,
    "mark_lamps": MARK_LAMPS,
    "answers": ANSWERS,
    "answer_lamps": ANSWER_LAMPS,
}


@permitted(Right.READ)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every deal that this person may see."""
    person = person_of(request)
    listing = Listing(
        request,
        Deal.objects.visible_to(person).select_related("in_force"),
        columns=(
            Column("name", gettext("Deal"), order="name"),
            Column("pool", gettext("Pool"), numeric=True),
            Column("firms", gettext("Firms"), numeric=True),
            Column("version", gettext("Version")),
            Column("changed", gettext("Last change"), order="changed_at"),
        ),
        filters=(Filter("q", gettext("Name of the deal"), lambda rows, word: rows.filter(name__icontains=word)),),
        default_order=("-changed_at", "-pk"),
    )
    rows = [_row(deal) for deal in listing.rows]
    may_edit = person.may(Right.EDIT)
    seen = {"listing": listing, "rows": rows, "may_edit": may_edit, "examples": _examples()}
    return render(request, "securitization/index.html", WORDS | seen)


@permitted(Right.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new deal from a file or a text."""
    form = DealForm(request.POST, request.FILES) if request.method == "POST" else DealForm()
    error: YanzhenError | None = None
    if form.is_bound and form.is_valid():
        try:
            return _made(request, form.draft())
        except YanzhenError as refused:
            error = refused
            form = DealForm(initial={"text": form.draft_text, "note": form.cleaned_data["note"]})
    status = 400 if error or form.errors else 200
    seen = WORDS | {"form": form, "error": error, "examples": _examples()}
    return render(request, "securitization/new.html", seen, status=status)


@permitted(Right.EDIT)
@require_POST
def from_example(request: HttpRequest, key: str) -> HttpResponse:
    """A new deal from a shipped example."""
    found = examples().get(key)
    if found is None:
        return redirect("securitization:new")
    return _made(request, Draft(found[1], f"{key}.toml", gettext("shipped example")))


@permitted(Right.READ)
@require_safe
@told_of_troubles
def deal(request: HttpRequest, pk: int) -> HttpResponse:
    """Who pays whom, in which order."""
    shown = shown_of(request, pk)
    terms = shown.terms
    seen = {
        "drawing": structure(terms),
        "priced": live_if_small(shown.version.text, shown.version.file),
        "waterfalls": _waterfalls(terms),
        "cover": None if terms.is_static else cover_lines(terms, run_ledger(terms).standings),
        "issued": sum(one.balance for one in terms.tranches),
    }
    return render(request, "securitization/deal.html", page_of(request, shown, "structure") | seen)


def page_of(request: HttpRequest, shown: Shown, tab: str) -> dict[str, Any]:
    """What every page of a deal is given."""
    person = person_of(request)
    return {
        **WORDS,
        "shown": shown,
        "deal": shown.deal,
        "version": shown.version,
        "terms": shown.terms,
        "tab": tab,
        "may_edit": person.may(Right.EDIT),
        "may_approve": person.may(Right.APPROVE),
    }


def _made(request: HttpRequest, draft: Draft) -> HttpResponse:
    person = person_of(request)
    made = keep.make_deal(draft, person.region, person.department, actor_of(request), now=timezone.now())
    return redirect("securitization:deal", made.pk)


def _row(deal: Deal) -> dict[str, Any]:
    version = deal.in_force or deal.versions.order_by("-number").first()
    assert version is not None  # a deal is made with its first version
    try:
        terms = terms_of(version)
    except YanzhenError as error:
        return {"deal": deal, "version": version, "terms": None, "why": error_sentence(error)}
    return {"deal": deal, "version": version, "terms": terms, "why": ""}


def _examples() -> list[tuple[str, str]]:
    return [(key, name) for key, (name, _text) in examples().items()]


def _waterfalls(terms: Terms) -> list[tuple[str, Any]]:
    named = (("normal", terms.waterfall), ("acceleration", terms.acceleration), ("default", terms.default))
    return [(mode, steps) for mode, steps in named if steps]
