"""The frame in a real browser: accessible, within its width, and usable with keyboard, on a phone and without script."""

from __future__ import annotations

import re

import pytest

PAGES = ("/", "/look", "/keys", "/password", "/people", "/people/new", "/nowhere", "/look/source/passage")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 1000, 360])
def test_axe_finds_nothing_in_the_gallery(cast, visit, axe_faults, sideways, width, scheme):
    page = visit(cast["clerk"], "/look", width=width, scheme=scheme)
    assert axe_faults(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("language", ["zh-hans", "en"])
@pytest.mark.parametrize("address", [address for address in PAGES if address not in ("/look", "/nowhere")])
def test_axe_finds_nothing_on_the_pages_of_the_frame(cast, visit, axe_faults, sideways, address, language, width):
    page = visit(cast["administrator"], address, width=width, language=language)
    assert axe_faults(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize("width", [1440, 360])
def test_axe_finds_nothing_at_the_door_and_on_the_trail(cast, visit, axe_faults, sideways, width):
    for person, address in ((None, "/sign-in"), (cast["auditor"], "/trail")):
        page = visit(person, address, width=width)
        assert axe_faults(page) == []
        assert sideways(page) <= 0


def test_a_figure_opens_its_source_beside_the_page_and_escape_leads_back(cast, visit, axe_faults):
    page = visit(cast["clerk"], "/look")
    figure = page.locator("main button.figure").first
    figure.click()
    page.locator("#drawer .source").wait_for()
    assert figure.get_attribute("aria-expanded") == "true"
    assert "640多场次" in page.locator("#drawer mark").inner_text()
    assert page.url.endswith("/look")
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    assert page.locator("#drawer").is_hidden()
    assert figure.evaluate("one => one === document.activeElement")
    assert figure.get_attribute("aria-expanded") == "false"


def test_the_leaves_of_a_source_open_in_turn(cast, visit):
    page = visit(cast["clerk"], "/look")
    page.locator("main button.figure").first.click()
    page.locator("#drawer blockquote").wait_for()
    page.locator("#drawer button.figure").first.click()
    page.locator("#drawer .tree").first.wait_for()


def test_on_a_phone_the_drawer_is_a_sheet_from_below(cast, visit):
    page = visit(cast["clerk"], "/look", width=360)
    page.locator("main button.figure").first.click()
    page.locator("#drawer .source").wait_for()
    box = page.locator("#drawer").bounding_box()
    assert (box["x"], box["width"], box["y"] + box["height"]) == (0, 360, 900)
    assert box["height"] < 0.75 * 900


def test_without_script_a_figure_leads_to_the_page_of_its_source(cast, visit):
    page = visit(cast["clerk"], "/look", script=False)
    page.locator("main button.figure").first.click()
    page.wait_for_url(re.compile("/look/source/passage"))
    assert "640多场次" in page.locator("mark").inner_text()


def test_the_keyboard_walks_opens_and_tells_its_keys(cast, visit):
    page = visit(cast["administrator"], "/people")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("k")
    selected = page.locator("[data-item].on")
    assert selected.count() == 1
    assert selected.get_attribute("aria-current") == "true"
    page.keyboard.press("?")
    assert page.locator("dialog#keys").is_visible()
    page.keyboard.press("Escape")
    assert page.locator("dialog#keys").is_hidden()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/people/\d+$"))


def test_keys_typed_into_a_field_stay_there(cast, visit):
    page = visit(cast["administrator"], "/people/new")
    page.locator("#id_full_name").fill("")
    page.locator("#id_full_name").press_sequentially("j?ke")
    assert page.locator("#id_full_name").input_value() == "j?ke"
    assert page.locator("dialog#keys").is_hidden()


def test_signing_in_switching_the_language_and_signing_out(cast, visit):
    page = visit(None, "/sign-in")
    page.fill("#id_username", "clerk")
    page.fill("#id_password", "Goose-2026-flies")
    page.click("button.first")
    page.wait_for_url(re.compile("/$"))
    page.click("form.language button")
    page.locator("text=Morning paper").first.wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    page.click("details.menu summary")
    page.click("text=Sign out")
    page.wait_for_url(re.compile("/sign-in"))


@pytest.mark.parametrize("width", [1440, 360])
def test_focus_is_always_visible(cast, visit, width):
    page = visit(cast["administrator"], "/people/new", width=width)
    for _ in range(12):
        page.keyboard.press("Tab")
        style = page.evaluate("(s => s.outlineStyle + s.outlineWidth)(getComputedStyle(document.activeElement))")
        assert style == "solid2px", page.evaluate("document.activeElement.outerHTML.slice(0, 100)")


def test_only_the_sizes_and_weights_of_the_look_are_used(cast, visit):
    page = visit(cast["clerk"], "/look")
    used = page.evaluate(
        """() => { const sizes = new Set(), weights = new Set();
        for (const one of document.querySelectorAll('body *')) if (one.innerText?.trim() || one.tagName === 'text') {
          const style = getComputedStyle(one); sizes.add(style.fontSize); weights.add(style.fontWeight); }
        return [[...sizes], [...weights]]; }"""
    )
    assert set(used[0]) <= {"12px", "13px", "15px", "18px", "24px"}
    assert set(used[1]) <= {"400", "600"}


def test_on_paper_there_is_no_frame_and_links_show_their_target(cast, visit):
    page = visit(cast["clerk"], "/look", scheme="dark")
    page.emulate_media(media="print")
    assert page.locator("nav.rail").is_hidden()
    assert page.locator("header.top").is_hidden()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    after = page.evaluate("getComputedStyle(document.querySelector('.source a[href]'), '::after').content")
    assert "/look" in after


def test_nothing_is_fetched_from_elsewhere(cast, chromium, live_server, visit):
    page = visit(cast["clerk"], "/keys")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(live_server.url + "/look")
    page.locator("main button.figure").first.click()
    page.locator("#drawer .source").wait_for()
    assert asked
    assert all(address.startswith(live_server.url) for address in asked)
