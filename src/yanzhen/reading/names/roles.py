"""A person's role and the organisation it is held in, as printed beside the name."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from yanzhen.reading.names import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from yanzhen.reading.names.mentions import Mention, Tagged

_COMMITTEE = re.compile(r"(?:[省市县区州镇乡村]委|党委|党组|党支部)$")
_SOURCE = re.compile(r"(?:来源|稿源|转自|据)[\s:：]*$")
_GAP = re.compile(r"[^，,。；;：:、！!？?（）()“”\"]{0,12}$")


def role_of(tagged: Tagged, person: Mention, mentions: Sequence[Mention]) -> tuple[str | None, str | None]:
    """Role and organisation of a person, each ``None`` where the page gives none beside the name."""
    here = [m for m in mentions if m.block == person.block]
    return (
        _before(tagged, person, here) or _listed(tagged, person, here) or _after(tagged, person, here) or (None, None)
    )


def _before(tagged: Tagged, person: Mention, here: Sequence[Mention]) -> tuple[str, str | None] | None:
    """昌乐县委副书记、县长张建伟."""
    found = _roles_at_end().search(tagged.text[: person.start])
    if not found:
        return None
    role = re.sub(r"\s", "", found[1])
    body = _body_before(tagged, found.start(1), here)
    if body is None:
        return role, None
    if (committee := _COMMITTEE.search(body.text)) and body.end == found.start(1):
        role = committee[0] + role
    return role, body.text


def _listed(tagged: Tagged, person: Mention, here: Sequence[Mention]) -> tuple[str, str | None] | None:
    """记者张玉、王亚宏: the role of the person before, when only a comma parts them."""
    before = next(
        (m for m in here if m.kind == "person" and tagged.text[m.end : person.start] in ("、", " ", "　")), None
    )
    return _before(tagged, before, here) or _listed(tagged, before, here) if before else None


def _body_before(tagged: Tagged, at: int, here: Sequence[Mention]) -> Mention | None:
    """The organisation that the role begins in (县委|书记), or that ends right before it, a department between
    them or none; else the place right before it."""
    near = [m for m in here if m.start < at and m.kind in ("organisation", "place")]
    if not near:
        return None
    last = max(near, key=lambda m: m.end)
    if _SOURCE.search(tagged.text[: last.start]):
        return None
    gap = re.sub(r"^[（(][^（）()]*[）)]\s*", "", tagged.text[last.end : at])
    fits = _GAP.match(gap) and not re.search(r"[的在向对为由了和与]", gap)
    return last if fits and (not gap or last.kind == "organisation") else None


def _after(tagged: Tagged, person: Mention, here: Sequence[Mention]) -> tuple[str, str | None] | None:
    """王某是（担任、，）某公司董事长."""
    rest = tagged.text[person.end :]
    if title := re.match(r"院士|教授|研究员|总书记|主席|总理|书记|主任|局长|市长|县长|博士", rest):
        return title[0], None
    if photo := re.match(r"[\s　]*(?:文[/／])?(摄影|摄|供图)(?=$|[\s）)】。、，])", rest):
        return photo[1], None
    link = re.match(r"(?:[，,]|是|为|系|任|担任|现任|出任|当选(?:为)?|[（(])", rest)
    if not link:
        return None
    start = person.end + link.end()
    body = next((m for m in here if m.start == start and m.kind in ("organisation", "place")), None)
    role_start = body.end if body else start
    found = _roles_at_start().match(tagged.text[role_start:])
    if not found or (body is None and link[0] in "，,"):
        return None
    return found[0], body.text if body else None


@cache
def _roles_at_end() -> re.Pattern[str]:
    one = lexicon.alternatives("roles")
    return re.compile(rf"((?:{one})(?:(?:、|兼|和)?(?:{one}))*)[\s:：/／|｜]*$")


@cache
def _roles_at_start() -> re.Pattern[str]:
    one = lexicon.alternatives("roles")
    return re.compile(rf"(?:{one})(?:(?:、|兼)(?:{one}))*")
