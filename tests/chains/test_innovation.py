"""At which products a piece of innovation stands, and which technologies a product lacks."""

from __future__ import annotations

from datetime import date

import pytest

from yanzhen.chains.graph import Maker
from yanzhen.chains.innovation import INSTITUTION, PATENT, PERSON, TECHNOLOGY, Piece, innovation_matrix
from yanzhen.chains.matrix import Concordance, Fill, Lack, Matrix

MAKERS = [Maker("mill", "ball"), Maker("mill", "ring"), Maker("other", "ball")]
NODES = ["ball", "ring"]


def technology(holder: str = "", mastery: str = "", source: str = "1", on: date | None = None) -> Piece:
    return Piece(TECHNOLOGY, source, "grinding", holder, node="ball", mastery=mastery, stated_on=on)


def told_of(*pieces: Piece, local: str = "mill other stranger") -> Matrix:
    return innovation_matrix(NODES, pieces, MAKERS, is_here=lambda holder: not holder or holder in local.split())


def test_a_person_and_a_technology_stand_at_the_product_of_their_row_alone() -> None:
    told = told_of(Piece(PERSON, "1", "A", "mill", node="ring"), technology("mill", "mastered"))
    stand = {(node, kind) for (node, kind), cell in told.cells.items() if cell.evidence}
    assert stand == {("ring", PERSON), ("ball", TECHNOLOGY)}


def test_an_institution_stands_at_everything_that_its_holder_makes() -> None:
    told = told_of(Piece(INSTITUTION, "1", "lab", "mill"), Piece(INSTITUTION, "2", "lab", "stranger"))
    assert [told.cells[node, INSTITUTION].fill for node in NODES] == [Fill.THIN, Fill.THIN]
    assert [(one.node, one.holder) for one in told.unplaced] == [("", "stranger")]


def test_a_patent_stands_by_its_class_where_there_is_a_concordance() -> None:
    pieces = [Piece(PATENT, "1", "ZL1", "other", "F16C 33/32"), Piece(PATENT, "2", "ZL2", "other", "A61K")]
    table = Concordance((("F16C33", "ring"), ("F16C33", "ship")), "someone's table")
    told = innovation_matrix(NODES, pieces, MAKERS, table)
    assert [one.name for one in told.cells["ring", PATENT].evidence] == ["ZL1"]
    assert told.cells["ball", PATENT].fill is Fill.EMPTY
    assert {(one.node, one.name) for one in told.unplaced} == {("ship", "ZL1"), ("", "ZL2")}


@pytest.mark.parametrize(
    ("rows", "lack"),
    [
        ([technology(mastery="missing")], Lack.MISSING),
        ([technology("mill", "missing")], Lack.MISSING),
        ([technology("mill", "imported")], Lack.IMPORTED),
        ([technology()], Lack.NOBODY),
        ([technology("far", "mastered")], Lack.ELSEWHERE),
    ],
)
def test_why_a_technology_is_lacking(rows: list[Piece], lack: Lack) -> None:
    cell = told_of(*rows).cells["ball", TECHNOLOGY]
    assert (cell.fill, [one.lack for one in cell.lacking]) == (Fill.EMPTY, [lack])


def test_who_holds_it_here_ends_the_lack_and_unknown_mastery_is_no_lack() -> None:
    for mastery in ("mastered", "partial", ""):
        cell = told_of(technology(mastery="missing"), technology("mill", mastery)).cells["ball", TECHNOLOGY]
        assert ([one.holder for one in cell.evidence], cell.lacking) == (["mill"], ())


def test_of_one_holder_the_last_statement_counts() -> None:
    before, after = date(2023, 5, 1), date(2025, 5, 1)
    rows = [technology("mill", "mastered", "2", after), technology("mill", "missing", "1", before)]
    assert told_of(*rows).cells["ball", TECHNOLOGY].evidence[0].source == "2"
    rows = [technology("mill", "mastered", "1", before), technology("mill", "missing", "2", after)]
    assert told_of(*rows).cells["ball", TECHNOLOGY].lacking[0].source == "2"
