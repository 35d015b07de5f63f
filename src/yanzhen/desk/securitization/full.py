"""A full pricing in pieces of at most a million paths, so that it can be told how far it is, and stopped.

One piece is exactly what ``yanzhen price --paths N --seed S`` gives. Several pieces have the seeds S, S + 1, … and are
averaged; their errors, which are independent, add up as squares.
"""

from __future__ import annotations

import math
from dataclasses import fields, is_dataclass, replace
from typing import TYPE_CHECKING, Any

from yanzhen.desk.securitization.pool_losses import Distribution
from yanzhen.desk.securitization.pricing import CheckLine, Priced, Sure, priced
from yanzhen.desk.securitization.terms import terms_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from yanzhen.desk.securitization.models import PricingJob

PIECE = 1_000_000


class StoppedError(Exception):
    """The pricing was stopped, or another worker has it."""


def price_in_full(
    job: PricingJob,
    tell: Callable[[int, int], bool],
    piece: int = PIECE,
    price_piece: Callable[[int, int], Priced] | None = None,
) -> Priced:
    """Price the version on as many paths as were asked for; ``tell(done, total)`` says False when it is to be let go.

    ``price_piece(paths, seed)`` prices one piece elsewhere; without it that is done here.
    """
    price_piece = price_piece or (lambda paths, seed: priced(terms_of(job.version), paths=paths, seed=seed))
    sizes = [min(piece, job.paths - start) for start in range(0, job.paths, piece)]
    found: list[Priced] = []
    for number, size in enumerate(sizes):
        if not tell(number, len(sizes)):
            raise StoppedError
        found.append(price_piece(size, job.seed + number))
    return averaged(found)


def averaged(pieces: Sequence[Priced]) -> Priced:
    """Pieces of equal size as one pricing."""
    if len(pieces) == 1:
        return pieces[0]
    whole: Priced = _mean(pieces)
    return replace(
        whole,
        paths=sum(piece.paths for piece in pieces),
        seed=pieces[0].seed,
        seconds=sum(piece.seconds for piece in pieces),
    )


def _mean(parts: Sequence[Any]) -> Any:
    first = parts[0]
    if isinstance(first, Sure):
        error = math.sqrt(sum(part.error**2 for part in parts)) / len(parts)
        return Sure(sum(part.value for part in parts) / len(parts), error)
    if isinstance(first, CheckLine):
        return next((part for part in parts if not part.holds), first)
    if isinstance(first, Distribution) or any(part is None for part in parts):
        return first  # its steps are its own; a figure that one piece lacks stays the first's
    if is_dataclass(first) and not isinstance(first, type):
        return replace(first, **{one.name: _mean([getattr(part, one.name) for part in parts]) for one in fields(first)})
    if isinstance(first, tuple):
        return tuple(_mean(same) for same in zip(*parts, strict=True))
    return sum(parts) / len(parts) if isinstance(first, float) else first
