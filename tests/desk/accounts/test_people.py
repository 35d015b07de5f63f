"""The administrator's pages: whom they see, adding, changing, other doors, removing; the first administrator."""

from __future__ import annotations

import re

import pytest
from cast import PASSWORD
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.test import Client
from django.utils import timezone

from yanzhen.desk.accounts import second_factor
from yanzhen.desk.accounts.doors import LdapDoor, OidcDoor
from yanzhen.desk.accounts.models import Door, Person, SecondFactor, TrailEntry
from yanzhen.desk.accounts.rights import RIGHTS, Right, Role
from yanzhen.desk.accounts.trail import verify_chain
from yanzhen.desk.setup import _first_administrator, new_administrator

NEW = {
    "username": "new", "full_name": "新人", "department": "", "region": "370725", "region_name": "", "role": "reader",
    "is_active": "on", "valid_until": "",
}  # fmt: skip


@pytest.fixture
def administrator(cast, sign_in) -> Client:
    return sign_in(cast["administrator"])


@pytest.fixture
def city(cast, sign_in) -> Client:
    """An administrator of the city 370700 alone."""
    fields = {"full_name": "市管理员", "role": Role.ADMINISTRATOR, "region": "370700"}
    return sign_in(Person.objects.make("city", PASSWORD, **fields))


def names(page: str) -> set[str]:
    return {name for name in ("管理员", "王局", "林科员", "赵园区", "外县", "审计员") if f">{name}</a>" in page}


# --- the first run ----------------------------------------------------------------------------------------------


def test_there_is_no_account_until_the_first_run_makes_one_with_a_one_time_password(db, client):
    assert not Person.objects.exists()
    first = _first_administrator()
    assert (first.username, Person.objects.count()) == ("admin", 1)
    for guess in ("admin", "password", "yanzhen", ""):
        assert client.post("/sign-in", {"username": "admin", "password": guess}).status_code == 400
    client.post("/sign-in", {"username": "admin", "password": first.password})
    assert client.get("/people")["Location"] == "/password"
    assert _first_administrator() is None


def test_two_first_runs_give_two_passwords(db):
    first = _first_administrator()
    Person.objects.all().delete()
    assert _first_administrator().password != first.password


def test_the_server_lets_an_administrator_back_in_who_lost_phone_and_password(cast, client):
    person = cast["administrator"]
    second_factor.begin(person)
    SecondFactor.objects.update(confirmed_at=timezone.now())
    Person.objects.filter(pk=person.pk).update(door=Door.OIDC, valid_until="2020-01-01", is_active=False)
    once = new_administrator("administrator").password
    assert client.post("/sign-in", {"username": "administrator", "password": once})["Location"] == "/"


# --- the list ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", {"管理员", "王局", "林科员", "赵园区", "外县", "审计员"}),
        ("?q=林", {"林科员"}),
        ("?q=开发区", {"赵园区"}),
        ("?q=AUDIT", {"审计员"}),
        ("?role=editor", {"林科员", "外县"}),
        ("?region=370700", {"王局", "林科员", "赵园区", "审计员"}),
        ("?state=closed", set()),
        ("?role=king", {"管理员", "王局", "林科员", "赵园区", "外县", "审计员"}),
    ],
)
def test_the_list_is_narrowed(administrator, query, shown):
    assert names(administrator.get(f"/people{query}").text) == shown


def test_an_empty_list_says_so(administrator):
    assert "没有符合的人" in administrator.get("/people?q=nobody-at-all").text


def test_closed_accounts_are_found(administrator):
    Person.objects.filter(username="clerk").update(is_active=False)
    Person.objects.filter(username="park").update(valid_until="2020-01-01")
    page = administrator.get("/people?state=closed").text
    assert names(page) == {"林科员", "赵园区"}
    assert "已于 2020-01-01 到期" in page


def test_an_administrator_of_a_region_sees_and_changes_its_people_alone(city, cast):
    assert names(city.get("/people").text) == {"王局", "林科员", "赵园区", "审计员"}
    foreign = cast["foreign"].pk
    for address in (f"/people/{foreign}", f"/people/{foreign}/delete"):
        assert city.get(address).status_code == 404
    for address in ("password", "second-factor", "sessions", "delete"):
        assert city.post(f"/people/{foreign}/{address}").status_code == 404
    assert city.get("/people?region=330000").status_code == 200
    assert names(city.get("/people?region=330000").text) == set()


