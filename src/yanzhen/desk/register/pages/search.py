"""Firms by any of their names, or a part of one.

Each process holds an index of all names by their pairs of neighbouring characters: a word is looked for only in the names that bear its
rarest pair, which is some twenty times faster than ``LIKE`` over the rows, on every database. The index is made anew when names were written
(a quarter of a second for fifty thousand names). It holds codes and names alone; what a person sees are rows that they may see.
"""

from __future__ import annotations

import threading
from array import array
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Q
from django.db.models.lookups import In

from yanzhen.desk.register.models import Firm, FirmName
from yanzhen.desk.register.subjects import name_key

if TYPE_CHECKING:
    from yanzhen.desk.accounts.models import Person

MOST_FOUND = 2_000
"""Firms of one word; a word that more of them bear is left to the database, which has its page full as quickly."""
PIECE = 10_000
State = tuple[int, str, str] | None


@dataclass(frozen=True, slots=True)
class Names:
    """Every name with its code, and for each pair of characters the places of the names that bear it."""

    state: State
    names: tuple[str, ...]
    codes: tuple[str, ...]
    places: Mapping[str, array[int]]

    def holding(self, key: str, most: int = MOST_FOUND) -> set[str] | None:
        """The codes of the names that hold the key; ``None`` where there are more than ``most``, or too many to look through.

        >>> made = indexed([("示例晨光纸业", "A"), ("晨光软件", "B")], None)
        >>> sorted(made.holding("晨光")), made.holding("晨光纸"), made.holding("光晨"), made.holding("光") is None
        (['A', 'B'], {'A'}, set(), True)
        """
        pairs = [key[at : at + 2] for at in range(len(key) - 1)]
        if not pairs:
            return None
        rarest = min((self.places.get(pair, ()) for pair in pairs), key=len)
        if len(rarest) > (most if len(pairs) == 1 else 10 * most):
            return None
        found = {self.codes[place] for place in rarest if key in self.names[place]}
        return found if len(found) <= most else None


@CharField.register_lookup
class Among(In):
    """``__in`` for texts that are texts already: Django's own looks at each of them three times, which is half of a search."""

    lookup_name = "among"

    def get_prep_lookup(self) -> set[str]:
        codes: set[str] = self.rhs
        return codes

    def process_rhs(self, *_: object) -> tuple[str, tuple[str, ...]]:
        return f"({', '.join(['%s'] * len(self.rhs))})", tuple(self.rhs)


def firms_named(text: str) -> Q:
    """The condition on rows whose ``subject`` is a firm: it goes or went by a name that holds the text."""
    key = name_key(text)
    if not key:
        return Q(pk__in=())
    codes = _current().holding(key)
    if codes is None:
        return Q(subject__in=FirmName.objects.filter(name_key__contains=key).values("code"))
    return Q(subject__among=codes) if codes else Q(pk__in=())


def codes_named(text: str) -> set[str]:
    """The codes of all firms of such a name, for rows that are not in the database as such."""
    key = name_key(text)
    codes = _current().holding(key) if key else set()
    if codes is None:
        return set(FirmName.objects.filter(name_key__contains=key).values_list("code", flat=True))
    return codes


def firms_found(text: str, person: Person) -> Any:
    """The firms that this person may see of such a name, or whose code begins with the text."""
    asked = text.strip()
    found = firms_named(asked)
    if asked.isascii() and len(asked) > 3:
        found |= Q(subject__istartswith=asked)
    return Firm.objects.visible_to(person).filter(found)


def indexed(rows: Iterable[tuple[str, str]], state: State) -> Names:
    """The index of these names and their codes."""
    names, codes = [], []
    places: defaultdict[str, array[int]] = defaultdict(lambda: array("I"))
    for place, (name, code) in enumerate(rows):
        names.append(name)
        codes.append(code)
        for pair in set(map(str.__add__, name, name[1:])):
            places[pair].append(place)
    return Names(state, tuple(names), tuple(codes), dict(places))


_LAST_WRITTEN = FirmName.objects.order_by("-pk").values_list("pk", "code", "name")[:1]
"""Made once: putting the question together would take as long as asking it."""
_kept: Names | None = None
_lock = threading.Lock()


def _current() -> Names:
    """The names as they are now, indexed anew where any was written."""
    global _kept
    state = _state()
    kept = _kept
    if kept is not None and kept.state == state:
        return kept
    with _lock:
        if _kept is None or _kept.state != state:
            rows = FirmName.objects.order_by("pk").values_list("name_key", "code")
            _kept = indexed(rows.iterator(chunk_size=PIECE), state)
        return _kept


def _state() -> State:
    """The name that was written last. One that was taken away since finds no row, and does no harm."""
    return next(iter(_LAST_WRITTEN.all()), None)
