"""Who moved after whom: does following a lead come sooner than chance, or is it a coincidence?

For every arc whose both ends made the same kind of move (adopted, filed, invested), the follower *follows* when it moved after the leader, within a
window. The count is set against moves whose days are shuffled within the kind, among the firms that lead somebody and among the others apart: leads that are merely early, as large firms
are, stay early, but no longer tied to whom. What a shuffle reaches as often is called a coincidence.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy

from yanzhen.errors import InputError, RefusalError
from yanzhen.formation.firms import FirmLink

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


@dataclass(frozen=True, slots=True)
class Following:
    """A follower's first move of a kind, ``lag`` days after that of its leader."""

    leader: str
    follower: str
    led: Move
    followed: Move

    @property
    def lag(self) -> int:
        return (self.followed.on - self.led.on).days


@dataclass(frozen=True, slots=True)
class LeadTiming:
    """The test for the followers of one leader; ``p`` is corrected for the number of leaders that are tested (Holm 1979)."""

    leader: str
    pairs: int
    followed: int
    expected: float
    p: float
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
    _refuse_few(sum(len(ends) for ends in pairs.values()))
    lags = numpy.concatenate([_lags(days, pairs[kind]) for kind, days in _days(first).items() if kind in pairs])
    followed = int(((lags > 0) & (lags <= window_days)).sum())
    drawn = _shuffled(first, pairs, window_days, shuffles, seed).sum(axis=1)
    p = _share_reaching(drawn, followed)
    within = lags[(lags > 0) & (lags <= window_days)]
    return Timing(
        len(lags),
        followed,
        float(drawn.mean()),
        float(numpy.quantile(drawn, 0.025)),
        float(numpy.quantile(drawn, 0.975)),
        p,
        float(numpy.median(within)) if within.size else None,
        _called(p, level),
    )


def followings(
    arcs: Iterable[tuple[str, str]], moves: Iterable[Move], *, window_days: int = 365
) -> tuple[Following, ...]:
    """Who moved within the window after whom, the soonest first; a pair stands once for each kind of move."""
    unique, found = tuple(dict.fromkeys(arcs)), []
    for first in _first(moves).values():
        pairs = ((leader, follower) for leader, follower in unique if leader in first and follower in first)
        found += [Following(leader, follower, first[leader], first[follower]) for leader, follower in pairs]
    within = (one for one in found if 0 < one.lag <= window_days)
    return tuple(sorted(within, key=lambda one: (one.lag, one.leader, one.follower, one.led.kind)))


def lead_timings(
    arcs: Iterable[tuple[str, str]],
    moves: Sequence[Move],
    *,
    window_days: int = 365,
    shuffles: int = 2000,
    seed: int = 0,
    level: float = 0.05,
) -> tuple[LeadTiming, ...]:
    """The test for each leader with five or more followers that moved as it did; the least likely to be a coincidence first."""
    first = first_moves(moves)
    pairs = _pairs(arcs, first)
    counts = Counter(leader for leader, _ in _arcs_of(pairs))
    tested = sorted(leader for leader, number in counts.items() if number >= LEAST_PAIRS)
    if not tested:
        return ()
    place = {leader: at for at, leader in enumerate(tested)}
    drawn = _shuffled(first, pairs, window_days, shuffles, seed, place)
    seen = Counter(one.leader for one in followings(_arcs_of(pairs), moves, window_days=window_days))
    raw = [_share_reaching(drawn[:, at], seen[leader]) for leader, at in place.items()]
    found = [
        LeadTiming(leader, counts[leader], seen[leader], float(drawn[:, at].mean()), p, _called(p, level))
        for (leader, at), p in zip(place.items(), _corrected(raw), strict=True)
    ]
    return tuple(sorted(found, key=lambda one: (one.p, -one.followed, one.leader)))


def first_moves(moves: Iterable[Move]) -> dict[str, dict[str, date]]:
    """By kind, the first day on which each firm made the move."""
    return {kind: {firm: move.on for firm, move in first.items()} for kind, first in _first(moves).items()}


def first_investments(links: Iterable[FirmLink]) -> list[Move]:
    """An ownership link as a move of its owner, on its first day; one without a day tells nothing."""
    return [
        Move(link.source, "investment", link.since, link.said) for link in links if link.kind == "owns" and link.since
    ]


