"""Controls: their means are exact, they move no figure, and they take most of the noise away."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy import integrate
from scipy.special import ndtr, ndtri
from tests.securitization.deals import POOL24, TINY

from yanzhen.securitization.controls import loss_means
from yanzhen.securitization.deal_file import parse_deal
from yanzhen.securitization.exact import exact_figures
from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.sampling import EDGES, NO_SLOPES, choose_design, kernel_design, without_controls
from yanzhen.securitization.simulate import simulate


def test_the_means_in_a_stratum_are_the_integrals_over_it() -> None:
    """Against adaptive quadrature of the conditional moments, written out for the pool without cash."""
    deal = parse_deal(POOL24)
    model = build_model(deal)
    losses = np.array([0.6 * firm.exposure_fen / deal.pool_fen for firm in deal.obligors])
    thresholds = ndtri([firm.pd[0] for firm in deal.obligors])

    def moments(factor: float) -> np.ndarray:
        chances = ndtr((thresholds - np.sqrt(0.2) * factor) / np.sqrt(0.8))
        mean = chances @ losses
        return np.array([mean, mean**2 + (chances * (1 - chances)) @ losses**2]) * np.exp(-(factor**2) / 2)

    means = loss_means(model, EDGES)
    for cell in (0, 9, 25, 51):
        low, high = ([-12, *EDGES, 12][place] for place in (cell, cell + 1))
        weight, _ = integrate.quad(lambda factor: np.exp(-(factor**2) / 2), low, high)
        for place in range(2):
            true, _ = integrate.quad(lambda factor, p=place: moments(factor)[p], low, high)
            near = 1e-2 if cell in (0, 51) else 2e-6  # beyond the table lies a share of 1e-12 of all paths
            assert means[cell, place] == pytest.approx(true / weight, rel=near, abs=1e-12)


@pytest.mark.parametrize("text", [TINY, POOL24], ids=["tiny", "pool"])
def test_controls_move_no_figure_and_lower_its_error(text: str) -> None:
    deal = parse_deal(text)
    model, exact = build_model(deal), exact_figures(deal)
    aims = choose_design("importance", model, program_arrays(deal), 1, 5000)
    errors = []
    for design in (aims, without_controls(aims)):
        runs = [simulate(deal, paths=5000, seed=seed, model=model, aims=design).tranches for seed in range(12)]
        for place, true in enumerate(exact.tranches):
            found = [one[place].el for one in runs]
            spread = np.std([one.value for one in found], ddof=1) / np.sqrt(len(found))
            assert abs(np.mean([one.value for one in found]) - true.el) < 5 * spread
        errors.append(np.mean([one[-1 if deal.is_static else 0].el.error ** 2 for one in runs]))
    assert errors[0] < 0.5 * errors[1]


def test_without_a_table_or_with_a_recovery_that_follows_the_factor_there_is_no_control() -> None:
    deal = parse_deal(TINY.replace("lag = 2", "lag = 2\nwrong_way = 0.5"))
    model = build_model(deal)
    assert choose_design("importance", model, program_arrays(deal), 1, 5000).slopes.shape == NO_SLOPES.shape
    plain = build_model(parse_deal(TINY))
    aims = choose_design("importance", plain, program_arrays(plain.deal), 1, 5000)
    assert aims.slopes.shape[1] == 2
    assert kernel_design(aims, replace(plain, table=plain.table[:0]))[3].shape[1] == 0


def test_controls_of_the_pool_alone_do_no_harm_where_support_takes_the_loss_away() -> None:
    deal = parse_deal(TINY + '[[support]]\nname = "S"\ncovers = ["A"]\nannual_pd = 0.002\n')
    model = build_model(deal)
    aims = choose_design("importance", model, program_arrays(deal), 1, 5000)
    with_them, bare = (
        simulate(deal, paths=5000, seed=2, supports=["S"], model=model, aims=design).tranches[0].el
        for design in (aims, without_controls(aims))
    )
    assert with_them.value > 0
    assert with_them.error <= 1.001 * bare.error
