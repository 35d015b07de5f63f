"""Proximity, density and outlook against their formulas written out."""

from __future__ import annotations

import numpy
import pytest
import scipy.sparse
from hypothesis import given
from hypothesis import strategies as st

from yanzhen.chains.relatedness import density, joint_counts, outlook, outlook_gain, proximity


def matrix(regions: int, activities: int, seed: int) -> scipy.sparse.csr_matrix:
    return scipy.sparse.csr_matrix((numpy.random.default_rng(seed).random((regions, activities)) < 0.3).astype(float))


@pytest.mark.parametrize(("regions", "activities"), [(1, 1), (5, 3), (64, 70), (65, 130), (200, 190)])
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
