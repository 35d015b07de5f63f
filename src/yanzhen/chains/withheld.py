"""Tables with withheld cells: a value known only to lie between two bounds is never taken for the 0 that is printed in its place.

A completion gives every cell one value within its bounds. The answer is that of the middles; beside each rank and index stand the lowest and
highest over the completions that were tried: all at their lower bounds, all at their upper bounds, and drawn ones, each cell evenly and by itself.
Other completions may lie outside: the ranges come from a sample, which the answer's warnings say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import numpy

from yanzhen.chains import noise
from yanzhen.chains.activities import activity_table
from yanzhen.chains.activity_files import ROW, read_frame
from yanzhen.chains.bootstrap import Drawn, drawn_by
from yanzhen.chains.complexity import Complexity, complexity, with_intervals
from yanzhen.chains.pattern import Laid, laid
from yanzhen.chains.redraw import Fill
from yanzhen.errors import InputError

if TYPE_CHECKING:
    import polars
    from numpy.typing import NDArray

    from yanzhen.chains.activities import Cells

BOUNDS = ("value_low", "value_high")
FINE = 1e-9
"""The error of the indices of one completion."""

Ranges = Mapping[tuple[str, str], tuple[float, float]]


@dataclass(frozen=True, slots=True)
class BoundedCells:
    """``middle`` holds the cells whose upper bound is above zero, at the middle of their bounds; shapes of the bounds (cells,)."""

    middle: Cells
    low: NDArray[numpy.float64]
    high: NDArray[numpy.float64]

    @property
    def withheld(self) -> int:
        """How many cells are known only within bounds."""
        return int((self.low < self.high).sum())


@dataclass(frozen=True, slots=True)
class Completed:
    """The answer of the middles with the range of each rank, and of each index by ``(kind, id)``, over ``completions`` completions."""

    answer: Complexity
    indices: Ranges
    withheld: int
    completions: int


def read_bounded(path: Path, period: str | None = None) -> BoundedCells | None:
    """The cells of a file with the columns ``value_low`` and ``value_high``; ``None`` where it has no such columns."""
    frame = read_frame(path)
    return bounded_cells(frame, path.name, period) if set(BOUNDS) & set(frame.columns) else None


def bounded_cells(frame: polars.DataFrame, name: str = "activities", period: str | None = None) -> BoundedCells:
    """The checked cells of one period.

    Raises :class:`~yanzhen.errors.InputError` for what :func:`~yanzhen.chains.activities.activity_table` refuses, for a bound that is missing (an
    open class needs one, stated by who knows), and for bounds in the wrong order.
    """
    tables = []
    for bound in BOUNDS:
        if bound not in frame.columns:
            raise InputError(
                f"table {name}, column {bound}", seen="no such column", expected="both " + " and ".join(BOUNDS)
            )
        rest = [column for column in frame.columns if column not in ("value", *BOUNDS)]
        tables.append(activity_table(frame.select(*rest, bound).rename({bound: "value"}), f"{name}, {bound}"))
    _refuse_order(frame, tables[0].frame, tables[1].frame, name)
    below, above = (table.cells(period) for table in tables)
    low = numpy.zeros(len(above.value))
    keys = above.row * above.shape[1] + above.column
    low[numpy.searchsorted(keys, below.row * above.shape[1] + below.column)] = below.value
    return BoundedCells(replace(above, value=(low + above.value) / 2), low, above.value)


def complexity_within(
    cells: BoundedCells, threshold: Fraction = Fraction(1), *, completions: int = 200, seed: int = 0
) -> Completed:
    """The answer of the middles with the ranges over the two corners and ``completions`` drawn completions; the same for the same seed."""
    answer = complexity(cells.middle, threshold)
    by_row = laid(cells.middle)
    fills = [_fill(by_row, cells.low, cells.low, 0), _fill(by_row, cells.high, cells.high, 0)]
    fills += [_fill(by_row, cells.low, cells.high, noise.key_of(seed, draw)) for draw in range(completions)]
    drawn = drawn_by(by_row, fills, threshold, FINE)
    bounds, indices, unsure = _ranges(cells.middle, answer, drawn)
    told = (
        f"{cells.withheld} of {len(cells.low)} cells are withheld and known only within bounds: ranks and indices are those of the middles, "
        f"their ranges over {len(fills)} completions (seed {seed}); other completions may lie outside",
        *((f"{unsure} regions and activities have no answer in some completions",) if unsure else ()),
    )
    answer = replace(with_intervals(answer, bounds), warnings=(*answer.warnings, *told))
    return Completed(answer, indices, cells.withheld, len(fills))


def _fill(cells: Laid, low: NDArray[numpy.float64], high: NDArray[numpy.float64], key: int | numpy.uint64) -> Fill:
    return lambda room: noise.between(
        cells.start, cells.column, low, high, numpy.uint64(key), room.value, room.by_row, room.by_column
    )


def _ranges(
    cells: Cells, answer: Complexity, drawn: Drawn
) -> tuple[dict[tuple[str, str], tuple[int, int]], dict[tuple[str, str], tuple[float, float]], int]:
    """The ranges of ranks and of indices, which hold the middles' own, and how many ids some completion does not answer."""
    bounds: dict[tuple[str, str], tuple[int, int]] = {}
    indices: dict[tuple[str, str], tuple[float, float]] = {}
    own = {("region", one.id): (one.rank, one.eci) for one in answer.regions}
    own |= {("activity", one.id): (one.rank, one.pci) for one in answer.activities}
    unsure = 0
    for kind, ids, ranks, values in (
        ("region", cells.regions, drawn.region_ranks, drawn.eci),
        ("activity", cells.activities, drawn.activity_ranks, drawn.pci),
    ):
        answered = ranks > 0
        unsure += int((answered.any(axis=0) & ~answered.all(axis=0)).sum())
        lowest = numpy.where(answered, ranks, numpy.iinfo(ranks.dtype).max).min(axis=0).tolist()
        highest = ranks.max(axis=0).tolist()
        least = numpy.where(answered, values, numpy.inf).min(axis=0).tolist()
        most = numpy.where(answered, values, -numpy.inf).max(axis=0).tolist()
        for at, id_ in enumerate(ids):
            if (kind, id_) in own:
                rank, index = own[kind, id_]
                bounds[kind, id_] = (min(rank, lowest[at]), max(rank, highest[at]))
                indices[kind, id_] = (min(index, least[at]), max(index, most[at]))
    return bounds, indices, unsure


def _refuse_order(frame: polars.DataFrame, low: polars.DataFrame, high: polars.DataFrame, name: str) -> None:
    wrong = low.get_column("value") > high.get_column("value")
    if wrong.any():
        at = int(wrong.arg_max() or 0)
        raise InputError(
            f"table {name}, row {frame[ROW][at] if ROW in frame.columns else at + 2} ({frame['region'][at]}, {frame['activity'][at]})",
            seen=f"value_low {frame['value_low'][at]} above value_high {frame['value_high'][at]}",
            expected="bounds in their order",
            todo="correct the row",
        )
