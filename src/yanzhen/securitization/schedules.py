"""What a firm owes by instalment: licence 2 pays the exposure (licence 1's fee) back in arrears.

One definition serves both engines. The simulation takes it in floating point, without rounding. The deterministic engine
takes it in whole fen: each instalment's interest is rounded half to even, level and stepped payments too, and the last
instalment takes what the roundings left, so that the balance ends at nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yanzhen.securitization.deal import Licence

Amount = float | int | Fraction


@dataclass(frozen=True, slots=True)
class Instalments:
    """By instalment: the interest part, the principal part, and the balance before it."""

    interest: tuple[Amount, ...]
    principal: tuple[Amount, ...]
    before: tuple[Amount, ...]


def instalments(exposure_fen: int, licence: Licence, periods_per_year: int) -> Instalments:
    """The instalments in floating-point fen, without rounding.

    >>> from fractions import Fraction
    >>> from yanzhen.securitization.deal import Licence
    >>> plan = instalments(1000, Licence(rate=Fraction(4, 100), instalments=2), 4)
    >>> [round(part, 6) for part in plan.principal]
    [497.512438, 502.487562]
    """
    return _instalments(float(exposure_fen), float(licence.rate) / periods_per_year, licence, lambda amount: amount)


def instalments_in_fen(exposure_fen: int, licence: Licence, periods_per_year: int) -> Instalments:
    """The instalments in whole fen.

    >>> from fractions import Fraction
    >>> from yanzhen.securitization.deal import Licence
    >>> instalments_in_fen(1000, Licence(rate=Fraction(4, 100), instalments=2), 4).principal
    (498, 502)
    """
    return _instalments(exposure_fen, licence.rate / periods_per_year, licence, round)


def _instalments(exposure: Amount, rate: Amount, licence: Licence, rounded: Callable[[Amount], Amount]) -> Instalments:
    interest, principal, before = [], [], []
    balance = exposure
    repayments = _repayments(exposure, rate, licence, rounded)
    for number in range(licence.instalments):
        due = rounded(balance * rate)
        repaid = balance if number + 1 == licence.instalments else min(balance, max(0, repayments(number, due)))
        interest.append(due)
        principal.append(repaid)
        before.append(balance)
        balance = balance - repaid
    return Instalments(tuple(interest), tuple(principal), tuple(before))


def _repayments(
    exposure: Amount, rate: Amount, licence: Licence, rounded: Callable[[Amount], Amount]
) -> Callable[[int, Amount], Amount]:
    """How much principal an instalment repays, given the interest due with it."""
    paying = licence.instalments - licence.grace

    def principal(number: int, interest: Amount) -> Amount:
        turn = number - licence.grace
        if licence.shape == "custom":
            return rounded(exposure * _like(exposure, licence.weights[number]))
        if turn < 0 or licence.shape == "bullet":
            return 0
        if licence.shape == "equal_principal":
            return rounded(exposure / paying if isinstance(exposure, float) else Fraction(exposure, paying))
        growth = _like(exposure, licence.growth if licence.shape == "step" else Fraction(1))
        payment = first * growth**turn
        return rounded(payment) - interest

    first = _first_payment(exposure, rate, _like(exposure, licence.growth), paying)
    return principal


def _first_payment(exposure: Amount, rate: Amount, growth: Amount, paying: int) -> Amount:
    """The first of payments that each are ``growth`` times the one before and together repay the exposure."""
    one = 1.0 if isinstance(exposure, float) else Fraction(1)
    discount = one / (1 + rate)
    worth = sum((growth**turn * discount ** (turn + 1) for turn in range(paying)), 0 * one)
    return exposure / worth


def _like(exposure: Amount, figure: Fraction) -> Amount:
    return float(figure) if isinstance(exposure, float) else figure


def payments(plan: Instalments) -> Sequence[Amount]:
    """Interest and principal of each instalment together."""
    return [interest + principal for interest, principal in zip(plan.interest, plan.principal, strict=True)]
