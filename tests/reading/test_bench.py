"""The examiner examined: its truth is consistent, its scorer sees faults, its seeds fix its pages."""

from __future__ import annotations

from typing import Any

import pytest
from bench.reading.articles import ARTICLES, read_articles
from bench.reading.damage import VARIANTS, DamagedPage, Rates, damaged_page
from bench.reading.oracle import ignorant, perfect
from bench.reading.score import score_page

OPEN = read_articles(ARTICLES / "open")
KEPT = read_articles(ARTICLES / "kept")
UNHURT = Rates(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)


def page(seed: int, variant: str = "A") -> DamagedPage:
    return damaged_page(OPEN, seed, variant)


def tallies(page: DamagedPage, reading: dict[str, Any]) -> dict[str, float | None]:
    return {question: tally.f for question, tally in score_page(page.text, page.truth, reading).tallies}


@pytest.mark.parametrize("variant", VARIANTS)
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_truth_read_back_scores_one(seed: int, variant: str) -> None:
    damaged = page(seed, variant)
    assert set(tallies(damaged, perfect(damaged.text, damaged.truth)).values()) <= {1.0, None}


def test_the_same_seed_gives_the_same_page() -> None:
    assert page(7) == page(7)
    assert page(7).text != page(8).text


def test_variants_differ_in_white_space_alone() -> None:
    letters = {"".join(page(5, variant).text.replace("> ", "").split()) for variant in VARIANTS}
    assert len(letters) == 1


def test_knowing_nothing_scores_low() -> None:
    damaged = page(4)
    scores = tallies(damaged, ignorant(damaged.text))
    assert scores["titles"] == scores["quantities"] == scores["joins"] == 0
    assert scores["coverage"] == 1


def test_a_wrong_join_a_lost_block_and_a_wrong_figure_are_seen() -> None:
    damaged = page(4)
    reading = perfect(damaged.text, damaged.truth)
    article = reading["articles"][0]
    paragraphs = [b for b in article["blocks"] if b["kind"] == "paragraph"]
    paragraphs[0]["spans"] += paragraphs[1]["spans"]
    article["blocks"].remove(paragraphs[1])
    next(s for s in reading["statements"] if s["quantity"])["quantity"]["unit"] = "光年"
    reading["articles"][1]["blocks"].pop()
    scores = tallies(damaged, reading)
    for question in ("paragraphs", "joins", "quantities", "coverage", "block kinds"):
        assert (scores[question] or 0) < 1, question


def test_without_damage_paragraphs_are_whole() -> None:
    damaged = damaged_page(OPEN, 3, "A", UNHURT)
    blocks = damaged.truth.blocks
    assert not any(b.truncated or b.carried for b in blocks)
    assert not damaged.truth.slips


def test_both_pools_hold_every_kind() -> None:
    for pool in (OPEN, KEPT):
        assert {a.kind for a in pool} == {"feature", "commentary", "brief", "notice"}
    assert len(OPEN) + len(KEPT) >= 40
    assert not {a.name for a in OPEN} & {a.name for a in KEPT}


@pytest.mark.parametrize("article", OPEN + KEPT, ids=lambda a: a.name)
def test_every_label_stands_on_its_words(article: Any) -> None:
    for block in (article.title, *article.body):
        for start, end, _label in block.labels:
            assert 0 <= start < end <= len(block.text)
