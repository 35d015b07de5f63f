"""The names of a firm: the one in force, those that it bore before, its short names. Never a reason to take two firms for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from yanzhen.desk.register.ledger.bulk import insert_rows
from yanzhen.desk.register.ledger.models import TYPED, Firm, FirmName
from yanzhen.desk.register.ledger.office import Place
from yanzhen.desk.register.ledger.voices import Imports, chunked, live_voices

FIRMS = "firms"
Role = FirmName.Role
MOST_LETTERS = 200


@dataclass(frozen=True, slots=True)
class FormerName:
    """A name that a sheet gave the firm, and the latest day on which a source stated it; ``None`` where a sheet lists it as former."""

    name: str
    stated_until: date | None


@dataclass(frozen=True, slots=True)
class FirmNames:
    """All names of one firm."""

    name: str
    former: tuple[FormerName, ...]
    aliases: tuple[str, ...]


def names_of(code: str) -> FirmNames:
    """The firm's names from what is in force and from every record of it that counts."""
    firm = Firm.objects.filter(key=code).first()
    values = firm.values if firm else {}
    name = str(values.get("name", ""))
    stated: dict[str, date] = {}
    listed: set[str] = set(_parted(values.get("former_names")))
    aliases: dict[str, None] = dict.fromkeys(_parted(values.get("aliases")))
    for voice in live_voices(FIRMS, [code], Imports()).get(code, ()):
        if said := voice.values.get("name"):
            stated[said] = max(voice.stated_on, stated.get(said, voice.stated_on))
        listed |= set(_parted(voice.values.get("former_names")))
        aliases |= dict.fromkeys(_parted(voice.values.get("aliases")))
    former = {one: stated.get(one) for one in (*stated, *sorted(listed)) if one != name}
    return FirmNames(name, tuple(FormerName(one, day) for one, day in former.items()), tuple(aliases))


def rename(codes: Collection[str], places: dict[str, Place]) -> None:
    """Write down anew under which names these firms can be found; those without a place are gone."""
    for part in chunked(codes):
        FirmName.objects.filter(code__in=part).delete()
    imports = Imports()
    for part in chunked([code for code in codes if code in places]):
        in_force = dict(Firm.objects.filter(key__in=part).values_list("key", f"{TYPED}name"))
        voices = live_voices(FIRMS, part, imports)
        told = [(code, in_force.get(code, ""), [voice.values for voice in voices[code]]) for code in in_force]
        name_firms(told, places)


def name_firms(told: Iterable[tuple[str, str, list[dict[str, Any]]]], places: dict[str, Place]) -> None:
    """Write down the names of firms that have none yet: code, name in force, and what each record says."""
    from yanzhen.desk.register.subjects import name_key

    rows = (
        (code, name[:MOST_LETTERS], name_key(name), role, *places[code])
        for code, in_force, said in told
        for name, role in _roles(in_force, said).items()
    )
    insert_rows(FirmName, ("code", "name", "name_key", "role", "region", "department"), rows)


def _roles(in_force: str, said: list[dict[str, Any]]) -> dict[str, str]:
    """Each name once, with what it is to the firm."""
    known: dict[str, str] = {in_force: Role.NAME} if in_force else {}
    for values in said:
        for role, names in _told(values):
            for name in names:
                known.setdefault(name, role)
    return known


def _told(values: dict[str, object]) -> Iterator[tuple[str, list[str]]]:
    name = values.get("name")
    yield Role.FORMER, [str(name)] if name else []
    yield Role.FORMER, _parted(values.get("former_names"))
    yield Role.ALIAS, _parted(values.get("aliases"))


def _parted(text: object) -> list[str]:
    """Names of one cell, parted by semicolons of either width or 、."""
    if not text:
        return []
    for mark in ("；", "、", "\n"):
        text = str(text).replace(mark, ";")
    return [name.strip() for name in str(text).split(";") if name.strip()]
