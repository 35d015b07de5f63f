"""Batches of paths: drawn, run through the whole waterfall in blocks, and added up."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from yanzhen.securitization.compiled import Floats, Ints, compiled, vectorized
from yanzhen.securitization.draws import DRAWN_AT_ONCE, draw_defaults, draw_factors
from yanzhen.securitization.lanes import COLLECTED, DEFAULTED, LANES, LOST, PERFORMING, PRINCIPAL, run_period
from yanzhen.securitization.program import POOL_BEFORE

BINS = 1024
"""Bins of a class's loss between none and all; the first of BINS + 1 counts the paths without a loss."""

LOSS, LOST_PATHS, COVER, UNPAID, SUMS = 0, 1, 2, 3, 4
"""Sums kept for each class: loss share, paths with a loss, cover, interest unpaid as a share."""

PAYS, REPAYS, BEFORE, AFTER, DEPOSIT, RECOVERY, MOST = range(7)
"""A firm's amounts by period, as :class:`~yanzhen.securitization.cashflows.CashTables` names them."""

NONE, ONE, TWO, THREE, FOUR = np.uint64(0), np.uint64(1), np.uint64(2), np.uint64(3), np.uint64(4)
"""Steps of a loop without sign: an index that may be negative is looked at each time, one element after another."""

HAIR = 1e-9
"""A smaller share of a class lost is the dust of floating point, not a loss."""


@compiled
def simulate_batch(
    batch: int,
    first: int,
    count: int,
    design: tuple[Any, ...],
    program: tuple[Any, ...],
    copula: tuple[Any, ...],
    cash: tuple[Any, ...],
    sobol: Floats,
    out: tuple[Any, ...],
) -> None:
    """Draws and runs paths ``first`` to ``first + count - 1``, which are batch number ``batch``, and adds to ``out``.

    ``design`` is (stratified?, knots of s, knots of u, slopes, offsets): by piece, class and figure (loss, paths with a loss) the
    control's slopes on the pool's loss and its square, and less its mean. The tuples are those of :mod:`~yanzhen.securitization.model`. Paths on
    which nobody defaults are alike: they are run once, in the last lane, with the weight of them all.
    """
    ops, sections, constants, opening, tranches, uses = program
    periods, members, firms = cash[0].shape[2], copula[0].shape[0], cash[0].shape[0]
    full, quiet, lanes = uses[0] == 1, 0.0, 0
    factors, scale = np.zeros((copula[6].size, DRAWN_AT_ONCE)), np.ones(DRAWN_AT_ONCE)
    chances, pieces = np.zeros(DRAWN_AT_ONCE), np.zeros(DRAWN_AT_ONCE, dtype=np.int64)
    lane_pieces, slopes, offsets = np.zeros(LANES, dtype=np.int64), design[3], design[4]
    bits = np.zeros(DRAWN_AT_ONCE, dtype=np.uint64)
    hits = np.zeros((members * DRAWN_AT_ONCE + 1, 3), dtype=np.int64)
    slots = np.zeros(DRAWN_AT_ONCE, dtype=np.int64)
    arrivals = np.zeros((5, LANES, cash[2].shape[2]))
    defaults = np.zeros((max(members - firms, 1), LANES), dtype=np.int64)
    reg, scratch = np.zeros((opening.size, LANES + 8)), np.zeros((2, LANES))
    weights = np.zeros(LANES)
    base = base_arrivals(cash)
    begin_block(LANES, full, base, opening, arrivals, reg, defaults, weights)
    for start in range(0, count, DRAWN_AT_ONCE):
        width = min(DRAWN_AT_ONCE, count - start)
        draw_factors(first + start, start, width, count, design, copula, sobol, factors, scale, chances, pieces)
        found = draw_defaults(first + start, start, width, copula, sobol, factors, scale, bits, hits)
        lanes, quiet = place_lanes(found, width, lanes, quiet, hits, slots, chances, pieces, weights, lane_pieces)
        tally_offsets(batch, width, chances, pieces, offsets, out[0])
        apply_hits(found, firms, hits, slots, factors, cash, uses, arrivals, defaults)
        if lanes > LANES - DRAWN_AT_ONCE - 1 or start + width == count:
            if start + width == count:
                weights[lanes], lane_pieces[lanes] = quiet, 0
                lanes += 1
            even = (lanes + 31) // 32 * 32  # a loop over 32 has no slow remainder; the lanes filled up weigh nothing
            for t in range(periods):
                run_period(even, t, ops, sections, constants, arrivals, defaults, reg, scratch, full)
                tally_period(batch, even, t, tranches, reg, weights, out[3])
            tally_end(
                batch, lanes, periods, tranches, opening, uses, defaults, members - firms, arrivals, reg, weights, out
            )
            tally_controls(batch, lanes, periods, tranches, opening, arrivals, reg, weights, lane_pieces, slopes, out)
            begin_block(even, full, base, opening, arrivals, reg, defaults, weights)
            lanes = 0


