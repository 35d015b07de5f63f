"""Real pages against labels written by hand: positions and values alone, the pages themselves are not ours.

The pages stand in ``../shared/pages`` where the project is built; without them these tests are skipped,
and ``bench/reading`` and ``tests/reading/cases`` ask the same questions of texts of our own.
"""

from __future__ import annotations

import hashlib
import os
from functools import cache
from pathlib import Path

import pytest
from bench.reading.score import Score, readable, score_page
from bench.reading.truth import load

from yanzhen.reading import read_bytes
from yanzhen.reading.encode import page_json

ROOT = Path(__file__).resolve().parents[2]
PAGES = Path(os.environ.get("YANZHEN_REAL_PAGES", ROOT.parent / "shared" / "pages"))
LABELS = sorted((ROOT / "tests" / "reading" / "labels").glob("*.json"))

SHARE_FLOORS = {
    "coverage": 1.0,
    "titles": 1.0,
    "articles": 1.0,
    "article kinds": 1.0,
    "bylines": 1.0,
    "kickers": 1.0,
    "paragraphs": 0.95,
    "paragraph order": 0.95,
    "carried back": 1.0,
    "tied to its article": 1.0,
}
FIGURE_FLOORS = {"quantities": 0.90, "dates": 0.85, "persons": 0.85, "organisations": 0.85, "places": 0.85}
"""Both precision and recall. Below this many labels a page cannot tell 85 % from 90 %."""
FEWEST = 8

pytestmark = pytest.mark.skipif(not PAGES.is_dir(), reason="the real pages (../shared/pages) are not on this machine")


@cache
def scored(labels: Path) -> Score:
    truth = load(labels)
    raw = (PAGES / truth.file).read_bytes()
    if hashlib.sha256(raw).hexdigest() != truth.sha256:
        pytest.skip(f"{truth.file} is not the file that was labelled")
    page = page_json(read_bytes(raw, name=truth.file, published=truth.published))
    return score_page(raw.decode("utf-8-sig"), truth, page)


def _cases(floors: dict[str, float]) -> list[object]:
    return [pytest.param(path, question, id=f"{path.stem}-{question}") for path in LABELS for question in floors]


@pytest.mark.parametrize(("labels", "question"), _cases(SHARE_FLOORS))
def test_make_up(labels: Path, question: str) -> None:
    tally = scored(labels).tallies[question]
    if not tally.found + tally.wanted:
        pytest.skip("not labelled for this page")
    assert (tally.f or 0) >= SHARE_FLOORS[question], _misses(labels, question)


@pytest.mark.parametrize(("labels", "question"), _cases(FIGURE_FLOORS))
def test_figures_and_names(labels: Path, question: str) -> None:
    tally = scored(labels).tallies[question]
    if tally.wanted < FEWEST:
        pytest.skip(f"only {tally.wanted:g} labels on this page")
    worse = min(tally.precision or 0, tally.recall or 0)
    assert worse >= FIGURE_FLOORS[question], _misses(labels, question)


@pytest.mark.parametrize("question", FIGURE_FLOORS)
def test_all_pages_together(question: str) -> None:
    """Small pages count here."""
    total = Score()
    for labels in LABELS:
        total.add(scored(labels))
    tally = total.tallies[question]
    assert min(tally.precision or 0, tally.recall or 0) >= FIGURE_FLOORS[question]


def _misses(labels: Path, question: str) -> str:
    return "\n".join(line for line in readable(scored(labels)) if line.startswith(question))
