"""How the engine's inner loops are compiled: to machine code kept beside the source, without the interpreter's lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeAlias, TypeVar, cast

import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]  # numba's own compiler; it has no types
from numba import njit, types
from numba.extending import intrinsic
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

Floats: TypeAlias = NDArray[np.float64]
Singles: TypeAlias = NDArray[np.float32]
Ints: TypeAlias = NDArray[np.int64]
Bits: TypeAlias = NDArray[np.uint64]

Loop = TypeVar("Loop", bound="Callable[..., object]")


def compiled(loop: Loop) -> Loop:
    """A loop in which every operation is rounded as it is written."""
    return cast("Loop", njit(cache=True, nogil=True, error_model="numpy")(loop))


def vectorized(loop: Loop) -> Loop:
    """A loop over lanes whose operations may be regrouped, so that several lanes are done at once."""
    return cast("Loop", njit(cache=True, nogil=True, error_model="numpy", fastmath=True)(loop))


def _lowest_bit(_typing: Any, _number: Any) -> Any:
    def generate(_context: Any, builder: Any, _signature: Any, arguments: Any) -> Any:
        return builder.cttz(arguments[0], ir.Constant(ir.IntType(1), 0))

    return types.int64(types.uint64), generate


lowest_bit = cast("Callable[[Any], int]", intrinsic(_lowest_bit))
"""The place (from 0) of the lowest bit that is set in 64 bits: one instruction. For compiled code alone."""
