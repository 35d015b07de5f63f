"""Paths of the engine one by one: who defaults when on a path, and what the pool loses over many.

They are the engine's own draws (plain sampling), so that a path number names the same path as ``design="plain"`` does.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.securitization.draws import DRAWN_AT_ONCE, draw_defaults, draw_factors
from yanzhen.securitization.model import build_model
from yanzhen.securitization.sampling import plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from yanzhen.securitization.deal import Deal as Terms
    from yanzhen.securitization.deal import Obligor
    from yanzhen.securitization.model import Model

BARS = 40
"""Bars of the loss distribution; the last one holds the worst thousandth and what lies beyond."""


@dataclass(frozen=True, slots=True)
class Distribution:
    """Chances of the pool's loss by equal steps of ``step`` (a share of the pool), above the chance of no loss at all."""

    paths: int
    none: float
    step: float
    chances: tuple[float, ...]


def defaults_on(terms: Terms, path: int, seed: int = 1) -> dict[str, int]:
    """The period (from 1) in which each firm or supporter defaults on one path; who does not is left out."""
    model = build_model(terms)
    names = member_names(terms, model.obligors)
    found = _hits(model, model.copula_arrays(seed), path, 1)
    return {names[member]: int(period) + 1 for _, member, period in found}


def member_names(terms: Terms, firms: Sequence[Obligor] | None = None) -> list[str]:
    """Firms (in the file's order, or as given), then supporters."""
    return [firm.name for firm in firms or terms.obligors] + [one.name for one in terms.supports]


def pool_losses(terms: Terms, *, paths: int, seed: int) -> Distribution:
    """How the pool's principal loss is distributed over ``paths`` paths, the recovery at its stated rate."""
    model = build_model(terms)
    losses = np.zeros(paths)
    copula, table = model.copula_arrays(seed), _loss_table(model)
    firms = len(model.order)
    for start in range(0, paths, DRAWN_AT_ONCE):
        found = _hits(model, copula, start, min(DRAWN_AT_ONCE, paths - start))
        of_firms = found[found[:, 1] < firms]
        np.add.at(losses, start + of_firms[:, 0], table[of_firms[:, 1], of_firms[:, 2]])
    return _bars(losses / terms.pool_fen)


def _hits(model: Model, copula: tuple[object, ...], path: int, width: int) -> NDArray[np.int64]:
    """(lane, member, period from 0) of every default on ``width`` paths from ``path`` on."""
    members = len(model.order) + len(model.deal.supports)
    design, none = plain(), np.zeros((0, 0))
    keys: NDArray[np.uint64] = copula[6]  # type: ignore[assignment]
    factors, scale = np.zeros((keys.size, DRAWN_AT_ONCE)), np.ones(DRAWN_AT_ONCE)
    bits, hits = np.zeros(DRAWN_AT_ONCE, dtype=np.uint64), np.zeros((members * DRAWN_AT_ONCE + 1, 3), dtype=np.int64)
    knots = (design.stratified, design.knots_s, design.knots_u)
    chances, pieces = np.zeros(DRAWN_AT_ONCE), np.zeros(DRAWN_AT_ONCE, dtype=np.int64)
    draw_factors(path, 0, width, width, knots, copula, none, factors, scale, chances, pieces)
    count = draw_defaults(path, 0, width, copula, none, factors, scale, bits, hits)
    return hits[:count]


def _loss_table(model: Model) -> NDArray[np.float64]:
    """What the pool loses (fen) when a firm defaults in a period: the balance less deposit and recovery, if it arrives."""
    cash = model.cash
    periods = np.arange(1, cash.most.shape[1] + 1)
    arrives = periods + cash.lag[:, None] <= model.deal.periods
    lost: NDArray[np.float64] = cash.most - np.where(arrives, np.minimum(cash.recovery, cash.most), 0.0)
    return lost


def _bars(shares: NDArray[np.float64]) -> Distribution:
    worst = float(np.quantile(shares, 0.999)) or float(shares.max())
    step = (worst or 1.0) / BARS
    hit = shares[shares > 0]
    places = np.minimum((hit / step).astype(np.int64), BARS - 1)
    counts = np.bincount(places, minlength=BARS)
    return Distribution(len(shares), float((shares <= 0).mean()), step, tuple(float(n) / len(shares) for n in counts))
