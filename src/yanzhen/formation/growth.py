"""Growth of revenue around the first link to a lead: which firms are compared, and as what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from math import log

from yanzhen.errors import RefusalError
from yanzhen.formation.effect import FirmOutcome
from yanzhen.formation.firms import Arc

Figures = Mapping[str, tuple[float, float]]
"""Revenue and staff of each firm in one year, both above 0."""


def growth_outcomes(
    arcs: Iterable[Arc], leads: Collection[str], before: tuple[int, Figures], after: tuple[int, Figures]
) -> tuple[FirmOutcome, ...]:
    """Firms whose first dated link to a lead began after the year ``before`` and not after the year ``after``, and firms never linked to one.

    Outcomes are natural logarithms of revenue, so that a difference of 0.05 is about five per cent; traits are the logarithms of revenue and staff of the year before. The
    leads themselves, firms linked earlier or later, and firms linked without a day are left out. Raises :class:`~yanzhen.errors.RefusalError` where no firm has both years.
    """
    first = first_linked(arcs, frozenset(leads))
    year_before, old = before
    year_after, new = after
    told = []
    for firm in sorted(old.keys() & new.keys() - set(leads)):
        began = first.get(firm)
        if began is not None and not year_before < began <= year_after:
            continue
        revenue, staff = old[firm]
        told.append(FirmOutcome(firm, began is not None, log(revenue), log(new[firm][0]), (log(revenue), log(staff))))
    if not told:
        raise RefusalError(
            "effect of the lead firms",
            seen="no firm with both years",
            expected=f"revenue and staff of {year_before} and {year_after}",
            todo="bring the yearly figures, or choose other years",
        )
    return tuple(told)


def first_linked(arcs: Iterable[Arc], leads: frozenset[str]) -> dict[str, int]:
    """The year in which each follower's first link to one of the leads began; 0 where a link has no day, since it may always have been there."""
    began: dict[str, int] = {}
    for arc in arcs:
        if arc.leader in leads:
            years = [link.since.year if link.since else 0 for link in arc.links]
            began[arc.follower] = min([*years, began.get(arc.follower, 9999)])
    return began
