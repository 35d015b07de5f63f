"""The gate of the API: a token instead of cookies, the person's own right and scope, a bounded rate, problems as JSON."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.http import parse_etags
from django.views.decorators.csrf import csrf_exempt
from pydantic import BaseModel, ValidationError

from yanzhen.desk.accounts.permission import Right
from yanzhen.desk.accounts.trail import client_address
from yanzhen.desk.api.problems import ProblemError, problem_of, response_of
from yanzhen.desk.api.tokens import note_use, token_of
from yanzhen.errors import InputError

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.api.asked import Asked

SCHEME = "Bearer "
WINDOW_SECONDS = 60
WRONG_TOKENS_MOST = 30
"""From one address in a minute."""


@dataclass(frozen=True, slots=True)
class Visit:
    """Who asks, when, and under which address."""

    person: Person
    now: datetime
    path: str
    given: dict[str, str]


View = Callable[..., HttpResponse]
Answer = Callable[..., BaseModel]


def token_only(asked: type[Asked], answer: Answer, right: Right = Right.READ) -> View:
    """The view of an address: what it needs is declared on it, as ``DeclaredViews`` demands.

    Cookies are not looked at, so that no other site can make a browser ask; therefore no check against forged requests is needed.
    """

    @csrf_exempt
    @wraps(answer)
    def view(request: HttpRequest, **parts: Any) -> HttpResponse:
        try:
            visit = _admitted(request, right)
            told = answer(visit, asked.model_validate(visit.given), **parts)
        except (ProblemError, ValidationError, Http404, InputError) as fault:
            return response_of(problem_of(fault), request.META.get("yanzhen.request_id", ""))
        return _response(request, told.model_dump_json().encode())

    view.right = right  # type: ignore[attr-defined]
    view.by_token = True  # type: ignore[attr-defined]
    return view


def _admitted(request: HttpRequest, right: Right) -> Visit:
    if request.method not in ("GET", "HEAD"):
        raise ProblemError(405, "method", "The API is read with GET.", Allow="GET, HEAD")
    now, address = timezone.now(), client_address(request)
    scheme, secret = _credentials(request)
    token = token_of(secret, now=now) if scheme else None
    if token is None:
        _within(f"api.wrong.{address}", WRONG_TOKENS_MOST)
        raise _unauthorized(bool(secret))
    _within(f"api.token.{token.pk}", settings.API_PER_MINUTE)
    if not token.person.may(right):
        raise ProblemError(403, "right", f"The role of this person does not include {right}.")
    note_use(token, address, now=now)
    request.user = token.person
    return Visit(token.person, now, request.path, {name: request.GET[name] for name in request.GET})


def _credentials(request: HttpRequest) -> tuple[str, str]:
    given = request.headers.get("Authorization", "")
    return (SCHEME, given[len(SCHEME) :].strip()) if given.startswith(SCHEME) else ("", "")


def _unauthorized(given: bool) -> ProblemError:
    detail = (
        "This token opens nothing: unknown, expired, revoked, or its person may not come in."
        if given
        else ("Send a token: Authorization: Bearer yz_…; a person makes one under their account.")
    )
    return ProblemError(401, "token", detail, WWW_Authenticate='Bearer realm="yanzhen"')


def _within(key: str, most: int) -> None:
    """Counts this request; the count begins anew each minute. Each process of the server counts for itself."""
    name = hashlib.sha256(key.encode()).hexdigest()
    cache.add(name, 0, WINDOW_SECONDS)
    try:
        count = cache.incr(name)
    except ValueError:  # the minute ended in between
        return
    if count > most:
        detail = f"More than {most} requests in a minute; wait, and ask for larger pages (limit)."
        raise ProblemError(429, "rate", detail, Retry_After=str(WINDOW_SECONDS))


def _response(request: HttpRequest, body: bytes) -> HttpResponse:
    """With an ETag, so that a client that asks again is told that nothing changed."""
    etag = f'"{hashlib.sha256(body).hexdigest()[:32]}"'
    known = parse_etags(request.headers.get("If-None-Match", ""))
    headers = {"ETag": etag, "Cache-Control": "private, no-cache"}
    if etag in known or "*" in known:
        return HttpResponse(status=304, headers=headers)
    return HttpResponse(body, content_type="application/json", headers=headers)
