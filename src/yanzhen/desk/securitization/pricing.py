"""A deal priced for a page, a report or a job: plain values that can be kept, each with its standard error."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import TypeAdapter

from yanzhen.desk.securitization.bounds import TooLargeError, check_page
from yanzhen.desk.securitization.pool_losses import Distribution, pool_losses
from yanzhen.desk.securitization.terms import read_terms
from yanzhen.errors import InputError
from yanzhen.securitization.price import price
from yanzhen.securitization.scenarios import Scenario, stressed
from yanzhen.securitization.size import price_seconds

if TYPE_CHECKING:
    from yanzhen.securitization.deal import Deal as Terms
    from yanzhen.securitization.figures import Estimate, TrancheFigures
    from yanzhen.securitization.price import Pricing

LIVE_PATHS = 8_000
"""Paths behind a page; the page says so and shows the errors."""
PAGE_THREADS = 2
MOST_CORRELATION = 0.95


@dataclass(frozen=True, slots=True)
class Sliders:
    """What a person moves; ``None`` leaves the file's value. ``below`` is the share of the pool below all classes."""

    correlation: float | None = None
    recovery: float | None = None
    pd_factor: float = 1.0
    below: float | None = None

    @property
    def moved(self) -> bool:
        """Whether anything differs from the file."""
        return self != Sliders()


@dataclass(frozen=True, slots=True)
class Sure:
    """A figure with its standard error."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class Line:
    """What a class bears: losses as shares of its principal, times in years."""

    el: Sure
    pd: Sure
    es99: Sure
    unpaid: Sure
    wal: Sure | None
    yields: Sure | None
    cover: Sure | None


@dataclass(frozen=True, slots=True)
class ClassLine:
    """One class: the pool alone, with all support, and the exact figures where they exist."""

    name: str
    balance_fen: int
    coupon: float
    attach: float
    alone: Line
    supported: Line | None
    exact_el: float | None
    exact_pd: float | None
    balances: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class LayerLine:
    """One supporter: what each class's expected loss is worth less for it, what it pays, how often it defaults."""

    name: str
    worth: tuple[float, ...]
    paid_fen: Sure
    default: Sure
    joint: tuple[Sure, ...]


@dataclass(frozen=True, slots=True)
class CheckLine:
    """One check of the engine."""

    name: str
    holds: bool
    seen: str


@dataclass(frozen=True, slots=True)
class Priced:
    """A deal priced, as it is kept and shown."""

    paths: int
    seed: int
    design: str
    pool_fen: int
    obligors: int
    pool_el: Sure
    pool_el_exact: float
    residual_fen: Sure
    classes: tuple[ClassLine, ...]
    layers: tuple[LayerLine, ...]
    events: tuple[tuple[str, Sure], ...]
    distribution: Distribution
    exact_method: str
    exact_reason: str
    checks: tuple[CheckLine, ...]
    seconds: float


PRICED: TypeAdapter[Priced] = TypeAdapter(Priced)


def live(text: str, file: str, sliders: Sliders = Sliders(), paths: int = LIVE_PATHS) -> Priced:
    """The deal of this text with the sliders moved, on few paths and one seed: the same question, the same answer.

    A deal that is too large for a page is refused (``TooLargeError``).
    """
    return _live(text, file, sliders, paths)


@lru_cache(maxsize=128)
def _live(text: str, file: str, sliders: Sliders, paths: int) -> Priced:
    terms = moved(read_terms(text, file), sliders)
    check_page(terms, price_seconds(terms, paths))
    return priced(terms, paths=paths, seed=1, threads=PAGE_THREADS)


def live_if_small(text: str, file: str) -> Priced | None:
    """The same, or nothing for a deal that is too large: for pages that have other things to say."""
    try:
        return live(text, file)
    except TooLargeError:
        return None


def priced(terms: Terms, *, paths: int, seed: int, threads: int | None = None) -> Priced:
    """The engine's pricing as plain values."""
    found = price(terms, paths=paths, seed=seed, threads=threads)
    pool = terms.pool_fen
    return Priced(
        paths=paths,
        seed=seed,
        design=found.design,
        pool_fen=pool,
        obligors=len(terms.obligors),
        pool_el=_scaled(found.alone.pool_loss_fen, pool),
        pool_el_exact=found.exact.pool_el,
        residual_fen=_sure(found.alone.residual_fen),
        classes=_classes(terms, found),
        layers=_layers(found),
        events=tuple((name, _sure(chance)) for name, chance in (found.supported or found.alone).events),
        distribution=pool_losses(terms, paths=min(paths, 20_000), seed=seed),
        exact_method=found.exact.method,
        exact_reason=found.exact.reason,
        checks=tuple(CheckLine(check.name, check.holds, check.seen) for check in found.checks),
        seconds=found.seconds,
    )


