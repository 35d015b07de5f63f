"""The chain's and the formation's pages in a browser: nothing sideways, nothing that axe finds, the map by the keyboard and without script."""

import os
import sys
from pathlib import Path

import pytest

DESK = Path(__file__).parents[1] / "desk"
for folder in ("register/ledger", "chains", "formation"):
    sys.path.insert(0, str(DESK / folder))

PAGES = {
    "chain-begin": "/chains/",
    "chain-map": "/chains/?product=轴承",
    "chain-work": "/chains/lists/work",
    "chain-risks": "/chains/lists/risks",
    "chain-matrix": "/chains/matrix",
    "chain-industries": "/chains/industries",
    "formation": "/formation/",
    "formation-choose": "/formation/choose?k=2",
    "formation-leaving": "/formation/leaving",
    "formation-timing": "/formation/timing",
    "formation-effect": "/formation/effect?year=2023&years=3&firm=91370725MA3C0AAA1X",
}


@pytest.fixture
def filled(cast, tmp_path, settings):
    """The cast, with a chain and a flock."""
    from chain_rows import bring_chain
    from flock_rows import bring_flock

    settings.MEDIA_ROOT = tmp_path / "uploads"
    settings.YANZHEN_HOME = tmp_path / "home"
    bring_flock()
    bring_chain()
    return cast


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(("width", "scheme", "language"), [(1440, "light", "zh-hans"), (360, "dark", "en")])
def test_pages_are_clean(filled, visit, axe_faults, sideways, name, width, scheme, language):
    page = visit(filled["clerk"], PAGES[name], width=width, scheme=scheme, language=language)
    if folder := os.environ.get("YANZHEN_SCREENSHOTS"):
        page.screenshot(path=f"{folder}/{name}-{width}-{language}.png", full_page=True)
    assert axe_faults(page) == []
    assert sideways(page) <= 0


@pytest.mark.parametrize(
    "address",
    ["/chains/", "/chains/lists/gaps", "/chains/matrix", "/chains/industries", "/formation/", "/formation/effect"],
)
def test_empty_pages_say_what_to_bring(cast, visit, axe_faults, address):
    page = visit(cast["clerk"], address, width=360)
    assert page.locator(".state a").count() >= 1
    assert axe_faults(page) == []


def test_the_map_is_walked_without_script(filled, visit):
    page = visit(filled["clerk"], "/chains/?product=轴承", script=False)
    page.locator("a.chain-node", has_text="电机").first.click()
    assert "product=%E7%94%B5%E6%9C%BA" in page.url
    assert "电机" in page.locator("h1").inner_text()


def test_the_map_is_walked_by_the_keyboard_and_sources_open(filled, visit):
    page = visit(filled["clerk"], "/chains/?product=轴承")
    page.locator("a.chain-node").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**product=*")
    page.locator("button.figure").first.click()
    page.locator("#drawer .source").wait_for()


def test_the_flock_is_walked_without_script(filled, visit):
    page = visit(filled["clerk"], "/formation/", script=False)
    page.locator("a.goose").first.click()
    assert "91370725MA3C0B" in page.url


def test_print_shows_the_map(filled, visit):
    page = visit(filled["clerk"], "/chains/?product=轴承")
    page.emulate_media(media="print")
    assert page.locator(".chain-map svg").is_visible()
