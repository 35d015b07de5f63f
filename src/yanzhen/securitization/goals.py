"""A deal structured by goals: amounts by firm under caps, the largest classes that meet their targets, coupons by the market.

The three hang together: amounts change the pool, the pool the sizes, the sizes the lives, the lives the coupons, and coupons the
sizes again. So sizes and coupons are taken in turn until no coupon changes, all on the same random numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.errors import InputError, RefusalError
from yanzhen.securitization.costs import IndicativePrice, indicative_price
from yanzhen.securitization.exact import firm_el
from yanzhen.securitization.model import build_model
from yanzhen.securitization.structuring import Structure, Wish, allocate, smallest_subordination

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yanzhen.securitization.deal import Deal, Obligor, Tranche

MOST_ROUNDS = 12
BASIS_POINT = Fraction(1, 10_000)


@dataclass(frozen=True, slots=True)
class Allocation:
    """How much is raised, and between which shares of the file's amount each firm may take; caps are shares of the total."""

    total_fen: int
    least: Fraction = Fraction(0)
    most: Fraction = Fraction(1)
    single: Fraction = Fraction(1)
    industry: Fraction = Fraction(1)


@dataclass(frozen=True, slots=True)
class Goals:
    """What a deal must meet: an expected loss for each class, a cover for some, what stays below the classes.

    ``market`` takes the coupons of classes with one fixed coupon from the curve and the comparables; ``allocation`` shares
    the money out anew.
    """

    el: Mapping[str, float]
    cover: Mapping[str, float] = field(default_factory=dict)
    retained: Fraction = Fraction(1, 20)
    market: bool = False
    allocation: Allocation | None = None


@dataclass(frozen=True, slots=True)
class Structured:
    """A deal that meets its goals; ``prices`` is by class, ``None`` where the coupon is the file's."""

    deal: Deal
    structure: Structure
    prices: tuple[IndicativePrice | None, ...]


def structured(
    deal: Deal, goals: Goals, *, paths: int, seed: int, supports: Sequence[str] = (), threads: int | None = None
) -> Structured:
    """The deal with amounts, sizes and coupons that meet the goals; goals that cannot be met are refused.

    Coupons are rounded to a basis point, and each is priced at its class's mean life.
    """
    if deal.is_static:
        raise RefusalError("a static pool pays no coupons", expected="a deal with a licence and a waterfall")
    deal = allocated(deal, goals.allocation) if goals.allocation else deal
    prices: tuple[IndicativePrice | None, ...] = (None,) * len(deal.tranches)
    for _ in range(MOST_ROUNDS):
        found = smallest_subordination(
            deal, goals.el, paths=paths, seed=seed, supports=supports, threads=threads, retained=goals.retained,
            covers=goals.cover,
        )  # fmt: skip
        deal = _sized(deal, found)
        if not goals.market:
            return Structured(deal, found, prices)
        prices = tuple(_priced(deal, place, found) for place in range(len(deal.tranches)))
        offered = tuple(_offered(*pair) for pair in zip(deal.tranches, prices, strict=True))
        if offered == deal.tranches:
            return Structured(deal, found, prices)
        deal = replace(deal, tranches=offered)
    raise RefusalError("the coupons did not settle", seen=f"{MOST_ROUNDS} rounds", todo="name the coupons in the file")


def allocated(deal: Deal, asked: Allocation) -> Deal:
    """The deal with the money shared out among the firms so that the pool's expected loss is least."""
    if asked.least > asked.most:
        raise InputError(
            "allocation", seen=f"least {float(asked.least):g}, most {float(asked.most):g}", todo="turn them"
        )
    rates = firm_loss_rates(deal)
    wishes = [_wish(deal, firm, rate, asked) for firm, rate in zip(deal.obligors, rates, strict=True)]
    amounts = allocate(asked.total_fen, wishes, single=asked.single, industry=asked.industry)
    kept = tuple(
        replace(firm, exposure_fen=amount) for firm, amount in zip(deal.obligors, amounts, strict=True) if amount > 0
    )
    shares = [(tranche, tranche.balance / deal.pool_fen) for tranche in deal.tranches]
    sized = tuple(replace(tranche, balance=share * asked.total_fen) for tranche, share in shares)
    names = {firm.name for firm in kept}
    owned = tuple(patent for patent in deal.patents if patent.owner in names)
    return replace(deal, obligors=kept, tranches=sized, patents=owned)


def _wish(deal: Deal, firm: Obligor, rate: float, asked: Allocation) -> Wish:
    return Wish(
        firm=firm.name,
        most_fen=int(firm.exposure_fen * asked.most),
        loss_rate=rate,
        industry=firm.industry,
        least_fen=math.ceil(firm.exposure_fen * asked.least),
        asked_fen=firm.exposure_fen * asked.total_fen // deal.pool_fen,
    )


def firm_loss_rates(deal: Deal) -> tuple[float, ...]:
    """Every firm's expected loss as a share of its exposure, in the file's order."""
    model = build_model(deal)
    found = np.zeros(len(deal.obligors))
    for row, place in enumerate(model.order):
        found[place] = firm_el(model, row) / deal.obligors[place].exposure_fen
    return tuple(float(rate) for rate in found)


def _sized(deal: Deal, found: Structure) -> Deal:
    shares = dict(found.shares)
    return replace(deal, tranches=tuple(replace(t, balance=shares[t.name] * deal.pool_fen) for t in deal.tranches))


def _priced(deal: Deal, place: int, found: Structure) -> IndicativePrice | None:
    life = found.figures.tranches[place].wal
    if len(deal.tranches[place].coupons) > 1 or life is None:
        return None
    return indicative_price(deal, Fraction(life.value).limit_denominator(1000))


def _offered(tranche: Tranche, price: IndicativePrice | None) -> Tranche:
    if price is None:
        return tranche
    return replace(tranche, coupons=(max(round(price.coupon / BASIS_POINT), 0) * BASIS_POINT,))
