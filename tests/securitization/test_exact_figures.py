"""Exact figures against published ones, closed forms, and a second, slow, obvious implementation."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate
from scipy.special import ndtr, ndtri
from scipy.stats import binom
from scipy.stats import t as student_t
from tests.securitization.deals import POOL24, TINY

from yanzhen.securitization.deal_file import parse_deal
from yanzhen.securitization.exact import exact_figures, loss_units, static_distribution
from yanzhen.securitization.ledger import run_ledger
from yanzhen.securitization.model import build_model
from yanzhen.securitization.simulate import simulate


def test_the_static_pool_of_the_reference() -> None:
    exact = exact_figures(parse_deal(POOL24))
    assert exact.pool_el == pytest.approx(0.04779365806, abs=1e-11)
    el = {tranche.name: tranche.el for tranche in exact.tranches}
    assert el["equity"] == pytest.approx(0.5614470311, abs=1e-10)
    assert el["mezzanine"] == pytest.approx(0.1698673911, abs=1e-10)
    assert el["senior"] == pytest.approx(0.0032171381, abs=1e-10)


def test_the_tiny_deal_of_the_reference() -> None:
    exact = exact_figures(parse_deal(TINY))
    found = {tranche.name: (tranche.el, tranche.pd) for tranche in exact.tranches}
    # the reference prints 8.688166968 % for A's probability, which no quadrature gives: 50, 100 and 200 nodes of Gauss and
    # Hermite and every trapezoidal rule agree on 8.68816695775 %
    assert found["A"] == (pytest.approx(0.00916250371, abs=1e-11), pytest.approx(0.0868816695775, abs=1e-12))
    assert found["A"][1] == pytest.approx(0.08688166968, abs=1e-8)
    assert found["B"] == (pytest.approx(0.11757155550, abs=1e-11), pytest.approx(0.16627601010, abs=1e-11))
    assert exact.residual_fen == pytest.approx(350_728_056.7, abs=0.1)


def obvious_waterfall(quarters: tuple[int | None, ...]) -> tuple[float, float]:
    """The tiny deal's unpaid A and B (shares), written out quarter by quarter."""
    rate, exposures = 0.055 / 4, (32.0, 20.0, 8.0)
    left = {"A": 51.0, "B": 6.0}
    owed = {"A": 0.0, "B": 0.0}
    for quarter in range(1, 15):
        cash = 0.0
        for exposure, default in zip(exposures, quarters, strict=True):
            payment = exposure * rate / (1 - (1 + rate) ** -12)
            if quarter <= 12 and (default is None or quarter < default):
                cash += payment
            if default is not None and quarter == default + 2:
                grown = (1 + rate) ** (default - 1)
                cash += 0.4 * (exposure * grown - payment * (grown - 1) / rate)
        cash -= min(cash, 0.002 / 4 * 60)
        for name, coupon in (("A", 0.04), ("B", 0.05)):
            owed[name] += left[name] * coupon / 4
            paid = min(cash, owed[name])
            owed[name] -= paid
            cash -= paid
        for name in ("A", "B"):
            paid = min(cash, left[name])
            left[name] -= paid
            cash -= paid
    return left["A"] / 51, left["B"] / 6


def test_the_enumeration_agrees_with_an_obvious_one() -> None:
    nodes, weights = np.polynomial.hermite_e.hermegauss(200)
    weights = weights / weights.sum()
    tables = []
    for annual in (0.02, 0.05, 0.03):
        cumulative = np.array([1 - (1 - annual) ** (quarter / 4) for quarter in range(13)])
        given = ndtr((ndtri(cumulative)[:, None] - math.sqrt(0.2) * nodes) / math.sqrt(0.8))
        tables.append(np.concatenate([np.diff(given, axis=0), 1 - given[-1:]]))
    expected = np.zeros(4)
    for quarters in itertools.product(range(1, 14), repeat=3):
        chance = weights @ np.prod(
            [table[quarter - 1] for table, quarter in zip(tables, quarters, strict=True)], axis=0
        )
        losses = np.array(obvious_waterfall(tuple(None if quarter == 13 else quarter for quarter in quarters)))
        expected += chance * np.concatenate([losses, losses > 1e-9])
    exact = exact_figures(parse_deal(TINY))
    ours = [exact.tranches[0].el, exact.tranches[1].el, exact.tranches[0].pd, exact.tranches[1].pd]
    assert ours == pytest.approx(expected.tolist(), abs=1e-10)


