"""Nodes and weights by which the common factor is integrated out, and default probabilities given a node."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.securitization.normal import cdf, cdfs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.securitization.model import Model

WIDEST = 9.0
"""The factor is integrated from -WIDEST to WIDEST; beyond lies 2e-19."""

FIRST, LAST = 65, 4097
"""Nodes of the first and the finest trapezoidal rule."""


@dataclass(frozen=True, slots=True)
class Nodes:
    """Values of the common factor and of the Student-t scale (1 for the Gaussian), with weights that sum to 1."""

    common: NDArray[np.float64]
    scale: NDArray[np.float64]
    weights: NDArray[np.float64]


def settled_nodes(model: Model) -> Nodes | None:
    """Nodes that are exact as they stand, where there are such; else a rule is refined (:func:`nodes_at`)."""
    if bool(np.all(model.loads[:, 0] == 0.0)) and not model.spread.size:
        return Nodes(np.zeros(1), np.ones(1), np.ones(1))
    if bool(np.any(model.own == 0.0)) and not model.spread.size:
        return _between_thresholds(model)
    return None


def nodes_at(model: Model, common: int, scales: int) -> Nodes:
    """The trapezoidal rule with as many nodes of the common factor and (for the Student-t copula) of the scale."""
    return _with_scale(_trapezoid(common), model, scales) if model.spread.size else _trapezoid(common)


def conditional(model: Model, row: int, nodes: Nodes) -> NDArray[np.float64]:
    """Cumulative probabilities of default of a firm or supporter given the common factor alone, periods x nodes."""
    distance = model.thresholds[row][:, None] * nodes.scale - model.loads[row, 0] * nodes.common
    own = math.sqrt(max(0.0, 1.0 - model.loads[row, 0] ** 2)) if len(model.loads[row]) > 1 else model.own[row]
    if own == 0.0:
        return np.where(distance >= 0.0, 1.0, 0.0)
    return normal_cdf(distance / own)


def normal_cdf(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """The normal distribution function of an array."""
    return cdfs(np.ascontiguousarray(scores).ravel()).reshape(scores.shape)


def _trapezoid(count: int) -> Nodes:
    common = np.linspace(-WIDEST, WIDEST, count)
    weights = np.exp(-(common**2) / 2)
    return Nodes(common, np.ones(count), weights / weights.sum())


def _between_thresholds(model: Model) -> Nodes:
    """Where firms hang on the factor alone: one node in each stretch in which nothing changes, with its probability.

    Firms with a part of their own take finer stretches, so that the answer is then good to some 1e-7 only.
    """
    pure = model.own == 0.0
    edges = {edge for edge in (model.thresholds[pure] / model.loads[pure, :1]).ravel().tolist() if math.isfinite(edge)}
    if not pure.all():
        edges |= set(np.linspace(-WIDEST, WIDEST, LAST).tolist())
    corners = [-math.inf, *sorted(edges), math.inf]
    chances = np.diff([cdf(corner) for corner in corners])
    middles = [(low + high) / 2 for low, high in pairwise(corners[1:-1])]
    inner = [corners[1] - 1, *middles, corners[-2] + 1] if edges else [0.0]
    return Nodes(np.array(inner), np.ones(len(inner)), chances)


def _with_scale(common: Nodes, model: Model, count: int) -> Nodes:
    """Nodes over the factor and the Student-t scale, taken evenly in the logarithm of the chi-squared variable."""
    degrees = float(model.deal.risk.degrees_of_freedom or 1)
    middle, width = math.log(degrees), 14.0 / math.sqrt(degrees) + 6.0 / degrees
    logs = np.linspace(middle - 2.5 * width, middle + width, count)
    density = np.exp(degrees / 2 * logs - np.exp(logs) / 2 - degrees / 2 * middle + degrees / 2)
    weights = density / density.sum()
    scale = np.sqrt(np.exp(logs) / degrees)
    kept = weights > 1e-18
    grid_common, grid_scale = np.meshgrid(common.common, scale[kept], indexing="ij")
    both = np.outer(common.weights, weights[kept])
    return Nodes(grid_common.ravel(), grid_scale.ravel(), both.ravel() / both.sum())
