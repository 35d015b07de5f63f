"""What people change: versions, the one in force, documents, ties, full pricings. Each answers with the page it came from."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import Subject, actor_of, record_change
from yanzhen.desk.register.models import Document, Statement
from yanzhen.desk.securitization import jobs, keep
from yanzhen.desk.securitization.asked import deal_of, person_of, shown_of, told_of_troubles, whole_number
from yanzhen.desk.securitization.bounds import check_pricing
from yanzhen.desk.securitization.differences import changed_fields, changed_figures
from yanzhen.desk.securitization.facts import facts_of
from yanzhen.desk.securitization.forms import DealForm
from yanzhen.desk.securitization.keep import StaleError
from yanzhen.desk.securitization.models import DealDocument, DealTie, PricingJob
from yanzhen.desk.securitization.pricing import live_if_small
from yanzhen.desk.securitization.terms import terms_of
from yanzhen.desk.securitization.views import WORDS, page_of
from yanzhen.errors import YanzhenError

PRICING = gettext_noop("full pricing asked for")
PATHS = (100_000, 1_000_000, 10_000_000)


@permitted(Right.READ)
@require_safe
@told_of_troubles
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version, which one is in force, and what differs between two of them."""
    shown = shown_of(request, pk)
    every = list(shown.deal.versions.order_by("-number"))
    seen = {"versions": every, **_compared(request, every)}
    return render(request, "securitization/versions.html", page_of(request, shown, "versions") | seen)


