"""What is kept of whom; one person's mentions found, exported and erased. For administrators; every use is on the trail."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_POST

from yanzhen.desk.accounts.models import Person, TrailEntry
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of
from yanzhen.desk.frame.engine_words import error_sentence
from yanzhen.desk.privacy.erasing import EXPORTED, FOUND, erase, note
from yanzhen.desk.privacy.exporting import as_json, as_workbook
from yanzhen.desk.privacy.forms import NameForm, choice_of
from yanzhen.desk.privacy.kinds import kinds
from yanzhen.desk.privacy.mentions import PEOPLE, Mentions, mentions_of
from yanzhen.desk.privacy.retention import overdue
from yanzhen.desk.register.ledger.columns import table_of
from yanzhen.desk.register.models import ENTRIES
from yanzhen.errors import InputError

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@permitted(Right.ADMINISTER)
@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is kept, why and how long; what is past its time; and where to look for a person."""
    return _index(request, NameForm())


@sensitive_post_parameters()
@permitted(Right.ADMINISTER)
@require_POST
def find(request: HttpRequest) -> HttpResponse:
    """One person's mentions. A name is sent, never part of an address: addresses end up in logs."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _index(request, form, status=400)
    found = _found(request, form.cleaned_data["name"])
    note(FOUND, found.name, actor_of(request), _counts(found))
    return render(request, "privacy/found.html", {"found": found})


@sensitive_post_parameters()
@permitted(Right.ADMINISTER)
@require_POST
def export(request: HttpRequest) -> HttpResponse:
    """The same as one file: JSON, or a workbook."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _index(request, form, status=400)
    found, now = _found(request, form.cleaned_data["name"]), timezone.now()
    note(EXPORTED, found.name, actor_of(request), _counts(found))
    as_table = request.POST.get("form") == "xlsx"
    body = as_workbook(found, _asker(request)) if as_table else as_json(found, _asker(request), now)
    name = f"personal-data-{timezone.localdate(now)}.{'xlsx' if as_table else 'json'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(body, content_type=WORKBOOK if as_table else "application/json", headers=headers)


@sensitive_post_parameters()
@permitted(Right.ADMINISTER)
@require_POST
def erasure(request: HttpRequest) -> HttpResponse:
    """What would go (first), and its going (when confirmed)."""
    form = NameForm(request.POST)
    if not form.is_valid():
        return _index(request, form, status=400)
    choice = choice_of(form.cleaned_data["name"], request.POST)
    confirmed = "confirm" in request.POST and not choice.is_empty
    page: dict[str, Any] = {"choice": choice, "done": None, "fault": "", "confirmed": confirmed}
    try:
        page["done"] = erase(
            choice,
            _asker(request),
            actor_of(request),
            now=timezone.now(),
            dry_run=not confirmed,
            seen=request.POST.get("confirm", ""),
        )
    except InputError as fault:
        page["fault"] = error_sentence(fault)
    return render(request, "privacy/erasure.html", page, status=400 if page["fault"] or choice.is_empty else 200)


def _index(request: HttpRequest, form: NameForm, status: int = 200) -> HttpResponse:
    late = {one.kind: one.rows.count() for one in overdue(timezone.now())}
    page = {
        "form": form,
        "kinds": [(kind, _held(kind.key), late.get(kind.key, 0)) for kind in kinds(get_language() or "")],
        "columns": table_of(PEOPLE).columns,
        "erases": settings.ERASE_OVERDUE,
    }
    return render(request, "privacy/index.html", page, status=status)


def _held(key: str) -> int | None:
    """How many there are, where a number says something."""
    rows: dict[str, Any] = {"accounts": Person.objects, "trail": TrailEntry.objects, PEOPLE: ENTRIES[PEOPLE].objects}
    return rows[key].count() if key in rows else None


def _found(request: HttpRequest, name: str) -> Mentions:
    return mentions_of(name, _asker(request))


def _counts(found: Mentions) -> dict[str, int]:
    pages = sum(page.total for page in found.pages)
    return {
        "accounts": len(found.accounts),
        "people": len(found.people),
        "pages": pages,
        "hands": sum(found.hands.values()),
    }


def _asker(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
