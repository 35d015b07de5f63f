"""Did the lead firms really help? Firms linked to a lead against firms like them that are not, before and after.

Each linked firm is matched to its nearest unlinked firms by what was known before (Mahalanobis distance with replacement), the mean change of the matched is taken
from its own change (matched difference in differences: Heckman, Ichimura and Todd 1997), and the interval comes from drawing the linked firms again. Without a
design that made the links by chance this is an *association*, and is called so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy
from scipy.spatial import cKDTree

from yanzhen.errors import InputError, RefusalError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LEAST_LINKED = 10
IMBALANCE = 0.25
"""A standardised mean difference above this after matching is told as a warning (Rubin 2001)."""


@dataclass(frozen=True, slots=True)
class FirmOutcome:
    """A firm before and after; ``traits`` are what it is matched by, all of before, in the same order for every firm."""

    firm: str
    linked: bool
    before: float
    after: float
    traits: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A linked firm, the unlinked firms that it is set against, and how much more its outcome changed than theirs in the mean."""

    firm: str
    others: tuple[str, ...]
    difference: float


@dataclass(frozen=True, slots=True)
class Effect:
    """The mean difference in change between linked firms and their matches, in the outcome's unit, with a 95 % interval.

    ``naive`` is the difference without matching; ``balance`` the standardised mean difference of each trait after matching; ``earlier`` a placebo: the same
    difference in the outcome of before. ``matches`` are the firms behind the mean. ``called`` is "association" always: the functions here know of no design that allows more.
    """

    linked: int
    matched: int
    left_out: int
    difference: float
    low: float
    high: float
    naive: float
    earlier: float
    balance: tuple[float, ...]
    warnings: tuple[str, ...]
    matches: tuple[Match, ...] = ()
    called: str = "association"


def association(
    firms: Sequence[FirmOutcome], *, neighbours: int = 3, draws: int = 1000, caliper: float = 1.0, seed: int = 0
) -> Effect:
    """The matched difference in differences.

    Linked firms without any unlinked one within ``caliper`` (standard deviations, Mahalanobis) are left out and counted. Raises
    :class:`~yanzhen.errors.RefusalError` for fewer than ten linked firms that can be matched, or fewer unlinked firms than neighbours.
    """
    linked, others = _sides(firms, neighbours)
    spread = _whitened(linked, others)
    distance, near = cKDTree(spread[1]).query(spread[0], k=neighbours)
    distance, near = distance.reshape(len(linked), -1), near.reshape(len(linked), -1)
    kept = numpy.flatnonzero(distance[:, 0] <= caliper)
    if len(kept) < LEAST_LINKED:
        raise RefusalError(
            "effect of the lead firms",
            seen=f"{len(kept)} linked firms have an unlinked firm like them",
            expected=f"at least {LEAST_LINKED}",
            todo="bring more firms, or fewer traits",
        )
    within = distance[kept] <= caliper
    differences = _matched(_change(linked)[kept], _change(others), near[kept], within)
    earlier = _matched(_before(linked)[kept], _before(others), near[kept], within)
    balance = _balance(linked, others, kept, near, within)
    low, high = _interval(differences, draws, seed)
    warnings = _warnings(len(linked) - len(kept), balance)
    return Effect(
        len(linked),
        len(kept),
        len(linked) - len(kept),
        float(differences.mean()),
        low,
        high,
        float(_change(linked).mean() - _change(others).mean()),
        float(earlier.mean()),
        balance,
        warnings,
        tuple(
            Match(linked[at].firm, tuple(others[one].firm for one in near[at][inside]), float(difference))
            for at, inside, difference in zip(kept, within, differences, strict=True)
        ),
    )


def _sides(firms: Sequence[FirmOutcome], neighbours: int) -> tuple[list[FirmOutcome], list[FirmOutcome]]:
    for firm in firms:
        told = (firm.before, firm.after, *firm.traits)
        if not numpy.isfinite(told).all() or len(firm.traits) != len(firms[0].traits) or not firm.traits:
            raise InputError(
                f"firm {firm.firm}",
                seen=str(told),
                expected="finite figures, and the same traits as the others (at least one)",
            )
    linked = [firm for firm in firms if firm.linked]
    others = [firm for firm in firms if not firm.linked]
    if len(linked) < LEAST_LINKED or len(others) < max(neighbours, LEAST_LINKED):
        raise RefusalError(
            "effect of the lead firms",
            seen=f"{len(linked)} linked and {len(others)} other firms",
            expected=f"at least {LEAST_LINKED} of each",
            todo="bring more firms: there is nothing to compare with",
        )
    return linked, others


def _whitened(
    linked: list[FirmOutcome], others: list[FirmOutcome]
) -> tuple[NDArray[numpy.float64], NDArray[numpy.float64]]:
    """The traits with unit variance and no correlation among the unlinked; a trait that does not vary is left out."""
    ours, theirs = _traits(linked), _traits(others)
    values, vectors = numpy.linalg.eigh(numpy.atleast_2d(numpy.cov(theirs, rowvar=False)))
    kept = values > 1e-12 * max(values.max(), 1e-300)
    turn = vectors[:, kept] / numpy.sqrt(values[kept])
    return ours @ turn, theirs @ turn


def _traits(firms: list[FirmOutcome]) -> NDArray[numpy.float64]:
    return numpy.array([firm.traits for firm in firms], dtype=float)


def _change(firms: list[FirmOutcome]) -> NDArray[numpy.float64]:
    return numpy.array([firm.after - firm.before for firm in firms])


def _before(firms: list[FirmOutcome]) -> NDArray[numpy.float64]:
    return numpy.array([firm.before for firm in firms])


def _matched(
    ours: NDArray[numpy.float64],
    theirs: NDArray[numpy.float64],
    near: NDArray[numpy.int64],
    within: NDArray[numpy.bool_],
) -> NDArray[numpy.float64]:
    return numpy.asarray(ours - (theirs[near] * within).sum(axis=1) / within.sum(axis=1))


def _balance(
    linked: list[FirmOutcome],
    others: list[FirmOutcome],
    kept: NDArray[numpy.int64],
    near: NDArray[numpy.int64],
    within: NDArray[numpy.bool_],
) -> tuple[float, ...]:
    ours, theirs = _traits(linked), _traits(others)
    spread = numpy.sqrt((ours.var(axis=0, ddof=1) + theirs.var(axis=0, ddof=1)) / 2)
    apart = [_matched(ours[kept, t], theirs[:, t], near[kept], within).mean() for t in range(ours.shape[1])]
    return tuple(float(a / s) if s > 0 else 0.0 for a, s in zip(apart, spread, strict=True))


def _interval(differences: NDArray[numpy.float64], draws: int, seed: int) -> tuple[float, float]:
    random = numpy.random.default_rng(seed)
    means = differences[random.integers(0, len(differences), (draws, len(differences)))].mean(axis=1)
    return float(numpy.quantile(means, 0.025)), float(numpy.quantile(means, 0.975))


def _warnings(left_out: int, balance: tuple[float, ...]) -> tuple[str, ...]:
    warnings = ["the links were not made by chance: what is told is an association"]
    if left_out:
        warnings.append(f"{left_out} linked firms have no unlinked firm like them and were left out")
    if any(abs(one) > IMBALANCE for one in balance):
        warnings.append(f"traits differ by more than {IMBALANCE} standard deviations after matching")
    return tuple(warnings)
