"""One proposal as the list shows it: what it says, how sure it is, its sentence with the words marked, and what can be done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from yanzhen.chains.proposing.proposal import Mood, Relation, Sureness
from yanzhen.desk.chains.models import Proposal
from yanzhen.desk.chains.proposals.deciding import needs_a_look
from yanzhen.desk.chains.proposals.models import RELATIONS
from yanzhen.desk.chains.proposals.passages import Shown, shown_of
from yanzhen.desk.chains.proposals.recording import Edge, edge_of
from yanzhen.desk.frame.parts import Lamp
from yanzhen.desk.register.models import FirmName

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

    from yanzhen.desk.accounts.models import Person
    from yanzhen.desk.chains.held import Held

SURENESS = {
    Sureness.EXPLICIT: _("said in plain words"),
    Sureness.NEW_NAME: _("plain words, a new name"),
    Sureness.INFERRED: _("concluded from the words around"),
}
MOODS = {
    Mood.STATED: pgettext_lazy("proposal", "stated"),
    Mood.PLANNED: pgettext_lazy("proposal", "planned"),
    Mood.PAST: pgettext_lazy("proposal", "was so before"),
}
KINDS = {
    "product-links": _("product and product"),
    "firm-products": _("firm and product"),
    "links": _("firm and firm"),
}
LAMPS = {Sureness.EXPLICIT: Lamp.GOOD, Sureness.NEW_NAME: Lamp.WATCH, Sureness.INFERRED: Lamp.UNKNOWN}
Standing = Proposal.Standing


@dataclass(frozen=True, slots=True)
class Card:
    """What the template draws."""

    proposal: Proposal
    edge: Edge
    source: str
    relation: _StrPromise
    target: str
    lamp: Lamp
    sureness: _StrPromise
    mood: str
    notes: tuple[str, ...]
    shown: Shown
    is_recorded: bool
    was_taken_back: bool
    can_confirm: bool
    row_url: str


def cards(proposals: Iterable[Proposal], held: Held, person: Person) -> Iterator[Card]:
    """The proposals ready to be drawn."""
    said = _Said(held)
    listed = list(proposals)
    names = _names(listed, person)
    for proposal in listed:
        yield _card(proposal, said, names, person)


def _names(proposals: list[Proposal], person: Person) -> dict[str, str]:
    """What the firms of these codes are called."""
    edges = [edge_of(one) for one in proposals]
    codes = {end for edge in edges for end in (edge.source, edge.target)}
    rows = FirmName.objects.visible_to(person).filter(code__in=codes, role=FirmName.Role.NAME)
    return dict(rows.values_list("code", "name"))


def _card(proposal: Proposal, said: _Said, names: dict[str, str], person: Person) -> Card:
    edge, sureness, mood = edge_of(proposal), Sureness(proposal.sureness), Mood(proposal.mood)
    taken_back = proposal.standing == Standing.CONFIRMED and (
        proposal.imported is None or proposal.imported.undone_at is not None
    )
    recorded = proposal.standing == Standing.CONFIRMED and not taken_back
    return Card(
        proposal=proposal,
        edge=edge,
        source=names.get(edge.source, edge.source),
        relation=RELATIONS[edge.relation],
        target=names.get(edge.target, edge.target),
        lamp=Lamp.WATCH if mood is not Mood.STATED else LAMPS[sureness],
        sureness=SURENESS[sureness],
        mood="" if mood is Mood.STATED else str(MOODS[mood]),
        notes=tuple(_notes(proposal, edge, said, recorded=recorded)),
        shown=shown_of(proposal, person),
        is_recorded=recorded,
        was_taken_back=taken_back,
        can_confirm=not needs_a_look(proposal),
        row_url=reverse("register:imported", args=[proposal.imported_id]) if recorded else "",
    )


def _notes(proposal: Proposal, edge: Edge, said: _Said, *, recorded: bool) -> Iterator[str]:
    """What a person should know before confirming."""
    if proposal.said:
        yield gettext("read as: %(edge)s") % {
            "edge": f"{proposal.source} {RELATIONS[Relation(proposal.relation)]} {proposal.target}"
        }
    if edge.product:
        yield gettext("what is supplied: %(product)s") % {"product": edge.product}
    new = [
        name
        for name, is_new in ((proposal.source, proposal.source_new), (proposal.target, proposal.target_new))
        if is_new
    ]
    if new and not proposal.said and not recorded:
        yield gettext("new to the register: %(names)s") % {"names": gettext(", ").join(new)}
    if proposal.like and not proposal.said and not recorded:
        yield gettext("the register knows %(product)s") % {"product": proposal.like}
    if edge.relation is Relation.MAKES and edge.year is not None:
        yield gettext("for the year %(year)s") % {"year": edge.year}
    if not recorded and said.has(edge):
        yield gettext("the register says so already, from another source")


class _Said:
    """What the chain of the register says already."""

    def __init__(self, held: Held) -> None:
        self._graph = held.graph

    def has(self, edge: Edge) -> bool:
        match edge.relation:
            case Relation.MAKES:
                return any(maker.firm == edge.source for maker in self._graph.makers_of.get(edge.target, ()))
            case Relation.MADE_FROM:
                return self._made_from(edge.source, edge.target)
            case Relation.USED_IN:
                return self._made_from(edge.target, edge.source)
        return False

    def _made_from(self, product: str, other: str) -> bool:
        return product in self._graph.number and other in self._graph.inputs(product)
