"""The waterfall in floating point on many paths side by side: the program's operations over rows of lanes.

A row holds one register on ``LANES`` paths. No rounding is placed anywhere; the deterministic engine
(:mod:`~yanzhen.securitization.ledger`) runs the same program in whole fen.
"""

from __future__ import annotations

import numpy as np

from yanzhen.securitization.compiled import Floats, Ints, vectorized
from yanzhen.securitization.program import (
    CALLED,
    CASH,
    MASK_ACCELERATION,
    MASK_DEFAULT,
    MASK_NORMAL,
    NEED,
    POOL_BEFORE,
    Code,
)

LANES = 256
"""Most paths side by side: an operation's start is spread over many, and a block stays in the second-nearest cache."""

COLLECTED, PRINCIPAL, PERFORMING, DEFAULTED, LOST, CHANNELS = 0, 1, 2, 3, 4, 5
"""What a period brings on a path (fen): collections, principal in them, performing balance after, defaults so far, losses."""

SECTIONS = 5
"""before, three waterfalls, after"""

TINY = 0.5
"""Half a fen: what is due below it counts as paid."""

RATA_TOTAL, RATA_RATIO, SCRATCH = 0, 1, 2

_SET = int(Code.SET)
_COLLECT, _ZERO, _ADD, _ACCRUE = int(Code.COLLECT), int(Code.ZERO), int(Code.ADD), int(Code.ACCRUE)
_ACCRUE_POOL, _TARGET_POOL, _PAY = int(Code.ACCRUE_POOL), int(Code.TARGET_POOL), int(Code.PAY)
_PAY_INTEREST, _PAY_PRINCIPAL, _PAY_THROUGH = int(Code.PAY_INTEREST), int(Code.PAY_PRINCIPAL), int(Code.PAY_THROUGH)
_RATA_BEGIN, _RATA_DUE, _RATA_DUE_PRINCIPAL = int(Code.RATA_BEGIN), int(Code.RATA_DUE), int(Code.RATA_DUE_PRINCIPAL)
_RATA_SHARE, _RATA_PAY_INTEREST = int(Code.RATA_SHARE), int(Code.RATA_PAY_INTEREST)
_RATA_PAY_PRINCIPAL, _TOP_UP, _NEED, _DRAW = (
    int(Code.RATA_PAY_PRINCIPAL),
    int(Code.TOP_UP),
    int(Code.NEED),
    int(Code.DRAW),
)
_RELEASE, _RESIDUAL, _LOSS_SHARE = int(Code.RELEASE), int(Code.RESIDUAL), int(Code.LOSS_SHARE)
_SUPPORT_INTEREST, _SUPPORT_PRINCIPAL = int(Code.SUPPORT_INTEREST), int(Code.SUPPORT_PRINCIPAL)
_TEST_DEFAULTS, _TEST_COVER, _TEST_UNPAID = int(Code.TEST_DEFAULTS), int(Code.TEST_COVER), int(Code.TEST_UNPAID)
_TEST_SUPPORTER, _TEST_EVENT = int(Code.TEST_SUPPORTER), int(Code.TEST_EVENT)
_MODE_BEGIN, _MODE_EVENT, _CLEAN_UP = int(Code.MODE_BEGIN), int(Code.MODE_EVENT), int(Code.CLEAN_UP)
_PRINCIPAL_COLLECTED, _TRANCHE_LOSS = int(Code.PRINCIPAL_COLLECTED), int(Code.TRANCHE_LOSS)


@vectorized
def run_period(
    n: int,
    t: int,
    ops: Ints,
    sections: Ints,
    constants: Floats,
    arrivals: Floats,
    supporters: Ints,
    reg: Floats,
    scratch: Floats,
    full: bool,
) -> None:
    """One payment date on the first ``n`` lanes.

    ``ops`` is operations x 6 (code, a, b, c, k, e), ``sections`` where each section ends, ``arrivals`` channels x lanes
    x periods, ``supporters`` the period in which each supporter defaults (lanes), ``reg`` registers x lanes. ``full`` tells
    that the program looks at the pool's balances, and not at its cash alone.
    """
    _section(n, 0, sections[0], MASK_NORMAL, t, ops, constants, arrivals, supporters, reg, scratch)
    for mode in range(3):
        begin, end = sections[mode], sections[mode + 1]
        if begin < end and (mode == 0 or _any(n, reg, MASK_NORMAL + mode)):
            _section(n, begin, end, MASK_NORMAL + mode, t, ops, constants, arrivals, supporters, reg, scratch)
    _section(n, sections[3], sections[4], MASK_NORMAL, t, ops, constants, arrivals, supporters, reg, scratch)
    if full:
        _close(n, t, arrivals, reg)


