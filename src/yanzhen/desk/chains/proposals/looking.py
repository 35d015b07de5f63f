"""Looking through pages and descriptions for edges: each place once for each state of its text, within a time that a person waits."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from yanzhen.chains.proposing.descriptions import propose_described
from yanzhen.chains.proposing.engine import propose
from yanzhen.chains.proposing.proposal import Firm, Known, Mood, Sureness
from yanzhen.chains.proposing.proposal import Proposal as Read
from yanzhen.desk.chains.held import held_graph
from yanzhen.desk.chains.models import LookedThrough, Proposal
from yanzhen.desk.chains.proposals.models import NAME_LENGTH
from yanzhen.desk.chains.proposals.places import (
    Place,
    digest,
    document_places,
    firm_places,
    named_firms,
    paragraphs,
    published_on,
)
from yanzhen.desk.register.ledger.said import sources_of
from yanzhen.desk.register.models import FirmName

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOST_SECONDS = 15.0
_ORDER = {Sureness.EXPLICIT: 0, Sureness.NEW_NAME: 1, Sureness.INFERRED: 2}


@dataclass(frozen=True, slots=True)
class Looked:
    """How many places were looked through, how many new proposals they gave, and how many places wait."""

    places: int
    new: int
    left: int


def waiting_places(person: Person) -> list[Place]:
    """The places that were not looked through since their text became what it is."""
    known = dict(LookedThrough.objects.values_list("origin", "state"))
    places = [*document_places(person), *firm_places(person)]
    return [place for place in places if known.get(place.origin) != place.state]


def look_through(person: Person, *, now: datetime, today: date, most_seconds: float = MOST_SECONDS) -> Looked:
    """Look through what waits, as far as the time goes; a place is kept whole or not at all."""
    began = time.monotonic()
    waiting = waiting_places(person)
    known = known_names(person, today) if waiting else Known()
    made = {(maker.firm, maker.product) for maker in held_graph(person, today).graph.makers}
    done = new = 0
    for place in waiting:
        new += _keep(place, _without_known(place, _read(place, known), made), now)
        done += 1
        if time.monotonic() - began > most_seconds:
            break
    return Looked(done, new, len(waiting) - done)


def known_names(person: Person, today: date) -> Known:
    """The products of the chain and the firms of the register, as far as this person may see them."""
    products = held_graph(person, today).graph.products
    names: dict[str, list[str]] = {}
    first: dict[str, str] = {}
    for code, name, role in FirmName.objects.visible_to(person).values_list("code", "name", "role"):
        names.setdefault(code, []).append(name)
        if role == FirmName.Role.NAME:
            first[code] = name
    firms = (Firm(code, first.get(code, told[0]), tuple(told)) for code, told in names.items())
    return Known.of(products, firms)


@dataclass(frozen=True, slots=True)
class _Reading:
    """What a place's text proposes, and the day on which it states it."""

    text: str
    stated_on: date
    proposals: tuple[Read, ...]


def _read(place: Place, known: Known) -> _Reading:
    if place.document is not None:
        document = place.document
        day = published_on(document)
        named = known.and_firms(named_firms(document))
        told = propose(document.text, named, on=day, pieces=paragraphs(document) or None)
        return _Reading(document.text, day or document.brought_at.date(), told)
    assert place.firm is not None
    firm, text = place.firm, str(place.firm.values[place.column])
    told = propose_described(text, known, Firm(firm.subject, str(firm.values.get("name") or firm.subject)))
    if not told:  # who says it, and when, is asked only where something is said
        return _Reading(text, date.min, ())
    day = next(iter(sources_of(firm, place.column))).stated_on
    return _Reading(text, day, tuple(replace(one, on=day) for one in told))


def _without_known(place: Place, reading: _Reading, made: set[tuple[str, str]]) -> _Reading:
    """What a firm's own cell says and the register's table of makers says too needs nobody's time; a page may bear it out."""
    if place.firm is None:
        return reading
    told = (one for one in reading.proposals if (one.source.code, one.target.name) not in made)
    return replace(reading, proposals=tuple(told))


def _keep(place: Place, reading: _Reading, now: datetime) -> int:
    """The new proposals of the place; those that wait and no longer stand in its text go; what a person decided stays."""
    best: dict[str, Read] = {}
    for one in reading.proposals:
        key = edge_digest(one)
        if one.mood is not Mood.DENIED and (key not in best or _ORDER[one.sureness] < _ORDER[best[key].sureness]):
            best[key] = one
    with transaction.atomic():
        mine = Proposal.objects.filter(origin=place.origin)
        mine.filter(standing=Proposal.Standing.WAITING).exclude(edge__in=best).delete()
        there = {one.edge: one for one in mine}
        Proposal.objects.bulk_create(_row(place, reading, best[edge], edge) for edge in best if edge not in there)
        _placed_anew(place, reading, [(there[edge], one) for edge, one in best.items() if edge in there])
        LookedThrough.objects.update_or_create(origin=place.origin, defaults={"state": place.state, "at": now})
    return len(best.keys() - there.keys())


def _placed_anew(place: Place, reading: _Reading, pairs: Sequence[tuple[Proposal, Read]]) -> None:
    """A text that was read again may say the same at another place."""
    for kept, one in pairs:
        row = _row(place, reading, one, kept.edge)
        for field in ("text_digest", "start", "end", "sentence", "marks"):
            setattr(kept, field, getattr(row, field))
        kept.save(update_fields=["text_digest", "start", "end", "sentence", "marks"])


def _row(place: Place, reading: _Reading, one: Read, edge: str) -> Proposal:
    region, department = place.scope
    return Proposal(
        region=region,
        department=department,
        document=place.document,
        firm=place.firm.subject if place.firm else "",
        column=place.column,
        origin=place.origin,
        edge=edge,
        text_digest=digest(reading.text),
        relation=one.relation.value,
        source=one.source.name[:NAME_LENGTH],
        source_code=one.source.code,
        source_new=one.source.is_new,
        target=one.target.name[:NAME_LENGTH],
        target_code=one.target.code,
        target_new=one.target.is_new,
        like=one.target.like or one.source.like,
        product=one.product[:NAME_LENGTH],
        mood=one.mood.value,
        sureness=one.sureness.value,
        pattern=one.pattern,
        start=one.span[0],
        end=one.span[1],
        sentence=list(one.sentence),
        marks=list(_marks(one)),
        on=one.on,
        stated_on=reading.stated_on,
    )


def _marks(one: Read) -> Iterator[list[object]]:
    for role, end in (("source", one.source), ("target", one.target)):
        if end.written:
            yield [*end.span, role]


def edge_digest(one: Read) -> str:
    """What the proposal says, so that the same from the same place comes once."""
    return hashlib.sha256("\n".join((*one.edge, one.mood.value)).encode()).hexdigest()
