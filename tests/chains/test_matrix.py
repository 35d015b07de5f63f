"""The two-way matrix: fill, evidence, what stands nowhere, and the concordance that the user brings."""

from __future__ import annotations

from pathlib import Path

import pytest

from yanzhen.chains.matrix import Concordance, Evidence, Fill, Lack, matrix, read_concordance
from yanzhen.errors import InputError

PATENTS = [Evidence("patent", "battery", f"ZL{i}", holder) for i, holder in enumerate("aab")]


def test_three_pieces_of_two_holders_are_full_and_less_is_thin() -> None:
    told = matrix(["battery", "cell"], ["patent", "platform"], [*PATENTS, Evidence("platform", "battery", "lab", "c")])
    fills = {pair: cell.fill for pair, cell in told.cells.items()}
    assert fills == {
        ("battery", "patent"): Fill.FULL,
        ("battery", "platform"): Fill.THIN,
        ("cell", "patent"): Fill.EMPTY,
        ("cell", "platform"): Fill.EMPTY,
    }
    assert told.cells["battery", "patent"].holders == 2
    assert told.empty_nodes() == ("cell",)


def test_three_pieces_of_one_holder_are_thin() -> None:
    told = matrix(["battery"], ["patent"], [Evidence("patent", "battery", f"ZL{i}", "a") for i in range(3)])
    assert told.cells["battery", "patent"].fill is Fill.THIN


def test_the_same_piece_twice_counts_once_and_what_fits_nowhere_is_kept() -> None:
    told = matrix(["cell"], ["patent"], [PATENTS[0], PATENTS[0]])
    assert told.unplaced == (PATENTS[0],)


def test_the_longest_class_decides() -> None:
    table = Concordance((("H01", "electrics"), ("H01M10", "battery"), ("H01M10", "cell")), "someone's table")
    assert table.nodes_of("H01M 10/0525") == ("battery", "cell")
    assert table.nodes_of("H01G 4/00") == ("electrics",)
    assert table.nodes_of("A61K") == ()


def test_what_is_lacking_stands_in_the_cell_and_fills_nothing() -> None:
    lacking = [Evidence("technology", "cell", "coating", holder, lack=Lack.MISSING) for holder in ("", "b")]
    told = matrix(["cell", "battery"], ["technology"], lacking)
    found = told.cells["cell", "technology"]
    assert (found.fill, found.evidence, found.holders, found.lacks) == (Fill.EMPTY, (), 0, ("coating",))
    assert told.lacking_nodes() == (("cell", ("coating",)),)
    assert told.empty_nodes() == ("cell", "battery")


def test_a_concordance_without_its_citation_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "c.csv"
    file.write_text("ipc,node\nH01M10,battery\n", encoding="utf-8")
    with pytest.raises(InputError, match="whose table"):
        read_concordance(file)
    file.write_text("# office table 2026\nipc,node\nH01M 10,battery\n", encoding="utf-8")
    assert read_concordance(file) == Concordance((("H01M10", "battery"),), "office table 2026")
    file.write_text("# office table 2026\nclass,node\nH01M 10,battery\n", encoding="utf-8")
    with pytest.raises(InputError, match="ipc, node"):
        read_concordance(file)
