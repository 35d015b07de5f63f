"""Who moved after whom: does following a lead come sooner than chance, or is it a coincidence?

For every arc whose both ends made the same kind of move (adopted, filed, invested), the follower *follows* when it moved after the leader, within a
window. The count is set against moves whose days are shuffled among the firms that made them, within the kind: whoever is early stays as frequent, but no longer
tied to whom. What a shuffle reaches as often is called a coincidence.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy

from yanzhen.errors import InputError, RefusalError

LEAST_PAIRS = 5


@dataclass(frozen=True, slots=True)
class Move:
    """A firm's move of a kind on a day; ``source`` says who says so."""

    firm: str
    kind: str
    on: date
    source: str = ""


@dataclass(frozen=True, slots=True)
class Timing:
    """How often followers moved within the window after a leader, against shuffled days.

    ``pairs`` are arcs whose both ends moved; ``expected`` is the mean of the shuffles, ``low`` and ``high`` their middle 95 %; ``p`` the share of shuffles that reach as many
    (the observed one counted in); ``called`` says what may be said.
    """

    pairs: int
    followed: int
    expected: float
    low: float
    high: float
    p: float
    median_lag_days: float | None
    called: str


def timing(
    arcs: Iterable[tuple[str, str]],
    moves: Sequence[Move],
    *,
    window_days: int = 365,
    shuffles: int = 2000,
    seed: int = 0,
    level: float = 0.05,
) -> Timing:
    """The test over all arcs (leader, follower).

    Only a firm's first move of a kind counts. Raises :class:`~yanzhen.errors.RefusalError` where fewer than five arcs have moves at both ends.
    """
    if window_days < 1 or shuffles < 100:
        raise InputError(
            "timing",
            seen=f"window {window_days} days, {shuffles} shuffles",
            expected="1 day or more, 100 shuffles or more",
        )
    first = first_moves(moves)
    pairs = _pairs(arcs, first)
    if sum(len(ends) for ends in pairs.values()) < LEAST_PAIRS:
        raise RefusalError(
            "timing",
            seen=f"{sum(len(ends) for ends in pairs.values())} links have moves of one kind at both ends",
            expected=f"at least {LEAST_PAIRS}",
            todo="bring more moves with their days",
        )
    lags = numpy.concatenate([_lags(days, pairs[kind]) for kind, days in _days(first).items() if kind in pairs])
    followed = int(((lags > 0) & (lags <= window_days)).sum())
    drawn = _shuffled(first, pairs, window_days, shuffles, seed)
    p = float((1 + (drawn >= followed).sum()) / (1 + shuffles))
    within = lags[(lags > 0) & (lags <= window_days)]
    return Timing(
        len(lags),
        followed,
        float(drawn.mean()),
        float(numpy.quantile(drawn, 0.025)),
        float(numpy.quantile(drawn, 0.975)),
        p,
        float(numpy.median(within)) if within.size else None,
        "more often than chance" if p <= level else "not told from coincidence",
    )


def first_moves(moves: Iterable[Move]) -> dict[str, dict[str, date]]:
    """By kind, the first day on which each firm made the move."""
    first: dict[str, dict[str, date]] = defaultdict(dict)
    for move in moves:
        known = first[move.kind].get(move.firm)
        first[move.kind][move.firm] = move.on if known is None else min(known, move.on)
    return dict(first)


def _pairs(arcs: Iterable[tuple[str, str]], first: Mapping[str, Mapping[str, date]]) -> dict[str, numpy.ndarray]:
    """By kind, the places of leader and follower among the firms that moved; shape (pairs, 2)."""
    unique = dict.fromkeys(arcs)
    found = {}
    for kind, days in first.items():
        place = {firm: at for at, firm in enumerate(days)}
        ends = [
            (place[leader], place[follower]) for leader, follower in unique if leader in place and follower in place
        ]
        if ends:
            found[kind] = numpy.array(ends)
    return found


def _days(first: Mapping[str, Mapping[str, date]]) -> dict[str, numpy.ndarray]:
    return {kind: numpy.array([day.toordinal() for day in days.values()]) for kind, days in first.items()}


def _lags(days: numpy.ndarray, ends: numpy.ndarray) -> numpy.ndarray:
    return numpy.asarray(days[ends[:, 1]] - days[ends[:, 0]])


def _shuffled(
    first: Mapping[str, Mapping[str, date]], pairs: Mapping[str, numpy.ndarray], window: int, shuffles: int, seed: int
) -> numpy.ndarray:
    random = numpy.random.default_rng(seed)
    days = _days(first)
    counts = numpy.zeros(shuffles, dtype=numpy.int64)
    for kind, ends in pairs.items():
        for shuffle in range(shuffles):
            lags = _lags(random.permutation(days[kind]), ends)
            counts[shuffle] += int(((lags > 0) & (lags <= window)).sum())
    return counts
