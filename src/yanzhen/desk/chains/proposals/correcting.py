"""Saying what the sentence says, where the engine read another product or firm: other names by search, then confirmed as corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from yanzhen.chains.proposing.proposal import Relation
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of
from yanzhen.desk.chains.asking import asked_of
from yanzhen.desk.chains.held import held_graph
from yanzhen.desk.chains.models import Proposal
from yanzhen.desk.chains.proposals import cards as drawn
from yanzhen.desk.chains.proposals.deciding import Decision, StaleError, confirm
from yanzhen.desk.chains.proposals.models import NAME_LENGTH, RELATIONS
from yanzhen.desk.chains.proposals.pages import back_of, refusal_words
from yanzhen.desk.chains.proposals.recording import NotRecordedError, edge_of, year_of
from yanzhen.desk.register.ledger.keys import is_firm_code
from yanzhen.desk.register.models import FirmName
from yanzhen.desk.register.pages.visitors import person_of

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.chains.held import Held

MOST_FOUND = 12
ENDS = ("source", "target")


@permitted(Right.EDIT)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, number: int) -> HttpResponse:
    """The form; a GET with ``q`` and ``end`` looks for other names, a POST confirms what the form says."""
    person = person_of(request)
    rows = Proposal.objects.visible_to(person).select_related("document", "imported")
    proposal = get_object_or_404(rows, pk=number)
    typed = _typed(request, proposal)
    trouble = ""
    if request.method == "POST":
        trouble = _confirmed(request, proposal, typed, person)
        if not trouble:
            return redirect(back_of(request))
    held = held_graph(person, timezone.localdate())
    [card] = drawn.cards([proposal], held, person)
    end = request.GET.get("end", "")
    shown = {
        "card": card,
        "typed": typed,
        "trouble": trouble,
        "ends": _ends(proposal, typed),
        "relations": _relations(proposal),
        "has_year": proposal.table == "firm-products",
        "searched": end if end in ENDS else "",
        "word": request.GET.get("q", "").strip(),
        "found": _found(request.GET.get("q", ""), end, proposal, held, person),
        "likes": _likes(proposal, held),
        "asked": asked_of(request, person, timezone.localdate()),
        "back": back_of(request),
    }
    return render(request, "chains/correct_proposal.html", shown, status=409 if trouble else 200)


def _typed(request: HttpRequest, proposal: Proposal) -> dict[str, str]:
    """What stands in the form: what was typed, else what would be recorded."""
    edge = edge_of(proposal)
    usual = {
        "source": edge.source,
        "target": edge.target,
        "relation": edge.relation.value,
        "year": str(edge.year or ""),
    }
    told = request.POST if request.method == "POST" else request.GET
    return {name: told.get(name, value).strip()[:NAME_LENGTH] for name, value in usual.items()}


def _confirmed(request: HttpRequest, proposal: Proposal, typed: dict[str, str], person: Person) -> str:
    """Confirm as typed; what is wrong with it, or nothing."""
    said, wrong = _said(proposal, typed)
    if wrong:
        return wrong
    version = request.POST.get("version", "")
    told = Decision(
        person, actor_of(request), timezone.now(), int(version) if version.isdecimal() and len(version) < 9 else 0
    )
    try:
        confirm(proposal, told, said)
    except StaleError:
        return gettext("Someone was faster; your decision was not taken.")
    except NotRecordedError as fault:
        return refusal_words(fault)
    return ""


def _said(proposal: Proposal, typed: dict[str, str]) -> tuple[dict[str, Any], str]:
    """The correction, or what is wrong with it."""
    if not typed["source"] or not typed["target"] or typed["source"] == typed["target"]:
        return {}, gettext("Two different names are needed.")
    if typed["relation"] not in {one.value for one, _word in _relations(proposal)}:
        return {}, gettext("Choose what the one is to the other.")
    said: dict[str, Any] = {name: typed[name] for name in ("source", "target", "relation")}
    if proposal.table == "firm-products":
        said["year"] = year_of(typed["year"])
        if said["year"] is None:
            return {}, gettext("The year in which the firm makes it is needed: four digits.")
        if not is_firm_code(typed["source"]):
            return {}, gettext("The firm is needed by its code: look for it by its name below.")
    return said, ""


def _relations(proposal: Proposal) -> list[tuple[Relation, str]]:
    """What one product may be to another; a firm's edges are only one thing."""
    own = Relation(proposal.relation)
    both = (Relation.MADE_FROM, Relation.USED_IN)
    return [(one, str(RELATIONS[one])) for one in (both if own in both else (own,))]


def _ends(proposal: Proposal, typed: dict[str, str]) -> list[tuple[str, str, str, bool]]:
    """Name of the field, its label, its value, whether it is a firm's."""
    firms = {"makes": (True, False), "supplies": (True, True)}.get(proposal.relation, (False, False))
    words = {True: gettext("Firm"), False: gettext("Product")}
    return [(end, words[is_firm], typed[end], is_firm) for end, is_firm in zip(ENDS, firms, strict=True)]


def _likes(proposal: Proposal, held: Held) -> list[str]:
    """Known products that are like the names, for the fields' lists."""
    names = [proposal.source, proposal.target] if proposal.table == "product-links" else [proposal.target]
    found = [proposal.like, *(one for name in names for one in held.finder.found(name, MOST_FOUND))]
    return list(dict.fromkeys(name for name in found if name))


def _found(word: str, end: str, proposal: Proposal, held: Held, person: Person) -> list[tuple[str, str]]:
    """What the search finds: the value for the field, and its words."""
    word = word.strip()
    if not word or end not in ENDS:
        return []
    is_firm = {name: firm for name, _label, _value, firm in _ends(proposal, {"source": "", "target": ""})}[end]
    if not is_firm:
        return [(name, name) for name in held.finder.found(word, MOST_FOUND)]
    rows = FirmName.objects.visible_to(person).filter(name__icontains=word).order_by("name")[:MOST_FOUND]
    return [(code, f"{name} {code}") for code, name in rows.values_list("code", "name")]
