"""Lines that a detector drew across a narrow gutter, parted where the neighbouring lines are parted too."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    import numpy as np
    from numpy.typing import NDArray

    Pixels = NDArray[np.uint8]
    Corners = NDArray[np.float32]

_GAP = 0.7
"""White of so many line heights may be a gutter; a stop at a line's end leaves less."""
_EDGES = 3
_GAPS = 3
_STOP = 0.88
"""A full stop leaves less white behind it."""
_ALIKE = 0.6
_SURE = 2
_NEAR = 8.0
_INK = 0.62
_MARGIN = 0.15
_SPECKS = 0.07


Gap = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Piece:
    """A line to be read from ``corners``, whose ink stands within ``tight``."""

    corners: Corners
    tight: Corners


@dataclass(frozen=True, slots=True)
class _Line:
    """A line laid upright: its ends and its ink's, its middle, its height, and the white gaps inside it."""

    left: float
    right: float
    ink_left: float
    ink_right: float
    middle: float
    height: float
    gaps: tuple[Gap, ...]


def pieces(pixels: Pixels, lines: Sequence[Corners], crop: Callable[[Pixels, Corners], Pixels]) -> list[Piece]:
    """The lines without the white at their ends, those that run over a gutter cut in two or more there.

    A gap counts as a gutter when three lines of like height near by end or begin at its sides, or as many have the same.
    ``crop`` cuts a line's own picture, laid flat.
    """
    angle = _angle(lines)
    measured = [_measured(crop(pixels, line), line, angle) for line in lines]
    sure = [(own, gap) for own in measured for gap in own.gaps if _is_gutter(gap, own, measured)]
    parted: list[Piece] = []
    for line, own in zip(lines, measured, strict=True):
        parted += _cut(line, own, [gap for gap in own.gaps if _goes_with(gap, own, sure)])
    return parted


def _goes_with(gap: Gap, own: _Line, sure: Sequence[tuple[_Line, Gap]]) -> bool:
    """Whether the gap is a gutter itself, or two lines near by have theirs at its place."""
    alike = [line for line, other in sure if _is_near(line, own) and _shared(gap, other) > _ALIKE]
    return len(alike) >= _SURE or any(line is own for line in alike)


def _is_gutter(gap: Gap, own: _Line, lines: Sequence[_Line]) -> bool:
    """Whether lines near by end or begin at the gap's sides, or have the same gap."""
    near = [line for line in lines if line is not own and _is_near(line, own)]
    slack = 0.6 * own.height
    edges = sum(abs(line.ink_right - gap[0]) < slack or abs(line.ink_left - gap[1]) < slack for line in near)
    alike = sum(any(_shared(gap, other) > _ALIKE for other in line.gaps) for line in near)
    return edges >= _EDGES or (alike >= _GAPS and gap[1] - gap[0] > _STOP * own.height)


def _is_near(line: _Line, own: _Line) -> bool:
    return abs(line.middle - own.middle) < _NEAR * own.height and 0.7 < line.height / own.height < 1.4


def _shared(one: Gap, other: Gap) -> float:
    """What two intervals share of what they cover together."""
    return (min(one[1], other[1]) - max(one[0], other[0])) / (max(one[1], other[1]) - min(one[0], other[0]))


def _measured(flat: Pixels, line: Corners, angle: float) -> _Line:
    height, width = flat.shape[:2]
    sine, cosine = math.sin(-angle), math.cos(-angle)
    upright = [(float(x) * cosine - float(y) * sine, float(x) * sine + float(y) * cosine) for x, y in line]
    left, right = upright[0][0], upright[1][0]
    per_pixel = (right - left) / max(width, 1)
    inked = _inked(flat)
    places = [left + index * per_pixel for index in inked]
    gaps = tuple((a + per_pixel, b) for a, b in pairwise(places) if b - a > _GAP * height * per_pixel)
    ends = (places[0], places[-1] + per_pixel) if places else (left, right)
    return _Line(left, right, ends[0], ends[1], sum(y for _, y in upright) / 4, height * abs(per_pixel) or 1.0, gaps)


def _inked(flat: Pixels) -> list[int]:
    """The columns of pixels that hold ink."""
    import numpy as np

    if flat.size == 0:
        return []
    grey = flat.mean(axis=2)
    paper = float(np.percentile(grey, 90))
    return [int(index) for index in np.flatnonzero((grey < _INK * paper).mean(axis=0) > _SPECKS)]


def _cut(line: Corners, own: _Line, borders: Sequence[Gap]) -> list[Piece]:
    """The pieces of a line between its borders."""
    starts = [own.ink_left, *(b for _, b in borders)]
    ends = [*(a for a, _ in borders), own.ink_right]
    margin = _MARGIN * own.height
    # At the line's own ends its detector knows best: a faint stop is no ink here.
    read_from = [own.left, *(start - margin for start in starts[1:])]
    read_to = [*(end + margin for end in ends[:-1]), own.right]
    return [
        Piece(_between(line, own, a, b), _between(line, own, start, end))
        for start, end, a, b in zip(starts, ends, read_from, read_to, strict=True)
        if end > start
    ]


def _between(line: Corners, own: _Line, start: float, end: float) -> Corners:
    import numpy as np

    width = max(own.right - own.left, 1e-6)
    a, b = max((start - own.left) / width, 0.0), min((end - own.left) / width, 1.0)
    upper, lower = line[1] - line[0], line[2] - line[3]
    corners = [line[0] + upper * a, line[0] + upper * b, line[3] + lower * b, line[3] + lower * a]
    return np.array(corners, dtype=np.float32)


def _angle(lines: Sequence[Corners]) -> float:
    slopes = [
        math.atan2(float(line[1][1] - line[0][1]), float(line[1][0] - line[0][0]))
        for line in lines
        if line[1][0] - line[0][0] > 5 * abs(line[3][1] - line[0][1])
    ]
    return median(slopes) if slopes else 0.0
