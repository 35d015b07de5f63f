"""The draws of a table: the same for any number of threads, as rough as they may be, and true to their distributions."""

from __future__ import annotations

from fractions import Fraction

import numpy
import pytest

from yanzhen.chains import noise, spectrum, threads
from yanzhen.chains.activities import Cells
from yanzhen.chains.bootstrap import Draws, with_rank_intervals
from yanzhen.chains.complexity import Complexity, complexity


def nested(regions: int, activities: int, seed: int, *, whole: bool = False) -> Cells:
    random = numpy.random.default_rng(seed)
    able, hard = numpy.sort(random.normal(0, 1, regions)), numpy.sort(random.normal(0.5, 1, activities))
    there = random.random((regions, activities)) < 1 / (1 + numpy.exp(-3 * (able[:, None] - hard[None, :]))) + 0.02
    matrix = there * numpy.exp(random.normal(0, 1, (regions, activities)))
    row, column = numpy.nonzero(matrix)
    value = numpy.floor(matrix[row, column] * 20) + 1 if whole else matrix[row, column]
    names = tuple(f"r{i:03}" for i in range(regions)), tuple(f"a{i:03}" for i in range(activities))
    return Cells(*names, row, column, value)


def intervals(answer: Complexity) -> numpy.ndarray:
    return numpy.array([[one.rank_low, one.rank_high] for one in (*answer.regions, *answer.activities)])


@pytest.mark.parametrize("whole", [False, True])
def test_any_number_of_threads_gives_the_same_intervals(whole: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    cells, found = nested(90, 120, 4, whole=whole), []
    monkeypatch.setattr(threads, "SMALL", 1)
    for workers in (1, 3):
        monkeypatch.setattr(threads, "threads", lambda workers=workers: workers)
        answer = complexity(cells)
        found.append(with_rank_intervals(cells, answer, Fraction(1), Draws(20, seed=5)))
    assert found[0] == found[1]


def test_a_rough_draw_moves_no_interval_by_more_than_its_noise() -> None:
    cells = nested(150, 110, 6)
    answer = complexity(cells)
    rough = intervals(with_rank_intervals(cells, answer, Fraction(1), Draws(80)))
    fine = intervals(with_rank_intervals(cells, answer, Fraction(1), Draws(80), tolerance=1e-10))
    other = intervals(with_rank_intervals(cells, answer, Fraction(1), Draws(80, seed=1), tolerance=1e-10))
    assert numpy.abs(rough - fine).mean() < 0.1 * numpy.abs(other - fine).mean()


def test_the_quick_way_through_a_draw_is_the_plain_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a dense limit above the table's sides every draw is cut into pieces and decomposed whole."""
    cells = nested(90, 120, 8)
    answer = complexity(cells)
    quick = with_rank_intervals(cells, answer, Fraction(1), Draws(30), tolerance=1e-12)
    monkeypatch.setattr(spectrum, "DENSE_SIDE", 1000)
    monkeypatch.setattr("yanzhen.chains.redraw.DENSE_SIDE", 1000)
    plain = with_rank_intervals(cells, answer, Fraction(1), Draws(30), tolerance=1e-12)
    assert numpy.array_equal(intervals(quick), intervals(plain))


@pytest.mark.parametrize("mean", [0.3, 4.0, 9.9, 10.0, 37.0, 2500.0])
def test_counts_are_poisson(mean: float) -> None:
    size = 40_000
    start, column = numpy.array([0, size]), numpy.zeros(size, dtype=numpy.uint16)
    drawn, by_row, by_column = numpy.empty(size), numpy.empty(1), numpy.empty(1)
    noise.count(start, column, numpy.full(size, mean), noise.key_of(3, 1), drawn, by_row, by_column)
    assert by_row[0] == by_column[0] == drawn.sum()
    assert (drawn == numpy.floor(drawn)).all()
    assert abs(drawn.mean() - mean) < 5 * (mean / size) ** 0.5
    assert abs(drawn.var() / mean - 1) < 5 * ((2 + 1 / mean) / size) ** 0.5
    below = (drawn <= numpy.floor(mean)).mean()
    chances = numpy.exp(
        numpy.array([k * numpy.log(mean) - mean - sum(map(numpy.log, range(1, k + 1))) for k in range(int(mean) + 1)])
    )
    assert abs(below - chances.sum()) < 5 * (0.25 / size) ** 0.5


def test_factors_are_lognormal() -> None:
    logs = numpy.log(noise.factors(0.2))
    assert abs(logs.mean()) < 1e-9
    assert abs(logs.std() - 0.2) < 1e-3


def test_noise_depends_on_seed_and_draw() -> None:
    assert len({int(noise.key_of(seed, draw)) for seed in range(20) for draw in range(20)}) == 400
