"""Complexity against the textbook's own matrix, and what is refused."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy
import polars
import pytest
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.chains.activities import Cells, activity_table
from yanzhen.chains.bootstrap import Draws, with_rank_intervals
from yanzhen.chains.complexity import Complexity, complexity, ranks

SHARED = Path(__file__).parents[3] / "shared" / "data" / "world-trade"


def table_of(matrix: numpy.ndarray) -> Cells:
    """Regions r00, r01 … and activities a00, a01 … in the matrix's order; zeros are left out."""
    rows = [(f"r{i:02}", f"a{j:02}", float(matrix[i, j])) for i, j in numpy.argwhere(matrix >= 0)]
    return activity_table(polars.DataFrame(rows, schema=["region", "activity", "value"], orient="row")).cells()


def had(matrix: numpy.ndarray) -> numpy.ndarray:
    share = matrix * matrix.sum()
    return (share >= numpy.outer(matrix.sum(axis=1), matrix.sum(axis=0))) & (matrix > 0)


def second_of(matrix: numpy.ndarray) -> numpy.ndarray:
    values, vectors = numpy.linalg.eig(matrix)
    return vectors[:, numpy.argsort(-values.real)[1]].real


def standard(values: numpy.ndarray) -> numpy.ndarray:
    return (values - values.mean()) / values.std()


def nested(regions: int, activities: int, seed: int) -> numpy.ndarray:
    random = numpy.random.default_rng(seed)
    able, hard = numpy.sort(random.normal(0, 1, regions)), numpy.sort(random.normal(0.5, 1, activities))
    likely = 1 / (1 + numpy.exp(-3 * (able[:, None] - hard[None, :])))
    return (random.random((regions, activities)) < likely) * numpy.exp(random.normal(0, 1, (regions, activities)))


def connected(matrix: numpy.ndarray) -> bool:
    answer = complexity(table_of(matrix))
    return answer.components == 1 and not answer.refused


@pytest.mark.parametrize(("regions", "activities", "seed"), [(8, 12, 1), (30, 60, 2), (60, 30, 3), (40, 40, 4)])
def test_it_equals_the_textbook(regions: int, activities: int, seed: int) -> None:
    matrix = nested(regions, activities, seed)
    matrix[:, 0] += 0.01
    matrix[0, :] += 0.01
    answer = complexity(table_of(matrix))
    assert answer.components == 1
    present = had(matrix)
    eci, pci = textbook(present[numpy.ix_(present.any(axis=1), present.any(axis=0))])
    assert numpy.allclose([region.eci for region in answer.regions], eci, atol=1e-12)
    assert numpy.allclose([activity.pci for activity in answer.activities], pci, atol=1e-12)


def textbook(present: numpy.ndarray) -> tuple[numpy.ndarray, numpy.ndarray]:
    """ECI and PCI by the unsymmetric matrix of the paper and a full eigendecomposition: slow, obvious."""
    diversity, ubiquity = present.sum(axis=1), present.sum(axis=0)
    eci = second_of((present / diversity[:, None]) @ (present / ubiquity).T)
    eci *= numpy.sign(numpy.corrcoef(eci, diversity)[0, 1])
    return standard(eci), standard((present / ubiquity).T @ eci)


