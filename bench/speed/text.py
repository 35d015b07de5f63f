"""How many pages of text are read a second, on one core and on two, and in which stage the time goes."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from bench.reading.articles import PUBLISHED
from bench.speed.children import Child
from bench.speed.pages import damaged_pages
from bench.speed.stages import STAGES
from bench.speed.table import Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROUNDS = 3
SIZES = (1000, 4000, 16_000, 64_000)
"""Characters of one document, to see whether its time grows faster than it does."""


def text_parts(cores: Sequence[int], *, quick: bool) -> Iterator[Part]:
    """Throughput, stages, and how the time grows with the page."""
    pages = damaged_pages(4 if quick else 16)
    with (
        Child("yanzhen", cores[:1]) as one,
        Child("yanzhen", cores[:1]) as first,
        Child("yanzhen", cores[1:]) as second,
    ):
        rounds = [(_wall([one], pages), _wall([first, second], pages)) for _ in range(ROUNDS)]
        alone = min(seconds for seconds, _ in rounds)
        both = min(seconds for _, seconds in rounds)
        one.send(pages, published=PUBLISHED)
        told = one.answer()
    letters = sum(map(len, pages))
    rows = [
        ["one core", len(pages) / alone, letters / alone, 1.0, told["megabytes"]],
        ["two cores, two processes", len(pages) / both, letters / both, alone / both, told["megabytes"]],
    ]
    yield Part(
        f"text: {len(pages)} damaged pages, {letters // len(pages)} characters a page on average; best of {ROUNDS}",
        ["", "pages/s", "characters/s", "to one core", "MB a process"],
        rows,
    )
    yield _stages(told["stages"], told["seconds"], letters)
    yield _growth(cores, SIZES[: 2 if quick else None])


def _wall(children: Sequence[Child], pages: Sequence[str]) -> float:
    """Seconds until the last is done, the pages dealt out in turn."""
    start = time.perf_counter()
    for number, child in enumerate(children):
        child.send(pages[number :: len(children)], published=PUBLISHED)
    for child in children:
        child.answer()
    return time.perf_counter() - start


def _stages(spent: dict[str, float], seconds: float, letters: int) -> Part:
    rows: list[list[str | float]] = [
        [stage, spent[stage] / seconds, letters / spent[stage], 1e3 * spent[stage] / (letters / 1e3)]
        for stage in STAGES
    ]
    rest = seconds - sum(spent.values())
    rows.append(["the page put together, JSON", rest / seconds, letters / rest, 1e3 * rest / (letters / 1e3)])
    return Part("text by stage, time on the core", ["", "share", "characters/s", "ms a 1,000"], rows)


def _growth(cores: Sequence[int], sizes: Sequence[int]) -> Part:
    """Twice the text should take twice the time."""
    whole = "\n\n".join(damaged_pages(1 + sizes[-1] // 2000))
    rows: list[list[str | float]] = []
    with Child("yanzhen", cores[:1]) as child:
        for size in sizes:
            child.send([whole[:size]], published=PUBLISHED, times=2)
            answer = child.answer()
            longest = max(answer["stages"], key=answer["stages"].get)
            pace = answer["seconds"] / size
            rows.append([f"{size:,}", answer["seconds"], 1e6 * pace, longest, answer["megabytes"]])
    return Part("one document of so many characters", ["characters", "s", "s a million", "longest stage", "MB"], rows)
