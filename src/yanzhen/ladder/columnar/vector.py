"""A small machine that runs lists of instructions over blocks of rows, compiled once for every rulebook there will be.

An instruction is a loop over one block: a comparison, an AND, a sum. Operands are addresses, and a step in bytes a row: columns and results
move on with the rows, a block's own registers do not. A block's registers and columns stay in the second-level cache, and no loop branches, so
each runs on whole vectors. The code of an instruction list is checked nowhere here: :mod:`yanzhen.ladder.columnar.assembly` writes it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numba import carray, njit, types
from numba.extending import intrinsic

BLOCK = 2048
"""Rows of a block: thirty columns of it fit in a second-level cache of half a megabyte."""

(
    BITS, LOOK_UP, FILL,
    REACHES, REACHES_BOTH, REACHES_LEFT, REACHES_RIGHT, REACHES_EVEN, REACHES_SMALL,
    AND, AND_NOT, OR, OR_NOT, NOT,
    SET_SMALL, START_TESTS, ADD_TESTS, START_SMALL, ADD_SMALL,
    SET_WIDE, ADD_WIDE, ADD_TEST_WIDE, ADD_SMALL_WIDE,
    TIMES, LARGEST, SMALLEST, CHOOSE, FULL, PACKED,
    OUT_TINY, OUT_SMALL, OUT_WIDE, OUT_TEST, OUT_TESTS,
) = range(34)  # fmt: skip
"""Operations. Tests are bytes of 0 and 1, small numbers have 16 bits, wide ones 64, as columns have."""

FIELDS = 10
"""Of an instruction: operation; target, left and right, each with its step; two factors and a constant."""

_EIGHT = (
    np.array([[(byte >> bit) & 1 for bit in range(8)] for byte in range(256)], np.uint8).view(np.uint64)[:, 0].copy()
)


@intrinsic  # type: ignore[untyped-decorator]
def _at(context: Any, address: Any) -> Any:
    """The address as a pointer."""

    def built(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.inttoptr(args[0], context.get_value_type(types.voidptr))

    return types.voidptr(types.int64), built


@njit(nogil=True, inline="always")  # type: ignore[untyped-decorator]
def _unpack(bits: Any, first: int, rows: int, wide: Any) -> None:
    """Bits from number ``first`` on, each as a byte; eight at a time."""
    shift, byte = first & 7, first >> 3
    whole = (rows + 7) >> 3
    if shift == 0:
        for i in range(whole):
            wide[i] = _EIGHT[bits[byte + i]]
        return
    last = (first + rows - 1) >> 3
    for i in range(whole):
        following = bits[min(byte + i + 1, last)]
        wide[i] = _EIGHT[((bits[byte + i] >> shift) | (following << (8 - shift))) & 255]


@njit(nogil=True, inline="always")  # type: ignore[untyped-decorator]
def _day(number: int) -> int:
    """A day's number as YYYYMMDD (the public-domain algorithm of Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms")."""
    shifted = number + 719468
    era = shifted // 146097
    of_era = shifted - era * 146097
    year = (of_era - of_era // 1460 + of_era // 36524 - of_era // 146096) // 365
    day = of_era - (365 * year + year // 4 - year // 100)
    month = (5 * day + 2) // 153
    day_of_month = day - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return (year + era * 400 + (1 if month <= 2 else 0)) * 10000 + month * 100 + day_of_month


@njit(nogil=True, cache=True)  # type: ignore[untyped-decorator]
def execute(code: Any, start: int, stop: int) -> None:
    """Run the instructions over the rows from ``start`` to ``stop``, block by block."""
    for base in range(start, stop, BLOCK):
        n = min(BLOCK, stop - base)
        for at in range(code.shape[0]):
            operation = code[at, 0]
            target = code[at, 1] + code[at, 2] * base
            left = code[at, 3] + code[at, 4] * base
            right = code[at, 5] + code[at, 6] * base
            p, q, c = code[at, 7], code[at, 8], code[at, 9]
            test = carray(_at(target), (n,), np.uint8)
            small = carray(_at(target), (n,), np.int16)
            wide = carray(_at(target), (n,), np.int64)
            tiny = carray(_at(target), (n,), np.int8)
            a, b = carray(_at(left), (n,), np.uint8), carray(_at(right), (n,), np.uint8)
            s, r = carray(_at(left), (n,), np.int16), carray(_at(right), (n,), np.int16)
            x, y = carray(_at(left), (n,), np.int64), carray(_at(right), (n,), np.int64)
            if operation == AND:
                for i in range(n):
                    test[i] = a[i] & b[i]
            elif operation == AND_NOT:
                for i in range(n):
                    test[i] = a[i] & (b[i] ^ 1)
            elif operation == OR:
                for i in range(n):
                    test[i] = a[i] | b[i]
            elif operation == OR_NOT:
                for i in range(n):
                    test[i] = a[i] | (b[i] ^ 1)
            elif operation == NOT:
                for i in range(n):
                    test[i] = a[i] ^ 1
            elif operation == REACHES:
                for i in range(n):
                    test[i] = x[i] >= c
            elif operation == REACHES_BOTH:
                for i in range(n):
                    test[i] = p * x[i] + c >= q * y[i]
            elif operation == REACHES_LEFT:
                for i in range(n):
                    test[i] = p * x[i] + c >= y[i]
            elif operation == REACHES_RIGHT:
                for i in range(n):
                    test[i] = x[i] + c >= q * y[i]
            elif operation == REACHES_EVEN:
                for i in range(n):
                    test[i] = x[i] + c >= y[i]
            elif operation == REACHES_SMALL:
                for i in range(n):
                    test[i] = s[i] >= c
            elif operation == SET_SMALL:
                small[:] = c
            elif operation == START_TESTS:
                one, other, start_at = np.int16(p), np.int16(q), np.int16(c)
                for i in range(n):
                    small[i] = start_at + one * np.int16(a[i]) + other * np.int16(b[i])
            elif operation == ADD_TESTS:
                one, other = np.int16(p), np.int16(q)
                for i in range(n):
                    small[i] += one * np.int16(a[i]) + other * np.int16(b[i])
            elif operation == START_SMALL:
                one, other, start_at = np.int16(p), np.int16(q), np.int16(c)
                for i in range(n):
                    small[i] = start_at + one * s[i] + other * r[i]
            elif operation == ADD_SMALL:
                one, other = np.int16(p), np.int16(q)
                for i in range(n):
                    small[i] += one * s[i] + other * r[i]
            elif operation == OUT_TESTS:
                tiny_one, tiny_other, tiny_start = np.int8(p), np.int8(q), np.int8(c)
                for i in range(n):
                    tiny[i] = tiny_start + tiny_one * np.int8(a[i]) + tiny_other * np.int8(b[i])
            elif operation == SET_WIDE:
                wide[:] = c
            elif operation == ADD_WIDE:
                for i in range(n):
                    wide[i] += p * x[i]
            elif operation == ADD_TEST_WIDE:
                for i in range(n):
                    wide[i] += p * np.int64(a[i])
            elif operation == ADD_SMALL_WIDE:
                for i in range(n):
                    wide[i] += p * np.int64(s[i])
            elif operation == TIMES:
                for i in range(n):
                    wide[i] = x[i] * y[i]
            elif operation == LARGEST:
                for i in range(n):
                    wide[i] = max(x[i], y[i])
            elif operation == SMALLEST:
                for i in range(n):
                    wide[i] = min(x[i], y[i])
            elif operation == FILL:
                for i in range(n):
                    wide[i] = x[i] if b[i] else c
            elif operation == CHOOSE:
                for i in range(n):  # the target already holds what stands elsewhere
                    wide[i] = x[i] if b[i] else wide[i]
            elif operation == FULL:
                for i in range(n):
                    wide[i] = max(x[i], 0) // c
            elif operation == PACKED:
                for i in range(n):
                    wide[i] = _day(x[i])
            elif operation == LOOK_UP:
                for i in range(n):  # where the text is unknown, any number stands there
                    test[i] = b[min(max(x[i], 0), c)]
            elif operation == BITS:
                bits = carray(_at(code[at, 3]), (c,), np.uint8)
                _unpack(bits, p + base, n, carray(_at(target), (BLOCK // 8,), np.uint64))
            elif operation == OUT_TINY:
                for i in range(n):
                    tiny[i] = s[i]
            elif operation == OUT_SMALL:
                for i in range(n):
                    small[i] = s[i]
            elif operation == OUT_WIDE:
                for i in range(n):
                    wide[i] = x[i]
            elif operation == OUT_TEST:
                for i in range(n):
                    test[i] = a[i]