@vectorized
def _section(
    n: int,
    begin: int,
    end: int,
    mask: int,
    t: int,
    ops: Ints,
    constants: Floats,
    arrivals: Floats,
    supporters: Ints,
    reg: Floats,
    scratch: Floats,
) -> None:
    for number in range(begin, end):
        code, a, b = ops[number, 0], ops[number, 1], ops[number, 2]
        c, k, e = ops[number, 3], ops[number, 4], ops[number, 5]
        rate = constants[k, t] if k >= 0 else np.inf
        if code == _PAY_INTEREST:
            _pay_interest(n, reg, a, b, mask)
        elif code == _PAY_PRINCIPAL:
            _pay_principal(n, reg, a, b, mask)
        elif code == _ACCRUE:
            _accrue(n, reg, a, b, rate, float(e))
        elif code == _PAY:
            _pay(n, reg, a, mask, rate)
        elif code == _COLLECT:
            _collect(n, t, arrivals, reg)
        elif code == _SET:
            _set(n, reg, a, rate)
        elif code == _ZERO:
            _set(n, reg, a, 0.0)
        elif code == _ADD:
            _add(n, reg, a, rate)
        elif code == _RESIDUAL:
            _residual(n, reg, a, mask)
        elif code == _PRINCIPAL_COLLECTED:
            _take(n, t, arrivals, PRINCIPAL, 1.0, reg, a)
        elif code == _ACCRUE_POOL:
            _accrue(n, reg, a, POOL_BEFORE, rate, 0.0)
        elif code == _TARGET_POOL:
            _take(n, t, arrivals, PERFORMING, rate, reg, a)
        elif code == _PAY_THROUGH:
            _pay_through(n, reg, a, b, mask)
        elif code == _TOP_UP:
            _top_up(n, reg, a, rate, mask)
        elif code == _NEED:
            _need(n, reg, a, b)
        elif code == _DRAW:
            _draw(n, reg, a, b)
        elif code == _RELEASE:
            _release(n, reg, a, rate)
        elif code == _TRANCHE_LOSS:
            _tranche_loss(n, t, arrivals, reg, a, b, rate)
        elif _RATA_BEGIN <= code <= _RATA_PAY_PRINCIPAL:
            _rata(n, code, a, b, reg, mask, scratch)
        elif code == _SUPPORT_INTEREST:
            _support_interest(n, t, supporters, e, reg, a, b, c, rate)
        elif code == _SUPPORT_PRINCIPAL:
            _support_principal(n, t, supporters, e, reg, a, b, c, rate)
        elif code == _LOSS_SHARE:
            _loss_share(n, t, supporters, e, arrivals, reg, c, rate)
        elif code == _CLEAN_UP:
            _clean_up(n, t, arrivals, reg, rate)
        else:
            _event(n, code, t, a, b, c, rate, e, arrivals, supporters, reg)


@vectorized
def _any(n: int, reg: Floats, row: int) -> bool:
    total = 0.0
    for lane in range(n):
        total += reg[row, lane]
    return total > 0.0


@vectorized
def _close(n: int, t: int, arrivals: Floats, reg: Floats) -> None:
    for lane in range(n):
        reg[POOL_BEFORE, lane] = arrivals[PERFORMING, lane, t] * (1.0 - reg[CALLED, lane])


@vectorized
def _collect(n: int, t: int, arrivals: Floats, reg: Floats) -> None:
    for lane in range(n):
        reg[CASH, lane] += arrivals[COLLECTED, lane, t] * (1.0 - reg[CALLED, lane])


@vectorized
def _take(n: int, t: int, arrivals: Floats, channel: int, factor: float, reg: Floats, a: int) -> None:
    for lane in range(n):
        reg[a, lane] = arrivals[channel, lane, t] * (1.0 - reg[CALLED, lane]) * factor


