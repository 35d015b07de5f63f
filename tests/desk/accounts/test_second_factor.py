"""The second factor: codes by time, recovery codes, who must have one, and what a new key of the home means."""

from __future__ import annotations

import base64
import re
import threading
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from cast import PASSWORD
from django.db import connection
from django.test import Client
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.desk.accounts import lockout, sealing, second_factor
from yanzhen.desk.accounts.doors import second_factor_rule
from yanzhen.desk.accounts.models import Door, FailedSignIn, Person, RecoveryCode, SecondFactor, TrailEntry
from yanzhen.desk.accounts.trail import verify_chain
from yanzhen.errors import InputError

NOON = datetime(2026, 11, 23, 12, 0, 5, tzinfo=UTC)
STEP = timedelta(seconds=30)
RFC_SECRET = base64.b32encode(b"12345678901234567890").decode()


def key_of(person: Person) -> str:
    return sealing.unseal(SecondFactor.objects.get(person=person).sealed, second_factor.PURPOSE)


def code_at(person: Person, moment: datetime) -> str:
    return pyotp.TOTP(key_of(person)).at(moment)


def switch_on(person: Person, moment: datetime) -> str:
    """On since that moment; the key."""
    key = second_factor.begin(person).key
    assert second_factor.confirm(person, pyotp.TOTP(key).at(moment), moment)
    return key


@pytest.fixture
def clerk(cast) -> Person:
    switch_on(cast["clerk"], NOON)
    return cast["clerk"]


# RFC 6238, appendix B, SHA-1: the table's eight digits end in these six.
@pytest.mark.parametrize(
    ("seconds", "code"),
    [(59, "287082"), (1111111109, "081804"), (1111111111, "050471"), (1234567890, "005924"), (2000000000, "279037")],
)
def test_the_codes_are_those_of_the_standard(cast, seconds, code):
    SecondFactor.objects.create(
        person=cast["clerk"], sealed=sealing.seal(RFC_SECRET, second_factor.PURPOSE), confirmed_at=NOON
    )
    assert second_factor.accepts(cast["clerk"], code, datetime.fromtimestamp(seconds, UTC))


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_one_step_off(clerk, steps, fits):
    later = NOON + 10 * STEP
    assert second_factor.accepts(clerk, code_at(clerk, later + steps * STEP), later) is fits


def test_a_code_opens_once_and_none_before_it_opens_later(clerk):
    later = NOON + 10 * STEP
    code, before = code_at(clerk, later), code_at(clerk, later - STEP)
    assert second_factor.accepts(clerk, code, later)
    assert not second_factor.accepts(clerk, code, later)
    assert not second_factor.accepts(clerk, before, later)
    assert second_factor.accepts(clerk, code_at(clerk, later + STEP), later + STEP)


def test_the_code_that_switched_it_on_does_not_open_the_door(clerk):
    assert not second_factor.accepts(clerk, code_at(clerk, NOON), NOON)


@pytest.mark.django_db(transaction=True)
def test_one_code_sent_many_times_at_once_opens_one_door():
    person = Person.objects.make("one", PASSWORD, full_name="一")
    key = switch_on(person, NOON)
    later = NOON + 10 * STEP
    code, opened = pyotp.TOTP(key).at(later), []

    def try_it() -> None:
        opened.append(second_factor.accepts(person, code, later))
        connection.close()

    tries = [threading.Thread(target=try_it) for _ in range(6)]
    for one in tries:
        one.start()
    for one in tries:
        one.join()
    assert sorted(opened) == [False] * 5 + [True]


@given(st.text(max_size=12))
def test_no_other_text_is_a_code(text):
    """Without a database: what is not six digits is refused before anything is read."""
    plain = "".join(text.split())
    if not (len(plain) == 6 and plain.isascii() and plain.isdigit()):
        assert not second_factor._takes_code(SecondFactor(), text, NOON)


def test_spaces_in_a_code_are_as_one_types_them(clerk):
    later = NOON + 10 * STEP
    code = code_at(clerk, later)
    assert second_factor.accepts(clerk, f" {code[:3]} {code[3:]} ", later)


def test_recovery_codes_open_once_each_and_are_stored_as_hashes(clerk):
    codes = second_factor.new_recovery_codes(clerk)
    assert len(set(codes)) == second_factor.RECOVERY_CODES
    stored = set(RecoveryCode.objects.values_list("digest", flat=True))
    assert not any(code in digest for code in codes for digest in stored)
    assert second_factor.accepts(clerk, codes[0].upper().replace("-", " "), NOON)
    assert not second_factor.accepts(clerk, codes[0], NOON)
    assert second_factor.recovery_codes_left(clerk) == len(codes) - 1


def test_new_recovery_codes_end_the_old_ones_and_are_one_persons_own(clerk, cast):
    old, new = second_factor.new_recovery_codes(clerk), second_factor.new_recovery_codes(clerk)
    switch_on(cast["park"], NOON)
    second_factor.new_recovery_codes(cast["park"])
    assert not second_factor.accepts(clerk, old[0], NOON)
    assert not second_factor.accepts(cast["park"], new[0], NOON)
    assert second_factor.accepts(clerk, new[0], NOON)


