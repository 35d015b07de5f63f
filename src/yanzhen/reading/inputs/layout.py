"""The order in which people read a page: a recursive XY-cut that is anchored at headings.

Newspaper columns stand on common lines, so white space alone does not say whether to read on below
or beside. A cut across the page is made where a heading begins under it, or where text bridges the
gutters; else the page is cut down its widest gutters, and each part in turn.

References: G. Nagy and S. Seth 1984, Hierarchical representation of optically scanned documents (the
XY-cut); the anchoring is ours.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from yanzhen.reading.inputs.grids import is_table
from yanzhen.reading.inputs.runs import Run, Runs, gather_rows, same_row

_HEADING = 1.2
"""A line this much larger than the body is a heading."""
_GUTTER = 0.6
_WIDE = 0.5
_ROOM = 3.0
_DEEPEST = 60
_BRIDGED = 0.5


@dataclass(frozen=True, slots=True)
class Measure:
    """What is usual on a page: the body's type and the white between its lines."""

    body: float
    gap: float

    def is_heading(self, run: Run) -> bool:
        """Whether the run is set larger than the body."""
        return run.size >= self.body * _HEADING


Cut = tuple[float, float]
"""Where to cut, and how wide the white is there."""


def measure(runs: Runs) -> Measure:
    """The size in which most characters are set, and the usual white between one line and the next."""
    sizes = sorted((run.size, len(run.text)) for run in runs)
    half, body = sum(count for _, count in sizes) / 2, 1.0
    for size, count in sizes:
        body, half = size, half - count
        if half <= 0:
            break
    gaps = [gap for run in runs if (gap := _gap_below(run, runs)) is not None and 0 <= gap < 2 * body]
    return Measure(body, median(gaps) if gaps else body / 2)


def columns(runs: Runs, usual: Measure, depth: int = 0) -> list[list[Run]]:
    """The runs in columns of one line under the other, the columns in reading order."""
    parts = _parts(runs, usual) if len(runs) > 1 and depth < _DEEPEST else []
    if len(parts) < 2:
        return [[run for row in gather_rows(runs) for run in row]]
    return [column for part in parts for column in columns(part, usual, depth + 1)]


def _parts(runs: Runs, usual: Measure) -> list[list[Run]]:
    gutters = [cut for cut in _valleys(runs, _across, usual.body * _GUTTER) if _parts_columns(runs, cut, usual)]
    if gutters and is_table(runs, usual.body):
        return []
    lanes = _valleys(runs, _down, usual.gap + _WIDE * usual.body)
    anchored = _without_stacked(runs, [lane for lane in lanes if _is_anchored(runs, lane, usual)], usual)
    if anchored:
        return _split(runs, _down, anchored)
    if not gutters:
        return _around_bridges(runs, usual) or _split(runs, _down, lanes)
    widest = max(width for _, width in gutters)
    return _split(runs, _across, [cut for cut in gutters if cut[1] > 0.8 * widest])


def _is_anchored(runs: Runs, lane: Cut, usual: Measure) -> bool:
    """A cut across all columns wants a heading right under it, or the room of a picture."""
    at, width = lane
    if width > _ROOM * (usual.gap + usual.body):
        return True
    below = [run for run in runs if run.top > at]
    first = min(run.top for run in below)
    return any(usual.is_heading(run) for run in below if run.top < first + usual.body)


def _without_stacked(runs: Runs, lanes: list[Cut], usual: Measure) -> list[Cut]:
    """Without the lanes under which only one of the columns above goes on: it is read down to its end."""
    kept: list[Cut] = []
    bands = _split(runs, _down, lanes)
    if len(bands) != len(lanes) + 1:
        return lanes
    above = bands[0]
    for lane, band in zip(lanes, bands[1:], strict=True):
        borders = [at for at, _ in _valleys(above, _across, usual.body * _GUTTER)]
        sides = {sum(border < edge for border in borders) for run in band for edge in (run.left, run.right)}
        if borders and len(sides) == 1 and lane[1] <= _ROOM * (usual.gap + usual.body):
            above = [*above, *band]
        else:
            kept.append(lane)
            above = band
    return kept


