"""What patents are worth, each value with its inputs and its range, and what a pledge brings when a firm defaults.

Three ways: relief from royalty, discounted income, and renewal (a patent is kept up as long as what it brings in the year
exceeds its annuity; Schankerman and Pakes 1986).
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.errors import InputError
from yanzhen.securitization.eligibility import expires_on

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yanzhen.securitization.deal import Deal, Obligor, Patent


@dataclass(frozen=True, slots=True)
class Span:
    """A figure with the lowest and highest that it may be."""

    low: float
    middle: float
    high: float

    def __post_init__(self) -> None:
        if not self.low <= self.middle <= self.high:
            raise InputError("a range out of order", seen=str(self), expected="low, middle, high")


@dataclass(frozen=True, slots=True)
class Valuation:
    """A value (in the unit of the amounts given) with its range, its method and its inputs in words."""

    method: str
    value: Span
    inputs: tuple[str, ...]


def relief_from_royalty(revenues: Sequence[float], royalty: Span, discount: Span, tax: float = 0.25) -> Valuation:
    """The royalties that the owner does not have to pay: sum of R_t r (1 - tax) / (1 + k)^(t - 1/2).

    The low value takes the low royalty with the high discount rate, and the other way round.

    >>> relief_from_royalty([100.0], Span(0.05, 0.05, 0.05), Span(0.21, 0.21, 0.21), tax=0.0).value.middle
    4.545454545454545
    """

    def worth(share: float, rate: float) -> float:
        return sum(income * share * (1 - tax) * discount_factor(rate, year) for year, income in enumerate(revenues))

    inputs = (f"{len(revenues)} years of revenue", f"royalty {royalty}", f"discount {discount}", f"tax {tax}")
    return Valuation("relief from royalty", _span(worth, royalty, discount), inputs)


def discounted_income(incomes: Sequence[float], share: Span, discount: Span) -> Valuation:
    """The patent's share of the product's income, discounted from the middle of each year."""

    def worth(part: float, rate: float) -> float:
        return sum(income * part * discount_factor(rate, year) for year, income in enumerate(incomes))

    inputs = (f"{len(incomes)} years of income", f"patent's share {share}", f"discount {discount}")
    return Valuation("discounted income", _span(worth, share, discount), inputs)


def renewal_value(annuities: Sequence[float], kept_years: int, decay: Span, discount: float) -> Valuation:
    """The least that a patent is worth whose owner has kept it up for ``kept_years`` of ``annuities``.

    The return of a year falls by ``decay``; having been kept up last year it was at least that year's annuity. From
    there it is followed to the year in which it falls below the annuity. A lower bound: the owner may have earned more.
    """
    if not 1 <= kept_years <= len(annuities):
        raise InputError("kept_years", seen=str(kept_years), expected=f"1 to {len(annuities)}")

    def worth(fall: float) -> float:
        total, income = 0.0, annuities[kept_years - 1]
        for year, cost in enumerate(annuities[kept_years:]):
            income *= 1 - fall
            if income < cost:
                break
            total += (income - cost) * discount_factor(discount, year)
        return total

    inputs = (f"kept up {kept_years} years of {len(annuities)}", f"decay {decay}", f"discount {discount}")
    return Valuation("renewal", Span(worth(decay.high), worth(decay.middle), worth(decay.low)), inputs)


def recovery_values(deal: Deal, obligor: Obligor) -> tuple[Fraction, ...]:
    """By period of default, the sale value of the firm's pledged patents when the recovery arrives, in exact fen.

    The appraised value loses ``decay`` a year and ``sale_discount`` in the sale; a patent that is pledged to
    somebody else, or has ended by then, brings nothing.
    """
    terms = obligor.recovery
    owned = [patent for patent in deal.patents if patent.owner == obligor.name and patent.value_fen is not None]
    values = []
    for period in range(1, deal.periods + 1):
        arrives = period + terms.lag
        kept = _kept(terms.decay, Fraction(arrives, deal.periods_per_year)) * (1 - terms.sale_discount)
        standing = [patent for patent in owned if not patent.pledged and not _ended(deal, patent, arrives)]
        values.append(sum(((patent.value_fen or 0) * kept for patent in standing), Fraction(0)))
    return tuple(values)


def discount_factor(rate: float, year: int) -> float:
    """What one of the middle of a year (from 0) is worth now."""
    return float((1 + rate) ** -(year + 0.5))


def _span(worth: Callable[[float, float], float], share: Span, discount: Span) -> Span:
    return Span(worth(share.low, discount.high), worth(share.middle, discount.middle), worth(share.high, discount.low))


def _kept(decay: Fraction, years: Fraction) -> Fraction:
    """The share of a value that is left after some years."""
    return Fraction((1 - float(decay)) ** float(years))


def _ended(deal: Deal, patent: Patent, period: int) -> bool:
    ends = expires_on(patent)
    if ends is None or not deal.dates:
        return False
    return ends < deal.dates[min(period, deal.periods) - 1].paid
