"""What a deal file says that a page may speak of too, and whether a page's figure agrees with it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from yanzhen.values import Answer, Quantity, Relation, Status

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.securitization.deal import Deal as Terms

FIRMS = ("家", "个", "户", "家企业", "")
PIECES = ("件", "项", "个", "")
YEARS = ("年",)
MONEY = ("CNY",)
FEN = Decimal(100)


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact of a deal: from ``low`` to ``high`` in any of ``units``; ``why`` says why it is unknown."""

    key: str
    label: str
    low: Decimal | None
    high: Decimal | None
    units: tuple[str, ...]
    why: str = ""

    @property
    def quantity(self) -> Quantity:
        """The fact as a figure."""
        if self.low is None or self.high is None:
            return Quantity(None, None, self.units[0], status=Status.UNKNOWN)
        relation = Relation.EQUAL if self.low == self.high else Relation.RANGE
        return Quantity(self.low, self.high, self.units[0], relation)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Whether a page's figure agrees with a fact, and why."""

    answer: Answer
    why: str


def facts_of(terms: Terms) -> tuple[Fact, ...]:
    """Every fact of the deal that a person can tie a statement to."""
    return tuple(_facts(terms))


def agreement(fact: Fact, said: Quantity | None) -> Agreement:
    """Whether the figure can be true of the fact: within half of the step to which the page states it.

    A range agrees when the fact's ends lie inside it; the reason says whether they are met.
    """
    if fact.low is None or fact.high is None:
        return Agreement(Answer.UNKNOWN, fact.why)
    if said is None or said.status is not Status.KNOWN:
        return Agreement(Answer.UNKNOWN, gettext("the page gives no figure"))
    if said.unit not in fact.units:
        units = {"said": said.unit or "1", "fact": fact.units[0]}
        return Agreement(Answer.UNKNOWN, gettext("the page counts in %(said)s, the deal in %(fact)s") % units)
    return _compared(fact.low, fact.high, said)


def _compared(low: Decimal, high: Decimal, said: Quantity) -> Agreement:
    slack = (said.stated_to or Decimal(0)) / 2
    if said.relation is Relation.ABOUT:
        slack *= 2
    above = said.low is None or low >= said.low - slack
    under = said.high is None or high <= said.high + slack
    if said.relation is Relation.ABOVE:
        above = said.low is not None and low > said.low - slack
    if said.relation is Relation.BELOW:
        under = said.high is not None and high < said.high + slack
    if not (above and under):
        return Agreement(Answer.UNMET, gettext("the deal's figure lies outside what the page states"))
    if said.relation is Relation.RANGE and low != high:
        met = said.low == low and said.high == high
        words = gettext("inside the range, both ends met") if met else gettext("inside the range, not both ends met")
        return Agreement(Answer.MET, words)
    if said.relation in (Relation.EQUAL, Relation.RANGE) and low == high:
        return Agreement(Answer.MET, _exactness(low, said))
    return Agreement(Answer.MET, gettext("inside what the page states"))


def _exactness(value: Decimal, said: Quantity) -> str:
    if said.low == value:
        return gettext("the same figure")
    return gettext("the same to the step to which the page states it")


def _facts(terms: Terms) -> Iterator[Fact]:
    amounts = [Decimal(firm.exposure_fen) / FEN for firm in terms.obligors]
    count = Decimal(len(amounts))
    whole = sum(amounts, Decimal(0))
    yield Fact("pool", gettext("pool: all exposures together"), whole, whole, MONEY)
    yield Fact("obligors", gettext("number of firms"), count, count, FIRMS)
    yield Fact(
        "exposures", gettext("exposure of a firm, from the least to the greatest"), min(amounts), max(amounts), MONEY
    )
    yield _patents(terms)
    if not terms.is_static:
        years = Decimal(terms.periods) / Decimal(terms.periods_per_year)
        yield Fact("years", gettext("tenor"), years, years, YEARS)
    for tranche in terms.tranches:
        size = Decimal(round(tranche.balance)) / FEN
        label = gettext("size of class %(name)s") % {"name": tranche.name}
        yield Fact(f"class {tranche.name}", label, size, size, MONEY)
        rate = Decimal(tranche.coupons[0].numerator) / Decimal(tranche.coupons[0].denominator)
        label = gettext("coupon of class %(name)s") % {"name": tranche.name}
        yield Fact(f"coupon {tranche.name}", label, rate, rate, ("1",))
    yield from _industries(terms)


def _patents(terms: Terms) -> Fact:
    label = gettext("number of patents")
    if not terms.patents:
        return Fact("patents", label, None, None, PIECES, gettext("the deal file lists no patents"))
    number = Decimal(len(terms.patents))
    return Fact("patents", label, number, number, PIECES)


def _industries(terms: Terms) -> Iterator[Fact]:
    """A part of the deal: a page may speak of one industry's firms alone."""
    firms: dict[str, list[Decimal]] = defaultdict(list)
    for firm in terms.obligors:
        if firm.industry:
            firms[firm.industry].append(Decimal(firm.exposure_fen) / FEN)
    for industry, amounts in sorted(firms.items()) if len(firms) > 1 else ():
        count, named = Decimal(len(amounts)), {"industry": industry}
        yield Fact(
            f"obligors {industry}", gettext("number of firms of industry %(industry)s") % named, count, count, FIRMS
        )
        label = gettext("exposures of industry %(industry)s together") % named
        yield Fact(f"pool {industry}", label, sum(amounts, Decimal(0)), sum(amounts, Decimal(0)), MONEY)
