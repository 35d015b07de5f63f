"""People, for administrators: who is here, adding, changing, locking out and taking away."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.desk.accounts import second_factor, sessions
from yanzhen.desk.accounts.forms import PersonForm
from yanzhen.desk.accounts.models import Door, Person
from yanzhen.desk.accounts.passwords import one_time_password
from yanzhen.desk.accounts.people import fields_of, subject_of
from yanzhen.desk.accounts.permission import Right, Role, permitted
from yanzhen.desk.accounts.trail import actor_of, record_change
from yanzhen.desk.frame.listing import Column, Filter, Listing
from yanzhen.desk.scope import region_prefix

if TYPE_CHECKING:
    from datetime import datetime


@permitted(Right.ADMINISTER)
@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """Everyone of the administrator's region, and who of them has not come for long."""
    now = timezone.now()
    everyone = Person.objects.visible_to(request.user)
    listing = Listing(
        request,
        everyone.select_related("second_factor"),
        columns=_columns(),
        filters=_filters(now),
        default_order=("region", "department", "username"),
    )
    page = {
        "list": listing,
        "today": timezone.localdate(),
        "unused_before": _unused_before(now),
        "days": settings.UNUSED_DAYS,
    }
    return render(request, "accounts/people.html", {**page, "unused": unused(everyone, now).count()})


def unused(people: QuerySet[Person], now: datetime) -> QuerySet[Person]:
    """Open accounts without a sign-in for ``UNUSED_DAYS``; a new one counts from the day it was made."""
    before = _unused_before(now)
    never = Q(last_login__isnull=True, joined__lt=before)
    return people.filter(Q(last_login__lt=before) | never, is_active=True)


def _unused_before(now: datetime) -> datetime:
    return now - timedelta(days=settings.UNUSED_DAYS)


def _columns() -> tuple[Column, ...]:
    return (
        Column("name", gettext("Name"), order="full_name"),
        Column("username", gettext("Sign-in name"), order="username"),
        Column("role", gettext("Role"), order="role"),
        Column("department", gettext("Department"), order="department"),
        Column("region", gettext("Region"), order="region"),
        Column("last", gettext("Last signed in"), order="last_login"),
        Column("state", gettext("Account")),
    )


def _filters(now: datetime) -> tuple[Filter, ...]:
    states = (
        ("open", gettext("in use")),
        ("closed", gettext("switched off or over")),
        ("unused", gettext("not used for long")),
    )
    return (
        Filter("q", gettext("Name, department"), _with_word),
        Filter("role", gettext("Role"), lambda rows, role: rows.filter(role=role), _roles()),
        Filter("region", gettext("Region code"), _in_region),
        Filter("state", gettext("Account"), partial(_in_state, now), states),
    )


def _roles() -> tuple[tuple[str, str], ...]:
    return tuple((role.value, str(role.label)) for role in Role)


def _with_word(rows: QuerySet[Person], word: str) -> QuerySet[Person]:
    return rows.filter(Q(full_name__icontains=word) | Q(username__icontains=word) | Q(department__icontains=word))


def _in_region(rows: QuerySet[Person], code: str) -> QuerySet[Person]:
    return rows.filter(region__startswith=region_prefix(code))


def _in_state(now: datetime, rows: QuerySet[Person], state: str) -> QuerySet[Person]:
    if state == "unused":
        return unused(rows, now)
    may_enter = Q(is_active=True) & (Q(valid_until__isnull=True) | Q(valid_until__gte=timezone.localdate(now)))
    return rows.filter(may_enter) if state == "open" else rows.exclude(may_enter)


