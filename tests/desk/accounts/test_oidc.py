"""Sign-in by an OpenID Connect provider: the whole way against one that signs real tokens, and every fault refused."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from urllib.parse import parse_qs, urlsplit

import pytest
from cast import PASSWORD
from django.test import Client
from joserfc.jwk import RSAKey
from provider import CLIENT, SECRET, Provider

from yanzhen.desk.accounts.doors import OidcDoor, oidc_door
from yanzhen.desk.accounts.models import Door, Person, TrailEntry
from yanzhen.desk.accounts.people import NOWHERE
from yanzhen.desk.accounts.rights import Role
from yanzhen.errors import InputError


@pytest.fixture
def provider(db, settings) -> Iterator[Provider]:
    with Provider() as running:
        settings.OIDC = OidcDoor(issuer=running.issuer, client_id=CLIENT, client_secret=SECRET)
        yield running


@pytest.fixture
def lin(db) -> Person:
    """Entered by an administrator for the sign-in service, tied to nobody yet."""
    person = Person(username="lin", full_name="林科员", role=Role.EDITOR, region="370725", door=Door.OIDC)
    person.set_unusable_password()
    person.save()
    return person


def go_away(client: Client, address: str = "/sign-in/oidc?next=/keys") -> str:
    return client.get(address)["Location"]


def is_in(client: Client) -> bool:
    return client.get("/keys").status_code == 200


def test_the_whole_way_in(provider, lin, client):
    away = go_away(client)
    assert away.startswith(f"{provider.issuer}/authorize?")
    answer = client.get(provider.approve(away))
    assert (answer.status_code, answer["Location"]) == (302, "/keys")
    assert is_in(client)
    assert Person.objects.get(username="lin").outside_id == f"{provider.issuer} 42"
    entry = TrailEntry.objects.get(action="sign-in")
    assert (entry.person_name, entry.after) == ("林科员 (lin)", {"by": "oidc", "second factor": False})


def test_what_is_asked_of_the_provider(provider, client):
    asked = {name: value[0] for name, value in parse_qs(urlsplit(go_away(client)).query).items()}
    assert asked["response_type"] == "code"
    assert asked["code_challenge_method"] == "S256"
    assert asked["redirect_uri"] == "http://testserver/sign-in/oidc/back"
    assert asked["scope"].split()[0] == "openid"
    assert min(len(asked["state"]), len(asked["nonce"])) >= 20
    assert SECRET not in str(asked)


def test_the_door_shows_the_way_only_where_there_is_one(provider, client, settings):
    assert "/sign-in/oidc" in client.get("/sign-in").text
    settings.OIDC = OidcDoor()
    assert "/sign-in/oidc" not in client.get("/sign-in").text
    assert client.get("/sign-in/oidc").status_code == 404
    assert client.get("/sign-in/oidc/back").status_code == 404


def other_key() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "stranger"})


def same_name_other_key() -> RSAKey:
    return RSAKey.generate_key(2048, parameters={"kid": "first"})


FAULTS = {
    "wrong nonce": {"claims": {"nonce": "another"}},
    "no nonce": {"claims": {"nonce": None}},
    "wrong audience": {"claims": {"aud": "another-client"}},
    "no audience": {"claims": {"aud": None}},
    "audience of two without azp for us": {"claims": {"aud": [CLIENT, "other"], "azp": "other"}},
    "wrong issuer": {"claims": {"iss": "https://evil.example"}},
    "no issuer": {"claims": {"iss": None}},
    "expired": {"claims": {"exp": int(time.time()) - 300}},
    "without end": {"claims": {"exp": None}},
    "without a subject": {"claims": {"sub": None}},
    "no token at all": {"with_id_token": False},
    "signed by nobody": {"algorithm": "none"},
    "signed with the client's secret": {"algorithm": "HS256"},
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_faulty_token_opens_nothing(provider, lin, client, fault):
    answer = client.get(provider.approve(go_away(client), **fault))
    assert answer.status_code == 400
    assert not is_in(client)
    assert [entry.action for entry in TrailEntry.objects.all()] == ["sign-in refused"]
    assert Person.objects.get(username="lin").outside_id == ""


@pytest.mark.parametrize("make_key", [other_key, same_name_other_key])
def test_a_token_signed_by_an_unknown_key_opens_nothing(provider, lin, client, make_key):
    assert client.get(provider.approve(go_away(client), key=make_key())).status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize("offered", [["none"], ["HS256"], ["none", "HS256", "RS256"]])
def test_a_provider_that_offers_weak_algorithms_is_not_believed(provider, lin, client, offered):
    provider.algorithms = offered
    for number, algorithm in enumerate(("none", "HS256")):
        back = provider.approve(go_away(client), code=f"c{number}", algorithm=algorithm)
        assert client.get(back).status_code == 400
    assert not is_in(client)


def test_a_public_key_is_not_taken_for_a_shared_secret(provider, lin, client):
    provider.algorithms = ["RS256", "HS256"]
    assert client.get(provider.approve(go_away(client), algorithm="HS256 with the public key")).status_code == 400
    assert not is_in(client)


def test_a_state_is_used_once(provider, lin, client):
    away = go_away(client)
    client.get(provider.approve(away))
    client.post("/sign-out")
    assert client.get(provider.approve(away, code="code-2")).status_code == 400
    assert not is_in(client)


def test_a_state_of_another_browser_opens_nothing(provider, lin, client):
    """Else someone could sign a victim in as themselves, or pick up the victim's code."""
    back = provider.approve(go_away(Client()))
    assert client.get(back).status_code == 400
    assert not is_in(client)


