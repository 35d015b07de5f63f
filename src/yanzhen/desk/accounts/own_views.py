"""What a person does for their own sign-in: the password, the second factor, the sessions on their devices."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_noop as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yanzhen.desk.accounts import passwords, second_factor, sessions
from yanzhen.desk.accounts.admission import SignInRefusedError, note_failure, refuse_locked
from yanzhen.desk.accounts.forms import CodeForm, PasswordForm
from yanzhen.desk.accounts.models import Door, Person, SecondFactor, SignedIn
from yanzhen.desk.accounts.people import subject_of
from yanzhen.desk.accounts.permission import Right, comes_first, permitted
from yanzhen.desk.accounts.trail import actor_of, client_address, record_change
from yanzhen.desk.accounts.views import take_code


@comes_first
@sensitive_post_parameters()
@permitted(Right.READ)
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """A new password; one that the desk gave, or that is too old, must be changed before anything else."""
    person = _signed_in(request)
    if person.door != Door.PASSWORD:
        return render(request, "accounts/password_elsewhere.html", status=404)
    form = PasswordForm(person, request.POST or None)
    if request.method == "POST" and form.is_valid():
        _change_password(request, person, form.cleaned_data["new"])
        messages.success(request, gettext("Your new password holds from now on."))
        return redirect("frame:home")
    page = {"form": form, "due": passwords.why_due(person, timezone.now()), "days": settings.PASSWORD_DAYS}
    return render(request, "accounts/password.html", page, status=400 if form.errors else 200)


def _change_password(request: HttpRequest, person: Person, new: str) -> None:
    key = request.session.session_key
    with transaction.atomic():
        person.set_password(new)
        person.must_change_password = False
        person.save()
        sessions.end_all(person, sessions.PASSWORD_NEW, timezone.now(), but=key)
        record_change(actor_of(request), _("password changed"), subject_of(person), None, None)
    update_session_auth_hash(request, person)
    sessions.follow_key(key, request.session.session_key)


@permitted(Right.READ)
@require_GET
def me(request: HttpRequest) -> HttpResponse:
    """How I sign in, and where I am signed in now."""
    person, now = _signed_in(request), timezone.now()
    since = person.password_set_at or person.joined
    page = {
        "person": person,
        "live": sessions.live_sessions(person, now),
        "here": request.session.session_key,
        "most": settings.SESSIONS_MOST,
        "has_password": person.door == Door.PASSWORD,
        "password_since": since,
        "password_until": since + timedelta(days=settings.PASSWORD_DAYS) if settings.PASSWORD_DAYS else None,
        "factor_allowed": second_factor.is_allowed(person),
        "factor_on": second_factor.is_on(person),
        "codes_left": second_factor.recovery_codes_left(person),
    }
    return render(request, "accounts/me.html", page)


@permitted(Right.READ)
@require_POST
def session_end(request: HttpRequest, number: int) -> HttpResponse:
    """Ends one session of mine."""
    person = _signed_in(request)
    session = get_object_or_404(SignedIn, pk=number, person=person, ended_at__isnull=True)
    with transaction.atomic():
        sessions.end_session(session, sessions.ENDED_BY_YOU, timezone.now())
        record_change(actor_of(request), _("session ended"), subject_of(person), {"device": session.device}, None)
    messages.success(request, gettext("That session is ended."))
    return redirect("accounts:me")


@permitted(Right.READ)
@require_POST
def sessions_end(request: HttpRequest) -> HttpResponse:
    """Ends every session of mine but this one."""
    person = _signed_in(request)
    with transaction.atomic():
        ended = sessions.end_all(person, sessions.ENDED_BY_YOU, timezone.now(), but=request.session.session_key)
        record_change(actor_of(request), _("other sessions ended"), subject_of(person), {"sessions": ended}, None)
    words = ngettext("One other session is ended.", "%(num)s other sessions are ended.", ended) % {"num": ended}
    messages.success(request, words)
    return redirect("accounts:me")


@comes_first
@permitted(Right.READ)
@require_http_methods(["GET", "POST"])
def second_factor_page(request: HttpRequest) -> HttpResponse:
    """The second factor: off, being set up, or on."""
    person = _signed_in(request)
    if not second_factor.is_allowed(person):
        return render(request, "accounts/factor_none.html", status=404)
    if second_factor.is_on(person):
        return _factor_page(request, person, CodeForm())
    if request.method == "POST" or _is_begun(person):
        return render(request, "accounts/factor_new.html", _enrolment(person, CodeForm()))
    page = {"required": second_factor.is_required(person)}
    return render(request, "accounts/factor_off.html", page)


def _is_begun(person: Person) -> bool:
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=True).exists()


def _enrolment(person: Person, form: CodeForm) -> dict[str, object]:
    required = second_factor.is_required(person)
    try:
        enrolment = second_factor.begin(person)
    except second_factor.UnsealableError:
        # The home has a new secret key: what was begun under the old one is begun anew.
        second_factor.forget(person)
        enrolment = second_factor.begin(person)
    return {"form": form, "enrolment": enrolment, "required": required}


def _factor_page(request: HttpRequest, person: Person, form: CodeForm) -> HttpResponse:
    page = {
        "form": form,
        "since": SecondFactor.objects.get(person=person).confirmed_at,
        "left": second_factor.recovery_codes_left(person),
        "required": second_factor.is_required(person),
    }
    return render(request, "accounts/factor_on.html", page, status=400 if form.errors else 200)


@comes_first
@sensitive_post_parameters("code")
@permitted(Right.READ)
@require_POST
def second_factor_confirm(request: HttpRequest) -> HttpResponse:
    """The first code switches it on; the recovery codes are shown once."""
    person, form = _signed_in(request), CodeForm(request.POST)
    if not _is_begun(person):
        return redirect("accounts:second_factor")
    if form.is_valid():
        try:
            _confirm(request, person, form.cleaned_data["code"])
        except SignInRefusedError as refusal:
            form.add_error("code", str(refusal))
        else:
            return _shown_codes(request, person, _("second factor switched on"))
    return render(request, "accounts/factor_new.html", _enrolment(person, form), status=400)


def _confirm(request: HttpRequest, person: Person, code: str) -> None:
    now = timezone.now()
    refuse_locked(person.username, client_address(request), now)
    if not second_factor.confirm(person, code, now):
        note_failure(request, person.username, now, _("code refused"))
        raise SignInRefusedError(
            gettext("This code does not fit. Is the clock of your phone right? Wait for the next one.")
        )


def _shown_codes(request: HttpRequest, person: Person, action: str) -> HttpResponse:
    with transaction.atomic():
        codes = second_factor.new_recovery_codes(person)
        record_change(actor_of(request), action, subject_of(person), None, None)
    return render(request, "accounts/codes.html", {"codes": codes, "person": person})


@comes_first
@sensitive_post_parameters("code")
@permitted(Right.READ)
@require_POST
def recovery_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, against a code."""
    person, form = _signed_in(request), CodeForm(request.POST)
    if not second_factor.is_on(person):
        return redirect("accounts:second_factor")
    if _proves(request, person, form):
        return _shown_codes(request, person, _("new recovery codes made"))
    return _factor_page(request, person, form)


@comes_first
@sensitive_post_parameters("code")
@permitted(Right.READ)
@require_POST
def second_factor_off(request: HttpRequest) -> HttpResponse:
    """Switches it off, against a code, where it is not required."""
    person, form = _signed_in(request), CodeForm(request.POST)
    if not second_factor.is_on(person) or second_factor.is_required(person):
        return redirect("accounts:second_factor")
    if not _proves(request, person, form):
        return _factor_page(request, person, form)
    with transaction.atomic():
        second_factor.forget(person)
        record_change(actor_of(request), _("second factor switched off"), subject_of(person), None, None)
    messages.success(request, gettext("The second factor is off. Your password alone opens the desk."))
    return redirect("accounts:me")


def _proves(request: HttpRequest, person: Person, form: CodeForm) -> bool:
    if not form.is_valid():
        return False
    try:
        take_code(request, person, form.cleaned_data["code"])
    except SignInRefusedError as refusal:
        form.add_error("code", str(refusal))
        return False
    return True


def _signed_in(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
