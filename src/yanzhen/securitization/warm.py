"""Compiles the engine once, so that no user waits for it."""

from __future__ import annotations

from yanzhen.securitization.deal_file import parse_deal
from yanzhen.securitization.price import price

_CASH = """
waterfall = ["interest A", "principal A", "residual"]
[deal]
name = "warm"
periods = 4
[risk]
correlation = 0.2
[licence]
rate = 0.05
instalments = 4
[recovery]
rate = 0.4
[[obligor]]
name = "firm"
exposure = 100
annual_pd = 0.05
[[tranche]]
name = "A"
share = 0.9
coupon = 0.03
"""

_STATIC = """
[deal]
name = "warm"
horizon_years = 1
[risk]
correlation = 0.2
[recovery]
rate = 0.4
[[obligor]]
name = "firm"
exposure = 100
annual_pd = 0.05
[[tranche]]
name = "all"
attach = 0
detach = 1
"""


def warm() -> None:
    """Compiles and caches every compiled function, by pricing two deals of one firm."""
    for text in (_CASH, _STATIC):
        price(parse_deal(text), paths=1000, seed=1, threads=1)