def test_lanczos_and_the_full_decomposition_agree(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = table_of(nested(60, 90, 5) + 0.001)
    full = complexity(cells)
    monkeypatch.setattr("yanzhen.chains.spectrum.DENSE_SIDE", 0)
    searched = complexity(cells)
    assert numpy.allclose([r.eci for r in full.regions], [r.eci for r in searched.regions], atol=1e-10)
    assert numpy.allclose([a.pci for a in full.activities], [a.pci for a in searched.activities], atol=1e-10)


@given(st.integers(0, 10_000))
def test_relabelling_changes_nothing(seed: int) -> None:
    matrix = nested(9, 14, seed) + 0.001
    random = numpy.random.default_rng(seed)
    rows, columns = random.permutation(9), random.permutation(14)
    one, other = complexity(table_of(matrix)), complexity(table_of(matrix[rows][:, columns]))
    assert one.components == other.components
    by_id = {region.id: region for region in other.regions}
    for region in one.regions:
        twin = by_id[f"r{int(numpy.flatnonzero(rows == int(region.id[1:]))[0]):02}"]
        assert twin.diversity == region.diversity
        if one.components == 1 and distinct_diversities(one):
            assert abs(twin.eci - region.eci) < 1e-9


def distinct_diversities(answer: Complexity) -> bool:
    diversity = numpy.array([region.diversity for region in answer.regions], dtype=float)
    eci = numpy.array([region.eci for region in answer.regions])
    return abs(numpy.dot(diversity - diversity.mean(), eci)) > 1e-6


def test_the_sign_grows_with_diversity() -> None:
    answer = complexity(table_of(nested(25, 40, 7)))
    diversity = [region.diversity for region in answer.regions]
    assert numpy.corrcoef([region.eci for region in answer.regions], diversity)[0, 1] > 0


def test_eci_is_the_mean_pci_of_what_a_region_has_up_to_scale() -> None:
    matrix = nested(25, 40, 7)
    answer = complexity(table_of(matrix))
    present = had(matrix)
    pci = {int(activity.id[1:]): activity.pci for activity in answer.activities}
    means = [numpy.mean([pci[j] for j in numpy.flatnonzero(present[int(region.id[1:])])]) for region in answer.regions]
    assert abs(numpy.corrcoef(means, [region.eci for region in answer.regions])[0, 1] - 1) < 1e-12


def test_exactly_one_region_with_nothing_is_refused_and_the_rest_answered() -> None:
    matrix = nested(12, 18, 3) + 0.01
    matrix[4, :] = 0
    answer = complexity(table_of(matrix))
    assert [refused.id for refused in answer.refused if refused.kind == "region"] == ["r04"]
    assert "no activity" in answer.refused[0].reason
    assert len(answer.regions) == 11
    assert all(numpy.isfinite(region.eci) for region in answer.regions)


def test_a_zero_never_counts_as_having() -> None:
    matrix = nested(12, 18, 3) + 0.01
    matrix[:, 5] = 0
    answer = complexity(table_of(matrix))
    assert [refused.id for refused in answer.refused] == ["a05"]
    assert "a05" not in {activity.id for activity in answer.activities}


def test_a_disconnected_table_answers_nothing_across() -> None:
    block = numpy.tri(6, 9, k=3)
    matrix = numpy.zeros((12, 18))
    matrix[:6, :9], matrix[6:, 9:] = block, 3 * block
    answer = complexity(table_of(matrix), Fraction(1, 100))
    assert answer.components == 2
    assert len(answer.regions) == 12
    alone = complexity(table_of(block), Fraction(1, 100))
    first = [region.eci for region in answer.regions if region.component == 1]
    assert numpy.allclose(first, [region.eci for region in alone.regions])
    assert any("cannot be compared" in warning for warning in answer.warnings)


def test_a_component_below_three_by_three_is_refused_with_its_number() -> None:
    matrix = numpy.zeros((8, 11))
    matrix[:6, :9] = numpy.tri(6, 9, k=3)
    matrix[6:, 9:] = 1.0
    answer = complexity(table_of(matrix), Fraction(1, 100))
    assert answer.components == 2
    assert {(refused.id, refused.component) for refused in answer.refused} == {
        ("r06", 2), ("r07", 2), ("a09", 2), ("a10", 2)
    }  # fmt: skip
    assert len(answer.regions) == 6


def test_three_by_three_is_answered_with_a_warning() -> None:
    answer = complexity(table_of(numpy.array([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]])), Fraction(1, 10))
    assert [region.rank for region in answer.regions] == [1, 2, 3]
    assert any("only 3 regions" in warning for warning in answer.warnings)


