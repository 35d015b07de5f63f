"""Sign-in by a directory, against ldap3's own imitation of a server; ``test_directory_server.py`` starts a real one."""

from __future__ import annotations

import ldap3
import pytest
from cast import PASSWORD
from django.utils import timezone

from yanzhen.desk.accounts import directory, ldap_talk
from yanzhen.desk.accounts.directory import DirectoryUnreachableError, Entry, role_of
from yanzhen.desk.accounts.doors import LdapDoor, ldap_door, roles_of_groups
from yanzhen.desk.accounts.models import Door, FailedSignIn, Person, TrailEntry
from yanzhen.desk.accounts.people import NOWHERE
from yanzhen.desk.accounts.rights import Role
from yanzhen.errors import InputError

PEOPLE = "ou=people,dc=example"
HEADS, STAFF = "cn=heads,dc=example", "cn=staff,dc=example"
ROLES = ((HEADS, "approver"), (STAFF, "editor"))
DOOR = LdapDoor(
    url="ldap://127.0.0.1:1",
    start_tls=False,
    base=PEOPLE,
    bind_dn="cn=desk,dc=example",
    bind_password="desk-word",
    roles=ROLES,
)


def add(server: ldap3.Server, dn: str, **attributes: object) -> None:
    connection = ldap3.Connection(server, client_strategy=ldap3.MOCK_SYNC)
    connection.strategy.add_entry(dn, {"objectClass": "inetOrgPerson", **attributes})


@pytest.fixture
def imitation(monkeypatch) -> ldap3.Server:
    """What ``directory`` talks to: one desk's own name, two people."""
    server = ldap3.Server("imitation", get_info=ldap3.NONE)
    add(server, "cn=desk,dc=example", sn="desk", userPassword="desk-word")
    add(server, f"uid=lin,{PEOPLE}", uid="lin", cn="林科员", sn="林", userPassword="lin-word", memberOf=[STAFF])
    add(server, f"uid=wang,{PEOPLE}", uid="wang", cn="王局", sn="王", userPassword="wang-word", memberOf=[STAFF, HEADS])
    monkeypatch.setattr(ldap_talk, "_server", lambda door: server)
    monkeypatch.setattr(ldap3, "SYNC", ldap3.MOCK_SYNC)
    return server


@pytest.fixture
def door(imitation, settings) -> LdapDoor:
    settings.LDAP = DOOR
    return DOOR


@pytest.fixture
def lin(db) -> Person:
    person = Person(username="lin", full_name="林科员", role=Role.READER, region="370725", door=Door.LDAP)
    person.set_unusable_password()
    person.save()
    return person


def send(client, username: str, password: str):
    return client.post("/sign-in", {"username": username, "password": password})


def test_the_right_password_finds_the_entry(imitation):
    entry = directory.entry_of(DOOR, "lin", "lin-word")
    assert entry == Entry("lin", f"uid=lin,{PEOPLE}", "林科员", (STAFF,))


def test_binding_as_the_person_needs_no_name_of_the_desk(imitation):
    door = LdapDoor(url="ldap://127.0.0.1:1", start_tls=False, bind_as=f"uid={{name}},{PEOPLE}")
    assert directory.entry_of(door, "wang", "wang-word").full_name == "王局"
    assert directory.entry_of(door, "wang", "lin-word") is None


@pytest.mark.parametrize(
    ("username", "password"),
    [("lin", "wrong"), ("lin", ""), ("", "lin-word"), ("nobody", "x"), ("*", "lin-word"), ("l*", "lin-word"),
     ("lin)(uid=*", "lin-word"), ("lin\0", "lin-word"), ("lin", "lin-word\0x"), ("wang", "lin-word")],
)  # fmt: skip
def test_nothing_else_opens(imitation, username, password):
    assert directory.entry_of(DOOR, username, password) is None


def test_an_empty_password_never_reaches_the_server(monkeypatch):
    """Servers take it for an anonymous bind and say yes."""
    monkeypatch.setattr(ldap_talk, "_server", lambda door: pytest.fail("the server was asked"))
    assert directory.entry_of(DOOR, "lin", "") is None


def test_two_entries_of_one_name_open_nothing(imitation):
    add(imitation, f"cn=other,{PEOPLE}", uid="lin", sn="x", userPassword="lin-word")
    assert directory.entry_of(DOOR, "lin", "lin-word") is None


def test_a_wrong_password_of_the_desk_itself_is_told_apart(imitation):
    wrong = LdapDoor(url=DOOR.url, start_tls=False, base=PEOPLE, bind_dn=DOOR.bind_dn, bind_password="stale")
    with pytest.raises(DirectoryUnreachableError):
        directory.entry_of(wrong, "lin", "lin-word")


