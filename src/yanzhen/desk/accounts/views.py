"""Signing in and out, the password, the language, people, and the trail."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.core.paginator import Paginator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from yanzhen.desk.accounts import lockout
from yanzhen.desk.accounts.forms import PasswordForm, PersonForm, SignInForm
from yanzhen.desk.accounts.models import Person, TrailEntry
from yanzhen.desk.accounts.passwords import one_time_password
from yanzhen.desk.accounts.permission import Right, Role, permitted
from yanzhen.desk.accounts.trail import (
    Actor,
    ChainReport,
    Subject,
    actor_of,
    client_address,
    record_change,
    verify_chain,
)

V = TypeVar("V", bound=Callable[..., HttpResponseBase])
PERSON_FIELDS = ("username", "full_name", "department", "region", "region_name", "role", "is_active")


@sensitive_post_parameters("password")
@permitted(Right.ANYONE)
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. A wrong name and a wrong password get the same answer."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next_page(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        person = _admitted(request, form)
        if person is not None:
            login(request, person)
            return HttpResponseRedirect(_next_page(request))
    page = {"form": form, "next": request.POST.get("next") or request.GET.get("next", "")}
    return render(request, "accounts/sign_in.html", page, status=400 if form.errors else 200)


def _admitted(request: HttpRequest, form: SignInForm) -> Person | None:
    username, address, now = form.cleaned_data["username"], client_address(request), timezone.now()
    if lockout.is_locked(username, address, now):
        words = gettext("Too many wrong passwords. Wait %(minutes)s minutes, or ask your administrator for a new one.")
        form.add_error(None, words % {"minutes": settings.LOCKOUT_MINUTES})
        return None
    person = authenticate(request, username=username, password=form.cleaned_data["password"])
    if isinstance(person, Person):
        lockout.forgive(username, address)
        _note(request, person, _("sign-in"), person)
        return person
    lockout.note_failure(username, address, now)
    _note(request, None, _("sign-in refused"), Person(username=username[:64]))
    form.add_error(None, gettext("Name or password is wrong."))
    return None


def _note(request: HttpRequest, person: Person | None, action: str, subject: Person) -> None:
    name = f"{person.full_name} ({person.username})" if person else "-"
    actor = Actor(person, name, client_address(request), request.META.get("yanzhen.request_id", ""))
    record_change(actor, action, _subject(subject), None, None)


def _next_page(request: HttpRequest) -> str:
    wish = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wish if safe else "/"


def _before_password(view: V) -> V:
    """Marks the views that are open to someone whose one-time password is still to be changed."""
    view.before_password = True  # type: ignore[attr-defined]
    return view


@_before_password
@permitted(Right.ANYONE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session."""
    if isinstance(request.user, Person):
        _note(request, request.user, _("sign-out"), request.user)
    logout(request)
    return redirect("accounts:sign_in")


@_before_password
@sensitive_post_parameters()
@permitted(Right.READ)
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password; the one that the desk gave must be changed before anything else."""
    person = _signed_in(request)
    form = PasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        with transaction.atomic():
            person.set_password(form.cleaned_data["new"])
            person.must_change_password = False
            person.save()
            record_change(actor_of(request), _("password changed"), _subject(person), None, None)
        update_session_auth_hash(request, person)
        messages.success(request, gettext("Your new password holds from now on."))
        return redirect("frame:home")
    page = {"form": form, "first": person.must_change_password}
    return render(request, "accounts/password.html", page, status=400 if form.errors else 200)


def _signed_in(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user


@_before_password
@permitted(Right.ANYONE)
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Keeps the language in a cookie, and with the person where one is signed in."""
    wish = request.POST.get("language", "")
    response = HttpResponseRedirect(_next_page(request))
    if wish in dict(settings.LANGUAGES):
        if isinstance(request.user, Person):
            Person.objects.filter(pk=request.user.pk).update(language=wish)
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME,
            wish,
            max_age=365 * 24 * 3600,
            secure=settings.LANGUAGE_COOKIE_SECURE,
            httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
            samesite="Lax",
        )
    return response