def _first(moves: Iterable[Move]) -> dict[str, dict[str, Move]]:
    first: dict[str, dict[str, Move]] = defaultdict(dict)
    for move in moves:
        known = first[move.kind].get(move.firm)
        if known is None or move.on < known.on:
            first[move.kind][move.firm] = move
    return dict(first)


@dataclass(frozen=True, slots=True)
class Ends:
    """The arcs whose both ends made a kind of move: their firms, and the places of these among the firms that made it; ``places`` has the shape (pairs, 2)."""

    leaders: tuple[str, ...]
    followers: tuple[str, ...]
    places: numpy.ndarray

    def __len__(self) -> int:
        return len(self.leaders)


def _pairs(arcs: Iterable[tuple[str, str]], first: Mapping[str, Mapping[str, date]]) -> dict[str, Ends]:
    unique, found = dict.fromkeys(arcs), {}
    for kind, days in first.items():
        place = {firm: at for at, firm in enumerate(days)}
        both = [(leader, follower) for leader, follower in unique if leader in place and follower in place]
        if both:
            places = numpy.array([(place[leader], place[follower]) for leader, follower in both])
            found[kind] = Ends(tuple(one for one, _ in both), tuple(one for _, one in both), places)
    return found


def _arcs_of(pairs: Mapping[str, Ends]) -> list[tuple[str, str]]:
    return [pair for ends in pairs.values() for pair in zip(ends.leaders, ends.followers, strict=True)]


def _refuse_few(pairs: int) -> None:
    if pairs < LEAST_PAIRS:
        raise RefusalError(
            "timing",
            seen=f"{pairs} links have moves of one kind at both ends",
            expected=f"at least {LEAST_PAIRS}",
            todo="bring more moves with their days",
        )


def _share_reaching(drawn: numpy.ndarray, followed: int) -> float:
    """The share of draws that reach as many, the observed one counted in (Davison and Hinkley 1997)."""
    return float((1 + (drawn >= followed).sum()) / (1 + len(drawn)))


def _corrected(raw: Sequence[float]) -> list[float]:
    """Holm's step-down: that any coincidence among them is called more stays as unlikely as for one test."""
    order = sorted(range(len(raw)), key=lambda at: raw[at])
    found, largest = [0.0] * len(raw), 0.0
    for step, at in enumerate(order):
        largest = max(largest, min(1.0, raw[at] * (len(raw) - step)))
        found[at] = largest
    return found


def _called(p: float, level: float) -> str:
    return "more often than chance" if p <= level else "not told from coincidence"


def _days(first: Mapping[str, Mapping[str, date]]) -> dict[str, numpy.ndarray]:
    return {kind: numpy.array([day.toordinal() for day in days.values()]) for kind, days in first.items()}


def _lags(days: numpy.ndarray, ends: Ends) -> numpy.ndarray:
    return numpy.asarray(days[ends.places[:, 1]] - days[ends.places[:, 0]])


def _shuffled(
    first: Mapping[str, Mapping[str, date]],
    pairs: Mapping[str, Ends],
    window: int,
    shuffles: int,
    seed: int,
    place: Mapping[str, int] | None = None,
) -> numpy.ndarray:
    """How many follow within the window in each shuffle; shape (shuffles, leaders that have a place), or one column for all."""
    random = numpy.random.default_rng(seed)
    days = _days(first)
    counts = numpy.zeros((shuffles, len(place) if place else 1), dtype=numpy.int64)
    for kind, ends in pairs.items():
        column = numpy.array([place.get(one, -1) if place else 0 for one in ends.leaders])
        leads = numpy.zeros(len(days[kind]), dtype=numpy.bool_)
        leads[ends.places[:, 0]] = True
        drawn = days[kind].copy()
        for shuffle in range(shuffles):
            for part in (leads, ~leads):
                drawn[part] = random.permutation(drawn[part])
            lags = _lags(drawn, ends)
            hits = column[(lags > 0) & (lags <= window) & (column >= 0)]
            counts[shuffle] += numpy.bincount(hits, minlength=counts.shape[1])
    return counts