def pool(count: int, correlation: float, pd: float, *, extra: str = "", sizes: tuple[int, ...] = ()) -> str:
    firms = "".join(
        f'[[obligor]]\nname = "firm {n}"\nexposure = {sizes[n] if sizes else 10}\nannual_pd = {pd}\n'
        for n in range(count)
    )
    return f"""
[deal]
name = "pool"
horizon_years = 1
[risk]
correlation = {correlation}
{extra}
[recovery]
rate = 0
[[tranche]]
name = "first"
attach = 0
detach = 0.3
[[tranche]]
name = "last"
attach = 0.3
detach = 1
{firms}"""


def test_without_correlation_equal_firms_default_binomially() -> None:
    _, chances = static_distribution(build_model(parse_deal(pool(12, 0, 0.07))))
    assert chances == pytest.approx(binom.pmf(range(13), 12, 0.07), abs=1e-14)


def test_with_full_correlation_all_equal_firms_default_together() -> None:
    exact = exact_figures(parse_deal(pool(12, 1, 0.07)))
    assert [tranche.el for tranche in exact.tranches] == pytest.approx([0.07, 0.07], abs=1e-12)


@pytest.mark.parametrize("correlation", [0.05, 0.6, 0.95, 0.999])
def test_the_integral_over_the_factor_is_exact_however_steep(correlation: float) -> None:
    """The chance that none of five firms defaults, by adaptive quadrature."""
    threshold, load, own = ndtri(0.07), math.sqrt(correlation), math.sqrt(1 - correlation)

    def none(factor: float) -> float:
        return float(
            (1 - ndtr((threshold - load * factor) / own)) ** 5 * math.exp(-factor * factor / 2) / math.sqrt(2 * math.pi)
        )

    step = threshold / load
    edges = [-12, step - 1, step, step + 1, 12]
    true = sum(integrate.quad(none, low, high, epsabs=1e-14, limit=500)[0] for low, high in itertools.pairwise(edges))
    _, chances = static_distribution(build_model(parse_deal(pool(5, correlation, 0.07))))
    assert chances[0] == pytest.approx(true, abs=1e-11)


def test_student_t_marginals_and_joint_default() -> None:
    """Two firms: the pool's expected loss is the PD, and both default with the bivariate t probability."""
    text = pool(2, 0.3, 0.05).replace(
        "correlation = 0.3", 'correlation = 0.3\ncopula = "student_t"\ndegrees_of_freedom = 4'
    )
    _, chances = static_distribution(build_model(parse_deal(text)))
    threshold, load, own = student_t.ppf(0.05, 4), math.sqrt(0.3), math.sqrt(0.7)

    roots, factors = np.linspace(0, 13, 4001)[:, None], np.linspace(-9, 9, 1201)
    given = ndtr((threshold * roots / 2 - load * factors) / own)
    density = roots**3 * np.exp(-(roots**2) / 2) / 2 * np.exp(-(factors**2) / 2) / math.sqrt(2 * math.pi)
    true = integrate.trapezoid(integrate.trapezoid(given**2 * density, factors, axis=1), roots[:, 0])
    assert chances @ np.arange(3) / 2 == pytest.approx(0.05, abs=1e-11)
    assert chances[2] == pytest.approx(true, abs=1e-9)


@given(st.lists(st.integers(1, 60), min_size=2, max_size=9), st.floats(0.01, 0.9), st.floats(0.005, 0.5))
@settings(max_examples=40, deadline=None)
def test_tranches_share_the_pools_loss(sizes: list[int], correlation: float, pd: float) -> None:
    """Expected loss of the pool is that of its tranches together, whatever the correlation."""
    exact = exact_figures(parse_deal(pool(len(sizes), correlation, pd, sizes=tuple(sizes))))
    together = 0.3 * exact.tranches[0].el + 0.7 * exact.tranches[1].el
    assert exact.pool_el == pytest.approx(pd, rel=1e-9)
    assert together == pytest.approx(pd, rel=1e-9)


@given(st.floats(0.05, 0.9), st.floats(0.01, 0.05))
@settings(max_examples=30, deadline=None)
def test_senior_loss_rises_with_correlation_and_junior_falls(correlation: float, step: float) -> None:
    low, high = (exact_figures(parse_deal(pool(8, rho, 0.06))) for rho in (correlation, correlation + step))
    assert high.tranches[1].el >= low.tranches[1].el - 1e-12
    assert high.tranches[0].el <= low.tranches[0].el + 1e-12


