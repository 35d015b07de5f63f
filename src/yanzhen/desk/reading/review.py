"""Accept, correct, reject, undo: one statement at a time, by keyboard, mouse or plain forms."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of
from yanzhen.desk.reading.rows import review_row
from yanzhen.desk.reading.views import person_of
from yanzhen.desk.register import decisions
from yanzhen.desk.register.decisions import Change, NothingToUndoError, StaleEditError
from yanzhen.desk.register.edits import Edit, edits
from yanzhen.desk.register.forms import CorrectionForm
from yanzhen.desk.register.models import Statement

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

AROUND = 160
ACTS: dict[str, Callable[[Statement, Change], Statement]] = {
    "accept": decisions.accept,
    "reject": decisions.reject,
    "undo": decisions.undo,
}


@permitted(Right.READ)
@require_safe
def item(request: HttpRequest, pk: int) -> HttpResponse:
    """One statement of the review list (for htmx), or its place on its document's page."""
    return _answer(request, _statement(request, pk))


@permitted(Right.EDIT)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept, reject, or undo the last decision."""
    statement = _statement(request, pk)
    act = ACTS.get(request.POST.get("act", ""))
    if act is None:
        messages.error(request, gettext("Choose accept, reject or undo."))
        return _answer(request, statement)
    try:
        return _answer(request, act(statement, _change(request, _version(request))))
    except StaleEditError as stale:
        return _answer(request, stale.statement, edits(stale.since))
    except NothingToUndoError:
        return _answer(request, statement)


@permitted(Right.EDIT)
@require_http_methods(["GET", "POST"])
def correct(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what the source says, where the machine read something else."""
    statement = _statement(request, pk)
    form = CorrectionForm(statement, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        try:
            return _answer(request, decisions.correct(statement, said, _change(request, said.pop("version"))))
        except StaleEditError as stale:
            return _form(request, stale.statement, form, edits(stale.since))
    return _form(request, statement, form)


def _form(
    request: HttpRequest, statement: Statement, form: CorrectionForm, others: list[Edit] | None = None
) -> HttpResponse:
    """The form; after another's change it keeps what was typed, and saving again is then meant."""
    person = person_of(request)
    shown: dict[str, Any] = {
        "row": review_row(statement, person),
        "form": form,
        "version": statement.version if others or not form.is_bound else form.data.get("version", statement.version),
        "others": others or [],
        "may_edit": True,
        "back": _place(statement),
        **_sentence(statement),
    }
    status = 200 if _by_htmx(request) or not form.is_bound else 409 if others else 400
    return render(request, "reading/correct.html", shown, status=status)


def _answer(request: HttpRequest, statement: Statement, others: list[Edit] | None = None) -> HttpResponse:
    person = person_of(request)
    if _by_htmx(request):
        shown = {
            "row": review_row(statement, person),
            "others": others or [],
            "may_edit": person.may(Right.EDIT),
            "counts": _counts(statement, person),
        }
        return render(request, "reading/item.html", shown)
    if others:
        told = "; ".join(f"{edit.who} {edit.act} ({edit.change_text})" for edit in others)
        words = gettext("Someone was faster; your decision was not taken. Since you opened it: %(changes)s")
        messages.warning(request, words % {"changes": told})
    return redirect(_place(statement))


def _sentence(statement: Statement) -> dict[str, str]:
    """The sentence that is corrected, with the figure marked."""
    source = statement.source
    start, end = (source.start or 0) - source.context_start, (source.end or 0) - source.context_start
    text = source.context
    return {"before_mark": text[:start][-AROUND:], "marked": text[start:end], "after_mark": text[end:][:AROUND]}


def _counts(statement: Statement, person: Person) -> dict[str, int]:
    rows = Statement.objects.visible_to(person).filter(source__document=statement.source.document_id)
    return {standing: rows.filter(standing=standing).count() for standing in Statement.Standing.values}


def _place(statement: Statement) -> str:
    if statement.source.document_id is None:
        return reverse("register:source", args=[statement.pk])
    return f"{reverse('reading:document', args=[statement.source.document_id])}?said={statement.pk}#s-{statement.pk}"


def _statement(request: HttpRequest, pk: int) -> Statement:
    mine = Statement.objects.visible_to(person_of(request)).select_related("source__document", "subject")
    return get_object_or_404(mine, pk=pk)


def _change(request: HttpRequest, version: int) -> Change:
    return Change(actor_of(request), version, timezone.now())


def _version(request: HttpRequest) -> int:
    given = request.POST.get("version", "")
    return int(given) if given.isdecimal() and len(given) < 9 else 0


def _by_htmx(request: HttpRequest) -> bool:
    return request.headers.get("HX-Request") == "true"
