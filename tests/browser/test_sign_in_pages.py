"""The pages of people and sign-in in a real browser: accessible, within their width, in both languages, by keyboard and without script."""

from __future__ import annotations

from typing import Any

import pyotp
import pytest
from cast import PASSWORD
from django.utils import timezone

from yanzhen.desk.accounts import second_factor
from yanzhen.desk.accounts.doors import OidcDoor
from yanzhen.desk.accounts.models import Person, SecondFactor

LONG = "阿卜杜拉·买买提江·赛福鼎·吐尔逊" * 4
OWN_PAGES = ("/me", "/second-factor", "/password")


def switch_on(person: Person) -> str:
    """A second factor that is on; its key."""
    key = second_factor.begin(person).key
    SecondFactor.objects.filter(person=person).update(confirmed_at=timezone.now())
    return key


def as_if_fine(route: Any) -> None:
    """A page with faults comes with status 400, which the browser's console calls an error."""
    route.fulfill(response=route.fetch(), status=200)


def pages_of_an_administrator(cast) -> list[str]:
    number = cast["clerk"].pk
    long = f"/people/{Person.objects.make('long', PASSWORD, full_name=LONG[:64], department=LONG[:64], region='370725').pk}"
    switch_on(cast["clerk"])
    return [
        "/people",
        "/people?q=nobody",
        "/people?state=unused",
        f"/people/{number}",
        f"/people/{number}/delete",
        long,
    ]


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_axe_finds_nothing_on_the_pages_of_people(cast, visit, axe_faults, sideways, language, width):
    addresses = pages_of_an_administrator(cast)
    page = visit(cast["administrator"], "/me", language=language, width=width)
    for address in addresses:
        page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + address)
        assert axe_faults(page) == [], address
        assert sideways(page) <= 0, address


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_on_ones_own_pages(cast, visit, axe_faults, sideways, width, scheme):
    for address in OWN_PAGES:
        page = visit(cast["clerk"], address, width=width, scheme=scheme)
        assert axe_faults(page) == [], address
        assert sideways(page) <= 0, address


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_setting_up_a_second_factor_and_coming_in_with_it(cast, visit, axe_faults, sideways, language, width, settings):
    settings.OIDC = OidcDoor(issuer="https://id.example.cn", client_id="desk", title="Example ID")
    page = visit(None, "/sign-in", language=language, width=width, script=False)
    assert page.get_by_text("Example ID").is_visible()
    page.locator("#id_username").fill("clerk")
    page.locator("#id_password").fill(PASSWORD)
    page.locator("main form .act.first").click()
    page.goto(page.url.rsplit("/", 1)[0] + "/second-factor")
    page.locator("main form .act.first").click()
    assert page.locator("svg.qr").bounding_box()["width"] == 208
    key = page.locator("code.once").inner_text().replace(" ", "")
    page.route("**/second-factor/confirm", as_if_fine)
    page.locator("#id_code").fill("000000")
    page.locator("main form .act.first").click()
    assert page.locator(".faults").is_visible()
    assert page.locator("code.once").inner_text().replace(" ", "") == key
    page.locator("#id_code").fill(pyotp.TOTP(key).now())
    page.locator("main form .act.first").click()
    codes = page.locator(".recovery code").all_inner_texts()
    assert len(codes) == 10
    assert sideways(page) <= 0
    again = visit(None, "/sign-in", language=language, width=width)
    again.locator("#id_username").fill("clerk")
    again.locator("#id_password").fill(PASSWORD)
    again.keyboard.press("Enter")
    again.wait_for_url("**/sign-in/code")
    assert axe_faults(again) == []
    assert sideways(again) <= 0
    assert again.evaluate("document.activeElement.id") == "id_code"
    again.keyboard.type(codes[0])
    again.keyboard.press("Enter")
    again.wait_for_url(lambda url: not url.endswith("code"))
    assert again.locator(".messages").is_visible()


@pytest.mark.parametrize("width", [1440, 360])
def test_the_trail_is_filtered_by_days_with_a_calendar(cast, visit, axe_faults, sideways, width):
    page = visit(cast["auditor"], "/trail", width=width)
    assert page.locator('input[type="date"][name="from"]').count() == 1
    assert axe_faults(page) == []
    assert sideways(page) <= 0


def test_a_printed_page_of_recovery_codes_holds_the_codes_and_no_buttons(cast, visit):
    page = visit(cast["clerk"], "/second-factor")
    page.locator("main form .act.first").click()
    key = page.locator("code.once").inner_text().replace(" ", "")
    page.locator("#id_code").fill(pyotp.TOTP(key).now())
    page.locator("main form .act.first").click()
    page.locator(".recovery").wait_for()
    page.emulate_media(media="print")
    assert page.locator(".recovery").is_visible()
    assert page.locator(".no-print").is_hidden()
