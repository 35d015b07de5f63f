"""Figures between the register's columns, the words of a page and the fields that a person fills in."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from yanzhen.values import Quantity, Relation, Status

UNITS: dict[str, tuple[Decimal, str]] = {
    "%": (Decimal("0.01"), "1"),
    "元": (Decimal(1), "CNY"),
    "万元": (Decimal(10_000), "CNY"),
    "亿元": (Decimal(100_000_000), "CNY"),
}
"""Units in which a person types, their size, and the unit that the register keeps."""


class Row(Protocol):
    """Anything with the columns of a figure: a statement, or a row of a list."""

    kind: str
    low: Decimal | None
    high: Decimal | None
    unit: str
    relation: str
    status: str
    stated_to: Decimal | None


@dataclass(frozen=True, slots=True)
class Typed:
    """A figure in the unit in which a person would type it."""

    low: str
    high: str
    unit: str


def quantity_of(row: Row) -> Quantity | None:
    """The figure of the row; ``None`` where it tells a day or a ranking."""
    if row.kind != "figure":
        return None
    return Quantity(row.low, row.high, row.unit, Relation(row.relation or "="), Status(row.status), row.stated_to)


def typed(row: Row) -> Typed:
    """The figure as it stands in the form: 434000000 CNY is 4.34 亿元."""
    name = _typed_unit(row)
    size = UNITS[name][0] if name in UNITS else Decimal(1)
    low, high = (("" if end is None else plain(end / size)) for end in (row.low, row.high))
    return Typed(
        low or high if row.relation != Relation.RANGE else low, high if row.relation == Relation.RANGE else "", name
    )


def number(text: str) -> Decimal | None:
    """The figure that a person typed, full-width digits and thousands separators allowed; empty is none.

    >>> number("１,２00.5")
    Decimal('1200.5')

    Raises:
        ValueError: what was typed is no number.
    """
    digits = text.strip().replace(",", "").replace("，", "").replace("．", ".").replace(" ", "")
    if not digits:
        return None
    try:
        figure = Decimal(digits)
    except InvalidOperation as error:
        raise ValueError(text) from error
    if not figure.is_finite() or abs(figure.adjusted()) > 40:
        raise ValueError(text)
    return figure


def plain(figure: Decimal) -> str:
    """The digits without an exponent and without trailing zeros.

    >>> plain(Decimal("4.3400")), plain(Decimal("1E+3"))
    ('4.34', '1000')
    """
    text = f"{figure:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def size_of(low: Decimal | None, high: Decimal | None) -> float | None:
    """What a list is sorted by; the exact figure stays in ``low`` and ``high``."""
    end = low if low is not None else high
    return None if end is None else float(end)


def as_json(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields with figures and days as text, for a column of JSON."""
    return {name: _plain_value(value) for name, value in fields.items()}


def _plain_value(value: Any) -> Any:
    if isinstance(value, Decimal):
        return plain(value)
    return value.isoformat() if hasattr(value, "isoformat") else value


def _typed_unit(row: Row) -> str:
    if row.unit == "1":
        return "%"
    if row.unit != "CNY":
        return row.unit
    ends = [abs(end) for end in (row.low, row.high) if end is not None]
    smallest = min(ends, default=Decimal(0))
    return next((name for name in ("亿元", "万元") if smallest >= UNITS[name][0]), "元")