@permitted(Right.ADMINISTER)
def people(request: HttpRequest) -> HttpResponse:
    """Everyone at the desk."""
    return render(
        request, "accounts/people.html", {"people": Person.objects.order_by("region", "department", "username")}
    )


@permitted(Right.ADMINISTER)
@require_http_methods(["GET", "POST"])
def person_new(request: HttpRequest) -> HttpResponse:
    """Adds a person, with a one-time password that is shown once."""
    form = PersonForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        once = one_time_password()
        with transaction.atomic():
            person: Person = form.save(commit=False)
            person.must_change_password = True
            person.set_password(once)
            person.save()
            record_change(actor_of(request), _("person added"), _subject(person), None, _fields(person))
        return render(request, "accounts/once.html", {"person": person, "once": once})
    page = {"form": form, "person": None}
    return render(request, "accounts/person.html", page, status=400 if form.errors else 200)


@permitted(Right.ADMINISTER)
@require_http_methods(["GET", "POST"])
def person_edit(request: HttpRequest, number: int) -> HttpResponse:
    """Changes a person."""
    person = get_object_or_404(Person, pk=number)
    before = _fields(person)
    form = PersonForm(request.POST or None, instance=person)
    if request.method == "POST" and form.is_valid() and _keeps_an_administrator(form, person):
        with transaction.atomic():
            form.save()
            record_change(actor_of(request), _("person changed"), _subject(person), before, _fields(person))
        messages.success(request, gettext("The changes to %(name)s are kept.") % {"name": person.full_name})
        return redirect("accounts:people")
    page = {"form": form, "person": person}
    return render(request, "accounts/person.html", page, status=400 if form.errors else 200)


def _keeps_an_administrator(form: PersonForm, person: Person) -> bool:
    stays = form.cleaned_data["role"] == Role.ADMINISTRATOR and form.cleaned_data["is_active"]
    others = Person.objects.filter(role=Role.ADMINISTRATOR, is_active=True).exclude(pk=person.pk)
    if stays or others.exists():
        return True
    form.add_error("role", gettext("The desk needs one administrator who may sign in; name another first."))
    return False


@permitted(Right.ADMINISTER)
@require_POST
def person_password(request: HttpRequest, number: int) -> HttpResponse:
    """Gives a person a new one-time password, and ends their sessions."""
    person = get_object_or_404(Person, pk=number)
    once = one_time_password()
    with transaction.atomic():
        person.set_password(once)
        person.must_change_password = True
        person.save()
        record_change(actor_of(request), _("one-time password given"), _subject(person), None, None)
    return render(request, "accounts/once.html", {"person": person, "once": once})


@permitted(Right.AUDIT)
def trail(request: HttpRequest) -> HttpResponse:
    """Who changed what, when and from where; for auditors."""
    entries = TrailEntry.objects.all()
    word = request.GET.get("q", "").strip()
    if word:
        entries = entries.filter(person_name__contains=word) | entries.filter(subject_name__contains=word)
    page = Paginator(entries, settings.LIST_PAGE_ROWS).get_page(request.GET.get("page"))
    return render(request, "accounts/trail.html", {"page": page, "word": word, "chain": _chain(request)})


def _chain(request: HttpRequest) -> ChainReport | None:
    """The check of the whole trail: at once while it is short, else when it is asked for."""
    short = TrailEntry.objects.count() <= settings.TRAIL_CHECKED_ROWS
    return verify_chain() if short or "check" in request.GET else None


def _subject(person: Person) -> Subject:
    return Subject(_("person"), str(person.pk or ""), str(person), person.region)


def _fields(person: Person) -> dict[str, object]:
    return {name: getattr(person, name) for name in PERSON_FIELDS}
