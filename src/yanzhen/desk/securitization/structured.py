"""A deal structured by goals for a page: sizes, coupons, amounts by firm, the frontier of cost against risk."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

from yanzhen.desk.securitization.bounds import check_page
from yanzhen.desk.securitization.firms import cost_of
from yanzhen.desk.securitization.pricing import PAGE_THREADS, Line, line_of
from yanzhen.desk.securitization.terms import read_terms
from yanzhen.securitization.goals import Allocation, Goals, structured
from yanzhen.securitization.size import model_seconds, run_seconds
from yanzhen.securitization.structuring import FrontierPoint, frontier

if TYPE_CHECKING:
    from yanzhen.securitization.costs import FirmCost, IndicativePrice
    from yanzhen.securitization.deal import Deal as Terms
    from yanzhen.securitization.goals import Structured

PATHS = 8_000
RUNS = 60
"""About as many runs as the sizes of one class take."""
POINTS = 9
"""Sizes of the first class on the frontier."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a person asks of a deal; shares, by class where there is one for each (``None``: not asked)."""

    el: tuple[float, ...]
    cover: tuple[float | None, ...]
    retained: Fraction
    market: bool = False
    supported: bool = False
    allocation: Allocation | None = None


@dataclass(frozen=True, slots=True)
class SizedClass:
    """One class before and after: sizes as shares of the pool, the coupon and where it comes from, its figures."""

    name: str
    was: Fraction
    share: Fraction
    amount_fen: int
    coupon_was: Fraction
    coupon: Fraction
    price: IndicativePrice | None
    figures: Line


@dataclass(frozen=True, slots=True)
class SizedFirm:
    """One firm before and after (fen; 0: left out), and its yearly cost after, all in and net of subsidy."""

    name: str
    was_fen: int
    amount_fen: int
    cost: FirmCost | None


@dataclass(frozen=True, slots=True)
class Answer:
    """A deal that meets what was asked."""

    terms: Terms
    classes: tuple[SizedClass, ...]
    firms: tuple[SizedFirm, ...]
    below: Fraction
    below_was: Fraction
    cost: Fraction
    cost_was: Fraction
    frontier: tuple[FrontierPoint, ...]

    @property
    def pool_fen(self) -> int:
        """What is raised."""
        return self.terms.pool_fen


@lru_cache(maxsize=64)
def answer(text: str, file: str, wanted: Wanted) -> Answer:
    """The deal of this text, structured; the same question has the same answer. Goals that cannot be met are refused."""
    terms = read_terms(text, file)
    check_page(terms, model_seconds(terms) + RUNS * len(terms.tranches) * run_seconds(terms, PATHS))
    names = [one.name for one in terms.tranches]
    supports = [one.name for one in terms.supports] if wanted.supported else []
    goals = Goals(
        el=dict(zip(names, wanted.el, strict=True)),
        cover={name: cover for name, cover in zip(names, wanted.cover, strict=True) if cover is not None},
        retained=wanted.retained,
        market=wanted.market,
        allocation=wanted.allocation,
    )
    found = structured(terms, goals, paths=PATHS, seed=1, supports=supports, threads=PAGE_THREADS)
    return Answer(
        terms=found.deal,
        classes=_classes(terms, found),
        firms=_firms(terms, found.deal),
        below=found.structure.subordination,
        below_was=1 - sum((one.balance for one in terms.tranches), Fraction(0)) / terms.pool_fen,
        cost=_average_coupon(found.deal),
        cost_was=_average_coupon(terms),
        frontier=_frontier(found.deal, supports),
    )


def _classes(terms: Terms, found: Structured) -> tuple[SizedClass, ...]:
    rows = zip(terms.tranches, found.deal.tranches, found.prices, found.structure.figures.tranches, strict=True)
    return tuple(
        SizedClass(
            name=old.name,
            was=old.balance / terms.pool_fen,
            share=new.balance / found.deal.pool_fen,
            amount_fen=round(new.balance),
            coupon_was=old.coupons[0],
            coupon=new.coupons[0],
            price=price,
            figures=line_of(figures),
        )
        for old, new, price, figures in rows
    )


def _firms(before: Terms, after: Terms) -> tuple[SizedFirm, ...]:
    now = {firm.name: firm for firm in after.obligors}
    return tuple(
        SizedFirm(
            name=firm.name,
            was_fen=firm.exposure_fen,
            amount_fen=now[firm.name].exposure_fen if firm.name in now else 0,
            cost=cost_of(after, now[firm.name]) if firm.name in now else None,
        )
        for firm in before.obligors
    )


def _average_coupon(terms: Terms) -> Fraction:
    """The first period's coupons, weighted by the classes' sizes."""
    issued = sum((one.balance for one in terms.tranches), Fraction(0))
    return sum((one.balance * one.coupons[0] for one in terms.tranches), Fraction(0)) / issued


def _frontier(terms: Terms, supports: list[str]) -> tuple[FrontierPoint, ...]:
    """The first class from half of what the first two are together up to nearly all; one class alone has none."""
    if len(terms.tranches) < 2:
        return ()
    together = (terms.tranches[0].balance + terms.tranches[1].balance) / terms.pool_fen
    shares = [together * (POINTS + 1 + step) / (2 * POINTS + 1) for step in range(POINTS)]
    return frontier(terms, shares, paths=PATHS, seed=1, supports=supports, threads=PAGE_THREADS)