@permitted(Right.EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """A new version, from the text of the latest one; a person who was slower sees that, and loses nothing."""
    deal = deal_of(request, pk)
    latest = deal.versions.order_by("-number")[0]
    if request.method != "POST":
        return _change_page(request, deal, DealForm(initial={"text": latest.text}), None)
    form = DealForm(request.POST, request.FILES)
    if not form.is_valid():
        return _change_page(request, deal, form, None)
    try:
        seen = whole_number(request.POST.get("turn", "")) or 0
        keep.add_version(deal, form.draft(), seen, actor_of(request), now=timezone.now())
    except YanzhenError as error:
        deal.refresh_from_db()
        kept = DealForm(initial={"text": form.draft_text, "note": form.cleaned_data["note"]})
        return _change_page(request, deal, kept, error)
    messages.success(request, gettext("The version is saved; it is in force once an approver says so."))
    return redirect("securitization:versions", pk)


@permitted(Right.APPROVE)
@require_POST
def force(request: HttpRequest, pk: int) -> HttpResponse:
    """This version is the one that counts."""
    deal = deal_of(request, pk)
    version = get_object_or_404(deal.versions, number=whole_number(request.POST.get("version", "")) or 0)
    try:
        seen = whole_number(request.POST.get("turn", "")) or 0
        keep.put_in_force(deal, version, seen, actor_of(request), now=timezone.now())
    except StaleError:
        messages.warning(request, gettext("Somebody changed the deal meanwhile. Look at it again, then decide."))
    else:
        messages.success(request, gettext("Version %(number)s is in force.") % {"number": version.number})
    return redirect("securitization:versions", pk)


@permitted(Right.EDIT)
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    """A document that this person may see speaks of the deal."""
    deal = deal_of(request, pk)
    mine = Document.objects.visible_to(person_of(request))
    document = get_object_or_404(mine, pk=whole_number(request.POST.get("document", "")) or 0)
    keep.attach(deal, document, actor_of(request), now=timezone.now())
    return redirect("securitization:papers", pk)


@permitted(Right.EDIT)
@require_POST
def detach(request: HttpRequest, pk: int, paper: int) -> HttpResponse:
    """It does not."""
    deal = deal_of(request, pk)
    rows = DealDocument.objects.visible_to(person_of(request)).filter(deal=deal)
    keep.detach(get_object_or_404(rows.select_related("deal", "document"), pk=paper), actor_of(request))
    return redirect("securitization:papers", pk)


@permitted(Right.EDIT)
@require_POST
@told_of_troubles
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """A statement speaks of a fact of the deal."""
    shown = shown_of(request, pk)
    mine = Statement.objects.visible_to(person_of(request))
    statement = get_object_or_404(mine, pk=whole_number(request.POST.get("statement", "")) or 0)
    fact = request.POST.get("fact", "")
    if fact in {one.key for one in facts_of(shown.terms)}:
        keep.tie(shown.deal, statement, fact, actor_of(request), now=timezone.now())
    else:
        messages.warning(request, gettext("Choose the fact of the deal that the statement speaks of."))
    return redirect("securitization:papers", pk)


@permitted(Right.EDIT)
@require_POST
def untie(request: HttpRequest, pk: int, tied: int) -> HttpResponse:
    """It does not."""
    deal = deal_of(request, pk)
    rows = DealTie.objects.visible_to(person_of(request)).filter(deal=deal).select_related("deal")
    keep.untie(get_object_or_404(rows, pk=tied), actor_of(request))
    return redirect("securitization:papers", pk)


@permitted(Right.EDIT)
@require_POST
@told_of_troubles
def ask_pricing(request: HttpRequest, pk: int) -> HttpResponse:
    """Have this version priced in full, beside the desk."""
    shown = shown_of(request, pk)
    paths = whole_number(request.POST.get("paths", ""))
    if paths in PATHS:
        check_pricing(shown.terms, paths)
        actor = actor_of(request)
        with transaction.atomic():
            jobs.ask(shown.version, paths, actor.name, now=timezone.now())
            subject = Subject(keep.VERSION, str(shown.version.pk), shown.deal.name, shown.deal.region)
            record_change(actor, PRICING, subject, None, {"paths": paths, "version": shown.version.number})
    return redirect(f"{_risk(pk)}?version={shown.version.number}")


@permitted(Right.EDIT)
@require_POST
def stop_pricing(request: HttpRequest, pk: int, job: int) -> HttpResponse:
    """Ask no more for it."""
    deal = deal_of(request, pk)
    rows = PricingJob.objects.visible_to(person_of(request)).filter(version__deal=deal).select_related("version")
    asked = get_object_or_404(rows, pk=job)
    if jobs.QUEUE.stop(asked, now=timezone.now()):
        messages.success(request, gettext("Stopped. Nothing of the pricing was kept."))
    return redirect(f"{_risk(pk)}?version={asked.version.number}")


@permitted(Right.READ)
@require_safe
def pricing_state(request: HttpRequest, pk: int, job: int) -> HttpResponse:
    """How far a full pricing is, for htmx; it turns to the page when it has ended."""
    deal = deal_of(request, pk)
    rows = PricingJob.objects.visible_to(person_of(request)).filter(version__deal=deal).select_related("version")
    asked = get_object_or_404(rows, pk=job)
    if asked.state not in (PricingJob.State.WAITING, PricingJob.State.RUNNING):
        return HttpResponse(headers={"HX-Redirect": f"{_risk(pk)}?version={asked.version.number}"})
    return render(request, "securitization/work.html", {"deal": deal, "job": asked, "may_edit": False})


def _risk(pk: int) -> str:
    from django.urls import reverse

    return reverse("securitization:risk", args=[pk])


def _change_page(request: HttpRequest, deal: Any, form: DealForm, error: YanzhenError | None) -> HttpResponse:
    stale = isinstance(error, StaleError)
    latest = deal.versions.order_by("-number")[0]
    shown = None if stale else error
    seen = WORDS | {"deal": deal, "form": form, "error": shown, "stale": latest if stale else None}
    status = 409 if stale else 400 if error or form.errors else 200
    return render(request, "securitization/change.html", seen, status=status)


def _compared(request: HttpRequest, every: list[Any]) -> dict[str, Any]:
    """The two versions that are asked for, else the latest and the one before, with what differs."""
    numbers = {one.number: one for one in every}
    after = numbers.get(whole_number(request.GET.get("to", "")) or 0, every[0])
    earlier = [one for one in every if one.number < after.number]
    before = numbers.get(whole_number(request.GET.get("from", "")) or 0, earlier[0] if earlier else after)
    fields = changed_fields(terms_of(before), terms_of(after))
    then, after_it = (live_if_small(one.text, one.file) for one in (before, after)) if fields else (None, None)
    figures = changed_figures(then, after_it) if then and after_it else ()
    return {"before": before, "after": after, "fields": fields, "figures": figures}
