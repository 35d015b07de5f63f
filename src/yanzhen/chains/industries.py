"""The evidence for choosing industries: for one region, every activity with its quotient, nearness, complexity, change, and how sure they are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy

from yanzhen.chains.activities import ActivityTable, Cells
from yanzhen.chains.choosing import Criterion
from yanzhen.chains.complexity import complexity, presence
from yanzhen.chains.relatedness import density, outlook_gain, proximity
from yanzhen.chains.specialisation import has
from yanzhen.errors import InputError

THRESHOLDS = (Fraction(1, 2), Fraction(3, 4), Fraction(1), Fraction(5, 4), Fraction(3, 2))


@dataclass(frozen=True, slots=True)
class Industry:
    """One activity as the region stands to it.

    ``quotient`` is the location quotient (0 where there is nothing), ``has`` whether it reaches the threshold, ``density`` the share of what surrounds it that the region has,
    ``pci`` and ``gain`` are ``None`` where complexity is refused; ``change`` is the change of the region's value since ``before``, as a share, ``None`` without an earlier value;
    ``held_at`` counts at how many of the thresholds tried the region has it (0 to 5).
    """

    activity: str
    value: float
    quotient: float
    has: bool
    density: float
    pci: float | None
    gain: float | None
    change: float | None
    entered: bool
    held_at: int


def industries(
    table: ActivityTable,
    region: str,
    *,
    threshold: Fraction = Fraction(1),
    period: str | None = None,
    before: str | None = None,
) -> tuple[Industry, ...]:
    """Every activity for one region, in the order of ids.

    ``before`` is an earlier period to tell the change from. Raises :class:`~yanzhen.errors.InputError` for a region that the table does not have.
    """
    cells = table.cells(period)
    if region not in cells.regions:
        raise InputError(
            "region",
            seen=region,
            expected="a region of the table: "
            + ", ".join(cells.regions[:8])
            + (" …" if len(cells.regions) > 8 else ""),
        )
    at = cells.regions.index(region)
    earlier = _values(table.cells(before), region) if before else {}
    present = presence(cells, has(cells, threshold))
    near = proximity(present)
    dense = density(present, near)
    pci = {one.id: one.pci for one in complexity(cells, threshold).activities}
    known = numpy.array([pci.get(name, 0.0) for name in cells.activities])
    gain = outlook_gain(present, near, dense, known)[at]
    value, quotient, held = _values(cells, region), _quotients(cells, at), _held(cells, at)
    here = present[[at]].toarray()[0] > 0
    was = _has_before(table.cells(before), region, threshold) if before else frozenset()
    return tuple(
        Industry(
            name,
            value.get(name, 0.0),
            float(quotient[column]),
            bool(here[column]),
            float(dense[at, column]),
            pci.get(name),
            float(gain[column]) if name in pci else None,
            value.get(name, 0.0) / earlier[name] - 1 if earlier.get(name) else None,
            bool(before) and bool(here[column]) and name not in was,
            int(held[column]),
        )
        for column, name in enumerate(cells.activities)
    )


def criteria_of(rows: Sequence[Industry], weights: Mapping[str, float]) -> tuple[Criterion, ...]:
    """The criteria of :func:`~yanzhen.chains.choosing.ranked_choice` from these rows, for the names that have a weight.

    Names: ``quotient``, ``density``, ``pci``, ``gain``, ``change``, ``value``. Raises :class:`~yanzhen.errors.InputError` for another name.
    """
    offered = ("quotient", "density", "pci", "gain", "change", "value")
    for name in weights:
        if name not in offered:
            raise InputError("weight", seen=name, expected="one of " + ", ".join(offered))
    return tuple(
        Criterion(name, {row.activity: getattr(row, name) for row in rows}, weight) for name, weight in weights.items()
    )


def _values(cells: Cells, region: str) -> dict[str, float]:
    if region not in cells.regions:
        return {}
    mine = cells.row == cells.regions.index(region)
    return {cells.activities[c]: float(v) for c, v in zip(cells.column[mine], cells.value[mine], strict=True)}


def _quotients(cells: Cells, at: int) -> numpy.ndarray:
    mine = cells.row == at
    own, whole = numpy.zeros(cells.shape[1]), numpy.bincount(cells.column, cells.value, cells.shape[1])
    own[cells.column[mine]] = cells.value[mine]
    share, base = own / max(own.sum(), 1e-300), whole / whole.sum()
    return numpy.asarray(share / numpy.where(base > 0, base, 1.0))


def _held(cells: Cells, at: int) -> numpy.ndarray:
    counts = numpy.zeros(cells.shape[1], dtype=numpy.int64)
    mine = cells.row == at
    for threshold in THRESHOLDS:
        had = has(cells, threshold) & mine
        counts[cells.column[had]] += 1
    return counts


def _has_before(cells: Cells, region: str, threshold: Fraction) -> frozenset[str]:
    if region not in cells.regions:
        return frozenset()
    had = has(cells, threshold) & (cells.row == cells.regions.index(region))
    return frozenset(cells.activities[column] for column in cells.column[had])
