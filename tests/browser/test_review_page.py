"""The review page in a real browser: by keyboard alone, by mouse, without script, on a phone; and for everyone (axe)."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "desk" / "reading"))

from room_fixtures import OTHER_PAGE, change, read_page, said, uploads_of_its_own  # noqa: F401

from yanzhen.desk.reading.models import ReadingJob
from yanzhen.desk.register import decisions
from yanzhen.desk.register.contests import contest
from yanzhen.desk.register.models import Contest, Document, Statement

WIDTHS = (1440, 360)


@pytest.fixture
def db(transactional_db):
    """The live desk runs in a thread of its own."""


@pytest.fixture
def page(cast, read_page) -> Document:  # noqa: F811
    document = read_page(cast["clerk"])
    read_page(cast["clerk"], OTHER_PAGE, "other.txt")
    return document


def on(browser) -> str:
    """The property of the statement that is selected."""
    return browser.locator(".said.on .what").inner_text().split("\n")[-1]


def until(browser, selector: str, words: str = "") -> None:
    browser.locator(selector, has_text=words or None).first.wait_for(state="attached")


def test_by_keyboard_alone(cast, visit, page):
    browser = visit(cast["clerk"], f"/reading/documents/{page.pk}?article=1")
    assert on(browser) == "培训场次"
    browser.keyboard.press("a")
    until(browser, ".said.on .what", "就业率")
    assert said(page, "培训场次").standing == "accepted"
    assert browser.locator("#counts").inner_text().startswith("5")
    browser.keyboard.press("x")
    until(browser, ".said.on .what", "销售收入")
    assert said(page, "就业率").standing == "rejected"
    browser.keyboard.press("k")
    assert on(browser) == "就业率"
    browser.keyboard.press("u")
    until(browser, ".said.on.waiting")
    assert said(page, "就业率").standing == "waiting"


def test_enter_goes_to_the_place_in_the_original_and_a_click_there_comes_back(cast, visit, page):
    browser = visit(cast["clerk"], f"/reading/documents/{page.pk}?article=1")
    browser.keyboard.press("j")
    browser.keyboard.press("Enter")
    assert browser.evaluate("document.activeElement.innerText") == "80%"
    assert browser.locator(".q.lit").inner_text() == "80%"
    browser.locator(".original .q", has_text="4.34亿元").click()
    assert on(browser) == "销售收入"
    assert browser.locator(".q.lit").inner_text() == "4.34亿元"


def test_a_click_on_a_mark_of_another_article_opens_that_article(cast, visit, page):
    browser = visit(cast["clerk"], f"/reading/documents/{page.pk}?article=1")
    browser.locator(".original .q", has_text="24家").click()
    browser.wait_for_url("**/*said=*")
    assert on(browser) == "融资企业"


def test_correcting_by_keyboard_with_a_fault_first(cast, visit, page):
    browser = visit(cast["clerk"], f"/reading/documents/{page.pk}?article=1#s-{said(page, '销售收入').pk}")
    browser.keyboard.press("e")
    browser.wait_for_selector(".said.editing input[name=low]")
    assert browser.evaluate("document.activeElement.name") == "subject_text"
    browser.fill(".said.editing input[name=low]", "四亿")
    browser.keyboard.press("Enter")
    browser.wait_for_selector(".said.editing .faults")
    assert browser.input_value(".said.editing input[name=low]") == "四亿"
    browser.locator(".said.editing .faults:focus").wait_for()
    browser.fill(".said.editing input[name=low]", "4.35")
    browser.press(".said.editing input[name=low]", "Enter")
    browser.wait_for_selector(".said.accepted")
    assert "4.35 亿元" in browser.locator(".said.on").inner_text()
    assert "机器读的" in browser.locator(".said.on").inner_text()


def test_the_one_who_was_slower_sees_what_the_other_did(cast, visit, page):
    figure = said(page, "销售收入")
    browser = visit(cast["clerk"], f"/reading/documents/{page.pk}?article=1#s-{figure.pk}")
    browser.keyboard.press("e")
    browser.wait_for_selector(".said.editing input[name=scope]")
    browser.fill(".said.editing input[name=scope]", "我写的口径")
    decisions.reject(figure, change(cast["bureau_head"]))
    browser.keyboard.press("Enter")
    browser.wait_for_selector(".said.editing .stale")
    assert "王局" in browser.locator(".stale").inner_text()
    assert browser.input_value(".said.editing input[name=scope]") == "我写的口径"
    browser.locator(".said.editing button.first").click()
    browser.wait_for_selector(".said.accepted")
    assert said(page, "销售收入").scope == "我写的口径"


def test_escape_leaves_the_statement_as_it_was(cast, visit, page):
    browser = visit(cast["clerk"], f"/reading/documents/{page.pk}?article=1")
    browser.keyboard.press("e")
    browser.wait_for_selector(".said.editing")
    browser.keyboard.press("Escape")
    browser.wait_for_selector(".said.editing", state="detached")
    assert on(browser) == "培训场次"


def test_the_drawer_shows_the_sentence_and_takes_a_contest(cast, visit, page):
    browser = visit(cast["clerk"], f"/reading/documents/{page.pk}?article=1")
    browser.locator(".said.on .source-button").click()
    browser.wait_for_selector("#drawer mark")
    assert "638" in browser.locator("#drawer").inner_text()
    browser.locator("#drawer summary.act").click()
    browser.fill("#drawer textarea", "台账是638")
    browser.locator("#drawer form button.first").click()
    browser.wait_for_selector(".messages")
    assert Contest.objects.get().reason == "台账是638"


def test_without_script_everything_can_be_done(cast, visit, page):
    browser = visit(cast["clerk"], f"/reading/documents/{page.pk}?article=1", script=False)
    figure = said(page, "就业率")
    browser.locator(f"#s-{figure.pk} button[value=accept]").click()
    assert said(page, "就业率").standing == "accepted"
    browser.locator(f"#s-{figure.pk} a[data-key=e]").click()
    browser.fill("input[name=low]", "81")
    browser.locator("form.correct button.first").click()
    assert browser.url.endswith(f"#s-{figure.pk}")
    assert "≥ 81%" in browser.locator(f"#s-{figure.pk}").inner_text()


def test_dropping_files_without_script(cast, visit, live_server):
    browser = visit(cast["clerk"], "/reading/", script=False)
    one = {"name": "一.txt", "mimeType": "text/plain", "buffer": "第一版".encode()}
    browser.set_input_files("#id_files", [one, {**one, "name": "二.txt", "buffer": "第二版".encode()}])
    browser.locator("#bring button.first").click()
    assert "已收下" in browser.locator("main").inner_text()
    assert ReadingJob.objects.filter(state="waiting").count() == 2


def test_dragging_a_file_onto_the_page(cast, visit):
    browser = visit(cast["clerk"], "/reading/")
    browser.evaluate(
        """() => { const held = new DataTransfer(); held.items.add(new File(["第一版"], "拖.txt", {type: "text/plain"}));
        document.dispatchEvent(new DragEvent("drop", {dataTransfer: held, bubbles: true, cancelable: true})); }"""
    )
    assert "拖.txt" in browser.locator("#chosen").inner_text()
    browser.locator("#bring button.first").click()
    browser.wait_for_selector(".messages")
    assert Document.objects.get().file == "拖.txt"


def test_progress_moves_by_itself_and_the_page_opens_when_it_is_read(cast, visit, page):
    ReadingJob.objects.filter(document=page).update(state="waiting")
    browser = visit(cast["clerk"], f"/reading/documents/{page.pk}")
    browser.wait_for_selector("#state progress")
    ReadingJob.objects.filter(document=page).update(state="done")
    browser.wait_for_selector(".said", timeout=8_000)


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everyone_can_use_it(cast, visit, axe_faults, sideways, page, width, scheme):
    contest(said(page, "就业率"), "口径不对", change(cast["clerk"]).actor, now=page.read_at)
    figure = decisions.accept(said(page, "融资企业"), change(cast["clerk"]))
    Statement.objects.filter(pk=said(page, "研发投入").pk).update(unit="megaelectronvoltsquaremetres")
    browser = visit(cast["bureau_head"], f"/reading/documents/{page.pk}?article=all", width=width, scheme=scheme)
    addresses = [
        f"/reading/documents/{page.pk}?article=all",
        f"/reading/documents/{page.pk}?article=unplaced",
        f"/reading/statements/{figure.pk}/correct",
        "/reading/",
        "/reading/statements",
        "/reading/statements?q=无此词",
        "/reading/search?q=晨光",
        f"/register/subjects/{figure.subject_id}",
        "/register/",
        "/register/subjects",
        "/register/contests",
        "/register/contradictions",
        f"/register/statements/{figure.pk}/source",
    ]
    faults: list[str] = []
    root = browser.url.split("/reading/")[0]
    for address in addresses:
        browser.goto(root + address)
        for folded in browser.locator("main details:not(.more)").all():
            folded.evaluate("one => { one.open = true }")
        faults += [f"{address}: {fault}" for fault in axe_faults(browser)]
        faults += [f"{address}: wider than the window"] * (sideways(browser) > 0)
    assert faults == []


@pytest.mark.parametrize("width", WIDTHS)
def test_on_a_phone_the_original_stays_in_sight_while_one_reviews(cast, visit, page, width):
    browser = visit(cast["clerk"], f"/reading/documents/{page.pk}?article=all", width=width)
    for _ in range(Statement.objects.filter(source__document=page).count()):
        browser.keyboard.press("j")
        lit = browser.locator(".q.lit").first.bounding_box()
        pane = browser.locator("#original").bounding_box()
        assert pane["y"] <= lit["y"] <= pane["y"] + pane["height"]
        chosen = browser.locator(".said.on").bounding_box()
        assert chosen["y"] + chosen["height"] > pane["y"] if width == 1440 else chosen["y"] >= pane["y"]
