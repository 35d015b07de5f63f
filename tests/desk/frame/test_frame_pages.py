"""What every page carries: headers, language, no inline script or style, errors in words."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

import pytest
from django.test import Client, RequestFactory

from yanzhen.desk import rooms
from yanzhen.desk.accounts.permission import Right, permitted
from yanzhen.desk.frame import errors, paper
from yanzhen.desk.frame.parts import Lamp

DESK = Path(rooms.__file__).parent
PAGES = ("/", "/look", "/keys", "/password", "/look/source/row")


@pytest.fixture
def clerk(cast, sign_in) -> Client:
    return sign_in(cast["clerk"])


@pytest.mark.parametrize("address", [*PAGES, "/sign-in", "/health", "/nowhere"])
def test_every_answer_carries_the_headers(clerk, client, address):
    answer = (client if address == "/sign-in" else clerk).get(address)
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["Cache-Control"] == "no-store"
    assert re.fullmatch("[0-9a-f]{32}", answer["X-Request-Id"])


def test_the_request_id_is_ours_not_the_clients(clerk):
    assert clerk.get("/keys", headers={"X-Request-Id": "forged"})["X-Request-Id"] != "forged"


@pytest.mark.parametrize("address", PAGES)
def test_no_page_carries_inline_script_or_style(clerk, address):
    page = clerk.get(address).text
    assert not re.search(r"<script(?![^>]*\bsrc=)[^>]*>", page)
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", page)
    assert not re.search(r"""(?:src|href|action)=["']?(?:https?:)?//""", page)


def test_cookies_are_out_of_reach_of_scripts_and_other_sites(cast, client):
    client.get("/sign-in")
    client.post("/sign-in", {"username": "clerk", "password": "Goose-2026-flies"})
    client.post("/language", {"language": "en"})
    assert {"sessionid", "csrftoken", "django_language"} <= set(client.cookies)
    for cookie in client.cookies.values():
        assert cookie["httponly"], cookie.key
        assert cookie["samesite"] == "Lax", cookie.key


def test_chinese_comes_first_whatever_the_browser_says(client, db):
    page = client.get("/sign-in", headers={"Accept-Language": "en-US"}).text
    assert '<html lang="zh-Hans">' in page
    assert "登录名" in page


def test_the_language_is_kept_with_the_person_and_in_a_cookie(cast, sign_in, client):
    theirs = sign_in(cast["clerk"])
    answer = theirs.post("/language", {"language": "en", "next": "/look"})
    assert answer["Location"] == "/look"
    assert "Morning paper" in theirs.get("/").text
    assert "Morning paper" in sign_in(cast["clerk"]).get("/").text
    client.post("/language", {"language": "en"})
    assert "Sign in" in client.get("/sign-in").text


def test_an_unknown_language_changes_nothing(client, db):
    client.post("/language", {"language": "../etc"})
    assert "登录名" in client.get("/sign-in").text


def test_one_persons_language_does_not_stick_to_the_next_request(cast, sign_in, client):
    cast["clerk"].language = "en"
    cast["clerk"].save()
    sign_in(cast["clerk"]).get("/")
    assert "登录名" in client.get("/sign-in").text


def test_an_address_that_leads_nowhere_says_so_in_words(clerk):
    answer = clerk.get("/nowhere")
    assert answer.status_code == 404
    assert "这里没有这一页" in answer.text


def test_a_mistake_of_the_desk_names_the_request_for_the_log(rf: RequestFactory, cast):
    request = rf.get("/", **{"yanzhen.request_id": "abc123"})
    request.user = cast["clerk"]
    request.resolver_match = None
    request._messages = []
    answer = errors.broken(request)
    assert answer.status_code == 500
    assert "abc123" in answer.text


def test_rooms_that_are_not_built_lead_nowhere(clerk, monkeypatch):
    page = clerk.get("/").text
    for room in rooms.ROOMS:
        assert str(room.name) in page
        assert (f'href="/{room.key}/"' in page) is room.built


def test_the_rail_has_the_eleven_seals_in_order():
    assert "".join(room.seal for room in rooms.ROOMS) == "读册梯雁链图证景盟土训"


