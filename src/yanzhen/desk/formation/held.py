"""The links between firms that one person may see on one day, and the network of them, kept in memory until the register changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max

from yanzhen.codes import industries, regions
from yanzhen.desk.frame.memory import Memory
from yanzhen.desk.register.ledger.asof import true_on
from yanzhen.desk.register.models import ENTRIES, Import
from yanzhen.desk.register.pages.visitors import scope_key
from yanzhen.formation.firms import Arc, FirmLink, arcs_of, kinds, network_of_arcs

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person
    from yanzhen.formation.network import Network

KINDS = ("links", "firms", "firm-years", "firm-products")
PIECE = 5000
_held: Memory[Held] = Memory(4)
_flights: Memory[Flight] = Memory(8)


@dataclass(frozen=True, slots=True)
class About:
    """What the register says of a firm."""

    name: str
    region: str
    township: str
    industry: str
    products: frozenset[str] = frozenset()

    @property
    def trade(self) -> str:
        """The name of its industry; its code where that is in no list."""
        known = industries.industry(self.industry)
        return known.name if known else self.industry

    @property
    def groups(self) -> frozenset[str]:
        """The names under which a minimum number may be asked of it: township, county, industry (with those above it) and products of its chain."""
        place, own = regions.region(self.region), industries.industry(self.industry)
        trade = (own, *industries.ancestors(own.code)) if own else ()
        names = {self.township, self.region, *self.products}
        names |= {place.name} if place else set()
        return frozenset(names | {word for one in trade for word in (one.code, one.name)} - {""})


@dataclass(frozen=True)
class Held:
    """The links (``said`` is the number of the entry in ``links``), the firms, and the revenue of each firm's last year (10 000 yuan).

    ``revenue_cells`` are the numbers of the entries in ``firm-years`` that say it.
    """

    links: tuple[FirmLink, ...]
    firms: Mapping[str, About]
    revenues: Mapping[str, float]
    revenue_cells: Mapping[str, int]
    left_out: int
    key: tuple[object, ...]

    @property
    def is_empty(self) -> bool:
        return not self.links

    def name_of(self, firm: object) -> str:
        """What the firm is called; its code (or the name in the link) where the register does not know it."""
        known = self.firms.get(str(firm))
        return known.name if known and known.name else str(firm)


@dataclass(frozen=True)
class Flight:
    """The network under the assumptions of a visit."""

    arcs: tuple[Arc, ...]
    network: Network
    key: tuple[object, ...]

    @cached_property
    def led_by(self) -> Mapping[str, tuple[Arc, ...]]:
        """The arcs of each leader."""
        found: dict[str, list[Arc]] = {}
        for arc in self.arcs:
            found.setdefault(arc.leader, []).append(arc)
        return {leader: tuple(arcs) for leader, arcs in found.items()}

    @cached_property
    def leaders_of(self) -> Mapping[str, tuple[Arc, ...]]:
        """The arcs into each follower."""
        found: dict[str, list[Arc]] = {}
        for arc in self.arcs:
            found.setdefault(arc.follower, []).append(arc)
        return {follower: tuple(arcs) for follower, arcs in found.items()}

    def scaled(self, factor: float) -> Flight:
        """With every chance that much larger or smaller, at most 1."""
        arcs = tuple(replace(arc, chance=min(1.0, arc.chance * factor)) for arc in self.arcs)
        return Flight(arcs, network_of_arcs(arcs), (*self.key, factor))


def held_links(person: Person, day: date) -> Held:
    """The links that this person may see, as of the day."""
    key = (register_stamp(KINDS), *scope_key(person), day)
    return _held.of(key, lambda: _made(person, day, key))


def flight_of(held: Held, chances: tuple[tuple[str, float], ...], by_weight: bool) -> Flight:
    """The network of the links with these chances by kind."""
    key = (held.key, chances, by_weight)
    return _flights.of(key, lambda: _flown(held, dict(chances), by_weight, key))


def register_stamp(wanted: tuple[str, ...]) -> tuple[object, ...]:
    """Names the state of these tables: it is another after each import and each undoing."""
    rows = Import.objects.filter(kind__in=wanted)
    return tuple(rows.aggregate(last=Max("pk"), undone=Max("undone_at"), number=Count("undone_at")).values())


def _flown(held: Held, chances: dict[str, float], by_weight: bool, key: tuple[object, ...]) -> Flight:
    arcs = arcs_of(held.links, chances=chances, by_weight=by_weight)
    return Flight(arcs, network_of_arcs(arcs), key)


def _made(person: Person, day: date, key: tuple[object, ...]) -> Held:
    products: dict[str, set[str]] = {}
    for code, product in rows_on("firm-products", person, day, "subject", "c_product"):
        products.setdefault(code, set()).add(product)
    firms = {
        code: About(name, region, township, industry, frozenset(products.get(code, ())))
        for code, name, region, township, industry in rows_on(
            "firms", person, day, "subject", "c_name", "c_region", "c_township", "c_industry"
        )
    }
    links, left_out = [], 0
    for pk, source, target, kind, weight, since, until in rows_on(
        "links", person, day, "pk", "subject", "c_target", "c_kind", "c_weight", "true_from", "true_to"
    ):
        if kind not in kinds() or source == target:
            left_out += 1
            continue
        links.append(FirmLink(source, target, kind, weight if weight and weight > 0 else None, str(pk), since, until))
    revenues, cells = _revenues(person, day)
    return Held(tuple(links), firms, revenues, cells, left_out, key)


def _revenues(person: Person, day: date) -> tuple[dict[str, float], dict[str, int]]:
    """The revenue of each firm's last year, and the number of the entry that says it."""
    latest: dict[str, tuple[int, float, int]] = {}
    for pk, firm, year, revenue in rows_on("firm-years", person, day, "pk", "subject", "c_year", "c_revenue"):
        if revenue is not None and year >= latest.get(firm, (0, 0.0, 0))[0]:
            latest[firm] = (year, revenue, pk)
    return {firm: row[1] for firm, row in latest.items()}, {firm: row[2] for firm, row in latest.items()}


def rows_on(kind: str, person: Person, day: date, *fields: str) -> Iterator[Any]:
    """The fields of the entries that this person may see and that are true on the day."""
    rows: Any = ENTRIES[kind].objects
    found = rows.visible_to(person).filter(true_on(day)).order_by("pk").values_list(*fields)
    yield from found.iterator(chunk_size=PIECE)