@vectorized
def _set(n: int, reg: Floats, a: int, amount: float) -> None:
    for lane in range(n):
        reg[a, lane] = amount


@vectorized
def _add(n: int, reg: Floats, a: int, amount: float) -> None:
    for lane in range(n):
        reg[a, lane] += amount


@vectorized
def _need(n: int, reg: Floats, a: int, b: int) -> None:
    for lane in range(n):
        reg[b, lane] += reg[a, lane]


@vectorized
def _accrue(n: int, reg: Floats, due: int, base: int, rate: float, compound: float) -> None:
    for lane in range(n):
        reg[due, lane] += (reg[base, lane] + compound * reg[due, lane]) * rate


@vectorized
def _pay(n: int, reg: Floats, due: int, mask: int, cap: float) -> None:
    for lane in range(n):
        paid = min(min(reg[due, lane], cap), reg[CASH, lane]) * reg[mask, lane]
        reg[CASH, lane] -= paid
        reg[due, lane] -= paid


@vectorized
def _pay_interest(n: int, reg: Floats, due: int, got: int, mask: int) -> None:
    for lane in range(n):
        paid = min(reg[due, lane], reg[CASH, lane]) * reg[mask, lane]
        reg[CASH, lane] -= paid
        reg[due, lane] -= paid
        reg[got, lane] += paid


@vectorized
def _pay_principal(n: int, reg: Floats, balance: int, target: int, mask: int) -> None:
    for lane in range(n):
        due = max(reg[balance, lane] - reg[target, lane], 0.0)
        paid = min(due, reg[CASH, lane]) * reg[mask, lane]
        reg[CASH, lane] -= paid
        reg[balance, lane] -= paid


@vectorized
def _pay_through(n: int, reg: Floats, balance: int, through: int, mask: int) -> None:
    for lane in range(n):
        due = min(reg[balance, lane], reg[through, lane])
        paid = min(due, reg[CASH, lane]) * reg[mask, lane]
        reg[CASH, lane] -= paid
        reg[balance, lane] -= paid
        reg[through, lane] -= paid


@vectorized
def _residual(n: int, reg: Floats, residual: int, mask: int) -> None:
    for lane in range(n):
        paid = reg[CASH, lane] * reg[mask, lane]
        reg[residual, lane] += paid
        reg[CASH, lane] -= paid


@vectorized
def _top_up(n: int, reg: Floats, reserve: int, target: float, mask: int) -> None:
    for lane in range(n):
        due = max(0.0, target - reg[reserve, lane])
        paid = min(due, reg[CASH, lane]) * reg[mask, lane]
        reg[CASH, lane] -= paid
        reg[reserve, lane] += paid


@vectorized
def _draw(n: int, reg: Floats, reserve: int, need: int) -> None:
    for lane in range(n):
        drawn = min(reg[reserve, lane], max(0.0, reg[need, lane] - reg[CASH, lane]))
        reg[CASH, lane] += drawn
        reg[reserve, lane] -= drawn


@vectorized
def _release(n: int, reg: Floats, reserve: int, last: float) -> None:
    for lane in range(n):
        reg[CASH, lane] += reg[reserve, lane] * last
        reg[reserve, lane] -= reg[reserve, lane] * last


@vectorized
def _tranche_loss(n: int, t: int, arrivals: Floats, reg: Floats, balance: int, width: int, attach: float) -> None:
    for lane in range(n):
        above = max(arrivals[LOST, lane, t] - attach, 0.0)
        reg[balance, lane] = min(above, reg[width, lane])


@vectorized
def _rata(n: int, code: int, a: int, b: int, reg: Floats, mask: int, scratch: Floats) -> None:
    for lane in range(n):
        if code == _RATA_BEGIN:
            scratch[RATA_TOTAL, lane] = 0.0
        elif code == _RATA_DUE:
            scratch[RATA_TOTAL, lane] += reg[a, lane]
        elif code == _RATA_DUE_PRINCIPAL:
            scratch[RATA_TOTAL, lane] += max(0.0, reg[a, lane] - reg[b, lane])
        elif code == _RATA_SHARE:
            total = scratch[RATA_TOTAL, lane]
            lot = min(reg[CASH, lane], total) * reg[mask, lane]
            scratch[RATA_RATIO, lane] = lot / total if total > 0.0 else 0.0
            reg[CASH, lane] -= lot
        elif code == _RATA_PAY_INTEREST:
            paid = reg[a, lane] * scratch[RATA_RATIO, lane]
            reg[a, lane] -= paid
            reg[b, lane] += paid
        else:
            reg[a, lane] -= max(0.0, reg[a, lane] - reg[b, lane]) * scratch[RATA_RATIO, lane]


