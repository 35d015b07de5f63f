"""One path of a deal to the fen: who defaults when, and for every date where the cash came from and where it went."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from yanzhen.desk.securitization.pool_losses import defaults_on
from yanzhen.errors import InputError
from yanzhen.securitization.ledger import ACCOUNT, run_ledger, trace

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from yanzhen.securitization.deal import Deal as Terms
    from yanzhen.securitization.ledger import Ledger, Movement, Standing

MOST_PATH = 2**40
KINDS = ("fee", "interest", "principal", "reserve", "reimburse", "residual")


@dataclass(frozen=True, slots=True)
class Choice:
    """Which path: by number, or by the period in which each named firm or supporter defaults."""

    path: int | None
    defaults: Mapping[str, int]
    supported: bool = True


@dataclass(frozen=True, slots=True)
class DateLine:
    """One payment date: the cash in and out by kind (fen), what stands after it, and what does not add up (0)."""

    period: int
    paid_on: date | None
    came: int
    support: int
    out: tuple[tuple[str, int], ...]
    standing: Standing
    imbalance: int
    defaulted: tuple[str, ...]
    defaulted_share: float

    def paid(self, kind: str) -> int:
        """What went to one kind."""
        return dict(self.out)[kind]


@dataclass(frozen=True, slots=True)
class Explored:
    """A whole path."""

    choice: Choice
    ledger: Ledger
    dates: tuple[DateLine, ...]

    @property
    def lost(self) -> tuple[tuple[str, int], ...]:
        """Principal unpaid at the end, by class (fen)."""
        names = [tranche.name for tranche in self.ledger.deal.tranches]
        return tuple(zip(names, self.ledger.standings[-1].balances, strict=True))

    def moved(self, period: int) -> tuple[Movement, ...]:
        """Every movement of one date, in the waterfall's order."""
        return tuple(one for one in self.ledger.movements if one.period == period)

    def traced(self, period: int) -> tuple[Movement, ...]:
        """For every payment of one date, whose money it was."""
        return trace(self.ledger, period)


def explore(terms: Terms, path: int | None, defaults: Mapping[str, int], *, supported: bool = True) -> Explored:
    """The path of this number, or else with these defaults; ``supported`` leaves the supporters there.

    A path number outside 0 to 2^40 is refused.
    """
    if path is not None:
        if not 0 <= path < MOST_PATH:
            raise InputError("path", seen=str(path), expected=f"0–{MOST_PATH - 1}")
        defaults = defaults_on(terms, path)
    ledger = run_ledger(terms, defaults, None if supported else ())
    dates = tuple(_date(terms, ledger, period, defaults) for period in range(1, terms.periods + 1))
    return Explored(Choice(path, dict(defaults), supported), ledger, dates)


def default_threshold(terms: Terms, period: int) -> Fraction | None:
    """The lowest share of cumulated defaults at which an event happens in a period; ``None`` without such a trigger."""
    limits = [one.threshold(period) for one in terms.triggers if one.kind == "cumulative_default"]
    return min(limits, default=None)


def _date(terms: Terms, ledger: Ledger, period: int, defaults: Mapping[str, int]) -> DateLine:
    moved = [one for one in ledger.movements if one.period == period]
    supporters = {one.name for one in terms.supports}
    gone = tuple(name for name, when in defaults.items() if when == period)
    return DateLine(
        period=period,
        paid_on=terms.dates[period - 1].paid if terms.dates else None,
        came=sum(one.amount_fen for one in moved if one.sink == ACCOUNT and one.source not in supporters),
        support=sum(one.amount_fen for one in moved if one.source in supporters),
        out=tuple((kind, _to(moved, kind)) for kind in KINDS),
        standing=ledger.standings[period - 1],
        imbalance=ledger.imbalance(period),
        defaulted=gone,
        defaulted_share=_defaulted(terms, defaults, period),
    )


def _to(moved: list[Movement], kind: str) -> int:
    return sum(one.amount_fen for one in moved if one.sink == kind or one.sink.startswith(f"{kind} "))


def _defaulted(terms: Terms, defaults: Mapping[str, int], period: int) -> float:
    """Balances of firms in default, as a share of the first pool, cumulated to a date."""
    from yanzhen.securitization.cashflows import firm_cash

    total = 0
    for firm in terms.obligors:
        when = defaults.get(firm.name, 0)
        if 0 < when <= period:
            cash = firm_cash(terms, firm)
            total += int(cash.before[when - 1]) if when <= cash.states else 0
    return total / terms.pool_fen
