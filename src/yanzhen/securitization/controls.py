"""Controls: what a class loses is compared with what the pool loses, whose mean is known exactly given the common factor.

On each path a share of the pool's loss and of its square, less their exact means in the path's stratum, is taken off the class's
loss. That changes no mean and, as the pool and the class lose together, takes most of the noise away within a stratum
(regression in strata; Cochran, 1977). The slopes come from the pilot, so they know nothing of the paths that they are used on.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.securitization.draws import TABLE_CELLS, TABLE_LOW, TABLE_STEPS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.securitization.model import Model

POWERS, FIGURES, TERMS = 5, 2, 3
"""Sums of a pilot: five powers of the pool's loss; for each class its loss and whether it loses, times three of them."""

FEWEST = 0.02
"""A stratum in which a smaller share of the pilot's paths lose has no control: its slopes would be noise."""


def moment_count(classes: int) -> int:
    """How many sums a pilot keeps for each stratum."""
    return POWERS + classes * FIGURES * TERMS


def may_control(model: Model) -> bool:
    """Whether the pool's loss given the factor is a sum of independent ones that the table of probabilities knows."""
    return len(model.table) > 0 and not model.deal.obligors[0].recovery.wrong_way


def fitted(moments: NDArray[np.float64], classes: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Slopes on the pool's loss and its square, cells x classes x figures x 2, and the variances that they leave."""
    total = np.maximum(moments[:, :1], 1e-300)
    powers = moments[:, :POWERS] / total
    products = (moments[:, POWERS:] / total).reshape(len(moments), classes, FIGURES, TERMS)
    spread = np.array(
        [[powers[:, i + k + 2] - powers[:, i + 1] * powers[:, k + 1] for k in range(2)] for i in range(2)]
    )
    spread = spread.transpose(2, 0, 1)
    means = products[..., 0]
    joint = np.stack([products[..., k + 1] - means * powers[:, k + 1, None, None] for k in range(2)], axis=-1)
    slopes = np.einsum("cik,cjfk->cjfi", np.linalg.pinv(spread, rcond=1e-9, hermitian=True), joint)
    lose = products[:, :, 1, 0]
    sure = (lose < FEWEST) | (lose > 1 - 1e-12)
    return np.where(sure[:, :, None, None], 0.0, slopes), np.einsum("cjfi,cjfi->cjf", slopes, joint)


def offsets(model: Model, slopes: NDArray[np.float64], edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """By stratum, class and figure, the mean of the control; ``edges`` are values of the factor, open at both ends."""
    if slopes.shape[1] == 0:
        return np.zeros(slopes.shape[:3])
    found: NDArray[np.float64] = np.einsum("cjfi,ci->cjf", slopes, loss_means(model, edges))
    return found


def loss_means(model: Model, edges: NDArray[np.float64]) -> NDArray[np.float64]:
    """Means of the pool's loss (a share) and of its square in each stratum of the factor, by Simpson's rule on the table."""
    first, second = _given(model)
    grid = TABLE_LOW + np.arange(TABLE_CELLS + 1) / TABLE_STEPS
    density = np.exp(-(grid**2) / 2)
    corners = np.rint((np.concatenate([[grid[0]], edges, [grid[-1]]]) - TABLE_LOW) * TABLE_STEPS).astype(int)
    found = []
    for low, high in pairwise(corners.tolist()):
        simpson = np.ones(high - low + 1)
        simpson[1:-1:2], simpson[2:-1:2] = 4.0, 2.0
        weights = simpson * density[low : high + 1]
        weights /= weights.sum()
        found.append([weights @ first[low : high + 1], weights @ second[low : high + 1]])
    return np.array(found)


def _given(model: Model) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """The mean of the pool's loss and of its square at each corner of the table."""
    mean, rest = np.zeros(TABLE_CELLS + 1), np.zeros(TABLE_CELLS + 1)
    pool, cash = model.deal.pool_fen, model.cash
    for row in range(len(model.order)):
        states = int(model.states[row])
        arrives = np.arange(1, states + 1) + cash.lag[row] <= model.deal.periods
        most = cash.most[row, :states]
        lost = (most - np.minimum(cash.recovery[row, :states], most) * arrives) / pool
        chances = np.diff(model.table[model.curves[row], :, :states].astype(np.float64), axis=1, prepend=0.0)
        own = chances @ lost
        mean += own
        rest += chances @ lost**2 - own**2
    return mean, mean**2 + rest
