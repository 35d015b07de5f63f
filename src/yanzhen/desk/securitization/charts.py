"""The deal's pictures of figures: cash by date, balances, losses with the classes drawn on them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext
from markupsafe import Markup

from yanzhen.desk.securitization.drawing import box, dot, line, svg, text
from yanzhen.desk.securitization.shown import percent

if TYPE_CHECKING:
    from yanzhen.desk.securitization.pool_losses import Distribution
    from yanzhen.desk.securitization.pricing import ClassLine

HEIGHT, TOP, LEFT, WIDTH = 200, 28, 0.0, 100.0
TICKS = 12


def stacks(title: str, parts: Sequence[str], rows: Sequence[tuple[str, Sequence[float]]], top: str) -> Markup:
    """One upright bar a date, its parts from below; ``top`` says how much the highest bar is."""
    most = max((sum(values) for _, values in rows), default=0) or 1
    inside, step = [text(LEFT, 12, top, "mute"), line(0, TOP, 100, TOP, "axis")], WIDTH / max(len(rows), 1)
    for place, (label, values) in enumerate(rows):
        foot = float(HEIGHT)
        for number, value in enumerate(values):
            tall = value / most * (HEIGHT - TOP)
            foot -= tall
            inside.append(box(place * step + step * 0.12, foot, step * 0.76, tall, f"part part-{number}"))
        if place % _every(len(rows)) == 0:
            inside.append(text(place * step + step / 2, HEIGHT + 16, label, "mute", "middle"))
    inside.append(line(0, HEIGHT, 100, HEIGHT, "axis"))
    said = "; ".join(f"{label}: {sum(values):,.0f}" for label, values in rows)
    return svg(title, f"{', '.join(parts)}. {said}", HEIGHT + 22, inside)


def lines(
    title: str, series: Sequence[tuple[str, Sequence[float]]], labels: Sequence[str], top: str, most: float
) -> Markup:
    """Figures by date as lines from zero, each named at its beginning; ``most`` is what the top edge stands for."""
    count = max(len(labels) - 1, 1)
    most = most or 1.0

    def place(index: int) -> float:
        return LEFT + index * (WIDTH - 2) / count

    def high(value: float) -> float:
        return HEIGHT - value / most * (HEIGHT - TOP)

    inside = [text(LEFT, 12, top, "mute"), line(0, TOP, 100, TOP, "axis"), line(0, HEIGHT, 100, HEIGHT, "axis")]
    for number, (name, values) in enumerate(series):
        for index in range(len(values) - 1):
            ends = (place(index), high(values[index]), place(index + 1), high(values[index + 1]))
            inside.append(line(*ends, f"curve curve-{number}"))
        at = min(number * len(values) // 3, len(values) - 1)  # beside each other, so that names do not meet
        inside.append(text(place(at) + 1, _beside(high(values[at])), name, "name"))
    inside += [
        text(place(index), HEIGHT + 16, label, "mute", "start" if index == 0 else "middle")
        for index, label in enumerate(labels)
        if index % _every(len(labels)) == 0
    ]
    said = "; ".join(f"{name}: {', '.join(f'{value:.4g}' for value in values)}" for name, values in series)
    return svg(title, said, HEIGHT + 22, inside)


def losses(title: str, shares: Distribution, classes: Sequence[ClassLine]) -> Markup:
    """Chances of the pool's loss, with the loss at which each class begins to lose drawn on it."""
    span = max(shares.step * len(shares.chances), 1e-9)
    edges = sorted(classes, key=lambda one: one.attach)
    span = max([span, *(one.attach * 1.15 for one in edges if 0 < one.attach < 3 * span)])
    most, width = max(shares.chances, default=0) or 1, 100 / span
    top = 40 + 16 * len(edges)
    foot = top + 150
    inside = [text(0, 12, gettext("no loss: %(chance)s of the paths") % {"chance": percent(shares.none)}, "mute")]
    for place, chance in enumerate(shares.chances):
        tall = chance / most * 150
        inside.append(box(place * shares.step * width, foot - tall, shares.step * width * 0.86, tall, "bar"))
    inside += [mark for number, one in enumerate(edges) for mark in _edge(number, one, width, span, foot)]
    inside.append(line(0, foot, 100, foot, "axis"))
    for tick in range(5):
        anchor = "start" if tick == 0 else "end" if tick == 4 else "middle"
        inside.append(text(tick * 25, foot + 16, percent(span * tick / 4, 2), "mute", anchor))
    said = "; ".join(f"{one.name} {percent(one.attach)}" for one in edges)
    return svg(title, gettext("classes begin to lose at: %(said)s") % {"said": said}, foot + 22, inside)


@dataclass(frozen=True, slots=True)
class Trade:
    """One way to cut a deal: what stands before it, its risk with its error, and whether it is the one on the page."""

    label: str
    risk: float
    error: float
    chosen: bool = False


ROW, SIDE = 22, 34.0


def frontier(title: str, rows: Sequence[Trade]) -> Markup:
    """A row for each way, cheapest last, its risk on a scale by tens with two errors to each side.

    A risk of which nothing was seen stands at the left edge, its line reaching to what cannot be ruled out.
    """
    seen = [row.risk for row in rows if row.risk > 0] or [row.error for row in rows]
    low, high = math.floor(math.log10(min(seen))), math.ceil(math.log10(max(row.risk + 2 * row.error for row in rows)))
    high = max(high, low + 1)

    def across(risk: float) -> float:
        place = (math.log10(risk) - low) / (high - low) if risk > 0 else 0.0
        return SIDE + min(max(place, 0.0), 1.0) * (98 - SIDE)

    inside: list[Markup] = []
    for number, row in enumerate(rows):
        y = 16 + number * ROW
        inside.append(text(0, y + 4, row.label, "name" if row.chosen else ""))
        inside.append(line(across(row.risk - 2 * row.error), y, across(row.risk + 2 * row.error), y, "error"))
        inside.append(dot(across(row.risk), y, "dot here" if row.chosen else "dot"))
    foot = 16 + len(rows) * ROW
    inside.append(line(SIDE, foot, 98, foot, "axis"))
    for power in range(low, high + 1, max(1, -(-(high - low) // 3))):
        inside.append(text(across(10.0**power), foot + 16, percent(10.0**power), "mute", "middle"))
    said = "; ".join(f"{row.label}: {percent(row.risk)}" for row in rows)
    return svg(title, said, foot + 22, inside)


def _edge(number: int, one: ClassLine, width: float, span: float, foot: float) -> list[Markup]:
    """Where a class begins to lose; one that lies beyond the picture is named at its right edge."""
    y = 34 + 16 * number
    words = gettext("%(name)s from %(share)s") % {"name": one.name, "share": percent(one.attach)}
    if one.attach > span:
        return [text(100, y, f"{words} →", "", "end")]
    x = one.attach * width
    right = x > 55
    return [
        line(x, y - 8, x, foot, "edge"),
        text(x + (-0.8 if right else 0.8), y, words, "", "end" if right else "start"),
    ]


def _beside(y: float) -> float:
    """Where a line's name stands: above it, or below where the top edge is named."""
    return y - 6 if y > TOP + 12 else y + 18


def _every(count: int) -> int:
    """Every how many dates one is named."""
    return max(1, -(-count // 6))
