"""Complexity by correlated shares: the published figures of New Zealand's urban areas, and a slow reading of the formula."""

from __future__ import annotations

import json
from pathlib import Path

import numpy
import polars
import pytest

from yanzhen.chains.activities import Cells, activity_table
from yanzhen.chains.command import correlated_of_file
from yanzhen.chains.correlated import correlated_complexity
from yanzhen.errors import RefusalError

SHARED = Path(__file__).parents[3] / "shared" / "data" / "alliance" / "nz-urban-areas"


def cells_of(matrix: numpy.ndarray) -> Cells:
    """Regions r00 …, activities a00 …; NaN is left out."""
    rows = [(f"r{i:02}", f"a{j:02}", float(matrix[i, j])) for i, j in numpy.argwhere(~numpy.isnan(matrix))]
    return activity_table(polars.DataFrame(rows, schema=["region", "activity", "value"], orient="row")).cells()


def some(seed: int = 3) -> numpy.ndarray:
    random = numpy.random.default_rng(seed)
    matrix = numpy.ceil(random.gamma(1, 60, (8, 14)) * numpy.arange(1, 9)[:, None])
    matrix[random.random(matrix.shape) < 0.2] = numpy.nan
    return matrix


def slowly(shares: numpy.ndarray, sizes: numpy.ndarray) -> numpy.ndarray:
    """Pair by pair, in plain sums."""
    weight = sizes / sizes.sum()
    related = numpy.ones((len(shares), len(shares)))
    for i, one in enumerate(shares):
        for j, other in enumerate(shares):
            common = ~(numpy.isnan(one) | numpy.isnan(other))
            w, x, y = weight[common], one[common], other[common]
            dx, dy = x - sum(w * x) / sum(w), y - sum(w * y) / sum(w)
            r = sum(w**2 * dx * dy) / (sum(w**2 * dx**2) * sum(w**2 * dy**2)) ** 0.5
            related[i, j] = (r + 1) / 2
    return related


def test_it_equals_the_sums_written_out() -> None:
    matrix = some()
    found = correlated_complexity(cells_of(matrix))
    in_regions, in_activities = numpy.nansum(matrix, axis=1), numpy.nansum(matrix, axis=0)
    assert numpy.allclose(found.region_relatedness, slowly(matrix / in_activities, in_activities), atol=1e-12)
    assert numpy.allclose(found.activity_relatedness, slowly((matrix / in_regions[:, None]).T, in_regions), atol=1e-12)
    assert found.unknown == int(numpy.isnan(matrix).sum())
    eci = numpy.array([one.complexity for one in found.regions])
    values, vectors = numpy.linalg.eig(slowly(matrix / in_activities, in_activities))
    second = vectors[:, numpy.argsort(-values.real)[1]].real
    second = (second - second.mean()) / second.std()
    assert min(abs(eci - second).max(), abs(eci + second).max()) < 1e-10
    assert numpy.dot(eci, in_regions - in_regions.mean()) > 0


def test_relabelling_changes_nothing() -> None:
    matrix = some()
    order = numpy.random.default_rng(1).permutation(8)
    one, other = correlated_complexity(cells_of(matrix)), correlated_complexity(cells_of(matrix[order]))
    for at, row in enumerate(order):
        assert other.regions[at].complexity == pytest.approx(one.regions[row].complexity, abs=1e-10)


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        (numpy.ones((2, 9)), "2 regions"),
        (numpy.where(numpy.arange(36).reshape(6, 6) % 7 < 3, 2.0, numpy.nan), "share"),
        (numpy.outer([1.0, 2, 3, 4], numpy.ones(5)), "all the same"),
    ],
)
def test_what_means_nothing_is_refused(matrix: numpy.ndarray, words: str) -> None:
    with pytest.raises(RefusalError, match=words):
        correlated_complexity(cells_of(matrix))


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared New Zealand data are not here")
@pytest.mark.parametrize("year", [1981, 1996, 2013])
def test_published_figures_of_new_zealand(year: int) -> None:
    """Davies and Maré's own published tables: 50 areas, 200 activities, standardised with n - 1; suppressed cells are unknown."""
    frame = polars.read_parquet(SHARED / "employment_by_activity.parquet")
    found = correlated_complexity(activity_table(frame).cells(str(year)))
    cities = polars.read_csv(SHARED / "cities.csv").filter(polars.col("year") == year)
    published = {str(area): value for area, _, value, _ in cities.iter_rows()}
    for one in found.regions:
        assert one.complexity * (49 / 50) ** 0.5 == pytest.approx(published[one.id], abs=1e-12)
    activities = polars.read_csv(SHARED / "activities.csv").filter(polars.col("year") == year)
    known = dict(activities.select("act", "act_complexity").iter_rows())
    for one in found.activities:
        assert one.complexity * (199 / 200) ** 0.5 == pytest.approx(known[one.id], abs=1e-12)


def test_the_command_answers_by_correlation(tmp_path: Path) -> None:
    matrix = some()
    rows = [(f"r{i}", f"a{j}", matrix[i, j]) for i, j in numpy.argwhere(~numpy.isnan(matrix))]
    polars.DataFrame(rows, schema=["region", "activity", "value"], orient="row").write_csv(tmp_path / "t.csv")
    out: list[str] = []
    assert correlated_of_file(tmp_path / "t.csv", period=None, as_json=True, out=out.append) == 0
    told = json.loads(out[0])
    assert [one["rank"] for one in told["regions"]] == [
        one.rank for one in correlated_complexity(cells_of(matrix)).regions
    ]
    assert "unknown" in told["warnings"][0] and told["method"] == "correlation"
