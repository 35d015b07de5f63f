"""The rows of a deal file that speak of firms: risk, licence, recovery, obligors, patents."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.securitization.deal import Copula, Licence, Obligor, Patent, Recovery, Risk

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yanzhen.securitization.rows import Row, Sheet


def flat_pd(annual: float, years: float) -> float:
    """Cumulative probability of default at a flat yearly one: 1 - (1 - annual)^years.

    >>> round(flat_pd(0.02, 3), 6)
    0.058808
    """
    return -math.expm1(years * math.log1p(-annual)) if annual < 1.0 else 1.0


def risk_of(row: Row) -> Risk:
    """The ``[risk]`` table: the copula and its correlations."""
    copula = Copula(row.text("copula"))
    degrees = row.integer("degrees_of_freedom")
    if (copula is Copula.STUDENT_T) != (degrees is not None):
        raise row.error(
            "degrees_of_freedom",
            "copula and degrees of freedom do not match",
            seen=f"copula {copula}, degrees_of_freedom {degrees}",
            expected="degrees of freedom with student_t alone",
            todo="name both, or neither",
        )
    return Risk(
        copula=copula,
        correlation=float(row.rate("correlation")),
        degrees_of_freedom=degrees,
        industry_correlation=float(row.rate("industry_correlation")),
        region_correlation=float(row.rate("region_correlation")),
    )


def licence_of(row: Row | None) -> Licence | None:
    """The ``[licence]`` table, or an obligor's own: rate, number and shape of instalments, grace and deposit."""
    if row is None:
        return None
    licence = Licence(
        rate=row.rate("rate"),
        instalments=row.whole("instalments"),
        shape=row.text("shape"),
        growth=row.rate("growth"),
        weights=row.numbers("weights"),
        grace=row.whole("grace"),
        deposit=row.rate("deposit"),
    )
    if (licence.shape == "custom") != bool(licence.weights):
        raise row.error(
            "weights", "shape and weights do not match", seen=licence.shape, expected="weights with custom alone"
        )
    if licence.weights and (len(licence.weights) != licence.instalments or sum(licence.weights) != 1):
        raise row.error(
            "weights",
            "weights that do not repay the exposure",
            seen=f"{len(licence.weights)} weights, sum {float(sum(licence.weights)):g}",
            expected=f"{licence.instalments} weights that sum to 1",
        )
    if licence.grace >= licence.instalments:
        raise row.error(
            "grace",
            "no instalment is left after the grace",
            seen=str(licence.grace),
            expected=f"below {licence.instalments}",
        )
    if licence.shape != "step" and licence.growth != 1:
        raise row.error("growth", "growth belongs to the shape step", seen=licence.shape, expected='shape = "step"')
    return licence


def recovery_of(row: Row) -> Recovery:
    """The ``[recovery]`` table, or an obligor's own: the rate and how many periods later."""
    return Recovery(
        rate=row.rate("rate"),
        lag=row.whole("lag"),
        source=row.text("source"),
        sale_discount=row.rate("sale_discount"),
        decay=row.rate("decay"),
        wrong_way=row.rate("wrong_way"),
    )


def obligors_of(
    sheet: Sheet, licence: Licence | None, recovery: Recovery, years: Sequence[float]
) -> tuple[Obligor, ...]:
    posterior = _posterior_pd(sheet.one("posterior"))
    return tuple(_obligor(row, licence, recovery, years, posterior) for row in sheet.many("obligor"))


def _obligor(
    row: Row, licence: Licence | None, recovery: Recovery, years: Sequence[float], posterior: float | None
) -> Obligor:
    exposure = row.fen("exposure")
    assert exposure is not None  # required
    if licence is not None:
        licence = replace(
            licence, rate=row.number("rate") or licence.rate, deposit=row.number("deposit") or licence.deposit
        )
        if row.number("rate") == 0:
            licence = replace(licence, rate=Fraction(0))
    own_rate, own_lag = row.number("recovery"), row.integer("lag")
    recovery = replace(
        recovery,
        rate=recovery.rate if own_rate is None else own_rate,
        lag=recovery.lag if own_lag is None else own_lag,
    )
    return Obligor(
        name=row.text("name"),
        uscc=row.text("uscc"),
        exposure_fen=exposure,
        pd=cumulative_pd(row, years, licence.instalments if licence else 1, posterior),
        licence=licence,
        recovery=recovery,
        industry=row.text("industry"),
        region=row.text("region"),
        tier=row.text("tier"),
    )


def cumulative_pd(row: Row, years: Sequence[float], needed: int, fallback: float | None) -> tuple[float, ...]:
    """Cumulative probabilities by period, as stated or flat."""
    stated, annual = row.numbers("cumulative_pd"), row.number("annual_pd")
    if row.has("cumulative_pd") and annual is not None:
        raise row.error(
            "cumulative_pd", "two probabilities of default", expected="annual_pd or cumulative_pd, not both"
        )
    if row.has("cumulative_pd"):
        needed = 1 if len(years) == 1 else needed
        _check_cumulative(row, stated, needed)
        padded = [float(figure) for figure in stated] + [float(stated[-1])] * (len(years) - len(stated))
        return tuple(padded[: len(years)]) if len(years) > 1 else (float(stated[-1]),)
    flat = float(annual) if annual is not None else fallback
    if flat is None:
        raise row.error(
            "annual_pd",
            "no probability of default",
            expected="annual_pd, cumulative_pd or a [posterior] table",
            todo="add one",
        )
    return tuple(flat_pd(flat, year) for year in years)


def _check_cumulative(row: Row, stated: tuple[Fraction, ...], needed: int) -> None:
    if len(stated) < needed:
        raise row.error("cumulative_pd", "too short", seen=f"{len(stated)} periods", expected=f"at least {needed}")
    for period in range(1, len(stated)):
        if stated[period] < stated[period - 1]:
            raise row.error(
                f"cumulative_pd[{period}]",
                "a cumulative probability that falls",
                seen=f"{float(stated[period]):g} after {float(stated[period - 1]):g}",
                expected="at least the one before it",
                todo="state cumulative, not yearly, probabilities",
            )


def _posterior_pd(row: Row | None) -> float | None:
    """The yearly probability at the posterior mean of the Beta."""
    if row is None:
        return None
    defaults, firms = row.whole("defaults"), row.whole("firms")
    if defaults > firms:
        raise row.error("defaults", "more defaults than firms", seen=str(defaults), expected=f"at most {firms}")
    a, b = float(row.rate("prior_a")) + defaults, float(row.rate("prior_b")) + firms - defaults
    return flat_pd(a / (a + b), 1 / float(row.rate("years")))


def patent_of(row: Row) -> Patent:
    """One ``[[patent]]``: number, owner, end of its term, what it is pledged for."""
    return Patent(
        number=row.text("number"),
        owner=row.text("owner"),
        type=row.text("type"),
        ipc=row.text("ipc"),
        filed_on=row.day("filed_on"),
        granted_on=row.day("granted_on"),
        expires_on=row.day("expires_on"),
        annuity_paid_to=row.day("annuity_paid_to"),
        pledged=row.flag("pledged"),
        product=row.text("product"),
        value_fen=row.fen("value"),
        value_low_fen=row.fen("value_low"),
        value_high_fen=row.fen("value_high"),
    )