class TestTheMorningPaper:
    """Assembled from what rooms contribute."""

    room = rooms.ROOMS[0]

    def test_what_waits_is_sorted_by_urgency_and_counted_whole(self):
        calm = paper.Matter(Lamp.WATCH, "b", "", "/b", "go")
        late = paper.Matter(Lamp.BAD, "a", "", "/a", "go")
        page = paper.Paper(((self.room, paper.HomePart(waiting=(calm, late), waiting_count=7)),))
        assert page.waiting == [late, calm]
        assert page.waiting_count == 7

    def test_a_page_without_any_part_is_empty(self):
        page = paper.Paper(())
        assert (page.waiting, page.changed, page.contradictions, page.stories, page.requests) == ([], [], [], [], [])
        assert page.waiting_count == page.contradiction_count == 0

    def test_the_parts_of_a_room_stand_on_the_page(self, clerk, monkeypatch):
        said = paper.Said("> 640", "日报", "/keys")
        part = paper.HomePart(
            waiting=(paper.Matter(Lamp.BAD, "许可逾期", "卡在某局", "/keys", "催办"),),
            changed=("昨天读入 3 份材料。",),
            contradictions=(paper.Contradiction("西县", "场次", said, said),),
            story=paper.Story("一句话。", "名册", "/keys", "名单"),
            bring=paper.Bring("请带一页来。", (("模板", "/keys"),)),
        )
        monkeypatch.setattr("yanzhen.desk.frame.views.built_rooms", lambda: (self.room,))
        monkeypatch.setattr("yanzhen.desk.frame.views.home_part", lambda room, visit: part)
        page = clerk.get("/").text
        for words in (
            "今天有 1 件事等您，1 处数字互相矛盾",
            "许可逾期",
            "昨天读入 3 份材料。",
            "西县",
            "一句话。",
            "请带一页来。",
        ):
            assert words in page


@pytest.mark.parametrize("address", ["/health"])
def test_health_tells_states_and_nothing_else(db, client, address):
    answer = client.get(address)
    assert answer.status_code == 200
    assert set(answer.json()) == {"status", "database", "worker", "workers"}
    assert answer.json()["database"] == "ok"


def test_health_follows_the_heartbeat_of_each_worker(db, client, tmp_path, settings):
    import os

    from yanzhen.desk.heartbeat import beat

    settings.YANZHEN_HOME = tmp_path
    rooms = set(client.get("/health").json()["workers"])
    assert {"reading", "register"} <= rooms
    assert client.get("/health").json()["worker"] == "none"
    beat(tmp_path, "register")
    assert client.get("/health").json()["workers"] == dict.fromkeys(rooms, "none") | {"register": "ok"}
    beat(tmp_path)
    assert client.get("/health").json()["worker"] == "ok"
    os.utime(tmp_path / "worker-register.heartbeat", (1, 1))
    told = client.get("/health").json()
    assert (told["worker"], told["workers"]["reading"], told["workers"]["register"]) == ("silent", "ok", "silent")


def test_health_is_down_when_migrations_wait(db, client, monkeypatch):
    monkeypatch.setattr("yanzhen.desk.frame.health.MigrationExecutor.migration_plan", lambda *_: ["one"])
    answer = client.get("/health")
    assert (answer.status_code, answer.json()["database"]) == (503, "behind")


def test_the_home_page_asks_the_database_little(clerk, django_assert_max_num_queries, monkeypatch):
    monkeypatch.setattr("yanzhen.desk.frame.views.built_rooms", lambda: ())
    monkeypatch.setattr("yanzhen.desk.frame.rail.ROOMS", ())
    clerk.get("/")
    with django_assert_max_num_queries(3):  # the session, the person, the head of the trail
        clerk.get("/")


def test_static_files_have_their_own_type(client, db):
    with contextlib.closing(client.get("/static/frame/base.css")) as answer:
        assert answer["Content-Type"].startswith("text/css")
        assert b"--wing" in answer.getvalue()


def test_a_view_keeps_its_name_under_its_permission():
    @permitted(Right.READ)
    def page(request):
        """Words."""

    assert (page.__name__, page.__doc__) == ("page", "Words.")


def test_another_host_name_is_refused(db, client):
    answer = client.get("/sign-in", headers={"host": "evil.example"})
    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def test_the_log_names_the_request_that_the_error_page_names(rf):
    import logging

    from yanzhen.desk.frame.journal import RequestId

    record = logging.makeLogRecord({"msg": "x", "request": rf.get("/", **{"yanzhen.request_id": "abc123"})})
    bare = logging.makeLogRecord({"msg": "x"})
    assert RequestId().filter(record)
    assert RequestId().filter(bare)
    assert (record.request_id, bare.request_id) == ("abc123", "-")