@pytest.mark.parametrize(
    ("region", "status"), [("330110", 400), ("", 400), ("370000", 400), ("370700", 200), ("370725", 200)]
)
def test_an_administrator_of_a_region_gives_nobody_a_wider_one(city, region, status):
    assert city.post("/people/new", {**NEW, "region": region}).status_code == status
    assert Person.objects.filter(username="new").exists() is (status == 200)


# --- adding and changing ----------------------------------------------------------------------------------------


def test_the_name_of_the_region_goes_with_its_code(administrator):
    administrator.post("/people/new", NEW)
    assert Person.objects.get(username="new").region_name == "昌乐县"


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"username": "CLERK"}, "已有人使用"),
        ({"region": "37072"}, "六位数字"),
        ({"region": "３７０７２５"}, "六位数字"),
        ({"full_name": ""}, "必填"),
        ({"valid_until": "2026-02-30"}, "日期"),
        ({"role": "king"}, "king"),
    ],
)
def test_what_will_not_do_is_told_beside_its_field(administrator, wrong, words):
    answer = administrator.post("/people/new", {**NEW, **wrong})
    assert answer.status_code == 400
    assert words in answer.text
    assert f'href="#id_{next(iter(wrong))}"' in answer.text
    assert not Person.objects.filter(full_name="新人").exists()


def test_nobody_changes_their_own_role(administrator, cast):
    other = {**NEW, "username": "second", "full_name": "另一", "role": "administrator"}
    administrator.post("/people/new", other)
    own = {**NEW, "username": "administrator", "full_name": "管理员", "region": "", "role": "auditor"}
    answer = administrator.post(f"/people/{cast['administrator'].pk}", own)
    assert answer.status_code == 400
    assert "另一位管理员" in answer.text


def test_the_last_administrator_gets_no_last_day(administrator, cast):
    own = {
        **NEW,
        "username": "administrator",
        "full_name": "管理员",
        "region": "",
        "role": "administrator",
        "valid_until": "2030-01-01",
    }
    assert administrator.post(f"/people/{cast['administrator'].pk}", own).status_code == 400


def test_switching_off_ends_the_sessions_and_says_why(administrator, cast, sign_in):
    clerk = sign_in(cast["clerk"])
    clerk.get("/keys")
    fields = {**NEW, "username": "clerk", "full_name": "林科员", "role": "editor", "is_active": ""}
    assert administrator.post(f"/people/{cast['clerk'].pk}", fields).status_code == 302
    assert clerk.get("/keys").status_code == 302
    assert "管理员结束了" in clerk.get("/sign-in").text


def test_the_doors_are_offered_where_they_are_open(administrator, settings):
    assert 'name="door"' not in administrator.get("/people/new").text
    settings.OIDC = OidcDoor(issuer="https://id.example.cn", client_id="desk")
    page = administrator.get("/people/new").text
    assert 'value="oidc"' in page
    assert 'value="ldap"' not in page


def test_a_person_of_another_door_gets_no_password(administrator, settings):
    settings.LDAP = LdapDoor(url="ldaps://ldap.example.cn", base="dc=x")
    answer = administrator.post("/people/new", {**NEW, "door": "ldap"})
    assert answer["Location"] == "/people"
    person = Person.objects.get(username="new")
    assert not person.has_usable_password()
    assert not person.must_change_password
    refused = administrator.post(f"/people/{person.pk}/password", follow=True)
    assert "不保存" in refused.text


def test_moving_to_another_door_takes_password_factor_and_sessions_away(administrator, cast, sign_in, settings, client):
    settings.LDAP = LdapDoor(url="ldaps://ldap.example.cn", base="dc=x")
    clerk = sign_in(cast["clerk"])
    second_factor.begin(cast["clerk"])
    fields = {**NEW, "username": "clerk", "full_name": "林科员", "role": "editor", "door": "ldap"}
    administrator.post(f"/people/{cast['clerk'].pk}", fields)
    assert clerk.get("/keys").status_code == 302
    assert not SecondFactor.objects.exists()
    assert not Person.objects.get(username="clerk").has_usable_password()


