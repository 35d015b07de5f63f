"""Who has what, against fractions, and in whatever order the cells come."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.chains.activities import Cells
from yanzhen.chains.specialisation import NEAR, has, rca

values = st.sampled_from([1.0, 2.0, 3.0, 6.0, 0.1, 0.25, 1e-9, 123456.789, 0.1234567890123, 1e200])


def cells_of(rows: list[list[float]]) -> Cells:
    matrix = numpy.array(rows)
    row, column = numpy.nonzero(matrix)
    names = tuple(f"r{i}" for i in range(matrix.shape[0])), tuple(f"a{i}" for i in range(matrix.shape[1]))
    return Cells(*names, row, column, matrix[row, column])


def exactly(cells: Cells, threshold: Fraction) -> list[bool]:
    printed = [Fraction(repr(value)) for value in cells.value.tolist()]
    by_row, by_column = [Fraction(0)] * cells.shape[0], [Fraction(0)] * cells.shape[1]
    for row, column, value in zip(cells.row, cells.column, printed, strict=True):
        by_row[row] += value
        by_column[column] += value
    return [
        value * sum(printed) >= threshold * by_row[row] * by_column[column]
        for row, column, value in zip(cells.row, cells.column, printed, strict=True)
    ]


@given(
    st.lists(st.lists(values, min_size=4, max_size=4), min_size=2, max_size=4), st.sampled_from([1, 2, Fraction(1, 3)])
)
def test_it_is_decided_as_by_fractions(rows: list[list[float]], threshold: Fraction) -> None:
    cells = cells_of(rows)
    assert has(cells, Fraction(threshold)).tolist() == exactly(cells, Fraction(threshold))


def test_a_cell_near_its_share_is_decided_without_fractions_of_every_cell(monkeypatch: pytest.MonkeyPatch) -> None:
    """Figures with many digits: one cell that floats leave in doubt once cost forty seconds on seven million."""
    random = numpy.random.default_rng(1)
    matrix = random.lognormal(0, 1, (40, 50))
    matrix[3, 4] *= 1 / rca(cells_of(matrix.tolist()))[3 * 50 + 4]
    for _ in range(40):  # towards a cell whose advantage is 1, but for some 1e-13
        matrix[3, 4] /= rca(cells_of(matrix.tolist()))[3 * 50 + 4]
    matrix[3, 4] *= 1 + 1e-12
    cells = cells_of(matrix.tolist())
    expected = exactly(cells, Fraction(1))
    monkeypatch.setattr("yanzhen.chains.specialisation._by_fractions", None)
    assert has(cells).tolist() == expected
    assert abs(rca(cells)[3 * 50 + 4] - 1) < NEAR


@pytest.mark.parametrize("unit", [1.0, 0.1, 0.001, 1e12, 1e-8])
def test_an_even_table_is_had_by_all(unit: float) -> None:
    cells = cells_of([[unit * share for share in (1, 2, 3)] for _ in range(7)])
    even = replace(cells, value=numpy.full(len(cells.value), unit))
    assert has(even).all()


def test_the_order_of_the_cells_does_not_matter() -> None:
    random = numpy.random.default_rng(3)
    cells = cells_of((random.random((20, 30)) * (random.random((20, 30)) < 0.5)).tolist())
    order = random.permutation(len(cells.value))
    mixed = replace(cells, row=cells.row[order], column=cells.column[order], value=cells.value[order])
    assert has(mixed).tolist() == has(cells)[order].tolist()


def test_rca_is_a_share_of_shares() -> None:
    assert rca(cells_of([[2, 0], [1, 1]])).tolist() == pytest.approx([4 / 3, 2 / 3, 2.0])