@pytest.mark.parametrize(
    ("groups", "role"),
    [
        ((), "reader"),
        ((STAFF,), "editor"),
        ((STAFF, HEADS), "approver"),
        (("CN=Heads, DC=Example",), "approver"),
        (("cn=x",), "reader"),
    ],
)
def test_the_first_group_that_fits_gives_the_role(groups, role):
    assert role_of(Entry("a", "dn", "A", groups), DOOR) == role


# --- at the door ------------------------------------------------------------------------------------------------


def test_a_person_of_the_directory_comes_in_and_takes_the_role_of_their_group(door, lin, client):
    assert send(client, "lin", "lin-word").status_code == 302
    assert client.get("/keys").status_code == 200
    assert Person.objects.get(pk=lin.pk).role == Role.EDITOR
    assert TrailEntry.objects.get(action="role by the directory's groups").before["role"] == "reader"
    assert TrailEntry.objects.get(action="sign-in").after["by"] == "ldap"


def test_who_was_made_administrator_here_stays_it(door, lin, client):
    Person.objects.filter(pk=lin.pk).update(role=Role.ADMINISTRATOR)
    send(client, "lin", "lin-word")
    assert Person.objects.get(pk=lin.pk).role == Role.ADMINISTRATOR


def test_wrong_passwords_of_the_directory_lock_too(door, lin, client):
    for _ in range(5):
        assert send(client, "lin", "wrong").status_code == 400
    assert FailedSignIn.objects.count() == 5
    assert "密码错误次数过多" in send(client, "lin", "lin-word").text


def test_unknown_names_come_in_only_where_the_settings_allow_it(door, db, client, settings):
    assert send(client, "wang", "wang-word").status_code == 400
    settings.LDAP = LdapDoor(**{**_fields(DOOR), "makes_people": True})
    assert send(client, "Wang", "wang-word").status_code == 302
    person = Person.objects.get()
    assert (person.username, person.role, person.region, person.door) == ("wang", "approver", NOWHERE, Door.LDAP)
    client.post("/sign-out")
    assert send(client, "WANG", "wang-word").status_code == 302
    assert Person.objects.count() == 1


def _fields(door: LdapDoor) -> dict[str, object]:
    return {name: getattr(door, name) for name in LdapDoor.__slots__}


def test_passwords_of_people_kept_here_are_never_sent_to_the_directory(cast, client, settings, monkeypatch):
    settings.LDAP = LdapDoor(**{**_fields(DOOR), "makes_people": True})
    monkeypatch.setattr(directory, "entry_of", lambda *_: pytest.fail("the directory was asked"))
    assert send(client, "clerk", PASSWORD).status_code == 302


def test_a_directory_that_does_not_answer_is_told_and_counts_no_failure(lin, client, settings):
    settings.LDAP = LdapDoor(url="ldap://127.0.0.1:9", start_tls=False, base=PEOPLE, seconds=1)
    answer = send(client, "lin", "lin-word")
    assert answer.status_code == 400
    assert "目录服务没有应答" in answer.text
    assert FailedSignIn.objects.count() == 0


def test_an_account_that_ended_stays_out_though_the_directory_says_yes(door, lin, client):
    Person.objects.filter(pk=lin.pk).update(valid_until=timezone.localdate().replace(year=2020))
    assert "此账号已关闭" in send(client, "lin", "lin-word").text


# --- settings ---------------------------------------------------------------------------------------------------


def test_the_settings_come_from_the_environment():
    door = ldap_door(
        {
            "YANZHEN_LDAP_URL": "ldap://ldap.example.cn",
            "YANZHEN_LDAP_BASE": PEOPLE,
            "YANZHEN_LDAP_BIND_PASSWORD": "hidden",
            "YANZHEN_LDAP_ROLES": f"approver: {HEADS}; editor: {STAFF}",
        }
    )
    assert (door.start_tls, door.roles) == (True, ROLES)
    assert "hidden" not in repr(door)
    assert not ldap_door({}).is_open


@pytest.mark.parametrize(
    "given",
    [
        {"YANZHEN_LDAP_URL": "ldap://ldap.example.cn"},
        {"YANZHEN_LDAP_URL": "ldap://ldap.example.cn", "YANZHEN_LDAP_BASE": PEOPLE, "YANZHEN_LDAP_START_TLS": "0"},
    ],
)
def test_settings_that_cannot_work_or_would_show_passwords_are_refused(given):
    with pytest.raises(InputError, match="YANZHEN_LDAP"):
        ldap_door(given)


@pytest.mark.parametrize("text", ["administrator: cn=x", "auditor: cn=x", "editor", "king: cn=x"])
def test_no_group_makes_an_administrator_or_an_auditor(text):
    with pytest.raises(InputError, match="YANZHEN_LDAP_ROLES"):
        roles_of_groups(text)
