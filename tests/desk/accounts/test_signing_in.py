"""The door: right and wrong passwords, lockout, the one-time password, sessions that end."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import PASSWORD
from django.test import Client
from django.utils import timezone

from yanzhen.desk.accounts import lockout
from yanzhen.desk.accounts.middleware import SEEN, SINCE, is_over
from yanzhen.desk.accounts.models import FailedSignIn, Person, TrailEntry
from yanzhen.desk.accounts.passwords import kinds_in, one_time_password
from yanzhen.desk.accounts.rights import Role


def send(client: Client, username: str, password: str, **headers: str):
    return client.post("/sign-in", {"username": username, "password": password}, **headers)


def test_the_right_password_opens_the_morning_paper(cast, client):
    answer = send(client, "clerk", PASSWORD)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert client.get("/").status_code == 200


def test_a_wrong_name_and_a_wrong_password_get_the_same_words(cast, client):
    wrong_password, wrong_name = send(client, "clerk", "no"), send(client, "nobody", "no")
    assert wrong_password.status_code == wrong_name.status_code == 400
    assert "登录名或密码不对" in wrong_password.text
    assert "登录名或密码不对" in wrong_name.text


def test_five_failures_lock_the_name_for_that_address_even_with_the_right_password(cast, client):
    for _ in range(5):
        send(client, "clerk", "wrong")
    locked = send(client, "clerk", PASSWORD)
    assert locked.status_code == 400
    assert "密码错误次数过多" in locked.text
    assert send(Client(), "clerk", PASSWORD, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_capitals_and_spaces_do_not_give_a_guesser_more_tries(cast, client):
    for name in ("clerk", "CLERK", " clerk", "Clerk ", "cLerk"):
        send(client, name, "wrong")
    assert lockout.is_locked("clerk", "127.0.0.1", timezone.now())


def test_guesses_from_many_addresses_lock_the_name_everywhere(cast):
    for number in range(20):
        lockout.note_failure("clerk", f"10.0.0.{number}", timezone.now())
    assert lockout.is_locked("clerk", "10.9.9.9", timezone.now())
    assert not lockout.is_locked("park", "10.9.9.9", timezone.now())


def test_the_lock_opens_by_itself_and_old_failures_are_forgotten(cast):
    long_ago = timezone.now() - timedelta(minutes=16)
    for _ in range(5):
        lockout.note_failure("clerk", "a", long_ago)
    assert lockout.is_locked("clerk", "a", long_ago + timedelta(minutes=1))
    assert not lockout.is_locked("clerk", "a", timezone.now())
    lockout.note_failure("park", "a", timezone.now() + timedelta(days=2))
    assert FailedSignIn.objects.count() == 1


def test_behind_a_proxy_the_address_is_the_one_that_the_proxy_added(cast, client, settings):
    settings.BEHIND_PROXY = True
    send(client, "clerk", "wrong", HTTP_X_FORWARDED_FOR="1.1.1.1, 10.0.0.7")
    assert FailedSignIn.objects.get().address == "10.0.0.7"
    settings.BEHIND_PROXY = False
    send(client, "clerk", "wrong", HTTP_X_FORWARDED_FOR="6.6.6.6")
    assert FailedSignIn.objects.order_by("pk").last().address == "127.0.0.1"


def test_who_is_switched_off_cannot_sign_in(cast, client):
    Person.objects.filter(username="clerk").update(is_active=False)
    assert send(client, "clerk", PASSWORD).status_code == 400


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_signing_in_leads_to_no_other_site(cast, client, elsewhere):
    answer = client.post("/sign-in", {"username": "clerk", "password": PASSWORD, "next": elsewhere})
    assert answer["Location"] == "/"


def test_the_way_back_leads_to_the_page_that_was_asked_for(cast, client):
    door = client.get("/look")
    assert door["Location"] == "/sign-in?next=/look"
    answer = client.post("/sign-in", {"username": "clerk", "password": PASSWORD, "next": "/look"})
    assert answer["Location"] == "/look"


def test_a_fragment_is_told_to_go_to_the_door(cast, client):
    answer = client.get("/look/source/passage", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/sign-in")


def test_the_one_time_password_must_be_changed_before_anything_else(db, client):
    Person.objects.make("admin", "once-Only-1", full_name="x", role=Role.ADMINISTRATOR, must_change_password=True)
    send(client, "admin", "once-Only-1")
    assert client.get("/")["Location"] == "/password"
    assert client.get("/people")["Location"] == "/password"
    fields = {"old": "once-Only-1", "new": "Wild-geese-7", "again": "Wild-geese-7"}
    assert client.post("/password", fields)["Location"] == "/"
    assert client.get("/").status_code == 200


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"old": "wrong", "new": "Wild-geese-7", "again": "Wild-geese-7"}, "原密码不对"),
        ({"old": PASSWORD, "new": "Wild-geese-7", "again": "Wild-geese-8"}, "不一致"),
        ({"old": PASSWORD, "new": PASSWORD, "again": PASSWORD}, "与原密码相同"),
        ({"old": PASSWORD, "new": "wildgeesefly", "again": "wildgeesefly"}, "至少使用三种"),
        ({"old": PASSWORD, "new": "Wg-7", "again": "Wg-7"}, "10"),
    ],
)
def test_a_new_password_that_will_not_do_is_refused_in_words(cast, sign_in, fields, words):
    answer = sign_in(cast["clerk"]).post("/password", fields)
    assert answer.status_code == 400
    assert words in answer.text


def test_a_changed_password_ends_the_other_sessions(cast, sign_in):
    here, elsewhere = sign_in(cast["clerk"]), sign_in(cast["clerk"])
    here.post("/password", {"old": PASSWORD, "new": "Wild-geese-7", "again": "Wild-geese-7"})
    assert here.get("/keys").status_code == 200
    assert elsewhere.get("/keys").status_code == 302


def test_a_session_ends_after_a_long_pause_and_after_a_day(settings):
    idle, day = settings.IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
    session = {}
    assert not is_over(session, 1000.0)
    assert not is_over(session, 1000.0 + idle)
    assert not is_over(session, 1000.0 + 2 * idle)
    assert is_over(session, 1001.0 + 3 * idle)
    assert is_over({SINCE: 0.0, SEEN: float(day)}, day + 1.0)


def test_a_session_is_not_written_at_every_request():
    session = {SINCE: 0.0, SEEN: 1000.0}
    is_over(session, 1030.0)
    assert session[SEEN] == 1000.0
    is_over(session, 1061.0)
    assert session[SEEN] == 1061.0


def test_an_ended_session_leads_to_the_door(cast, sign_in):
    client = sign_in(cast["clerk"])
    client.get("/keys")
    session = client.session
    session[SEEN] -= 3601
    session.save()
    assert client.get("/keys")["Location"] == "/sign-in?next=/keys"
    assert "长时间未操作" in client.get("/sign-in").text


def test_signing_out_takes_a_form_not_a_link(cast, sign_in):
    client = sign_in(cast["clerk"])
    assert client.get("/sign-out").status_code == 405
    client.post("/sign-out")
    assert client.get("/keys").status_code == 302


def test_every_sign_in_is_on_the_trail(cast, client):
    send(client, "clerk", "wrong")
    send(client, "clerk", PASSWORD)
    assert [entry.action for entry in TrailEntry.objects.order_by("number")] == ["sign-in refused", "sign-in"]


def test_a_form_without_its_token_is_refused_with_a_page_in_words(cast):
    client = Client(enforce_csrf_checks=True)
    answer = send(client, "clerk", PASSWORD)
    assert answer.status_code == 403
    assert "表单未被接受" in answer.text


def test_one_time_passwords_differ_and_are_of_four_kinds():
    made = {one_time_password() for _ in range(50)}
    assert len(made) == 50
    assert all(kinds_in(password) == 4 and len(password) == 19 for password in made)
