"""Who pays whom: the picture of a deal's parties and of the cash between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext
from markupsafe import Markup

from yanzhen.desk.frame.figures import count
from yanzhen.desk.securitization.drawing import arrow, arrow_left, box, svg, text, wrapped
from yanzhen.desk.securitization.shown import money, percent
from yanzhen.desk.securitization.words import SUPPORTS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from yanzhen.securitization.deal import Deal as Terms

ROW, GAP, CLASS_ROW = 44, 52, 34
LEFT_ARROW, RIGHT_ARROW = 4.0, 54.0
CLASSES, SIDE = 62.0, 70.0


def structure(terms: Terms) -> Markup:
    """Firms, originator, vehicle, classes and supporters, from above to below."""
    parties = list(_parties(terms))
    inside: list[Markup] = []
    for place, (name, note) in enumerate(parties):
        top = place * (ROW + GAP)
        inside += [box(0, top, 100, ROW), text(2, top + 18, name, "name"), text(2, top + 35, note, "mute")]
    for place, labels in enumerate(_between(terms)):
        inside += _arrows(place * (ROW + GAP) + ROW, *labels)
    top = len(parties) * (ROW + GAP)
    inside += [*_classes(terms, top), *_supports(terms, top)]
    rows = max(len(terms.tranches) + 1, 2 * len(terms.supports))
    said = "; ".join(f"{name}: {note}" for name, note in parties)
    return svg(gettext("Who pays whom"), said, top + rows * CLASS_ROW + 4, inside)


def _parties(terms: Terms) -> Iterator[tuple[str, str]]:
    firms = gettext("%(count)s firms") % {"count": count(len(terms.obligors))}
    yield firms, gettext("pool of %(pool)s") % {"pool": money(terms.pool_fen)}
    if not terms.is_static:
        yield terms.originator or gettext("originator"), gettext("takes licence 1, gives licence 2 back")
        yield gettext("special plan (collection account)"), gettext("pays in the order of the waterfall")


def _between(terms: Terms) -> Iterator[tuple[tuple[str, str], tuple[str, str]]]:
    """Labels of the arrow up and the arrow down between one party and the next."""
    if terms.is_static:
        yield (gettext("proceeds"), ""), (gettext("what is owed"), "")
        return
    licences = {firm.licence.instalments for firm in terms.obligors if firm.licence}
    times = gettext("%(count)s instalments") % {"count": "/".join(map(str, sorted(licences)))}
    yield (gettext("licence 1"), gettext("fee paid up front")), (gettext("licence 2 back"), times)
    yield (gettext("price"), gettext("of the claims")), (gettext("claims sold"), gettext("patents pledged"))
    yield (
        (gettext("proceeds"), gettext("of the investors")),
        (gettext("interest, principal"), gettext("on payment dates")),
    )


def _arrows(top: int, up: tuple[str, str], down: tuple[str, str]) -> list[Markup]:
    first, second = top + GAP / 2 - 2, top + GAP / 2 + 14
    return [
        arrow(LEFT_ARROW, top + GAP, top),
        text(LEFT_ARROW + 2, first, up[0]),
        text(LEFT_ARROW + 2, second, up[1], "mute"),
        arrow(RIGHT_ARROW, top, top + GAP),
        text(RIGHT_ARROW + 2, first, down[0]),
        text(RIGHT_ARROW + 2, second, down[1], "mute"),
    ]


def _classes(terms: Terms, top: int) -> list[Markup]:
    inside: list[Markup] = []
    issued = sum(float(one.balance) for one in terms.tranches)
    order = reversed(terms.tranches) if terms.is_static else terms.tranches
    for place, one in enumerate(order):
        y = top + place * CLASS_ROW
        inside.append(box(0, y, CLASSES, CLASS_ROW - 4, "box class"))
        inside.append(text(2, y + 19, wrapped(one.name, 14, 1)[0], "name"))
        share = f"{money(one.balance)} · {percent(one.coupons[0])}" if not terms.is_static else money(one.balance)
        inside.append(text(CLASSES - 2, y + 19, share, "mute", "end"))
    rest = terms.pool_fen - issued
    if rest > 0.5:
        y = top + len(terms.tranches) * CLASS_ROW
        inside.append(box(0, y, CLASSES, CLASS_ROW - 4, "box rest"))
        inside.append(text(2, y + 19, gettext("left below"), "mute"))
        inside.append(text(CLASSES - 2, y + 19, f"{money(rest)} · {percent(rest / terms.pool_fen)}", "mute", "end"))
    return inside


def _supports(terms: Terms, top: int) -> list[Markup]:
    inside: list[Markup] = []
    names = [one.name for one in terms.tranches]
    for place, one in enumerate(terms.supports):
        y = top + place * 2 * CLASS_ROW
        inside.append(box(SIDE, y, 100 - SIDE, 2 * CLASS_ROW - 4, "box side"))
        for number, part in enumerate(wrapped(one.name, 14, 2)):
            inside.append(text(SIDE + 2, y + 17 + 15 * number, part, "name"))
        inside.append(text(SIDE + 2, y + 54, str(SUPPORTS[one.kind]), "mute"))
        for covered in one.covers or names[:1]:
            if covered in names:
                at = top + names.index(covered) * CLASS_ROW + CLASS_ROW / 2 - 2 + 5 * place
                inside.append(arrow_left(SIDE, CLASSES, at))
    return inside
