"""The deal's pages in a real browser: sliders while they move, by keyboard, without script, on a phone; and for everyone (axe)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "desk" / "reading"))
sys.path.insert(0, str(Path(__file__).parents[1] / "desk" / "securitization"))

from deal_fixtures import NOW, STATIC, actor, brought, guangzhou
from room_fixtures import read_page, uploads_of_its_own  # noqa: F401

from yanzhen.desk.securitization import keep
from yanzhen.desk.securitization.models import Deal

TAILS = ("", "/risk", "/cash?path=3", "/stresses", "/firms", "/checks", "/papers", "/versions", "/change")


@pytest.fixture
def db(transactional_db):
    """The live desk runs in a thread of its own."""


@pytest.fixture
def deal(cast, read_page) -> Deal:  # noqa: F811
    """The example with two versions, a document, and statements that agree and do not."""
    person = cast["clerk"]
    made, page = guangzhou(person), read_page(person)
    first = made.versions.get()
    draft = keep.Draft(first.text.replace("correlation = 0.15", "correlation = 0.25"), first.file, "相关性上调")
    keep.add_version(made, draft, 1, actor(person), now=NOW)
    keep.attach(made, page, actor(person), now=NOW)
    for prop, fact in (("融资企业", "obligors"), ("销售收入", "pool"), ("研发投入", "class 优先级")):
        keep.tie(made, page.sources.get(statement__property=prop).statement, fact, actor(person), now=NOW)
    return made


def test_a_slider_prices_anew_while_it_moves(cast, visit, deal):
    browser = visit(cast["clerk"], f"/securitization/deals/{deal.pk}/risk")
    before = browser.locator("#priced table").first.inner_text()
    slider = browser.locator("input[type=range]").first
    slider.focus()
    for _ in range(5):
        browser.keyboard.press("ArrowRight")
    browser.locator("#priced", has_text="滑块已移动").wait_for()
    assert browser.locator("#id_correlation").input_value() == "0.3"
    assert browser.locator("#priced table").first.inner_text() != before
    assert "correlation=0.3" in browser.url


def test_without_script_the_numbers_and_the_button_do_the_same(cast, visit, deal):
    browser = visit(cast["clerk"], f"/securitization/deals/{deal.pk}/risk", script=False)
    assert browser.locator("input[type=range]").count() == 0
    browser.fill("#id_pd_factor", "3")
    browser.locator("#sliders button.first").click()
    assert "滑块已移动" in browser.locator("#priced").inner_text()
    browser.goto(browser.url.split("/risk")[0] + "/cash")
    browser.locator(".path-form summary").click()
    browser.select_option("select[name=d0]", "1")
    browser.locator(".path-form button.first").click()
    assert "新一代信息技术企业1" in browser.locator("main").inner_text()


def test_the_page_of_a_statement_opens_in_the_drawer(cast, visit, deal):
    browser = visit(cast["clerk"], f"/securitization/deals/{deal.pk}/papers")
    browser.locator("button.figure", has_text="24").first.click()
    browser.wait_for_selector("#drawer mark")
    assert "24" in browser.locator("#drawer mark").inner_text()


def test_dates_are_walked_by_keyboard(cast, visit, deal):
    browser = visit(cast["clerk"], f"/securitization/deals/{deal.pk}/cash?path=3")
    browser.keyboard.press("j")
    browser.keyboard.press("j")
    browser.keyboard.press("Enter")
    browser.wait_for_url("**date=2**")
    assert "第 2 个支付日" in browser.locator("#date").inner_text()


def test_a_deal_from_an_example_without_script(cast, visit):
    browser = visit(cast["clerk"], "/securitization/", script=False)
    browser.locator(".examples button").first.click()
    assert "/securitization/deals/" in browser.url and Deal.objects.count() == 1


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(cast, visit, axe_faults, sideways, deal, width, scheme):
    static = brought(cast["clerk"], STATIC)
    addresses = [f"/securitization/deals/{deal.pk}{tail}" for tail in TAILS]
    addresses += [f"/securitization/deals/{static.pk}{tail}" for tail in ("", "/risk", "/cash", "/firms")]
    for address in ("/securitization/", "/securitization/new", *addresses):
        browser = visit(cast["bureau_head"], address, width=width, scheme=scheme)
        assert axe_faults(browser) == [], address
        assert sideways(browser) <= 0, address


@pytest.mark.parametrize("tail", TAILS)
def test_english_fits_a_phone_and_a_desk(cast, visit, sideways, deal, tail):
    for width in (1440, 360):
        browser = visit(cast["clerk"], f"/securitization/deals/{deal.pk}{tail}", width=width, language="en")
        assert sideways(browser) <= 0
