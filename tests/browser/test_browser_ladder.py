"""The ladder in a real browser: wide and narrow, light and dark, without script, by keyboard; and for everyone (axe)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

DESK = Path(__file__).parents[1] / "desk"
for folder in (DESK / "ladder", DESK / "register" / "ledger"):
    sys.path.insert(0, str(folder))

from ladder_region import DAY, FAR, MET, NEAR, bring_region, judge_all  # noqa: E402

from yanzhen.desk.ladder import drafting  # noqa: E402
from yanzhen.desk.ladder.models import BookDraft  # noqa: E402

ON = f"?on={DAY.isoformat()}"
PAGES = (
    "/ladder/", f"/ladder/firms/{ON}", f"/ladder/firms/{NEAR}{ON}", f"/ladder/firms/{FAR}/climb/zj26{ON}", f"/ladder/firms/{NEAR}/compare{ON}",
    f"/ladder/firms/{NEAR}/whatif/zj26{ON}&years.2025.rd_expense=130", f"/ladder/firms/{NEAR}/answers/gx{ON}", "/ladder/efforts", "/ladder/books/",
    "/ladder/books/zj26", "/ladder/books/gx", "/ladder/drafts/", "/ladder/drafts/new", "/ladder/titles/?within=365", "/ladder/champions/",
    f"/ladder/champions/{MET}{ON}", "/ladder/sheet", "/ladder/tables",
)  # fmt: skip


@pytest.fixture
def db(transactional_db):
    """The live desk runs in a thread of its own."""


@pytest.fixture
def judged(cast, tmp_path, settings):
    settings.YANZHEN_HOME = tmp_path
    bring_region()
    judge_all(cast["bureau_head"])
    return cast


@pytest.fixture
def draft(judged) -> BookDraft:
    from django.utils import timezone

    from yanzhen.desk.accounts.trail import Actor

    clerk = judged["clerk"]
    made = BookDraft(book="own", based_on="zj26", text="rulebook:\n  id: own\n  rung: 市级\n", region=clerk.region)
    drafting.save(made, clerk, Actor(clerk, "林科员"), now=timezone.now())
    return made


def opened(browser) -> None:
    """Until the climbs that the card asks for are there."""
    browser.wait_for_load_state("networkidle")


@pytest.mark.parametrize("width", [1440, 360])
def test_every_page_is_for_everyone_and_fits_its_window(judged, draft, visit, axe_faults, sideways, width):
    told = []
    for address in (*PAGES, f"/ladder/drafts/{draft.pk}"):
        browser = visit(judged["bureau_head"], address, width=width, scheme="dark" if width == 360 else "light")
        opened(browser)
        told += [(address, fault) for fault in axe_faults(browser)]
        if (wider := sideways(browser)) > 0:
            told.append((address, f"{wider} px sideways"))
        browser.context.close()
    assert told == []


def test_the_card_brings_the_climb_and_a_figure_opens_its_cell(judged, visit):
    browser = visit(judged["bureau_head"], f"/ladder/firms/{NEAR}{ON}&book=zj26#zj26")
    browser.locator("#zj26 .ways-list", has_text="129 万元").wait_for()
    browser.locator("#zj26 button.figure", has_text="128 万元").first.click()
    browser.locator("#drawer mark", has_text="128").wait_for()
    browser.keyboard.press("Escape")
    assert browser.locator("#drawer").is_hidden()


def test_a_book_that_is_unfolded_asks_for_its_climb_once(judged, visit):
    browser = visit(judged["bureau_head"], f"/ladder/firms/{FAR}{ON}&book=zj26")
    asked = []
    browser.on("request", lambda request: asked.append(request.url) if "/climb/cx" in request.url else None)
    browser.locator("#cx > summary").click()
    browser.locator("#cx .climb .ways-list").wait_for()
    browser.locator("#cx > summary").click()
    browser.locator("#cx > summary").click()
    opened(browser)
    assert len(asked) == 1


def test_without_script_every_step_is_a_page(judged, visit):
    browser = visit(judged["bureau_head"], f"/ladder/firms/{NEAR}{ON}&book=zj26", script=False)
    browser.locator("#zj26 a", has_text="怎样才能满足").click()
    assert "129 万元" in browser.content()
    browser.locator("a", has_text="假如这样").first.click()
    assert "结论将是：满足" in browser.content()
    browser.goto(browser.url.split("/ladder/")[0] + "/ladder/")
    browser.locator("button", has_text="重新判定").click()
    assert "等待判定进程" in browser.content()


def test_what_if_by_its_form(judged, visit):
    browser = visit(judged["clerk"], f"/ladder/firms/{NEAR}/whatif/zj26{ON}")
    browser.locator('[name="years.2025.rd_expense"]').fill("129")
    browser.locator("button", has_text="按此判定").click()
    browser.locator("header.page p", has_text="结论将是：满足").wait_for()


def test_the_list_by_keyboard(judged, visit):
    browser = visit(judged["clerk"], f"/ladder/firms/{ON}&book=zj26&near=yes")
    browser.keyboard.press("j")
    browser.keyboard.press("Enter")
    browser.wait_for_url(f"**/ladder/firms/{NEAR}*")


def test_a_page_in_english_holds_no_chinese_of_ours(judged, visit):
    browser = visit(judged["bureau_head"], "/ladder/", language="en")
    assert "What stops most" in browser.content()
    assert "specialised and refined firms" in browser.content()
