"""The frame of the innovation points: refused while empty, filled by a bureau's file of weights, faults told with their place."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from yanzhen.errors import RefusalError
from yanzhen.ladder.firm_json import read_firm
from yanzhen.ladder.judge import answer, judge
from yanzhen.ladder.marked import BookError
from yanzhen.ladder.ranges import Range
from yanzhen.ladder.shelf import Shelf
from yanzhen.values import Answer

ON = date(2026, 5, 1)
WEIGHTS = """\
weights: points
source: an example, not official
status: unverified
pass: 60
stages:
  - name: {zh: 初创期, en: start-up}
    if: years(registered_on, on) < 3
    weights:
      points.rd_amount: {weight: 40, full_at: 500}
      points.other: {weight: 60}
  - name: {zh: 稳定期, en: steady}
    weights:
      points.rd_amount: {weight: 12.5, full_at: 1000}
      points.rd_ratio: {weight: 87.5, full_at: 10%}
"""


def shelf_with(folder: Path, text: str = WEIGHTS) -> Shelf:
    (folder / "points.weights.yaml").write_text(text, encoding="utf-8")
    return Shelf((folder,))


def firm(registered: str | None, **more: Any) -> Any:
    year = {"rd_expense": Decimal(300), "revenue": Decimal(4000)}
    return read_firm({"uscc": "", "name": "例", "registered_on": registered, "years": {"2025": year}, **more})


def test_an_empty_frame_is_refused_and_says_what_to_do() -> None:
    book = Shelf().book("points")
    with pytest.raises(RefusalError, match=r"points\.weights\.yaml"):
        judge(book, firm("2015-01-01"), ON)
    with pytest.raises(RefusalError):
        answer(book, firm("2015-01-01"), ON)


def test_the_steady_stage(tmp_path: Path) -> None:
    found = judge(shelf_with(tmp_path).book("points"), firm("2015-01-01"), ON)
    # 12.5 × 300/1000 = 3.75; 300 of 4000 are 7.5 %, so 87.5 × 0.75 = 65.625
    assert found.score == Range(Fraction("69.375"), Fraction("69.375"))
    assert found.answer is Answer.MET


def test_the_first_stage_with_experts(tmp_path: Path) -> None:
    book = shelf_with(tmp_path).book("points")
    open_yet = judge(book, firm("2024-01-01"), ON)
    assert open_yet.score == Range(Fraction(24), Fraction(84))  # 40 × 300/500 and 0 to 60
    assert open_yet.answer is Answer.UNKNOWN
    given = judge(book, firm("2024-01-01", experts={"points.other": [Decimal(36), Decimal(36)]}), ON)
    assert (given.score, given.answer) == (Range(Fraction(60), Fraction(60)), Answer.MET)


def test_no_indicator_gives_more_than_its_weight_or_less_than_nothing(tmp_path: Path) -> None:
    book = shelf_with(tmp_path).book("points")
    much = firm("2015-01-01", years={"2025": {"rd_expense": Decimal(9000), "revenue": Decimal(10000)}})
    assert judge(book, much, ON).score == Range(Fraction(100), Fraction(100))


def test_an_unknown_stage_leaves_both_open(tmp_path: Path) -> None:
    score = judge(shelf_with(tmp_path).book("points"), firm(None), ON).score
    assert score is not None
    assert score.low is not None
    assert score.high is not None
    assert score.low <= Fraction("24")
    assert score.high <= 100


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("weight: 60", "weight: 59", "line 9, .*add up to 99"),
        ("points.other", "points.othr", "line 10, .*points.othr"),
        ("{weight: 60}", "{weight: 60, full_at: 3}", "line 10, .*experts award"),
        ("{weight: 40, full_at: 500}", "{weight: 40}", "line 9, .*full_at.*earns all points"),
        ("full_at: 500", "full_at: 0", "line 9, .*above 0"),
        ("    if: years(registered_on, on) < 3\n", "", "`if` in every stage but the last"),
        ("weights: points\n", "weights: pints\n", "line 1, .*pints"),
        ("pass: 60\n", "", "pass.*the score that passes"),
        ("status: unverified", "status: sure", "line 3, .*sure"),
        ("years(registered_on, on) < 3", "years(registered_on, on) <", "as filled in"),
    ],
)
def test_a_fault_in_the_weights_is_told_with_its_place(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert WEIGHTS.count(old) == 1
    with pytest.raises(BookError, match=told):
        shelf_with(tmp_path, WEIGHTS.replace(old, new)).book("points")
