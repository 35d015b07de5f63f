"""The proposals' list: looked through, confirmed and rejected one by one or several at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_noop, ngettext
from django.views.decorators.http import require_POST, require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import Subject, actor_of, record_change
from yanzhen.desk.chains.asking import asked_of
from yanzhen.desk.chains.held import held_graph
from yanzhen.desk.chains.models import Proposal
from yanzhen.desk.chains.proposals import cards as drawn
from yanzhen.desk.chains.proposals.deciding import Decision, StaleError, confirm, needs_a_look, reject, undo
from yanzhen.desk.chains.proposals.looking import look_through, waiting_places
from yanzhen.desk.chains.proposals.recording import NotRecordedError
from yanzhen.desk.frame.changes import counted_once, state_of
from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.desk.register.models import Document, FirmName
from yanzhen.desk.register.pages.visitors import person_of, scope_key

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

PAGE_ROWS = 25
MOST_AT_ONCE = 100
Standing = Proposal.Standing
LOOKED, PLACES = gettext_noop("looked through for edges"), gettext_noop("pages and descriptions")
ACTS = {"confirm": confirm, "reject": reject, "undo": undo}


@permitted(Right.READ)
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What waits to be confirmed, or was confirmed or rejected."""
    person = person_of(request)
    listing = _list(request, person)
    today = timezone.localdate()
    mine = Proposal.objects.visible_to(person)
    counts = dict(mine.values_list("standing").annotate(number=Count("pk")))
    shown = {
        "listing": listing,
        "cards": list(drawn.cards(listing.rows, held_graph(person, today), person)),
        "asked": asked_of(request, person, today),
        "standing": listing.value("standing") or Standing.WAITING.value,
        "tabs": [(value, word, counts.get(value, 0)) for value, word in Standing.choices],
        "places": _places(request, person) if person.may(Right.EDIT) else 0,
        "may_edit": person.may(Right.EDIT),
        "back": request.get_full_path(),
    }
    return render(request, "chains/proposals.html", shown)


@permitted(Right.EDIT)
@require_POST
def look(request: HttpRequest) -> HttpResponse:
    """Look through the pages and descriptions that were not looked through yet."""
    person = person_of(request)
    found = look_through(person, now=timezone.now(), today=timezone.localdate())
    after = {"places": found.places, "new": found.new, "left": found.left}
    record_change(actor_of(request), LOOKED, Subject(PLACES, "", "", person.region), None, after)
    words = ngettext(
        "%(places)s places looked through: one new proposal.",
        "%(places)s places looked through: %(num)s new proposals.",
        found.new,
    )
    messages.success(request, words % {"places": f"{found.places:,d}", "num": f"{found.new:,d}"})
    if found.left:
        left = gettext("%(num)s places are left: look through them next.")
        messages.warning(request, left % {"num": f"{found.left:,d}"})
    return redirect("chains:proposals")


@permitted(Right.EDIT)
@require_POST
def decide(request: HttpRequest, number: int) -> HttpResponse:
    """Confirm, reject, or take the decision back."""
    person = person_of(request)
    proposal = get_object_or_404(Proposal.objects.visible_to(person), pk=number)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        messages.error(request, gettext("Choose confirm, reject or undo."))
        return answered(request, proposal)
    if act is confirm and needs_a_look(proposal):
        return redirect("chains:correct", number)
    version = request.POST.get("version", "")
    told = Decision(
        person, actor_of(request), timezone.now(), int(version) if version.isdecimal() and len(version) < 9 else 0
    )
    try:
        proposal = act(proposal, told)
    except StaleError:
        return answered(request, proposal, gettext("Someone was faster; your decision was not taken."))
    except NotRecordedError as refused:
        return answered(request, proposal, _refused(refused))
    return answered(request, proposal)


@permitted(Right.EDIT)
@require_POST
def decide_several(request: HttpRequest) -> HttpResponse:
    """Confirm or reject those that are marked; what needs a look of its own is left where it is."""
    person = person_of(request)
    chosen = _chosen(request, person)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None or not chosen:
        messages.warning(request, gettext("Mark proposals, then confirm or reject them."))
        return redirect(back_of(request))
    now, actor = timezone.now(), actor_of(request)
    done, left, refused = 0, 0, set[str]()
    for proposal in chosen:
        if proposal.standing != Standing.WAITING or (act is confirm and needs_a_look(proposal)):
            left += 1
            continue
        try:
            act(proposal, Decision(person, actor, now, proposal.version))
            done += 1
        except StaleError:
            left += 1
        except NotRecordedError as fault:
            refused.add(_refused(fault))
    _tell(request, done, left, refused)
    return redirect(back_of(request))


