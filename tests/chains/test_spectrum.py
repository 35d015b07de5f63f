"""The search for the second vectors: the textbook's answer, and what a single vector would never see."""

from __future__ import annotations

import numpy
import pytest

from yanzhen.chains import spectrum
from yanzhen.chains.activities import Cells
from yanzhen.chains.pattern import Laid, Pattern, laid, pattern_of, pieces
from yanzhen.errors import RefusalError


def pattern(matrix: numpy.ndarray) -> Pattern:
    row, column = numpy.nonzero(matrix)
    names = tuple(map(str, range(matrix.shape[0]))), tuple(map(str, range(matrix.shape[1])))
    cells: Laid = laid(Cells(*names, row, column, numpy.ones(len(row))))
    return pattern_of(cells, numpy.ones(len(row), dtype=bool))


def textbook(matrix: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    square = (matrix / matrix.sum(axis=1)[:, None]) @ (matrix / matrix.sum(axis=0)).T
    values, vectors = numpy.linalg.eig(square)
    order = numpy.argsort(-values.real)
    return values.real[order], vectors[:, order[1]].real


@pytest.fixture(autouse=True)
def _searched(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spectrum, "DENSE_SIDE", 0)


@pytest.mark.parametrize(
    ("regions", "activities", "share"), [(5, 9, 0.5), (40, 60, 0.3), (90, 50, 0.1), (120, 130, 0.04)]
)
def test_the_search_equals_the_textbook(regions: int, activities: int, share: float) -> None:
    random = numpy.random.default_rng(regions)
    matrix = (random.random((regions, activities)) < share).astype(float)
    matrix[:, 0] = matrix[0, :] = 1
    second = spectrum.second_vectors(pattern(matrix))
    values, vector = textbook(matrix)
    assert abs(second.eigenvalue - values[1]) < 1e-13
    assert abs(second.third - values[2]) < 1e-9
    one, other = (vectors / numpy.abs(vectors).max() for vectors in (second.regions, vector))
    assert min(numpy.abs(one - other).max(), numpy.abs(one + other).max()) < 1e-12 / min(
        1, 10 * (values[1] - values[2])
    )


def test_a_narrow_memory_goes_on_from_its_best_vectors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spectrum, "BLOCKS", 12)
    monkeypatch.setattr(spectrum, "KEPT", 6)
    band = (numpy.abs(numpy.subtract.outer(numpy.arange(300), numpy.arange(311))) < 12).astype(float)
    second = spectrum.second_vectors(pattern(band))
    assert abs(second.eigenvalue - textbook(band)[0][1]) < 1e-12


def test_a_mirrored_table_is_not_taken_for_its_half() -> None:
    """The second vector changes sign between the halves, while every count is the same in both."""
    random = numpy.random.default_rng(2)
    half = (random.random((30, 40)) < 0.3).astype(float)
    half[:, 0] = half[0, :] = 1
    matrix = numpy.block([[half, numpy.zeros((30, 40))], [numpy.zeros((30, 40)), half]])
    matrix[0, 40] = matrix[30, 0] = 1
    second = spectrum.second_vectors(pattern(matrix))
    assert abs(second.eigenvalue - textbook(matrix)[0][1]) < 1e-12
    assert numpy.allclose(second.regions[:30], -second.regions[30:], atol=1e-10)


def test_a_repeated_second_value_is_seen() -> None:
    ring = numpy.array([[(j - i) % 90 < 3 for j in range(90)] for i in range(90)], dtype=float)
    with pytest.raises(RefusalError, match="occurs twice"):
        spectrum.second_vectors(pattern(ring))


def test_equal_rows_are_refused() -> None:
    with pytest.raises(RefusalError, match="same activities"):
        spectrum.second_vectors(pattern(numpy.ones((70, 80))))


def test_pieces_are_those_of_walking() -> None:
    random = numpy.random.default_rng(7)
    matrix = (random.random((60, 70)) < 0.02).astype(float)
    found = {(frozenset(piece.rows.tolist()), frozenset(piece.columns.tolist())) for piece in pieces(pattern(matrix))}
    walked = set()
    for first in numpy.flatnonzero(matrix.any(axis=1)):
        rows, columns = {int(first)}, set[int]()
        while True:
            reached = {int(j) for i in rows for j in numpy.flatnonzero(matrix[i])}
            wider = rows | {int(i) for j in reached for i in numpy.flatnonzero(matrix[:, j])}
            if (wider, reached) == (rows, columns):
                break
            rows, columns = wider, reached
        walked.add((frozenset(rows), frozenset(columns)))
    assert found == walked
    assert len(found) > 3
    for piece in pieces(pattern(matrix)):
        cut = matrix[numpy.ix_(piece.rows, piece.columns)]
        assert piece.present.diversity.tolist() == cut.sum(axis=1).tolist()
        assert piece.present.ubiquity.tolist() == cut.sum(axis=0).tolist()
