"""Take the README's pictures anew: ``python docs/make_pictures.py`` (needs Chromium and Chinese fonts)."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).with_name("pictures")
QUIET = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PASSWORD = "Geese-fly-in-a-V-2026"
SHOWN = {"home": "/", "review": "/reading/documents/1", "statements": "/reading/statements", "register": "/register/"}


def main() -> int:
    """Fill an example region in a folder of its own, visit it, keep the pictures."""
    home = Path(tempfile.mkdtemp(prefix="yanzhen-pictures-"))
    desk = subprocess.Popen(
        [Path(sys.executable).with_name("yanzhen"), "demo", "--serve", "--port", "0"],
        env={**os.environ, "YANZHEN_HOME": str(home)},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        address, user, once = _greeting(desk)
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path=shutil.which("chromium"), args=QUIET)
            page = browser.new_page(viewport={"width": 1440, "height": 960})
            _sign_in(page, address, user, once)
            for name, path in SHOWN.items():
                page.goto(address + path)
                _keep(page, name)
    finally:
        desk.terminate()
        desk.wait(20)
        shutil.rmtree(home, ignore_errors=True)
    return 0


def _greeting(desk: subprocess.Popen[str]) -> tuple[str, str, str]:
    user = once = ""
    assert desk.stdout is not None
    for line in desk.stdout:
        if found := re.search(r"user (\S+), one-time password (\S+)", line):
            user, once = found.groups()
        if found := re.match(r"ready (http://\S+?)/$", line.strip()):
            return found[1], user, once
    raise SystemExit("the desk ended before it was ready")


def _sign_in(page: Page, address: str, user: str, once: str) -> None:
    page.goto(address)
    page.fill("input[name=username]", user)
    page.fill("input[name=password]", once)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    old, *new = page.locator("input[type=password]").all()
    old.fill(once)
    for field in new:
        field.fill(PASSWORD)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def _keep(page: Page, name: str) -> None:
    target = PICTURES / f"{name}.png"
    page.screenshot(path=target)
    with Image.open(target) as taken:
        taken.convert("RGB").quantize(128).save(target, optimize=True)


if __name__ == "__main__":
    sys.exit(main())
