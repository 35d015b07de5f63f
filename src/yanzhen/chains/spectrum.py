"""The second eigenvector behind economic complexity, on one connected piece of a region-by-activity matrix.

With ``D`` the diversities and ``U`` the ubiquities of a 0/1 matrix ``M``, the matrix of Hidalgo and Hausmann (2009),
``D^-1 M U^-1 M'``, has the same spectrum as ``S S'`` with ``S = D^-1/2 M U^-1/2``, which is symmetric. Its largest eigenvalue is 1
with the known vector ``sqrt(D)``, which is taken out before the search; the second left and right singular vectors of ``S`` are the
complexity of the regions and of the activities.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy
import scipy.linalg
import scipy.sparse
import scipy.sparse.linalg

from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from numpy.typing import NDArray

DENSE_SIDE = 500
"""Below this short side a full decomposition of the small Gram matrix is faster than Lanczos."""
SAME = 1e-9
"""Two eigenvalues nearer than this cannot be told apart: their vectors are any mixture."""


@dataclass(frozen=True, slots=True)
class Second:
    """The second singular triple of ``S``: its two vectors divided by the roots of diversity and ubiquity, unsigned."""

    regions: NDArray[numpy.float64]
    activities: NDArray[numpy.float64]
    eigenvalue: float
    third: float


def second_vectors(
    present: scipy.sparse.csr_matrix, *, tolerance: float = 0.0, start: NDArray[numpy.float64] | None = None
) -> Second:
    """The second vectors of a connected 0/1 matrix (regions by activities, no empty row or column).

    ``tolerance`` 0 is machine precision. ``start`` is a first guess for the vector of the shorter side. Raises
    :class:`~yanzhen.errors.RefusalError` where every region has the same activities, or where the second eigenvalue repeats.
    """
    diversity = numpy.asarray(present.sum(axis=1)).ravel()
    ubiquity = numpy.asarray(present.sum(axis=0)).ravel()
    scaled = scipy.sparse.diags(1 / numpy.sqrt(diversity)) @ present @ scipy.sparse.diags(1 / numpy.sqrt(ubiquity))
    scaled = scaled.tocsr()
    on_regions = scaled.shape[0] <= scaled.shape[1]
    short = scaled if on_regions else scaled.T.tocsr()
    known = numpy.sqrt(diversity if on_regions else ubiquity)
    known /= numpy.linalg.norm(known)
    values, vector = (_dense if short.shape[0] <= DENSE_SIDE else _lanczos)(short, known, tolerance, start)
    if values[0] < SAME:
        raise RefusalError("complexity", seen="every region has the same activities", expected="regions that differ")
    if values[0] - values[1] < SAME:
        raise RefusalError(
            "complexity",
            seen=f"the second eigenvalue {values[0]:.9f} occurs twice",
            expected="one vector that orders the regions",
            todo="widen the table, or change the threshold",
        )
    other = short.T @ vector / numpy.sqrt(values[0])
    left, right = (vector, other) if on_regions else (other, vector)
    return Second(left / numpy.sqrt(diversity), right / numpy.sqrt(ubiquity), float(values[0]), float(values[1]))


def _dense(
    short: Any, known: NDArray[numpy.float64], _: float, __: NDArray[numpy.float64] | None
) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    gram = (short @ short.T).toarray() - numpy.outer(known, known)
    size = gram.shape[0]
    values, vectors = scipy.linalg.eigh(gram, subset_by_index=(max(size - 2, 0), size - 1))
    return numpy.append(values[::-1], 0.0)[:2], vectors[:, -1]


def _lanczos(
    short: Any, known: NDArray[numpy.float64], tolerance: float, start: NDArray[numpy.float64] | None
) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    long = short.T.tocsr()

    def product(vector: NDArray[numpy.float64]) -> NDArray[numpy.float64]:
        vector = vector.ravel()
        return numpy.asarray(short @ (long @ vector) - known * (known @ vector))

    size = short.shape[0]
    operator = scipy.sparse.linalg.LinearOperator((size, size), matvec=product, dtype=float)
    first = (
        start if start is not None else numpy.cos(numpy.arange(1.0, size + 1))
    )  # any vector that is the same every time
    values, vectors = scipy.sparse.linalg.eigsh(operator, k=2, which="LA", v0=first, tol=tolerance)
    order = numpy.argsort(values)[::-1]
    return values[order], vectors[:, order[0]]
