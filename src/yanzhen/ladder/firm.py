"""A firm as rules see it: its figures, years, lists, and what persons and experts said."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from yanzhen.ladder.catalogue import MONEY, Words
from yanzhen.sources import Source

Value = Fraction | bool | date | str
Entry = Mapping[str, Value]
"""An entry of a list; an attribute that is absent is unknown."""


@dataclass(frozen=True, slots=True)
class Warned:
    """Something implausible about a figure; nothing is refused or dropped for it."""

    figure: str
    message: Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Firm:
    """Money in 万元, whatever ``money_unit`` the file had. A figure, year or list that is absent is unknown; an empty list is none.

    ``sources`` says where a figure was read, by its path (``years.2025.revenue``); ``region`` and ``industry`` are among ``figures``.
    """

    uscc: str
    name: str
    figures: Mapping[str, Value] = field(default_factory=dict)
    years: Mapping[int, Mapping[str, Fraction]] = field(default_factory=dict)
    lists: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    manual: Mapping[str, bool] = field(default_factory=dict)
    experts: Mapping[str, tuple[Fraction, Fraction]] = field(default_factory=dict)
    money_unit: str = MONEY
    warnings: tuple[Warned, ...] = ()
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def called(self) -> str:
        """The name, or the code of a firm without one."""
        return self.name or self.uscc or "?"


EMPTY = Firm(uscc="", name="")
"""A firm of which nothing is known."""
