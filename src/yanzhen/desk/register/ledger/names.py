"""The names of a firm: the one in force, those that it bore before, its short names. Never a reason to take two firms for one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from yanzhen.desk.register.ledger.bulk import insert_rows
from yanzhen.desk.register.ledger.merging import Voice, by_source
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
    """The firm's names from what is in force and from every record of it that counts.

    A former name is one that its own source replaced, or that a sheet lists as former; a name that another source still gives is
    shown among the short names.
    """
    firm = Firm.objects.filter(key=code).first()
    name = str(firm.values.get("name", "")) if firm else ""
    voices = live_voices(FIRMS, [code], Imports()).get(code, [])
    stated: dict[str, date] = {}
    for voice in voices:
        if said := voice.values.get("name"):
            stated[said] = max(voice.stated_on, stated.get(said, voice.stated_on))
    roles = _roles(name, voices)
    former = (FormerName(one, stated.get(one)) for one, role in roles.items() if role == Role.FORMER)
    return FirmNames(name, tuple(former), tuple(one for one, role in roles.items() if role == Role.ALIAS))


def rename(codes: Collection[str], places: dict[str, Place]) -> None:
    """Write down anew under which names these firms can be found; those without a place are gone."""
    for part in chunked(codes):
        FirmName.objects.filter(code__in=part).delete()
    imports = Imports()
    for part in chunked([code for code in codes if code in places]):
        in_force = dict(Firm.objects.filter(key__in=part).values_list("key", f"{TYPED}name"))
        voices = live_voices(FIRMS, part, imports)
        _write(((code, _roles(name, voices[code])) for code, name in in_force.items()), places)


def name_new(told: Iterable[tuple[str, dict[str, Any]]], places: dict[str, Place]) -> None:
    """Write down the names of firms of which nobody spoke before: code, and what the one row says."""
    _write(((code, _roles_of(values)) for code, values in told), places)


def _write(told: Iterable[tuple[str, dict[str, str]]], places: dict[str, Place]) -> None:
    from yanzhen.desk.register.subjects import name_key

    rows = [
        (code, name[:MOST_LETTERS], name_key(name), role, *places[code])
        for code, roles in told
        for name, role in roles.items()
    ]
    insert_rows(FirmName, ("code", "name", "name_key", "role", "region", "department"), rows)


def _roles(in_force: str, voices: Sequence[Voice]) -> dict[str, str]:
    """Each name once, with what it is to the firm."""
    roles: dict[str, str] = {in_force: Role.NAME} if in_force else {}
    for said in by_source(voices).values():  # what each source says now
        for name, role in _roles_of({column: voice.values[column] for column, voice in said.items()}).items():
            roles.setdefault(name, Role.ALIAS if role == Role.NAME else role)
    for voice in sorted(voices, key=lambda one: one.recorded, reverse=True):  # and what it said before
        for name, role in _roles_of(voice.values).items():
            roles.setdefault(name, Role.FORMER if role == Role.NAME else role)
    return roles


def _roles_of(values: dict[str, Any]) -> dict[str, str]:
    """The names that one row gives."""
    roles: dict[str, str] = {values["name"]: Role.NAME} if "name" in values else {}
    if "former_names" in values:
        roles |= dict.fromkeys(_parted(values["former_names"]), Role.FORMER)
    if "aliases" in values:
        roles = dict.fromkeys(_parted(values["aliases"]), Role.ALIAS) | roles
    return roles


def _parted(text: object) -> list[str]:
    """Names of one cell, parted by semicolons of either width or 、."""
    for mark in ("；", "、", "\n"):
        text = str(text).replace(mark, ";")
    return [name.strip() for name in str(text).split(";") if name.strip()]
