"""What stands for innovation in the register, firm by firm: rights, institutions, titles, joint projects; kept until the register changes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from yanzhen.chains.matrix import Concordance, Evidence, Matrix, matrix, patents_placed
from yanzhen.desk.chains.held import Held, register_stamp
from yanzhen.desk.frame.memory import Memory
from yanzhen.desk.register.ledger.asof import true_on
from yanzhen.desk.register.models import ENTRIES
from yanzhen.desk.register.pages.visitors import scope_key
from yanzhen.desk.scope import region_prefix

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

PATENT, INSTITUTION, TITLE, PROJECT = "patent", "institution", "title", "project"
KINDS = {
    PATENT: _("Patents and other rights"),
    INSTITUTION: _("R&D institutions"),
    TITLE: _("Titles"),
    PROJECT: _("Joint projects"),
}
TABLES = {PATENT: "patents", INSTITUTION: "institutions", TITLE: "titles", PROJECT: "links"}
CELLS = {PATENT: "number", INSTITUTION: "name", TITLE: "title", PROJECT: "kind"}
"""The column whose cell is the evidence."""
PIECE = 5000
MOST_KEPT = 4
_kept: Memory[tuple[Piece, ...]] = Memory(MOST_KEPT)


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of evidence before it stands anywhere: its kind, the entry's number, what it is called, its holder, its patent class."""

    kind: str
    entry: str
    name: str
    holder: str
    ipc: str = ""


def pieces_of(person: Person, day: date) -> tuple[Piece, ...]:
    """All that this person may see, as of the day."""
    key = (register_stamp(tuple(TABLES.values())), *scope_key(person), day)
    return _kept.of(key, lambda: tuple(_pieces(person, day)))


def matrix_of(
    held: Held, nodes: Sequence[str], pieces: Sequence[Piece], region: str, concordance: Concordance | None
) -> Matrix:
    """The nodes against the kinds.

    A piece stands at every product of the chain that its holder makes; a patent, where a concordance is given, at the products that its class serves.
    The ``source`` of the evidence is the entry's number.
    """
    made: dict[str, list[str]] = {}
    regions: dict[str, str] = {}
    wanted = set(nodes)
    for maker in held.graph.makers:
        regions[maker.firm] = maker.region
        if maker.product in wanted:
            made.setdefault(maker.firm, []).append(maker.product)
    prefix = region_prefix(region)
    here = [one for one in pieces if regions.get(one.holder, prefix).startswith(prefix)]
    by_class = [one for one in here if one.kind == PATENT and concordance is not None]
    by_holder = [one for one in here if one.kind != PATENT or concordance is None]
    evidence = [
        Evidence(one.kind, product, one.name, one.holder, one.entry)
        for one in by_holder
        for product in dict.fromkeys(made.get(one.holder, [""]))
    ]
    if concordance is not None:
        evidence += _placed(by_class, concordance)
    return matrix(nodes, tuple(KINDS), evidence)


def _placed(pieces: Sequence[Piece], concordance: Concordance) -> list[Evidence]:
    """Patents at the products of their class; those of which the table says nothing at none, and so among the unplaced."""
    unplaced = [
        Evidence(PATENT, "", one.name, one.holder, one.entry) for one in pieces if not concordance.nodes_of(one.ipc)
    ]
    patents = [Evidence(PATENT, "", one.entry, one.holder, one.name) for one in pieces]
    placed = patents_placed(patents, {one.entry: one.ipc for one in pieces}, concordance)
    names = {one.entry: one.name for one in pieces}
    return unplaced + [Evidence(PATENT, one.node, names[one.name], one.holder, one.name) for one in placed]


def _pieces(person: Person, day: date) -> Iterator[Piece]:
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


def _rows(kind: str, person: Person, day: date, *fields: str) -> Iterator[Any]:
    rows: Any = ENTRIES[TABLES[kind]].objects
    yield from (
        rows.visible_to(person).filter(true_on(day)).order_by("pk").values_list(*fields).iterator(chunk_size=PIECE)
    )
