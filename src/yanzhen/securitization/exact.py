"""Exact figures: the loss distribution of a static pool by recursion, and small deals by every vector of defaults.

Given the common factor (and, for the Student-t copula, the mixing variable) firms default independently. A static pool's
loss is then built firm by firm on integer loss units (Andersen, Sidenius and Basu 2003; Hull and White 2004). A small deal
with cash is run on every vector of default periods, each with its exact probability. The factor is integrated out by the
trapezoidal rule, which converges faster than any power on such smooth integrands, refined until nothing changes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.errors import RefusalError
from yanzhen.securitization.kernel import HAIR, run_vectors
from yanzhen.securitization.model import Model, build_model, program_arrays
from yanzhen.securitization.nodes import FIRST, LAST, Nodes, conditional, nodes_at, settled_nodes
from yanzhen.securitization.recursion import joint_chances, loss_distribution

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from yanzhen.securitization.deal import Deal

MOST_VECTORS = 400_000
"""Vectors of default periods that are run: 13^5, a few tenths of a second."""

MOST_UNITS = 500_000
"""Loss units of a pool; more would take many seconds."""

MOST_WORK = 3e10
"""Multiplications at one refinement; more would take many seconds."""

SAME = 1e-12
"""Figures that change by less at the next refinement are taken as exact."""

KINKED = 1e-8
"""The same where the integrand has a kink (a recovery that reaches its cap), on which the rule converges slowly."""


@dataclass(frozen=True, slots=True)
class ExactTranche:
    """A class's expected loss as a share of its principal, and the probability that principal is lost."""

    name: str
    el: float
    pd: float


@dataclass(frozen=True, slots=True)
class Exact:
    """Exact figures; ``tranches`` is empty where no exact method applies, and ``reason`` says why."""

    pool_el: float
    tranches: tuple[ExactTranche, ...] = ()
    residual_fen: float | None = None
    method: str = ""
    reason: str = ""


class UnsettledError(RefusalError):
    """No rule was fine enough: the conditional probabilities jump, as with a correlation just below 1."""


def exact_figures(deal: Deal, supports: Sequence[str] = (), model: Model | None = None) -> Exact:
    """The exact figures of a deal with these supporters, wherever an exact method applies."""
    model = model or build_model(deal)
    pool = pool_el(model)
    reason = _why_not(model, supports)
    if reason:
        return Exact(pool, reason=reason)
    try:
        if deal.is_static:
            return Exact(pool, _static(model), method="recursion on integer loss units")
        return _enumerated(model, supports, pool)
    except UnsettledError as error:
        return Exact(pool, reason=error.what)


def pool_el(model: Model) -> float:
    """Expected loss of the pool's principal as a share of it, whatever the correlation.

    The sum over firms and periods of the probability of default in the period times what is lost then; a wrong-way
    recovery is integrated over the factor.
    """
    strength = float(model.deal.obligors[0].recovery.wrong_way)
    if strength > 0:
        return _wrong_way_el(model, strength)
    return sum(firm_el(model, row) for row in range(len(model.order))) / model.deal.pool_fen


def firm_el(model: Model, row: int) -> float:
    """A firm's expected loss of principal (fen); ``row`` is its place in the model's order. No wrong-way recovery."""
    states = int(model.states[row])
    chances = np.diff(np.array(model.deal.obligors[model.order[row]].pd[:states]), prepend=0.0)
    most, back = model.cash.most[row, :states], model.cash.recovery[row, :states]
    return float(chances @ (most - np.minimum(back, most) * _arrives(model, row)))


def _wrong_way_el(model: Model, strength: float) -> float:
    """The pool's expected loss where the recovery falls with the factor."""

    def figures(nodes: Nodes) -> NDArray[np.float64]:
        factor = np.exp(strength * nodes.common - strength**2 / 2)
        total = 0.0
        for row in range(len(model.order)):
            states = int(model.states[row])
            chances = np.diff(conditional(model, row, nodes), axis=0, prepend=0.0)[:states]
            most, back = model.cash.most[row, :states, None], model.cash.recovery[row, :states, None]
            total += float((chances * (most - np.minimum(back * factor, most))).sum(axis=0) @ nodes.weights)
        return np.array([total / model.deal.pool_fen])

    return float(_refined(model, figures, same=KINKED)[0])