def _places(request: HttpRequest, person: Person) -> int:
    """How many places wait to be looked through; a walk over every description, so counted once for a state of the desk."""
    key = ("chains:proposals", *scope_key(person))
    return counted_once(key, state_of(request), lambda: len(waiting_places(person)))


def answered(request: HttpRequest, proposal: Proposal, trouble: str = "") -> HttpResponse:
    """The proposal as it stands now: alone for htmx, else the page from which the decision came."""
    person = person_of(request)
    if request.headers.get("HX-Request") != "true":
        if trouble:
            messages.warning(request, trouble)
        return redirect(back_of(request))
    mine = Proposal.objects.visible_to(person).select_related("document", "imported").get(pk=proposal.pk)
    [card] = drawn.cards([mine], held_graph(person, timezone.localdate()), person)
    shown = {"card": card, "may_edit": person.may(Right.EDIT), "trouble": trouble, "back": back_of(request)}
    return render(request, "chains/proposal.html", shown)


def back_of(request: HttpRequest) -> str:
    """Where the decision came from, if that is a page of this desk."""
    back = request.POST.get("back", "") or request.GET.get("back", "")
    mine = url_has_allowed_host_and_scheme(back, {request.get_host()}, request.is_secure())
    return back if mine and back.startswith("/") else reverse("chains:proposals")


def refusal_words(fault: NotRecordedError) -> str:
    """Why the register did not take the row."""
    reasons = "; ".join(one for one in fault.reasons if one)
    return gettext("The register did not take it: %(reasons)s") % {
        "reasons": reasons or gettext("nothing would change")
    }


_refused = refusal_words


def _tell(request: HttpRequest, done: int, left: int, refused: set[str]) -> None:
    words = ngettext("One proposal decided.", "%(num)s proposals decided.", done)
    messages.success(request, words % {"num": f"{done:,d}"})
    if left:
        words = ngettext(
            "One was left: it needs a look of its own.", "%(num)s were left: they need a look of their own.", left
        )
        messages.warning(request, words % {"num": f"{left:,d}"})
    for reason in sorted(refused):
        messages.warning(request, reason)


def _chosen(request: HttpRequest, person: Person) -> Sequence[Proposal]:
    keys = [key for key in request.POST.getlist("chosen") if key.isdecimal() and len(key) < 16][:MOST_AT_ONCE]
    return list(
        Proposal.objects.visible_to(person).filter(pk__in=keys).select_related("document", "imported").order_by("pk")
    )


def _list(request: HttpRequest, person: Person) -> Listing[Any]:
    rows: Any = Proposal.objects.visible_to(person).select_related("document", "imported")
    if request.GET.get("standing") not in Standing.values:
        rows = rows.filter(standing=Standing.WAITING)
    return Listing(
        request,
        rows,
        columns=(Column("pk", "", order="pk"),),
        filters=(
            Filter(
                "sureness",
                gettext("How sure"),
                lambda found, value: found.filter(sureness=value),
                _choices(drawn.SURENESS),
            ),
            Filter("kind", gettext("Kind"), _of_kind, _choices(drawn.KINDS)),
            Filter("q", gettext("Firm or product"), _naming),
            Filter(
                "mood",
                gettext("Stated or planned"),
                lambda found, value: found.filter(mood=value),
                _choices(drawn.MOODS),
            ),
            Filter("document", gettext("Page"), lambda found, value: found.filter(document=value), _documents(person)),
            Filter(
                "firm",
                gettext("Firm (code)"),
                lambda found, value: found.filter(Q(firm=value) | Q(source_code=value) | Q(target_code=value)),
                word_of=str,
            ),
            Filter(
                "standing",
                gettext("Standing"),
                lambda found, value: found.filter(standing=value),
                tuple((one, str(word)) for one, word in Standing.choices),
            ),
        ),
        default_order=("column", "-document", "firm", "start", "pk"),
        page_rows=PAGE_ROWS,
    )


def _choices(words: Any) -> tuple[tuple[str, str], ...]:
    return tuple((str(key), str(word)) for key, word in words.items())


def _of_kind(rows: Any, kind: str) -> Any:
    relations = {"product-links": ("made_from", "used_in"), "firm-products": ("makes",), "links": ("supplies",)}
    return rows.filter(relation__in=relations[kind])


def _naming(rows: Any, word: str) -> Any:
    codes = FirmName.objects.filter(name__icontains=word).values("code")
    named = Q(source__icontains=word) | Q(target__icontains=word) | Q(firm__in=codes)
    return rows.filter(named)


def _documents(person: Person) -> tuple[tuple[str, str], ...]:
    mine = Proposal.objects.visible_to(person).exclude(document=None).values("document").distinct()
    rows = Document.objects.visible_to(person).filter(pk__in=mine).order_by("file")[:MOST_AT_ONCE]
    return tuple((str(pk), file) for pk, file in rows.values_list("pk", "file"))
