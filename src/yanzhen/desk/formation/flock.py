"""A lead firm and its flock: who follows directly, what passes through each, who comes behind them, and how sure that is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from yanzhen.desk.formation.asking import Model
from yanzhen.desk.formation.held import Flight
from yanzhen.desk.frame.memory import Memory
from yanzhen.formation.firms import Arc, network_of_arcs
from yanzhen.formation.pull import Pull, fitted, pull_of, pulls

WORK = 120_000_000
"""Arcs times draws times followers that one page may look at: about half a second."""
MOST_DRAWS, LEAST_DRAWS = 4000, 200
MOST_ARCS = 15_000
MOST_CUT, LEAST_CUT = 40, 12
WALKED = 600_000
"""Arcs that all cuts together may walk: each cut walks every arc again."""
MOST_TABLE = 20_000_000
"""Draws times arcs that are held at once: 160 MB."""
CANDIDATES = 40
RANK_DRAWS, RANK_WORK = 1000, 400_000_000
_flocks: Memory[Flock] = Memory(64)
_ranks: Memory[tuple[Rank, ...]] = Memory(8)


@dataclass(frozen=True, slots=True)
class Follower:
    """A direct follower: the chance of the arc, what passes through it in the mean (``None`` where it was not cut), and who may come behind it."""

    arc: Arc
    passes: float | None
    behind: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Flock:
    """The pull of one firm with all that stands behind it; ``low`` and ``high`` chances are half and half as much again of those assumed."""

    pull: Pull
    followers: tuple[Follower, ...]
    second: int
    within: int
    draws: int
    clipped: bool
    low_chances: float
    high_chances: float


@dataclass(frozen=True, slots=True)
class Rank:
    """One lead of the ranking: how many follow directly, and how many it reaches in the mean, with half the width of its 95 % interval."""

    firm: str
    direct: int
    reach: float
    error: float


def flock_of(flight: Flight, firm: str, model: Model) -> Flock:
    """The flock of a firm that leads somebody; kept for the state of the register and the assumptions."""
    return _flocks.of((flight.key, firm, model), lambda: _flock(flight, firm, model))


def ranking(flight: Flight) -> tuple[Rank, ...]:
    """The leads by their pull: those of the :data:`CANDIDATES` whose own arcs promise most."""
    return _ranks.of(flight.key, lambda: _ranking(flight))


def _ranking(flight: Flight) -> tuple[Rank, ...]:
    promise = {leader: sum(arc.chance for arc in arcs) for leader, arcs in flight.led_by.items()}
    wanted = sorted(promise, key=lambda leader: (-promise[leader], leader))[:CANDIDATES]
    draws = max(LEAST_DRAWS, min(RANK_DRAWS, int(RANK_WORK / max(1, len(flight.arcs) * len(wanted)))))
    found = pulls(flight.network, wanted, draws=draws)
    return tuple(Rank(str(one.firm), len(flight.led_by[str(one.firm)]), one.mean, one.high - one.mean) for one in found)


def _flock(flight: Flight, firm: str, model: Model) -> Flock:
    arcs, clipped = _within(flight, firm)
    own = len(flight.led_by[firm])
    cuts = min(own, max(LEAST_CUT, min(MOST_CUT, WALKED // max(1, len(arcs)))))
    draws = int(WORK / max(1, len(arcs) * (cuts + 1)))
    draws = min(MOST_DRAWS, max(LEAST_DRAWS, min(draws, MOST_TABLE // max(1, len(arcs)))))
    network = fitted(network_of_arcs(arcs, [firm]), model)
    pull = pull_of(network, firm, model=model, draws=draws, most=cuts)
    passes = dict(pull.through)
    direct = {arc.follower for arc in flight.led_by[firm]}
    followers = [
        Follower(arc, passes.get(arc.follower), tuple(_behind(flight, arc.follower, direct | {firm})))
        for arc in flight.led_by[firm]
    ]
    second = {name for follower in followers for name in follower.behind}
    low, high = (_reach_if(arcs, firm, factor, model) for factor in (0.5, 1.5))
    return Flock(
        pull,
        tuple(sorted(followers, key=lambda one: (-(one.passes or 0.0), one.arc.follower))),
        len(second),
        network.size - 1,
        draws,
        clipped,
        low,
        high,
    )


def _behind(flight: Flight, follower: str, but: set[str]) -> list[str]:
    return [arc.follower for arc in flight.led_by.get(follower, ()) if arc.follower not in but]


def _within(flight: Flight, firm: str) -> tuple[list[Arc], bool]:
    """The arcs that a move of the firm can come through, nearest first, at most :data:`MOST_ARCS`; whether there are more."""
    found: list[Arc] = []
    seen, edge = {firm}, [firm]
    while edge:
        later = []
        for leader in edge:
            for arc in flight.led_by.get(leader, ()):
                if len(found) >= MOST_ARCS:
                    return found, True
                found.append(arc)
                if arc.follower not in seen:
                    seen.add(arc.follower)
                    later.append(arc.follower)
        edge = later
    return found, False


def _reach_if(arcs: Sequence[Arc], firm: str, factor: float, model: Model) -> float:
    """The reach, were every chance that much smaller or larger."""
    scaled = [replace(arc, chance=min(1.0, arc.chance * factor)) for arc in arcs]
    network = fitted(network_of_arcs(scaled, [firm]), model)
    if model == "cascade":
        return pulls(network, [firm], draws=RANK_DRAWS)[0].mean
    return pull_of(network, firm, model=model, draws=LEAST_DRAWS, most=0).reach