def _arrives(model: Model, row: int) -> NDArray[np.float64]:
    """By period of default, 1 where the recovery arrives on or before the last payment date, else 0."""
    periods = np.arange(1, int(model.states[row]) + 1)
    return np.where(periods + model.cash.lag[row] <= model.deal.periods, 1.0, 0.0)


def _why_not(model: Model, supports: Sequence[str]) -> str:
    """Why no exact method applies to the classes; empty when one does."""
    if not model.one_factor:
        return "industry or region factors"
    if float(model.deal.obligors[0].recovery.wrong_way) > 0:
        return "the recovery depends on the factor"
    if model.deal.is_static:
        units = loss_units(model)
        many = f"{units.total} loss units, more than {MOST_UNITS}: round the amounts to a larger common unit"
        return "" if units.total <= MOST_UNITS else many
    choices = _choices(model, supports)
    if math.prod(choices) <= MOST_VECTORS:
        return ""
    power = sum(math.log10(count) for count in choices)
    vectors = str(math.prod(choices)) if power < 15 else f"10^{int(power)}"
    return f"{vectors} vectors of default periods, more than {MOST_VECTORS}"


# ---- static pools --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class LossUnits:
    """Each firm's loss as a whole number of ``unit`` (exact fen)."""

    unit: Fraction
    losses: tuple[int, ...]

    @property
    def total(self) -> int:
        """All losses together."""
        return sum(self.losses)