def moved(terms: Terms, sliders: Sliders) -> Terms:
    """The deal as the sliders have it; what a slider cannot be is refused."""
    _bounded(sliders)
    if not sliders.moved:
        return terms
    others = terms.risk.industry_correlation + terms.risk.region_correlation
    correlation = None if sliders.correlation is None else max(0.0, min(sliders.correlation, MOST_CORRELATION - others))
    terms = stressed(terms, Scenario("sliders", pd_factor=sliders.pd_factor, correlation=correlation))
    if sliders.recovery is not None:
        terms = replace(terms, obligors=tuple(_recovering(firm, sliders.recovery) for firm in terms.obligors))
    return terms if sliders.below is None or terms.is_static else _sized(terms, sliders.below)


def share_below(terms: Terms) -> float:
    """The share of the pool below all classes."""
    return float(1 - sum((one.balance for one in terms.tranches), Fraction(0)) / terms.pool_fen)


def _bounded(sliders: Sliders) -> None:
    bounds = (
        ("correlation", sliders.correlation, 0.0, 1.0),
        ("recovery", sliders.recovery, 0.0, 1.0),
        ("PD factor", sliders.pd_factor, 0.0, 20.0),
        ("share below the classes", sliders.below, 0.0, 0.95),
    )
    for name, value, low, high in bounds:
        if value is not None and not low <= value <= high:
            raise InputError(name, seen=f"{value:g}", expected=f"{low:g}–{high:g}")


def _recovering(firm: Any, rate: float) -> Any:
    return replace(firm, recovery=replace(firm.recovery, rate=Fraction(rate).limit_denominator(10_000)))


def _sized(terms: Terms, below: float) -> Terms:
    """All classes scaled alike, so that this share of the pool stays below them."""
    total = sum((one.balance for one in terms.tranches), Fraction(0))
    factor = (1 - Fraction(below).limit_denominator(10_000)) * terms.pool_fen / total
    return replace(terms, tranches=tuple(replace(one, balance=one.balance * factor) for one in terms.tranches))


def _classes(terms: Terms, found: Pricing) -> tuple[ClassLine, ...]:
    exact = {one.name: one for one in found.exact.tranches}
    lines, above = [], Fraction(0)
    for place, tranche in enumerate(terms.tranches):
        above += tranche.balance / terms.pool_fen
        known = exact.get(tranche.name)
        lines.append(
            ClassLine(
                name=tranche.name,
                balance_fen=round(tranche.balance),
                coupon=float(tranche.coupons[0]),
                attach=float(tranche.attach if tranche.attach is not None else 1 - above),
                alone=line_of(found.alone.tranches[place]),
                supported=line_of(found.supported.tranches[place]) if found.supported else None,
                exact_el=known.el if known else None,
                exact_pd=known.pd if known else None,
                balances=tuple(float(one) for one in (found.supported or found.alone).balances[place]),
            )
        )
    return tuple(lines)


def line_of(one: TrancheFigures) -> Line:
    """A class's figures as plain values."""
    return Line(
        el=_sure(one.el),
        pd=_sure(one.pd),
        es99=_sure(one.es99),
        unpaid=_sure(one.unpaid_interest),
        wal=_sure(one.wal) if one.wal else None,
        yields=_sure(one.yield_) if one.yield_ else None,
        cover=_sure(one.cover) if one.cover else None,
    )


def _layers(found: Pricing) -> tuple[LayerLine, ...]:
    if found.supported is None:
        return ()
    told = {one.name: one for one in found.supported.layers}
    return tuple(
        LayerLine(
            name=layer.name,
            worth=layer.worth,
            paid_fen=_sure(told[layer.name].paid_fen),
            default=_sure(told[layer.name].default),
            joint=tuple(_sure(chance) for _, chance in told[layer.name].joint),
        )
        for layer in found.layers
    )


def _sure(estimate: Estimate) -> Sure:
    return Sure(float(estimate.value), float(estimate.error))


def _scaled(estimate: Estimate, whole: float) -> Sure:
    return Sure(float(estimate.value) / whole, float(estimate.error) / whole)
