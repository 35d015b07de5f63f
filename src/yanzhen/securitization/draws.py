"""Random numbers and defaults: common factors, and the period in which each firm defaults by a copula.

Random numbers are counted, not drawn in turn: each is a mix (Steele, Lea and Flood, SplitMix64, 2014) of the key of its
firm or factor and the number of its path. So a path is the same whoever draws it, and however the work is divided.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from yanzhen.securitization.compiled import Bits, Floats, Ints, Singles, compiled, lowest_bit, vectorized
from yanzhen.securitization.normal import cdf, quantile, quantiles

DRAWN_AT_ONCE = 64
"""Paths drawn side by side; those with a default then move into free lanes."""

TABLE_LOW, TABLE_STEPS, TABLE_CELLS = -7.0, 32.0, 448
"""The table of conditional probabilities: from -7 to 7 in steps of a 32nd."""

EVERY = np.uint64(0xFFFFFFFFFFFFFFFF)
"""A bound that every number is below."""

UNDECIDED = -1
"""A period that the table leaves to the exact computation."""

PHI_LOW, PHI_STEPS = -9.0, 32
GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_PHI = np.array([0.5 * math.erfc(-(PHI_LOW + (step + 1) / PHI_STEPS) / math.sqrt(2)) for step in range(18 * PHI_STEPS)])


@compiled
def mix(counter: Any) -> Any:
    """The SplitMix64 finaliser of a counter."""
    counter = (counter ^ (counter >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    counter = (counter ^ (counter >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return counter ^ (counter >> np.uint64(31))


@compiled
def unit(bits: Any) -> float:
    """A number in (0, 1) from 64 bits: the middle of one of 2^53 cells."""
    return (np.float64(bits >> np.uint64(11)) + 0.5) * 1.1102230246251565e-16


@compiled
def draw_factors(
    path: int,
    start: int,
    width: int,
    count: int,
    design: tuple[Any, ...],
    copula: tuple[Any, ...],
    sobol: Floats,
    factors: Floats,
    scale: Floats,
    chances: Floats,
    pieces: Ints,
) -> None:
    """Common factors, the Student-t scale, the weight of each path and the piece of the design that it lies on."""
    keys, spread = copula[6], copula[7]
    common = factors[0]
    for lane in range(width):
        common[lane] = unit(mix(keys[0] + np.uint64(path + lane) * GOLDEN))
    _bend(start, width, count, design, sobol, common, chances, pieces)
    quantiles(width, common)
    for number in range(1, keys.size - 1):
        for lane in range(width):
            factors[number, lane] = unit(mix(keys[number] + np.uint64(path + lane) * GOLDEN))
        quantiles(width, factors[number])
    if spread.size > 0:
        for lane in range(width):
            scale[lane] = interpolated(
                spread, quantile(unit(mix(keys[keys.size - 1] + np.uint64(path + lane) * GOLDEN)))
            )


@compiled
def _bend(
    start: int,
    width: int,
    count: int,
    design: tuple[Any, ...],
    sobol: Floats,
    common: Floats,
    chances: Floats,
    pieces: Ints,
) -> None:
    """Takes each path's random number into its stratum, and along the design's pieces to a probability."""
    stratified, knots_s, knots_u = design[0], design[1], design[2]
    piece = 0
    for lane in range(width):
        s = common[lane]
        if sobol.shape[0] > 0:
            s = sobol[start + lane, 0]
        elif stratified == 1:
            s = (start + lane + s) / count
        if s < knots_s[piece] or s > knots_s[piece + 1]:
            piece = min(max(np.searchsorted(knots_s, s) - 1, 0), knots_s.size - 2)
        slope = (knots_u[piece + 1] - knots_u[piece]) / (knots_s[piece + 1] - knots_s[piece])
        common[lane] = max(knots_u[piece] + (s - knots_s[piece]) * slope, 1e-300)
        chances[lane], pieces[lane] = slope, piece


@compiled
def draw_bits(path: int, start: int, width: int, member: int, keys: Bits, sobol: Floats, bits: Bits) -> None:
    """The random bits of one member on each path."""
    if sobol.shape[0] > 0:
        for lane in range(width):
            bits[lane] = np.uint64(sobol[start + lane, member + 1] * 9007199254740992.0) << np.uint64(11)
        return
    key = keys[member] + np.uint64(path) * GOLDEN
    for lane in range(width):
        bits[lane] = mix(key + np.uint64(lane) * GOLDEN)


def default_bounds(table: Floats, states: Ints) -> Bits:
    """Bits at or above which no default is possible, curves x TABLE_CELLS + 2: below the table, its cells, above it.

    The probability falls with the factor, so a cell's lower corner bounds it. Below the table everything is possible.
    """
    chances = table[np.arange(len(table)), :, states - 1]
    above = np.minimum(chances * (1 + 1e-9) + 1e-17, 1.0) * 2.0**53
    bounds = np.minimum(np.ceil(above), 2.0**53 - 1).astype(np.uint64) << np.uint64(11) | np.uint64(2047)
    bounds[above >= 2.0**53 * 0.999999] = EVERY
    return np.concatenate([np.full((len(table), 1), EVERY), bounds], axis=1)


@compiled
def conditional_table(thresholds: Floats, own: Floats, loads: Floats) -> Floats:
    """Probabilities of default given the common factor, members x TABLE_CELLS + 1 x periods."""
    table = np.zeros((thresholds.shape[0], TABLE_CELLS + 1, thresholds.shape[1]))
    for member in range(thresholds.shape[0]):
        for cell in range(TABLE_CELLS + 1):
            for t in range(thresholds.shape[1]):
                distance = thresholds[member, t] - loads[member] * (TABLE_LOW + cell / TABLE_STEPS)
                table[member, cell, t] = cdf(distance / own[member])
    return table


@compiled
def draw_defaults(
    path: int,
    start: int,
    width: int,
    copula: tuple[Any, ...],
    sobol: Floats,
    factors: Floats,
    scale: Floats,
    bits: Bits,
    hits: Ints,
) -> int:
    """The period in which each firm and supporter defaults: writes (path, member, period from 0), returns how many."""
    thresholds, states, own, loads, places, keys, _, _, lines, doubt, bounds, curves = copula
    tabled, found, cells = lines.shape[0] > 0, 0, np.zeros(DRAWN_AT_ONCE, dtype=np.uint64)
    if tabled:
        place_cells(width, factors, cells)
    for member in range(thresholds.shape[0]):
        draw_bits(path, start, width, member, keys, sobol, bits)
        last = states[member] - 1
        if tabled:
            first = found
            found = may_default_by_table(found, width, member, curves[member], bounds, bits, cells, hits)
            read_periods(first, found, curves[member], doubt, lines, factors, bits, hits)
        else:
            for lane in range(width):
                if may_default(lane, member, last, thresholds, own, loads, places, factors, scale, bits):
                    hits[found, 0], hits[found, 1], hits[found, 2] = lane, member, UNDECIDED
                    found += 1
    kept = 0
    for number in range(found):
        lane, member, q = hits[number, 0], hits[number, 1], hits[number, 2]
        last = states[member] - 1
        if q == UNDECIDED:
            u = member_unit(path, start, lane, member, keys, sobol)
            q = default_period(lane, member, last, u, thresholds, own, loads, places, factors, scale)
        hits[kept, 0], hits[kept, 1], hits[kept, 2] = lane, member, q
        kept += q <= last
    return kept


@compiled
def place_cells(width: int, factors: Floats, cells: Bits) -> None:
    """Each path's column of the bounds: its cell of the factor, the first one below the table, the last one above it."""
    for lane in range(width):
        place = min(max((factors[0, lane] - TABLE_LOW) * TABLE_STEPS, -1.0), TABLE_CELLS + 0.0)
        cells[lane] = np.uint64(place + 1.0)


