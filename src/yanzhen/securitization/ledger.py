"""One path of a deal in whole fen, every movement of cash on record.

The ledger runs the program that the simulation runs (:mod:`~yanzhen.securitization.program`), in exact integers. Roundings
are placed so: an amount that falls due (interest of a period, a fee, a scheduled balance) is rounded half to even to the
fen once, when it falls due; what a supporter pays of a share is rounded down; a payment pro rata is dealt by running
totals, so that its parts sum to the whole; a payment itself never rounds. What an instalment and a recovery are in fen
is said in :mod:`~yanzhen.securitization.schedules` and :mod:`~yanzhen.securitization.cashflows`.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from yanzhen.errors import InputError
from yanzhen.securitization.compiler import compile_deal
from yanzhen.securitization.movements import ACCOUNT, Movement, Standing
from yanzhen.securitization.path_run import PathRun

__all__ = ["ACCOUNT", "Ledger", "Movement", "Standing", "run_ledger", "trace"]

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from yanzhen.securitization.deal import Deal


@dataclass(frozen=True, slots=True)
class Ledger:
    """All movements and standings of one path."""

    deal: Deal
    movements: tuple[Movement, ...]
    standings: tuple[Standing, ...]
    opening_reserves: int

    def paid(self, sink: str, period: int | None = None) -> int:
        """What went to a place, on one date or in all."""
        return sum(m.amount_fen for m in self.movements if m.sink == sink and period in (None, m.period))

    def received(self, source: str, period: int | None = None) -> int:
        """What came from a place, on one date or in all."""
        return sum(m.amount_fen for m in self.movements if m.source == source and period in (None, m.period))

    def unpaid(self, tranche: str) -> int:
        """The class's principal that is unpaid after the last date."""
        names = [entry.name for entry in self.deal.tranches]
        return self.standings[-1].balances[names.index(tranche)]

    def imbalance(self, period: int) -> int:
        """Inflow less outflow less what the accounts gained, in fen: 0 on every date of every path."""
        moved = [m for m in self.movements if m.period == period]
        inside = {ACCOUNT, *(f"reserve {reserve.name}" for reserve in self.deal.reserves)}
        inflow = sum(m.amount_fen for m in moved if m.source not in inside)
        outflow = sum(m.amount_fen for m in moved if m.sink not in inside)
        now = self.standings[period - 1]
        before = self.standings[period - 2] if period > 1 else None
        kept_before = before.cash + sum(before.reserves) if before else self.opening_reserves
        return inflow - outflow - (now.cash + sum(now.reserves) - kept_before)


def run_ledger(deal: Deal, defaults: Mapping[str, int] | None = None, supports: Sequence[str] | None = None) -> Ledger:
    """The deal on the path on which each firm and supporter named in ``defaults`` defaults in that period.

    ``supports`` names the supporters that are there (all, by default). A recovery with a wrong-way link is taken at
    its stated rate.
    """
    if deal.is_static:
        raise InputError("the deal is a static pool", expected="a licence and a waterfall", todo="add them to see cash")
    defaults = dict(defaults or {})
    _known(deal, defaults)
    present = [support.name for support in deal.supports] if supports is None else list(supports)
    run = PathRun(deal, compile_deal(deal, present), defaults)
    run.run()
    opening = sum(reserve.initial_fen for reserve in deal.reserves)
    return Ledger(deal, tuple(run.movements), tuple(run.standings), opening)


def trace(ledger: Ledger, period: int) -> tuple[Movement, ...]:
    """Where the fen of each payment of a date came from: source to sink, first in first out through the account.

    Cash kept from earlier dates is traced to its own first source.
    """
    lots: deque[tuple[str, int]] = deque()
    found: list[Movement] = []
    for movement in ledger.movements:
        if movement.period > period:
            break
        if movement.sink == ACCOUNT:
            lots.append((movement.source, movement.amount_fen))
        elif movement.source == ACCOUNT:
            taken = _taken(lots, movement.amount_fen)
            if movement.period == period:
                found += [Movement(period, source, movement.sink, amount) for source, amount in taken]
        elif movement.period == period:
            found.append(movement)
    return tuple(found)


def _taken(lots: deque[tuple[str, int]], amount: int) -> list[tuple[str, int]]:
    taken: list[tuple[str, int]] = []
    while amount > 0:
        source, size = lots.popleft()
        part = min(size, amount)
        if part < size:
            lots.appendleft((source, size - part))
        amount -= part
        taken.append((source, part))
    return taken


def _known(deal: Deal, defaults: Mapping[str, int]) -> None:
    names = {obligor.name for obligor in deal.obligors} | {support.name for support in deal.supports}
    for name, period in defaults.items():
        if name not in names:
            raise InputError("defaults: no such firm or supporter", seen=repr(name), expected=", ".join(sorted(names)))
        if period < 1:
            raise InputError("defaults: no such period", seen=str(period), expected="at least 1")