def test_regions_that_all_have_the_same_are_refused() -> None:
    answer = complexity(table_of(numpy.ones((4, 5))))
    assert not answer.regions
    assert {refused.reason.split(";")[0] for refused in answer.refused} == {"every region has the same activities"}


def test_a_second_eigenvalue_that_repeats_is_refused() -> None:
    cycle = numpy.zeros((8, 8))
    for i in range(8):
        cycle[i, i] = cycle[i, (i + 1) % 8] = 1.0
    answer = complexity(table_of(cycle))
    assert not answer.regions
    assert all("occurs twice" in refused.reason for refused in answer.refused)


def test_a_tie_at_the_threshold_is_decided_exactly() -> None:
    """0.1 + 0.2 is not 0.3 in floats; every share here is exactly 1, so every region has everything."""
    matrix = numpy.outer([0.1, 0.2, 0.3, 0.7], [0.1, 0.2, 0.4, 0.3])
    printed = numpy.vectorize(lambda value: round(value, 2))(matrix)
    answer = complexity(table_of(printed))
    assert {refused.reason.split(";")[0] for refused in answer.refused} == {"every region has the same activities"}


@given(st.lists(st.sampled_from([-1.0, 0.0, 0.5, 2.0]), min_size=1, max_size=12))
def test_ranks_are_those_of_counting(values: list[float]) -> None:
    found = ranks(numpy.array(values))
    assert found.tolist() == [1 + sum(other > value for other in values) for value in values]


def test_intervals_hold_the_rank_and_are_the_same_every_time() -> None:
    cells = table_of(numpy.floor(nested(14, 20, 9) * 5))
    answer = complexity(cells)
    one = with_rank_intervals(cells, answer, Fraction(1), Draws(60, seed=3))
    again = with_rank_intervals(cells, answer, Fraction(1), Draws(60, seed=3))
    assert one == again
    low_high = [(region.rank_low, region.rank_high) for region in one.regions]
    assert all(low is not None and high is not None and 1 <= low <= high <= 14 for low, high in low_high)
    assert any(low != high for low, high in low_high)


def test_a_draw_that_cannot_answer_widens_the_interval() -> None:
    cells = table_of(numpy.array([[1.0, 1, 1], [1, 1, 0], [1, 0, 0]]))
    answer = with_rank_intervals(cells, complexity(cells, Fraction(1, 10)), Fraction(1, 10), Draws(50))
    assert [(region.rank_low, region.rank_high) for region in answer.regions] == [(1, 3)] * 3


def test_more_firms_make_ranks_surer() -> None:
    few = numpy.floor(nested(14, 20, 9) * 4)
    width = []
    for factor in (1, 1000):
        cells = table_of(few * factor)
        answer = with_rank_intervals(cells, complexity(cells), Fraction(1), Draws(60, counts=True))
        width.append(sum((r.rank_high or 0) - (r.rank_low or 0) for r in answer.regions))
    assert width[1] < width[0]


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared world-trade data are not here")
def test_published_figures_of_world_trade() -> None:
    """economiccomplexity (R) 2.0.0, package documentation: eigenvalue method, standardised with n - 1."""
    frame = polars.read_parquet(SHARED / "exports.parquet").rename({"country": "region", "product": "activity"})
    answer = complexity(activity_table(frame).cells())
    assert (len(answer.regions), len(answer.activities)) == (226, 785)
    assert sum(region.diversity for region in answer.regions) == 31_951
    eci = [region.eci * (225 / 226) ** 0.5 for region in answer.regions[:5]]
    assert numpy.allclose(eci, [-0.5764283, -1.7770752, 1.4090414, -0.1732606, 1.0772452], atol=5e-8)
    pci = [activity.pci * (784 / 785) ** 0.5 for activity in answer.activities[:5]]
    assert numpy.allclose(pci, [-0.66657613, -1.62657599, -0.08149436, 0.19917280, 0.14935653], atol=5e-9)
