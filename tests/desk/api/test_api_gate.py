"""Tokens: made by a person for themself, shown once, kept as a hash, dead when they should be; and what the gate refuses."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from yanzhen.desk.accounts.models import TrailEntry
from yanzhen.desk.accounts.rights import RIGHTS, Role
from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.api.models import Token
from yanzhen.desk.api.tokens import MOST_ALIVE, make_token
from yanzhen.errors import InputError


def ask(secret: str, address: str = "/api/v1/tables", **headers: str):
    return Client().get(address, headers={"Authorization": f"Bearer {secret}", **headers})


@pytest.fixture
def issued(cast):
    return make_token(cast["clerk"], "统计程序", 30, Actor(cast["clerk"], "林科员"), now=timezone.now())


def test_a_token_opens_and_its_use_is_noted(issued):
    answer = ask(issued.secret)
    assert answer.status_code == 200 and answer["Content-Type"] == "application/json"
    issued.token.refresh_from_db()
    assert timezone.now() - issued.token.last_used_at < timedelta(minutes=1)
    assert issued.token.last_address == "127.0.0.1"
    assert not answer.cookies


def test_the_secret_is_kept_nowhere(issued):
    rows = json.dumps([*Token.objects.values(), *TrailEntry.objects.values()], default=str)
    assert issued.secret not in rows and issued.secret[12:] not in rows
    assert TrailEntry.objects.get(action="API token made").after["name"] == "统计程序"


def closed(person, token):
    person.is_active = False


def over(person, token):
    person.valid_until = timezone.localdate() - timedelta(days=1)


def one_time(person, token):
    person.must_change_password = True


def revoked(person, token):
    token.revoked_at = timezone.now()


def expired(person, token):
    token.expires_at = timezone.now()


@pytest.mark.parametrize("end", [closed, over, one_time, revoked, expired])
def test_a_token_dies_with_its_time_and_with_its_person(issued, end):
    person = issued.token.person
    end(person, issued.token)
    person.save()
    issued.token.save()
    answer = ask(issued.secret)
    assert answer.status_code == 401 and answer.json()["type"] == "token"


def test_a_token_follows_its_person_to_another_region_and_role(issued, monkeypatch):
    person = issued.token.person
    person.region = "330110"
    person.save()
    assert ask(issued.secret, "/api/v1/firms").json()["items"] == []
    monkeypatch.setitem(RIGHTS, Role.EDITOR, frozenset())
    answer = ask(issued.secret)
    assert answer.status_code == 403 and answer.json()["type"] == "right"


@pytest.mark.parametrize(
    "header", [None, "", "Bearer", "Bearer yz_wrong", "Basic YWRtaW46YWRtaW4=", "bearer x", "Bearer " + "x" * 5000]
)
def test_without_a_token_there_is_no_answer(db, header):
    answer = Client().get("/api/v1/firms", headers={"Authorization": header} if header is not None else {})
    assert answer.status_code == 401
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["WWW-Authenticate"].startswith("Bearer")


def test_cookies_open_nothing(cast, sign_in):
    assert sign_in(cast["administrator"]).get("/api/v1/firms").status_code == 401


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(issued, method):
    client = Client(enforce_csrf_checks=True)
    answer = getattr(client, method)("/api/v1/firms", headers={"Authorization": f"Bearer {issued.secret}"})
    assert answer.status_code == 405 and answer["Allow"] == "GET, HEAD"
    assert answer.json()["status"] == 405


def test_too_many_requests_are_told_to_wait(issued, settings):
    settings.API_PER_MINUTE = 3
    answers = [ask(issued.secret) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1]["Retry-After"] == "60" and answers[-1].json()["type"] == "rate"


def test_guessing_is_slowed_down(db):
    codes = [ask("yz_guess").status_code for _ in range(31)]
    assert codes == [401] * 30 + [429]


def test_what_has_not_changed_is_not_sent_again(issued):
    first = ask(issued.secret)
    again = ask(issued.secret, **{"If-None-Match": first["ETag"]})
    assert again.status_code == 304 and again.content == b""
    assert ask(issued.secret, **{"If-None-Match": '"other"'}).status_code == 200


def test_the_page_shows_the_secret_once(cast, sign_in):
    client = sign_in(cast["clerk"])
    answer = client.post("/me/tokens", {"name": "统计程序", "days": "90"})
    token = Token.objects.get()
    shown = [
        word
        for word in answer.text.replace("<", " ").replace(">", " ").split()
        if word.startswith("yz_") and len(word) > 20
    ]
    assert shown and ask(shown[0]).status_code == 200
    again = client.get("/me/tokens").text
    assert shown[0] not in again and token.hint in again and "统计程序" in again
    assert client.post(f"/me/tokens/{token.pk}/revoke").status_code == 302
    assert ask(shown[0]).status_code == 401


def test_nobody_sees_or_revokes_the_tokens_of_others(issued, cast, sign_in):
    client = sign_in(cast["administrator"])
    assert "统计程序" not in client.get("/me/tokens").text
    assert client.post(f"/me/tokens/{issued.token.pk}/revoke").status_code == 404
    assert ask(issued.secret).status_code == 200


def test_a_person_has_a_bounded_number_of_tokens(cast):
    person, actor, now = cast["clerk"], Actor(cast["clerk"], "林科员"), timezone.now()
    for number in range(MOST_ALIVE):
        make_token(person, str(number), 1, actor, now=now)
    with pytest.raises(InputError):
        make_token(person, "one more", 1, actor, now=now)
    assert make_token(person, "later", 1, actor, now=now + timedelta(days=2))


def test_a_token_lives_a_year_at_most(cast):
    with pytest.raises(InputError):
        make_token(cast["clerk"], "for ever", 3650, Actor(None, "test"), now=timezone.now())


def test_an_address_that_is_not_there_is_a_problem_too(issued):
    answer = ask(issued.secret, "/api/v1/nothing/here?x=1")
    assert answer.status_code == 404 and answer.json()["type"] == "no-such-address"


def test_the_guide_opens_in_both_languages(cast, sign_in):
    client = sign_in(cast["park"])
    assert "程序可以查询什么" in client.get("/api").text
    cast["park"].language = "en"
    cast["park"].save()
    text = client.get("/api").text
    assert "What can a program ask?" in text and "/api/v1/openapi.json" in text and "firm-years" in text
