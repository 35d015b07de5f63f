"""Static pictures as SVG drawn on the server: they print, need no script, and say in words what they show.

Widths are percentages without a view box, so that the letters keep their size on a phone.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from itertools import count as counting
from typing import TYPE_CHECKING

from markupsafe import Markup

from yanzhen.desk.frame.figures import decimal

if TYPE_CHECKING:
    from collections.abc import Sequence

ROW = 28  # px
LABELS = 36  # per cent of the width
SPAN = 50  # per cent for the longest bar; the figure stands behind it
BAND_SPAN = 36  # of the axis of intervals, whose figures are longer
_numbers = counting(1)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; ``value`` ``None`` is unknown, said and not drawn."""

    label: str
    value: Decimal | int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Band:
    """An estimate with its interval."""

    label: str
    low: Decimal
    middle: Decimal
    high: Decimal


def bars(title: str, unit: str, rows: Sequence[Bar], unknown: str = "unknown") -> Markup:
    """Horizontal bars from zero, labelled directly, longest scaled to half the width."""
    most = max((Decimal(row.value) for row in rows if row.value is not None), default=Decimal(0)) or Decimal(1)
    drawn = [_bar(index, row, most, unknown) for index, row in enumerate(rows)]
    said = "; ".join(f"{row.label} {unknown if row.value is None else decimal(row.value)}" for row in rows)
    return _svg(title, f"{said} ({unit})", len(rows), [*drawn, _unit_line(len(rows), unit)])


def _bar(index: int, row: Bar, most: Decimal, unknown: str) -> Markup:
    middle = index * ROW + 17
    label = Markup('<text x="0" y="{}">{}</text>').format(middle, row.label)
    if row.value is None:
        return label + Markup('<text class="mute" x="{}%" y="{}">{}</text>').format(LABELS, middle, unknown)
    width = round(float(Decimal(row.value) / most) * SPAN, 2)
    bar = Markup('<rect class="bar" x="{}%" y="{}" width="{}%" height="16"/>').format(LABELS, index * ROW + 5, width)
    note = Markup('<tspan class="mute"> {}</tspan>').format(row.note) if row.note else ""
    figure = Markup('<text x="{}%" dx="6" y="{}">{}{}</text>').format(LABELS + width, middle, decimal(row.value), note)
    return label + bar + figure


def bands(title: str, unit: str, rows: Sequence[Band]) -> Markup:
    """Estimates as dots, their intervals as bands, on one axis from zero (or from the least low below it)."""
    least = min([Decimal(0), *(row.low for row in rows)])
    most = max([row.high for row in rows], default=Decimal(1))
    scale = Decimal(BAND_SPAN) / ((most - least) or 1)
    drawn = [_band(index, row, least, scale) for index, row in enumerate(rows)]
    said = "; ".join(f"{row.label} {decimal(row.middle)} ({decimal(row.low)}–{decimal(row.high)})" for row in rows)
    return _svg(title, f"{said} ({unit})", len(rows), [*drawn, _unit_line(len(rows), unit)])


def _band(index: int, row: Band, least: Decimal, scale: Decimal) -> Markup:
    left, right, dot = (round(float(LABELS + (end - least) * scale), 2) for end in (row.low, row.high, row.middle))
    top = index * ROW
    return Markup(
        '<text x="0" y="{y}">{label}</text><rect class="band" x="{left}%" y="{band}" width="{width}%" height="8"/>'
        '<circle class="dot" cx="{dot}%" cy="{centre}" r="4"/><text x="{right}%" dx="8" y="{y}">{middle}'
        '<tspan class="mute"> {low}–{high}</tspan></text>'
    ).format(
        y=top + 17, label=row.label, left=left, band=top + 9, width=round(right - left, 2), dot=dot, centre=top + 13,
        right=right, middle=decimal(row.middle), low=decimal(row.low), high=decimal(row.high),
    )  # fmt: skip


def _unit_line(rows: int, unit: str) -> Markup:
    height = rows * ROW
    return Markup(
        '<line class="axis" x1="{0}%" x2="{0}%" y1="0" y2="{1}"/><text class="mute" x="{0}%" y="{2}">{3}</text>'
    ).format(LABELS, height, height + 15, unit)


def _svg(title: str, description: str, rows: int, inside: Sequence[Markup]) -> Markup:
    mark = f"picture-{next(_numbers)}"
    return Markup(
        '<svg role="img" aria-labelledby="{0}-t {0}-d" width="100%" height="{1}"><title id="{0}-t">{2}</title>'
        '<desc id="{0}-d">{3}</desc>{4}</svg>'
    ).format(mark, rows * ROW + 22, title, description, Markup("").join(inside))
