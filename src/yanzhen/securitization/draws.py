"""Random numbers and defaults: common factors, and the period in which each firm defaults by a copula.

Random numbers are counted, not drawn in turn: each is a mix (Steele, Lea and Flood, SplitMix64, 2014) of the key of its
firm or factor and the number of its path. So a path is the same whoever draws it, and however the work is divided.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from yanzhen.securitization.compiled import Bits, Floats, Ints, compiled
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
) -> None:
    """Common factors, the Student-t scale and the weight of each path."""
    keys, spread = copula[6], copula[7]
    common = factors[0]
    for lane in range(width):
        common[lane] = unit(mix(keys[0] + np.uint64(path + lane) * GOLDEN))
    _bend(start, width, count, design, sobol, common, chances)
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
    start: int, width: int, count: int, design: tuple[Any, ...], sobol: Floats, common: Floats, chances: Floats
) -> None:
    """Takes each path's random number into its stratum, and along the design's pieces to a probability."""
    stratified, knots_s, knots_u = design
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
        chances[lane] = slope


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


@compiled
def default_bound(distance: float, own: float) -> Any:
    """Bits at or above this cannot mean a default, whatever the factor of the block's paths."""
    if own <= 0.0:
        return np.uint64(0xFFFFFFFFFFFFFFFF)
    chance = cdf(distance / own) * (1.0 + 1e-12) + 1e-18
    if chance >= 0.999999:
        return np.uint64(0xFFFFFFFFFFFFFFFF)
    return np.uint64(chance * 18446744073709551616.0) | np.uint64(2047)


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
    thresholds, states, own, loads, places, keys, _, spread, table, doubt = copula
    common = spread.size == 0 and loads.shape[1] == 1
    lowest, found = factors[0, 0], 0
    for lane in range(width):
        lowest = min(lowest, factors[0, lane])
    for member in range(thresholds.shape[0]):
        last = states[member] - 1
        draw_bits(path, start, width, member, keys, sobol, bits)
        if common:
            bound = table_bound(lowest, member, last, thresholds, own, loads, table)
            found = scan_table(found, width, member, last, bound, doubt, table, factors, bits, hits)
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
def scan_table(
    found: int,
    width: int,
    member: int,
    last: int,
    bound: Any,
    doubt: Floats,
    table: Floats,
    factors: Floats,
    bits: Bits,
    hits: Ints,
) -> int:
    """Adds the paths on which the member may default, with the period by straight lines between the table's cells.

    The lines lie at most ``doubt`` (by cell) of themselves off; a draw as near to one is left undecided. No calls, and no branches
    that hang on chance: passing arrays, or a wrong guess of a branch, would cost more than the search.
    """
    first = found
    for lane in range(width):
        hits[found, 0] = lane
        hits[found, 1] = member
        found += bits[lane] < bound
    tabled = table.shape[0] > 0
    for number in range(first, found):
        lane = hits[number, 0]
        place = (factors[0, lane] - TABLE_LOW) * TABLE_STEPS
        if not tabled or not 0.0 <= place < TABLE_CELLS or doubt[int(place)] >= 0.5:
            hits[number, 2] = UNDECIDED
            continue
        u = (np.float64(bits[lane] >> np.uint64(11)) + 0.5) * 1.1102230246251565e-16
        cell = int(place)
        here, there = 1.0 + cell - place, place - cell
        high, low = u / (1.0 + doubt[cell]), u / (1.0 - doubt[cell])
        sure, maybe = 0, 0
        for t in range(last + 1):
            line = here * table[member, cell, t] + there * table[member, cell + 1, t]
            sure += high > line
            maybe += low > line
        hits[number, 2] = sure if sure == maybe else UNDECIDED
    return found


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
def table_bound(
    lowest: float, member: int, last: int, thresholds: Floats, own: Floats, loads: Floats, table: Floats
) -> Any:
    """Bits at or above this cannot mean a default on any path whose factor is at least ``lowest``."""
    place = (lowest - TABLE_LOW) * TABLE_STEPS
    if table.shape[0] == 0 or not 0.0 <= place < TABLE_CELLS:
        return default_bound(thresholds[member, last] - loads[member, 0] * lowest, own[member])
    chance = table[member, int(place), last] + 1e-18
    return np.uint64(min(chance, 0.999999) * 18446744073709551616.0) | np.uint64(2047) if chance < 0.999999 else EVERY


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
