"""Named stresses: what changes, and the deal with it changed."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.errors import InputError
from yanzhen.securitization.model import build_model, program_arrays
from yanzhen.securitization.sampling import choose_design
from yanzhen.securitization.simulate import simulate

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from yanzhen.securitization.deal import Deal, Obligor, Support
    from yanzhen.securitization.figures import Figures

SURE = 0.999999
"""The probability of a default that a scenario takes as given."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """A stress: factors on probabilities (all, by industry, by firm), defaults taken as given, recovery, delay, correlation.

    ``defaults`` gives the period in which a firm or supporter surely defaults.
    """

    name: str
    pd_factor: float = 1.0
    industry_factors: Mapping[str, float] = field(default_factory=dict)
    firm_factors: Mapping[str, float] = field(default_factory=dict)
    defaults: Mapping[str, int] = field(default_factory=dict)
    recovery_factor: Fraction = Fraction(1)
    extra_lag: int = 0
    correlation: float | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """A scenario's figures, the pool alone and with every supporter."""

    scenario: Scenario
    alone: Figures
    supported: Figures | None


def stressed(deal: Deal, scenario: Scenario) -> Deal:
    """The deal as the scenario has it; unknown firms and industries are refused."""
    _known(scenario, deal)
    obligors = tuple(_firm(obligor, scenario) for obligor in deal.obligors)
    supports = tuple(_supporter(support, scenario) for support in deal.supports)
    risk = deal.risk if scenario.correlation is None else replace(deal.risk, correlation=scenario.correlation)
    return replace(deal, obligors=obligors, supports=supports, risk=risk)


def run_scenarios(
    deal: Deal, scenarios: Iterable[Scenario], *, paths: int, seed: int, threads: int | None = None
) -> tuple[Outcome, ...]:
    """Each scenario's figures on the random numbers of the unstressed deal, so that the differences have little noise."""
    base = build_model(deal)
    names = [support.name for support in deal.supports]
    return tuple(_outcome(stressed(deal, s), s, base.order, names, paths, seed, threads) for s in scenarios)


def _outcome(
    deal: Deal, scenario: Scenario, order: Sequence[int], names: list[str], paths: int, seed: int, threads: int | None
) -> Outcome:
    model = build_model(deal, keys_from=order)
    design = choose_design("importance", model, program_arrays(deal), seed, paths)

    def figures(supports: list[str]) -> Figures:
        return simulate(deal, paths=paths, seed=seed, threads=threads, supports=supports, model=model, aims=design)

    return Outcome(scenario, figures([]), figures(names) if names else None)


def _known(scenario: Scenario, deal: Deal) -> None:
    firms = {obligor.name for obligor in deal.obligors} | {support.name for support in deal.supports}
    for name in (*scenario.firm_factors, *scenario.defaults):
        if name not in firms:
            raise InputError(
                f"scenario {scenario.name}: no such firm", seen=repr(name), expected=", ".join(sorted(firms))
            )
    industries = {obligor.industry for obligor in deal.obligors}
    for name in scenario.industry_factors:
        if name not in industries:
            raise InputError(
                f"scenario {scenario.name}: no such industry", seen=repr(name), expected=", ".join(sorted(industries))
            )


def _firm(obligor: Obligor, scenario: Scenario) -> Obligor:
    factor = scenario.pd_factor * scenario.industry_factors.get(obligor.industry, 1.0)
    recovery = obligor.recovery
    rate = min(Fraction(1), recovery.rate * scenario.recovery_factor)
    return replace(
        obligor,
        pd=_pd(obligor.pd, factor * scenario.firm_factors.get(obligor.name, 1.0), scenario.defaults.get(obligor.name)),
        recovery=replace(recovery, rate=rate, lag=recovery.lag + scenario.extra_lag),
    )


def _supporter(support: Support, scenario: Scenario) -> Support:
    return replace(
        support, pd=_pd(support.pd, scenario.firm_factors.get(support.name, 1.0), scenario.defaults.get(support.name))
    )


def _pd(pd: tuple[float, ...], factor: float, default: int | None) -> tuple[float, ...]:
    if default is None:
        return tuple(min(SURE, chance * factor) for chance in pd)
    return tuple(1e-12 if period < default else SURE for period in range(1, len(pd) + 1))
