"""How long a scanned page takes, beside Tesseract where it is installed."""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.speed.children import Done, timed
from bench.speed.startup import YANZHEN
from bench.speed.table import Cell, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bench.scans.pages import Page

SCAN_LIMIT = 40.0
"""Seconds that a scanned half page may take on two cores."""
HALF = "half-four"
SEED = 7


def scan_part(cores: Sequence[int], *, quick: bool) -> Part:
    """Each page as it was set and as a poor scan of it: seconds, memory, errors, order."""
    names = (HALF,) if quick else (HALF, "two", "four-and-briefs")
    title = "scans, two cores; CER of lines, distance of the whole text in its order"
    columns = ["", "characters", "s", "MB", "at most", "CER", "order", "time to ours"]
    try:
        from bench.scans.pages import CHROMIUM, pages
    except ImportError as error:
        return Part(title, columns, [], [f"all scans: {error}"])
    if not CHROMIUM or shutil.which(str(CHROMIUM)) is None:
        return Part(title, columns, [], ["all scans: Chromium, which sets the pages, is not installed"])
    rows: list[list[Cell]] = []
    for page in (p for p in pages() if p.name in names):
        rows += _rows(page, cores, clean=not quick)
    return Part(title, columns, rows, [] if tesseract() else ["Tesseract: it, or its chi_sim, is not installed"])


def tesseract() -> bool:
    """Whether Tesseract is here and reads simplified Chinese."""
    if shutil.which("tesseract") is None:
        return False
    listed = subprocess.run(["tesseract", "--list-langs"], capture_output=True, text=True, check=False)
    return "chi_sim" in listed.stdout.split()


def _rows(page: Page, cores: Sequence[int], *, clean: bool) -> list[list[Cell]]:
    from bench.scans.pages import degraded, render_png

    rows: list[list[Cell]] = []
    with tempfile.TemporaryDirectory() as folder:
        picture = render_png(page)
        scan, sharp = Path(folder) / "page.jpg", Path(folder) / "page.png"
        scan.write_bytes(degraded(picture, SEED))
        picture.save(sharp)
        for name, file in (("scan", scan), ("sharp", sharp))[: 2 if clean else 1]:
            ours = timed([YANZHEN, "read", file, "--json"], cores)
            text = json.loads(ours.printed)["document"]["text"]
            limit = f"{SCAN_LIMIT:g} s" if page.name == HALF else None
            rows.append([f"{page.name} {name}: yanzhen", len(page.truth), *_cells(ours, text, page, limit), 1.0])
            if tesseract():
                theirs = timed(
                    ["tesseract", file, "-", "-l", "chi_sim", "--psm", "1", "--dpi", "150"], cores, OMP_THREAD_LIMIT="1"
                )
                row: list[Cell] = [f"{page.name} {name}: Tesseract", len(page.truth)]
                rows.append([*row, *_cells(theirs, theirs.printed, page, None), theirs.seconds / ours.seconds])
    return rows


def _cells(done: Done, text: str, page: Page, limit: str | None) -> list[Cell]:
    from bench.scans.scores import character_error_rate, order_distance

    errors = character_error_rate(text.splitlines(), page.truth)
    return [done.seconds, done.megabytes, limit, errors, order_distance(text, page.truth)]
