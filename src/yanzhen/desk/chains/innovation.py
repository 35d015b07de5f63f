"""What stands for innovation in the register: rights, institutions, titles, joint projects, people and key technologies."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from yanzhen.chains.innovation import (
    INSTITUTION,
    PATENT,
    PERSON,
    PROJECT,
    TECHNOLOGY,
    TITLE,
    Piece,
    innovation_matrix,
)
from yanzhen.chains.matrix import Concordance, Lack, Matrix
from yanzhen.desk.chains.held import Held, register_stamp
from yanzhen.desk.frame.memory import Memory
from yanzhen.desk.register.ledger.asof import true_on
from yanzhen.desk.register.models import ENTRIES
from yanzhen.desk.register.pages.visitors import scope_key
from yanzhen.desk.scope import region_prefix

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

KINDS = {
    PATENT: _("Patents and other rights"),
    INSTITUTION: _("R&D institutions"),
    TITLE: _("Titles"),
    PROJECT: _("Joint projects"),
    PERSON: _("Technical leaders"),
    TECHNOLOGY: _("Key technologies"),
}
TABLES = {
    PATENT: "patents",
    INSTITUTION: "institutions",
    TITLE: "titles",
    PROJECT: "links",
    PERSON: "people",
    TECHNOLOGY: "technologies",
}
CELLS = {PATENT: "number", INSTITUTION: "name", TITLE: "title", PROJECT: "kind", PERSON: "name", TECHNOLOGY: "name"}
"""The column whose cell is the evidence."""
LACKS = {
    Lack.MISSING: _("not mastered, as stated"),
    Lack.IMPORTED: _("depends on what is brought in, as stated"),
    Lack.ELSEWHERE: _("held elsewhere"),
    Lack.NOBODY: _("nobody is said to hold it"),
}
FIRMS_OWN = (PATENT, INSTITUTION, TITLE, PROJECT)
PIECE = 5000
MOST_KEPT = 4
_kept: Memory[tuple[Piece, ...]] = Memory(MOST_KEPT)


def pieces_of(person: Person, day: date) -> tuple[Piece, ...]:
    """All that this person may see, as of the day.

    People are read each time, and technologies with them: an erasure of personal data is no import, and what is kept would outlive it.
    """
    key = (register_stamp(tuple(TABLES[kind] for kind in FIRMS_OWN)), *scope_key(person), day)
    return (*_kept.of(key, lambda: tuple(_of_firms(person, day))), *_by_product(person, day))


def matrix_of(
    held: Held, nodes: Sequence[str], pieces: Sequence[Piece], region: str, concordance: Concordance | None
) -> Matrix:
    """The nodes against the kinds; the ``source`` of the evidence is the entry's number. A holder of unknown region counts as being here."""
    prefix = region_prefix(region)

    def is_here(holder: str) -> bool:
        return (held.region_of(holder) or prefix).startswith(prefix)

    return innovation_matrix(nodes, pieces, held.graph.makers, concordance, is_here)


def _of_firms(person: Person, day: date) -> Iterator[Piece]:
    for pk, firm, number, title, ipc in _rows(PATENT, person, day, "pk", "subject", "c_number", "c_title", "c_ipc"):
        yield Piece(PATENT, str(pk), f"{number} {title}".strip(), firm, ipc)
    for pk, firm, name in _rows(INSTITUTION, person, day, "pk", "subject", "c_name"):
        yield Piece(INSTITUTION, str(pk), name, firm)
    for pk, firm, name in _rows(TITLE, person, day, "pk", "subject", "c_title"):
        yield Piece(TITLE, str(pk), name, firm)
    for pk, one, other, kind in _rows(PROJECT, person, day, "pk", "subject", "c_target", "c_kind"):
        if kind == "joint_project":
            for firm in (one, other):
                yield Piece(PROJECT, str(pk), f"{one} – {other}", firm)


def _by_product(person: Person, day: date) -> Iterator[Piece]:
    """What names its product: people who lead a technique (others have no product), and key technologies."""
    leaders: Any = ENTRIES[TABLES[PERSON]].objects
    for entry in leaders.visible_to(person).filter(true_on(day)).exclude(c_product="").order_by("pk"):
        holder = str(entry.values.get("uscc") or entry.c_organisation)
        yield Piece(PERSON, str(entry.pk), entry.subject, holder, node=entry.c_product)
    fields = ("pk", "subject", "c_holder", "c_product", "c_mastery", "c_stated_on")
    for pk, name, holder, product, mastery, stated in _rows(TECHNOLOGY, person, day, *fields):
        yield Piece(TECHNOLOGY, str(pk), name, holder, node=product, mastery=mastery, stated_on=stated)


def _rows(kind: str, person: Person, day: date, *fields: str) -> Iterator[Any]:
    rows: Any = ENTRIES[TABLES[kind]].objects
    yield from (
        rows.visible_to(person).filter(true_on(day)).order_by("pk").values_list(*fields).iterator(chunk_size=PIECE)
    )
