"""The second eigenvector behind economic complexity, on one connected piece of a region-by-activity matrix.

With ``D`` the diversities and ``U`` the ubiquities of a 0/1 matrix ``M``, the matrix of Hidalgo and Hausmann (2009),
``D^-1 M U^-1 M'``, has the same spectrum as ``S S'`` with ``S = D^-1/2 M U^-1/2``, which is symmetric. Its largest eigenvalue is 1
with the known vector ``sqrt(D)``, which is taken out before the search; the second left and right singular vectors of ``S`` are the
complexity of the regions and of the activities.

A short side is decomposed whole. A longer one is searched by block Lanczos with two vectors and full reorthogonalisation (Golub and
Underwood 1977): two, since one would never see that an eigenvalue occurs twice.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy

from yanzhen.chains import kernels
from yanzhen.chains.pattern import Pattern
from yanzhen.chains.threads import each, row_parts
from yanzhen.errors import RefusalError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Matrix = NDArray[numpy.float64]
    Product = Callable[[Matrix], Matrix]

DENSE_SIDE = 64
"""Up to this short side a full decomposition of the small Gram matrix is faster than a search."""
CHUNK = 8192
SAME = 1e-9
"""Two eigenvalues nearer than this cannot be told apart: their vectors are any mixture."""
SHARP = 1e-14
"""The error of a vector that a search at full precision aims at."""
FLOOR = 4e-16
"""A residual that rounding does not let fall further, relative to the matrix's norm of 1."""
BLOCKS = 60
KEPT = 20
"""A search that is not done after so many blocks goes on from so many of its best vectors."""
MOST_PRODUCTS = 3000


@dataclass(frozen=True, slots=True)
class Second:
    """The second singular triple of ``S``: its two vectors divided by the roots of diversity and ubiquity, unsigned.

    ``pair`` are the second and third vectors of the shorter side, a first guess for a piece that differs little; shape (short side, 2).
    """

    regions: Matrix
    activities: Matrix
    eigenvalue: float
    third: float
    pair: Matrix


def second_vectors(present: Pattern, *, tolerance: float = 0.0, start: Matrix | None = None) -> Second:
    """The second vectors of a connected 0/1 matrix (regions by activities, no empty row or column).

    ``tolerance`` 0 is machine precision. ``start`` is a first guess for two vectors of the shorter side, shape (short side, 2). Raises
    :class:`~yanzhen.errors.RefusalError` where every region has the same activities, or where the second eigenvalue repeats.
    """
    diversity, ubiquity = present.diversity.astype(float), present.ubiquity.astype(float)
    on_regions = present.shape[0] <= present.shape[1]
    short, long = (diversity, ubiquity) if on_regions else (ubiquity, diversity)
    if len(short) <= DENSE_SIDE and start is None:
        values, pair = _decomposed(present, on_regions)
    else:
        known = numpy.sqrt(short / short.sum())
        guess = _lean(short, known) if start is None else start
        values, pair = _searched(_product(present, on_regions), known, guess, tolerance)
    _refuse(values)
    other = _onto(present, not on_regions)(pair / numpy.sqrt(short)[:, None])[:, 0] / numpy.sqrt(long * values[0])
    vector = pair[:, 0]
    left, right = (vector, other) if on_regions else (other, vector)
    return Second(left / numpy.sqrt(diversity), right / numpy.sqrt(ubiquity), float(values[0]), float(values[1]), pair)


def rough_vectors(product: Product, known: Matrix, guess: Matrix, tolerance: float) -> Matrix:
    """The second and third vectors of ``S S'`` on one side, about; ``known`` is its first one, 0 where a row or column is empty."""
    values, pair = _searched(product, known, guess * (known > 0)[:, None], tolerance)
    _refuse(values)
    return pair


def _refuse(values: Matrix) -> None:
    if values[0] < SAME:
        raise RefusalError("complexity", seen="every region has the same activities", expected="regions that differ")
    if values[0] - values[1] < SAME:
        raise RefusalError(
            "complexity",
            seen=f"the second eigenvalue {values[0]:.9f} occurs twice",
            expected="one vector that orders the regions",
            todo="widen the table, or change the threshold",
        )


def _onto(present: Pattern, regions: bool) -> Product:
    """``M x`` for the regions, ``M' x`` for the activities, for two vectors side by side."""
    start, other = (present.start, present.column) if regions else (present.column_start, present.row)
    parts, scale = row_parts(start), numpy.ones(len(start) - 1)

    def product(vectors: Matrix) -> Matrix:
        out = numpy.empty((len(start) - 1, 2))
        each(lambda part: kernels.gather(start, other, vectors, scale, out, *part), parts, 2 * len(other))
        return out

    return product


def _product(present: Pattern, on_regions: bool) -> Product:
    """``S S' x`` on the shorter side, for two vectors side by side."""
    there, back = _onto(present, not on_regions), _onto(present, on_regions)
    short, long = present.diversity, present.ubiquity
    if not on_regions:
        short, long = long, short
    root, inverse = 1 / numpy.sqrt(short)[:, None], 1 / long[:, None]
    return lambda vectors: root * back(inverse * there(root * vectors))


