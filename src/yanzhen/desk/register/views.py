"""Subjects, sources, contradictions and contests."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, gettext_noop
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import Subject as TrailSubject
from yanzhen.desk.accounts.trail import actor_of, record_change
from yanzhen.desk.register import contests as contesting
from yanzhen.desk.register import subjects as naming
from yanzhen.desk.register.drawers import button, drawer_of, place_of
from yanzhen.desk.register.forms import ContestForm, SettleForm
from yanzhen.desk.register.ledger.ties import firm_of, same_name_firms
from yanzhen.desk.register.models import Contest, Contradiction, Statement, Subject
from yanzhen.desk.register.pages.contested import cell_contests
from yanzhen.desk.register.portraits import portrait_of, subject_list
from yanzhen.desk.register.words import LAMPS, why_not_both

ROWS = 50
SUBJECT = gettext_noop("subject")
SAME, APART = gettext_noop("subjects tied"), gettext_noop("subjects told apart")
UNTIED = gettext_noop("subject untied")


@permitted(Right.READ)
@require_safe
def subjects(request: HttpRequest) -> HttpResponse:
    """Every subject that was named, with how much is said of it."""
    return render(request, "register/subjects.html", subject_list(person_of(request), request.GET))


@permitted(Right.READ)
@require_safe
def subject(request: HttpRequest, pk: int) -> HttpResponse:
    """All that was ever said of one subject."""
    person = person_of(request)
    chosen = get_object_or_404(Subject.objects.visible_to(person).select_related("document"), pk=pk)
    shown = {
        "portrait": portrait_of(chosen, person),
        "lamps": LAMPS,
        "firm": firm_of(chosen, person),
        "likely_firms": same_name_firms(chosen, person),
    }
    return render(request, "register/subject.html", shown)


@permitted(Right.EDIT)
@require_POST
def tie(request: HttpRequest, pk: int) -> HttpResponse:
    """A person says that two subjects of one name are the same, or that they are not."""
    mine = Subject.objects.visible_to(person_of(request))
    one, other = get_object_or_404(mine, pk=pk), get_object_or_404(mine, pk=_number(request, "other"))
    actor, now = actor_of(request), timezone.now()
    same = request.POST.get("verdict") == "same"
    with transaction.atomic():
        if same:
            naming.tie(one, other, now=now)
        else:
            naming.tell_apart(one, other, actor.name[:150], now=now)
        named = TrailSubject(SUBJECT, str(one.pk), one.name, one.region)
        record_change(
            actor,
            SAME if same else APART,
            named,
            None,
            {"other": other.pk, "file": other.document.file},
        )
    done = gettext("The two are one subject from now on.") if same else gettext("The two stay apart.")
    messages.success(request, done)
    return redirect("register:subject", pk)


@permitted(Right.EDIT)
@require_POST
def untie(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back that a document's subject is the same as this one."""
    mine = Subject.objects.visible_to(person_of(request))
    one, other = get_object_or_404(mine, pk=pk), get_object_or_404(mine, pk=_number(request, "other"))
    with transaction.atomic():
        naming.untie(other, now=timezone.now())
        named = TrailSubject(SUBJECT, str(other.pk), other.name, other.region)
        record_change(actor_of(request), UNTIED, named, {"head": one.head_id_or_own}, {"head": None})
    messages.success(request, gettext("It stands on its own again."))
    return redirect("register:subject", pk)


@permitted(Right.READ)
@require_safe
def source(request: HttpRequest, pk: int) -> HttpResponse:
    """The source of one statement: the drawer, or a page of its own."""
    return render(request, "frame/source.html", {"shown": drawer_of(*_statement(request, pk))})


@permitted(Right.READ)
@require_http_methods(["GET", "POST"])
def contest(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a figure is wrong."""
    statement, person = _statement(request, pk)
    form = ContestForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        contesting.contest(statement, form.cleaned_data["reason"], actor_of(request), now=timezone.now())
        messages.success(request, gettext("Your objection stands beside the figure until an approver decides."))
        return redirect(_back(request, reverse("register:source", args=[pk])))
    shown = {"form": form, "shown": drawer_of(statement, person), "statement": statement}
    return render(request, "register/contest.html", shown, status=400 if form.errors else 200)


@permitted(Right.READ)
@require_safe
def contests(request: HttpRequest) -> HttpResponse:
    """Every contest, the open ones first."""
    rows = Contest.objects.visible_to(person_of(request)).select_related("statement__source__document")
    page = Paginator(rows.order_by("decided_at", "-at"), ROWS).get_page(request.GET.get("page"))
    shown = [{"row": row, "figure": button(row.statement), "place": place_of(row.statement.source)} for row in page]
    waiting = rows.filter(standing=Contest.Standing.OPEN).count()
    cells = cell_contests(person_of(request))
    waiting += sum(one.is_open for one in cells)
    context = {"page": page, "shown": shown, "waiting": waiting, "cells": cells}
    return render(request, "register/contests.html", context)


@permitted(Right.APPROVE)
@require_POST
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    """An approver upholds or dismisses a contest."""
    row = get_object_or_404(Contest.objects.visible_to(person_of(request)).select_related("statement"), pk=pk)
    form = SettleForm(request.POST)
    if not form.is_valid():
        for errors in form.errors.values():
            messages.error(request, str(errors[0]))
        return redirect("register:contests")
    standing = Contest.Standing(form.cleaned_data["standing"])
    try:
        contesting.settle(row, standing, form.cleaned_data["answer"], actor_of(request), now=timezone.now())
    except contesting.AlreadyDecidedError:
        messages.warning(request, gettext("Another approver was faster; their answer stands below."))
    else:
        messages.success(request, gettext("Decided. Who contested sees your answer beside the figure."))
    return redirect("register:contests")


@permitted(Right.READ)
@require_safe
def contradictions(request: HttpRequest) -> HttpResponse:
    """Which figures cannot both be true."""
    rows = Contradiction.objects.visible_to(person_of(request)).order_by("-pk")
    sides = rows.select_related("first__source__document", "second__source__document")
    page = Paginator(sides, ROWS).get_page(request.GET.get("page"))
    shown = [
        {"reason": why_not_both(row.first, row.second), "sides": [_side(row.first), _side(row.second)]} for row in page
    ]
    return render(request, "register/contradictions.html", {"page": page, "shown": shown})


def person_of(request: HttpRequest) -> Person:
    """Who asks; the views' decorator has seen to it that someone is signed in."""
    assert isinstance(request.user, Person)
    return request.user


def _statement(request: HttpRequest, pk: int) -> tuple[Statement, Person]:
    person = person_of(request)
    mine = Statement.objects.visible_to(person).select_related("source__document", "subject")
    return get_object_or_404(mine, pk=pk), person


def _side(statement: Statement) -> dict[str, Any]:
    return {"said": statement, "figure": button(statement), "place": place_of(statement.source)}


def _number(request: HttpRequest, name: str) -> int:
    given = request.POST.get(name, "")
    return int(given) if given.isascii() and given.isdigit() else 0


def _back(request: HttpRequest, otherwise: str) -> str:
    wish = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wish if safe else otherwise
