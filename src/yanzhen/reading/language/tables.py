"""Sorted tables of hashed n-grams: small on disk, quick to load, looked up many at a time.

The key of a pair is exact. That of a longer n-gram is the upper 32 bits of a multiplicative hash (Knuth, The Art of
Computer Programming, vol. 3, section 6.4), so one that was never counted is mistaken for a counted one about once in 2**32 / rows look-ups;
the model asks only where all but the first symbol were counted, which leaves next to none of these.
On disk a key is its distance to the one before, in 16 bits; the few longer distances stand aside.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

STEPS = 32
"""Steps per decade in which log10 values are kept; the error is at most 1/64 of a decade."""

_GOLDEN = np.uint64(0x9E3779B97F4A7C15)
_PRIME = np.uint64(0xC2B2AE3D27D4EB4F)
_PAIR_BITS = 16
_FAR = 0xFFFF
_ZERO = 224

Keys = NDArray[np.uint32]
Values = NDArray[np.float32]


def hashes(ids: NDArray[np.int64]) -> Keys:
    """One key per row of symbol ids below 2**_PAIR_BITS, shape (rows, length) -> (rows,)."""
    if ids.shape[1] == 2:
        return (ids[:, 0] << _PAIR_BITS | ids[:, 1]).astype(np.uint32)
    mixed = np.full(len(ids), ids.shape[1], np.uint64)
    for column in ids.T:
        mixed = (mixed ^ column.astype(np.uint64)) * _GOLDEN
        mixed ^= mixed >> np.uint64(29)
    return ((mixed * _PRIME) >> np.uint64(32)).astype(np.uint32)


@dataclass(frozen=True, slots=True)
class Table:
    """Keys in ascending order and what is known of each: shapes (rows,)."""

    keys: Keys
    value: Values
    backoff: Values | None = None

    def find(self, wanted: Keys) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Row of each key, and whether it is there at all."""
        rows = np.minimum(np.searchsorted(self.keys, wanted), len(self.keys) - 1)
        return rows, self.keys[rows] == wanted


def pack(name: str, table: Table) -> dict[str, NDArray[np.generic]]:
    """The arrays of a table as they go into the file."""
    gaps = np.diff(table.keys, prepend=np.uint32(0))
    far = np.flatnonzero(gaps >= _FAR)
    arrays: dict[str, NDArray[np.generic]] = {
        f"{name}_gaps": np.minimum(gaps, _FAR).astype(np.uint16),
        f"{name}_far": far.astype(np.uint32),
        f"{name}_far_gaps": gaps[far].astype(np.uint32),
        f"{name}_value": _quantised(table.value),
    }
    if table.backoff is not None:
        arrays[f"{name}_backoff"] = _quantised(table.backoff)
    return arrays


def unpack(name: str, arrays: dict[str, NDArray[np.generic]]) -> Table:
    """The table of that name out of the model file's arrays: gaps between sorted hashes, values as bytes."""
    gaps = arrays[f"{name}_gaps"].astype(np.uint32)
    gaps[arrays[f"{name}_far"].astype(np.int64)] = arrays[f"{name}_far_gaps"]
    backoff = arrays.get(f"{name}_backoff")
    return Table(
        np.cumsum(gaps, dtype=np.uint32),
        _restored(arrays[f"{name}_value"]),
        None if backoff is None else _restored(backoff),
    )


def _quantised(log10: Values) -> NDArray[np.uint8]:
    """255 stands for +0.97, 0 for -7 and anything below."""
    steps: NDArray[np.uint8] = np.clip(np.rint(log10 * STEPS) + _ZERO, 0, 255).astype(np.uint8)
    return steps


def _restored(steps: NDArray[np.generic]) -> Values:
    log10: Values = (steps.astype(np.float32) - np.float32(_ZERO)) / np.float32(STEPS)
    return log10
