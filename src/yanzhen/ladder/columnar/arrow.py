"""Columns of a frame as arrays over its own memory, by Arrow's C stream interface: nothing is copied.

https://arrow.apache.org/docs/format/CStreamInterface.html
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Part:
    """A run of rows of one column, by addresses: its first value, and the octets of bits that say which are there (``valid`` 0: all are).

    Bit ``offset`` is the first row's; of ``octets`` there are no more. A yes-or-no column's values are bits too, from the same offset on.
    """

    values: int
    valid: int
    offset: int
    octets: int


@contextmanager
def parts_of(frame: pl.DataFrame) -> Iterator[list[tuple[int, list[Part]]]]:
    """The runs of rows as (rows, a part for each column), while the frame's memory is held.

    Takes columns of Int64 and Boolean, and raises TypeError for others: their addresses would be read as what they are not. Columns that are cut into runs at different rows are put together first, which copies.
    """
    if wrong := {str(kind) for kind in frame.dtypes if kind not in (pl.Int64, pl.Boolean)}:
        raise TypeError(f"columns of {', '.join(sorted(wrong))}")
    if len({tuple(series.chunk_lengths()) for series in frame}) > 1:
        frame = frame.rechunk()
    arrays: list[_Array] = []
    try:
        columns = []
        for series in frame:
            own = list(_arrays(series))
            arrays += own
            columns.append([_part(array, series.dtype == pl.Boolean) for array in own if array.length])
        lengths = [length for length in (frame.to_series(0).chunk_lengths() if frame.width else []) if length]
        yield list(zip(lengths, map(list, zip(*columns, strict=True)), strict=True))
    finally:
        for array in arrays:
            array.release(ctypes.byref(array))


def _arrays(series: pl.Series) -> Iterator[_Array]:
    capsule = series.__arrow_c_stream__()
    stream = _Stream.from_address(_pointer(capsule, b"arrow_array_stream"))
    while True:
        array = _Array()
        status = stream.get_next(ctypes.byref(stream), ctypes.byref(array))
        if status:
            raise OSError(status, "the column gave no further rows")
        if not array.release:
            return
        yield array


class _Array(ctypes.Structure):
    pass


_Release = ctypes.CFUNCTYPE(None, ctypes.POINTER(_Array))
_Array._fields_ = [
    ("length", ctypes.c_int64),
    ("null_count", ctypes.c_int64),
    ("offset", ctypes.c_int64),
    ("n_buffers", ctypes.c_int64),
    ("n_children", ctypes.c_int64),
    ("buffers", ctypes.POINTER(ctypes.c_void_p)),
    ("children", ctypes.POINTER(ctypes.POINTER(_Array))),
    ("dictionary", ctypes.POINTER(_Array)),
    ("release", _Release),
    ("private_data", ctypes.c_void_p),
]


class _Stream(ctypes.Structure):
    pass


_Stream._fields_ = [
    ("get_schema", ctypes.c_void_p),
    ("get_next", ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(_Stream), ctypes.POINTER(_Array))),
    ("get_last_error", ctypes.c_void_p),
    ("release", ctypes.c_void_p),
    ("private_data", ctypes.c_void_p),
]


def _pointer(capsule: object, name: bytes) -> int:
    get = ctypes.pythonapi.PyCapsule_GetPointer
    get.restype, get.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
    address = get(capsule, name)
    assert isinstance(address, int)
    return address


def _part(array: _Array, is_bits: bool) -> Part:
    offset, buffers = array.offset, array.buffers
    valid = buffers[0] if array.null_count else None
    values = (buffers[1] or 0) + (0 if is_bits else 8 * offset)
    return Part(values, valid or 0, offset, (offset + array.length + 7) // 8)
