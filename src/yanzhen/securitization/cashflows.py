"""What each firm pays into the pool by period, and what is lost and comes back when it defaults.

A firm that defaults in period q (the first payment missed is that of q) pays nothing from q on. Its deposit is used at
once for the balance before that payment; the recovery arrives ``lag`` periods later, at most the rest of that balance; what
then still stands is the loss.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.securitization.patent_value import recovery_values
from yanzhen.securitization.schedules import instalments, instalments_in_fen, payments

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.securitization.deal import Deal, Obligor
    from yanzhen.securitization.schedules import Amount


@dataclass(frozen=True, slots=True)
class FirmCash:
    """One firm's amounts by period (fen): pays, repays of principal, balance before and after, deposit, recovery, its cap."""

    pays: tuple[Amount, ...]
    principal: tuple[Amount, ...]
    before: tuple[Amount, ...]
    after: tuple[Amount, ...]
    deposit: tuple[Amount, ...]
    recovery: tuple[Amount, ...]
    most: tuple[Amount, ...]
    lag: int
    states: int


@dataclass(frozen=True, slots=True)
class CashTables:
    """:class:`FirmCash` of every firm as arrays, firms x periods, in floating-point fen."""

    pays: NDArray[np.float64]
    principal: NDArray[np.float64]
    before: NDArray[np.float64]
    after: NDArray[np.float64]
    deposit: NDArray[np.float64]
    recovery: NDArray[np.float64]
    most: NDArray[np.float64]
    lag: NDArray[np.int64]
    states: NDArray[np.int64]


def firm_cash(deal: Deal, obligor: Obligor) -> FirmCash:
    """A firm's amounts in whole fen: recoveries are rounded down, instalments as :mod:`schedules` says."""
    return _firm_cash(deal, obligor, whole=True)


def cash_tables(deal: Deal, obligors: tuple[Obligor, ...]) -> CashTables:
    """The amounts of these firms without rounding."""
    firms = [_firm_cash(deal, obligor, whole=False) for obligor in obligors]

    def table(name: str) -> NDArray[np.float64]:
        return np.array([getattr(firm, name) for firm in firms], dtype=np.float64).reshape(len(firms), deal.periods)

    return CashTables(
        pays=table("pays"),
        principal=table("principal"),
        before=table("before"),
        after=table("after"),
        deposit=table("deposit"),
        recovery=table("recovery"),
        most=table("most"),
        lag=np.array([firm.lag for firm in firms], dtype=np.int64),
        states=np.array([firm.states for firm in firms], dtype=np.int64),
    )


def _firm_cash(deal: Deal, obligor: Obligor, *, whole: bool) -> FirmCash:
    periods = deal.periods
    if obligor.licence is None:
        return _static(obligor, whole=whole)
    plan = (instalments_in_fen if whole else instalments)(obligor.exposure_fen, obligor.licence, deal.periods_per_year)
    count = obligor.licence.instalments
    rest = (0,) * (periods - count)
    before = (*plan.before, *rest)
    held = obligor.exposure_fen * obligor.licence.deposit
    deposit = tuple(min(_amount(held, whole), balance) for balance in before)
    recovery = _recoveries(deal, obligor, before, whole=whole)
    return FirmCash(
        pays=(*payments(plan), *rest),
        principal=(*plan.principal, *rest),
        before=before,
        after=tuple(b - p for b, p in zip(before, (*plan.principal, *rest), strict=True)),
        deposit=deposit,
        recovery=recovery,
        most=tuple(balance - used for balance, used in zip(before, deposit, strict=True)),
        lag=obligor.recovery.lag,
        states=count,
    )


def _static(obligor: Obligor, *, whole: bool) -> FirmCash:
    exposure = obligor.exposure_fen
    recovery = _amount(obligor.recovery.rate * exposure, whole)
    zero = (0,)
    return FirmCash(zero, zero, (exposure,), zero, zero, (recovery,), (exposure,), 0, 1)


def _recoveries(deal: Deal, obligor: Obligor, before: tuple[Amount, ...], *, whole: bool) -> tuple[Amount, ...]:
    """The recovery by period of default, before the wrong-way factor and the cap."""
    if obligor.recovery.source == "patents":
        values = recovery_values(deal, obligor)
        return tuple(_amount(value, whole) for value in values)
    return tuple(_amount(obligor.recovery.rate * Fraction(balance), whole) for balance in before)


def _amount(figure: Fraction | int, whole: bool) -> Amount:
    return int(figure) if whole else float(figure)  # int() of a positive fraction rounds down
