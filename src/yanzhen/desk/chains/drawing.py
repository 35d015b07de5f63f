"""The chain map as SVG: levels from left to right, each product a link, so that it works without script and by the keyboard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count as counting

from django.utils.translation import gettext
from markupsafe import Markup

WIDTH, HEIGHT = 152, 30
ACROSS, DOWN = 204, 40
TOP = 28
WIDE, NARROW = 12.2, 6.8
_numbers = counting(1)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One product: its strength with a shape, how many firms make it here, where it leads, and all of it in words."""

    name: str
    strength: str
    shape: str
    firms: str
    url: str
    words: str
    is_focus: bool


@dataclass(frozen=True, slots=True)
class DrawnLink:
    """``made_from`` is an input of ``product``; both are drawn, on neighbouring levels."""

    made_from: str
    product: str


def chain_map(columns: Sequence[tuple[str, Sequence[Drawn], int]], links: Sequence[DrawnLink], title: str) -> Markup:
    """The picture; each column is its title, its products, and how many more there are."""
    rows = max((len(drawn) + (more > 0) for _, drawn, more in columns), default=1)
    places = _places([[one.name for one in drawn] for _, drawn, _ in columns], links, rows)
    height, width = TOP + rows * DOWN, len(columns) * ACROSS - (ACROSS - WIDTH) + 4
    inside = [_link(places, link) for link in links]
    for number, (word, drawn, more) in enumerate(columns):
        left = number * ACROSS + 2
        inside.append(Markup('<text class="mute" x="{}" y="14">{}</text>').format(left, word))
        inside += [_node(one, *places[one.name]) for one in sorted(drawn, key=lambda one: places[one.name][1])]
        if more:
            bottom = max((places[one.name][1] for one in drawn), default=TOP - DOWN) + DOWN
            told = gettext("and %(num)s more") % {"num": f"{more:,d}"}
            inside.append(Markup('<text class="mute" x="{}" y="{}">{}</text>').format(left, bottom + 18, told))
    mark = f"chain-{next(_numbers)}"
    return Markup(
        '<svg role="group" aria-labelledby="{0}" width="{1}" height="{2}"><title id="{0}">{3}</title>{4}</svg>'
    ).format(mark, width, height, title, Markup("").join(inside))


def clipped(text: str, room: float = WIDTH - 44) -> str:
    """The text as far as it fits; a Chinese letter takes the room of two others.

    >>> clipped("锂离子电池正极材料前驱体"), clipped("steel")
    ('锂离子电池正极…', 'steel')
    """
    used = 0.0
    for at, letter in enumerate(text):
        used += WIDE if ord(letter) > 0x2E80 else NARROW
        if used > room:
            return text[: max(1, at - 1)] + "…"
    return text


def _places(columns: list[list[str]], links: Sequence[DrawnLink], rows: int) -> dict[str, tuple[float, float]]:
    """Where each product stands: its column, and the row nearest to the middle of what it is linked with."""
    near: dict[str, list[str]] = {}
    for link in links:
        near.setdefault(link.made_from, []).append(link.product)
        near.setdefault(link.product, []).append(link.made_from)
    middle = min(range(len(columns)), key=lambda at: (len(columns[at]), at), default=0)
    row_of: dict[str, float] = {}
    for at in sorted(range(len(columns)), key=lambda at: abs(at - middle)):
        start = (rows - len(columns[at])) / 2 if len(columns[at]) < rows else 0
        known = {name: [row_of[other] for other in near.get(name, ()) if other in row_of] for name in columns[at]}
        order = sorted(columns[at], key=lambda name: sum(known[name]) / len(known[name]) if known[name] else rows)
        row_of.update({name: start + place for place, name in enumerate(order)})
    return {
        name: (at * ACROSS + 2, TOP + int(row_of[name] * DOWN)) for at, names in enumerate(columns) for name in names
    }


def _link(places: dict[str, tuple[float, float]], link: DrawnLink) -> Markup:
    (left, above), (right, below) = places[link.made_from], places[link.product]
    start, y1, y2 = left + WIDTH, above + HEIGHT / 2, below + HEIGHT / 2
    bend = (start + right) / 2
    return Markup('<path class="chain-link" d="M{} {}C{} {} {} {} {} {}"/>').format(
        start, y1, bend, y1, bend, y2, right, y2
    )


def _node(one: Drawn, left: float, top: float) -> Markup:
    focus = " focus" if one.is_focus else ""
    current = Markup(' aria-current="true"') if one.is_focus else ""
    return Markup(
        '<a href="{url}" class="chain-node {strength}{focus}"{current} data-item data-open><title>{words}</title>'
        '<rect x="{left}" y="{top}" width="{width}" height="{height}" rx="4"/>'
        '<text aria-hidden="true" class="shape" x="{shape_at}" y="{line}">{shape}</text><text aria-hidden="true" x="{name_at}" y="{line}">{name}</text>'
        '<text aria-hidden="true" class="mute" x="{firms_at}" y="{line}" text-anchor="end">{firms}</text></a>'
    ).format(
        url=one.url, strength=one.strength, focus=focus, words=one.words, current=current, left=left, top=top,
        width=WIDTH, height=HEIGHT, shape_at=left + 8, line=top + 20, shape=one.shape, name_at=left + 24,
        name=clipped(one.name), firms_at=left + WIDTH - 8, firms=one.firms,
    )  # fmt: skip
