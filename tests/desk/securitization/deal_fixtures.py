"""Deals of the cast, for the tests of the deal room."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from yanzhen.desk.accounts.models import Person
from yanzhen.desk.accounts.trail import Actor
from yanzhen.desk.securitization.keep import Draft, make_deal
from yanzhen.desk.securitization.models import Deal
from yanzhen.desk.securitization.terms import examples

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

TINY = """
waterfall = ["fee service", "interest A", "principal A", "residual"]
[deal]
name = "示例专利许可"
money = "万元"
periods_per_year = 4
periods = 6
[risk]
correlation = 0.2
[[obligor]]
name = "甲公司"
exposure = 3200
annual_pd = 0.02
industry = "I6510"
[[obligor]]
name = "乙公司"
exposure = 600
annual_pd = 0.05
industry = "C2761"
[licence]
rate = 0.055
instalments = 4
shape = "level"
[recovery]
rate = 0.4
lag = 1
[[fee]]
name = "service"
annual_rate = 0.002
[[tranche]]
name = "A"
share = 0.85
coupon = 0.04
[[support]]
name = "市平台"
covers = ["A"]
annual_pd = 0.01
"""

STATIC = """
[deal]
name = "静态池"
horizon_years = 3
[risk]
correlation = 0.2
[recovery]
rate = 0.4
[[tranche]]
name = "equity"
attach = 0
detach = 0.1
[[tranche]]
name = "senior"
attach = 0.1
detach = 1
[[obligor]]
name = "甲公司"
exposure = 30
annual_pd = 0.02
[[obligor]]
name = "乙公司"
exposure = 20
annual_pd = 0.03
"""


def actor(person: Person) -> Actor:
    return Actor(person, f"{person.full_name} ({person.username})")


def brought(person: Person, text: str = TINY, file: str = "deal.toml") -> Deal:
    """A deal that this person made."""
    return make_deal(Draft(text, file), person.region, person.department, actor(person), now=NOW)


def guangzhou(person: Person) -> Deal:
    """The shipped example: 24 firms."""
    return brought(person, examples()["guangzhou-2020"][1], "guangzhou-2020.toml")


@pytest.fixture
def tiny(cast) -> Deal:
    """The clerk's small deal."""
    return brought(cast["clerk"])