def test_the_secret_is_sealed_in_the_database(clerk):
    stored = SecondFactor.objects.get(person=clerk).sealed
    assert key_of(clerk) not in stored
    assert len(key_of(clerk)) == 32


def test_what_was_sealed_opens_with_its_own_key_and_purpose_alone(settings):
    sealed = sealing.seal("goose", "second factor")
    assert sealing.unseal(sealed, "second factor") == "goose"
    with pytest.raises(sealing.UnsealableError):
        sealing.unseal(sealed, "another purpose")
    old = settings.SECRET_KEY
    settings.SECRET_KEY = "x" * 50
    with pytest.raises(sealing.UnsealableError):
        sealing.unseal(sealed, "second factor")
    settings.SECRET_KEY_FALLBACKS = [old]
    assert sealing.unseal(sealed, "second factor") == "goose"


def test_one_that_is_on_is_never_replaced_unasked(clerk):
    with pytest.raises(ValueError, match="switch it off first"):
        second_factor.begin(clerk)


@pytest.mark.parametrize(
    ("setting", "required"),
    [("off", set()), ("optional", set()), ("administrators", {"administrator"}), ("all", {"administrator", "clerk"})],
)
def test_who_must_have_one(cast, settings, setting, required):
    settings.SECOND_FACTOR = setting
    assert {name for name in ("administrator", "clerk") if second_factor.is_required(cast[name])} == required


def test_people_of_the_sign_in_service_are_asked_there(cast, settings):
    settings.SECOND_FACTOR = "all"
    cast["clerk"].door = Door.OIDC
    assert not second_factor.is_required(cast["clerk"])


# --- at the door ------------------------------------------------------------------------------------------------


def send(client: Client, address: str, **fields: str):
    return client.post(address, fields)


def past_the_password(client: Client, username: str = "clerk"):
    return send(client, "/sign-in", username=username, password=PASSWORD, next="/keys")


@pytest.fixture
def clerk_now(cast) -> Person:
    switch_on(cast["clerk"], timezone.now() - 10 * STEP)
    return cast["clerk"]


def test_the_password_alone_opens_nothing(clerk_now, client):
    assert past_the_password(client)["Location"] == "/sign-in/code"
    assert client.get("/keys").status_code == 302
    assert "动态码" in client.get("/sign-in/code").text


def test_the_code_opens_the_page_that_was_asked_for(clerk_now, client):
    past_the_password(client)
    answer = send(client, "/sign-in/code", code=code_at(clerk_now, timezone.now()))
    assert answer["Location"] == "/keys"
    assert client.get("/keys").status_code == 200
    assert TrailEntry.objects.get(action="sign-in").after == {"by": "password", "second factor": True}


def test_the_code_page_is_no_way_around_the_password(clerk_now, client):
    answer = send(client, "/sign-in/code", code=code_at(clerk_now, timezone.now()))
    assert answer["Location"] == "/sign-in"
    assert client.get("/keys").status_code == 302


def test_the_half_way_ends_after_five_minutes(clerk_now, client):
    past_the_password(client)
    session = client.session
    session["half_way"] = {**session["half_way"], "since": session["half_way"]["since"] - 301}
    session.save()
    assert send(client, "/sign-in/code", code=code_at(clerk_now, timezone.now()))["Location"] == "/sign-in"


def test_who_was_switched_off_between_the_steps_stays_out(clerk_now, client):
    past_the_password(client)
    Person.objects.filter(pk=clerk_now.pk).update(is_active=False)
    assert send(client, "/sign-in/code", code=code_at(clerk_now, timezone.now()))["Location"] == "/sign-in"


def test_wrong_codes_count_for_the_same_lockout_as_wrong_passwords(clerk_now, client):
    past_the_password(client)
    for _ in range(5):
        assert send(client, "/sign-in/code", code="000000").status_code == 400
    assert FailedSignIn.objects.count() == 5
    assert lockout.is_locked("clerk", "127.0.0.1", timezone.now())
    locked = send(client, "/sign-in/code", code=code_at(clerk_now, timezone.now()))
    assert "密码错误次数过多" in locked.text
    assert {"code refused", "sign-in locked for a while"} <= set(TrailEntry.objects.values_list("action", flat=True))


def test_the_right_password_does_not_forgive_wrong_codes(clerk_now, client):
    """Else a thief of the password could guess codes for ever."""
    past_the_password(client)
    for _ in range(4):
        send(client, "/sign-in/code", code="000000")
    past_the_password(Client())
    assert FailedSignIn.objects.count() == 4


def test_a_recovery_code_opens_and_few_left_are_told(clerk_now, client):
    codes = second_factor.new_recovery_codes(clerk_now)
    RecoveryCode.objects.filter(pk__in=RecoveryCode.objects.values("pk")[:7]).update(used_at=timezone.now())
    unused = next(code for code in codes if not _is_used(clerk_now, code))
    past_the_password(client)
    assert send(client, "/sign-in/code", code=unused)["Location"] == "/keys"
    assert "2 个备用码" in client.get("/keys").text


