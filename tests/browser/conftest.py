"""A real browser on a live desk: ``visit(person, address)`` opens a page, ``axe_faults(page)`` checks it for accessibility.

Chromium is the machine's own (``YANZHEN_CHROMIUM`` names another); without one the tests are skipped. Tests are marked ``browser`` by being here.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "desk"))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "desk_settings")
# Playwright runs an event loop in the test's thread; the tests' own calls to the database are not within it.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"

import django  # noqa: E402

django.setup()

from cast import make_cast  # noqa: E402
from django.test import Client  # noqa: E402

from yanzhen.desk.accounts.models import Person  # noqa: E402

CHROMIUM = os.environ.get("YANZHEN_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
WIDTHS = (1440, 360)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser, started once."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def cast(transactional_db: None) -> dict[str, Person]:
    """Everyone, in the live desk's database."""
    return make_cast()


@pytest.fixture
def visit(chromium: Any, live_server: Any) -> Iterator[Callable[..., Any]]:
    """``visit(person, "/look", width=360, scheme="dark", script=True)``: a page on which any error of the console fails the test."""
    opened: list[Any] = []
    complaints: list[str] = []

    def open_page(
        person: Person | None,
        address: str,
        *,
        width: int = 1440,
        scheme: str = "light",
        script: bool = True,
        language: str = "zh-hans",
    ) -> Any:
        context = chromium.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
        )
        opened.append(context)
        context.add_cookies(_cookies(person, language, live_server.url))
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(live_server.url + address)
        return page

    yield open_page
    for context in opened:
        context.close()
    assert complaints == []


def _cookies(person: Person | None, language: str, url: str) -> list[dict[str, str]]:
    cookies = [{"name": "django_language", "value": language, "url": url}]
    if person is not None:
        client = Client()
        client.force_login(person)
        cookies.append({"name": "sessionid", "value": client.cookies["sessionid"].value, "url": url})
    return cookies


def axe_faults(page: Any) -> list[str]:
    """What axe finds on the page: rule, words, first place. The script goes in by the debugger, past the page's own policy."""
    page.evaluate((HERE / "vendor" / "axe.min.js").read_text(encoding="utf-8") + "\n;null")
    found = page.evaluate("(rules) => axe.run(document, rules)", RULES)
    return [
        f"{one['id']}: {one['help']}: {one['nodes'][0]['html'][:160]} ({len(one['nodes'])}×)"
        for one in found["violations"]
    ]


@pytest.fixture(name="axe_faults")
def axe_faults_fixture() -> Callable[[Any], list[str]]:
    """``axe_faults(page)``"""
    return axe_faults


def sideways(page: Any) -> int:
    """By how many pixels the page is wider than the window."""
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


@pytest.fixture(name="sideways")
def sideways_fixture() -> Callable[[Any], int]:
    """``sideways(page)``"""
    return sideways