@compiled
def may_default_by_table(
    found: int, width: int, member: int, curve: int, bounds: Bits, bits: Bits, cells: Bits, hits: Ints
) -> int:
    """Adds the paths whose random bits lie below the bound of their cell; returns how many there are now.

    One comparison of whole numbers a path, several at once: nothing is converted for the many that do not default.
    """
    marks = np.uint64(0)
    for lane in range(width):
        marks |= np.uint64(bits[lane] < bounds[curve, cells[lane]]) << np.uint64(lane)
    while marks != np.uint64(0):
        hits[found, 0] = lowest_bit(marks)
        hits[found, 1] = member
        found += 1
        marks &= marks - np.uint64(1)
    return found


@vectorized
def read_periods(
    first: int, found: int, curve: int, doubt: Singles, lines: Singles, factors: Floats, bits: Bits, hits: Ints
) -> None:
    """The period of each path that was added, by straight lines between the table's cells.

    The lines lie at most ``doubt`` (by cell) of themselves off; a draw as near to one is left undecided. It is in single
    precision, whose rounding is in the doubt. No calls, and no branches that hang on chance: a wrong guess costs more.
    """
    one, none = np.float32(1.0), np.float32(0.0)
    for number in range(first, found):
        lane = hits[number, 0]
        place = (factors[0, lane] - TABLE_LOW) * TABLE_STEPS
        if not 0.0 <= place < TABLE_CELLS:
            hits[number, 2] = UNDECIDED
            continue
        cell = int(place)
        u = np.float32((np.float64(bits[lane] >> np.uint64(11)) + 0.5) * 1.1102230246251565e-16)
        here, there = np.float32(1.0 + cell - place), np.float32(place - cell)
        high, low = u * (one - doubt[cell]), u * (one + doubt[cell])
        sure, maybe = none, none
        for t in range(lines.shape[2]):
            line = here * lines[curve, cell, t] + there * lines[curve, cell + 1, t]
            sure += one if high > line else none
            maybe += one if low > line else none
        hits[number, 2] = int(sure) if sure == maybe else UNDECIDED


