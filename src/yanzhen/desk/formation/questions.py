"""The heavier questions, each bounded so that a page waits less than two seconds: choosing leads, leaving, timing, the association."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from yanzhen.desk.formation.held import Flight, Held, rows_on
from yanzhen.formation.effect import Effect, association
from yanzhen.formation.growth import first_linked, growth_outcomes
from yanzhen.formation.leads import Choice, Wish, choose_leads
from yanzhen.formation.leaving import Dependence, Leaving, leaving
from yanzhen.formation.tables import dependences_of
from yanzhen.formation.timing import Following, LeadTiming, Move, Timing, followings, lead_timings, timing

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person
    from yanzhen.formation.network import Node

MOST_SETS = 262_144
SHUFFLE_WORK = 20_000_000


@dataclass(frozen=True, slots=True)
class Wanted:
    """What leads to choose: at most ``k``, within ``budget`` where costs are told, ``least`` of each group, so that many small firms follow."""

    k: int
    budget: float | None
    cost: float
    costs: Mapping[str, float]
    least: Mapping[str, int]
    most_revenue: float | None
    seed: int = 0

    def cost_of(self, code: str, name: str) -> float:
        """What is told of its code or its name, or else the cost of any firm."""
        return self.costs.get(code, self.costs.get(name, self.cost))


def choice_of(held: Held, flight: Flight, wanted: Wanted) -> Choice:
    """The leads with their certificate. Raises what :func:`~yanzhen.formation.leads.choose_leads` raises."""
    nodes = flight.network.nodes
    targets = None
    if wanted.most_revenue is not None:
        targets = frozenset(n for n in nodes if held.revenues.get(str(n), float("inf")) <= wanted.most_revenue)
    costs = {n: wanted.cost_of(str(n), held.name_of(n)) for n in nodes} if wanted.budget is not None else {}
    groups = {name: members_of(held, nodes, name) for name in wanted.least}
    wish = Wish(
        min(wanted.k, len(nodes)), None, wanted.seed, wanted.budget, costs, groups, wanted.least, targets, MOST_SETS
    )
    return choose_leads(flight.network, wish)


def members_of(held: Held, nodes: Sequence[Node], name: str) -> frozenset[Node]:
    """The firms of the network that stand under that name: of a township, a county, an industry or a product."""
    return frozenset(n for n in nodes if (about := held.firms.get(str(n))) is not None and name in about.groups)


def loss_of(held: Held, firm: str) -> Leaving | None:
    """What is at stake when the firm leaves; ``None`` where nobody is known to hang on it."""
    hanging = _hanging(dependences_of(held.links), firm)
    if not hanging:
        return None
    return leaving(firm, hanging, held.revenues, guards=5)


def _hanging(dependences: Iterable[Dependence], firm: str) -> list[Dependence]:
    """The dependences along which the loss can walk."""
    on: dict[str, list[Dependence]] = {}
    for one in dependences:
        on.setdefault(one.on, []).append(one)
    found: list[Dependence] = []
    seen, edge = {firm}, [firm]
    while edge:
        steps = [one for at in edge for one in on.get(at, ())]
        found += steps
        edge = list(dict.fromkeys(one.firm for one in steps if one.firm not in seen))
        seen.update(edge)
    return found


def most_hung_on(held: Held) -> list[tuple[str, int, float]]:
    """The firms on which most known output hangs directly: firm, how many hang on it, how much of their revenue."""
    hangs: dict[str, list[Dependence]] = {}
    for one in dependences_of(held.links):
        hangs.setdefault(one.on, []).append(one)
    found = [
        (firm, len(ones), sum(one.share * held.revenues.get(one.firm, 0.0) for one in ones))
        for firm, ones in hangs.items()
    ]
    return sorted(found, key=lambda row: (-row[2], -row[1], row[0]))


def moves_of(person: Person, day: date, kind: str) -> list[Move]:
    """The dated moves: first titles (each title by its name) first filings of a patent, or first investments in another firm."""
    if kind == "investments":
        links = rows_on("links", person, day, "pk", "subject", "c_kind", "true_from")
        return [Move(firm, "investment", on, str(pk)) for pk, firm, link, on in links if link == "owns" and on]
    if kind == "patents":
        rows = rows_on("patents", person, day, "pk", "subject", "true_from")
        return [Move(firm, "patent", on, str(pk)) for pk, firm, on in rows if on is not None]
    titles = rows_on("titles", person, day, "pk", "subject", "c_title", "true_from")
    return [Move(firm, title, on, str(pk)) for pk, firm, title, on in titles if on is not None]


def timing_of(flight: Flight, moves: Sequence[Move], window_days: int) -> Timing:
    """The test over all arcs. Raises what :func:`~yanzhen.formation.timing.timing` raises."""
    pairs = [(arc.leader, arc.follower) for arc in flight.arcs]
    shuffles = max(200, min(2000, SHUFFLE_WORK // max(1, len(pairs))))
    return timing(pairs, moves, window_days=window_days, shuffles=shuffles)


def lead_timings_of(flight: Flight, moves: Sequence[Move], window_days: int) -> tuple[LeadTiming, ...]:
    """The same test for the followers of each lead."""
    pairs = [(arc.leader, arc.follower) for arc in flight.arcs]
    shuffles = max(200, min(2000, SHUFFLE_WORK // max(1, len(pairs))))
    return lead_timings(pairs, moves, window_days=window_days, shuffles=shuffles)


def followings_of(flight: Flight, moves: Sequence[Move], window_days: int) -> tuple[Following, ...]:
    """Who moved within the window after whom."""
    return followings([(arc.leader, arc.follower) for arc in flight.arcs], moves, window_days=window_days)


def effect_of(flight: Flight, leads: Sequence[str], year: int, years: int, person: Person, day: date) -> Effect:
    """Growth of revenue from the year before ``year`` to ``years`` later: firms whose first link to a lead began in between, against those never linked.

    Outcomes are natural logarithms of revenue, so that a difference of 0.05 is about five per cent; matched by revenue and staff of the year before. Raises
    what :func:`~yanzhen.formation.effect.association` raises.
    """
    before, after = year - 1, year - 1 + years
    figures = _yearly(person, day, (before, after))
    return association(growth_outcomes(flight.arcs, leads, (before, figures[before]), (after, figures[after])))


def likely_year(flight: Flight, leads: Sequence[str], years: int, known: Collection[int], usual: int) -> int:
    """The year from which on most followers of these leads were linked first, of those with figures before and after; the usual one where there is none."""
    began = [year for year in first_linked(flight.arcs, frozenset(leads)).values() if year]
    starts = {year - back for year in began for back in range(years)}
    told = [start for start in starts if {start - 1, start - 1 + years} <= set(known)]
    counts = {start: sum(start <= year < start + years for year in began) for start in told}
    return max(counts, key=lambda start: (counts[start], start)) if counts else usual


def years_with_figures(person: Person, day: date) -> frozenset[int]:
    """The years of which the register has figures of firms."""
    return frozenset(year for (year,) in rows_on("firm-years", person, day, "c_year"))


def _yearly(person: Person, day: date, years: tuple[int, int]) -> dict[int, dict[str, tuple[float, float]]]:
    """Revenue and staff by year and firm, where both are above 0."""
    found: dict[int, dict[str, tuple[float, float]]] = {year: {} for year in years}
    for firm, year, revenue, staff in rows_on(
        "firm-years", person, day, "subject", "c_year", "c_revenue", "c_employees"
    ):
        if year in found and revenue and revenue > 0 and staff and staff > 0:
            found[year][firm] = (float(revenue), float(staff))
    return found
