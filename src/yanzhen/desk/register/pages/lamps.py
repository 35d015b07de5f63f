"""How long a title is valid, as a lamp: valid, ends soon, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, ngettext

from yanzhen.desk.frame.parts import Lamp

SOON_DAYS = 90


@dataclass(frozen=True, slots=True)
class Validity:
    """The lamp of a title on a day, with its word."""

    lamp: Lamp
    word: str


def validity(values: dict[str, Any], on: date) -> Validity:
    """Valid on both its end days; without an end it is unknown how long.

    >>> validity({"valid_from": "2024-01-01", "valid_to": "2026-11-30"}, date(2026, 11, 30)).lamp.value
    'watch'
    """
    first, last = _day(values.get("valid_from")), _day(values.get("valid_to"))
    if first and on < first:
        return Validity(Lamp.WATCH, gettext("from %(day)s on") % {"day": first.isoformat()})
    if last is None:
        return Validity(Lamp.UNKNOWN, gettext("its end is unknown"))
    left = (last - on).days
    if left < 0:
        return Validity(Lamp.BAD, gettext("ended"))
    if left <= SOON_DAYS:
        words = ngettext("ends in one day", "ends in %(num)s days", left) if left else gettext("ends today")
        return Validity(Lamp.WATCH, words % {"num": left} if left else words)
    return Validity(Lamp.GOOD, gettext("valid"))


def _day(text: Any) -> date | None:
    return date.fromisoformat(text) if text else None
