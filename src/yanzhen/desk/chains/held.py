"""The chain graph of what one person may see on one day, kept in memory until the register changes."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Max, Q

from yanzhen.chains.graph import ChainGraph, Link, Maker, chain_graph, laid_out
from yanzhen.chains.tables import CHAMPIONS
from yanzhen.codes import region_codes
from yanzhen.desk.chains.finding import Finder
from yanzhen.desk.frame.memory import Memory
from yanzhen.desk.register.ledger.asof import true_on
from yanzhen.desk.register.models import ENTRIES, Import
from yanzhen.desk.register.pages.visitors import scope_key

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

LINKS, PRODUCTS, FIRMS, TITLES = "product-links", "firm-products", "firms", "titles"
KINDS = (LINKS, PRODUCTS, FIRMS, TITLES)
MOST_GRAPHS = 4
PIECE = 5000
CODE_LENGTH = 18
_graphs: Memory[Held] = Memory(MOST_GRAPHS)


@dataclass(frozen=True)
class Held:
    """The graph with what its pages need beside it.

    The ``source`` of a link is the number of its entry in the table ``product-links``, that of a maker its number in ``firm-products``.
    ``by_code`` are firms whose region is that of their code, since the register does not have them; ``left_out`` counts shares and outputs
    that cannot be, and are taken as unknown.
    """

    graph: ChainGraph
    names: Mapping[str, str]
    regions: Mapping[str, str]
    by_code: frozenset[str]
    left_out: int
    key: tuple[object, ...]

    @cached_property
    def finder(self) -> Finder:
        """The search among the products."""
        return Finder(self.graph.products)

    def name_of(self, firm: str) -> str:
        """What the firm is called; its code where the register does not know it."""
        return self.names.get(firm, "") or firm

    def region_of(self, firm: str) -> str:
        """Where the firm is, by the register or else by its code; empty where neither tells."""
        return self.regions.get(firm, "") or _region_of_code(firm)

    @property
    def is_empty(self) -> bool:
        return not self.graph.products


def held_graph(person: Person, day: date) -> Held:
    """The graph of what this person may see on that day."""
    key = (register_stamp(KINDS), *scope_key(person), day)
    with collector_resting():
        return _graphs.of(key, lambda: _made(person, day, key))


@contextmanager
def collector_resting() -> Iterator[None]:
    """Hundreds of thousands of objects that stay: the collector would look through them again and again and find nothing to free."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def register_stamp(kinds: tuple[str, ...]) -> tuple[object, ...]:
    """Names the state of these tables: it is another after each import and each undoing."""
    found = Import.objects.filter(kind__in=kinds).aggregate(
        last=Max("pk"), undone=Max("undone_at"), number=Count("undone_at")
    )
    return tuple(found.values())


def _made(person: Person, day: date, key: tuple[object, ...]) -> Held:
    regions, names = _firms(person, day)
    champions = _champions(person, day)
    links, parents = _links(person, day)
    makers, left_out = [], 0
    by_code = set()
    for pk, firm, product, share, output in _latest(person, day):
        wrong = (share is not None and not 0 <= share <= 100) + (output is not None and output < 0)
        left_out += wrong
        region = regions.get(firm, "") or _region_of_code(firm)
        if region and not regions.get(firm):
            by_code.add(firm)
        share = None if share is None or not 0 <= share <= 100 else share / 100
        output = None if output is None or output < 0 else output
        makers.append(Maker(firm, product, region, output, share, firm in champions, str(pk)))
    graph = chain_graph(links, parents=parents, makers=makers, on=day)
    held = Held(laid_out(graph), names, regions, frozenset(by_code), left_out, key)
    held.finder.lay_out()
    return held


def _rows(kind: str, person: Person, day: date, *fields: str) -> Iterator[Any]:
    rows: Any = ENTRIES[kind].objects
    found = rows.visible_to(person).filter(true_on(day)).order_by("pk").values_list(*fields)
    yield from found.iterator(chunk_size=PIECE)


def _firms(person: Person, day: date) -> tuple[dict[str, str], dict[str, str]]:
    """Region and name by code."""
    rows = list(_rows(FIRMS, person, day, "subject", "c_region", "c_name"))
    return {code: region for code, region, _ in rows}, {code: name for code, _, name in rows}


def _champions(person: Person, day: date) -> frozenset[str]:
    """Who holds a champion's title on the day; one whose end is unknown does not count (as in the engine's own tables)."""
    rows = _rows(TITLES, person, day, "subject", "c_title", "true_to")
    return frozenset(code for code, title, until in rows if title in CHAMPIONS and until is not None)


def _links(person: Person, day: date) -> tuple[list[Link], dict[str, list[str]]]:
    links: list[Link] = []
    parents: dict[str, list[str]] = {}
    fields = ("pk", "subject", "c_relation", "c_other", "c_weight", "true_from", "true_to")
    for pk, product, relation, other, weight, since, until in _rows(LINKS, person, day, *fields):
        if relation == "part_of":
            parents.setdefault(product, []).append(other)
        elif relation == "made_from":
            links.append(Link(other, product, weight, str(pk), since, until))
        else:
            links.append(Link(product, other, weight, str(pk), since, until))
    return links, parents


def _latest(person: Person, day: date) -> list[tuple[int, str, str, float | None, float | None]]:
    """The row of the last year for each firm and product, this year's too; one that tells no figure takes none away."""
    latest: dict[tuple[str, str], tuple[tuple[bool, int], Any]] = {}
    rows: Any = ENTRIES[PRODUCTS].objects
    made = rows.visible_to(person).filter(Q(c_year__lte=day.year) | Q(c_year=None)).order_by("pk")
    fields = ("pk", "subject", "c_product", "c_year", "c_share", "c_output")
    for pk, firm, product, year, share, output in made.values_list(*fields).iterator(chunk_size=PIECE):
        weight = (share is not None or output is not None, year or 0)
        known = latest.get((firm, product))
        if known is None or weight > known[0]:
            latest[firm, product] = (weight, (pk, firm, product, share, output))
    return [row for _, row in latest.values()]


def _region_of_code(firm: str) -> str:
    """Where the firm was registered (digits 3 to 8, GB 32100-2015), where that is a county of GB/T 2260."""
    code = firm[2:8]
    return code if len(firm) == CODE_LENGTH and region_codes.known(code) is not None else ""