@compiled
def place_lanes(
    found: int,
    width: int,
    lanes: int,
    quiet: float,
    hits: Ints,
    slots: Ints,
    chances: Floats,
    pieces: Ints,
    weights: Floats,
    lane_pieces: Ints,
) -> tuple[int, float]:
    """Gives each path with a default its lane; the others' weight is summed. Returns the lanes in use and that weight."""
    for path in range(width):
        slots[path] = -1
    for number in range(found):
        slots[hits[number, 0]] = 0
    for path in range(width):
        if slots[path] < 0:
            quiet += chances[path]
        else:
            slots[path] = lanes
            weights[lanes], lane_pieces[lanes] = chances[path], pieces[path]
            lanes += 1
    return lanes, quiet


@compiled
def tally_offsets(batch: int, width: int, chances: Floats, pieces: Ints, offsets: Floats, sums: Floats) -> None:
    """Adds the constant part of each path's control, whether or not anybody defaults on it."""
    for path in range(width):
        for j in range(offsets.shape[1]):
            sums[batch, j, LOSS] += chances[path] * offsets[pieces[path], j, 0]
            sums[batch, j, LOST_PATHS] += chances[path] * offsets[pieces[path], j, 1]


@compiled
def tally_controls(
    batch: int,
    n: int,
    periods: int,
    tranches: Ints,
    opening: Floats,
    arrivals: Floats,
    reg: Floats,
    weights: Floats,
    pieces: Ints,
    slopes: Floats,
    out: tuple[Any, ...],
) -> None:
    """Takes the control off each path's figures; or, in a pilot, adds what its slopes are found from.

    ``out[6]`` holds in a pilot the sums of powers of the pool's loss, and of each class's figures times 1, the loss and its square.
    """
    sums, moments = out[0], out[6]
    for lane in range(n):
        weight, lost = weights[lane], arrivals[COLLECTED, lane, periods + 1] / opening[POOL_BEFORE]
        for j in range(slopes.shape[1]):
            for figure in range(2):
                slope = slopes[pieces[lane], j, figure]
                sums[batch, j, figure] -= weight * lost * (slope[0] + lost * slope[1])
        if moments.shape[1] == 0:
            continue
        power = weight
        for place in range(5):
            moments[batch, place] += power
            power *= lost
        for j in range(tranches.shape[0]):
            loss = reg[tranches[j, 0], lane] / opening[tranches[j, 0]]
            for figure in range(2):
                power = weight * (loss if figure == 0 else 1.0) if loss > HAIR else 0.0
                for place in range(3):
                    moments[batch, 5 + (j * 2 + figure) * 3 + place] += power
                    power *= lost


