"""Rates read from a curve."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from fractions import Fraction

    from yanzhen.securitization.deal import Curve


def curve_rate(curve: Curve, years: Fraction) -> Fraction:
    """The curve's rate at a tenor in years, straight between tenors; a longer tenor than the curve's is refused.

    Before the first tenor the first rate stands.
    """
    if years <= curve.years[0]:
        return curve.rates[0]
    if years > curve.years[-1]:
        raise RefusalError(
            f"the curve {curve.name} does not cover the tenor",
            seen=f"{float(years):g} years",
            expected=f"at most {float(curve.years[-1]):g}",
            todo="give a longer curve",
        )
    index = bisect_left(curve.years, years)
    low, high = curve.years[index - 1], curve.years[index]
    weight = (years - low) / (high - low)
    return curve.rates[index - 1] * (1 - weight) + curve.rates[index] * weight
