"""How many pages of text are read a second, on one core and on two, and in which stage the time goes."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bench.reading.articles import PUBLISHED
from bench.speed.children import Child
from bench.speed.pages import OTHER_SEED, damaged_pages
from bench.speed.stages import STAGES
from bench.speed.table import Cell, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROUNDS = 3
SIZES = (1000, 4000, 16_000, 64_000)
"""Characters of one document, to see whether its time grows faster than it does."""


def text_parts(cores: Sequence[int], *, quick: bool) -> Iterator[Part]:
    """Throughput, stages, and how the time grows with the page."""
    count = 4 if quick else 12
    rounds = []
    with (
        Child("yanzhen", cores[:1]) as one,
        Child("yanzhen", cores[:1]) as first,
        Child("yanzhen", cores[1:]) as second,
    ):
        for number in range(ROUNDS):  # other pages each time: what a process has seen is not to help it
            pages = damaged_pages(count, 1 + number * count)
            rounds.append((_run([one], pages), _run([first, second], pages)))
    alone = sorted((run for run, _ in rounds), key=lambda run: run.pace)[ROUNDS // 2]
    both = sorted((run for _, run in rounds), key=lambda run: run.pace)[ROUNDS // 2]
    letters = alone.letters / count
    rows: list[list[Cell]] = [
        [name, run.pace, run.pace * letters, run.pace / alone.pace, run.held, run.megabytes]
        for name, run in (("one core", alone), ("two cores, two processes", both))
    ]
    yield Part(
        f"text: {count} damaged pages of some {letters:.0f} characters; median of {ROUNDS} rounds, by the cores' own clocks",
        ["", "pages/s", "characters/s", "to one core", "cores got", "MB a process"],
        rows,
    )
    yield _stages(alone)
    yield _growth(cores, SIZES[: 2 if quick else None])


@dataclass(frozen=True, slots=True)
class _Run:
    """``pace``: pages a second, the sum over the processes; ``held``: cores that the machine really gave."""

    pace: float
    held: float
    seconds: float
    letters: int
    megabytes: float
    stages: dict[str, float]


def _run(children: Sequence[Child], pages: Sequence[str]) -> _Run:
    """The pages dealt out in turn. A core's own clock stands still while a neighbour of ours has the core."""
    start = time.perf_counter()
    dealt = [pages[number :: len(children)] for number in range(len(children))]
    for child, own in zip(children, dealt, strict=True):
        child.send(own, published=PUBLISHED)
    answers = [child.answer() for child in children]
    seconds = sum(answer["seconds"] for answer in answers)
    return _Run(
        pace=sum(len(own) / answer["seconds"] for own, answer in zip(dealt, answers, strict=True)),
        held=seconds / (time.perf_counter() - start),
        seconds=seconds,
        letters=sum(map(len, pages)),
        megabytes=max(answer["megabytes"] for answer in answers),
        stages=answers[0]["stages"],
    )


def _stages(run: _Run) -> Part:
    spent, seconds, letters = run.stages, run.seconds, run.letters
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
        child.send(damaged_pages(2, OTHER_SEED), published=PUBLISHED)
        child.answer()
        for size in sizes:
            child.send([whole[:size]], published=PUBLISHED)
            answer = child.answer()
            longest = max(answer["stages"], key=answer["stages"].get)
            pace = answer["seconds"] / size
            rows.append([f"{size:,}", answer["seconds"], 1e6 * pace, longest, answer["megabytes"]])
    return Part("one document of so many characters", ["characters", "s", "s a million", "longest stage", "MB"], rows)