@pytest.mark.parametrize("firm", [1, 2, 3])
def test_senior_loss_rises_with_any_probability_of_default(firm: int) -> None:
    annual = {1: 0.02, 2: 0.05, 3: 0.03}[firm]
    base = exact_figures(parse_deal(TINY))
    old = f'name = "firm {firm}"\nexposure = {[32, 20, 8][firm - 1]}\nannual_pd = {annual}'
    assert old in TINY
    worse = exact_figures(parse_deal(TINY.replace(old, old.replace(str(annual), str(annual + 0.005)))))
    assert all(after.el > before.el for before, after in zip(base.tranches, worse.tranches, strict=True))


def test_loss_units_are_the_exact_greatest_common_part() -> None:
    units = loss_units(build_model(parse_deal(POOL24)))
    assert units.unit == 60_000_000  # 0.6 of a million CNY, in fen
    assert units.total == sum(
        (31, 29, 24, 21, 20, 19, 18, 17, 12, 10, 10, 9, 7, 7, 31, 31, 30, 25, 25, 20, 10, 10, 10, 8)
    )


def test_too_many_units_and_vectors_are_told_not_computed() -> None:
    odd = POOL24.replace("exposure = 31", "exposure = 31.00000001")
    exact = exact_figures(parse_deal(odd))
    assert exact.tranches == ()
    assert "loss units" in exact.reason
    many = TINY + "".join(f'[[obligor]]\nname = "more {n}"\nexposure = 5\nannual_pd = 0.02\n' for n in range(3))
    assert "4826809 vectors" in exact_figures(parse_deal(many)).reason


def test_support_is_in_the_exact_figures() -> None:
    text = TINY + '[[support]]\nname = "city"\ncovers = ["A"]\nannual_pd = 0.02\n'
    deal = parse_deal(text)
    alone, supported = exact_figures(deal), exact_figures(deal, ["city"])
    assert alone.tranches == exact_figures(parse_deal(TINY)).tranches
    assert 0 < supported.tranches[0].el < alone.tranches[0].el / 5


@pytest.mark.parametrize("correlation", [0.0, 0.2, 1.0])
def test_a_firm_that_is_safe_and_one_that_is_sure_to_default(correlation: float) -> None:
    """What is left is one firm, whose 13 cases are run through the ledger with their probabilities."""
    text = TINY.replace("correlation = 0.2", f"correlation = {correlation}")
    text = text.replace("annual_pd = 0.02", "annual_pd = 0").replace("annual_pd = 0.03", "annual_pd = 1.0")
    deal = parse_deal(text)
    cumulative = [0.0, *(1 - 0.95 ** (quarter / 4) for quarter in range(1, 13))]
    cases = {when: cumulative[when] - cumulative[when - 1] for when in range(1, 13)} | {0: 1 - cumulative[12]}
    expected = sum(
        chance * run_ledger(deal, {"firm 3": 1} | ({"firm 2": when} if when else {})).unpaid("A")
        for when, chance in cases.items()
    )
    exact = exact_figures(deal).tranches[0]
    assert exact.el == pytest.approx(expected / float(deal.tranches[0].balance), abs=1e-8)
    found = simulate(deal, paths=4001, seed=1).tranches[0]
    assert abs(found.el.value - exact.el) < 4 * found.el.error


@pytest.mark.parametrize(("firms", "degrees"), [(3, 1), (4, 3)])
def test_student_t_enumeration_is_quick_and_right(firms: int, degrees: int) -> None:
    more = [f'[[obligor]]\nname = "firm {n}"\nexposure = 9\nannual_pd = 0.03\n' for n in range(4, firms + 1)]
    text = TINY.replace('"gaussian"', f'"student_t"\ndegrees_of_freedom = {degrees}') + "".join(more)
    deal = parse_deal(text)
    exact = exact_figures(deal)
    found = simulate(deal, paths=60_000, seed=3)
    for true, one in zip(exact.tranches, found.tranches, strict=True):
        assert abs(one.el.value - true.el) < 4 * one.el.error


def test_an_integral_that_does_not_settle_leaves_the_simulation() -> None:
    steep = parse_deal(TINY.replace("correlation = 0.2", "correlation = 0.999999"))
    exact = exact_figures(steep)
    assert exact.tranches == () and "did not settle" in exact.reason
    assert exact.pool_el > 0
