"""What the money costs: a class's price from a curve and comparable deals, and a firm's all-in rate net of subsidy."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.errors import InputError, RefusalError
from yanzhen.securitization.figures import internal_rate
from yanzhen.securitization.rates import curve_rate
from yanzhen.securitization.schedules import instalments_in_fen, payments

if TYPE_CHECKING:
    from yanzhen.securitization.deal import Comparable, Deal, Subsidy


@dataclass(frozen=True, slots=True)
class IndicativePrice:
    """A coupon as curve plus spread: the median spread of the comparables, and the lowest and highest of them."""

    coupon: Fraction
    base: Fraction
    spread: Fraction
    lowest: Fraction
    highest: Fraction
    comparables: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FirmCost:
    """A firm's cost: what it gets, pays and is given (fen), and the yearly effective rate before and after subsidy."""

    firm: str
    received_fen: int
    paid_fen: int
    subsidy_fen: int
    rate: float
    net_rate: float


def indicative_price(deal: Deal, years: Fraction) -> IndicativePrice:
    """The coupon at which a class of this life would be offered: the deal's curve plus comparable spreads.

    Only comparables that tell the curve's rate on their own day have a spread; without any the question is refused.
    """
    if deal.curve is None:
        raise RefusalError("no curve to price from", expected="a [curve] table", todo="add it")
    known = [(entry, entry.coupon - entry.base_rate) for entry in deal.comparables if entry.base_rate is not None]
    if not known:
        raise RefusalError(
            "no comparable deal has a spread",
            seen=f"{len(deal.comparables)} comparables",
            expected="[[comparable]] with base_rate",
            todo="add the curve's rate on the day of issue",
        )
    base = curve_rate(deal.curve, years)
    spreads = [spread for _, spread in known]
    middle = Fraction(median(spreads))
    return IndicativePrice(
        base + middle, base, middle, min(spreads), max(spreads), tuple(entry.name for entry, _ in known)
    )


def firm_cost(
    deal: Deal, firm: str, *, upfront_fee: Fraction = Fraction(0), yearly_fee: Fraction = Fraction(0)
) -> FirmCost:
    """A firm's all-in rate if it pays as agreed: instalments, deposit, fees (shares of the exposure), less subsidies.

    The deposit is held back at the start and given back with the last instalment. Rates are effective a year, by the
    dates of the instalments at equal periods (XIRR).
    """
    obligor = next((entry for entry in deal.obligors if entry.name == firm), None)
    if obligor is None or obligor.licence is None:
        raise InputError("firm", seen=repr(firm), expected=", ".join(entry.name for entry in deal.obligors))
    plan = instalments_in_fen(obligor.exposure_fen, obligor.licence, deal.periods_per_year)
    deposit = int(obligor.exposure_fen * obligor.licence.deposit)
    per_period = round(obligor.exposure_fen * yearly_fee / deal.periods_per_year)
    flows = [int(payment) + per_period for payment in payments(plan)]
    flows[-1] -= deposit
    received = obligor.exposure_fen - deposit - round(obligor.exposure_fen * upfront_fee)
    helped = list(flows)
    given = _subsidies(deal, obligor.exposure_fen, [int(balance) for balance in plan.before])
    for place, amount in enumerate(given[1:]):
        helped[place] -= amount
    return FirmCost(
        firm,
        received,
        sum(flows),
        sum(given),
        _effective(flows, received, deal.periods_per_year),
        _effective(helped, received + given[0], deal.periods_per_year),
    )


def _subsidies(deal: Deal, exposure: int, balances: list[int]) -> list[int]:
    """What a firm is given at the start, and with each instalment."""
    given = [0] * (len(balances) + 1)
    for subsidy in deal.subsidies:
        for place, amount in enumerate(_subsidy(subsidy, exposure, balances, deal.periods_per_year)):
            given[place] += amount
    return given


def _subsidy(subsidy: Subsidy, exposure: int, balances: list[int], frequency: int) -> list[int]:
    wanted = [int(exposure * subsidy.upfront), *(int(balance * subsidy.rate / frequency) for balance in balances)]
    if subsidy.cap_fen is None:
        return wanted
    left, paid = subsidy.cap_fen, []
    for amount in wanted:
        paid.append(min(left, amount))
        left -= paid[-1]
    return paid


def _effective(flows: list[int], received: int, frequency: int) -> float:
    turns = np.arange(1, len(flows) + 1, dtype=np.float64)
    rate = internal_rate(np.array(flows, dtype=np.float64), turns, float(received))
    if rate is None:
        raise RefusalError(
            "no rate discounts the payments to what was received", seen=f"{sum(flows)} for {received} fen"
        )
    return float((1 + rate) ** frequency - 1)


def spread_of(comparable: Comparable) -> Fraction | None:
    """The coupon over the curve on the comparable's own day; ``None`` where that is unknown."""
    return None if comparable.base_rate is None else comparable.coupon - comparable.base_rate