def _is_used(person: Person, code: str) -> bool:
    return not RecoveryCode.objects.filter(digest=second_factor._digest(person, code), used_at__isnull=True).exists()


def test_with_a_new_key_of_the_home_the_door_says_whom_to_ask(clerk_now, client, settings):
    settings.SECRET_KEY = "y" * 50
    past_the_password(client)
    answer = send(client, "/sign-in/code", code="123456")
    assert answer.status_code == 400
    assert "管理员" in answer.text


def test_the_code_and_the_key_are_never_on_the_trail(clerk_now, client):
    past_the_password(client)
    send(client, "/sign-in/code", code=code_at(clerk_now, timezone.now()))
    told = str(list(TrailEntry.objects.values()))
    assert key_of(clerk_now) not in told
    assert verify_chain().whole


# --- one's own page ---------------------------------------------------------------------------------------------


def shown_key(page: str) -> str:
    return re.search(r'class="once">([^<]+)<', page)[1].replace(" ", "")


def test_setting_it_up_shows_picture_and_key_and_then_the_recovery_codes_once(cast, sign_in):
    client = sign_in(cast["clerk"])
    assert 'class="qr"' not in client.get("/second-factor").text
    page = client.post("/second-factor").text
    assert 'class="qr"' in page
    assert "style=" not in page
    key = shown_key(page)
    assert shown_key(client.get("/second-factor").text) == key
    wrong = client.post("/second-factor/confirm", {"code": "000000"})
    assert wrong.status_code == 400
    assert shown_key(wrong.text) == key
    codes = client.post("/second-factor/confirm", {"code": pyotp.TOTP(key).now()})
    assert len(re.findall(r"<code>[a-z0-9-]{19}</code>", codes.text)) == 10
    assert "<code>" not in client.get("/second-factor").text
    assert TrailEntry.objects.filter(action="second factor switched on").exists()


def test_the_picture_holds_the_address_that_generators_read(cast):
    enrolment = second_factor.begin(cast["clerk"])
    assert pyotp.parse_uri(enrolment.address).secret == enrolment.key
    assert enrolment.address.startswith("otpauth://totp/")


def test_it_goes_off_and_gets_new_codes_only_against_a_code(clerk_now, sign_in):
    client = sign_in(clerk_now)
    for address in ("/second-factor/off", "/second-factor/codes"):
        assert client.post(address, {"code": "000000"}).status_code == 400
    assert second_factor.is_on(clerk_now)
    assert client.post("/second-factor/codes", {"code": code_at(clerk_now, timezone.now())}).status_code == 200
    off = client.post("/second-factor/off", {"code": code_at(clerk_now, timezone.now() + STEP)})
    assert off["Location"] == "/me"
    assert not second_factor.is_on(clerk_now)


def test_where_it_is_required_it_comes_before_everything_and_does_not_go_off(cast, sign_in, settings):
    settings.SECOND_FACTOR = "administrators"
    client = sign_in(cast["administrator"])
    assert client.get("/people")["Location"] == "/second-factor"
    assert sign_in(cast["clerk"]).get("/keys").status_code == 200
    key = shown_key(client.post("/second-factor").text)
    client.post("/second-factor/confirm", {"code": pyotp.TOTP(key).now()})
    assert client.get("/people").status_code == 200
    client.post("/second-factor/off", {"code": pyotp.TOTP(key).at(timezone.now() + STEP)})
    assert second_factor.is_on(cast["administrator"])


def test_a_fragment_is_told_to_go_to_what_is_due(cast, sign_in, settings):
    settings.SECOND_FACTOR = "all"
    answer = sign_in(cast["clerk"]).get("/look/source/passage", headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, "/second-factor")


@pytest.mark.parametrize("written", ["on", "administrator", "yes", "al"])
def test_a_slip_in_the_setting_is_refused_and_switches_nothing_off(written):
    with pytest.raises(InputError, match="YANZHEN_SECOND_FACTOR"):
        second_factor_rule({"YANZHEN_SECOND_FACTOR": written})


def test_switched_off_for_the_desk_nobody_is_asked(clerk_now, client, settings, sign_in):
    settings.SECOND_FACTOR = "off"
    assert past_the_password(client)["Location"] == "/keys"
    assert sign_in(clerk_now).get("/second-factor").status_code == 404


def test_an_administrator_resets_a_lost_one(clerk_now, cast, sign_in, client):
    theirs = sign_in(clerk_now)
    sign_in(cast["administrator"]).post(f"/people/{clerk_now.pk}/second-factor")
    assert theirs.get("/keys").status_code == 302
    assert past_the_password(client)["Location"] == "/keys"
    assert TrailEntry.objects.get(action="second factor reset").person_name == "管理员 (administrator)"


def test_signed_out_devices_of_the_reset_are_told_why(clerk_now, cast, sign_in):
    theirs = sign_in(clerk_now)
    theirs.get("/keys")
    sign_in(cast["administrator"]).post(f"/people/{clerk_now.pk}/second-factor")
    theirs.get("/keys")
    assert "管理员结束了" in theirs.get("/sign-in").text
