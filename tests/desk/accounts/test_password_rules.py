"""What 等保 level 2 asks of passwords and accounts: kinds, age, no old one again, a last day, unused ones pointed out."""

from __future__ import annotations

import itertools
from datetime import UTC, datetime, timedelta

import pytest
from cast import PASSWORD
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.desk.accounts.models import Door, OldPassword, Person, TrailEntry
from yanzhen.desk.accounts.passwords import kinds_in, why_due
from yanzhen.desk.accounts.people_views import unused

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def change(client, old: str, new: str):
    return client.post("/password", {"old": old, "new": new, "again": new})


@given(st.text(alphabet="abzABZ019-。é", min_size=1, max_size=20))
def test_kinds_are_counted_as_a_slow_reading_counts_them(password):
    small = any(character.islower() for character in password)
    capital = any(character.isupper() for character in password)
    digit = any(character.isdigit() for character in password)
    other = any(not (one.islower() or one.isupper() or one.isdigit()) for one in password)
    assert kinds_in(password) == sum((small, capital, digit, other))


def test_the_last_five_passwords_do_not_come_back_and_the_sixth_may(cast, sign_in):
    person, client = cast["clerk"], sign_in(cast["clerk"])
    used = [PASSWORD, *(f"Wild-geese-{number}x" for number in range(5))]
    for old, new in itertools.pairwise(used):
        assert change(client, old, new).status_code == 302
    for gone in used[1:-1]:
        answer = change(client, used[-1], gone)
        assert answer.status_code == 400
        assert "最近 5 个密码" in answer.text
    assert change(client, used[-1], PASSWORD).status_code == 302
    assert OldPassword.objects.filter(person=person).count() == 5


def test_a_password_given_by_the_administrator_may_not_be_kept_either(cast):
    person = cast["clerk"]
    person.set_password("Given-once-7")
    person.save()
    with pytest.raises(ValidationError, match="5"):
        validate_password("Given-once-7", person)
    validate_password("Another-one-7", person)


def test_only_hashes_are_remembered(cast):
    stored = OldPassword.objects.filter(person=cast["clerk"]).values_list("password", flat=True)
    assert list(stored) == [Person.objects.get(username="clerk").password]
    assert PASSWORD not in str(list(stored))


@pytest.mark.parametrize(("age", "due"), [(89, ""), (90, ""), (90.001, "old"), (400, "old")])
def test_a_password_holds_for_its_days(age, due):
    person = Person(password_set_at=NOON - age * DAY, password="md5$x$y", joined=NOON)
    assert why_due(person, NOON) == due


def test_a_password_of_before_the_rule_counts_from_when_the_person_came(settings):
    person = Person(password_set_at=None, password="md5$x$y", joined=NOON - 100 * DAY)
    assert why_due(person, NOON) == "old"
    settings.PASSWORD_DAYS = 0
    assert why_due(person, NOON) == ""


def test_who_has_no_password_here_has_none_that_is_due():
    person = Person(joined=NOON - 400 * DAY)
    person.set_unusable_password()
    person.password_set_at = None
    assert why_due(person, NOON) == ""


def test_a_password_past_its_days_is_changed_before_anything_else(cast, sign_in):
    Person.objects.filter(username="clerk").update(password_set_at=timezone.now() - 91 * DAY)
    client = sign_in(cast["clerk"])
    assert client.get("/")["Location"] == "/password"
    assert client.get("/me")["Location"] == "/password"
    assert "到期" in client.get("/password").text
    assert change(client, PASSWORD, "Wild-geese-7").status_code == 302
    assert client.get("/keys").status_code == 200


def test_signing_out_stays_open_while_a_password_is_due(cast, sign_in):
    Person.objects.filter(username="clerk").update(must_change_password=True)
    assert sign_in(cast["clerk"]).post("/sign-out")["Location"] == "/sign-in"


# --- accounts that end ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "enters"), [(-1, False), (0, True), (1, True)])
def test_an_account_opens_on_its_last_day_and_not_after(cast, client, days, enters):
    Person.objects.filter(username="clerk").update(valid_until=timezone.localdate() + days * DAY)
    answer = client.post("/sign-in", {"username": "clerk", "password": PASSWORD})
    assert (answer.status_code == 302) is enters


def test_the_sessions_of_an_account_that_ended_open_nothing(cast, sign_in):
    client = sign_in(cast["clerk"])
    assert client.get("/keys").status_code == 200
    Person.objects.filter(username="clerk").update(valid_until=timezone.localdate() - DAY)
    assert client.get("/keys").status_code == 302


def test_unused_accounts_are_those_that_nobody_opened_for_ninety_days(cast):
    Person.objects.update(joined=NOON - 200 * DAY, last_login=NOON - 10 * DAY)
    Person.objects.filter(username="clerk").update(last_login=NOON - 91 * DAY)
    Person.objects.filter(username="park").update(last_login=None)
    Person.objects.filter(username="foreign").update(last_login=NOON - 300 * DAY, is_active=False)
    Person.objects.filter(username="auditor").update(last_login=None, joined=NOON - 89 * DAY)
    assert set(unused(Person.objects.all(), NOON).values_list("username", flat=True)) == {"clerk", "park"}


def test_unused_accounts_are_pointed_out_to_the_administrator(cast, sign_in):
    client = sign_in(cast["administrator"])
    assert "天没有用过" not in client.get("/people").text
    Person.objects.filter(username="clerk").update(joined=timezone.now() - 91 * DAY)
    assert "1 个账号已有 90 天没有用过" in client.get("/people").text
    page = client.get("/people?state=unused").text
    assert "林科员" in page
    assert "赵园区" not in page


# --- what is told -----------------------------------------------------------------------------------------------


def test_who_comes_again_is_told_when_and_from_where_they_last_came(cast, client):
    fields = {"username": "clerk", "password": PASSWORD}
    client.post("/sign-in", fields, REMOTE_ADDR="10.1.2.3")
    assert "上次登录" not in client.get("/keys").text
    client.post("/sign-out")
    client.post("/sign-in", fields)
    page = client.get("/keys").text
    assert "上次登录" in page
    assert "10.1.2.3" in page


def test_a_word_typed_in_place_of_the_name_is_not_written_down(cast, client):
    """People type their password there."""
    client.post("/sign-in", {"username": "My-password-7", "password": "x"})
    client.post("/sign-in", {"username": "clerk", "password": "x"})
    entries = list(TrailEntry.objects.order_by("number").values_list("subject_kind", "subject_name"))
    assert entries == [("unknown name", ""), ("person", "林科员")]
    assert "My-password" not in str(list(TrailEntry.objects.values()))


def test_the_lock_is_written_down_once_it_falls(cast, client):
    for _ in range(6):
        client.post("/sign-in", {"username": "clerk", "password": "x"})
    actions = list(TrailEntry.objects.values_list("action", flat=True))
    assert actions.count("sign-in locked for a while") == 1
    assert actions.count("sign-in refused") == 5


def test_a_person_of_another_door_does_not_come_in_with_an_old_password(cast, client):
    Person.objects.filter(username="clerk").update(door=Door.OIDC)
    assert client.post("/sign-in", {"username": "clerk", "password": PASSWORD}).status_code == 400
