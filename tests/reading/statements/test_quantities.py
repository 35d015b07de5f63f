"""Figures with value, relation and unit, against a table of our own sentences."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from yanzhen.reading.statements import find_quantities
from yanzhen.values import Quantity, Relation

_FIGURE = re.compile(r"(?P<sign>>=|<=|[=≈<>]|(?=\[))(?P<figure>\[[^\]]+\]|[-\d.]+) ?(?P<unit>.*)")


def _cases() -> list[tuple[str, str]]:
    lines = Path(__file__).with_name("quantities.tsv").read_text(encoding="utf-8").splitlines()
    rows = (line.split("\t") for line in lines if line.strip() and not line.startswith("#"))
    return [(row[0], row[1] if len(row) > 1 else "") for row in rows]


def _written(quantity: Quantity) -> str:
    if quantity.relation is Relation.RANGE:
        return f"[{quantity.low},{quantity.high}] {quantity.unit}"
    return f"{quantity.relation.value}{quantity.high if quantity.low is None else quantity.low} {quantity.unit}"


def _normal(figures: str) -> list[str]:
    return [figure.strip() for figure in figures.split(";") if figure.strip()]


@pytest.mark.parametrize(("sentence", "figures"), _cases())
def test_the_figures_of_a_sentence_have_their_value_relation_and_unit(sentence: str, figures: str) -> None:
    found = [_written(item.quantity).strip() for item in find_quantities(sentence)]
    assert found == _normal(figures)


def test_the_table_is_long_enough_to_mean_something() -> None:
    assert len(_cases()) >= 250


@pytest.mark.parametrize(
    ("sentence", "figure"),
    [
        ("服务达720多场次。", "720多场次"),
        ("就业率达80%以上。", "80%以上"),
        ("可得600万至3200万元不等的资金。", "600万至3200万元"),
        ("产值突破百亿斤。", "突破百亿斤"),
        ("最高给予30万元奖励。", "最高给予30万元"),
        ("共 1 200 名代表出席。", "1 200 名"),
    ],
)
def test_a_figure_is_marked_with_its_relation_words_and_unit(sentence: str, figure: str) -> None:
    (found,) = find_quantities(sentence)
    assert sentence[found.start : found.end] == figure


@pytest.mark.parametrize(
    ("sentence", "step"),
    [
        ("融资4.34亿元", "1000000"),
        ("出口30亿元", "100000000"),
        ("占32.5%", "0.001"),
        ("有24家", "1"),
        ("共三百二十人", "10"),
    ],
)
def test_the_step_to_which_a_figure_is_stated_is_kept(sentence: str, step: str) -> None:
    (found,) = find_quantities(sentence)
    assert found.quantity.stated_to == Decimal(step)
