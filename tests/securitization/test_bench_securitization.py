"""The straightforward numpy of the benchmark is a second implementation of drawing, cash and waterfall."""

from __future__ import annotations

import numpy as np
import pytest
from bench.securitization import plain_numpy
from bench.securitization.workload import timed_deal

from yanzhen.securitization.simulate import simulate

PATHS = 60_000


@pytest.mark.parametrize("whole", [True, False], ids=["straightforward", "tuned"])
def test_the_engine_agrees_with_straightforward_numpy(whole: bool) -> None:
    deal = timed_deal()
    theirs = plain_numpy.simulate(deal, PATHS, 3, whole=whole)
    ours = simulate(deal, paths=PATHS, seed=3)
    for place, tranche in enumerate(ours.tranches):
        share = theirs[:, place] / float(deal.tranches[place].balance)
        for estimate, column in ((tranche.el, share), (tranche.pd, (share > 1e-9).astype(float))):
            error = np.hypot(estimate.error, column.std() / PATHS**0.5)
            assert abs(estimate.value - column.mean()) < 4 * error
    error = np.hypot(ours.residual_fen.error, theirs[:, 2].std() / PATHS**0.5)
    assert abs(ours.residual_fen.value - theirs[:, 2].mean()) < 4 * error
