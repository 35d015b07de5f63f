"""What is checked whenever a deal is priced: cash conserved to the fen, simulation and exact figures in agreement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from yanzhen.securitization.ledger import run_ledger

if TYPE_CHECKING:
    from yanzhen.securitization.deal import Deal
    from yanzhen.securitization.exact import Exact
    from yanzhen.securitization.figures import Figures

FARTHEST = 4.0
"""Standard errors beyond which a simulated figure contradicts the exact one (once in 16,000)."""


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what, whether it holds, and what was seen."""

    name: str
    holds: bool
    seen: str


def checks_of(deal: Deal, figures: Figures, exact: Exact) -> tuple[Check, ...]:
    """The checks of a priced deal."""
    cash = () if deal.is_static else _cash(deal)
    return (*cash, *_agreement(figures, exact), _pool(deal, figures, exact))


def _cash(deal: Deal) -> tuple[Check, ...]:
    """Cash in and out on the path without a default, and on the path on which the largest firm defaults at once."""
    largest = max(deal.obligors, key=lambda obligor: obligor.exposure_fen).name
    found = []
    for words, defaults in (("no default", {}), (f"{largest} defaults in period 1", {largest: 1})):
        ledger = run_ledger(deal, defaults)
        worst = max(abs(ledger.imbalance(period)) for period in range(1, deal.periods + 1))
        found.append(Check(f"cash conserved to the fen: {words}", worst == 0, f"{worst} fen"))
    return tuple(found)


def _agreement(figures: Figures, exact: Exact) -> tuple[Check, ...]:
    found = []
    for tranche, true in zip(figures.tranches, exact.tranches, strict=False):
        off = (tranche.el.value - true.el) / tranche.el.error
        found.append(
            Check(
                f"simulated expected loss of {tranche.name} agrees with the exact one",
                abs(off) <= FARTHEST,
                f"{off:+.2f} standard errors",
            )
        )
    return tuple(found)


def _pool(deal: Deal, figures: Figures, exact: Exact) -> Check:
    """The pool's expected loss has a closed form for every deal."""
    off = (figures.pool_loss_fen.value / deal.pool_fen - exact.pool_el) / (figures.pool_loss_fen.error / deal.pool_fen)
    name = "simulated expected loss of the pool agrees with the closed form"
    return Check(name, abs(off) <= FARTHEST, f"{off:+.2f} standard errors")
