"""Sessions: how many at once, which ones, ending them, and telling the device why."""

from __future__ import annotations

from datetime import timedelta

import pytest
from cast import PASSWORD
from django.contrib.sessions.models import Session
from django.test import Client
from django.utils import timezone

from yanzhen.desk.accounts import sessions
from yanzhen.desk.accounts.devices import device_words
from yanzhen.desk.accounts.models import Person, SignedIn, TrailEntry

EDGE = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/130.0 Safari/537.36 Edg/130.0"


def come(username: str = "clerk", **headers: str) -> Client:
    client = Client(**headers)
    assert client.post("/sign-in", {"username": username, "password": PASSWORD}).status_code == 302
    return client


def is_in(client: Client) -> bool:
    return client.get("/keys").status_code == 200


def test_the_fourth_sign_in_ends_the_oldest_session_and_tells_it_why(cast):
    devices = [come() for _ in range(3)]
    assert all(is_in(device) for device in devices)
    fourth = come()
    assert [is_in(device) for device in (*devices, fourth)] == [False, True, True, True]
    assert "登录次数过多" in devices[0].get("/sign-in").text
    assert "登录次数过多" not in devices[0].get("/sign-in").text


def test_another_persons_sessions_do_not_count(cast):
    clerk, parks = come("clerk"), [come("park") for _ in range(3)]
    assert is_in(clerk)
    assert all(is_in(one) for one in parks)


@pytest.mark.parametrize(("most", "left"), [(1, 1), (0, 5)])
def test_how_many_is_a_setting_and_nought_is_any_number(cast, settings, most, left):
    settings.SESSIONS_MOST = most
    devices = [come() for _ in range(5)]
    assert sum(is_in(device) for device in devices) == left


def test_sessions_that_ran_out_or_were_left_do_not_count(cast, settings):
    idle = timedelta(minutes=settings.IDLE_MINUTES + 1)
    devices = [come() for _ in range(3)]
    SignedIn.objects.update(seen=timezone.now() - idle)
    assert sessions.live_sessions(cast["clerk"], timezone.now()).count() == 0
    come().post("/sign-out")
    assert sessions.live_sessions(cast["clerk"], timezone.now()).count() == 0
    assert is_in(devices[0])


def test_my_page_lists_my_devices_and_nobody_elses(cast):
    here = come(HTTP_USER_AGENT=EDGE, REMOTE_ADDR="10.0.0.5")
    come("park", HTTP_USER_AGENT="Firefox/140.0 (Android)")
    page = here.get("/me").text
    assert "Edge, Windows" in page
    assert "10.0.0.5" in page
    assert "Firefox" not in page
    assert "本机" in page


def test_i_end_one_session_or_all_others(cast):
    here, phone, office = come(), come(), come()
    phones = SignedIn.objects.order_by("pk")[1]
    here.post(f"/me/sessions/{phones.pk}/end")
    assert [is_in(one) for one in (here, phone, office)] == [True, False, True]
    assert "在另一台设备上结束" in phone.get("/sign-in").text
    here.post("/me/sessions/end")
    assert [is_in(one) for one in (here, office)] == [True, False]
    assert {"session ended", "other sessions ended"} <= set(TrailEntry.objects.values_list("action", flat=True))


def test_nobody_ends_a_session_of_someone_else(cast):
    clerk, park = come("clerk"), come("park")
    theirs = SignedIn.objects.get(person=cast["clerk"])
    assert park.post(f"/me/sessions/{theirs.pk}/end").status_code == 404
    assert is_in(clerk)


def test_a_new_password_ends_the_other_sessions_and_tells_them(cast):
    here, elsewhere = come(), come()
    here.post("/password", {"old": PASSWORD, "new": "Wild-geese-7", "again": "Wild-geese-7"})
    assert [is_in(here), is_in(elsewhere)] == [True, False]
    assert "密码已更改" in elsewhere.get("/sign-in").text
    assert sessions.live_sessions(cast["clerk"], timezone.now()).count() == 1
    assert "本机" in here.get("/me").text


def test_an_administrator_signs_someone_out_everywhere(cast, sign_in):
    clerk = come()
    page = sign_in(cast["administrator"]).post(f"/people/{cast['clerk'].pk}/sessions", follow=True).text
    assert "已在所有设备上退出" in page
    assert not is_in(clerk)


def test_an_ended_session_is_gone_from_the_store(cast):
    come()
    session = SignedIn.objects.get()
    sessions.end_session(session, sessions.ENDED_BY_DESK, timezone.now())
    assert not Session.objects.filter(session_key=session.key).exists()


def test_who_signed_out_is_told_nothing(cast):
    client = come()
    client.post("/sign-out")
    assert SignedIn.objects.get().ended_why == sessions.SIGNED_OUT
    assert 'class="messages"' not in client.get("/sign-in").text


def test_a_session_of_before_they_were_counted_is_taken_up(cast):
    client = come()
    assert is_in(client)
    SignedIn.objects.all().delete()
    session = client.session
    session["seen"] -= 61
    session.save()
    assert is_in(client)
    assert SignedIn.objects.get().person == cast["clerk"]


def test_old_notes_of_sessions_are_forgotten(cast):
    come()
    SignedIn.objects.update(seen=timezone.now() - timedelta(days=31))
    come()
    assert SignedIn.objects.count() == 1


def test_a_signed_in_browser_gets_a_new_session_key(cast, client):
    """A key that a stranger planted before the sign-in opens nothing after it."""
    client.get("/sign-in")
    session = client.session
    session["x"] = 1
    session.save()
    planted = client.cookies["sessionid"].value if "sessionid" in client.cookies else session.session_key
    client.cookies["sessionid"] = planted
    client.post("/sign-in", {"username": "clerk", "password": PASSWORD})
    assert client.cookies["sessionid"].value != planted


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (EDGE, "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/130 Mobile Safari/537.36 MicroMessenger/8.0", "WeChat, Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Safari/604.1", "Safari, iPhone"),
        ("curl/8.0", "未知设备"),
    ],
)
def test_devices_in_words(agent, words):
    assert device_words(agent) == words


def test_deleting_a_person_ends_their_sessions(cast, sign_in):
    clerk = come()
    sign_in(cast["administrator"]).post(f"/people/{cast['clerk'].pk}/delete")
    assert not is_in(clerk)
    assert not Person.objects.filter(username="clerk").exists()
