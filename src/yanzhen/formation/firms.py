"""The firm network: who supplies, owns, licenses, co-files with, spun off from whom, and how strongly a move passes on.

An arc runs from the firm that may pull to the one that may follow. Which way that is depends on the kind of link: a customer pulls its
supplier, an owner what it owns, a licensor its licensee; a co-patent, a shared key person and a joint project pull both ways. The chance that
a move passes is stated by kind (``kinds.csv``), or taken from the weights of the links.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Literal

from yanzhen.errors import InputError
from yanzhen.formation.network import Network

Direction = Literal["forward", "backward", "both"]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of link: which way it pulls, and the chance that a move passes where no weight tells."""

    name: str
    pulls: Direction
    chance: float
    label_zh: str
    why_en: str


@dataclass(frozen=True, slots=True)
class FirmLink:
    """``source`` is to ``target`` what ``kind`` says (a supplier of it, an owner of it); ``weight`` is above 0 where it is known.

    ``said`` names the source of the link; ``since`` and ``until`` are the days on which it holds, both included.
    """

    source: str
    target: str
    kind: str
    weight: float | None = None
    said: str = ""
    since: date | None = None
    until: date | None = None

    def holds(self, on: date | None) -> bool:
        """Whether it holds on the day; an unknown end is open."""
        return on is None or ((self.since is None or self.since <= on) and (self.until is None or on <= self.until))


@dataclass(frozen=True, slots=True)
class Arc:
    """One arc of the network with the links behind it."""

    leader: str
    follower: str
    chance: float
    links: tuple[FirmLink, ...]


def arcs_of(
    links: Iterable[FirmLink],
    *,
    on: date | None = None,
    chances: Mapping[str, float] | None = None,
    by_weight: bool = False,
) -> tuple[Arc, ...]:
    """The arcs of the links that hold on the day, in the order of leaders and followers.

    Several links between two firms pass on independently: ``1 - product of (1 - chance)``. ``chances`` replaces the stated chance of a kind.
    With ``by_weight`` a link's chance is its kind's, times its weight over the largest weight of its kind into the same follower (links without a
    weight keep the kind's chance).
    Raises :class:`~yanzhen.errors.InputError` for an unknown kind, a chance outside 0 to 1 and a weight that is not above 0.
    """
    held = [link for link in links if _checked(link).holds(on)]
    told = {name: kind.chance for name, kind in kinds().items()} | _chances(chances or {})
    largest: dict[tuple[str, str], float] = defaultdict(float)
    pulls = [pull for link in held for pull in _pulls(link)]
    for _leader, follower, link in pulls:
        largest[follower, link.kind] = max(largest[follower, link.kind], link.weight or 0.0)
    missed: dict[tuple[str, str], float] = defaultdict(lambda: 1.0)
    behind: dict[tuple[str, str], list[FirmLink]] = defaultdict(list)
    for leader, follower, link in pulls:
        share = link.weight / largest[follower, link.kind] if by_weight and link.weight else 1.0
        missed[leader, follower] *= 1 - told[link.kind] * share
        behind[leader, follower].append(link)
    return tuple(
        Arc(*pair, 1 - missed[pair], tuple(behind[pair]))
        for pair in sorted(missed)
        if missed[pair] < 1 and pair[0] != pair[1]
    )


def network_of_arcs(arcs: Iterable[Arc], firms: Iterable[str] = ()) -> Network:
    """The network of the arcs; ``firms`` are in it even without one."""
    import numpy

    arcs = tuple(arcs)
    names = tuple(sorted({*firms, *(arc.leader for arc in arcs), *(arc.follower for arc in arcs)}))
    number = {name: at for at, name in enumerate(names)}
    return Network(
        names,
        numpy.array([number[arc.leader] for arc in arcs], dtype=numpy.int32),
        numpy.array([number[arc.follower] for arc in arcs], dtype=numpy.int32),
        numpy.array([arc.chance for arc in arcs], dtype=numpy.float64),
    )


@cache
def kinds() -> dict[str, Kind]:
    """The kinds of links by name, as ``kinds.csv`` states them."""
    written = (files("yanzhen.formation") / "kinds.csv").read_text(encoding="utf-8")
    found = {}
    for row in csv.DictReader(written.splitlines()):
        found[row["kind"]] = Kind(
            row["kind"], _direction(row["pulls"]), float(row["chance"]), row["label_zh"], row["why_en"]
        )
    return found


def _direction(word: str) -> Direction:
    for direction in ("forward", "backward", "both"):
        if word == direction:
            return direction
    raise ValueError(f"pulls must be forward, backward or both but is {word!r}")


def _checked(link: FirmLink) -> FirmLink:
    place = f"link {link.source} to {link.target}"
    if link.kind not in kinds():
        raise InputError(f"{place}, kind", seen=link.kind, expected="one of " + ", ".join(kinds()))
    if link.weight is not None and not 0 < link.weight < float("inf"):
        raise InputError(
            f"{place}, weight", seen=str(link.weight), expected="a number above 0, or nothing where it is unknown"
        )
    return link


def _chances(chances: Mapping[str, float]) -> dict[str, float]:
    for kind, chance in chances.items():
        if kind not in kinds() or not 0 <= chance <= 1:
            raise InputError(
                f"chance of {kind}", seen=str(chance), expected="a kind of " + ", ".join(kinds()) + ", with 0 to 1"
            )
    return dict(chances)


def _pulls(link: FirmLink) -> list[tuple[str, str, FirmLink]]:
    pulls = kinds()[link.kind].pulls
    forward = [(link.source, link.target, link)] if pulls != "backward" else []
    return forward + ([(link.target, link.source, link)] if pulls != "forward" else [])
