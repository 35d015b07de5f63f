"""Sessions that end, pages in the person's language, and no view without a declared right."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext

from yanzhen.desk.accounts.permission import Right, declared_right, sign_in_first

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.http.response import HttpResponseBase

    Answer = Callable[[HttpRequest], HttpResponse]

SEEN, SINCE = "seen", "since"
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
    """Ends a session that was idle too long or has lasted a day's work; asks for a new password where one is due."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated and is_over(request.session, time.time()):
            logout(request)
            messages.info(request, gettext("You were signed out after a long pause. What you had saved is kept."))
            return sign_in_first(request)
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], args: object, kwargs: object
    ) -> HttpResponseBase | None:
        due = getattr(request.user, "must_change_password", False)
        if due and declared_right(view) is not Right.ANYONE and not getattr(view, "before_password", False):
            return HttpResponseRedirect(reverse("accounts:password"))
        return None


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