@vectorized
def _drawn(reg: Floats, limit: int, lane: int, wanted: float) -> float:
    paid = float(min(reg[limit, lane], wanted))
    reg[limit, lane] -= paid
    reg[limit + 1, lane] += paid
    reg[limit + 2, lane] += paid
    return paid


@vectorized
def _support_interest(
    n: int, t: int, supporters: Ints, e: int, reg: Floats, due: int, got: int, limit: int, share: float
) -> None:
    for lane in range(n):
        if supporters[e, lane] > t + 1:
            paid = _drawn(reg, limit, lane, share * reg[due, lane])
            reg[due, lane] -= paid
            reg[got, lane] += paid


@vectorized
def _support_principal(
    n: int, t: int, supporters: Ints, e: int, reg: Floats, balance: int, target: int, limit: int, share: float
) -> None:
    for lane in range(n):
        if supporters[e, lane] > t + 1:
            short = max(0.0, reg[balance, lane] - reg[target, lane])
            reg[balance, lane] -= _drawn(reg, limit, lane, share * short)


@vectorized
def _loss_share(
    n: int, t: int, supporters: Ints, e: int, arrivals: Floats, reg: Floats, limit: int, share: float
) -> None:
    for lane in range(n):
        if supporters[e, lane] > t + 1:
            lost = arrivals[LOST, lane, t] * (1.0 - reg[CALLED, lane])
            reg[CASH, lane] += _drawn(reg, limit, lane, share * lost)


@vectorized
def _clean_up(n: int, t: int, arrivals: Floats, reg: Floats, below: float) -> None:
    for lane in range(n):
        rest = arrivals[PERFORMING, lane, t]
        if reg[CALLED, lane] == 0.0 and reg[MASK_NORMAL, lane] == 1.0 and TINY < rest <= below:
            reg[CASH, lane] += rest
            reg[CALLED, lane] = 1.0


@vectorized
def _event(
    n: int,
    code: int,
    t: int,
    a: int,
    b: int,
    c: int,
    limit: float,
    e: int,
    arrivals: Floats,
    supporters: Ints,
    reg: Floats,
) -> None:
    for lane in range(n):
        if code == _MODE_BEGIN:
            reg[MASK_NORMAL, lane] = 1.0
            reg[MASK_ACCELERATION, lane] = 0.0
            reg[MASK_DEFAULT, lane] = 0.0
        elif code == _MODE_EVENT:
            _switch(reg, a, e, lane)
        elif code == _TEST_DEFAULTS:
            _latch(reg, a, lane, arrivals[DEFAULTED, lane, t] > limit + TINY, e)
        elif code == _TEST_COVER:
            _latch(reg, a, lane, reg[CASH, lane] + TINY < limit * reg[NEED, lane], e)
        elif code == _TEST_SUPPORTER:
            _latch(reg, a, lane, supporters[b, lane] <= t + 1, 0)
        elif code == _TEST_EVENT:
            _latch(reg, a, lane, limit > 0.0, 0)
        elif code == _TEST_UNPAID:
            reg[c, lane] = reg[c, lane] + 1.0 if reg[b, lane] > TINY else 0.0
            _latch(reg, a, lane, reg[c, lane] >= limit, e)


@vectorized
def _latch(reg: Floats, event: int, lane: int, failed: bool, curable: int) -> None:
    if failed:
        reg[event, lane] = 1.0
    elif curable == 1:
        reg[event, lane] = 0.0


@vectorized
def _switch(reg: Floats, event: int, effect: int, lane: int) -> None:
    if reg[event, lane] == 0.0 or reg[MASK_DEFAULT, lane] == 1.0:
        return
    reg[MASK_NORMAL, lane] = 0.0
    reg[MASK_ACCELERATION, lane] = 1.0 if effect == 1 else 0.0
    reg[MASK_DEFAULT, lane] = 0.0 if effect == 1 else 1.0
