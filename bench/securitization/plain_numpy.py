"""The same deal in straightforward numpy: a matrix of normals, default quarters, then the waterfall quarter by quarter."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri

from yanzhen.securitization.deal import Deal

CHUNK = 100_000
"""Paths at a time of the tuned way, so that a block stays in the caches."""


def simulate(deal: Deal, paths: int, seed: int, *, whole: bool = False) -> NDArray[np.float64]:
    """Unpaid A, unpaid B and residual (fen) of every path.

    ``whole`` is the straightforward way: all paths at once, sums over masks. Else in blocks, by binary search and matrix
    products, as somebody would write it who knows numpy well.
    """
    draw = np.random.default_rng(seed)
    if whole:
        return _waterfall(deal, _summed(deal, _counted(deal, paths, draw)))
    return np.concatenate([_chunk(deal, min(CHUNK, paths - start), draw) for start in range(0, paths, CHUNK)])


def _chunk(deal: Deal, paths: int, draw: np.random.Generator) -> NDArray[np.float64]:
    quarters = _default_quarters(deal, paths, draw)
    cash = _collections(deal, quarters)
    return _waterfall(deal, cash)


def _default_quarters(deal: Deal, paths: int, draw: np.random.Generator) -> NDArray[np.int64]:
    """The quarter (from 0) in which each firm defaults; the number of quarters where it does not."""
    load = math.sqrt(deal.risk.correlation)
    common = draw.standard_normal((paths, 1))
    latent = load * common + math.sqrt(1 - deal.risk.correlation) * draw.standard_normal((paths, len(deal.obligors)))
    quarters = np.empty(latent.shape, dtype=np.int64)
    for firm, obligor in enumerate(deal.obligors):
        quarters[:, firm] = np.searchsorted(ndtri(np.array(obligor.pd)), latent[:, firm], side="left")
    return quarters


def _counted(deal: Deal, paths: int, draw: np.random.Generator) -> NDArray[np.int64]:
    """Default quarters by counting the thresholds passed."""
    load = math.sqrt(deal.risk.correlation)
    common = draw.standard_normal((paths, 1))
    latent = load * common + math.sqrt(1 - deal.risk.correlation) * draw.standard_normal((paths, len(deal.obligors)))
    thresholds = ndtri(np.array([obligor.pd for obligor in deal.obligors]))
    quarters = np.zeros(latent.shape, dtype=np.int64)
    for quarter in range(deal.periods):
        quarters += latent > thresholds[:, quarter]
    return quarters


def _summed(deal: Deal, quarters: NDArray[np.int64]) -> NDArray[np.float64]:
    """Collections by quarter as sums over masks."""
    payment, before = _amounts(deal)
    recovery = deal.obligors[0].recovery
    cash = np.empty((deal.periods, len(quarters)))
    for quarter in range(deal.periods):
        cash[quarter] = np.where(quarters > quarter, payment, 0.0).sum(axis=1)
        back = quarter - recovery.lag
        if back >= 0:
            cash[quarter] += np.where(quarters == back, float(recovery.rate) * before[back], 0.0).sum(axis=1)
    return cash


def _collections(deal: Deal, quarters: NDArray[np.int64]) -> NDArray[np.float64]:
    payment, before = _amounts(deal)
    recovery, count = deal.obligors[0].recovery, deal.periods
    cash = np.empty((count, len(quarters)))
    for quarter in range(count):
        alive = quarters > quarter
        cash[quarter] = alive @ payment
        back = quarter - recovery.lag
        if back >= 0:
            cash[quarter] += (quarters == back) @ (float(recovery.rate) * before[back])
    return cash


def _amounts(deal: Deal) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The level payment of each firm, and its balance before each quarter."""
    licence, count = deal.obligors[0].licence, deal.periods
    assert licence is not None
    rate = float(licence.rate) / deal.periods_per_year
    exposures = np.array([float(obligor.exposure_fen) for obligor in deal.obligors])
    payment = exposures * rate / (1 - (1 + rate) ** -count)
    grown = (1 + rate) ** np.arange(count)[:, None]
    return payment, exposures * grown - payment * (grown - 1) / rate


def _waterfall(deal: Deal, cash: NDArray[np.float64]) -> NDArray[np.float64]:
    paths = cash.shape[1]
    senior, junior = (np.full(paths, float(tranche.balance)) for tranche in deal.tranches)
    owed_senior, owed_junior, residual = np.zeros(paths), np.zeros(paths), np.zeros(paths)
    rates = [float(tranche.coupons[0]) / deal.periods_per_year for tranche in deal.tranches]
    fee = float(deal.fees[0].annual_rate) / deal.periods_per_year * deal.pool_fen
    for left in cash:
        left = left - np.minimum(left, fee)
        owed_senior += senior * rates[0]
        owed_junior += junior * rates[1]
        for due in (owed_senior, owed_junior, senior, junior):
            paid = np.minimum(left, due)
            left -= paid
            due -= paid
        residual += left
    return np.stack([senior, junior, residual], axis=1)
