"""What patents are worth, and what a pledge brings when a firm defaults."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yanzhen.securitization.deal import Deal, Obligor


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
        standing = [patent for patent in owned if not patent.pledged and not _ended(deal, patent.expires_on, arrives)]
        values.append(sum(((patent.value_fen or 0) * kept for patent in standing), Fraction(0)))
    return tuple(values)


def _kept(decay: Fraction, years: Fraction) -> Fraction:
    """The share of a value that is left after some years."""
    return Fraction((1 - float(decay)) ** float(years))


def _ended(deal: Deal, expires_on: object, period: int) -> bool:
    if expires_on is None or not deal.dates:
        return False
    return bool(expires_on < deal.dates[min(period, deal.periods) - 1].paid)  # type: ignore[operator]
