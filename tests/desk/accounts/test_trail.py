"""The audit trail: one path, a chain that shows every cut, a page for auditors."""

from __future__ import annotations

import re
import threading
from decimal import Decimal

import pytest
from cast import PASSWORD
from django.db import connection

from yanzhen.desk.accounts.models import Person, TrailEntry, TrailHead
from yanzhen.desk.accounts.trail import Actor, Subject, record_change, verify_chain

CLERK = Actor(None, "林科员 (clerk)", "10.0.0.1", "abc")
FIRM = Subject("firm", "1", "雁阵公司", "370725")


def shown_password(page: str) -> str:
    """The one-time password as the page shows it."""
    found = re.search(r'class="once">([^<]+)<', page)
    assert found
    return found[1]


def write(count: int = 3) -> None:
    for number in range(count):
        record_change(CLERK, "changed", FIRM, {"staff": number}, {"staff": number + 1, "share": Decimal("0.1")})


def test_a_trail_that_nobody_touched_is_whole(db):
    assert verify_chain().whole
    write()
    report = verify_chain()
    assert (report.whole, report.entries) == (True, 3)


@pytest.mark.parametrize("field", ["person_name", "action", "after", "at", "region", "address", "subject_name"])
def test_an_altered_field_breaks_the_chain_at_its_entry(db, field):
    write()
    old = TrailEntry.objects.get(number=2)
    changed = {"after": {"staff": 99}, "at": old.at.replace(year=2020)}.get(field, "else")
    TrailEntry.objects.filter(number=2).update(**{field: changed})
    assert verify_chain().broken_at == 2


@pytest.mark.parametrize(("removed", "broken_at"), [(1, 2), (2, 3), (3, 3)])
def test_a_removed_entry_is_seen_the_last_one_too(db, removed, broken_at):
    write()
    TrailEntry.objects.filter(number=removed).delete()
    assert verify_chain().broken_at == broken_at


def test_a_trail_whose_head_is_gone_is_broken(db):
    write()
    TrailHead.objects.all().delete()
    assert not verify_chain().whole


def test_an_entry_can_be_neither_saved_again_nor_deleted(db):
    write(1)
    entry = TrailEntry.objects.get()
    with pytest.raises(PermissionError):
        entry.save()
    with pytest.raises(PermissionError):
        entry.delete()


def test_the_name_outlives_the_account_and_the_chain_stays_whole(cast):
    record_change(Actor(cast["clerk"], "林科员 (clerk)"), "changed", FIRM, None, {"staff": 1})
    Person.objects.get(username="clerk").delete()
    entry = TrailEntry.objects.get()
    assert (entry.person, entry.person_name) == (None, "林科员 (clerk)")
    assert verify_chain().whole


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_time_make_one_chain():
    def write_and_close() -> None:
        write(5)
        connection.close()

    writers = [threading.Thread(target=write_and_close) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    report = verify_chain()
    assert (report.whole, report.entries) == (True, 20)


def test_adding_a_person_is_written_down_without_the_password(cast, sign_in):
    client = sign_in(cast["administrator"])
    fields = {
        "username": "new",
        "full_name": "新人",
        "department": "",
        "region": "370725",
        "region_name": "",
        "role": "reader",
        "is_active": "on",
    }
    once = shown_password(client.post("/people/new", fields).text)
    entry = TrailEntry.objects.get(action="person added")
    assert entry.after["full_name"] == "新人"
    assert entry.person_name == "管理员 (administrator)"
    assert entry.request_id
    stored = Person.objects.get(username="new").password
    assert once not in str(entry.__dict__)
    assert stored not in str(entry.__dict__)


def test_a_change_shows_before_and_after_to_the_auditor(cast, sign_in):
    person = cast["park"]
    fields = {
        "username": "park",
        "full_name": "赵园区",
        "department": "开发区",
        "region": "370725",
        "region_name": "昌乐县",
        "role": "editor",
        "is_active": "on",
    }
    assert sign_in(cast["administrator"]).post(f"/people/{person.pk}", fields).status_code == 302
    page = sign_in(cast["auditor"]).get("/trail").text
    assert "角色: <del>查阅</del> → 编辑" in page
    assert "链条完整" in page


def test_the_last_administrator_cannot_be_taken_away(cast, sign_in):
    own = cast["administrator"]
    fields = {"username": "administrator", "full_name": "管理员", "role": "reader", "is_active": "on"}
    answer = sign_in(own).post(f"/people/{own.pk}", fields)
    assert answer.status_code == 400
    assert Person.objects.get(pk=own.pk).role == "administrator"


def test_a_new_one_time_password_ends_the_old_one_and_the_sessions(cast, sign_in, client):
    theirs = sign_in(cast["clerk"])
    answer = sign_in(cast["administrator"]).post(f"/people/{cast['clerk'].pk}/password")
    assert theirs.get("/keys").status_code == 302
    assert client.post("/sign-in", {"username": "clerk", "password": PASSWORD}).status_code == 400
    assert client.post("/sign-in", {"username": "clerk", "password": shown_password(answer.text)}).status_code == 302


def test_a_long_trail_is_checked_when_the_auditor_asks(cast, sign_in, settings):
    settings.TRAIL_CHECKED_ROWS = 2
    write(3)
    client = sign_in(cast["auditor"])
    assert "链条完整" not in client.get("/trail").text
    assert "链条完整" in client.get("/trail?check=1").text


def test_the_trail_is_searched_and_paged(cast, sign_in, settings):
    settings.LIST_PAGE_ROWS = 2
    write(3)
    client = sign_in(cast["auditor"])
    assert "第 1 页，共 2 页" in client.get("/trail").text
    assert "没有符合的记录" in client.get("/trail?q=无人").text
    assert client.get("/trail?q=雁阵&page=x").status_code == 200
