"""The formation as a picture: the lead at the point of the V, its direct followers on the two arms, who comes behind each beside it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import count as counting

from django.utils.translation import gettext, ngettext
from markupsafe import Markup

ALONG, APART = 30, 42
LEFT, LABEL = 40, 220
MOST_DRAWN = 14
MOST_BEHIND = 5
LETTERS = 150.0
WIDE, NARROW = 12.2, 6.8
_numbers = counting(1)


@dataclass(frozen=True, slots=True)
class Goose:
    """One follower as it is drawn: its name, where it leads, what passes through it, and how many may come behind it."""

    name: str
    url: str
    passes: float
    chance: float
    behind: int


def formation(lead: str, geese: Sequence[Goose], more: int) -> Markup:
    """The V, flying to the left; the strongest fly nearest to the lead. Circles grow with what passes through a follower."""
    drawn = geese[:MOST_DRAWN]
    arm = (len(drawn) + 1) // 2
    middle = max(1, arm) * APART + 16
    width, height = LEFT + arm * ALONG + 60 + LABEL, 2 * middle + (24 if more else 0)
    tips = [(LEFT + 8 + arm * ALONG + 12, middle + side * arm * APART) for side in (-1, 1)]
    inside = [
        Markup('<line class="wing" x1="{}" y1="{}" x2="{}" y2="{}"/>').format(LEFT, middle, *tip) for tip in tips if arm
    ]
    largest = max((goose.passes for goose in drawn), default=0.0) or 1.0
    for number, goose in enumerate(drawn):
        step = number // 2 + 1
        side = -1 if number % 2 == 0 else 1
        inside.append(_goose(goose, LEFT + 8 + step * ALONG, middle + side * step * APART, largest))
    inside.append(_lead(lead, middle))
    if more:
        word = ngettext("and one more follower", "and %(num)s more followers", more) % {"num": f"{more:,d}"}
        inside.append(Markup('<text class="mute" x="{}" y="{}">{}</text>').format(LEFT, height - 6, word))
    mark = f"flock-{next(_numbers)}"
    title = gettext("%(lead)s at the point, its direct followers on the arms") % {"lead": lead}
    told = "; ".join(_words(goose) for goose in drawn)
    return Markup(
        '<svg role="group" aria-labelledby="{0}-t" aria-describedby="{0}-d" width="{1}" height="{2}"><title id="{0}-t">{3}</title>'
        '<desc id="{0}-d">{4}</desc>{5}</svg>'
    ).format(mark, width, height, title, told, Markup("").join(inside))


def _lead(lead: str, middle: float) -> Markup:
    return Markup(
        '<circle class="lead" cx="{x}" cy="{y}" r="13"/><text class="lead-name" x="{text}" y="{line}">{name}</text>'
    ).format(x=LEFT - 8, y=middle, text=LEFT + 14, line=middle + 5, name=clipped(lead))


def _goose(goose: Goose, left: float, top: float, largest: float) -> Markup:
    radius = 4 + 8 * (goose.passes / largest) ** 0.5
    second = gettext("passes on %(passes)s") % {"passes": f"{goose.passes:.2f}"}
    if goose.behind:
        second += " · " + ngettext("one behind", "%(num)s behind", goose.behind) % {"num": goose.behind}
    return Markup(
        '<a href="{url}" class="goose" data-item data-open><title>{words}</title>'
        '<circle cx="{x}" cy="{y}" r="{r}"/><text aria-hidden="true" x="{text}" y="{line}">{name}</text>'
        '<text aria-hidden="true" class="mute" x="{text}" y="{under}">{second}</text>{flock}</a>'
    ).format(
        url=goose.url, words=_words(goose), x=left, y=top, r=round(radius, 1), text=left + 18, line=top + 1,
        under=top + 15, name=clipped(goose.name), second=second, flock=_behind(goose.behind, left + 18 + LETTERS + 12, top),
    )  # fmt: skip


def _behind(number: int, left: float, top: float) -> Markup:
    """The second round as small geese behind the follower, at most :data:`MOST_BEHIND`, in a V of their own."""
    dots = [
        Markup('<circle class="behind" cx="{}" cy="{}" r="2.5"/>').format(
            left + 8 * ((at + 1) // 2), top + (5 * ((at + 1) // 2) * (-1 if at % 2 else 1))
        )
        for at in range(min(number, MOST_BEHIND))
    ]
    return Markup("").join(dots)


def _words(goose: Goose) -> str:
    return gettext(
        "%(name)s: follows with a chance of %(chance)s, passes on %(passes)s, %(behind)s firms behind it"
    ) % {
        "name": goose.name,
        "chance": f"{goose.chance:.2f}",
        "passes": f"{goose.passes:.2f}",
        "behind": goose.behind,
    }


def clipped(text: str, room: float = LETTERS) -> str:
    """The text as far as it fits; a Chinese letter takes the room of two others.

    >>> clipped("山东比德文动力科技有限公司"), clipped("lead")
    ('山东比德文动力科技有…', 'lead')
    """
    used = 0.0
    for at, letter in enumerate(text):
        used += WIDE if ord(letter) > 0x2E80 else NARROW
        if used > room:
            return text[: max(1, at - 2)] + "…"
    return text