def _parts_columns(runs: Runs, cut: Cut, usual: Measure) -> bool:
    """A gap within one or two lines is a space in them; a gutter stands beside more."""
    left = [run for run in runs if run.right <= cut[0]]
    right = [run for run in runs if run.left >= cut[0]]
    return max(_rows_in(left), _rows_in(right)) > 2 or cut[1] > 2 * usual.body


def _rows_in(runs: Runs) -> int:
    ordered = sorted(runs, key=lambda run: run.top + run.bottom)
    return sum(not same_row(one, other) for one, other in pairwise(ordered)) + bool(ordered)


def _around_bridges(runs: Runs, usual: Measure) -> list[list[Run]]:
    """Bands above, of and below the runs that bridge what is otherwise a gutter."""
    by_width = sorted(runs, key=lambda run: run.right - run.left)
    total = sum(run.size for run in runs)
    for kept in range(len(runs) - 1, len(runs) // 3, -1):
        if sum(run.size for run in by_width[kept:]) > _BRIDGED * total:
            return []
        for gutter in sorted(_valleys(by_width[:kept], _across, usual.body * _GUTTER), key=lambda cut: -cut[1]):
            bridges = [run for run in by_width[kept:] if run.left < gutter[0] < run.right]
            if bridges and _parts_columns(by_width[:kept], gutter, usual):
                return _bands(runs, bridges, usual)
    return []


def _bands(runs: Runs, bridges: Runs, usual: Measure) -> list[list[Run]]:
    """The runs parted above and below each group of bridges that no other line stands between."""
    bridging = {id(run) for run in bridges}
    bands: list[list[Run]] = []
    was: bool | None = None
    reach = 0.0
    ordered = sorted(runs, key=lambda run: run.top + run.bottom)
    spans = _spans(bridges, usual)
    for run in ordered:
        middle = (run.top + run.bottom) / 2
        inside = id(run) in bridging or any(a < middle < b for a, b in spans)
        if inside is not was or (inside and run.top > reach):
            bands.append([])
        bands[-1].append(run)
        was = inside
        reach = next((b for a, b in spans if a < middle < b), reach)
    return bands


def _spans(bridges: Runs, usual: Measure) -> list[tuple[float, float]]:
    spans: list[tuple[float, float]] = []
    for run in sorted(bridges, key=lambda run: run.top):
        if spans and run.top - spans[-1][1] < usual.gap + usual.body:
            spans[-1] = (spans[-1][0], max(spans[-1][1], run.bottom))
        else:
            spans.append((run.top, run.bottom))
    return spans


Side = Callable[[Run], tuple[float, float]]


def _across(run: Run) -> tuple[float, float]:
    return run.left, run.right


def _down(run: Run) -> tuple[float, float]:
    return run.top, run.bottom


def _valleys(runs: Iterable[Run], side: Side, least: float) -> list[Cut]:
    """The middles of the white that runs through all of the runs, and its width, at least ``least``."""
    cuts: list[Cut] = []
    reach: float | None = None
    for start, end in sorted(map(side, runs)):
        if reach is not None and start - reach >= least:
            cuts.append(((start + reach) / 2, start - reach))
        reach = end if reach is None else max(reach, end)
    return cuts


def _split(runs: Runs, side: Side, cuts: Sequence[Cut]) -> list[list[Run]]:
    """The runs between the cuts, in order."""
    borders = sorted(at for at, _ in cuts)
    parts: list[list[Run]] = [[] for _ in range(len(borders) + 1)]
    for run in runs:
        start, end = side(run)
        parts[sum(border < (start + end) / 2 for border in borders)].append(run)
    return [part for part in parts if part]


def _gap_below(run: Run, runs: Runs) -> float | None:
    below = [
        other.top - run.bottom
        for other in runs
        if other.top > run.top + run.size / 2
        and min(run.right, other.right) - max(run.left, other.left)
        > 0.5 * min(run.right - run.left, other.right - other.left)
    ]
    return min(below, default=None)
