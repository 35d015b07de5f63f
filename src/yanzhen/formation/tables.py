"""The firm network from the register's tables: ``links``, and who counts as small from ``firm-years``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from yanzhen.formation.firms import FirmLink
from yanzhen.formation.leaving import Dependence
from yanzhen.tables import check, register_table


def links_of_table(links: Any) -> tuple[FirmLink, ...]:
    """The links of any Arrow-compatible table with the columns of ``docs/tables.md``; a weight of 0 or less counts as unknown."""
    return tuple(
        FirmLink(
            row["source"],
            row["target"],
            row["kind"],
            float(row["weight"]) if row["weight"] is not None and row["weight"] > 0 else None,
            row.get("source_file") or "",
            row["from"],
            row["to"],
        )
        for row in _rows("links", links)
    )


def supply_dependences(links: Any, *, on: date | None = None) -> tuple[Dependence, ...]:
    """:func:`dependences_of` the links of a table."""
    return dependences_of(links_of_table(links), on=on)


def dependences_of(links: Iterable[FirmLink], *, on: date | None = None) -> tuple[Dependence, ...]:
    """How much of each supplier's known sales hangs on each customer, from the weights (amounts) of its ``supplies`` links.

    Links without a weight are left out: their share is unknown, and nothing is spread over them. A supplier with one known customer hangs wholly on it: the known sales are what is
    shared out, not all its sales.
    """
    amounts: dict[tuple[str, str], float] = {}
    for link in links:
        if link.kind == "supplies" and link.weight and link.holds(on) and link.source != link.target:
            pair = (link.source, link.target)
            amounts[pair] = amounts.get(pair, 0.0) + link.weight
    total: dict[str, float] = {}
    for (supplier, _), amount in amounts.items():
        total[supplier] = total.get(supplier, 0.0) + amount
    return tuple(Dependence(s, c, min(1.0, amount / total[s])) for (s, c), amount in amounts.items())


def last_revenues(firm_years: Any) -> dict[str, float]:
    """The revenue (10 000 yuan) of each firm's last year that has one."""
    latest: dict[str, tuple[int, float]] = {}
    for row in _rows("firm-years", firm_years):
        if row["revenue"] is not None and row["year"] >= latest.get(row["uscc"], (0, 0.0))[0]:
            latest[row["uscc"]] = (row["year"], float(row["revenue"]))
    return {uscc: revenue for uscc, (_, revenue) in latest.items()}


def small_firms(firm_years: Any, *, most_revenue: float) -> frozenset[str]:
    """The firms whose last known revenue is at most so much (10 000 yuan); a firm without a revenue is not called small."""
    return frozenset(uscc for uscc, revenue in last_revenues(firm_years).items() if revenue <= most_revenue)


def _rows(kind: str, table: Any) -> Iterator[dict[str, Any]]:
    if table is not None:
        yield from check(table, register_table(kind)).iter_rows(named=True)
