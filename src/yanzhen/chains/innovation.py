"""What the tables tell of innovation, and at which products of the chain each piece stands.

People and key technologies stand at the product that their row names; patents at the products of their class where a concordance is given; everything else at each
product that its holder makes, since no table says which of them it serves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import TYPE_CHECKING

from yanzhen.chains.matrix import Concordance, Evidence, Lack, Matrix, matrix

if TYPE_CHECKING:
    from yanzhen.chains.graph import Maker

PATENT, INSTITUTION, TITLE, PROJECT, PERSON, TECHNOLOGY = (
    "patent", "institution", "title", "project", "person", "technology",
)  # fmt: skip
KINDS = (PATENT, INSTITUTION, TITLE, PROJECT, PERSON, TECHNOLOGY)
LACKS = {"missing": Lack.MISSING, "imported": Lack.IMPORTED}


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece before it stands anywhere: its kind, the row that says so, what it is called, its holder.

    ``ipc`` is a patent's class, ``node`` the product that the row itself names, ``mastery`` how well a technology is mastered
    (``mastered``, ``partial``, ``imported``, ``missing``; empty is unknown), ``stated_on`` since when.
    """

    kind: str
    source: str
    name: str
    holder: str
    ipc: str = ""
    node: str = ""
    mastery: str = ""
    stated_on: date | None = None


def innovation_matrix(
    nodes: Sequence[str],
    pieces: Iterable[Piece],
    makers: Iterable[Maker],
    concordance: Concordance | None = None,
    is_here: Callable[[str], bool] = lambda holder: True,
    kinds: Sequence[str] = KINDS,
) -> Matrix:
    """The nodes against the kinds of innovation that ``is_here`` tells to be held here, with what the nodes lack.

    ``kinds`` are those of which there is a table: what nobody asked about is not nothing.

    >>> from yanzhen.chains.graph import Maker
    >>> told = [Piece(TECHNOLOGY, "1", "grinding", "", node="ball", mastery="missing"), Piece(PATENT, "2", "ZL1", "mill")]
    >>> found = innovation_matrix(["ball"], told, [Maker("mill", "ball")])
    >>> found.cells["ball", "patent"].fill.value, found.cells["ball", "technology"].fill.value, found.lacking_nodes()
    ('thin', 'empty', (('ball', ('grinding',)),))
    """
    wanted = set(nodes)
    made: dict[str, list[str]] = {}
    for maker in makers:
        if maker.product in wanted:
            made.setdefault(maker.firm, []).append(maker.product)
    told = list(pieces)
    here = [one for one in told if one.kind != TECHNOLOGY and is_here(one.holder)]
    technologies = _technologies([one for one in told if one.kind == TECHNOLOGY], is_here)
    placed = [evidence for one in here for evidence in _placed(one, made, concordance)]
    return matrix(nodes, kinds, [one for one in (*placed, *technologies) if one.kind in kinds])


def _placed(piece: Piece, made: dict[str, list[str]], concordance: Concordance | None) -> Iterator[Evidence]:
    """At no node (the empty one) where nothing tells of a product."""
    if piece.node:
        places: Sequence[str] = (piece.node,)
    elif piece.kind == PATENT and concordance is not None:
        places = concordance.nodes_of(piece.ipc)
    else:
        places = tuple(dict.fromkeys(made.get(piece.holder, ())))
    for place in places or ("",):
        yield Evidence(piece.kind, place, piece.name, piece.holder, piece.source)


def _technologies(pieces: list[Piece], is_here: Callable[[str], bool]) -> Iterator[Evidence]:
    """Technology by technology: who holds it here, or else why it is not here. Of each holder the last statement counts."""
    ordered = sorted(pieces, key=lambda one: (one.node, one.name, one.holder, one.stated_on or date.min))
    for (node, name), rows in groupby(ordered, key=lambda one: (one.node, one.name)):
        last = list({one.holder: one for one in rows}.values())
        held = [one for one in last if one.holder and one.mastery not in LACKS]
        local = [one for one in held if is_here(one.holder)]
        for one in local:
            yield Evidence(TECHNOLOGY, node, name, one.holder, one.source)
        for one in () if local else last:
            lack = Lack.ELSEWHERE if one in held else LACKS.get(one.mastery, Lack.NOBODY)
            yield Evidence(TECHNOLOGY, node, name, one.holder, one.source, lack)
