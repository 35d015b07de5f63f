"""The normal distribution for compiled code: its distribution function and the inverse (Wichura, AS 241, 1988)."""

from __future__ import annotations

import math

import numpy as np

from yanzhen.securitization.compiled import Floats, compiled


@compiled
def cdf(x: float) -> float:
    """The probability that a standard normal variable is at most ``x``."""
    return 0.5 * math.erfc(-x * 0.7071067811865476)


@compiled
def cdfs(scores: Floats) -> Floats:
    """The same for each number of a row."""
    found = np.empty(scores.size)
    for place in range(scores.size):
        found[place] = cdf(scores[place])
    return found


@compiled
def quantile(p: float) -> float:
    """The standard normal quantile of ``p`` in (0, 1), accurate to about 1e-16."""
    q = p - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        return q * _ratio_centre(r)
    r = p if q < 0 else 1.0 - p
    if r <= 0.0:
        return -np.inf if q < 0 else np.inf
    r = math.sqrt(-math.log(r))
    tail = _ratio_middle(r - 1.6) if r <= 5.0 else _ratio_far(r - 5.0)
    return -tail if q < 0 else tail


@compiled
def _ratio_centre(r: float) -> float:
    above = (
        (
            (
                ((2509.0809287301226727 * r + 33430.575583588128105) * r + 67265.770927008700853) * r
                + 45921.953931549871457
            )
            * r
            + 13731.693765509461125
        )
        * r
        + 1971.5909503065514427
    ) * r + 133.14166789178437745
    below = (
        (
            (
                ((5226.495278852545925 * r + 28729.085735721942674) * r + 39307.89580009271061) * r
                + 21213.794301586595867
            )
            * r
            + 5394.1960214247511077
        )
        * r
        + 687.1870074920579083
    ) * r + 42.313330701600911252
    return (above * r + 3.387132872796366608) / (below * r + 1.0)


@compiled
def _ratio_middle(r: float) -> float:
    above = (
        (
            (
                ((7.7454501427834140764e-4 * r + 0.0227238449892691845833) * r + 0.24178072517745061177) * r
                + 1.27045825245236838258
            )
            * r
            + 3.64784832476320460504
        )
        * r
        + 5.7694972214606914055
    ) * r + 4.6303378461565452959
    below = (
        (
            (
                ((1.05075007164441684324e-9 * r + 5.475938084995344946e-4) * r + 0.0151986665636164571966) * r
                + 0.14810397642748007459
            )
            * r
            + 0.68976733498510000455
        )
        * r
        + 1.6763848301838038494
    ) * r + 2.05319162663775882187
    return (above * r + 1.42343711074968357734) / (below * r + 1.0)


@compiled
def _ratio_far(r: float) -> float:
    above = (
        (
            (
                ((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r + 0.0012426609473880784386) * r
                + 0.026532189526576123093
            )
            * r
            + 0.29656057182850489123
        )
        * r
        + 1.7848265399172913358
    ) * r + 5.4637849111641143699
    below = (
        (
            (
                ((2.04426310338993978564e-15 * r + 1.4215117583164458887e-7) * r + 1.8463183175100546818e-5) * r
                + 7.868691311456132591e-4
            )
            * r
            + 0.0148753612908506148525
        )
        * r
        + 0.13692988092273580531
    ) * r + 0.59983220655588793769
    return (above * r + 6.6579046435011037772) / (below * r + 1.0)


@compiled
def quantiles(count: int, row: Floats) -> None:
    """Puts the quantiles of the first ``count`` probabilities in their places; faster where none lies in a tail."""
    widest = 0.0
    for place in range(count):
        widest = max(widest, abs(row[place] - 0.5))
    if widest > 0.425:
        for place in range(count):
            row[place] = quantile(row[place])
        return
    for place in range(count):
        q = row[place] - 0.5
        row[place] = q * _ratio_centre(0.180625 - q * q)
