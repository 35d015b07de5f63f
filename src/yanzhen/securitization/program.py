"""The words of a compiled waterfall: operations on registers (:mod:`~yanzhen.securitization.compiler` makes them of a deal).

Both engines run the same program: :mod:`~yanzhen.securitization.ledger` in whole fen on one path with a log, and
:mod:`~yanzhen.securitization.lanes` in floating point on many paths side by side. A register holds one amount (cash,
what is due of a fee, a balance); a row of ``constants`` holds one exact number a period.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction


class Code(IntEnum):
    """What an operation does; ``a``, ``b``, ``c`` are registers, ``k`` a row of constants, ``e`` a number.

    ``mask`` is 1 on the paths on which the waterfall at hand is in force and 0 on the others.
    """

    COLLECT = 0
    """cash += collections of the period, unless the pool was called"""
    ZERO = 1
    """a = 0"""
    ADD = 2
    """a += k"""
    ACCRUE = 3
    """a += (b + a if e else b) * k"""
    ACCRUE_POOL = 4
    """a += performing pool at the period's start * k"""
    TARGET_POOL = 5
    """a = performing pool now * k"""
    PAY = 6
    """cash -> what is due in a, at most k where k is a row"""
    PAY_INTEREST = 7
    """cash -> what is due in a, counted in b"""
    PAY_PRINCIPAL = 8
    """cash -> balance a down to the target in b"""
    PAY_THROUGH = 9
    """cash -> balance a, at most the principal collected that is left in b"""
    RATA_BEGIN = 10
    """begin a payment pro rata"""
    RATA_DUE = 11
    """count what is due in a"""
    RATA_DUE_PRINCIPAL = 12
    """count balance a above the target in b"""
    RATA_SHARE = 13
    """cash -> the lot that is divided"""
    RATA_PAY_INTEREST = 14
    """the share of a, counted in b"""
    RATA_PAY_PRINCIPAL = 15
    """the share of balance a above the target in b"""
    TOP_UP = 16
    """cash -> reserve a up to k"""
    NEED = 17
    """b += a"""
    DRAW = 18
    """reserve a -> cash, as far as the need in b exceeds cash"""
    RELEASE = 19
    """reserve a -> cash where k is 1"""
    RESIDUAL = 20
    """all cash -> a"""
    SUPPORT_INTEREST = 21
    """supporter e pays share k of what is due in a (counted in b), within the limit in c"""
    SUPPORT_PRINCIPAL = 22
    """supporter e pays balance a above the target in b, within the limit in c"""
    LOSS_SHARE = 23
    """supporter e pays share k of the losses of the period into cash, within the limit in c"""
    TEST_DEFAULTS = 24
    """event a: cumulative defaults above k; e: it ends when the test is passed again"""
    TEST_COVER = 25
    """event a: cash below k times the need in b"""
    TEST_UNPAID = 26
    """event a: something was due in b at the end of k periods running, counted in c"""
    TEST_SUPPORTER = 27
    """event a: supporter b is in default"""
    TEST_EVENT = 28
    """event a: k is 1"""
    MODE_BEGIN = 29
    """no event so far"""
    MODE_EVENT = 30
    """event a puts acceleration (e = 1) or default (e = 2) in force"""
    CLEAN_UP = 31
    """the originator buys the performing pool at its balance once it is at most k"""
    PRINCIPAL_COLLECTED = 32
    """a = principal collected in the period"""
    TRANCHE_LOSS = 33
    """a = the pool's loss above k, at most b's opening balance (static pools)"""
    SET = 34
    """a = k"""


NONE = -1
"""No register, no row."""

DRAWN, OWED = 1, 2
"""Where a supporter's paid and owed amounts stand, counted from its limit."""

CASH, MASK_NORMAL, MASK_ACCELERATION, MASK_DEFAULT, CALLED, POOL_BEFORE, NEED, NOTHING = range(8)
FIXED = ("cash", "normal", "acceleration", "default", "called", "pool before", "need", "nothing")
"""Registers that every program has; ``nothing`` stays 0."""


@dataclass(frozen=True, slots=True)
class Op:
    """One operation; ``words`` is the step that it belongs to, for the log."""

    code: Code
    a: int = NONE
    b: int = NONE
    c: int = NONE
    k: int = NONE
    e: int = 0
    words: str = ""


Ops = tuple[Op, ...]


@dataclass(frozen=True, slots=True)
class TrancheRegisters:
    """Where a class keeps its balance, the interest due, and the interest it got so far."""

    balance: int
    due: int
    got: int
    target: int


@dataclass(frozen=True, slots=True)
class Program:
    """A compiled deal. ``opening`` holds the registers' first amounts (exact fen)."""

    registers: tuple[str, ...]
    opening: tuple[Fraction, ...]
    constants: tuple[tuple[Fraction, ...], ...]
    before: tuple[Op, ...]
    waterfalls: tuple[tuple[Op, ...], tuple[Op, ...], tuple[Op, ...]]
    after: tuple[Op, ...]
    tranches: tuple[TrancheRegisters, ...]
    residual: int
    drawn: tuple[int, ...]
    events: tuple[int, ...]

    @property
    def uses_modes(self) -> bool:
        """Whether events can change the waterfall."""
        return bool(self.events)