@pytest.mark.parametrize("query", ["", "?code=x", "?state=x", "?code=x&state=y", "?error=access_denied&state=x"])
def test_coming_back_with_nothing_of_ours_is_told_plainly(provider, client, query):
    answer = client.get(f"/sign-in/oidc/back{query}")
    assert answer.status_code == 400
    assert "统一登录服务" in answer.text or "请从本页重新开始" in answer.text
    assert "Traceback" not in answer.text


def test_guessing_at_the_way_back_locks_the_address(provider, lin, client):
    for _ in range(20):
        client.get("/sign-in/oidc/back?code=x&state=y")
    assert TrailEntry.objects.count() == 20
    answer = client.get(provider.approve(go_away(client)))
    assert answer.status_code == 400
    assert not is_in(client)
    assert TrailEntry.objects.count() == 20  # who is locked out does not fill the trail either


def test_a_provider_that_states_another_issuer_is_not_asked(provider, client):
    provider.stated_issuer = "https://evil.example"
    assert client.get("/sign-in/oidc").status_code == 400


def test_a_provider_that_does_not_answer_is_told_plainly(db, settings, client):
    settings.OIDC = OidcDoor(issuer="http://127.0.0.1:9", client_id=CLIENT)
    answer = client.get("/sign-in/oidc")
    assert answer.status_code == 400
    assert "统一登录服务没有应答" in answer.text


def test_a_wrong_client_secret_opens_nothing(provider, lin, client, settings):
    settings.OIDC = replace(settings.OIDC, client_secret="wrong")
    assert client.get(provider.approve(go_away(client))).status_code == 400


def test_the_way_on_leads_to_no_other_site(provider, lin, client):
    away = go_away(client, "/sign-in/oidc?next=//evil.example")
    assert client.get(provider.approve(away))["Location"] == "/"


# --- who it is --------------------------------------------------------------------------------------------------


def test_who_is_not_entered_here_stays_out(provider, client):
    answer = client.get(provider.approve(go_away(client)))
    assert "须由管理员先添加" in answer.text
    assert not Person.objects.exists()


def test_where_the_settings_allow_it_a_reader_is_made(provider, client, settings):
    settings.OIDC = replace(settings.OIDC, makes_people=True, region_claim="region", department_claim="dept")
    told = {"preferred_username": "New", "name": "新人", "region": "370725", "dept": "科技局"}
    client.get(provider.approve(go_away(client), claims=told))
    person = Person.objects.get()
    assert (person.username, person.full_name, person.role) == ("new", "新人", Role.READER)
    assert (person.region, person.department, person.door) == ("370725", "科技局", Door.OIDC)
    assert not person.has_usable_password()
    assert TrailEntry.objects.filter(action="person added", subject_id=str(person.pk)).exists()


