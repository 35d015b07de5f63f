"""The figures of a run with their standard errors, read from the sums of its batches."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from yanzhen.securitization.kernel import COVER, LOSS, LOST_PATHS, UNPAID

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from yanzhen.securitization.deal import Deal, Tranche
    from yanzhen.securitization.simulate import Totals

WEIGHTS = 0
"""The pool's sums begin with the paths' weights."""

SURER = 0.98
"""How much surer bare sums must be to be taken in place of controlled ones."""

TAIL = 0.01
"""Expected shortfall is the mean of this share of the worst paths."""

FEW = 30
"""With fewer paths that lose, the spread of the batches is itself unsure: the error is at least that of counting them."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """A simulated figure and its standard error, which is above zero."""

    value: float
    error: float


@dataclass(frozen=True, slots=True)
class TrancheFigures:
    """What a class is expected to lose and to bring; losses are shares of its principal, times in years.

    ``wal``, ``yield_`` and ``cover`` are ``None`` for a static pool, and the yield where nothing is ever paid.
    """

    name: str
    el: Estimate
    pd: Estimate
    es99: Estimate
    unpaid_interest: Estimate
    wal: Estimate | None
    yield_: Estimate | None
    cover: Estimate | None


@dataclass(frozen=True, slots=True)
class LayerFigures:
    """What a supporter pays (fen, on average), how often it defaults, and how often a class loses principal then."""

    name: str
    paid_fen: Estimate
    default: Estimate
    joint: tuple[tuple[str, Estimate], ...]


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures of one run; ``histograms`` holds the paths' share by bin of each class's loss."""

    tranches: tuple[TrancheFigures, ...]
    pool_loss_fen: Estimate
    residual_fen: Estimate
    layers: tuple[LayerFigures, ...]
    events: tuple[tuple[str, Estimate], ...]
    histograms: tuple[NDArray[np.float64], ...]
    balances: tuple[NDArray[np.float64], ...]
    paths: int


def read_figures(deal: Deal, totals: Totals, paths: int, supports: tuple[str, ...]) -> Figures:
    """The figures of a run on ``paths`` paths with these supporters."""
    reader = _Reader(deal, totals, paths)
    tranches = tuple(reader.tranche(place, tranche) for place, tranche in enumerate(deal.tranches))
    events = [t.name for t in deal.triggers if t.kind != "supporter_default" or t.support in supports]
    layers = [support for support in deal.supports if support.name in supports]
    first_event = 3 + len(layers)
    return Figures(
        tranches=tranches,
        pool_loss_fen=reader.mean(totals.pool[:, 2]),
        residual_fen=reader.mean(totals.pool[:, 1]),
        layers=tuple(reader.layer(support.name, 3 + number) for number, support in enumerate(layers)),
        events=tuple((name, reader.mean(totals.pool[:, first_event + n], 1.0)) for n, name in enumerate(events)),
        histograms=tuple(totals.bins[:, place].sum(axis=0) / reader.whole for place in range(len(tranches))),
        balances=tuple(totals.flows[:, place, 0].sum(axis=0) / reader.whole for place in range(len(tranches))),
        paths=paths,
    )