def loss_units(model: Model) -> LossUnits:
    """The greatest amount of which every firm's loss is a whole multiple, by exact arithmetic."""
    losses = [obligor.exposure_fen * (1 - obligor.recovery.rate) for obligor in model.obligors]
    scale = math.lcm(*(loss.denominator for loss in losses))
    whole = [int(loss * scale) for loss in losses]
    unit = math.gcd(*whole) or 1
    return LossUnits(Fraction(unit, scale), tuple(loss // unit for loss in whole))


def _static(model: Model) -> tuple[ExactTranche, ...]:
    units = loss_units(model)
    levels = np.array([float(units.unit * number) for number in range(units.total + 1)])

    def figures(nodes: Nodes) -> NDArray[np.float64]:
        chances = _distribution(model, units, nodes)
        return np.array(
            [_static_tranche(model, place, units, levels, chances) for place in range(len(model.deal.tranches))]
        )

    found = _refined(model, figures)
    return tuple(
        ExactTranche(tranche.name, float(el), float(pd))
        for tranche, (el, pd) in zip(model.deal.tranches, found, strict=True)
    )


def static_distribution(model: Model) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Loss levels (fen) of a static pool and their exact probabilities."""
    units = loss_units(model)
    if units.total > MOST_UNITS:
        raise RefusalError("too many loss units", seen=str(units.total), expected=f"at most {MOST_UNITS}")
    chances = _refined(model, lambda nodes: _distribution(model, units, nodes))
    return np.array([float(units.unit * number) for number in range(units.total + 1)]), chances


def _distribution(model: Model, units: LossUnits, nodes: Nodes) -> NDArray[np.float64]:
    _check_work(units.total * len(model.order) * len(nodes.weights))
    given = np.array([conditional(model, row, nodes)[-1] for row in range(len(model.order))])
    return loss_distribution(np.array(units.losses, dtype=np.int64), given, nodes.weights)


def _static_tranche(
    model: Model, place: int, units: LossUnits, levels: NDArray[np.float64], chances: NDArray[np.float64]
) -> tuple[float, float]:
    tranche, pool = model.deal.tranches[place], model.deal.pool_fen
    attach = (tranche.attach or Fraction(0)) * pool
    first = math.floor(attach / units.unit) + 1  # the first level strictly above the attachment point
    losses = np.clip(levels - float(attach), 0.0, float(tranche.balance))
    return float(losses @ chances) / float(tranche.balance), float(chances[first:].sum())


# ---- small deals with cash -----------------------------------------------------------------------


def _choices(model: Model, supports: Sequence[str]) -> list[int]:
    """How many default periods, with none, each firm and supporter has; an unused supporter has but one."""
    firms = [int(states) + 1 for states in model.states[: len(model.order)]]
    used = [model.deal.periods + 1 if support.name in supports else 1 for support in model.deal.supports]
    return firms + used


def _enumerated(model: Model, supports: Sequence[str], pool: float) -> Exact:
    choices = _choices(model, supports)
    vectors = _vectors(choices)
    program = program_arrays(model.deal, supports)
    losses = np.zeros((len(vectors), program.tranches))
    residuals, drawn = np.zeros(len(vectors)), np.zeros((len(vectors), 0))
    run_vectors(vectors, program.arrays, model.cash_arrays(), len(model.deal.supports), losses, residuals, drawn)
    outcomes = np.concatenate([losses, losses > HAIR, residuals[:, None]], axis=1)

    def figures(nodes: Nodes) -> NDArray[np.float64]:
        _check_work(len(vectors) * len(nodes.weights))
        tables = [_choice_chances(model, row, count, nodes) for row, count in enumerate(choices)]
        half = (len(choices) + 1) // 2
        chances = joint_chances(_together(tables[:half]), _together(tables[half:]).T.copy(), nodes.weights)
        expected: NDArray[np.float64] = chances.ravel() @ outcomes
        return expected

    found = _refined(model, figures)
    count = program.tranches
    names = [tranche.name for tranche in model.deal.tranches]
    tranches = tuple(ExactTranche(name, float(found[j]), float(found[count + j])) for j, name in enumerate(names))
    return Exact(pool, tranches, float(found[-1]), f"all {len(vectors)} vectors of default periods")


def _choice_chances(model: Model, row: int, count: int, nodes: Nodes) -> NDArray[np.float64]:
    """The probability of each choice of a member given the node, choices x nodes; the first is no default."""
    if count == 1:
        return np.ones((1, len(nodes.weights)))
    given = conditional(model, row, nodes)[: count - 1]
    return np.concatenate([1.0 - given[-1:], np.diff(given, axis=0, prepend=0.0)])


def _together(tables: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """The probability of each vector of choices of some members, the last one's choice running fastest."""
    found = np.ones((1, tables[0].shape[1] if tables else 1))
    for table in tables:
        found = (found[:, None, :] * table[None, :, :]).reshape(-1, table.shape[1])
    return found


def _check_work(steps: int) -> None:
    if steps > MOST_WORK:
        raise UnsettledError("the exact figures would take too long")


def _vectors(choices: Sequence[int]) -> NDArray[np.int64]:
    """Every vector of default periods, one a row; 0 is no default."""
    grids = np.indices(choices, dtype=np.int64)
    return np.ascontiguousarray(grids.reshape(len(choices), -1).T)


def _refined(model: Model, figures: Callable[[Nodes], NDArray[np.float64]], same: float = SAME) -> NDArray[np.float64]:
    """The figures on finer and finer nodes, of the factor and of the scale in turn, until they stand still in both."""
    settled = settled_nodes(model)
    if settled is not None:
        return figures(settled)
    grid, sides = [FIRST, FIRST if model.spread.size else 1], 2 if model.spread.size else 1
    now, still, side = figures(nodes_at(model, *grid)), 0, 0
    while still < sides:
        finer = [2 * count - 1 if place == side else count for place, count in enumerate(grid)]
        if finer[side] > LAST:
            raise UnsettledError("the integral over the common factor did not settle")
        before, now = now, figures(nodes_at(model, *finer))
        if bool(np.all(np.abs(now - before) <= same * np.maximum(np.abs(now), 1.0))):
            still, side = still + 1, (side + 1) % sides
        else:
            still, grid = 0, finer
    return now