# --- removing ---------------------------------------------------------------------------------------------------


def test_removing_asks_first_and_the_trail_keeps_the_name(administrator, cast, sign_in):
    clerk = cast["clerk"]
    sign_in(clerk).post("/me/sessions/end")
    assert "删除 林科员" in administrator.get(f"/people/{clerk.pk}/delete").text
    assert Person.objects.filter(pk=clerk.pk).exists()
    assert administrator.post(f"/people/{clerk.pk}/delete")["Location"] == "/people"
    assert not Person.objects.filter(pk=clerk.pk).exists()
    assert TrailEntry.objects.get(action="other sessions ended").person_name == "林科员 (clerk)"
    assert TrailEntry.objects.get(action="person removed").before["full_name"] == "林科员"
    assert verify_chain().whole
    assert "林科员 (clerk)" in sign_in(cast["auditor"]).get("/trail").text


def test_nobody_removes_themselves(administrator, cast):
    assert administrator.post(f"/people/{cast['administrator'].pk}/delete").status_code == 400
    assert Person.objects.filter(username="administrator").exists()


def test_a_regional_administrator_cannot_remove_the_last_lasting_one(cast, sign_in):
    city = Person.objects.make("city", PASSWORD, full_name="市", role=Role.ADMINISTRATOR, valid_until="2099-01-01")
    answer = sign_in(city).post(f"/people/{cast['administrator'].pk}/delete")
    assert answer.status_code == 400
    assert Person.objects.filter(username="administrator").exists()


def test_long_names_are_kept_whole(administrator):
    long = "阿" * 64
    administrator.post("/people/new", {**NEW, "full_name": long, "department": "科" * 64})
    assert Person.objects.get(username="new").full_name == long
    assert long in administrator.get("/people").text


# --- who may what -----------------------------------------------------------------------------------------------


def test_the_table_of_rights_in_the_docs_is_the_one_that_holds(request):
    page = (request.config.rootpath / "docs" / "accounts.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| ([A-Z]+) \|(.*)\|$", page, re.M)
    told = {Right(name.lower()): [bool(cell.strip()) for cell in cells.split("|")[:5]] for name, cells in rows}
    holds = {right: [right in RIGHTS[role] for role in Role] for right in Right if right is not Right.ANYONE}
    assert told == holds


def test_nobody_but_the_auditor_reads_the_trail_and_the_auditor_changes_nothing():
    assert [role for role in Role if Right.AUDIT in RIGHTS[role]] == [Role.AUDITOR]
    assert not RIGHTS[Role.AUDITOR] & {Right.EDIT, Right.APPROVE, Right.ADMINISTER}


# --- a register of before ---------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_people_of_an_earlier_register_are_kept_and_sign_in(client):
    forward = [("accounts", name) for app, name in MigrationExecutor(connection).loader.graph.leaf_nodes("accounts")]
    executor = MigrationExecutor(connection)
    executor.migrate([("accounts", "0001_initial")])
    old = executor.loader.project_state([("accounts", "0001_initial")]).apps.get_model("accounts", "Person")
    person = Person(username="old")
    person.set_password(PASSWORD)
    old.objects.create(username="old", full_name="老科员", role="editor", region="370725", password=person.password)
    executor = MigrationExecutor(connection)
    executor.migrate(forward)
    assert client.post("/sign-in", {"username": "old", "password": PASSWORD})["Location"] == "/"
    kept = Person.objects.get(username="old")
    assert (kept.full_name, kept.door, kept.valid_until) == ("老科员", Door.PASSWORD, None)


# --- the docs ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("door", "kind"), [("OIDC", OidcDoor), ("LDAP", LdapDoor)])
def test_every_setting_of_a_door_is_in_the_docs(request, door, kind):
    page = (request.config.rootpath / "docs" / "accounts.md").read_text(encoding="utf-8")
    for field in kind.__slots__:
        name = field.upper()
        assert f"YANZHEN_{door}_{name}`" in page or f"…_{name}`" in page, f"YANZHEN_{door}_{name}"
