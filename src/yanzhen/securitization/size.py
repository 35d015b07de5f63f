"""How much memory and time a deal takes, told before it is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from yanzhen.securitization.deal import Deal

MOST_BYTES = 4 * 2**30
"""What the tables of one deal may take: 10,000 firms of 200 periods, or 1,700 of 480."""

PREPARED, LEDGER, DRAWN, DRAWN_APART, PAID = 2.5e-5, 3.5e-5, 6e-9, 1e-7, 6e-8
"""Seconds a firm and period to prepare and for the checks' ledgers, a path and firm to draw (by table, or one by one), a path and
period to pay: measured on one core of 2.2 GHz, rounded up."""

PILOT = 52 * 256


def check_size(deal: Deal) -> None:
    """Refuses a deal whose tables would not fit, before they are made."""
    needed = table_bytes(deal)
    if needed > MOST_BYTES:
        raise RefusalError(
            "the deal is too large for one machine's memory",
            seen=f"{len(deal.obligors)} firms and {deal.periods} periods: about {needed / 2**30:.1f} GB",
            expected=f"at most {MOST_BYTES / 2**30:.0f} GB",
            todo="take together firms that are alike, or fewer payment dates",
        )


def table_bytes(deal: Deal) -> int:
    """The memory of the cash tables: what each default takes from each date, and the amounts by firm and period."""
    return len(deal.obligors) * deal.periods * 8 * (deal.periods + 2 + 8 + 9)


def run_seconds(deal: Deal, paths: int) -> float:
    """About how long one run on so many paths takes one thread, without the model and the pilot."""
    members = len(deal.obligors) + len(deal.supports)
    one_factor = not (deal.risk.industry_correlation or deal.risk.region_correlation or deal.risk.degrees_of_freedom)
    drawn = DRAWN if one_factor else DRAWN_APART
    return paths * (members * drawn + deal.periods * PAID)


def model_seconds(deal: Deal) -> float:
    """About how long the tables of a deal and the pilot take."""
    return len(deal.obligors) * deal.periods * PREPARED + run_seconds(deal, PILOT)


def price_seconds(deal: Deal, paths: int) -> float:
    """About how long a pricing takes one thread: a run for the pool alone and for each supporter, and the checks."""
    runs = 1 + len(deal.supports)
    return model_seconds(deal) + len(deal.obligors) * deal.periods * 2 * LEDGER + runs * run_seconds(deal, paths)
