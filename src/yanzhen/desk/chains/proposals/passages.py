"""The words behind a proposal, with its names marked, and the address where they stand."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext

from yanzhen.desk.chains.models import Proposal
from yanzhen.desk.chains.proposals.places import digest
from yanzhen.desk.frame.figures import count
from yanzhen.desk.frame.parts import Passage
from yanzhen.desk.register.models import Firm

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

LONGEST = 360
"""Characters of a sentence that are shown; of a longer one those around the words."""
AROUND = 80


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of the sentence; ``roles`` is empty, or of ``words``, ``source``, ``target``."""

    text: str
    roles: tuple[str, ...] = ()

    @property
    def is_name(self) -> bool:
        return bool({"source", "target"} & set(self.roles))


@dataclass(frozen=True, slots=True)
class Shown:
    """The sentence in its pieces, where it stands in words, and the address of the exact place; no pieces where the text is another by now."""

    pieces: tuple[Piece, ...]
    place: str
    url: str


def shown_of(proposal: Proposal, person: Person) -> Shown:
    """The place of a proposal as this person may see it."""
    text, markup, place, url = _text(proposal, person)
    if not text or digest(text) != proposal.text_digest:
        return Shown((), place, url)
    return Shown(tuple(_pieces(proposal, text, markup)), place, url)


def passage_of_import(imported: int, person: Person) -> Passage | None:
    """For the source drawer of the register: the words from which a person confirmed the row of this import."""
    proposal = Proposal.objects.visible_to(person).filter(imported=imported).select_related("document").first()
    shown = shown_of(proposal, person) if proposal else None
    if shown is None or not shown.pieces:
        return None
    inside = [at for at, piece in enumerate(shown.pieces) if piece.roles]
    first, last = (inside[0], inside[-1] + 1) if inside else (0, len(shown.pieces))
    before, marked, after = (
        "".join(piece.text for piece in part)
        for part in (shown.pieces[:first], shown.pieces[first:last], shown.pieces[last:])
    )
    return Passage(before=before, marked=marked, after=after, place=shown.place, url=shown.url)


def _text(proposal: Proposal, person: Person) -> tuple[str, list[list[int]], str, str]:
    """The text, its markup, where it is in words, and its address."""
    span = gettext("characters %(start)s–%(end)s") % {"start": count(proposal.start), "end": count(proposal.end)}
    document = proposal.document
    if document is not None:
        url = f"{reverse('reading:document', args=[document.pk])}?at={proposal.start}#at"
        place = " · ".join(part for part in (document.file, document.published, span) if part)
        return document.text, document.markup, place, url
    firm = Firm.objects.visible_to(person).filter(subject=proposal.firm).first()
    if firm is None:
        return "", [], proposal.firm, ""
    column = gettext("main business") if proposal.column == "main_business" else gettext("main product")
    place = " · ".join((str(firm.values.get("name") or proposal.firm), column, span))
    return (
        str(firm.values.get(proposal.column, "")),
        [],
        place,
        reverse("register:cell", args=["firms", firm.pk, proposal.column]),
    )


def _pieces(proposal: Proposal, text: str, markup: list[list[int]]) -> list[Piece]:
    left, right = _window(proposal, len(text))
    marks: list[tuple[int, int, str]] = [(proposal.start, proposal.end, "words")]
    marks += ((start, end, str(role)) for start, end, role in proposal.marks)
    hidden = [(start, end) for start, end in markup if start < right and end > left]
    cuts = {left, right}
    for start, end in [*((start, end) for start, end, _ in marks), *hidden]:
        cuts |= {min(max(start, left), right), min(max(end, left), right)}
    order = sorted(cuts)
    pieces = []
    for start, end in itertools.pairwise(order):
        if any(one <= start < other for one, other in hidden):
            continue
        roles = tuple(role for one, other, role in marks if one <= start < other)
        pieces.append(Piece(_one_line(text[start:end]), roles))
    return pieces


def _window(proposal: Proposal, length: int) -> tuple[int, int]:
    """The sentence, or what stands around the words where it is long (in a torn text it may reach far)."""
    left, right = proposal.sentence or (proposal.start, proposal.end)
    if right - left > LONGEST:
        left, right = max(left, proposal.start - AROUND), min(right, proposal.end + AROUND)
    return max(0, left), min(length, max(right, left))


def _one_line(text: str) -> str:
    """Line ends of a page are no words; between Chinese letters they are nothing at all."""
    return (
        "".join(text.splitlines())
        if any("\u4e00" <= letter <= "\u9fff" for letter in text)
        else " ".join(text.split("\n"))
    )
