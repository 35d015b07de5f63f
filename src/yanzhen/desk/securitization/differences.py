"""What differs between two versions of a deal: fields of the file, and the figures that they give."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, fields, is_dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yanzhen.desk.securitization.pricing import Priced
    from yanzhen.securitization.deal import Deal as Terms

KEYS = ("name", "number", "on")
DERIVED = {"unit_fen", "year_fractions"}


@dataclass(frozen=True, slots=True)
class Change:
    """One field: its place in the deal, what it was and what it is; empty means that it was not there."""

    place: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FigureChange:
    """One figure of a class before and after; ``sure`` tells that the change is more than twice its error."""

    name: str
    figure: str
    before: float
    after: float
    error: float

    @property
    def sure(self) -> bool:
        """Whether the change is more than noise."""
        return abs(self.after - self.before) > 2 * self.error


def changed_fields(before: Terms, after: Terms) -> tuple[Change, ...]:
    """Every field that differs; rows of a table are matched by their name, not by their place."""
    old, new = dict(_leaves("", before)), dict(_leaves("", after))
    places = [*old, *(place for place in new if place not in old)]
    return tuple(
        Change(place, old.get(place, ""), new.get(place, ""))
        for place in places
        if old.get(place, "") != new.get(place, "")
    )


def changed_figures(before: Priced, after: Priced) -> tuple[FigureChange, ...]:
    """Expected loss, chance of loss and life of every class that both have."""
    old = {one.name: one for one in before.classes}
    found = []
    for now in after.classes:
        then = old.get(now.name)
        if then is None:
            continue
        for figure in ("el", "pd", "wal"):
            one, two = getattr(then.alone, figure), getattr(now.alone, figure)
            if one is not None and two is not None:
                error = (one.error**2 + two.error**2) ** 0.5
                found.append(FigureChange(now.name, figure, one.value, two.value, error))
    return tuple(found)


def _leaves(place: str, value: Any) -> list[tuple[str, str]]:
    if is_dataclass(value) and not isinstance(value, type):
        inner = [(one.name, getattr(value, one.name)) for one in fields(value) if one.name not in DERIVED]
        return [leaf for name, part in inner for leaf in _leaves(f"{place}.{name}".lstrip("."), part)]
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        names = _row_names(value)
        return [leaf for name, row in zip(names, value, strict=True) for leaf in _leaves(f"{place} {name}", row)]
    return [(place, _text(value))]


def _row_names(rows: tuple[Any, ...]) -> list[str]:
    """A row's name, with a number where several rows bear the same."""
    seen: Counter[str] = Counter()
    names = []
    for place, row in enumerate(rows):
        name = next((str(getattr(row, key)) for key in KEYS if hasattr(row, key)), f"#{place + 1}")
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} #{seen[name]}")
    return names


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, Fraction):
        return f"{float(value):.15g}"
    if isinstance(value, float):
        return f"{value:.6g}"
    if isinstance(value, tuple):
        return ", ".join(_text(one) for one in value)
    return str(value)
