"""Deals for the tests: the two of the contract, one with every feature, and random ones."""

from __future__ import annotations

from hypothesis import strategies as st

TINY = """
waterfall = ["fee service", "interest A", "interest B", "principal A", "principal B", "residual"]

[deal]
name = "tiny"
money = "million CNY"
periods_per_year = 4
periods = 14

[risk]
copula = "gaussian"
correlation = 0.2

[[obligor]]
name = "firm 1"
exposure = 32
annual_pd = 0.02

[[obligor]]
name = "firm 2"
exposure = 20
annual_pd = 0.05

[[obligor]]
name = "firm 3"
exposure = 8
annual_pd = 0.03

[licence]
rate = 0.055
instalments = 12
shape = "level"

[recovery]
rate = 0.4
lag = 2

[[fee]]
name = "service"
annual_rate = 0.002

[[tranche]]
name = "A"
share = 0.85
coupon = 0.04

[[tranche]]
name = "B"
share = 0.10
coupon = 0.05
"""

EXPOSURES = (31, 29, 24, 21, 20, 19, 18, 17, 12, 10, 10, 9, 7, 7, 31, 31, 30, 25, 25, 20, 10, 10, 10, 8)
ANNUAL = (0.01, 0.02, 0.03, 0.05)

POOL24 = """
[deal]
name = "pool24"
money = "million CNY"
horizon_years = 3
[risk]
correlation = 0.2
[recovery]
rate = 0.4
[[tranche]]
name = "equity"
attach = 0
detach = 0.05
[[tranche]]
name = "mezzanine"
attach = 0.05
detach = 0.15
[[tranche]]
name = "senior"
attach = 0.15
detach = 1
""" + "".join(
    f'[[obligor]]\nname = "firm {n + 1}"\nexposure = {exposure}\nannual_pd = {ANNUAL[n % 4]}\n'
    for n, exposure in enumerate(EXPOSURES)
)

FULL = """
waterfall = [
  "fee tax", "fee manager", "interest A + B", "principal A", "reserve liquidity", "principal B",
  "reimburse city platform", "residual",
]

[deal]
name = "full"
money = "万元"
periods = 8

[dates]
issued_on = 2020-08-31
first_payment_on = 2020-11-30
day_count = "act/365"

[risk]
copula = "gaussian"
correlation = 0.25

[licence]
rate = 0.06
instalments = 6
grace = 1
deposit = 0.05

[recovery]
rate = 0.35
lag = 1

[[obligor]]
name = "甲"
exposure = 3000
annual_pd = 0.04
industry = "C3562"
region = "440112"

[[obligor]]
name = "乙"
exposure = 2000
annual_pd = 0.06
industry = "C3562"
region = "440112"
recovery = 0.5

[[obligor]]
name = "丙"
exposure = 1500
cumulative_pd = [0.01, 0.02, 0.03, 0.05, 0.06, 0.07]
industry = "I6510"
region = "440112"

[[fee]]
name = "tax"
annual_rate = 0.0003
base = "outstanding securities"

[[fee]]
name = "manager"
annual_rate = 0.002
base = "outstanding pool"
carried = true
cap = 2.5

[[tranche]]
name = "A"
share = 0.7
coupons = [0.035, 0.04]
principal = "scheduled"
schedule = [0, 0.2, 0.2, 0.2, 0.2, 0.2]

[[tranche]]
name = "B"
share = 0.2
coupon = 0.05
principal = "pass_through"

[[reserve]]
name = "liquidity"
initial = 40
target = 60
covers = ["fee tax", "interest A"]

[[support]]
name = "risk pool"
kind = "loss_share"
share = 0.25
limit = 400
annual_pd = 0.001

[[support]]
name = "city platform"
covers = ["A"]
annual_pd = 0.01
correlation = 0.4

[[trigger]]
name = "defaults"
kind = "cumulative_default"
thresholds = [0.1, 0.2, 0.3]

[[trigger]]
name = "supporter"
kind = "supporter_default"
support = "city platform"

[[trigger]]
name = "unpaid"
kind = "unpaid_interest"
tranche = "A"
threshold = 1
effect = "default"

[cleanup]
below = 0.05

[waterfalls]
acceleration = ["fee tax", "fee manager", "interest A", "principal A", "interest B", "principal B", "residual"]
default = ["fee tax", "interest A + B", "principal A + B", "fee manager", "residual"]
"""

SHAPES = ("level", "equal_principal", "bullet")


@st.composite
def deal_texts(draw: st.DrawFn) -> str:
    """A random deal with cash: firms, terms, classes pro rata or in turn, with or without support and an event."""
    periods = draw(st.integers(3, 7))
    instalments = draw(st.integers(1, periods))
    lag = draw(st.integers(0, 3))
    firms = draw(st.integers(1, 4))
    joint = draw(st.booleans())
    principal = "principal A + B" if joint else "principal A"
    rest = [] if joint else ["principal B"]
    interest = draw(st.sampled_from([["interest A", "interest B"], ["interest A + B"]]))
    steps = ["fee service", *interest, principal, *rest, "residual"]
    text = f"""
waterfall = [{", ".join(f'"{step}"' for step in steps)}]
[deal]
name = "random"
periods = {periods}
[risk]
correlation = {draw(st.sampled_from([0.0, 0.2, 0.5]))}
[licence]
rate = {draw(st.integers(0, 12)) / 100}
instalments = {instalments}
shape = "{draw(st.sampled_from(SHAPES))}"
grace = {draw(st.integers(0, instalments - 1))}
deposit = {draw(st.sampled_from([0, 0.1]))}
[recovery]
rate = {draw(st.integers(0, 10)) / 10}
lag = {lag}
[[fee]]
name = "service"
annual_rate = {draw(st.sampled_from([0, 0.002, 0.05]))}
carried = {draw(st.sampled_from(["true", "false"]))}
[[tranche]]
name = "A"
share = {draw(st.integers(1, 80)) / 100}
coupon = {draw(st.sampled_from([0, 0.03, 0.2]))}
[[tranche]]
name = "B"
share = {draw(st.integers(1, 20)) / 100}
coupon = 0.07
interest_on_interest = true
"""
    for number in range(firms):
        exposure = draw(st.integers(100, 10_000_000))
        text += f'[[obligor]]\nname = "firm {number}"\nexposure = {exposure / 100:.2f}\nannual_pd = 0.05\n'
    if draw(st.booleans()):
        text += '[[support]]\nname = "platform"\ncovers = ["A"]\nannual_pd = 0.02\n'
    if draw(st.booleans()):
        text += """
[[trigger]]
name = "defaults"
kind = "cumulative_default"
threshold = 0.1
[waterfalls]
acceleration = ["interest A", "principal A", "interest B", "principal B", "fee service", "residual"]
"""
    return text
