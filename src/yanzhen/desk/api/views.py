"""A person's tokens, the guide to the API, its OpenAPI document."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST
from pydantic import BaseModel, ConfigDict

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.accounts.trail import actor_of
from yanzhen.desk.api import tokens as issuing
from yanzhen.desk.api.asked import Asked
from yanzhen.desk.api.endpoints import Endpoint, endpoints
from yanzhen.desk.api.forms import TokenForm
from yanzhen.desk.api.gate import Visit, token_only
from yanzhen.desk.api.models import Token
from yanzhen.desk.api.openapi import document
from yanzhen.desk.api.problems import ProblemError
from yanzhen.desk.frame.engine_words import error_sentence
from yanzhen.desk.register.ledger.columns import table_of
from yanzhen.errors import InputError
from yanzhen.tables import REGISTER_TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator


class Whatever(Asked):
    """An address that is not there takes no part in what is asked of it."""

    model_config = ConfigDict(extra="ignore")


@permitted(Right.READ)
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """My tokens, and a form for a new one, whose secret is shown on the answer and never again."""
    person, now, issued = _signed_in(request), timezone.now(), None
    form = TokenForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            wish = form.cleaned_data
            issued = issuing.make_token(person, wish["name"], wish["days"], actor_of(request), now=now)
            form = TokenForm()
        except InputError as fault:
            form.add_error(None, error_sentence(fault))
    mine = Token.objects.visible_to(person).order_by("-made_at")
    rows = [(token, token.state(now)) for token in mine]
    page = {"form": form, "rows": rows, "issued": issued, "most": issuing.MOST_ALIVE}
    return render(request, "api/tokens.html", page, status=400 if form.errors else 200)


@permitted(Right.READ)
@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """From now on the token opens nothing."""
    token = get_object_or_404(Token.objects.visible_to(_signed_in(request)), pk=number)
    issuing.revoke(token, actor_of(request), now=timezone.now())
    messages.success(request, gettext("The token “%(name)s” opens nothing from now on.") % {"name": token.name})
    return redirect("api:tokens")


@permitted(Right.READ)
@require_GET
def guide(request: HttpRequest) -> HttpResponse:
    """What can be asked, for people who write programs."""
    groups = [(group, list(found)) for group, found in groupby(_shown(), key=lambda one: one.group)]
    page = {
        "groups": groups,
        "tables": [table_of(table.name) for table in REGISTER_TABLES],
        "address": request.build_absolute_uri("/api/v1"),
        "per_minute": settings.API_PER_MINUTE,
    }
    return render(request, "api/guide.html", page)


def _openapi(_visit: Visit, _asked: Asked) -> _Document:
    return _Document()


class _Document(BaseModel):
    """The document as it is, not as a shape."""

    def model_dump_json(self, **_: object) -> str:
        return JsonResponse(document(), json_dumps_params={"ensure_ascii": False}).content.decode()


def _nowhere(_visit: Visit, _asked: Asked, rest: str) -> BaseModel:
    raise ProblemError(
        404, "no-such-address", f"There is nothing at {rest[:80]}; GET /api/v1/openapi.json lists what there is."
    )


openapi = token_only(Asked, _openapi)
nowhere = token_only(Whatever, _nowhere)


def _shown() -> Iterator[Endpoint]:
    """The addresses of one table stand for all tables, whose names and columns follow below them."""
    first = REGISTER_TABLES[0].name
    for one in endpoints():
        if not one.name.startswith(tuple(f"{table.name}." for table in REGISTER_TABLES if table.name != first)):
            yield one


def _signed_in(request: HttpRequest) -> Person:
    assert isinstance(request.user, Person)
    return request.user
