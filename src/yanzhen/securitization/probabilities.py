"""Probabilities of default learnt from few firms: a Beta posterior and its range, carried through to the classes.

No default among eleven firms in three years is not a probability of nought: with Jeffreys' prior the posterior's mean is
0.5/12 over the three years, and its upper end far above.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from yanzhen.errors import InputError
from yanzhen.securitization.firm_rows import flat_pd
from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.sampling import choose_design
from yanzhen.securitization.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yanzhen.securitization.deal import Deal
    from yanzhen.securitization.figures import Figures

RANGE = (0.05, 0.5, 0.95)


@dataclass(frozen=True, slots=True)
class Posterior:
    """Defaults seen among firms watched for some years, with a Beta prior on the probability over those years."""

    defaults: int
    firms: int
    years: float
    prior_a: float = 0.5
    prior_b: float = 0.5

    def __post_init__(self) -> None:
        if not 0 <= self.defaults <= self.firms or self.years <= 0 or min(self.prior_a, self.prior_b) <= 0:
            raise InputError("posterior", seen=str(self), expected="defaults at most firms, years and prior above 0")

    @property
    def mean(self) -> float:
        """Posterior mean of the probability over the years watched.

        >>> round(Posterior(0, 11, 3).mean, 6)
        0.041667
        """
        a, b = self._parameters()
        return a / (a + b)

    @property
    def annual(self) -> float:
        """The flat yearly probability at the posterior mean."""
        return flat_pd(self.mean, 1 / self.years)

    def quantile(self, chance: float) -> float:
        """Posterior quantile of the probability over the years watched."""
        from scipy.special import betaincinv

        return float(betaincinv(*self._parameters(), chance))

    def annual_quantile(self, chance: float) -> float:
        """The same as a flat yearly probability."""
        return flat_pd(self.quantile(chance), 1 / self.years)

    def _parameters(self) -> tuple[float, float]:
        return self.prior_a + self.defaults, self.prior_b + self.firms - self.defaults


@dataclass(frozen=True, slots=True)
class Carried:
    """The classes' figures at one quantile of the posterior."""

    quantile: float
    annual_pd: float
    figures: Figures


def carried_range(
    deal: Deal,
    posterior: Posterior,
    *,
    paths: int,
    seed: int,
    quantiles: Sequence[float] = RANGE,
    threads: int | None = None,
) -> tuple[Carried, ...]:
    """The deal with every firm's probability at each quantile of the posterior, on common random numbers."""
    model = build_model(deal)
    design = choose_design("importance", model, program_arrays(deal), seed, paths)
    found = []
    for chance in quantiles:
        annual = posterior.annual_quantile(chance)
        varied = with_annual_pd(deal, annual)
        run = build_model(varied, keys_from=model.order)
        figures = simulate(varied, paths=paths, seed=seed, threads=threads, model=run, aims=design)
        found.append(Carried(chance, annual, figures))
    return tuple(found)


def with_annual_pd(deal: Deal, annual: float) -> Deal:
    """The deal with the same flat yearly probability for every firm."""
    if not 0 < annual < 1:
        raise InputError("annual probability of default", seen=str(annual), expected="above 0, below 1")
    ends = (
        [float(deal.horizon_years or 1)]
        if deal.is_static
        else [n / deal.periods_per_year for n in range(1, deal.periods + 1)]
    )
    pd = tuple(flat_pd(annual, end) for end in ends)
    return replace(deal, obligors=tuple(replace(obligor, pd=pd) for obligor in deal.obligors))
