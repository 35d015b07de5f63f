"""Which industries to choose: several criteria, weights that a person sets, and how stable the order is under them.

Each criterion is brought to 0 to 1 by its place among the candidates (so that no unit and no outlier decides), the score is the weighted mean
over the criteria that are known. The stability is told by drawing the weights again around those set: how often each candidate is among the first.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from yanzhen.errors import InputError, RefusalError

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion's values by candidate (``None`` is unknown); ``more`` says that more is better."""

    name: str
    values: Mapping[str, float | None]
    weight: float
    more: bool = True


@dataclass(frozen=True, slots=True)
class Ranked:
    """A candidate with its score (0 to 1) and rank under the weights set; ``first`` is the share of weightings that put it among the first ``top``.

    ``rank_low`` and ``rank_high`` hold its rank in 95 % of the weightings; ``unknown`` names the criteria without a value, which were left out.
    """

    candidate: str
    score: float
    rank: int
    rank_low: int
    rank_high: int
    first: float
    unknown: tuple[str, ...]


def ranked_choice(
    criteria: Sequence[Criterion], *, top: int = 3, draws: int = 1000, spread: float = 0.5, seed: int = 0
) -> tuple[Ranked, ...]:
    """The candidates in the order of their score.

    Weights are drawn from a Dirichlet distribution with the weights set as its mean; ``spread`` 0 draws them as they are, 1 anything.
    Raises :class:`~yanzhen.errors.InputError` for weights that cannot be, :class:`~yanzhen.errors.RefusalError` for fewer than two candidates or one about which
    no criterion says anything.
    """
    candidates = tuple(sorted({candidate for criterion in criteria for candidate in criterion.values}))
    _check(criteria, candidates, spread)
    scaled = numpy.array([_scaled(criterion, candidates) for criterion in criteria])
    silent = [name for name, column in zip(candidates, scaled.T, strict=True) if numpy.isnan(column).all()]
    if silent:
        raise RefusalError(
            f"choice, {silent[0]}",
            seen="no criterion has a value",
            expected="at least one",
            todo="leave it out, or bring a figure",
        )
    weights = numpy.array([criterion.weight for criterion in criteria], dtype=float)
    weights /= weights.sum()
    score = _scores(weights[None, :], scaled)[0]
    drawn = _ranks(_scores(_weightings(weights, draws, spread, seed), scaled))
    rank = _ranks(score[None, :])[0]
    rows = [
        Ranked(
            name,
            float(score[at]),
            int(rank[at]),
            int(min(rank[at], numpy.quantile(drawn[:, at], 0.025, method="lower"))),
            int(max(rank[at], numpy.quantile(drawn[:, at], 0.975, method="higher"))),
            float((drawn[:, at] <= top).mean()),
            tuple(c.name for c, value in zip(criteria, scaled[:, at], strict=True) if numpy.isnan(value)),
        )
        for at, name in enumerate(candidates)
    ]
    return tuple(sorted(rows, key=lambda row: (row.rank, row.candidate)))


def _check(criteria: Sequence[Criterion], candidates: tuple[str, ...], spread: float) -> None:
    if not criteria or sum(criterion.weight for criterion in criteria) <= 0 or min(c.weight for c in criteria) < 0:
        told = ", ".join(f"{criterion.name} {criterion.weight:g}" for criterion in criteria) or "none"
        raise InputError("weights", seen=told, expected="none below 0, and one above")
    if not 0 <= spread <= 1:
        raise InputError("spread of the weights", seen=str(spread), expected="0 to 1")
    if len(candidates) < 2:
        raise RefusalError("choice", seen=f"{len(candidates)} candidates", expected="at least two to choose from")


def _scaled(criterion: Criterion, candidates: tuple[str, ...]) -> NDArray[numpy.float64]:
    """The place of each candidate from 0 (worst) to 1 (best), equal values in the middle of their places; unknown is NaN."""
    told = (criterion.values.get(name) for name in candidates)
    values = numpy.array([numpy.nan if value is None else value for value in told], dtype=float)
    known = ~numpy.isnan(values)
    signed = values[known] if criterion.more else -values[known]
    below = (signed[:, None] > signed[None, :]).sum(axis=1)
    level = (signed[:, None] == signed[None, :]).sum(axis=1) - 1
    places = numpy.full(len(candidates), numpy.nan)
    places[known] = (below + level / 2) / max(1, known.sum() - 1) if known.sum() > 1 else 0.5
    return places


def _weightings(weights: NDArray[numpy.float64], draws: int, spread: float, seed: int) -> NDArray[numpy.float64]:
    if spread == 0:
        return numpy.repeat(weights[None, :], draws, axis=0)
    # At spread 1 the concentration equals the number of criteria with a weight: as for even weights, anything is as likely as anything.
    concentration = (weights > 0).sum() / spread**2
    drawn = numpy.zeros((draws, len(weights)))
    positive = weights > 0
    drawn[:, positive] = numpy.random.default_rng(seed).dirichlet(weights[positive] * concentration, draws)
    return drawn


def _scores(weights: NDArray[numpy.float64], scaled: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
    known = ~numpy.isnan(scaled)
    total = weights @ known
    return numpy.asarray((weights @ numpy.where(known, scaled, 0.0)) / numpy.where(total > 0, total, 1.0))


def _ranks(scores: NDArray[numpy.float64]) -> NDArray[numpy.int64]:
    """One more than how many are above by more than rounding; row by row, so that a thousand candidates need no cube of comparisons."""
    ordered = numpy.sort(scores, axis=1)
    above = [
        len(row) - numpy.searchsorted(row, own + 1e-12, side="right") for row, own in zip(ordered, scores, strict=True)
    ]
    return numpy.asarray(above, dtype=numpy.int64).reshape(scores.shape) + 1
