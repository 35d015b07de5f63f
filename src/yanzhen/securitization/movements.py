"""Movements of cash and what stands after them, in whole fen."""

from __future__ import annotations

from dataclasses import dataclass

ACCOUNT = "collection account"


@dataclass(frozen=True, slots=True)
class Movement:
    """Some fen that went from one place to another on one payment date."""

    period: int
    source: str
    sink: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands after a payment date, in fen: classes, interest unpaid, reserves, cash kept, pool; and the mode.

    ``available`` and ``needed`` are the cash and the fees and interest due when the events were tested, before the waterfall.
    """

    period: int
    balances: tuple[int, ...]
    unpaid_interest: tuple[int, ...]
    reserves: tuple[int, ...]
    cash: int
    pool: int
    mode: str
    events: tuple[str, ...]
    available: int
    needed: int

    @property
    def cover(self) -> float | None:
        """The cash over the fees and interest due, as a trigger of cover tests it; ``None`` where nothing is due."""
        return self.available / self.needed if self.needed else None
