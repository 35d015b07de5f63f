"""How long the command takes to start, and to read a short page."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from bench.reading.articles import PUBLISHED
from bench.speed.children import Child, Done, median, timed
from bench.speed.pages import OTHER_SEED, SHORT_PAGE, damaged_pages, short_page
from bench.speed.table import Cell, Part

if TYPE_CHECKING:
    from collections.abc import Sequence

TIMES = 15
YANZHEN = Path(sys.executable).with_name("yanzhen")
HELP_LIMIT = 5.0
"""Bare interpreters that ``yanzhen --help`` may cost."""
READ_LIMIT = 3.0
"""Seconds that a page of 4,000 characters may take."""


def startup_part(cores: Sequence[int], *, quick: bool) -> Part:
    """Medians over interleaved runs, and each over the bare interpreter's."""
    times = 5 if quick else TIMES
    bare, helped = _interleaved(((sys.executable, "-c", "pass"), (YANZHEN, "--help")), times, cores)
    with tempfile.TemporaryDirectory() as folder:
        page = Path(folder) / "page.txt"
        page.write_text(short_page(), encoding="utf-8")
        read: list[str | Path] = [YANZHEN, "read", page, "--published", PUBLISHED, "--json"]
        cold = timed(read, cores, PYTHONPYCACHEPREFIX=f"{folder}/none")
        warm = [timed(read, cores) for _ in range(3 if quick else 7)]
    base = median([done.seconds for done in bare])
    shown = median([done.seconds for done in helped])
    usual = median([done.seconds for done in warm])
    within = _within(cores)
    rows: list[list[Cell]] = [
        ["python -c pass", base, 1.0, None, median([d.megabytes for d in bare])],
        ["yanzhen --help", shown, shown / base, f"{HELP_LIMIT:g} x", median([d.megabytes for d in helped])],
        [
            f"yanzhen read, {SHORT_PAGE:,} characters, nothing compiled",
            cold.seconds,
            cold.seconds / base,
            f"{READ_LIMIT:g} s",
            cold.megabytes,
        ],
        ["the same, warm", usual, usual / base, f"{READ_LIMIT:g} s", max(d.megabytes for d in warm)],
        ["the same in a process that has read other pages", within, within / base, None, None],
    ]
    return Part(f"start-up, two cores; median of {times}", ["", "s", "bare interpreters", "at most", "MB"], rows)


def _interleaved(commands: Sequence[Sequence[str | Path]], times: int, cores: Sequence[int]) -> list[list[Done]]:
    """Each command ``times`` times, in turn, so that a busy moment of the machine falls on all of them."""
    done: list[list[Done]] = [[] for _ in commands]
    for _ in range(times + 1):
        for number, command in enumerate(commands):
            done[number].append(timed(command, cores))
    return [runs[1:] for runs in done]


def _within(cores: Sequence[int]) -> float:
    with Child("yanzhen", cores) as child:
        child.send(damaged_pages(3, OTHER_SEED), published=PUBLISHED)
        child.answer()
        child.send([short_page()], published=PUBLISHED)
        seconds: float = child.answer()["seconds"]
    return seconds
