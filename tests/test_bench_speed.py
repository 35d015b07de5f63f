"""The bench of speed times what it says, and asks the peers what it asks us."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from bench.reading.truth import Figure
from bench.speed.beside import _asked, _figure_cells, _told
from bench.speed.pages import SHORT_PAGE, Labelled, damaged_pages, labelled_articles, short_page
from bench.speed.stages import STAGES, clocked
from bench.speed.table import Part, printed

NOTE = "沂陵县科学技术局9月3日称，今年培训农民640多场次，投入2.4亿元，占全市的三成。"


def test_every_stage_of_the_reader_is_under_the_clock() -> None:
    from yanzhen.reading import read_bytes

    with clocked() as spent:
        read_bytes(NOTE.encode(), name="note.txt", published="2026-09-18")
    assert list(spent) == list(STAGES)
    assert all(seconds > 0 for seconds in spent.values()), spent


def test_the_clock_is_taken_off_again() -> None:
    from yanzhen.reading import reader

    before = reader.find_names
    with clocked():
        assert reader.find_names is not before
    assert reader.find_names is before


def test_labels_of_the_clean_articles_stand_where_they_say() -> None:
    articles = {article.truth.file: article for article in labelled_articles(held_out=False)}
    bridge = articles["brief-bridge.txt"]
    words = {bridge.text[a:b] for name in bridge.truth.names for a, b in name.spans}
    assert {"向思齐", "彭远舟", "长沙理工大学", "临溆县"} <= words
    figures = {bridge.text[a:b]: figure for figure in bridge.truth.quantities for a, b in figure.spans}
    assert (figures["516个"].low, figures["516个"].unit) == (Decimal(516), "个")


def test_pages_are_the_same_in_every_run() -> None:
    assert damaged_pages(5)[:2] == damaged_pages(2)
    assert len(short_page()) == SHORT_PAGE


@pytest.mark.parametrize(
    ("told", "cells"),
    [
        ({"low": "640", "high": "640", "unit": "场次", "relation": "="}, ["1.000 1.000", "1.000 1.000", "0.000 0.000"]),
        ({"low": "640", "high": None, "unit": "", "relation": ">"}, ["1.000 1.000", "0.000 0.000", "0.000 0.000"]),
        ({"low": "64", "high": None, "unit": "场次", "relation": ">"}, ["0.000 0.000", "0.000 0.000", "0.000 0.000"]),
    ],
)
def test_value_unit_and_relation_are_asked_one_after_the_other(told: dict[str, Any], cells: list[str]) -> None:
    at = NOTE.index("640")
    figure = Figure(((at, at + 6),), Decimal(640), None, "场次", ">", "known", False)
    empty = labelled_articles(held_out=False)[0].truth
    article = Labelled(NOTE, replace(empty, quantities=(figure,), dates=(), names=()))
    statement = {"quantity": {**told, "status": "known"}, "period": None, "span": [at, at + 6]}
    assert list(_figure_cells([article], {"found": [{"statements": [statement]}]})) == cells


def test_a_range_stays_a_range_when_less_is_asked() -> None:
    figure = Figure(((0, 1),), Decimal(600), Decimal(3200), "CNY", "range", "known", False)
    truth = replace(labelled_articles(held_out=False)[0].truth, quantities=(figure,))
    plain = _asked(truth, unit=False, relation=False).quantities[0]
    assert (plain.low, plain.high) == (Decimal(600), Decimal(3200))
    told = _told({"quantity": {"low": 600, "high": 600, "unit": "", "relation": "="}}, unit=False, relation=False)
    assert (told["quantity"]["low"], told["quantity"]["high"]) == (600, 600)


def test_what_was_not_run_is_said() -> None:
    assert list(printed(Part("scans", ["", "s"], [], ["all scans: Chromium is not installed"])))[-1] == (
        "   not run: all scans: Chromium is not installed"
    )
