"""The parts of the deal's pictures: SVG in per cents of the width, so that letters keep their size on a phone."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import count as counting

from markupsafe import Markup

_numbers = counting(1)


def svg(title: str, description: str, height: int, inside: Iterable[Markup]) -> Markup:
    """A whole picture with its words for those who cannot see it."""
    mark = f"deal-{next(_numbers)}"
    return Markup(
        '<svg role="img" aria-labelledby="{0}-t {0}-d" width="100%" height="{1}"><title id="{0}-t">{2}</title>'
        '<desc id="{0}-d">{3}</desc>{4}</svg>'
    ).format(mark, height, title, description, Markup("").join(inside))


def text(x: float, y: float, words: str, kind: str = "", anchor: str = "start") -> Markup:
    """Words at x per cent."""
    return Markup('<text class="{}" x="{}%" y="{}" text-anchor="{}">{}</text>').format(
        kind, _n(x), _n(y), anchor, words
    )


def box(x: float, y: float, width: float, height: float, kind: str = "box") -> Markup:
    """A box, x and width in per cent, y and height in pixels."""
    return Markup('<rect class="{}" x="{}%" y="{}" width="{}%" height="{}"/>').format(
        kind, _n(x), _n(y), _n(width), _n(max(height, 0))
    )


def line(x1: float, y1: float, x2: float, y2: float, kind: str = "axis") -> Markup:
    """A line, x in per cent."""
    return Markup('<line class="{}" x1="{}%" y1="{}" x2="{}%" y2="{}"/>').format(kind, _n(x1), _n(y1), _n(x2), _n(y2))


def dot(x: float, y: float, kind: str = "dot") -> Markup:
    """A dot, x in per cent."""
    return Markup('<circle class="{}" cx="{}%" cy="{}" r="4"/>').format(kind, _n(x), _n(y))


def arrow(x: float, y1: float, y2: float) -> Markup:
    """An upright arrow at x per cent; its head stands at ``y2``."""
    back = 5 if y2 > y1 else -5
    head = Markup('<svg x="{}%" y="{}" overflow="visible"><path class="head" d="M-4 {b} L0 0 L4 {b} Z"/></svg>').format(
        _n(x), _n(y2), b=-back
    )
    return line(x, y1, x, y2 - back, "flow") + head


def arrow_left(x1: float, x2: float, y: float) -> Markup:
    """A level arrow from x1 to x2 per cent (x2 lies left of x1)."""
    head = Markup('<svg x="{}%" y="{}" overflow="visible"><path class="head" d="M6 -4 L0 0 L6 4 Z"/></svg>').format(
        _n(x2), _n(y)
    )
    return line(x1, y, x2, y, "flow") + head


def wrapped(words: str, width: int, lines: int = 2) -> list[str]:
    """Words in lines of at most ``width`` units (a Chinese character counts two), cut with an ellipsis.

    >>> wrapped("广州开发区金控", 8)
    ['广州开发', '区金控']
    """
    found, now = [""], 0
    for letter in words:
        size = 2 if ord(letter) > 0x2E7F else 1
        if now + size > width:
            if len(found) == lines:
                found[-1] = found[-1][:-1] + "…"
                break
            found.append("")
            now = 0
        found[-1] += letter
        now += size
    return [part.strip() for part in found]


def _n(number: float) -> str:
    return f"{number:.2f}".rstrip("0").rstrip(".")