@compiled
def apply_hits(
    found: int,
    firms: int,
    hits: Ints,
    slots: Ints,
    factors: Floats,
    cash: tuple[Any, ...],
    uses: Ints,
    arrivals: Floats,
    defaults: Ints,
) -> None:
    """Applies the defaults that were drawn, ``hits`` (path, member, period from 0), to the lanes of their paths.

    A firm pays nothing from that period on; deposit and recovery come in. ``cash`` is the firms' amounts (firms x kinds x
    periods), their lags, and what a default takes: firms x periods of default x periods, then
    their sum, then less the loss. One loop without calls or views: both would cost more than what they do.
    """
    strength, full, amounts, lags, taken = uses[-1] * 1e-6, uses[0] == 1, cash[0], cash[1], cash[2]
    periods, filled = amounts.shape[2], np.uint64(taken.shape[2])
    for number in range(found):
        path, firm, q = hits[number, 0], hits[number, 1], hits[number, 2]
        lane = slots[path]
        if firm >= firms:
            defaults[firm - firms, lane] = q + 1
            continue
        for t in range(NONE, filled, FOUR):  # loads before stores, four at a time: one instruction each
            t1, t2, t3 = t + ONE, t + TWO, t + THREE
            m0, m1, m2, m3 = taken[firm, q, t], taken[firm, q, t1], taken[firm, q, t2], taken[firm, q, t3]
            c0, c1 = arrivals[COLLECTED, lane, t], arrivals[COLLECTED, lane, t1]
            c2, c3 = arrivals[COLLECTED, lane, t2], arrivals[COLLECTED, lane, t3]
            arrivals[COLLECTED, lane, t] = c0 - m0
            arrivals[COLLECTED, lane, t1] = c1 - m1
            arrivals[COLLECTED, lane, t2] = c2 - m2
            arrivals[COLLECTED, lane, t3] = c3 - m3
        if strength == 0.0 and not full:
            continue
        arrives, most, back = q + lags[firm], amounts[firm, MOST, q], 0.0
        if arrives < periods:
            factor = 1.0 if strength == 0.0 else math.exp(strength * factors[0, path] - 0.5 * strength * strength)
            back = min(amounts[firm, RECOVERY, q] * factor, most)
            if strength != 0.0:
                arrivals[COLLECTED, lane, arrives] += back
                arrivals[COLLECTED, lane, periods] += back
                arrivals[COLLECTED, lane, periods + 1] -= back
        if full:
            for t in range(q, periods):
                arrivals[PRINCIPAL, lane, t] -= amounts[firm, REPAYS, t]
                arrivals[PERFORMING, lane, t] -= amounts[firm, AFTER, t]
                arrivals[DEFAULTED, lane, t] += amounts[firm, BEFORE, q]
            arrivals[PRINCIPAL, lane, q] += amounts[firm, DEPOSIT, q]
            if arrives < periods:
                arrivals[PRINCIPAL, lane, arrives] += back
                arrivals[LOST, lane, arrives] += most - back


@compiled
def run_vectors(
    vectors: Ints,
    program: tuple[Any, ...],
    cash: tuple[Any, ...],
    supporters: int,
    losses: Floats,
    residuals: Floats,
    drawn: Floats,
) -> None:
    """The waterfall on given default periods: ``vectors`` is paths x (firms + supporters), 0 for no default.

    Writes the share lost of each class (paths x classes), the residual (fen) and what supporters paid (fen).
    """
    ops, sections, constants, opening, tranches, uses = program
    periods, firms, full = cash[0].shape[2], cash[0].shape[0], uses[0] == 1
    arrivals = np.zeros((5, LANES, cash[2].shape[2]))
    defaults = np.zeros((max(supporters, 1), LANES), dtype=np.int64)
    reg, scratch, weights = np.zeros((opening.size, LANES)), np.zeros((2, LANES)), np.zeros(LANES)
    hits, lanes = np.zeros((LANES * vectors.shape[1], 3), dtype=np.int64), np.arange(LANES)
    factors, base = np.zeros((1, LANES)), base_arrivals(cash)
    for start in range(0, vectors.shape[0], LANES):
        width = min(LANES, vectors.shape[0] - start)
        begin_block(LANES, full, base, opening, arrivals, reg, defaults, weights)
        found = 0
        for lane in range(width):
            for member in range(firms + supporters):
                if vectors[start + lane, member] > 0:
                    hits[found, 0], hits[found, 1], hits[found, 2] = lane, member, vectors[start + lane, member] - 1
                    found += 1
        apply_hits(found, firms, hits, lanes, factors, cash, uses, arrivals, defaults)
        for t in range(periods):
            run_period(width, t, ops, sections, constants, arrivals, defaults, reg, scratch, full)
        for lane in range(width):
            for j in range(tranches.shape[0]):
                losses[start + lane, j] = reg[tranches[j, 0], lane] / tranche_size(j, tranches, opening)
            residuals[start + lane] = reg[uses[1], lane] + reg[0, lane]
            for number in range(drawn.shape[1]):
                drawn[start + lane, number] = reg[uses[2 + number], lane]


