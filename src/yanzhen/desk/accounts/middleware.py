"""Sessions that end, pages in the person's language, and no view without a declared right."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext

from yanzhen.desk.accounts import passwords, second_factor, sessions
from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.permission import Right, declared_right, sign_in_first

if TYPE_CHECKING:
    from django.http import HttpRequest
    from django.http.response import HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponse]

SEEN, SINCE, FACTOR_SEEN = "seen", "since", "factor"
SEEN_STEP_SECONDS = 60  # the session is written at most this often


class PersonLanguage:
    """The language that the person chose, else the one of the cookie, else Chinese."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # translation.override would end before a streamed answer is written.
        translation.activate(chosen_language(request))
        response = self.get_response(request)
        response.setdefault("Content-Language", translation.get_language())
        return response


def chosen_language(request: HttpRequest) -> str:
    """One of ``settings.LANGUAGES``."""
    known = {code for code, _ in settings.LANGUAGES}
    wishes = (getattr(request.user, "language", ""), request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, ""))
    return next((wish for wish in wishes if wish in known), settings.LANGUAGE_CODE)


class SessionLimits:
    """Ends a session that was idle too long or has lasted a day's work; asks first for what is due: a new password, a second factor."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not isinstance(request.user, Person):
            tell_why_ended(request)
            return self.get_response(request)
        seen = request.session.get(SEEN)
        if is_over(request.session, time.time()):
            logout(request)
            messages.info(request, gettext("You were signed out after a long pause. What you had saved is kept."))
            return sign_in_first(request)
        if request.session[SEEN] != seen:
            sessions.note_seen(request, request.user)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        if not isinstance(request.user, Person) or declared_right(view) is Right.ANYONE:
            return None
        wanted = "" if getattr(view, "comes_first", False) else what_is_due(request, request.user)
        return whole_page(request, reverse(wanted)) if wanted else None


def whole_page(request: HttpRequest, address: str) -> HttpResponse:
    """To that page; a fragment would show it inside a page, so htmx is told to go there."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address)


def what_is_due(request: HttpRequest, person: Person) -> str:
    """The name of the page that a person must pass first; nothing when all is in order."""
    if passwords.why_due(person, timezone.now()):
        return "accounts:password"
    if not second_factor.is_required(person) or request.session.get(FACTOR_SEEN):
        return ""
    if second_factor.is_on(person):
        request.session[FACTOR_SEEN] = True
        return ""
    return "accounts:second_factor"


def tell_why_ended(request: HttpRequest) -> None:
    """A browser whose session was ended from elsewhere is told so, once."""
    key = request.COOKIES.get(settings.SESSION_COOKIE_NAME, "")
    why = sessions.why_ended(key) if key and request.session.session_key != key else ""
    if why:
        messages.info(request, gettext(why))


def is_over(session: Any, now: float) -> bool:
    """Whether the session has ended; notes in it that it was used."""
    since = session.setdefault(SINCE, now)
    seen = session.get(SEEN, now)
    if now - seen > settings.IDLE_MINUTES * 60 or now - since > settings.SESSION_HOURS * 3600:
        return True
    if SEEN not in session or now - seen > SEEN_STEP_SECONDS:
        session[SEEN] = now
    return False


class DeclaredViews:
    """Refuses to run a view that does not say what it needs: forgetting to think is not a way in."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object) -> None:
        if declared_right(view) is None:
            name = f"{view.__module__}.{getattr(view, '__qualname__', view)}"
            raise ImproperlyConfigured(f"{name} declares no right: add @permitted(Right.…)")
