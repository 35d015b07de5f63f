"""A change of a firm's figures: what stands there now, what has to stand there, and the firm with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from yanzhen.ladder.catalogue import FIGURES, LISTS, MONEY, Words
from yanzhen.ladder.firm import Entry, Firm, Value

Key = tuple[str, int | None]
"""A figure's name, and the calendar year of a yearly one."""


@dataclass(frozen=True, slots=True)
class Change:
    """One change, as the firm's JSON would say it.

    ``figure`` is a dotted path (``years.2025.rd_expense``), or ``ip[+]`` for ``count`` things to add, each as ``after`` says; ``before`` is ``None`` where the figure is
    missing. Money is in ``unit``, the unit of the firm's file.
    """

    figure: str
    before: Value | None
    after: Value | Entry
    unit: str = ""
    year: int | None = None
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Changes that together turn the verdict, none of which can be left out; ``effort`` orders the alternatives."""

    changes: tuple[Change, ...]
    effort: float
    note: Words


@dataclass(frozen=True, slots=True)
class Climb:
    """The alternatives, the least effort first; ``blocked`` says why there are none, or what no change of this year moves."""

    alternatives: tuple[Alternative, ...]
    blocked: tuple[Words, ...] = ()


@dataclass(frozen=True, slots=True)
class Addition:
    """Things to add to a list: ``count`` entries like ``entry``."""

    list: str
    entry: tuple[tuple[str, Value], ...]
    count: int = 1

    @property
    def what(self) -> Entry:
        """One entry, by attribute."""
        return dict(self.entry)


@dataclass(frozen=True, slots=True)
class Draft:
    """The changes of an attempt; figures in 万元 as firms hold them."""

    figures: Mapping[Key, Value]
    additions: tuple[Addition, ...] = ()

    def with_figure(self, key: Key, value: Value) -> Draft:
        """The draft with one figure set."""
        return replace(self, figures={**self.figures, key: value})

    def with_addition(self, number: int, addition: Addition) -> Draft:
        """The draft with the addition at this place (or behind the last)."""
        kept = list(self.additions)
        kept[number : number + 1] = [addition]
        return replace(self, additions=tuple(kept))

    def without(self, number: int) -> Draft:
        """The draft without its change of this place, figures first."""
        keys = list(self.figures)
        if number < len(keys):
            return replace(self, figures={key: value for key, value in self.figures.items() if key != keys[number]})
        place = number - len(keys)
        return replace(self, additions=self.additions[:place] + self.additions[place + 1 :])

    def __len__(self) -> int:
        return len(self.figures) + len(self.additions)


NOTHING = Draft({})


def present(firm: Firm, key: Key) -> Value | None:
    """What the firm has for the figure now."""
    name, year = key
    return firm.figures.get(name) if year is None else firm.years.get(year, {}).get(name)


def changed(firm: Firm, draft: Draft) -> Firm:
    """The firm with the draft's changes."""
    figures, years = dict(firm.figures), {year: dict(values) for year, values in firm.years.items()}
    for (name, year), value in draft.figures.items():
        if year is None:
            figures[name] = value
        else:
            years.setdefault(year, {})[name] = value  # type: ignore[assignment]
    lists = dict(firm.lists)
    for addition in draft.additions:
        lists[addition.list] = (*lists.get(addition.list, ()), *([addition.what] * addition.count))
    return replace(firm, figures=figures, years=years, lists=lists)


def changes_of(firm: Firm, draft: Draft) -> tuple[Change, ...]:
    """The draft as it is told, money in the unit of the firm's file."""
    told = [_figure_change(firm, key, value) for key, value in draft.figures.items()]
    return tuple(told + [_addition_change(firm, addition) for addition in draft.additions])


def in_unit_of(firm: Firm, value: Value | None, unit: str) -> Value | None:
    """Money as the firm's file writes it."""
    from yanzhen.ladder.firm_json import MONEY_UNITS

    return value / MONEY_UNITS[firm.money_unit] if unit == MONEY and isinstance(value, Fraction) else value


def _figure_change(firm: Firm, key: Key, value: Value) -> Change:
    name, year = key
    row = FIGURES[name]
    unit = firm.money_unit if row.unit == MONEY else row.unit
    after = in_unit_of(firm, value, row.unit)
    assert after is not None
    return Change(row.path.format(year=year), in_unit_of(firm, present(firm, key), row.unit), after, unit, year)


def _addition_change(firm: Firm, addition: Addition) -> Change:
    attributes = LISTS[addition.list].attributes
    entry = {name: in_unit_of(firm, value, attributes[name].unit) for name, value in addition.entry}
    year = entry.get("year")
    return Change(
        f"{addition.list}[+]",
        None,
        {name: value for name, value in entry.items() if value is not None},
        LISTS[addition.list].unit,
        int(year) if isinstance(year, Fraction) else None,
        addition.count,
    )


def day_before(day: date, years: int) -> date:
    """The same day so many years before; 29 February becomes the 28th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
