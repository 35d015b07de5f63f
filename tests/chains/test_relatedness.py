"""Proximity, density and outlook against their formulas written out."""

from __future__ import annotations

from pathlib import Path

import numpy
import polars
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.chains.activities import activity_table
from yanzhen.chains.complexity import presence
from yanzhen.chains.relatedness import density, joint_counts, outlook, outlook_gain, proximity
from yanzhen.chains.specialisation import has, rca

SHARED = Path(__file__).parents[3] / "shared" / "data"


def matrix(regions: int, activities: int, seed: int) -> scipy.sparse.csr_matrix:
    return scipy.sparse.csr_matrix((numpy.random.default_rng(seed).random((regions, activities)) < 0.3).astype(float))


@pytest.mark.parametrize(
    ("regions", "activities"), [(1, 1), (5, 3), (64, 70), (65, 130), (200, 190), (512, 66), (513, 130), (700, 61)]
)
def test_joint_counts_are_those_of_multiplication(regions: int, activities: int) -> None:
    present = matrix(regions, activities, regions)
    assert (joint_counts(present) == (present.T @ present).toarray()).all()


@given(st.integers(0, 1000))
def test_proximity_is_the_smaller_conditional_chance(seed: int) -> None:
    dense = matrix(12, 7, seed).toarray()
    near = proximity(scipy.sparse.csr_matrix(dense))
    for a in range(7):
        for b in range(7):
            both, of_a, of_b = (dense[:, a] * dense[:, b]).sum(), dense[:, a].sum(), dense[:, b].sum()
            assert near[a, b] == (min(both / of_a, both / of_b) if of_a and of_b else 0)


def test_density_and_outlook_as_written() -> None:
    present = matrix(9, 6, 3)
    held, near = present.toarray(), proximity(present)
    pci = numpy.linspace(-1, 1, 6)
    dense = density(present, near)
    for region in range(9):
        for activity in range(6):
            written = sum(held[region, b] * near[activity, b] for b in range(6)) / near[activity].sum()
            assert dense[region, activity] == pytest.approx(written, abs=1e-14)
    ahead = outlook(present, dense, pci)
    assert ahead[0] == pytest.approx(sum((1 - held[0, a]) * dense[0, a] * pci[a] for a in range(6)), abs=1e-13)


def test_the_gain_is_the_outlook_after_less_the_outlook_before() -> None:
    """With the proximities held, adding one activity changes the outlook by what the gain says."""
    present = matrix(9, 6, 5)
    near = proximity(present)
    pci = numpy.linspace(-1, 1, 6)
    dense = density(present, near)
    gain, before = outlook_gain(present, near, dense, pci), outlook(present, dense, pci)
    for region, activity in zip(*numpy.nonzero(present.toarray() == 0), strict=True):
        held = present.toarray()
        held[region, activity] = 1
        after = scipy.sparse.csr_matrix(held)
        later = outlook(after, density(after, near), pci)
        assert later[region] - before[region] == pytest.approx(gain[region, activity], abs=1e-12)
    assert (gain[present.toarray() == 1] == 0).all()


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared trade data are not here")
def test_published_proximities_of_world_trade() -> None:
    """economiccomplexity (R) 2.0.0: proximity of afg and ago, of 0011 and 0012, and the sums of both matrices."""
    frame = polars.read_parquet(SHARED / "world-trade" / "exports.parquet")
    cells = activity_table(frame.rename({"country": "region", "product": "activity"})).cells()
    present = presence(cells, has(cells))
    products, countries = proximity(present), proximity(present.T.tocsr())
    assert (products[0, 1], countries[0, 1]) == (
        pytest.approx(0.3658537, abs=5e-8),
        pytest.approx(0.015873016, abs=5e-10),
    )
    assert products.sum() == pytest.approx(127_384.462, abs=5e-4)
    assert countries.sum() == pytest.approx(7_075.655, abs=5e-4)


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared trade data are not here")
def test_published_advantages_of_countries() -> None:
    """Datawheel's py-economic-complexity, package test on 21 sections: mean, standard deviation and quartiles of RCA."""
    frame = polars.read_csv(SHARED / "provinces-and-world" / "world-exports-21-sections-earlier.csv")
    frame = frame.select(region="exporter_country_id", activity="section_id", value="trade_value")
    cells = activity_table(frame).cells()
    table = numpy.zeros(cells.shape)
    table[cells.row, cells.column] = rca(cells)
    first, ninth = (table[:, cells.activities.index(section)] for section in ("1", "9"))
    assert (first.mean(), first.std(ddof=1)) == (pytest.approx(3.484895, abs=5e-7), pytest.approx(8.261088, abs=5e-7))
    assert numpy.quantile(first, [0.25, 0.5, 0.75]) == pytest.approx([0.129100, 0.718371, 2.165564], abs=5e-7)
    assert (ninth.mean(), ninth.max()) == (pytest.approx(1.959028, abs=5e-7), pytest.approx(75.963223, abs=5e-7))
