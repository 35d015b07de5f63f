"""The door: name and password, the second factor's code, the sign-in service; signing out; the language."""

from __future__ import annotations

import time
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login, logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.desk.accounts import lockout, second_factor
from yanzhen.desk.accounts.admission import SignInRefusedError, admit, note_failure, refuse_locked
from yanzhen.desk.accounts.forms import CodeForm, SignInForm
from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.people import subject_of
from yanzhen.desk.accounts.permission import Right, comes_first, permitted
from yanzhen.desk.accounts.trail import Actor, Subject, actor_of, client_address, name_of, record_change

BACKEND = "yanzhen.desk.accounts.admission.DeskBackend"
HALF_WAY = "half_way"  # in the session: whose password was right, while the code is still missing
HALF_WAY_SECONDS = 300
NEXT = "next_page"


@sensitive_post_parameters("password")
@permitted(Right.ANYONE)
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. A wrong name and a wrong password get the same answer."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(_next_page(request))
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            person = admit(request, form.cleaned_data["username"], form.cleaned_data["password"])
        except SignInRefusedError as refusal:
            form.add_error(None, str(refusal))
        else:
            return _past_the_password(request, person)
    return _door(request, form)


def _door(request: HttpRequest, form: SignInForm) -> HttpResponse:
    wish = request.POST.get("next") or request.GET.get("next", "")
    page = {"form": form, "next": wish, "oidc": settings.OIDC}
    return render(request, "accounts/sign_in.html", page, status=400 if form.errors else 200)


def _past_the_password(request: HttpRequest, person: Person) -> HttpResponse:
    """To the code where one is asked for, else in."""
    if not second_factor.is_on(person):
        return _let_in(request, person, _next_page(request))
    request.session.cycle_key()
    request.session[HALF_WAY] = {"person": person.pk, "since": time.time(), "next": _next_page(request)}
    return redirect("accounts:sign_in_code")


@sensitive_post_parameters("code")
@permitted(Right.ANYONE)
@require_http_methods(["GET", "POST"])
def sign_in_code(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the generator, or a recovery code."""
    half, person = _half_way(request)
    if person is None:
        return redirect("accounts:sign_in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            take_code(request, person, form.cleaned_data["code"])
        except SignInRefusedError as refusal:
            form.add_error("code", str(refusal))
        else:
            del request.session[HALF_WAY]
            return _let_in(request, person, half["next"])
    return render(request, "accounts/code.html", {"form": form}, status=400 if form.errors else 200)


def _half_way(request: HttpRequest) -> tuple[dict[str, Any], Person | None]:
    half: dict[str, Any] = request.session.get(HALF_WAY) or {}
    if not half or time.time() - half["since"] > HALF_WAY_SECONDS:
        return {}, None
    person = Person.objects.filter(pk=half["person"]).first()
    return half, person if person and person.may_enter(timezone.localdate()) else None


def take_code(request: HttpRequest, person: Person, code: str) -> None:
    """Use a code of the second factor; wrong ones count for the same lockout as wrong passwords."""
    address, now = client_address(request), timezone.now()
    refuse_locked(person.username, address, now)
    try:
        fits = second_factor.accepts(person, code, now)
    except second_factor.UnsealableError as error:
        words = gettext(
            "The desk has a new secret key and cannot check codes. Your administrator must reset your second factor."
        )
        raise SignInRefusedError(words) from error
    if not fits:
        note_failure(request, person.username, now, _("code refused"))
        raise SignInRefusedError(gettext("This code does not fit, or was used before. Wait for the next one."))
    lockout.forgive(person.username, address)


def _let_in(request: HttpRequest, person: Person, to: str) -> HttpResponse:
    """Begin the session, and tell the person when and from where they last came."""
    before, codes = person.last_login, second_factor.recovery_codes_left(person)
    last = person.sessions.order_by("-since").first()
    with_code = second_factor.is_on(person)
    lockout.forgive(person.username, client_address(request))
    login(request, person, backend=BACKEND)
    after = {"by": str(person.door), "second factor": with_code}
    visitor = Actor(person, name_of(person), client_address(request), request.META.get("yanzhen.request_id", ""))
    record_change(visitor, _("sign-in"), subject_of(person), None, after)
    if before is not None:
        words = gettext("You last signed in on %(moment)s from %(address)s.")
        moment = timezone.localtime(before).strftime("%Y-%m-%d %H:%M")
        messages.info(
            request, words % {"moment": moment, "address": last.address if last else gettext("an unknown address")}
        )
    if with_code and codes <= LOW_CODES:
        words = ngettext("You have one recovery code left.", "You have %(num)s recovery codes left.", codes)
        messages.warning(request, words % {"num": codes})
    return HttpResponseRedirect(to)


LOW_CODES = 3


@permitted(Right.ANYONE)
@require_GET
def oidc_away(request: HttpRequest) -> HttpResponse:
    """To the sign-in service."""
    from yanzhen.desk.accounts import oidc

    if not settings.OIDC.is_open:
        raise Http404
    request.session[NEXT] = _next_page(request)
    try:
        return oidc.send_away(request, settings.OIDC, request.build_absolute_uri(reverse("accounts:oidc_back")))
    except SignInRefusedError as refusal:
        return _turned_away(request, refusal)


@permitted(Right.ANYONE)
@require_GET
def oidc_back(request: HttpRequest) -> HttpResponse:
    """Back from the sign-in service, with its word or its error."""
    from yanzhen.desk.accounts import oidc

    if not settings.OIDC.is_open:
        raise Http404
    try:
        refuse_locked(_NO_NAME, client_address(request), timezone.now())
    except SignInRefusedError as refusal:
        return _turned_away(request, refusal)
    try:
        claims = oidc.who_came_back(request, settings.OIDC)
        person = oidc.person_of(claims, settings.OIDC, actor_of(request))
    except SignInRefusedError as refusal:
        lockout.note_failure("", client_address(request), timezone.now())
        record_change(actor_of(request), _("sign-in refused"), Subject(_("sign-in service"), ""), None, None)
        return _turned_away(request, refusal)
    return _let_in(request, person, request.session.pop(NEXT, "/"))


_NO_NAME = "\0"  # nobody's: only the failures of the address count


def _turned_away(request: HttpRequest, refusal: SignInRefusedError) -> HttpResponse:
    form = SignInForm({})
    form.full_clean()
    form.errors.clear()
    form.add_error(None, str(refusal))
    return _door(request, form)


def _next_page(request: HttpRequest) -> str:
    wish = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wish, allowed_hosts={request.get_host()}, require_https=request.is_secure())
    return wish if safe else "/"


@comes_first
@permitted(Right.ANYONE)
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Ends the session; a sign-in service is not signed out of."""
    if isinstance(request.user, Person):
        record_change(actor_of(request), _("sign-out"), subject_of(request.user), None, None)
    logout(request)
    return redirect("accounts:sign_in")


@comes_first
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