@permitted(Right.ADMINISTER)
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Adds a person; one with a password kept here gets a one-time password that is shown once."""
    blank = Person(region=_me(request).region, region_name=_me(request).region_name)
    form = PersonForm(_me(request), request.POST or None, instance=blank)
    if request.method == "POST" and form.is_valid():
        person: Person = form.save(commit=False)
        with transaction.atomic():
            once = _give_password(person) if person.door == Door.PASSWORD else _take_password(person)
            record_change(actor_of(request), _("person added"), subject_of(person), None, fields_of(person))
        if once:
            return render(request, "accounts/once.html", {"person": person, "once": once})
        messages.success(request, gettext("%(name)s is added.") % {"name": person.full_name})
        return redirect("accounts:people")
    page = {"form": form, "person": None}
    return render(request, "accounts/person.html", page, status=400 if form.errors else 200)


def _give_password(person: Person) -> str:
    once = one_time_password()
    person.set_password(once)
    person.must_change_password = True
    person.save()
    return once


def _take_password(person: Person) -> str:
    person.set_unusable_password()
    person.must_change_password = False
    person.save()
    return ""


@permitted(Right.ADMINISTER)
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Changes a person."""
    person = _person(request, number)
    before, door = fields_of(person), person.door
    form = PersonForm(_me(request), request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid() and _keeps_an_administrator(form, person):
        with transaction.atomic():
            form.save()
            if person.door != door:
                _use_other_door(person)
            if not person.may_enter(timezone.localdate()):
                sessions.end_all(person, sessions.ENDED_BY_DESK, timezone.now())
            record_change(actor_of(request), _("person changed"), subject_of(person), before, fields_of(person))
        messages.success(request, gettext("The changes to %(name)s are kept.") % {"name": person.full_name})
        return redirect("accounts:people")
    return render(request, "accounts/person.html", _person_page(form, number), status=400 if form.errors else 200)


def _person_page(form: PersonForm, number: int) -> dict[str, Any]:
    stored = Person.objects.get(pk=number)
    return {
        "form": form,
        "person": stored,
        "has_password": stored.door == Door.PASSWORD,
        "factor_on": second_factor.is_on(stored),
        "live": sessions.live_sessions(stored, timezone.now()).count(),
    }


def _use_other_door(person: Person) -> None:
    """What belonged to the old way of signing in is gone: password, tie, second factor, sessions."""
    person.outside_id = ""
    _take_password(person)
    second_factor.forget(person)
    sessions.end_all(person, sessions.ENDED_BY_DESK, timezone.now())


def _keeps_an_administrator(form: PersonForm, person: Person) -> bool:
    wanted = form.cleaned_data
    stays = wanted["role"] == Role.ADMINISTRATOR and wanted["is_active"] and wanted["valid_until"] is None
    if stays or _has_other_administrator(person):
        return True
    form.add_error("role", gettext("The desk needs one administrator who may sign in; name another first."))
    return False


def _has_other_administrator(person: Person) -> bool:
    lasting = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True, valid_until__isnull=True)
    return lasting.exclude(pk=person.pk).exists()


@permitted(Right.ADMINISTER)
@require_POST
def person_password(request: HttpRequest, number: int) -> HttpResponse:
    """Gives a person a new one-time password, and ends their sessions."""
    person = _person(request, number)
    if person.door != Door.PASSWORD:
        messages.error(request, gettext("No password is kept here of %(name)s.") % {"name": person.full_name})
        return redirect("accounts:person_edit", number)
    with transaction.atomic():
        once = _give_password(person)
        sessions.end_all(person, sessions.PASSWORD_NEW, timezone.now())
        record_change(actor_of(request), _("one-time password given"), subject_of(person), None, None)
    return render(request, "accounts/once.html", {"person": person, "once": once})


@permitted(Right.ADMINISTER)
@require_POST
def person_factor(request: HttpRequest, number: int) -> HttpResponse:
    """Forgets a person's second factor (a lost phone), and ends their sessions."""
    person = _person(request, number)
    with transaction.atomic():
        if second_factor.forget(person):
            sessions.end_all(person, sessions.ENDED_BY_DESK, timezone.now())
            record_change(actor_of(request), _("second factor reset"), subject_of(person), None, None)
    messages.success(
        request, gettext("%(name)s signs in without a code until a new one is set up.") % {"name": person.full_name}
    )
    return redirect("accounts:person_edit", number)


@permitted(Right.ADMINISTER)
@require_POST
def person_sessions(request: HttpRequest, number: int) -> HttpResponse:
    """Ends every session of a person."""
    person = _person(request, number)
    with transaction.atomic():
        ended = sessions.end_all(person, sessions.ENDED_BY_DESK, timezone.now())
        record_change(actor_of(request), _("sessions ended"), subject_of(person), {"sessions": ended}, None)
    messages.success(request, gettext("%(name)s is signed out everywhere.") % {"name": person.full_name})
    return redirect("accounts:person_edit", number)


@permitted(Right.ADMINISTER)
@require_http_methods(["GET", "POST"])
def person_delete(request: HttpRequest, number: int) -> HttpResponse:
    """Takes a person away after a question; the trail keeps the name."""
    person = _person(request, number)
    why_not = _why_kept(request, person)
    if request.method == "GET" or why_not:
        page = {"person": person, "why_not": why_not}
        return render(request, "accounts/person_delete.html", page, status=400 if why_not else 200)
    subject, before = subject_of(person), fields_of(person)
    try:
        with transaction.atomic():
            sessions.end_all(person, sessions.ENDED_BY_DESK, timezone.now())
            person.delete()
            record_change(actor_of(request), _("person removed"), subject, before, None)
    except ProtectedError:
        why_not = gettext("Rows of the register still name this person. Switch the account off instead.")
        return render(request, "accounts/person_delete.html", {"person": person, "why_not": why_not}, status=400)
    messages.success(request, gettext("%(name)s is removed. The audit trail keeps the name.") % {"name": subject.name})
    return redirect("accounts:people")


def _why_kept(request: HttpRequest, person: Person) -> str:
    if person.pk == _me(request).pk:
        return gettext("You cannot remove yourself; another administrator can.")
    if person.role == Role.ADMINISTRATOR and not _has_other_administrator(person):
        return gettext("The desk needs one administrator who may sign in; name another first.")
    return ""


def _person(request: HttpRequest, number: int) -> Person:
    return get_object_or_404(Person.objects.visible_to(request.user), pk=number)


def _me(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