@compiled
def tranche_size(j: int, tranches: Ints, opening: Floats) -> float:
    """The class's size in fen (a static tranche opens at its width)."""
    return float(opening[tranches[j, 0]])


@compiled
def base_arrivals(cash: tuple[Any, ...]) -> Floats:
    """What every period brings when no firm defaults, channels x periods; after the collections their sum."""
    firms = cash[0]
    base = np.zeros((5, cash[2].shape[2]))
    for firm in range(firms.shape[0]):
        for t in range(firms.shape[2]):
            base[COLLECTED, t] += firms[firm, PAYS, t]
            base[COLLECTED, firms.shape[2]] += firms[firm, PAYS, t]
            base[PRINCIPAL, t] += firms[firm, REPAYS, t]
            base[PERFORMING, t] += firms[firm, AFTER, t]
    return base


@compiled
def begin_block(
    n: int, full: bool, base: Floats, opening: Floats, arrivals: Floats, reg: Floats, defaults: Ints, weights: Floats
) -> None:
    """The first ``n`` lanes before any default: all pay, registers at their opening amounts."""
    for channel in range(5 if full else 1):
        for lane in range(n):
            for t in range(base.shape[1]):
                arrivals[channel, lane, t] = base[channel, t]
    for number in range(opening.size):
        for lane in range(n):
            reg[number, lane] = opening[number]
    for number in range(defaults.shape[0]):
        for lane in range(n):
            defaults[number, lane] = 1 << 30
    for lane in range(n):
        weights[lane] = 0.0


@vectorized
def tally_period(batch: int, n: int, t: int, tranches: Ints, reg: Floats, weights: Floats, flows: Floats) -> None:
    """Adds each class's balance and interest so far, weighted."""
    for j in range(tranches.shape[0]):
        balance, got = tranches[j, 0], tranches[j, 2]
        balances, interest = 0.0, 0.0
        for lane in range(n):
            balances += weights[lane] * reg[balance, lane]
        for lane in range(n):
            interest += weights[lane] * reg[got, lane]
        flows[batch, j, 0, t] += balances
        flows[batch, j, 1, t] += interest


@compiled
def tally_end(
    batch: int,
    n: int,
    periods: int,
    tranches: Ints,
    opening: Floats,
    uses: Ints,
    defaults: Ints,
    supporters: int,
    arrivals: Floats,
    reg: Floats,
    weights: Floats,
    out: tuple[Any, ...],
) -> None:
    """Adds what a path is known by at its end: losses, cover, residual, events, joint defaults."""
    sums, bins, worth, pool, joint = out[0], out[1], out[2], out[4], out[5]
    for lane in range(n):
        weight, owed = weights[lane], 0.0
        for j in range(tranches.shape[0]):
            size = opening[tranches[j, 0]]
            loss = reg[tranches[j, 0], lane] / size
            unpaid = reg[tranches[j, 1], lane]
            owed += size + reg[tranches[j, 2], lane] + unpaid
            sums[batch, j, COVER] += weight * arrivals[COLLECTED, lane, periods] / owed
            sums[batch, j, UNPAID] += weight * unpaid / size
            if loss > HAIR:
                _tally_loss(batch, j, weight, loss, sums, bins, worth)
                for number in range(supporters):
                    if defaults[number, lane] <= periods:
                        joint[batch, number, j] += weight
            else:
                bins[batch, j, 0] += weight
        pool[batch, 0] += weight
        pool[batch, 1] += weight * (reg[uses[1], lane] + reg[0, lane])
        pool[batch, 2] += weight * arrivals[COLLECTED, lane, periods + 1]
        for number in range(supporters):
            if defaults[number, lane] <= periods:
                joint[batch, number, joint.shape[2] - 1] += weight
        for number in range(pool.shape[1] - 3):
            pool[batch, 3 + number] += weight * reg[uses[2 + number], lane]


@compiled
def _tally_loss(batch: int, j: int, weight: float, loss: float, sums: Floats, bins: Floats, worth: Floats) -> None:
    sums[batch, j, LOSS] += weight * loss
    sums[batch, j, LOST_PATHS] += weight
    place = min(int(loss * BINS), BINS - 1) + 1
    bins[batch, j, place] += weight
    worth[batch, j, place] += weight * loss
    worth[batch, j, 0] += 1.0  # how many paths, unweighted
