"""The deal that is timed: 24 firms, 12 quarters, two classes and a residual (performance facts, part D), made up."""

from __future__ import annotations

import numpy as np

from yanzhen.securitization.deal import Deal
from yanzhen.securitization.deal_file import parse_deal

LAG = 2


def timed_deal(firms: int = 24, quarters: int = 12, pool: int = 10_000) -> Deal:
    """A deal in CNY; amounts and probabilities are drawn with a fixed seed."""
    draw = np.random.default_rng(2)
    loans = draw.uniform(600, 3200, firms)
    loans = np.round(loans / loans.sum() * pool, 2)
    chances = draw.uniform(0.01, 0.06, firms)
    obligors = "\n".join(
        f'[[obligor]]\nname = "firm {n}"\nexposure = {loan:.2f}\nannual_pd = {chance:.6f}'
        for n, (loan, chance) in enumerate(zip(loans, chances, strict=True))
    )
    return parse_deal(
        f"""
waterfall = ["fee service", "interest A", "interest B", "principal A", "principal B", "residual"]
[deal]
name = "timed"
periods = {quarters}
[risk]
correlation = 0.2
[licence]
rate = 0.058
instalments = {quarters}
[recovery]
rate = 0.4
lag = {LAG}
[[fee]]
name = "service"
annual_rate = 0.004
[[tranche]]
name = "A"
share = 0.7
coupon = 0.035
[[tranche]]
name = "B"
share = 0.2
coupon = 0.05
{obligors}
""",
        "timed.toml",
    )