@compiled
def member_unit(path: int, start: int, lane: int, member: int, keys: Bits, sobol: Floats) -> float:
    """The random number of one member on one path."""
    if sobol.shape[0] > 0:
        return unit(np.uint64(sobol[start + lane, member + 1] * 9007199254740992.0) << np.uint64(11))
    return unit(mix(keys[member] + np.uint64(path + lane) * GOLDEN))


@compiled
def may_default(
    lane: int,
    firm: int,
    last: int,
    thresholds: Floats,
    own: Floats,
    loads: Floats,
    places: Ints,
    factors: Floats,
    scale: Floats,
    bits: Bits,
) -> bool:
    """A quick test that lets every default through, and few others."""
    if own[firm] <= 0.0:
        return True
    distance = (thresholds[firm, last] * scale[lane] - systematic(lane, firm, loads, places, factors)) / own[firm]
    step = max(int((distance - PHI_LOW) * PHI_STEPS), 0)
    return step >= _PHI.size or unit(bits[lane]) < _PHI[step]


@compiled
def default_period(
    lane: int,
    firm: int,
    last: int,
    u: float,
    thresholds: Floats,
    own: Floats,
    loads: Floats,
    places: Ints,
    factors: Floats,
    scale: Floats,
) -> int:
    """The period (from 0) in which the firm defaults; ``last + 1`` when it does not."""
    latent = systematic(lane, firm, loads, places, factors)
    if own[firm] > 0.0:
        latent += own[firm] * quantile(u)
    latent /= scale[lane]
    if latent > thresholds[firm, last]:
        return last + 1
    low, high = 0, last
    while low < high:
        middle = (low + high) // 2
        if latent <= thresholds[firm, middle]:
            high = middle
        else:
            low = middle + 1
    return low


@compiled
def systematic(lane: int, firm: int, loads: Floats, places: Ints, factors: Floats) -> float:
    """The part of a firm's latent variable that comes from the factors."""
    total = 0.0
    for part in range(loads.shape[1]):
        total += loads[firm, part] * factors[places[firm, part], lane]
    return total


@compiled
def interpolated(table: Floats, z: float) -> float:
    """A smooth function of a normal variable from its values at -8.5, …, 8.5 (cubic through four points)."""
    step = 17.0 / (table.size - 1)
    place = min(max((z + 8.5) / step, 1.0), table.size - 2.000001)
    i = int(place)
    x = place - i
    a, b, c, d = table[i - 1], table[i], table[i + 1], table[min(i + 2, table.size - 1)]
    return float(b + 0.5 * x * (c - a + x * (2 * a - 5 * b + 4 * c - d + x * (3 * (b - c) + d - a))))
