"""Where the paths are drawn: plain, in strata of the common factor, more where classes lose (importance), or by Sobol.

A design bends the unit interval: a path's ``s`` becomes the probability ``u`` of its common factor along straight pieces, and
the slope of the piece is the path's weight. Any design is unbiased; the pilot only decides how small the error is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np

from yanzhen.errors import InputError
from yanzhen.securitization.controls import fitted, may_control, moment_count, offsets
from yanzhen.securitization.kernel import BINS, SUMS, simulate_batch
from yanzhen.securitization.normal import cdf

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.securitization.model import Model, ProgramArrays

DESIGNS = ("plain", "stratified", "importance", "sobol")

PILOT_CELLS, PILOT_LOW, PILOT_HIGH = 52, -6.5, 6.5
PILOT_PATHS = 256
"""Paths of the pilot in each cell of the common factor."""

EDGES = np.linspace(PILOT_LOW, PILOT_HIGH, PILOT_CELLS + 1)[1:-1]
"""Of the factor, between the pilot's strata."""

LEAST_LEFT = 0.02
"""A pilot may seem to explain all of a figure; this share of its variance is planned for."""

NO_SLOPES = np.zeros((PILOT_CELLS, 0, 2, 2))

DEFENSIVE = 0.1
"""Share of the paths that stay where the factor is drawn; it bounds every weight by its inverse."""


@dataclass(frozen=True, slots=True)
class Design:
    """How the common factor is drawn; ``knots`` are corners of the bent unit interval.

    ``slopes`` are those of the controls, pieces x classes x figures x 2; without classes there are no controls.
    """

    name: str
    stratified: int
    knots_s: NDArray[np.float64]
    knots_u: NDArray[np.float64]
    slopes: NDArray[np.float64]


def plain(name: str = "plain") -> Design:
    """Every path drawn where chance puts it; ``stratified`` gives each its own stratum of the common factor."""
    return Design(name, int(name == "stratified"), np.array([0.0, 1.0]), np.array([0.0, 1.0]), NO_SLOPES)


def without_controls(design: Design) -> Design:
    """The same paths and weights: for studies whose figures are compared with each other, one path by one."""
    return replace(design, slopes=NO_SLOPES)


def kernel_design(design: Design, model: Model) -> tuple[Any, ...]:
    """The design as the kernel takes it, with the means of its controls in this model."""
    slopes = design.slopes if may_control(model) else NO_SLOPES
    return design.stratified, design.knots_s, design.knots_u, slopes, offsets(model, slopes, EDGES)


def choose_design(
    name: str, model: Model, program: ProgramArrays, seed: int, paths: int, threads: int | None = None
) -> Design:
    """The design of that name for a deal; importance sampling looks at a pilot first."""
    if name not in DESIGNS:
        raise InputError("design", seen=repr(name), expected=", ".join(DESIGNS), todo="name one of these")
    return importance(model, program, seed) if name == "importance" else plain(name)


def importance(model: Model, program: ProgramArrays, seed: int) -> Design:
    """Strata of the common factor, each with about as many paths as brings the classes' errors down most.

    The best number of paths for one figure is proportional to a stratum's probability times the figure's standard deviation
    in it (Neyman, 1934); the design averages that over the classes' expected losses and probabilities of loss.
    """
    edges = np.concatenate([[0.0], [cdf(z) for z in EDGES], [1.0]])
    chances = np.diff(edges)
    spreads, slopes = _pilot(model, program, seed, edges)
    aims = chances[:, None] * spreads
    totals = aims.sum(axis=0)
    used = totals > 0
    if not used.any():
        return plain("stratified")
    wanted = (aims[:, used] / totals[used]).mean(axis=1)
    density = DEFENSIVE * chances + (1 - DEFENSIVE) * wanted
    return Design("importance", 1, np.concatenate([[0.0], np.cumsum(density) / density.sum()]), edges, slopes)


def _pilot(
    model: Model, program: ProgramArrays, seed: int, edges: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Standard deviations by cell of the factor that the controls leave: each class's loss, then whether it loses; and slopes."""
    cells, classes = len(edges) - 1, program.tranches
    out = (
        np.zeros((cells, classes, SUMS)),
        np.zeros((cells, classes, BINS + 1)),
        np.zeros((cells, classes, BINS + 1)),
        np.zeros((cells, classes, 2, model.deal.periods)),
        np.zeros((cells, 3 + len(program.extra))),
        np.zeros((cells, max(len(model.deal.supports), 1), classes + 1)),
        np.zeros((cells, moment_count(classes))),
    )
    copula, cash, none = model.copula_arrays(seed ^ 0x9E3779B9), model.cash_arrays(), np.zeros((0, 0))
    for cell in range(cells):
        design = (1, np.array([0.0, 1.0]), edges[cell : cell + 2], NO_SLOPES, NO_SLOPES[..., 0])
        simulate_batch(cell, cell * PILOT_PATHS, PILOT_PATHS, design, program.arrays, copula, cash, none, out)
    chance = np.diff(edges)[:, None] * PILOT_PATHS
    bins, worth, moments = out[1], out[2], out[6]
    heavy, light = bins[:, :, 1:], worth[:, :, 1:]
    squares = np.divide(light**2, heavy, out=np.zeros_like(heavy), where=heavy > 0).sum(axis=2) / chance
    means, losses = light.sum(axis=2) / chance, heavy.sum(axis=2) / chance
    whole = np.concatenate([squares - means**2, losses - losses**2], axis=1)
    if not may_control(model):
        return _smoothed(np.sqrt(np.maximum(0.0, whole))), NO_SLOPES
    slopes, taken = fitted(moments, classes)
    left = whole - np.concatenate([taken[:, :, 0], taken[:, :, 1]], axis=1)
    return _smoothed(np.sqrt(np.maximum(0.0, np.maximum(left, LEAST_LEFT * whole)))), slopes


def _smoothed(table: NDArray[np.float64]) -> NDArray[np.float64]:
    """Each cell with its neighbours: a cell in which the pilot saw nothing is not empty for that."""
    padded = np.concatenate([table[:1], table, table[-1:]])
    smooth: NDArray[np.float64] = (padded[:-2] + 2 * padded[1:-1] + padded[2:]) / 4
    return smooth


def sobol_points(design: Design, dimensions: int, count: int, seed: int, batch: int) -> NDArray[np.float64]:
    """Scrambled Sobol points of one batch; no points for the other designs."""
    if design.name != "sobol":
        return np.zeros((0, 0))
    from scipy.stats import qmc  # loaded only here: it takes a second

    generator = qmc.Sobol(dimensions, scramble=True, rng=np.random.default_rng([seed, batch]))
    power = max(count - 1, 1).bit_length()
    points: NDArray[np.float64] = np.clip(generator.random_base2(power)[:count], 1e-16, 1 - 1e-16)
    return points