def _decomposed(present: Pattern, on_regions: bool) -> tuple[Matrix, Matrix]:
    import scipy.linalg

    gram = _gram(present, on_regions)
    size = len(gram)
    values, vectors = scipy.linalg.eigh(gram, subset_by_index=(max(size - 2, 0), size - 1))
    return numpy.append(values[::-1], 0.0)[:2], vectors[:, ::-1]


def _gram(present: Pattern, on_regions: bool) -> Matrix:
    """``S S'`` without its known vector, by columns of the longer side so that no large matrix stands in memory."""
    if on_regions:
        long_start, entries, short, long = present.column_start, present.row, present.diversity, present.ubiquity
    else:
        long_start, entries, short, long = present.start, present.column, present.ubiquity, present.diversity
    gram = numpy.zeros((len(short), len(short)))
    for first in range(0, len(long), CHUNK):
        last = min(first + CHUNK, len(long))
        mine = slice(long_start[first], long_start[last])
        dense = numpy.zeros((last - first, len(short)))
        at = numpy.repeat(numpy.arange(last - first), long[first:last])
        dense[at, entries[mine]] = numpy.repeat(1 / numpy.sqrt(long[first:last]), long[first:last])
        gram += dense.T @ dense
    root = numpy.sqrt(short)
    gram /= numpy.outer(root, root)
    return numpy.asarray(gram - numpy.outer(root, root) / short.sum())


def _lean(short: Matrix, known: Matrix) -> Matrix:
    """A first guess that leans with diversity as complexity mostly does, and one that no symmetry of a table shares."""
    return numpy.stack([known * (short - short.mean()), numpy.cos(numpy.arange(1.0, len(short) + 1))], axis=1)


def _searched(product: Product, known: Matrix, guess: Matrix, tolerance: float) -> tuple[Matrix, Matrix]:
    """The two largest eigenvalues of the product without its known vector, and their vectors."""
    size = len(known)
    most = max(min(2 * BLOCKS, size - 1), 2)
    basis, image = numpy.zeros((size, most)), numpy.zeros((size, most))
    small = numpy.zeros((most, most))
    block, filled, last = _orthogonal(guess, basis[:, :0], known), 0, numpy.inf
    for products in range(MOST_PRODUCTS):
        block = block[:, : most - filled]
        wide = numpy.zeros((size, 2))
        wide[:, : block.shape[1]] = block
        mine = slice(filled, filled + block.shape[1])
        moved = product(wide)[:, : block.shape[1]]
        basis[:, mine], image[:, mine] = block, moved - numpy.outer(known, known @ moved)
        filled = mine.stop
        small[:filled, mine] = basis[:, :filled].T @ image[:, mine]
        small[mine, :filled] = small[:filled, mine].T
        values, turns = numpy.linalg.eigh(small[:filled, :filled])
        values, turns = values[::-1], turns[:, ::-1]
        pair = basis[:, :filled] @ turns[:, :2]
        residual = image[:, :filled] @ turns[:, :2] - pair * values[:2]
        error = numpy.linalg.norm(residual, axis=0)
        stalled = error[0] >= last / 2 and error[0] < 100 * FLOOR
        last = error[0]
        if stalled or _is_done(values, error, tolerance) or filled >= size - 1:
            break
        if filled == most:
            filled = min(KEPT, most // 2)
            basis[:, :filled], image[:, :filled] = basis @ turns[:, :filled], image @ turns[:, :filled]
            small[:filled, :filled] = numpy.diag(values[:filled])
        block = _orthogonal(residual, basis[:, :filled], known, products)
        if not block.shape[1]:
            break
    return numpy.append(values, 0.0)[:2], pair


def _is_done(values: Matrix, error: Matrix, tolerance: float) -> bool:
    """Whether the first vector is as near as wished, and, at full precision, the second value known well enough to tell it apart."""
    if len(values) < 2:
        return bool(error[0] <= FLOOR)
    gap = max(float(values[0] - values[1]), SAME)
    if tolerance:
        return bool(error[0] <= tolerance * gap)
    return bool(error[0] <= max(SHARP * gap, FLOOR) and error[1] <= 1e-6)


def _orthogonal(block: Matrix, basis: Matrix, known: Matrix, turn: int = 0) -> Matrix:
    """An orthonormal block beside the basis and the known vector; a column that adds nothing is replaced once, then left out."""
    found: list[Matrix] = []
    for column in range(block.shape[1]):
        fresh = numpy.cos((column + 2 + turn) * numpy.arange(1.0, len(known) + 1) ** 2)
        for candidate in (block[:, column], fresh):
            vector = _beside(candidate, basis, known, found)
            if vector is not None:
                found.append(vector)
                break
    return numpy.stack(found, axis=1) if found else numpy.zeros((len(known), 0))


def _beside(vector: Matrix, basis: Matrix, known: Matrix, found: list[Matrix]) -> Matrix | None:
    norm = float(numpy.linalg.norm(vector))
    if norm < 1e-300:
        return None
    vector = vector / norm
    for _ in range(3):
        vector = vector - known * (known @ vector) - basis @ (basis.T @ vector)
        for other in found:
            vector = vector - other * (other @ vector)
        norm = float(numpy.linalg.norm(vector))
        if norm < 1e-10:
            return None
        vector = vector / norm
    return vector