@pytest.mark.parametrize("claims", [{"region": "everything"}, {"region": ["370725"]}, {"region": "37072５"}])
def test_a_region_that_is_no_code_gives_no_region(provider, client, settings, claims):
    """Then the person sees nothing of any region until an administrator says which."""
    settings.OIDC = replace(settings.OIDC, makes_people=True, region_claim="region")
    client.get(provider.approve(go_away(client), claims=claims))
    person = Person.objects.get()
    assert (person.region, person.region_name) == (NOWHERE, "尚未指定地区")
    assert not Person.objects.visible_to(person).exclude(pk=person.pk).exists()
    assert is_in(client)


def test_the_tie_holds_when_the_name_changes_at_the_provider(provider, lin, client):
    client.get(provider.approve(go_away(client)))
    other = Client()
    other.get(provider.approve(go_away(other), code="c2", claims={"preferred_username": "lin-married"}))
    assert is_in(other)
    assert Person.objects.count() == 1


def test_a_name_that_was_given_to_someone_else_at_the_provider_opens_nothing(provider, lin, client):
    client.get(provider.approve(go_away(client)))
    other = Client()
    answer = other.get(provider.approve(go_away(other), code="c2", claims={"sub": "43"}))
    assert "属于他人" in answer.text
    assert not is_in(other)


def test_nobody_takes_over_an_account_with_a_password_by_its_name(provider, cast, client, settings):
    settings.OIDC = replace(settings.OIDC, makes_people=True)
    told = {"preferred_username": "administrator", "email": "administrator@example.cn"}
    answer = client.get(provider.approve(go_away(client), claims=told))
    assert "属于他人" in answer.text
    assert not is_in(client)


def test_an_account_that_was_switched_off_stays_out(provider, lin, client):
    Person.objects.filter(pk=lin.pk).update(is_active=False)
    assert "此账号已关闭" in client.get(provider.approve(go_away(client))).text
    assert not is_in(client)


def test_who_comes_by_the_service_has_no_password_here(provider, lin, client):
    client.get(provider.approve(go_away(client)))
    assert client.get("/password").status_code == 404
    assert Client().post("/sign-in", {"username": "lin", "password": PASSWORD}).status_code == 400


# --- settings ---------------------------------------------------------------------------------------------------


def test_the_settings_come_from_the_environment_and_the_secret_from_a_file(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("hidden\n", encoding="utf-8")
    door = oidc_door(
        {
            "YANZHEN_OIDC_ISSUER": "https://id.example.cn",
            "YANZHEN_OIDC_CLIENT_ID": "desk",
            "YANZHEN_OIDC_CLIENT_SECRET_FILE": str(secret),
            "YANZHEN_OIDC_MAKES_PEOPLE": "1",
            "YANZHEN_OIDC_USERNAME_CLAIM": "employee",
        }
    )
    assert (door.client_secret, door.makes_people, door.username_claim) == ("hidden", True, "employee")
    assert "hidden" not in repr(door)


@pytest.mark.parametrize(
    "given",
    [
        {"YANZHEN_OIDC_ISSUER": "https://id.example.cn"},
        {"YANZHEN_OIDC_ISSUER": "http://id.example.cn", "YANZHEN_OIDC_CLIENT_ID": "desk"},
        {
            "YANZHEN_OIDC_ISSUER": "https://id.example.cn",
            "YANZHEN_OIDC_CLIENT_ID": "desk",
            "YANZHEN_OIDC_CLIENT_SECRET_FILE": "/nowhere",
        },
    ],
)
def test_settings_that_cannot_work_are_refused_at_the_start(given):
    with pytest.raises(InputError, match="YANZHEN_OIDC"):
        oidc_door(given)
