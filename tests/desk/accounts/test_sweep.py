"""Every address, every member of the cast: who gets in is what the view declares, and every view declares it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from cast import CAST
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver

from yanzhen.desk.accounts.middleware import DeclaredViews
from yanzhen.desk.accounts.permission import Right, declared_right
from yanzhen.desk.accounts.rights import RIGHTS

EXAMPLE_PARTS = {
    "int": "999999",
    "slug": "passage",
    "str": "x",
    "uuid": "00000000-0000-0000-0000-000000000000",
    "path": "x",
}
RIGHTS_OF_CAST = {
    "administrator": {Right.READ, Right.EDIT, Right.APPROVE, Right.ADMINISTER},
    "bureau_head": {Right.READ, Right.EDIT, Right.APPROVE},
    "clerk": {Right.READ, Right.EDIT},
    "park": {Right.READ},
    "foreign": {Right.READ, Right.EDIT},
    "auditor": {Right.READ, Right.AUDIT},
    "nobody": set(),
}


def addresses() -> Iterator[tuple[str, URLPattern]]:
    """Each address once, its parts filled with examples that name nothing."""
    yield from _under(get_resolver().url_patterns, "")


def _under(patterns: list[URLPattern | URLResolver], before: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        here = before + _filled(one)
        if isinstance(one, URLResolver):
            yield from _under(one.url_patterns, here)
        else:
            yield "/" + here, one


def _filled(one: URLPattern | URLResolver) -> str:
    text = str(one.pattern)
    for name, converter in one.pattern.converters.items():
        kind = type(converter).__name__.removesuffix("Converter").lower().replace("string", "str")
        text = text.replace(f"<{kind}:{name}>", EXAMPLE_PARTS[kind]).replace(f"<{name}>", "x")
    return text


ADDRESSES = list(addresses())


def test_the_sweep_sees_the_addresses():
    found = {address for address, _ in ADDRESSES}
    assert {"/", "/health", "/look/source/passage", "/people/999999/password", "/trail"} <= found
    assert not any("<" in address for address in found)


@pytest.mark.parametrize(("address", "pattern"), ADDRESSES, ids=[address for address, _ in ADDRESSES])
def test_every_view_declares_its_right(address, pattern):
    assert isinstance(declared_right(pattern.callback), Right), f"{address} lacks @permitted"


def test_only_these_are_open_to_who_is_not_signed_in():
    open_to_all = {address for address, pattern in ADDRESSES if declared_right(pattern.callback) is Right.ANYONE}
    doors = {"/sign-in", "/sign-in/code", "/sign-in/oidc", "/sign-in/oidc/back"}
    assert open_to_all == {"/health", "/sign-out", "/language"} | doors


def test_the_cast_covers_every_role():
    assert {CAST[name]["role"] for name in CAST} == set(RIGHTS)


@pytest.mark.parametrize("member", list(RIGHTS_OF_CAST))
def test_who_gets_in_is_what_the_view_declares(cast, member):
    for address, pattern in ADDRESSES:
        right = declared_right(pattern.callback)
        if right is Right.ANYONE or getattr(pattern.callback, "by_token", False):  # tests/desk/api sweeps those
            continue
        for method in ("get", "post"):
            # A client of its own each time: signing out and giving passwords end sessions.
            client = Client()
            if member != "nobody":
                client.force_login(cast[member])
            answer = getattr(client, method)(address)
            told = f"{method} {address} ({right}) as {member}: {answer.status_code}"
            if member == "nobody":
                assert answer.status_code == 302, told
                assert answer["Location"].startswith("/sign-in"), told
            elif right in RIGHTS_OF_CAST[member]:
                assert answer.status_code in (200, 302, 303, 204, 400, 404, 405), told
            else:
                assert answer.status_code == 403, told


def test_who_lacks_a_right_reads_which_role_has_it(cast, sign_in):
    answer = sign_in(cast["clerk"]).get("/trail")
    assert answer.status_code == 403
    assert "需要以下角色之一：审计" in answer.text


def test_a_view_that_declares_nothing_is_never_run():
    def forgotten(request):
        return HttpResponse("secret")

    gate = DeclaredViews(lambda request: HttpResponse())
    with pytest.raises(ImproperlyConfigured, match="forgotten declares no right"):
        gate.process_view(RequestFactory().get("/"), forgotten, (), {})
