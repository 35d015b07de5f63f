"""How the engine's inner loops are compiled: to machine code kept beside the source, without the interpreter's lock."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar, cast

import numpy as np
from numba import njit
from numpy.typing import NDArray

if TYPE_CHECKING:
    from collections.abc import Callable

Floats: TypeAlias = NDArray[np.float64]
Ints: TypeAlias = NDArray[np.int64]
Bits: TypeAlias = NDArray[np.uint64]

Loop = TypeVar("Loop", bound="Callable[..., object]")


def compiled(loop: Loop) -> Loop:
    """A loop in which every operation is rounded as it is written."""
    return cast("Loop", njit(cache=True, nogil=True, error_model="numpy")(loop))


def vectorized(loop: Loop) -> Loop:
    """A loop over lanes whose operations may be regrouped, so that several lanes are done at once."""
    return cast("Loop", njit(cache=True, nogil=True, error_model="numpy", fastmath=True)(loop))
