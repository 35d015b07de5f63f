"""Columns of a frame as arrays over its own memory, by Arrow's C stream interface: nothing is copied.

https://arrow.apache.org/docs/format/CStreamInterface.html
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import numpy as np
import polars as pl

Array = np.ndarray[Any, np.dtype[Any]]
NOTHING = np.zeros(0, np.uint8)


@dataclass(frozen=True, slots=True)
class Part:
    """A run of rows of one column: its values, and the bits that say which are there (empty: all); bit ``offset`` is the first row's.

    The values of a yes-or-no column are bits too, from the same offset on.
    """

    values: Array
    valid: Array
    offset: int


@contextmanager
def parts_of(frame: pl.DataFrame) -> Iterator[list[tuple[int, list[Part]]]]:
    """The runs of rows as (rows, a part for each column), while the frame's memory is held.

    Takes columns of Int64, Int32, UInt32 and Boolean.
    """
    widths = [_BITS[dtype] for dtype in frame.dtypes]
    capsule = frame.__arrow_c_stream__()
    stream = _Stream.from_address(_pointer(capsule, b"arrow_array_stream"))
    arrays: list[_Array] = []
    try:
        runs = []
        while (array := _next(stream)) is not None:
            arrays.append(array)
            if array.length:
                runs.append((array.length, [_part(array, place, bits) for place, bits in enumerate(widths)]))
        yield runs
    finally:
        for array in arrays:
            array.release(ctypes.byref(array))
        del capsule


_BITS: dict[Any, int] = {pl.Int64: 64, pl.Int32: 32, pl.UInt32: 32, pl.Boolean: 1}


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


def _next(stream: _Stream) -> _Array | None:
    array = _Array()
    status = stream.get_next(ctypes.byref(stream), ctypes.byref(array))
    if status:
        raise OSError(status, "the frame gave no further rows")
    return array if array.release else None


def _part(array: _Array, place: int, bits: int) -> Part:
    child = array.children[place].contents
    offset, length = child.offset + array.offset, array.length
    valid = NOTHING
    if child.null_count != 0 and child.buffers[0]:
        valid = _view(child.buffers[0], np.uint8, (offset + length + 7) // 8)
    if bits == 1:
        return Part(_view(child.buffers[1], np.uint8, (offset + length + 7) // 8), valid, offset)
    dtype = np.int64 if bits == 64 else np.int32
    return Part(_view(child.buffers[1], dtype, offset + length)[offset:], valid, offset)


def _view(address: int, dtype: Any, length: int) -> Array:
    size = np.dtype(dtype).itemsize * length
    return np.frombuffer((ctypes.c_uint8 * size).from_address(address), dtype)