class _Reader:
    """Means and errors over the batches of one run.

    Means are over the weights that were drawn and not over the paths: a chance then never exceeds 1, and what moves with the
    weights moves the error no more. The bias is of the order of 1 / paths; the error is that of the ratio, linearised.
    """

    def __init__(self, deal: Deal, totals: Totals, paths: int) -> None:
        self.deal, self.totals, self.paths = deal, totals, paths
        self.weights = totals.pool[:, WEIGHTS]
        self.whole = float(self.weights.sum())
        self.times = years(deal)

    def error(self, means: NDArray[np.float64]) -> float:
        """The standard error of the mean of all paths, from the batches' means."""
        shares = self.weights / self.whole
        spread = means - float(shares @ means)
        return math.sqrt(float(shares**2 @ spread**2) * len(means) / (len(means) - 1))

    def mean(self, sums: NDArray[np.float64], scale: float = 0.0) -> Estimate:
        """A mean and its error; with nothing seen the error is that of not having seen it on so many paths."""
        value = float(sums.sum()) / self.whole
        error = self.error(sums / self.weights)
        return Estimate(value, error or max(scale, abs(value)) / self.paths or 1 / self.paths)

    def tranche(self, place: int, tranche: Tranche) -> TrancheFigures:
        sums = self.totals.sums[:, place]
        seen = int(self.totals.worth[:, place, 0].sum())
        static = self.deal.is_static
        flows = self.totals.flows[:, place] / self.weights[:, None, None]
        return TrancheFigures(
            name=tranche.name,
            el=self.rare(sums[:, LOSS], self.totals.worth[:, place, 1:].sum(axis=1), seen),
            pd=self.rare(sums[:, LOST_PATHS], self.totals.bins[:, place, 1:].sum(axis=1), seen),
            es99=self.shortfall(place, seen),
            unpaid_interest=self.mean(sums[:, UNPAID], 1.0),
            wal=None if static else self.life(tranche, flows[:, 0]),
            yield_=None if static else self.yields(tranche, flows),
            cover=None if static else self.mean(sums[:, COVER], 1.0),
        )

    def rare(self, controlled: NDArray[np.float64], bare: NDArray[np.float64], seen: int) -> Estimate:
        """A mean of what happens on ``seen`` paths alone: with few of them the error is at least the count's.

        The controls were fitted to the pool alone: where a supporter leaves little of the loss, or they overshoot, the
        bare sums are surer and are taken.
        """
        if seen == 0:
            return Estimate(0.0, 1 / self.paths)
        plain, other = self.mean(controlled, 1.0), self.mean(bare, 1.0)
        if not 0.0 < plain.value <= 1.0 or other.error < SURER * plain.error:
            plain = other
        if seen < FEW:
            return Estimate(plain.value, max(plain.error, plain.value / math.sqrt(seen)))
        return plain

    def shortfall(self, place: int, seen: int) -> Estimate:
        """The mean of the worst hundredth, by the histogram (Rockafellar and Uryasev, 2000, for the error)."""
        bins, worth = self.totals.bins[:, place], self.totals.worth[:, place].copy()
        worth[:, 0] = 0.0
        heavy, light = bins.sum(axis=0) / self.whole, worth.sum(axis=0) / self.whole
        above = np.concatenate([np.cumsum(heavy[::-1])[::-1][1:], [0.0]])
        edge = int(np.argmax(above < TAIL))
        mean = light[edge] / heavy[edge] if heavy[edge] > 0 else 0.0
        value = (light[edge + 1 :].sum() + (TAIL - above[edge]) * mean) / TAIL
        beyond = (worth[:, edge + 1 :].sum(axis=1) - mean * bins[:, edge + 1 :].sum(axis=1)) / TAIL
        if seen == 0:
            return Estimate(0.0, min(1.0, 1 / self.paths / TAIL))
        return Estimate(float(min(value, 1.0)), self.error(beyond / self.weights) or 1 / self.paths)

    def life(self, tranche: Tranche, balances: NDArray[np.float64]) -> Estimate | None:
        """The mean time in years at which principal is repaid, where any is."""
        paid = _paid(tranche, balances)
        shares = self.weights / self.whole
        total = float(shares @ paid.sum(axis=1))
        if total <= 0:
            return None
        value = float(shares @ (paid @ self.times)) / total
        return Estimate(value, self.error(paid @ (self.times - value) / total) or 1 / self.paths)

    def yields(self, tranche: Tranche, flows: NDArray[np.float64]) -> Estimate | None:
        """The yearly rate, compounded at the payment dates, that discounts the expected payments to the price."""
        interest = np.diff(flows[:, 1], axis=1, prepend=0.0)
        paid = _paid(tranche, flows[:, 0]) + interest
        expected = self.weights / self.whole @ paid
        price = float(tranche.balance * tranche.price)
        return self.rate(paid, expected, price)

    def rate(self, paid: NDArray[np.float64], expected: NDArray[np.float64], price: float) -> Estimate | None:
        frequency = self.deal.periods_per_year
        turns = self.times * frequency
        rate = internal_rate(expected, turns, price)
        if rate is None:
            return None
        discount = (1 + rate) ** -turns
        slope = float(expected @ (turns * discount)) / (1 + rate)
        return Estimate(rate * frequency, self.error(paid @ discount / slope) * frequency or 1 / self.paths)

    def layer(self, name: str, column: int) -> LayerFigures:
        number = [support.name for support in self.deal.supports].index(name)
        joint = self.totals.joint[:, number]
        return LayerFigures(
            name=name,
            paid_fen=self.mean(self.totals.pool[:, column], 1.0),
            default=self.mean(joint[:, -1], 1.0),
            joint=tuple((t.name, self.mean(joint[:, place], 1.0)) for place, t in enumerate(self.deal.tranches)),
        )


def years(deal: Deal) -> NDArray[np.float64]:
    """The payment dates in years after issue."""
    if deal.dates and deal.issued_on is not None:
        return np.array([(step.paid - deal.issued_on).days / 365 for step in deal.dates])
    return np.arange(1, deal.periods + 1) / deal.periods_per_year


def internal_rate(payments: NDArray[np.float64], turns: NDArray[np.float64], price: float) -> float | None:
    """The rate a turn that discounts payments (at ``turns``) to the price, by bisection; ``None`` where there is none.

    >>> round(internal_rate(np.array([0.0, 121.0]), np.array([1.0, 2.0]), 100.0), 12)
    0.1
    """
    if payments.sum() <= 0 or price <= 0:
        return None

    def worth(rate: float) -> float:
        return float(payments @ (1 + rate) ** -turns)

    low, high = max(-0.999999, math.pow(10.0, -280 / float(turns.max())) - 1), 10.0  # a lower rate overflows
    if worth(low) < price or worth(high) > price:
        return None
    for _ in range(200):
        middle = (low + high) / 2
        if worth(middle) > price:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _paid(tranche: Tranche, balances: NDArray[np.float64]) -> NDArray[np.float64]:
    """Principal repaid on each date, by batch, from the balances after it."""
    return -np.diff(balances, axis=1, prepend=float(tranche.balance))
